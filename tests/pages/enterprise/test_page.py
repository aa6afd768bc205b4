"""The page of an enterprise: each certificate with its state, reason, end and remedy; the calendar."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.identifiers import uscc_check_character
from tests.harness.groups import require
from tests.pages.pages import HTML, USCC, Page, Scene
from tests.world import World, digest_of, id_of
from tests.world.api_node import running
from web.brand.settings import BrandSettings, Contact

ENDED_ONLY = "91500000M000100Y0" + uscc_check_character("91500000M000100Y0")
OLD_NAME, NEW_NAME = "重庆示例旧名水处理有限公司", "重庆示例新名环境治理有限公司"
REVOKED = (
    "false-material",
    "serious-violation",
    "enterprise-dissolved",
    "enterprise-request",
    "issued-in-error",
)
SUSPENDED = ("complaint", "investigation", "annual-check-overdue", "enterprise-request")
OFFICE = "mailto:objections@cq.huren.example"


@contextmanager
def enterprise(folder: Path) -> Iterator[Scene]:
    """A node with an enterprise that has a certificate in every state, and one that has none in force."""
    world = World()
    office = {"type": "ObjectionOffice", "serviceEndpoint": OFFICE, "answerDays": 15}
    world.publish_key_list("cq", service=[{"id": f"{world.cq.did}#objections", **office}])
    world.publish()
    day = world.now.replace(hour=0, minute=0, second=0)
    held: dict[str, bytes] = {}

    def issue(name: str, **draft: Any) -> bytes:
        held[name] = world.issue(certificate_number=f"CQ-{name}", **{"legal_name": NEW_NAME, **draft})
        return held[name]

    issue("valid")
    issue("soon", valid_from=day - timedelta(days=30), valid_until=day + timedelta(days=24))
    issue("later", valid_from=day + timedelta(days=10), valid_until=day + timedelta(days=400))
    issue("past", created=world.now - timedelta(days=400), scheme="cq-credit", category=[], grade="AA")
    world.supersede(issue("old", legal_name=OLD_NAME), issue("renamed"), reason="rename")
    world.suspend(issue("until"), until=day + timedelta(days=30), reason="complaint")
    for reason in SUSPENDED:
        world.suspend(issue(f"suspended-{reason}"), reason=reason)
    for reason in REVOKED:
        world.revoke(issue(f"revoked-{reason}"), reason=reason)
    issue("none", unified_social_credit_code=ENDED_ONLY, created=world.now - timedelta(days=400),
          scheme="cq-credit", category=[], grade="AA")  # fmt: skip
    with running(folder, world) as node:
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        yield Scene(node, world, held)


@pytest.fixture(scope="module")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with enterprise(tmp_path_factory.mktemp("enterprise")) as scene:
        yield scene


@pytest.fixture(scope="module", params=["zh", "en"])
def told(request: pytest.FixtureRequest, shop: Scene) -> tuple[Scene, str, str]:
    """The scene, a language, and the page's HTML in it."""
    return shop, request.param, shop.get(f"/enterprises/{USCC}?lang={request.param}").text


def part(told: tuple[Scene, str, str], name: str) -> str:
    """Return the text of one certificate's card."""
    scene, _, html = told
    anchor = f'id="held-{digest_of(scene.credentials[name])[:12]}"'
    assert html.count(anchor) == 1, name
    found = re.split(r"</article>|</li>\s*(?=<li class=\"tight\"|</ul>)", html.partition(anchor)[2])[0]
    return re.sub(r"\s+", " ", re.sub("<[^>]*>", "", found))


def say(told: tuple[Scene, str, str], en: str, zh: str) -> str:
    return en if told[1] == "en" else zh


def test_the_top_counts_certificates_in_force_and_others_and_links_to_them(
    told: tuple[Scene, str, str],
) -> None:
    html = told[2]
    tally = html.partition('<div class="tally">')[2].partition("</div>")[0]
    figures = re.findall(r'<a class="(\w*)" href="#([\w-]+)"><b>(\d+)</b>([^<]+)</a>', tally)
    assert [(tone, number) for tone, _, number, _ in figures] == [
        ("ok", "3"), ("warn", "1"), ("no", "6"), ("", "7"),
    ]  # fmt: skip
    assert figures[1][3] == say(told, "End within 60 days", "60 天内到期")
    for _, anchor, _, _ in figures:
        assert f'id="{anchor}"' in html
    assert html.index('class="tally"') < html.index('id="waiting"') < html.index('id="accepted"')
    assert html.index('id="accepted"') < html.index('id="past"') < html.index('id="history"')


def test_three_certificates_are_open_those_with_something_to_do_first(told: tuple[Scene, str, str]) -> None:
    """The others are counted and folded; every one is on the page."""
    html = told[2]
    assert html.count("<article") == 3
    assert html.rindex("<article") < html.index('id="accepted"'), "six are not usable today"
    folded = re.findall(
        r'<details class="card on-paper"[^>]*><summary>([^<]*)</summary>(.*?)</details>\s*\n\n',
        html,
        re.DOTALL,
    )
    assert [len(re.findall(r'id="held-', part)) for _, part in folded] == [3, 3, 7]
    assert [re.findall(r"\d+", words) for words, _ in folded] == [["3"], ["3"], ["7"]]


def test_a_certificate_that_ends_soon_comes_before_others_in_force(told: tuple[Scene, str, str]) -> None:
    accepted = told[2].partition('id="accepted"')[2]
    first, *_ = re.findall(r'id="held-(\w+)"', accepted)
    assert first == digest_of(told[0].credentials["soon"])[:12]


def test_the_next_step_stands_above_the_certificates(told: tuple[Scene, str, str]) -> None:
    html = told[2]
    urgent = html.partition('id="urgent"')[2].partition("</ul>")[0]
    assert urgent.count("<li>") == 6, "one ends soon, five are suspended"
    assert say(told, "23 days left", "23 天后到期") in urgent
    assert html.index('id="urgent"') < html.index('id="accepted"')


def test_categories_and_clauses_are_in_the_language_of_the_page(told: tuple[Scene, str, str]) -> None:
    """The agreement has their English words; the English page has no Chinese word for them."""
    text = part(told, "valid")
    assert say(told, "industrial wastewater treatment", "工业废水处理") in text
    assert ("条" in text) == (told[1] == "zh")


def test_a_valid_certificate_says_where_it_counts_and_has_its_own_files(told: tuple[Scene, str, str]) -> None:
    scene, lang, html = told
    text, digest = part(told, "valid"), digest_of(scene.credentials["valid"])
    assert say(told, "In Chongqing", "在重庆") in text
    assert say(told, "Counts in Sichuan as", "在四川视同") in text
    assert "CQ-valid" in text
    assert say(told, "What you can do", "处理办法") not in text
    for path in ("certificate.pdf", "qr.svg", "label.png"):
        assert f'href="/api/v1/credentials/{digest}/{path}"' in html
    assert f"http://testserver/credentials/{digest}?lang={lang}" in text, "to be passed on as it stands"


def test_a_certificate_that_ends_soon_shows_the_days_left_and_what_to_do(
    told: tuple[Scene, str, str],
) -> None:
    text = part(told, "soon")
    assert say(told, "23 days left (last day 2026-05-24)", "23 天后到期（2026-05-24）") in text
    assert (
        say(told, "Apply to the association for an assessment anew before", "请在到期前向发证方申请续评")
        in text
    )


def test_a_suspended_certificate_shows_beginning_reason_and_end(told: tuple[Scene, str, str]) -> None:
    text = part(told, "until")
    assert say(told, "Suspended since 2026-05-01 09:00", "自 2026-05-01 09:00 起暂停") in text
    assert say(told, "reason: complaint. Decided by", "原因：投诉。由重庆示例") in text
    assert say(told, "good again after 2026-05-30", "至 2026-05-30 期满后恢复有效") in text
    assert "certificate.pdf" not in text


@pytest.mark.parametrize(
    ("reason", "en", "zh"),
    [
        ("complaint", "your account of what is complained of", "就投诉事项向发证方书面说明"),
        ("investigation", "the documents it asks for", "按要求向发证方提交材料"),
        ("annual-check-overdue", "the documents of the yearly supervision", "补交年度监督材料"),
        ("enterprise-request", "when it shall be lifted", "需要恢复时，请向发证方提出"),
    ],
)
def test_a_suspended_certificate_shows_what_lifts_the_suspension(
    told: tuple[Scene, str, str], reason: str, en: str, zh: str
) -> None:
    text = part(told, f"suspended-{reason}")
    assert say(told, en, zh) in text
    assert say(told, "No end is set", "未定期限") in text


@pytest.mark.parametrize(
    ("reason", "ends", "en", "zh"),
    [
        ("false-material", ("Annulled", "撤销"), "object to the association", "提出异议"),
        ("serious-violation", ("Cancelled", "取消"), "when the cause is mended", "整改后可重新申请"),
        ("enterprise-dissolved", ("Given up", "注销"), "If the enterprise still exists", "企业仍在存续的"),
        ("enterprise-request", ("Given up", "注销"), "You asked for it", "系本企业申请注销"),
        ("issued-in-error", ("Annulled", "撤销"), "if you meet the conditions", "符合条件的，可重新申请"),
    ],
)
def test_an_ended_certificate_shows_kind_reason_author_and_remedy(
    told: tuple[Scene, str, str], reason: str, ends: tuple[str, str], en: str, zh: str
) -> None:
    text = part(told, f"revoked-{reason}")
    assert say(told, f"{ends[0]} from 2026-05-01", "自 2026-05-01") in text
    assert say(told, ends[0], f"起{ends[1]}，原因：") in text
    assert say(told, "Decided by Chongqing", "由重庆示例环境保护产业协会决定") in text
    assert say(told, en, zh) in text


def test_expired_and_future_certificates_show_their_day(told: tuple[Scene, str, str]) -> None:
    assert say(told, "Its term ended on 2026-0", "有效期至 2026-0") in part(told, "past")
    assert say(told, "Apply to the association", "可向发证方重新申请评价") in part(told, "past")
    assert say(told, "It counts from 2026-05-11", "自 2026-05-11 起有效") in part(told, "later")


def test_a_renaming_names_the_day_and_leads_to_the_new_certificate(told: tuple[Scene, str, str]) -> None:
    scene, _, html = told
    frame = re.sub("</?time>", "", html.partition('class="frame"')[2].partition("</section>")[0])
    assert say(told, "Former name, until 2026-05-01 09:00:", "曾用名（至 2026-05-01 09:00）：") in frame
    assert OLD_NAME in frame
    assert f'href="#held-{digest_of(scene.credentials["renamed"])[:12]}"' in frame
    text = part(told, "old")
    assert say(told, "reason: rename", "原因：更名") in text
    assert say(told, "Replaced by CQ-renamed", "由此证书取代： CQ-renamed") in text
    assert f'href="/credentials/{id_of(scene.credentials["renamed"])}?' in html


def test_objections_go_to_the_issuers_signed_address_with_the_days_for_an_answer(
    told: tuple[Scene, str, str],
) -> None:
    wrong = told[2].partition('id="wrong"')[2].partition("</section>")[0]
    assert (
        f'<a href="{OFFICE}" rel="external noreferrer"><bdi>objections@<wbr>cq.huren.example</bdi></a>'
        in wrong
    )
    assert say(told, "answers within 15 days", "15 日内答复") in wrong


def test_history_has_the_tone_of_what_happened(told: tuple[Scene, str, str]) -> None:
    history = told[2].partition('id="history"')[2].partition("</section>")[0]
    tones = re.findall(r"<li(?: class=\"(\w+)\")?><span class=\"soft\"><time>", history)
    assert tones.count("no") == len(REVOKED) + 1, "what was revoked, what expired"
    assert tones.count("warn") == len(SUSPENDED) + 1 + 1, "what was suspended, what was replaced"


def test_an_enterprise_without_a_certificate_in_force_is_told_what_to_do(shop: Scene) -> None:
    page = shop.page(f"/enterprises/{ENDED_ONLY}?lang=zh")
    assert "目前没有有效的凭证" in page.text
    assert "可向发证方重新申请评价" in page.text
    assert page.all("table") == []


def test_an_unknown_credit_code_is_answered_with_what_to_do(shop: Scene) -> None:
    page = shop.page("/enterprises/11320000MB151840XJ?lang=zh", 404)
    assert "本登记库没有企业“11320000MB151840XJ”" in page.text
    assert "请核对写法" in page.text


def test_the_calendar_has_each_end_with_an_alarm_sixty_days_before(shop: Scene) -> None:
    icalendar: Any = require("icalendar", "icalendar")
    page = Page.of(shop.get(f"/enterprises/{USCC}?lang=zh").text)
    (path,) = {link for link in page.links if link.endswith("/calendar.ics?lang=zh")}
    answer = shop.node.client.get(path)
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 2 * (len(shop.credentials) - 1)

    def event(name: str, which: str) -> Any:
        return events[f"{id_of(shop.credentials[name]).removeprefix('urn:uuid:')}-{which}@cq.huren.example"]

    end, soon = event("soon", "end"), event("soon", "soon")
    assert end["DTSTART"].dt.isoformat() == "2026-05-24"
    assert end["DTSTART"].dt - soon["DTSTART"].dt == timedelta(days=60)
    assert "CQ-soon" in end["SUMMARY"]
    alarms = end.walk("VALARM")
    assert [str(alarm["ACTION"]) for alarm in alarms] == ["DISPLAY", "DISPLAY"]
    assert [alarm["TRIGGER"].dt for alarm in alarms] == [
        timedelta(hours=9) - timedelta(days=days) for days in (60, 30)
    ], "at nine in the morning of the sixtieth and the thirtieth day before"
    assert [str(alarm["DESCRIPTION"]).partition("：")[0] for alarm in alarms] == [
        "60 天后到期",
        "30 天后到期",
    ]
    assert event("old", "end").walk("VALARM") == soon.walk("VALARM") == []
    assert (end["STATUS"], event("until", "end")["STATUS"]) == ("CONFIRMED", "CONFIRMED")
    assert event("revoked-false-material", "end")["STATUS"] == event("old", "soon")["STATUS"] == "CANCELLED"
    again = shop.node.client.get(path, headers={**HTML, "if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    assert shop.get("/enterprises/11320000MB151840XJ/calendar.ics").status_code == 404


def test_without_a_signed_address_objections_go_to_the_contact_of_the_node(
    scene: Scene,
) -> None:
    def wrong() -> str:
        html: str = scene.get(f"/enterprises/{USCC}?lang=zh").text
        return html.partition('id="wrong"')[2].partition("</section>")[0]

    did, brand = scene.world.sc.did, scene.node.app.state.node.brand
    assert "其密钥清单未写明联系途径" in wrong()
    assert f"/associations/{did}?lang=zh#reach" in wrong()
    brand.change(BrandSettings(party=did, objections=Contact(email="desk@sc.huren.example")), {})
    try:
        assert "mailto:desk@sc.huren.example" in wrong()
        assert "其密钥清单未写明联系途径" not in wrong()
    finally:
        brand.change(BrandSettings(), {})

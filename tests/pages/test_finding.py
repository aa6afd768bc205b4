"""Search, enterprise and credential pages answer a clerk's questions as the API does."""

import json
import re
from datetime import timedelta
from typing import Any

import pytest

from credentials.identifiers import uscc_check_character
from tests.pages.pages import LONG_NAME, NUMBERS, USCC, Scene
from tests.world import digest_of

OTHER_USCC = "91500000M000100Y0" + uscc_check_character("91500000M000100Y0")
STANDINGS = {
    "active": "有效", "suspended": "暂停", "revoked": "撤销", "old": "被取代", "past": "已到期",
}  # fmt: skip

TRIED = re.compile(r"/search\?q=|/(?:credentials|enterprises)/")
"""Addresses to which an example leads."""


def results(page: Any) -> list[str]:
    """Return the certificate numbers on a page of results."""
    return re.findall(r"(?<![\w-])CQ-[a-z]+(?![\w-])|SC-\d+-\d+", page.text)


def leads_to(scene: Scene, typed: str) -> str:
    """Return the address to which the search redirects a text."""
    answer = scene.get("/search?" + "q=" + typed.replace(" ", "%20"))
    assert answer.status_code == 303
    return str(answer.headers["location"])


# --- search ---


def test_the_search_finds_what_the_api_finds(scene: Scene) -> None:
    queries = ("q=示例", "status=suspended", "q=旧名", "scheme=cq-credit", "category=在线监测", "grade=二级")
    for query in queries:
        items = scene.node.client.get(f"/api/v1/credentials?{query}").json()["items"]
        assert items, query
        found = results(scene.page(f"/search?{query}&issuer=&uscc="))
        assert sorted(found) == sorted(item["certificateNumber"] for item in items), query


def test_results_stand_by_enterprise_valid_ones_first(scene: Scene) -> None:
    page = scene.page("/search?q=示例&lang=zh")
    assert page.links.count(f"/enterprises/{USCC}?lang=zh") == 1
    first, *_ = results(page)
    assert first in (NUMBERS["active"], NUMBERS["renewed"], NUMBERS["soon"])
    order = results(page)
    assert order.index(NUMBERS["renewed"]) < order.index(NUMBERS["suspended"]) < order.index(NUMBERS["old"])
    digest = digest_of(scene.credentials["past"])
    assert f"/credentials/{digest}?lang=zh" in page.links
    assert "1 家企业" in page.text
    assert "福州市" in page.text, "the division that the code names"


@pytest.mark.parametrize("typed", ["旧名 福州", "福州市 舊名", USCC[-6:], "Ｍ０００１００", "00y43 福州市"])
def test_words_in_any_order_and_form_find_the_enterprise(scene: Scene, typed: str) -> None:
    page = scene.page(f"/search?q={typed}&lang=zh")
    assert f"/enterprises/{USCC}?lang=zh" in page.links
    items = scene.node.client.get("/api/v1/credentials", params={"q": typed}).json()["items"]
    assert sorted(item["certificateNumber"] for item in items) == sorted(results(page))


def test_a_whole_number_leads_straight_there(scene: Scene) -> None:
    digest = digest_of(scene.credentials["active"])
    assert leads_to(scene, "CQ-active") == f"/credentials/{digest}"


@pytest.mark.parametrize(
    "typed",
    [
        "证书编号：CQ-active",
        "编号 CQ-active",
        "No. CQ-active",
        "CQ‑active",
        "cq–active",
        "CQ-\u200bactive",
        "cqactive",
        "cq active",
    ],
)
def test_a_number_as_it_is_pasted_leads_there(scene: Scene, typed: str) -> None:
    assert leads_to(scene, typed) == f"/credentials/{digest_of(scene.credentials['active'])}"


@pytest.mark.parametrize("label", ["统一社会信用代码：", "信用代码 ", "USCC: ", "\u200b"])
def test_a_code_as_it_is_pasted_leads_there(scene: Scene, label: str) -> None:
    assert leads_to(scene, label + USCC) == f"/enterprises/{USCC}"


def test_characters_without_width_are_ignored(scene: Scene) -> None:
    assert f"/enterprises/{USCC}?lang=zh" in scene.page("/search?q=旧\u200b名&lang=zh").links


def test_a_code_a_digest_and_an_id_lead_straight_there(scene: Scene) -> None:
    digest = digest_of(scene.credentials["active"])
    identifier = json.loads(scene.credentials["active"])["id"]
    assert leads_to(scene, USCC) == f"/enterprises/{USCC}"
    assert leads_to(scene, f"  {USCC[:6].lower()} {USCC[6:]} ") == f"/enterprises/{USCC}"
    assert leads_to(scene, digest.upper()) == f"/credentials/{digest}"
    assert leads_to(scene, identifier) == f"/credentials/{identifier}"
    assert leads_to(scene, USCC + "&lang=en") == f"/enterprises/{USCC}?lang=en"


def test_a_mistyped_credit_code_is_named(scene: Scene) -> None:
    page = scene.page(f"/search?q={USCC[:-1]}Z")
    assert "没有符合条件的凭证" in page.text
    assert "信用代码" in page.text.partition("打开相应页面")[2]
    mistyped = scene.page(f"/search?q={USCC[:-1]}2").text
    assert "校验" in mistyped
    assert "若所查为证书编号" not in mistyped


def test_an_empty_form_asks_nothing_and_no_result_says_what_to_do(scene: Scene) -> None:
    empty = scene.page("/search?q=&issuer=&scheme=&category=&grade=&status=")
    assert "输入查询内容" in empty.text
    assert results(empty) == []
    assert "减少条件" in scene.page("/search?q=没有这家").text


@pytest.mark.parametrize(("lang", "told"), [("zh", "等级在哪里获认可"), ("en", "where its grades count")])
def test_the_empty_search_says_what_it_finds_and_gives_examples(scene: Scene, lang: str, told: str) -> None:
    """One example each by name, number and code; its link leads where typing it leads."""
    page = scene.page(f"/search?lang={lang}")
    assert told in page.text
    name, number, code = (link for link in page.links if TRIED.match(link))
    found = scene.page(name)
    assert {f"/enterprises/{USCC}?lang={lang}", number} <= {*found.links}
    assert code == f"/enterprises/{USCC}?lang={lang}"
    for link in (number, code):
        typed = re.findall(rf'href="{re.escape(link)}"><bdi>([^<]*)<', scene.get(f"/search?lang={lang}").text)
        assert leads_to(scene, typed[0]) == link.partition("?")[0]
    assert told not in found.text


def test_no_real_enterprise_is_an_example(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("api.routes.pages_search.is_example", lambda _trusted: False)
    page = scene.page("/search?lang=zh")
    assert "等级在哪里获认可" in page.text
    assert "代码的后六位" in page.text
    assert not [link for link in page.links if TRIED.match(link)]


@pytest.mark.parametrize(
    ("query", "words", "status"), [("q=水", "字", 200), ("q=示例&cursor=x", "游标", 422)]
)
def test_a_text_that_cannot_be_searched_is_explained_beside_the_form(
    scene: Scene, query: str, words: str, status: int
) -> None:
    page = scene.page(f"/search?{query}", status)
    (box,) = [field for field in page.all("input") if field.get("id") == "q"]
    assert box["value"] == query.partition("&")[0].removeprefix("q=")
    (told,) = [attributes for name, attributes in page.elements if attributes.get("role") == "status"]
    assert "note" in told["class"]
    assert words in page.text


def test_the_form_keeps_what_was_asked(scene: Scene) -> None:
    page = scene.page("/search?q=示例&scheme=cq-facility-operation&status=active")
    chosen = [option["value"] for option in page.all("option") if "selected" in option]
    assert chosen == ["cq-facility-operation", "active"]
    values = [option["value"] for option in page.all("option")]
    assert "在线监测" in values
    assert "甲级" not in values, "once a scheme is chosen, its own grades alone"
    dropping = [link for link in page.links if link.startswith("?q=") and "scheme" not in link]
    assert dropping, "a condition is dropped by a link"
    assert all("status=active" in link for link in dropping)


def test_pages_of_results_link_to_each_other(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    all_of_it = scene.page("/search?q=示例&lang=zh")
    whole = results(all_of_it)
    assert re.search(rf"共 [0-9]+ 家企业，{len(whole)} 份凭证", all_of_it.text)
    monkeypatch.setattr("api.answers.standings.credential_lists.MAX_LOOKED_AT", 13)
    assert "至少" in scene.page("/search?q=示例&lang=zh").text
    address, found = "/search?q=示例", []
    for _ in range(10):
        page = scene.page(address)
        found += results(page)
        following = [a["href"] for a in page.all("a") if a.get("rel") == "next"]
        if not following:
            break
        address = "/search" + following[0]
    assert sorted(found) == sorted(whole)
    assert "回到第一页" in page.text


# --- enterprise ---


def test_an_enterprise_sees_what_its_grades_count_as_where(scene: Scene) -> None:
    page = scene.page(f"/enterprises/{USCC}")
    held = scene.node.client.get(f"/api/v1/enterprises/{USCC}").json()["credentials"]
    by_number = {c["credential"]["credentialSubject"]["assessment"]["certificateNumber"]: c for c in held}
    for entry in by_number[NUMBERS["active"]]["recognised"][scene.world.sc.did]:
        if entry["grade"] is not None:
            assert f"{entry['grade']}" in page.text
            assert entry["clause"] in page.text
    assert "在四川视同" in page.text
    assert LONG_NAME in page.text
    assert "重庆示例旧名环保有限公司" in page.text
    assert "22 天后到期" in page.text
    for name, standing in STANDINGS.items():
        assert NUMBERS[name] in page.text
        assert name in ("active", "renewed") or standing in page.text, name


def test_the_history_is_told_in_words(scene: Scene) -> None:
    text = scene.page(f"/enterprises/{USCC}?lang=en").text
    assert f"{NUMBERS['suspended']}: suspended from 2026-05-01 09:00 until 2026-05-31 09:00" in text
    assert "reason: complaint" in text
    assert f"{NUMBERS['revoked']}: annulled" in text
    assert f"number {NUMBERS['active']}" in text


def test_the_page_says_why_a_grade_does_not_count(scene: Scene) -> None:
    world = scene.world
    declined = world.issue(scheme="cq-credit", category=[], certificate_number="CQ-declined",
                           unified_social_credit_code=OTHER_USCC, grade="AA")  # fmt: skip
    scene.node.fill()
    page = scene.page(f"/credentials/{digest_of(declined)}")
    assert "暂停认可该发证方" in page.text
    assert "企业整体" in page.text
    assert "有效，在四川不计" not in page.text
    assert "未选择我方协会，未判断是否认可" in page.text
    at_home = scene.page(f"/credentials/{digest_of(declined)}?home={world.sc.did}&lang=zh").text
    assert "有效，在四川不计" in at_home
    listed = scene.page(f"/search?uscc={OTHER_USCC}&home={world.sc.did}&lang=zh")
    assert "有效，在四川不计" in listed.text
    assert [a["class"] for a in listed.all("span") if "mark" in a.get("class", "")] == ["mark warn"]
    assert "有效，在四川不计" not in scene.page(f"/search?uscc={OTHER_USCC}&home={world.cq.did}").text
    assert scene.get("/search?q=示例&home=did:web:other.example").status_code == 422
    english = scene.page(f"/credentials/{digest_of(declined)}?home={world.sc.did}&lang=en").text
    assert "Valid, counts for nothing in Sichuan" in english


def test_an_enterprise_without_a_good_credential_counts_nowhere(scene: Scene) -> None:
    now = scene.world.now
    try:
        scene.world.now = now + timedelta(days=4_000)
        page = scene.page(f"/enterprises/{USCC}")
    finally:
        scene.world.now = now
    assert "目前没有有效的凭证" in page.text
    assert page.all("table") == []


# --- credential ---


@pytest.mark.parametrize("name", ["active", "soon", "suspended", "revoked", "old", "past", "other"])
def test_a_credential_page_says_what_the_verdict_says(scene: Scene, name: str) -> None:
    data = scene.credentials[name]
    digest = digest_of(data)
    asked = scene.node.client.get(f"/api/v1/credentials/{digest}", headers={"accept-language": "zh"}).json()
    page = scene.page(f"/credentials/{digest}")
    outcome = asked["verdict"]["outcome"]
    (shown,) = [a for e, a in page.elements if a.get("class", "").startswith("verdict ")]
    assert shown["class"] == f"verdict { {'valid': 'ok', 'invalid': 'no', 'indeterminate': 'unk'}[outcome] }"
    words = {"valid": "有效", "invalid": "无效", "indeterminate": "无法确认"}
    assert words[outcome] in page.text
    assert digest in page.text
    assert asked["credential"]["id"] in page.text
    assert scene.world.pin in page.text
    for finding in asked["verdict"]["findings"]:
        if finding["outcome"] == "failed":
            assert finding["code"] in ("suspended", "revoked", "superseded", "expired")
    images = [image["src"] for image in page.all("img")]
    printable = name in ("active", "soon", "other")
    assert images == ([f"/api/v1/credentials/{digest}/qr.svg"] if printable else [])
    assert any(link.endswith("/certificate.pdf") for link in page.links) is printable


def test_a_superseded_credential_leads_to_its_successor(scene: Scene) -> None:
    page = scene.page(f"/credentials/{digest_of(scene.credentials['old'])}")
    successor = json.loads(scene.credentials["renewed"])["id"]
    (link,) = [link for link in page.links if link.startswith(f"/credentials/{successor}")]
    assert NUMBERS["renewed"] in scene.page(link).text


def test_a_credential_as_of_a_day(scene: Scene) -> None:
    digest = digest_of(scene.credentials["past"])
    assert "已到期" in scene.page(f"/credentials/{digest}").text
    before = scene.page(f"/credentials/{digest}?at=2025-12-01&lang=zh")
    assert "核验基准 2025-12-01 全天" in before.text
    assert "已到期" not in before.text
    (chosen,) = [field for field in before.all("input") if field.get("id") == "at"]
    assert chosen["value"] == "2025-12-01"
    assert chosen["max"] == "2026-05-01"


def test_a_proof_is_offered_once_it_exists(scene: Scene) -> None:
    new = scene.world.issue(certificate_number="CQ-new")
    scene.node.fill()
    page = scene.page(f"/credentials/{digest_of(new)}")
    assert "下次发布后可取" in page.text
    logged = scene.page(f"/credentials/{digest_of(scene.credentials['active'])}")
    assert f"/api/v1/records/{digest_of(scene.credentials['active'])}/proof" in logged.links


def test_files_are_called_by_the_number_of_the_certificate(scene: Scene) -> None:
    digest = digest_of(scene.credentials["active"])
    number = NUMBERS["active"]
    for path, called in (
        (f"/api/v1/credentials/{digest}/certificate.pdf", f"{number}.pdf"),
        (f"/api/v1/credentials/{digest}/label.png", f"{number}-label.png"),
        (f"/api/v1/credentials/{digest}/qr.svg", f"{number}-qr.svg"),
        (f"/api/v1/records/{digest}", f"{number}.json"),
        (f"/api/v1/records/{digest}/proof", f"{number}-proof.txt"),
    ):
        assert scene.get(path).headers["content-disposition"] == f'inline; filename="{called}"'


def test_an_event_is_called_by_the_number_of_its_credential(scene: Scene) -> None:
    digest = digest_of(scene.credentials["suspended"])
    page = scene.page(f"/credentials/{digest}")
    (event,) = {*re.findall(r"/records/([0-9a-f]{64})", " ".join(page.links))} - {digest}
    for path, ending in ((event, ".json"), (f"{event}/proof", "-proof.txt")):
        called = f"{NUMBERS['suspended']}-event-1{ending}"
        header = scene.get(f"/api/v1/records/{path}").headers["content-disposition"]
        assert header == f'inline; filename="{called}"'


def test_two_grades_of_one_category_are_flagged(scene: Scene) -> None:
    """`active` is 二级 in a category in which `soon` has another grade of the same scheme."""
    html = scene.get(f"/enterprises/{USCC}?lang=zh").text
    assert html.index('id="contradictions"') < html.index("<table")
    (lines,) = re.findall(r'id="contradictions">(.*?)</ul>', html, re.DOTALL)
    told = [re.sub("<[^>]*>", "", line) for line in lines.split("</li>") if "同一类别等级不同" in line]
    categories = [re.findall("生活污水处理|在线监测|工业废水处理", line) for line in told]
    assert len(told) == 1
    assert categories == [["工业废水处理"]]
    for name in ("active", "soon", "renewed"):
        assert NUMBERS[name] in told[0], name
    assert html.count("同一类别等级不同") == 1, "it is said once"
    assert not re.search("SC-[0-9-]+", told[0]), "it is of another scheme"


def test_two_schemes_of_one_name_stand_with_their_provinces(scene: Scene) -> None:
    text = scene.page("/schemes?lang=en").text
    shared = re.findall(r"Pollution control facility operation[^\n]*", text)
    assert len(shared) == 2
    assert {name.rpartition(" ")[2] for name in shared} == {"(Chongqing)", "(Sichuan)"}


def test_identifiers_of_machines_stand_behind_technical_details(scene: Scene) -> None:
    raw = re.compile(r"did:web:|urn:uuid:|\b[0-9a-f]{64}\b|\bz6Mk\w+")
    digest = digest_of(scene.credentials["active"])
    for path in (
        f"/enterprises/{USCC}",
        f"/credentials/{digest}",
        f"/associations/{scene.world.cq.did}",
        "/associations",
        "/schemes/cq-facility-operation",
        "/agreements",
        "/agreements/cq-sc-environment-example/2",
        "/status",
        "/statistics",
    ):
        html = scene.get(path).text.partition("<main")[2]
        html = re.sub(
            r'<section class="paper">.*?</section>', "", html, flags=re.DOTALL
        )  # these lines appear on paper only
        shown = re.sub(r"<[^>]*>", " ", re.sub(r"<details.*?</details>", "", html, flags=re.DOTALL))
        assert raw.findall(shown) == [], path


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_impossible_credit_code_shows_the_wrong_character(scene: Scene, lang: str) -> None:
    """The check character that the others require, and characters that no code has."""
    page = scene.page(f"/search?q=91350100M000100Y44&lang={lang}")
    assert "91350100M000100Y44" in page.text
    assert ("应为“3”" if lang == "zh" else "ask for “3”") in page.text
    page = scene.page(f"/search?q=9135O100M000100Y4Z&lang={lang}")
    told = "第 5 位“O”、第 18 位“Z”" if lang == "zh" else "“O” at place 5, “Z” at place 18"
    assert told in page.text

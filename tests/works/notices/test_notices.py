"""Notices over the interface and on pages: lists, a month, a need and what may do."""

from datetime import date
from typing import Any, NamedTuple

import pytest

from credentials.documents.works.targets import TARGETS
from tests.pages.pages import HTML, Page
from tests.works.atom import read_atom
from tests.works.notices.announced import Announced, announced, days
from tests.world import digest_of, id_of
from tests.world.api_node import problem_of
from tests.world.works import notice, signed, standard
from works.notices.pages import ON_A_DAY, ON_A_PAGE, days_in, lay_out

__all__ = ["announced"]


def listed(announced: Announced, **query: str) -> list[str]:
    names = {value: name for name, value in announced.ids.items()}
    return [names[item["id"]] for item in announced.get("/api/v1/notices", **query).json()["items"]]


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["call", "forum", "need", "off", "fair", "plan"]),
        ({"when": "now"}, ["plan", "need", "call"]),
        ({"when": "coming"}, ["fair", "off", "forum"]),
        ({"when": "over"}, []),
        ({"kind": "event", "issuer": "did:web:cq.huren.example"}, ["off", "fair"]),
        ({"medium": "air"}, ["forum"]),
        ({"status": "revoked"}, ["off"]),
        ({"status": "cancelled"}, ["off"]),
        ({"status": "active", "kind": "event"}, ["forum", "fair"]),
    ],
)
def test_the_interface_filters_its_lists(
    announced: Announced, query: dict[str, str], names: list[str]
) -> None:
    assert listed(announced, **query) == names


def test_pages_of_a_list_neither_repeat_nor_skip(announced: Announced) -> None:
    found, cursor = [], None
    while True:
        query = {"limit": "1", **({"cursor": cursor} if cursor else {})}
        page = announced.get("/api/v1/notices", **query).json()
        found += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert found == [announced.ids[n] for n in ("call", "forum", "need", "off", "fair", "plan")]


@pytest.mark.parametrize(
    ("query", "code", "field"),
    [
        ("kind=expo", "member-value", "kind"),
        ("medium=sea", "member-value", "medium"),
        ("when=yesterday", "member-value", "when"),
        ("status=suspended", "member-value", "status"),
        ("since=2026-5-1", "date-form", "since"),
        ("since=2026-05-02&until=2026-05-01", "range-upside-down", "until"),
        ("limit=501", "member-value", "limit"),
        ("cursor=x", "cursor-damaged", "cursor"),
        ("cursor=" + "A" * 43, "cursor-damaged", "cursor"),
        ("issuer=cq", "member-form", "issuer"),
        ("kind=need&kind=call", "item-repeated", "kind"),
        ("q=water", "parameter-unknown", "q"),
    ],
)
def test_a_question_that_does_not_fit_names_the_parameter(
    announced: Announced, query: str, code: str, field: str
) -> None:
    answer = announced.scene.node.client.get(f"/api/v1/notices?{query}")
    problem = problem_of(answer)
    assert (answer.status_code, problem["code"], problem["field"]) == (422, code, field)


def test_a_notice_is_shown_whole_with_what_became_of_it(announced: Announced) -> None:
    for name, standing, number in (("fair", "active", 0), ("off", "revoked", 1)):
        found = announced.get(f"/api/v1/notices/{announced.ids[name]}")
        assert found.headers["access-control-allow-origin"] == "*"
        value = found.json()
        assert value["notice"]["id"] == announced.ids[name]
        assert (value["standing"], len(value["events"])) == (standing, number)
        assert value["verdict"]["outcome"] == ("valid" if number == 0 else "invalid")
        assert announced.get(f"/api/v1/notices/{value['digest']}").json() == value
    for reference in ("urn:uuid:none", "0" * 64, "%00"):
        assert announced.scene.node.client.get(f"/api/v1/notices/{reference}").status_code == 404


def test_what_is_not_over_stays_in_the_feed(announced: Announced, monkeypatch: pytest.MonkeyPatch) -> None:
    """However many records were signed or announced since."""
    before = read_atom(announced.get("/notices/feed.atom", kind="event").content).entries
    monkeypatch.setattr("registry.monitor.recent_entries.WINDOW", 1)
    monkeypatch.setattr("works.notices.held.IN_A_FEED", 0)
    after = read_atom(announced.get("/notices/feed.atom", kind="event").content).entries
    assert len(after) == 3
    assert [entry.id for entry in after] == [entry.id for entry in before]


def test_a_need_is_matched_by_what_records_state_and_by_quantity(announced: Announced) -> None:
    address = f"/api/v1/notices/{announced.ids['need']}/matches"
    found = announced.get(address).json()
    versions = [item["version"] for item in found["items"]]
    assert {*versions[:2]} == {"meets", "meets-too"}
    assert versions[2:] == ["silent"]
    assert [[one["result"] for one in item["limits"]] for item in found["items"]] == [
        ["met"], ["met"], ["not-stated"]
    ]  # fmt: skip
    pages: list[str] = []
    cursor = None
    while cursor is not None or not pages:
        page = announced.get(address, limit="1", **({"cursor": cursor} if cursor else {})).json()
        pages += [item["version"] for item in page["items"]]
        cursor = page["next"]
    assert pages == versions
    client = announced.scene.node.client
    for name in ("call", "fair"):
        assert client.get(f"/api/v1/notices/{announced.ids[name]}/matches").status_code == 404
    assert problem_of(client.get(f"{address}?cursor=x"))["code"] == "cursor-damaged"
    assert problem_of(client.get(f"{address}?limit=101"))["field"] == "limit"
    page = announced.scene.page(f"/notices/{announced.ids['need']}?lang=zh")
    before, _, after = page.text.partition("治理对象相同")
    assert before.count("满足 ") >= 2
    assert "未载明" in after
    digests = {item["version"]: item["digest"] for item in found["items"]}
    assert all(any(digest in link for link in page.links) for digest in digests.values())
    other = announced.scene.page(f"/notices/{announced.ids['call']}?lang=zh")
    assert "明确满足的技术" not in other.text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_pages_say_what_is_on_and_what_is_off(announced: Announced, lang: str) -> None:
    scene = announced.scene
    page = scene.page(f"/notices?lang={lang}")
    words = (
        ("已取消", "还有 9 天截止", "3 天后开始")
        if lang == "zh"
        else ("Cancelled", "9 days left", "begins in 3")
    )
    assert all(word in page.text for word in words)
    assert "alert(1)" in page.text
    assert not page.all("script")
    off = scene.page(f"/notices/{announced.ids['off']}?lang={lang}")
    assert ("所公告的事项不再进行" if lang == "zh" else "does not go ahead") in off.text
    assert ("重庆示例环境保护产业协会取消。" if lang == "zh" else "cancelled it.") in off.text
    need = scene.page(f"/notices/{announced.ids['need']}?lang={lang}")
    assert "did:" not in need.text
    assert (TARGETS["cod"].zh if lang == "zh" else TARGETS["cod"].en) in need.text
    assert "30 mg/L" in need.text
    front = scene.page(f"/?lang={lang}")
    heading = "公告" if lang == "zh" else "Notices"
    shown = [announced_path(announced, name) for name in ("plan", "need", "call")]
    assert heading in front.text
    assert [link.partition("?")[0] for link in front.links if link.startswith("/notices/")] == shown
    assert [a["rel"] for a in need.all("a") if a["href"].startswith("https://cq.")] == ["external noreferrer"]
    narrowed = scene.page(f"/notices?kind=call&issuer=did:web:cq.huren.example&lang={lang}")
    assert ("没有符合条件" if lang == "zh" else "no such notice") in narrowed.text
    assert any("when=now" in link for link in page.links), "what goes on now may be asked for alone"
    over = scene.page(f"/notices?when=over&lang={lang}")
    assert announced.ids["fair"] not in over.text


@pytest.mark.night
def test_a_month_shows_events_each_day_and_all_else_at_its_ends(announced: Announced) -> None:
    world = announced.scene.world
    month = world.now.date().isoformat()[:7]
    page = announced.scene.page(f"/notices/calendar?month={month}&lang=en")
    times = [time["datetime"] for time in page.all("time") if "datetime" in time]
    assert times[0] == f"{month}-01"
    assert len(times) == days_in(month, date.min)[1].day
    assert page.text.count("begins") >= 2
    assert len([link for link in page.links if announced_path(announced, "fair") in link]) == 1
    nexts = [a["href"] for a in page.all("a") if a.get("rel") == "next"]
    assert len(nexts) == 1
    last = announced.scene.page(f"/notices/calendar{nexts[0]}")
    assert [a["rel"] for a in last.all("a") if a.get("rel") in ("prev", "next")][:1] == ["prev"]
    for text in ("2026-13", "2026-05-32", "x", "9999-01", "0001-01"):
        assert "month" in announced.scene.page(f"/notices/calendar?month={text}&lang=en", 422).text
    assert "“2026-13”" in announced.scene.page("/notices/calendar?month=2026-13&lang=en", 422).text


def announced_path(announced: Announced, name: str) -> str:
    value = announced.get(f"/api/v1/notices/{announced.ids[name]}").json()
    return f"/notices/{value['digest']}"


def test_a_day_that_is_full_says_how_many_more() -> None:
    class One(NamedTuple):
        record: Any

    class Subject(NamedTuple):
        kind: str
        since: date
        until: date

    class Thing(NamedTuple):
        body: Any

    class Body(NamedTuple):
        credential_subject: Subject

    subject = Subject("event", date(2024, 2, 1), date(2024, 3, 5))
    held: Any = [One(Thing(Body(subject)))] * (ON_A_DAY + 2)
    month = lay_out(*days_in("2024-02", date.min), held)
    assert (month.blanks, len(month.days)) == (3, 29)
    assert all((len(day.lines), day.more) == (ON_A_DAY, 2) for day in month.days)


@pytest.mark.night
def test_a_long_list_goes_on_on_the_next_page(announced: Announced) -> None:
    scene = announced.scene
    for _ in range(ON_A_PAGE):
        document = notice(scene.world, "sc", "plan", **days(scene.world, 1, 2))
        assert scene.node.post("/api/v1/records", signed(scene.world, document)).status_code == 201
    page = scene.page("/notices?when=coming")
    (more,) = [a["href"] for a in page.all("a") if a.get("rel") == "next"]
    later = Page.of(scene.get(f"/notices{more}").text)
    both = [
        {link for link in one.links if link.startswith("/notices/") and len(link) > 70}
        for one in (page, later)
    ]
    assert len(both[0]) == ON_A_PAGE
    assert both[1]
    assert not both[0] & both[1]
    assert scene.get("/notices?cursor=x", **HTML).status_code == 422


def test_a_filter_by_an_unknown_party_can_be_removed(announced: Announced) -> None:
    """Old links name parties that have left the agreement."""
    page = announced.scene.page("/notices?issuer=did:web:left.example&kind=need&lang=en")
    dropped = {link["aria-label"]: link["href"] for link in page.all("a") if "aria-label" in link}
    assert dropped["Drop did:web:left.example"] == "?kind=need&lang=en"


@pytest.mark.parametrize(("reason", "word"), [("postponed", "已延期"), ("correction", "已更正")])
def test_what_takes_the_place_of_a_notice_is_named_with_its_days(
    announced: Announced, reason: str, word: str
) -> None:
    """On the old notice's page, in lists and in calendars; the new notice's page links back."""
    scene, world = announced.scene, announced.scene.world
    made = [signed(world, notice(world, "sc", "event", **days(world, n, n + 1))) for n in (7, 17)]
    for data in made:
        assert scene.node.post("/api/v1/records", data).status_code == 201
    old, new = map(id_of, made)
    world.advance(seconds=1)
    event = world.event(old, "supersede", by="sc", reason=reason, successor=new)
    assert scene.node.post("/api/v1/records", event).status_code == 201
    value = announced.get(f"/api/v1/notices/{old}").json()
    assert value["standing"] == "superseded"
    page = scene.page(f"/notices/{value['digest']}?lang=zh")
    later = announced.get(f"/api/v1/notices/{new}").json()
    assert word in page.text
    assert later["notice"]["credentialSubject"]["from"] in page.text
    assert any(later["digest"] in link for link in page.links)
    back = scene.page(f"/notices/{later['digest']}?lang=zh")
    assert any(value["digest"] in link for link in back.links)
    assert "原公告" in back.text

    calendar = announced.get("/notices/calendar.ics", issuer=world.sc.did, lang="zh").text
    entry = calendar.partition(f"{old.removeprefix('urn:uuid:')}")[2].partition("END:VEVENT")[0]
    assert "STATUS:CANCELLED" in entry
    assert word in entry


@pytest.mark.parametrize("linked", [True, False])
def test_a_draft_of_a_standard_says_where_comments_go_and_until_when(
    announced: Announced, linked: bool
) -> None:
    scene, world = announced.scene, announced.scene.world
    code = f"example-draft-{linked}".lower()
    draft = signed(world, standard(world, code=code))
    assert scene.node.post("/api/v1/records", draft).status_code == 201
    path = f"/standards/{code}?lang=zh"
    assert "尚无就此草案征求意见的公告" in scene.page(path).text
    members: dict[str, Any] = {
        **days(world, 0, 20),
        "refers": [digest_of(draft)],
        "title__zh": "示例征求意见",
    }
    asked = signed(
        world, notice(world, "sc", "standard-draft", **members, **({} if linked else {"link": ...}))
    )
    assert scene.node.post("/api/v1/records", asked).status_code == 201
    page = scene.page(path)
    assert members["until"] in page.text
    assert "示例征求意见" in page.text
    assert (f"https://{world.sc.did.removeprefix('did:web:')}/notices/1" in page.links) is linked
    told = scene.page(f"/notices/{digest_of(asked)}?lang=zh")
    assert "统一标准" in told.text
    assert f"/records/{digest_of(draft)}?lang=zh" in told.links

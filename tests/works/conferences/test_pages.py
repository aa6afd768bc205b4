"""What conferences resolved, on pages, over the interface, in feeds and calendars."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from credentials.documents.agreement import AgreementText
from credentials.documents.equivalence_tables import pair_schemes
from tests.harness.groups import require
from tests.works.atom import read_atom
from tests.works.conferences.conferred import CODE, HOSTILE, Conferred, conferred
from tests.world import World
from tests.world.api_node import problem_of
from works.conferences.lookup import ResolutionState
from works.conferences.pages import news as conference_news

__all__ = ["conferred"]


def test_the_list_says_how_each_stands_and_what_is_open(conferred: Conferred) -> None:
    told = conferred.text("/resolutions?lang=zh")
    assert told.count("已通过，") == 4
    assert told.count("签署的文本不同") == 2
    assert told.count("待签署") == 1
    open_items = told[told.index("未办议项") : told.index("决议 " + HOSTILE[:4])]
    assert "已逾期" in open_items
    assert "运行人员培训" in open_items
    assert "下年度培训计划" in open_items
    assert "共建技术目录" not in open_items, "a later resolution closed it"
    assert "did:" not in told
    waiting = conferred.text("/resolutions?lang=zh&party=did:web:sc.huren.example&state=pending")
    assert "待四川示例环境保护产业协会签署" in waiting, "it waits for the party that looks"
    assert "没有符合所选条件的决议" in conferred.text("/resolutions?lang=zh&party=did:web:nobody.example")


def test_a_resolution_shows_decisions_signatures_and_a_verdict(conferred: Conferred) -> None:
    page = conferred.page(f"/resolutions/{conferred.digests['4b']}?lang=zh")
    told = " ".join(page.text.split())
    for words in ("已通过", "不公开", "的保留意见", "下年度培训计划", "责任方", "有效"):
        assert words in told, words
    assert f"/standards/{CODE}?lang=zh" in page.links
    first = conferred.text(f"/resolutions/{conferred.digests['1a']}?lang=zh")
    assert "未通过" in first  # an item was rejected
    lonely = conferred.text(f"/resolutions/{conferred.digests['lonely']}?lang=zh")
    assert "待四川示例环境保护产业协会签署" in lonely
    assert "无法确认" in lonely
    draft = conferred.text("/standards/example-draft?lang=zh")
    assert "草案，待四川示例环境保护产业协会签署决议" in draft
    assert draft.count("尚无决议通过") == 0
    listed = conferred.text("/standards?lang=en")
    assert "draft: a resolution waits for the signature of Sichuan" in listed
    rival = conferred.page(f"/resolutions/{conferred.digests['one']}?lang=en")
    (other,) = [link for link in rival.links if link.startswith("/resolutions/") and "." not in link]
    assert "signed another text" in rival.text
    assert "Another text bears this number" in conferred.page(other).text
    assert "〔" in conferred.text("/resolutions/示例 7?lang=en") or "示例 7" in conferred.text(
        "/resolutions/示例 7"
    )


def test_a_standard_shows_old_and_new_and_what_adopted_them(conferred: Conferred) -> None:
    page = conferred.page(f"/standards/{CODE}?lang=zh")
    told = " ".join(page.text.split())
    for words in ("第 1 版与第 2 版对照", "近两年内", "并写明测试条件", "新增", "变更", "等级一一对应"):
        assert words in told, words
    assert told.count("已通过") == 3, "the version shown, and each of the list"
    first = conferred.text(f"/standards/{CODE}?text={conferred.digests['s1']}&lang=zh")
    assert "近两年内" not in first
    assert "对照" not in first
    assert "等级并非一一对应" in conferred.text("/standards/example-draft?lang=zh")
    listed = conferred.text("/standards?lang=zh")
    assert "草案" in listed
    assert "已通过" in listed
    day = conferred.get(f"/api/v1/standards/{CODE}").json()["standard"]["credentialSubject"]["from"]
    applies = f"第 2 版 · 自 {day} 起施行，现行第 1 版 · 另有后续草案 1 份"
    assert applies in listed, "a draft hides nothing that is adopted"
    assert listed.index(applies) < listed.index("alert(1)"), "what is adopted comes first"
    draft = conferred.text(f"/standards/{CODE}?text={conferred.digests['s3']}&lang=zh")
    assert "第 2 版与第 3 版对照" in draft
    assert "左侧旧版" not in draft


def test_a_version_of_the_agreement_names_the_resolution_that_adopted_it(conferred: Conferred) -> None:
    text = conferred.scene.world.text
    for number in (1, 2):
        told = conferred.text(f"/agreements/{text['agreement']}/{number}?lang=zh")
        assert f"通过此版的决议： 川渝环协联〔{2023 if number == 1 else 2024}〕{number} 号" in told


def test_what_is_hostile_is_text_and_what_is_not_here_is_said(conferred: Conferred) -> None:
    for path in (
        "/resolutions",
        "/standards",
        "/standards/example-draft",
        f"/resolutions/{conferred.digests['lonely']}",
    ):
        page = conferred.page(path)
        assert not page.all("script")
        assert "alert(1)" in page.text
        for link in page.links:
            if link.startswith(("/resolutions", "/standards", "/records")):
                assert conferred.scene.get(link).status_code == 200, link
    for path in ("/resolutions/none", "/standards/none", f"/standards/{CODE}?text={'0' * 64}"):
        conferred.page(path, 404)
    for path in ("/standards/x?text=1", "/resolutions?lang=fr"):
        conferred.page(path, 422)


@pytest.mark.night
def test_lists_go_on_page_by_page(conferred: Conferred, monkeypatch: pytest.MonkeyPatch) -> None:
    """The list of resolutions, and beside its first page the list of open items."""
    monkeypatch.setattr("works.conferences.pages.routes.ON_A_PAGE", 1)

    def follow(address: str, name: str) -> int:
        pages = 0
        while address:
            page, pages = conferred.page(address), pages + 1
            address = next(
                (
                    "/resolutions" + a["href"]
                    for a in page.all("a")
                    if a.get("rel") == "next" and name in a["href"]
                ),
                "",
            )
        return pages

    assert follow("/resolutions", "cursor=") == 7
    assert follow("/resolutions?state=adopted", "cursor=") == 4
    assert follow("/resolutions", "due=") == 2
    monkeypatch.setattr("works.conferences.open_items.RECENT", 1)
    assert "另有更早的决议" in conferred.text("/resolutions?lang=zh")
    assert not [
        a for a in conferred.page("/standards?after=example-draft").all("a") if a.get("rel") == "next"
    ]


@pytest.mark.night
def test_the_interface_filters_its_lists(conferred: Conferred) -> None:
    def numbers(**query: str) -> list[str]:
        found: list[str] = []
        while True:
            page = conferred.get("/api/v1/resolutions", limit="2", **query).json()
            found += [one["number"] for one in page["items"]]
            if page["next"] is None:
                return found
            query["cursor"] = page["next"]

    everything = numbers()
    assert len(everything) == 7
    adopted = numbers(state="adopted")
    assert len(adopted) == 4
    assert [*adopted, *numbers(state="pending")] == sorted(everything, key=lambda one: one not in adopted)
    assert numbers(number="示例 7") == ["示例 7"] * 2
    assert numbers(party="did:web:sc.huren.example") == everything[2:]
    assert numbers(since="2026-01-01", until="2026-06-01") == adopted[:1]
    (pending,) = conferred.get(
        "/api/v1/resolutions", party="did:web:sc.huren.example", number="示例 7"
    ).json()["items"]
    assert (pending["code"], pending["missing"]) == ("half-differs", ["did:web:cq.huren.example"])


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("resolutions?cursor=x", "cursor-damaged"),
        (f"resolutions?cursor={'A' * 43}", "cursor-damaged"),
        (f"open-items?cursor={'A' * 43}", "cursor-damaged"),
        ("resolutions?since=2026-05-02&until=2026-05-01", "range-upside-down"),
        ("resolutions?state=void", "member-value"),
        (f"resolutions?number={'x' * 61}", "member-length"),
        ("resolutions?limit=201", "member-value"),
        ("open-items?party=x", "member-form"),
        ("standards?cursor=%2F", "member-form"),
        ("standards/none", "not-here"),
        (f"standards/{CODE}?text={'0' * 64}", "not-here"),
        ("resolutions/%00", "not-here"),
        (f"resolutions/{'x' * 5000}", "not-here"),
        ("resolutions/none?at=2026-05-01", "parameter-unknown"),
    ],
)
def test_the_interface_refuses_an_unfit_query(conferred: Conferred, path: str, code: str) -> None:
    assert problem_of(conferred.scene.node.client.get(f"/api/v1/{path}"))["code"] == code


def test_the_interface_tells_all_of_a_resolution_and_nothing_withheld(conferred: Conferred) -> None:
    found = conferred.get(f"/api/v1/resolutions/{conferred.digests['4a']}").json()
    assert (found["state"], found["missing"], found["verdict"]["outcome"]) == ("adopted", [], "valid")
    assert [(half["digest"], half["counts"]) for half in found["halves"]] == [
        (conferred.digests[name], True) for name in ("4a", "4b")
    ]
    assert {*found["resolution"]["items"][2]} == {"no", "withheld"}
    assert found["resolution"]["dissent"][0]["item"] == 1
    assert found["adopts"] == [
        {"item": 1, "kind": "standard", "digest": conferred.digests["s2"], "code": CODE, "version": 2},
        {"item": 4, "kind": "survey", "digest": conferred.digests["survey"], "code": None, "version": None},
    ]
    (item,) = [
        one
        for one in conferred.get("/api/v1/open-items").json()["items"]
        if one["resolution"] == found["digest"]
    ]
    assert found["open"] == [item["no"]] == [2]
    assert found["itemDigests"][1] == item["digest"]
    assert conferred.get(f"/api/v1/resolutions/{found['number']}").json() == found
    lonely = conferred.get(f"/api/v1/resolutions/{conferred.digests['lonely']}").json()
    assert (lonely["state"], lonely["open"], lonely["verdict"]["code"]) == ("pending", [], "half-missing")
    one = conferred.get(f"/api/v1/resolutions/{conferred.digests['one']}").json()
    assert [*one["others"]] == [
        conferred.get(f"/api/v1/resolutions/{conferred.digests['two']}").json()["digest"]
    ]


def test_open_items_are_of_a_party_and_of_all(conferred: Conferred) -> None:
    first = conferred.get("/api/v1/open-items", limit="1").json()
    last = conferred.get("/api/v1/open-items", limit="1", cursor=first["next"]).json()
    assert (last["next"], last["complete"]) == (None, True)
    (overdue,), (later,) = first["items"], last["items"]
    assert (overdue["overdue"], overdue["owner"]) == (True, "did:web:cq.huren.example")
    assert (later["overdue"], later["owner"]) == (False, "did:web:sc.huren.example")
    for item in (overdue, later):
        assert conferred.get("/api/v1/open-items", party=item["owner"]).json()["items"] == [item]


@pytest.mark.night
def test_the_interface_tells_old_and_new_of_a_standard(conferred: Conferred) -> None:
    lines = {one["code"]: one for one in conferred.get("/api/v1/standards").json()["items"]}
    assert (lines["example-draft"]["adoptedBy"], lines[CODE]["version"]) == (None, 2)
    paged = conferred.get("/api/v1/standards", limit="1").json()
    assert paged["items"] == [lines[CODE]], "what is adopted comes first"
    behind = conferred.get("/api/v1/standards", cursor=paged["next"]).json()["items"]
    assert behind == [lines["example-draft"]]
    found = conferred.get(f"/api/v1/standards/{CODE}").json()
    assert (found["before"], found["verdict"]["codes"]) == (conferred.digests["s1"], ["adopted"])
    assert {one["sign"] for one in found["changes"]} >= {"new", "changed", "same"}
    later, *adopted = found["versions"]
    assert (later["version"], later["adoptedBy"]) == (3, None), "a draft, and not what is answered with"
    for one in adopted:
        adopting = conferred.get(f"/api/v1/resolutions/{one['adoptedBy']['digest']}").json()
        assert one["digest"] in {cited["digest"] for cited in adopting["adopts"]}
    first = conferred.get(f"/api/v1/standards/{CODE}", text=conferred.digests["s1"]).json()
    assert (first["before"], first["changes"]) == (None, [])


@pytest.mark.night
def test_feeds_tell_how_each_stands(conferred: Conferred) -> None:
    feedparser: Any = require("feedparser", "feedparser")
    answer = conferred.get("/resolutions/feed.atom", lang="zh")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert sorted(entry.category for entry in found.entries) == ["adopted"] * 4 + ["pending"] * 3
    assert len({entry.id for entry in found.entries}) == 7
    told = {entry.title: entry.content[0].value for entry in found.entries}
    (last,) = [text for title, text in told.items() if "4 号" in title]
    kept = conferred.get(f"/api/v1/resolutions/{conferred.digests['4a']}").json()["resolution"]["items"][2]
    assert f"第 3 项不公开，以摘要 {kept['withheld']} 签署" in last
    assert "的保留意见：“" in last
    assert "did:" not in "".join([*told, *told.values()])
    english = read_atom(conferred.get("/resolutions/feed.atom", lang="en").content).entries
    assert [entry.id for entry in english] == [entry.id for entry in found.entries]
    for entry in english:
        assert conferred.scene.get(entry.url.removeprefix("http://testserver")).status_code == 200
    theirs = read_atom(conferred.get("/resolutions/feed.atom", party="did:web:sc.huren.example").content)
    assert [entry.id for entry in theirs.entries] == [entry.id for entry in found.entries]
    nobody = read_atom(conferred.get("/resolutions/feed.atom", party="did:web:nobody.example").content)
    assert not nobody.entries
    assert conferred.scene.node.client.get("/resolutions/feed.xml").status_code == 404
    for feed in ("feed.atom", "calendar.ics"):
        assert f"/resolutions/{feed}?lang=zh" in conferred.page("/resolutions?lang=zh").links


def test_a_calendar_holds_meetings_and_what_is_due_of_a_party(
    conferred: Conferred, monkeypatch: pytest.MonkeyPatch
) -> None:
    icalendar: Any = require("icalendar", "icalendar")

    def events(**query: str) -> dict[str, Any]:
        data = conferred.get("/resolutions/calendar.ics", lang="zh", **query).content
        calendar = icalendar.Calendar.from_ical(data)
        assert calendar.errors == []
        return {str(event["UID"]): event for event in calendar.walk("VEVENT")}

    found = events()
    assert len(found) == 7 + 3
    told = "议项期限仅含最后".encode()
    assert told not in conferred.get("/resolutions/calendar.ics", lang="zh").content
    with monkeypatch.context() as cut:
        cut.setattr(conference_news, "IN_A_CALENDAR", 2)
        assert len(events()) == 7 + 2
        assert told in conferred.get("/resolutions/calendar.ics", lang="zh").content
    content = conferred.get(f"/api/v1/resolutions/{conferred.digests['3a']}").json()
    meeting = found[f"{content['digest']}@cq.huren.example"]
    since, until = (date.fromisoformat(content["meeting"][name]) for name in ("since", "until"))
    assert (meeting["DTSTART"].dt, meeting["DTEND"].dt) == (since, until + timedelta(days=1))
    assert (meeting["STATUS"], meeting["SEQUENCE"]) == ("CONFIRMED", 1)
    lonely = conferred.get(f"/api/v1/resolutions/{conferred.digests['lonely']}").json()["digest"]
    assert found[f"{lonely}@cq.huren.example"]["STATUS"] == "TENTATIVE"
    due = found[f"{content['digest']}.3@cq.huren.example"]
    assert due["DTSTART"].dt == conferred.scene.world.now.date() - timedelta(days=10)
    assert str(due["SUMMARY"]).startswith("议项到期：")
    (done,) = [
        one for one in found.values() if str(one["SUMMARY"]).startswith("已办结。议项到期：共建技术目录")
    ]
    assert done["SEQUENCE"] == 1
    mine = events(party="did:web:sc.huren.example")
    assert {uid for uid in mine if "." in uid.split("@")[0]} == {
        uid for uid in found if "." in uid.split("@")[0] and found[uid] != due
    }


def test_a_signature_that_counts_for_nothing_is_marked(
    conferred: Conferred, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For example after a compromise: the half is here, and adopts nothing."""
    party = conferred.scene.world.sc.did
    state = ResolutionState("half-missing", (party,), None)
    monkeypatch.setattr("works.conferences.answers.resolutions.find_state", lambda *_, **__: state)
    assert conferred.text(f"/resolutions/{conferred.digests['4b']}?lang=zh").count("此签署件不予计入") == 1
    halves = conferred.get(f"/api/v1/resolutions/{conferred.digests['4b']}").json()["halves"]
    assert [half["issuer"] for half in halves if not half["counts"]] == [party]


def test_records_of_both_kinds_have_pages(conferred: Conferred) -> None:
    told = conferred.text(f"/records/{conferred.digests['3a']}?lang=zh")
    assert "决议签署件" in told
    assert "有效" in told
    assert "统一标准" in conferred.text(f"/records/{conferred.digests['s2']}?lang=zh")


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_page_of_a_record_tells_what_adopted_it(conferred: Conferred, lang: str) -> None:
    label, draft = {"zh": ("通过情况", "目前只是草案"), "en": ("Adoption", "it is a draft")}[lang]
    told = conferred.page(f"/records/{conferred.digests['s2']}?lang={lang}")
    assert label in told.text
    assert "〕4号" in told.text.replace(" ", "")
    (resolution,) = [link for link in told.links if re.match("/resolutions/[0-9a-f]{64}", link)]
    assert f"/standards/{CODE}?lang={lang}" in conferred.page(resolution).links
    told = conferred.page(f"/records/{conferred.digests['draft']}?lang={lang}")
    assert label in told.text
    assert draft in told.text
    assert not [link for link in told.links if re.match("/resolutions/[0-9a-f]{64}", link)]


@pytest.mark.parametrize(("strike", "is_one_to_one"), [(None, True), (0, False), (-1, False)])
def test_schemes_are_one_to_one_where_every_grade_comes_back(strike: int | None, is_one_to_one: bool) -> None:
    world = World()
    text = world.text
    one, other = (next(s for s in text["schemes"] if s["id"] == f"{by}-credit") for by in ("cq", "sc"))
    other["grades"] = one["grades"]
    ways = [(one["id"], other["id"]), (other["id"], one["id"])]
    rows = [
        {
            "from": {"scheme": a, "grade": grade["code"]},
            "to": {"scheme": b, "grade": grade["code"]},
            "clause": "示例",
        }
        for a, b in ways
        for grade in one["grades"]
    ]
    if strike is not None:
        del rows[strike]
    made = AgreementText.model_validate({**text, "equivalences": rows})
    assert [*pair_schemes(made, (one["id"], other["id"]), world.now)] == [
        (one["id"], other["id"], is_one_to_one)
    ]

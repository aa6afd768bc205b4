"""List notices for people and programs: lists, pages, feeds, tables, what of an enterprise is listed."""

import csv
import io
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

import pytest

from credentials.documents.part import parse_part
from credentials.kinds import parse_any
from credentials.times import day_of
from tests.harness.groups import require
from tests.pages.pages import Page, Scene
from tests.works.atom import read_atom
from tests.world import World, digest_of
from tests.world.api_node import running
from tests.world.works import list_notice, signed

HOSTILE = "示例</title><script>alert(1)</script>&amp;=+cmd"
ANSWERED = {"receivedOn": "2026-04-01", "decidedOn": "2026-04-02", "result": "rejected"}


class Listed(NamedTuple):
    """A node with a notice in two versions, another one with hostile text, and one that is over."""

    scene: Scene
    digests: dict[str, str]
    holder: str

    def page(self, name: str, lang: str = "zh", **query: str) -> Page:
        more = "".join(f"&{key}={value}" for key, value in query.items())
        return self.scene.page(f"/list-notices/{self.digests[name]}?lang={lang}{more}")

    def get(self, path: str, **query: str) -> Any:
        answer = self.scene.node.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer


@pytest.fixture(scope="module")
def listed(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Listed]:
    world = World()
    over = signed(world, list_notice(world, batch="示例已满批次", until=day_of(world.now).isoformat()))
    with running(tmp_path_factory.mktemp("lists"), world) as node:
        assert node.post("/api/v1/records", over).status_code == 201
        world.advance(days=2)
        credential = world.issue("cq")
        subject = parse_any(credential).body.credential_subject
        first = list_notice(world)
        first["credentialSubject"]["items"][0]["unifiedSocialCreditCode"] = subject.unified_social_credit_code
        before = signed(world, first)
        until = (day_of(world.now) + timedelta(days=11)).isoformat()
        told: dict[str, Any] = {"items__1__withdrawn": True, "items__2__objections": [ANSWERED]}
        prose = {"zh": HOSTILE, "en": HOSTILE}
        hostile = list_notice(
            world, "sc", batch=HOSTILE, basis=prose, objectionsTo=prose, items__0__legalName=HOSTILE
        )
        records = {"over": over, "first": before, "hostile": signed(world, hostile)}
        node.post("/api/v1/records", credential)
        for name in ("first", "hostile"):
            assert node.post("/api/v1/records", records[name]).status_code == 201
        world.advance(hours=1)
        records["second"] = signed(world, list_notice(world, before=before, until=until, **told))
        assert node.post("/api/v1/records", records["second"]).status_code == 201
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        digests = {name: digest_of(data) for name, data in records.items()}
        yield Listed(Scene(node, world), digests, subject.unified_social_credit_code)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_notice_is_listed_by_its_newest_version(listed: Listed, lang: str) -> None:
    page = listed.scene.page(f"/list-notices?lang={lang}")
    links = {name: f"/list-notices/{digest}?lang={lang}" for name, digest in listed.digests.items()}
    assert {name for name, link in links.items() if link in page.links} == {"over", "hostile", "second"}
    assert ("公示期还剩 11 天" if lang == "zh" else "11 days left") in page.text
    assert ("公示期已满" if lang == "zh" else "over") in page.text
    assert "<script>alert" not in page.html
    only = listed.scene.page(f"/list-notices?lang={lang}&uscc={listed.holder}&scheme=cq-facility-operation")
    assert {name for name, link in links.items() if link in only.links} == {"second"}
    assert ("没有符合条件" if lang == "zh" else "no such") in listed.scene.page(
        f"/list-notices?lang={lang}&issuer=did:web:sc.huren.example&when=over"
    ).text


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_page_shows_items_how_to_object_and_what_the_version_changed(listed: Listed, lang: str) -> None:
    page = listed.page("second", lang)
    for words in ("异议提交方式", "秘书处") if lang == "zh" else ("How to object", "secretariat"):
        assert words in page.text
    told = (
        ("第 2 项", "撤下。", "答复，异议不成立", "截止日期由")
        if lang == "zh"
        else ("No. 2", "withdrawn.", "objection not upheld", "Last day moved from")
    )
    for words in told:
        assert words in page.text
    assert ("有效" if lang == "zh" else "Valid") in page.text
    first = listed.page("first", lang)
    assert ("首版，共 5 项" if lang == "zh" else "First version, 5 items") in first.text
    assert ("已有新版，以新版为准" if lang == "zh" else "a newer one holds") in first.text
    assert f"/list-notices/{listed.digests['second']}?lang={lang}" in first.links
    assert "<script>alert" not in listed.page("hostile", lang).html


def test_items_are_found_by_name_and_code(listed: Listed) -> None:
    record = parse_any(listed.get(f"/api/v1/records/{listed.digests['second']}").content)
    items = record.body.credential_subject.items
    found = listed.page("second", words=items[3].legal_name[:10])
    assert items[3].legal_name in found.html
    assert items[0].legal_name not in found.html.partition('id="versions"')[0]
    assert "找到 1 项" in found.text
    assert "找到 1 项" in listed.page("second", words=listed.holder[-6:].lower()).text
    assert "找到 0 项" in listed.page("second", words="没有这家").text


def test_a_record_leads_to_its_page_and_the_log_names_it(listed: Listed) -> None:
    digest = listed.digests["second"]
    answer = listed.scene.node.client.get(
        f"/records/{digest}", headers={"accept": "text/html"}, follow_redirects=False
    )
    assert (answer.status_code, answer.headers["location"]) == (303, f"/list-notices/{digest}")
    assert listed.scene.node.client.get(f"/list-notices/{'0' * 64}").status_code == 404


def test_items_as_a_table_hold_no_formula(listed: Listed) -> None:
    data = listed.get(f"/list-notices/{listed.digests['second']}/items.csv", lang="zh").content
    rows = [*csv.reader(io.StringIO(data.decode("utf-8-sig")))]
    assert rows[0] == ["序号", "企业", "统一社会信用代码", "类别", "等级", "情况"]
    assert len(rows) == 6
    assert rows[2][-1] == "已撤下"
    hostile = listed.get(f"/list-notices/{listed.digests['hostile']}/items.csv", lang="en").text
    assert not any(line.startswith(("=", "+")) for line in hostile.splitlines())


def test_an_enterprise_has_what_of_it_is_under_notice(listed: Listed) -> None:
    page = listed.scene.page(f"/enterprises/{listed.holder}?lang=zh")
    assert "公示中" in page.text
    assert f"/list-notices/{listed.digests['second']}?lang=zh" in page.links
    assert "公示不是证书" in page.text


def test_programs_get_a_list_and_a_notice_with_its_versions(listed: Listed) -> None:
    page = listed.get("/api/v1/list-notices", issuer="did:web:cq.huren.example", limit="1").json()
    (line,) = page["items"]
    assert (line["digest"], line["version"], line["items"], line["withdrawn"], line["when"]) == (
        listed.digests["second"], 2, 5, 1, "now",
    )  # fmt: skip
    rest = listed.get("/api/v1/list-notices", issuer="did:web:cq.huren.example", cursor=page["next"]).json()
    assert [one["digest"] for one in rest["items"]] == [listed.digests["over"]]
    assert rest["next"] is None
    assert listed.get("/api/v1/list-notices", uscc=listed.holder, when="over").json()["items"] == []
    notice = listed.get(f"/api/v1/list-notices/{listed.digests['first']}").json()
    assert [one["digest"] for one in notice["versions"]] == [
        listed.digests[name] for name in ("first", "second")
    ]
    assert notice["verdict"]["outcome"] == "valid"
    refused = listed.scene.node.client.get("/api/v1/list-notices", params={"uscc": "1"})
    assert refused.status_code == 422


def test_a_feed_reader_finds_each_version(listed: Listed) -> None:
    entries = read_atom(listed.get("/list-notices/feed.atom", lang="zh").content).entries
    assert len(entries) == 4
    assert entries[0].title.endswith("（第 2 版）")
    only = read_atom(listed.get("/list-notices/feed.atom", issuer="did:web:sc.huren.example").content).entries
    assert len(only) == 1
    for entry in entries:
        assert listed.scene.get(entry.url.removeprefix("http://testserver")).status_code == 200


def test_the_versions_are_published_as_a_part(listed: Listed) -> None:
    part = parse_part(listed.get("/cq.huren.example/parts/list-notices.json").content)
    assert (part.kind, len(part.records)) == ("list-notices", 3)


def test_a_calendar_has_the_last_day_of_each_notice(listed: Listed) -> None:
    icalendar: Any = require("icalendar", "icalendar")
    calendar = icalendar.Calendar.from_ical(listed.get("/list-notices/calendar.ics", lang="zh").content)
    assert calendar.errors == []
    events = {str(event["SUMMARY"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 2
    (event,) = (event for name, event in events.items() if "第二批" in name)
    last = day_of(listed.scene.world.now) + timedelta(days=11)
    assert (event["DTSTART"].dt, event["DTEND"].dt, event["SEQUENCE"]) == (last, last + timedelta(days=1), 1)

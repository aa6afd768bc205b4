"""Notices and records in feeds and calendars, as their independent readers find them."""

import json
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from api.pages.feeds.calendar_file import CalendarEntry, CalendarFile, write_calendar
from tests.harness.groups import require
from tests.works.atom import read_atom
from tests.works.notices.announced import Announced, announced

__all__ = ["announced"]


def test_atom_is_what_a_feed_reader_finds(announced: Announced) -> None:
    feedparser: Any = require("feedparser", "feedparser")
    answer = announced.get("/notices/feed.atom", lang="zh")
    found = feedparser.parse(answer.content)
    assert not found.bozo
    assert found.version == "atom10"
    assert len(found.entries) == 6
    assert found.entries[0].title.startswith("已取消：活动：示例")
    assert "alert(1)" in found.entries[0].title
    assert len({entry.id for entry in found.entries}) == 6
    updated = datetime.fromisoformat(found.feed.updated)
    assert updated == announced.scene.world.now
    assert answer.headers["last-modified"].endswith("GMT")
    again = announced.scene.node.client.get(
        "/notices/feed.atom?lang=zh", headers={"if-none-match": answer.headers["etag"]}
    )
    assert again.status_code == 304
    only = feedparser.parse(
        announced.get("/notices/feed.atom", kind="call", issuer="did:web:sc.huren.example").content
    )
    assert [entry.category for entry in only.entries] == ["call"]
    assert only.feed.id != found.feed.id
    english = read_atom(announced.get("/notices/feed.atom", lang="en").content).entries
    assert [entry.id for entry in english] == [entry.id for entry in found.entries]
    for entry in english:
        assert announced.scene.get(entry.url.removeprefix("http://testserver")).status_code == 200


def test_a_calendar_is_what_a_calendar_program_finds(announced: Announced) -> None:
    icalendar: Any = require("icalendar", "icalendar")
    answer = announced.get("/notices/calendar.ics", lang="en")
    assert answer.headers["content-type"] == "text/calendar; charset=utf-8"
    calendar = icalendar.Calendar.from_ical(answer.content)
    assert calendar["METHOD"] == "PUBLISH"
    assert calendar.errors == []
    events = {str(event["UID"]): event for event in calendar.walk("VEVENT")}
    assert len(events) == 6
    world = announced.scene.world
    fair = events[announced.ids["fair"].removeprefix("urn:uuid:") + "@cq.huren.example"]
    today = world.now.date()
    assert fair["DTSTART"].dt == today + timedelta(days=3)
    assert fair["DTEND"].dt == today + timedelta(days=6)
    assert fair["DTSTAMP"].dt == world.now - timedelta(hours=1)
    assert (fair["STATUS"], fair["SEQUENCE"], fair["LOCATION"]) == ("CONFIRMED", 0, "示例会展中心")
    off = events[announced.ids["off"].removeprefix("urn:uuid:") + "@cq.huren.example"]
    assert (off["STATUS"], off["SEQUENCE"], off["DTSTAMP"].dt) == ("CANCELLED", 1, world.now)
    assert "<script>alert(1)</script>,;\\n:" in off["SUMMARY"]
    assert announced.get("/notices/calendar.ics", lang="en").content == answer.content
    party = announced.get("/notices/calendar.ics", issuer="did:web:sc.huren.example", kind="event")
    assert len(icalendar.Calendar.from_ical(party.content).walk("VEVENT")) == 1


@pytest.mark.night
def test_what_is_cut_off_is_the_farthest_and_told(
    announced: Announced, monkeypatch: pytest.MonkeyPatch
) -> None:
    icalendar: Any = require("icalendar", "icalendar")
    feedparser: Any = require("feedparser", "feedparser")
    nearest = [announced.ids[name].removeprefix("urn:uuid:") for name in ("plan", "fair", "off")]
    for room, is_cut in ((3, True), (6, False)):
        for module in ("works.notices.held", "works.notices.feed"):
            for name in ("IN_A_CALENDAR", "OPEN_IN_A_FEED"):
                monkeypatch.setattr(f"{module}.{name}", room)
        monkeypatch.setattr("works.notices.held.IN_A_FEED", 0)
        for lang, told in (("en", "Only 3 notices"), ("zh", "仅含 3 条公告")):
            calendar = icalendar.Calendar.from_ical(announced.get("/notices/calendar.ics", lang=lang).content)
            names = [str(event["UID"]).partition("@")[0] for event in calendar.walk("VEVENT")]
            assert len(names) == room
            assert names[:3] == nearest
            for name in ("DESCRIPTION", "X-WR-CALDESC"):
                assert str(calendar.get(name, "")).startswith(told) == is_cut
            atom = feedparser.parse(announced.get("/notices/feed.atom", lang=lang).content)
            assert len(atom.entries) == room
            assert atom.feed.get("subtitle", "").startswith(told) == is_cut


def test_no_text_begins_a_line_of_a_calendar_or_overfills_one() -> None:
    icalendar: Any = require("icalendar", "icalendar")
    moment = datetime(2026, 5, 1, tzinfo=UTC)
    hostile = "示例𠀀\r\nEND:VCALENDAR\nBEGIN:VEVENT\u2028\x00;,\\" * 40
    last = date(2199, 12, 31)
    texts = hostile, hostile, hostile, "https://a", [hostile]
    entry = CalendarEntry("a@b", moment, moment, 0, last, last, *texts, status="CONFIRMED")
    data = write_calendar(CalendarFile(hostile, "zh", "https://a", [entry] * 2))
    assert b"\n" not in data.replace(b"\r\n", b"")
    assert max(map(len, data.split(b"\r\n"))) <= 75
    assert b"\r\n ".join(data.split(b"\r\n ")).decode()
    for line in data.split(b"\r\n"):
        line.decode()  # no character is cut
    calendar = icalendar.Calendar.from_ical(data)
    events = calendar.walk("VEVENT")
    assert len(events) == 2
    assert events[0]["DTEND"].dt == date(2200, 1, 1)
    assert str(events[0]["SUMMARY"]).startswith(
        "示例𠀀\\u000d\nEND:VCALENDAR\nBEGIN:VEVENT\\u2028\\u0000;,\\"
    )


@pytest.mark.night
def test_schemes_and_enterprises_have_feeds_of_their_own(announced: Announced) -> None:
    scene = announced.scene
    node, world = scene.node, scene.world
    first = world.issue(by="cq", certificate_number="CQ-FEED-1")
    world.issue(by="sc")
    node.fill()
    world.advance(minutes=1)
    world.suspend(first, until=world.now + timedelta(days=9))
    node.fill()
    for name in ("cq", "sc", "cq"):
        node.publish(name)
    subject = json.loads(first)["credentialSubject"]
    scheme, uscc = subject["assessment"]["scheme"], subject["unifiedSocialCreditCode"]
    tags = ["capability", "status-event"]
    for path in (f"/schemes/{scheme}/feed.atom", f"/enterprises/{uscc}/feed.atom"):
        entries = read_atom(announced.get(path, lang="en").content).entries
        found = [entry for entry in entries if "CQ-FEED-1" in entry.title] if "schemes" in path else entries
        assert sorted(entry.tag for entry in found)[-len(tags) :] == tags, path
        times = [entry.updated for entry in entries]
        assert times == sorted(times, reverse=True)
    for path in (
        "/schemes/none/feed.atom", f"/schemes/{scheme}/feed.xml", "/enterprises/11320000MB151840XJ/feed.atom",
        "/notices/feed.",
    ):  # fmt: skip
        assert node.client.get(path).status_code == 404, path
    assert node.client.get("/enterprises/x/feed.atom").status_code == 422


@pytest.mark.night
def test_a_readers_copy_is_compared_before_the_feed_is_made(
    announced: Announced, monkeypatch: pytest.MonkeyPatch
) -> None:
    """For one language and address.

    A new notice makes the feed anew, and sends it if it contains the notice.
    """
    from api.pages.feeds import answering

    made: list[object] = []
    node, world = announced.scene.node, announced.scene.world
    write = {name: getattr(answering, name) for name in ("write_atom", "write_calendar")}
    for name, function in write.items():
        monkeypatch.setattr(answering, name, lambda one, do=function: made.append(one) or do(one))

    def ask(path: str, known: str, lang: str = "zh") -> tuple[int, int]:
        made.clear()
        answer = node.client.get(f"{path}?lang={lang}", headers={"if-none-match": known})
        return answer.status_code, len(made)

    paths = ("/notices/feed.atom", "/notices/calendar.ics", f"/associations/{world.cq.did}/log.atom")
    tags = {path: node.client.get(f"{path}?lang=zh").headers["etag"] for path in paths}
    for path, tag in tags.items():
        assert ask(path, tag) == (304, 0)
        assert ask(path, f'W/{tag}, "x"') == (304, 0)
        assert ask(path, tag, "en") == (200, 1)
        assert ask(path, tags[paths[paths.index(path) - 1]]) == (200, 1)
    world.issue(by="cq")
    node.fill()
    for path in paths[:2]:
        assert ask(path, tags[path]) == (304, 1), "new here, and not in it"
    node.publish("cq")
    assert ask(paths[2], tags[paths[2]]) == (200, 1)
    world.advance(hours=1)
    for path in paths[:2]:
        assert ask(path, tags[path]) == (304, 1), "the hour is another"

"""Days as iCalendar (RFC 5545); foreign text is escaped, so that it cannot begin a line.

BEGIN:VCALENDAR … BEGIN:VEVENT / UID / DTSTAMP / DTSTART;VALUE=DATE:20260508 / DTEND;VALUE=DATE:20260513 …
"""

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Literal, NamedTuple

from credentials.identifiers import did_web_address
from signing.errors import Lang
from signing.plain_text import plain

CALENDAR_TYPE = "text/calendar"
CalendarStatus = Literal["CONFIRMED", "TENTATIVE", "CANCELLED"]
"""The state of an entry; calendars remove a cancelled one."""
_FOLD = 75
"""Most octets of a line, without its line end (3.1)."""
_BETWEEN = {ord("\\"): "\\\\", ord(";"): "\\;", ord(","): "\\,", ord("\n"): "\\n"}


class Alarm(NamedTuple):
    """An announcement some days before the first day of an entry, at nine in the morning."""

    days: int
    text: str


class CalendarEntry(NamedTuple):
    """Whole days, the last one included; `revision` counts the signatures after the first."""

    uid: str
    signed: datetime
    changed: datetime
    revision: int
    first: date
    last: date
    title: str
    text: str
    place: str | None
    url: str
    tags: Sequence[str]
    status: CalendarStatus
    alarms: Sequence[Alarm] = ()


class CalendarFile(NamedTuple):
    """Entries in one language, and the address for updates; `note` says what the calendar leaves out."""

    title: str
    lang: Lang
    address: str
    entries: Sequence[CalendarEntry]
    note: str | None = None


def name_entry(name: str, party: str) -> str:
    """Return the UID for a name and an association, made with the association's host so that it is the
    same on every node."""
    return f"{name}@{did_web_address(party).removeprefix('https://').replace('/', '.')}"


def write_calendar(calendar: CalendarFile) -> bytes:
    """Return the file; RFC 7986 gives its name, description and address."""
    note = calendar.note
    lines = [
        "BEGIN:VCALENDAR",
        "VERSION:2.0",
        "PRODID:-//huren//calendar//ZH",
        "CALSCALE:GREGORIAN",
        "METHOD:PUBLISH",
        _text("NAME", calendar.title, calendar.lang),
        # for programs that do not know RFC 7986's NAME
        _text("X-WR-CALNAME", calendar.title),
        *(
            [_text("DESCRIPTION", note, calendar.lang), _text("X-WR-CALDESC", note)]
            if note is not None
            else []
        ),
        "REFRESH-INTERVAL;VALUE=DURATION:P1D",
        f"SOURCE;VALUE=URI:{plain(calendar.address)}",
        *(line for entry in calendar.entries for line in _event(entry, calendar.lang)),
        "END:VCALENDAR",
    ]
    return b"".join(map(_fold, lines))


def _event(entry: CalendarEntry, lang: Lang) -> Iterator[str]:
    yield "BEGIN:VEVENT"
    yield f"UID:{entry.uid}"
    yield f"DTSTAMP:{_moment(entry.changed)}"
    yield f"CREATED:{_moment(entry.signed)}"
    yield f"LAST-MODIFIED:{_moment(entry.changed)}"
    yield f"SEQUENCE:{entry.revision}"
    yield f"DTSTART;VALUE=DATE:{_day(entry.first)}"
    # RFC 5545 3.6.1: DTEND is the day after the last one
    yield f"DTEND;VALUE=DATE:{_day(entry.last + timedelta(days=1))}"
    yield _text("SUMMARY", entry.title, lang)
    yield _text("DESCRIPTION", entry.text, lang)
    if entry.place is not None:
        yield _text("LOCATION", entry.place)
    yield f"URL:{plain(entry.url)}"
    yield "CATEGORIES:" + ",".join(map(_escape, entry.tags))
    yield f"STATUS:{entry.status}"
    yield "TRANSP:TRANSPARENT"
    for alarm in entry.alarms:
        yield "BEGIN:VALARM"
        yield "ACTION:DISPLAY"
        # a whole day begins at midnight: nine in the morning is fifteen hours before the next one
        yield f"TRIGGER:-P{alarm.days - 1}DT15H"
        yield _text("DESCRIPTION", alarm.text)
        yield "END:VALARM"
    yield "END:VEVENT"


def _text(name: str, text: str, lang: Lang | None = None) -> str:
    spoken = f";LANGUAGE={'zh-CN' if lang == 'zh' else 'en'}" if lang is not None else ""
    return f"{name}{spoken}:{_escape(text)}"


def _escape(text: str) -> str:
    """Return a value of type TEXT (3.3.11); invisible characters are made visible."""
    return "\n".join(map(plain, text.split("\n"))).translate(_BETWEEN)


def _day(day: date) -> str:
    return day.isoformat().replace("-", "")


def _moment(moment: datetime) -> str:
    return f"{moment.astimezone(UTC):%Y%m%dT%H%M%SZ}"


def _fold(line: str) -> bytes:
    """Return the line, cut before its 76th octet and between characters."""
    data, cuts = line.encode("utf-8", "backslashreplace"), []
    room = _FOLD
    while len(data) > room:
        end = room
        # RFC 3629 3: the bytes within a character begin with the bits 10
        while data[end] & 0xC0 == 0x80:
            end -= 1
        cuts.append(data[:end])
        # the space that begins a folded line counts
        data, room = data[end:], _FOLD - 1
    return b"\r\n ".join([*cuts, data]) + b"\r\n"

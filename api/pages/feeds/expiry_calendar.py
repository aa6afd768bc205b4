"""The last days of an enterprise's certificates as days of a calendar, each announced in time."""

from collections.abc import Iterable, Iterator
from datetime import timedelta

from api.answers.standings.enterprises import Holding
from api.pages.feeds.calendar_file import Alarm, CalendarEntry, name_entry
from api.visit import SOON_DAYS, Visit
from api.words import Say, speak
from credentials.times import last_day
from credentials.words.days import format_end

_BEFORE = {"soon": SOON_DAYS, "end": 0}
"""Calendar entries of a certificate, each with its number of days before the last day. There are two
because many programs drop the alarms of a subscribed calendar but show its entries."""
ALARM_DAYS = (SOON_DAYS, 30)
"""Days before the last one on which the alarms of its entry ring."""
_GONE = ("revoked", "superseded", "invalid")
"""Standings of certificates that ended before their last day."""


def expiry_entries(visit: Visit, holdings: Iterable[Holding]) -> list[CalendarEntry]:
    """Return two entries for each certificate; those of a certificate that ended before its last day are
    marked for removal."""
    say = speak("enterprise", visit.lang)
    return [entry for holding in holdings for entry in _entries(holding, visit, say)]


def _entries(holding: Holding, visit: Visit, say: Say) -> Iterator[CalendarEntry]:
    record = holding.record
    body, assessment = record.body, record.body.credential_subject.assessment
    called = say(
        "calendar_of",
        scheme=visit.names.scheme(assessment.scheme),
        grade=visit.names.grade(assessment.scheme, assessment.grade),
        number=assessment.certificate_number,
    )
    is_gone = holding.standing.name in _GONE
    alarms = [Alarm(days, say("calendar_soon", called=called, days=days)) for days in ALARM_DAYS]
    for name, before in _BEFORE.items():
        day = last_day(body.valid_until) - timedelta(days=before)
        yield CalendarEntry(
            uid=name_entry(f"{body.id.removeprefix('urn:uuid:')}-{name}", body.issuer),
            signed=record.created,
            changed=max([record.created, *(event.created for event in holding.events)]),
            revision=len(holding.events),
            first=day,
            last=day,
            title=say(f"calendar_{name}", called=called, days=before),
            text=f"{say('ends_on', day=format_end(body.valid_until))}\n{say('do_soon')}",
            place=None,
            url=visit.whole_address(f"/credentials/{record.digest}"),
            tags=[visit.names.party(body.issuer)],
            status="CANCELLED" if is_gone else "CONFIRMED",
            alarms=alarms if name == "end" and not is_gone else (),
        )

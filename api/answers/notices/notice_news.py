"""Notices with what became of them since: for feeds, and for calendars."""

from datetime import datetime, timedelta
from typing import NamedTuple

from api.answers.notices.held_notice import HeldNotice
from credentials.documents.works.notice import MAX_NOTICE_LIFE, Notice
from credentials.record import Record
from credentials.times import day_of
from registry import Registry
from registry.lookup.notices import WantedNotices, newest_notices
from registry.monitor.recent_entries import known_since, recent_of_kind
from registry.view.view import RegistryView
from verifier import TrustStore

IN_A_FEED, IN_A_CALENDAR = 50, 500
_LOOKED_AT = 500


class NoticeNews(NamedTuple):
    """A notice; `known` is since when others know it, `signed` when the last was signed of it, `changed`
    since when that is known, `revision` how much was signed after the first.
    """

    held: HeldNotice
    known: datetime
    signed: datetime
    changed: datetime
    revision: int


def find_news(
    registry: Registry,
    trust: TrustStore,
    now: datetime,
    *,
    issuer: str | None = None,
    kind: str | None = None,
    medium: str | None = None,
) -> list[NoticeNews]:
    """Those that others know for the shortest time and all that are not over, newest first."""
    today = day_of(now)
    wanted = WantedNotices(today, None, issuer, kind, medium, since=today)
    current = newest_notices(registry, wanted, IN_A_CALENDAR)

    def find(view: RegistryView) -> list[tuple[Record[Notice], datetime]]:
        entries = recent_of_kind(view, Notice.KIND, _LOOKED_AT, issuer)
        fitting = [one for one in entries if _fits(one.record.body, kind, medium)]
        found = {one.record.digest: (one.record, one.logged) for one in fitting[:IN_A_FEED]}
        for record in current:
            if record.digest not in found:
                found[record.digest] = (record, known_since(view, record.digest))
        return [*found.values()]

    news = [
        _tell(registry, HeldNotice.of(record, trust, now), known) for record, known in registry.read(find)
    ]
    return sorted(news, key=lambda one: (one.changed, one.held.record.digest), reverse=True)


def find_days(
    registry: Registry,
    trust: TrustStore,
    now: datetime,
    *,
    issuer: str | None = None,
    kind: str | None = None,
    medium: str | None = None,
) -> list[NoticeNews]:
    """Those whose days are not over for longer than a notice lasts; of too many the last to end."""
    today = day_of(now)
    since = today - timedelta(days=MAX_NOTICE_LIFE.days)
    wanted = WantedNotices(today, None, issuer, kind, medium, since)
    records = newest_notices(registry, wanted, IN_A_CALENDAR)
    return [_tell(registry, HeldNotice.of(record, trust, now), record.created) for record in records]


def _fits(body: Notice, kind: str | None, medium: str | None) -> bool:
    subject = body.credential_subject
    return kind in (None, subject.kind) and (medium is None or medium in (subject.media or ()))


def _tell(registry: Registry, held: HeldNotice, known: datetime) -> NoticeNews:
    record = held.record

    def find(view: RegistryView) -> NoticeNews:
        events = view.event_records(record.body.issuer, record.body.id)
        if not events:
            return NoticeNews(held, known, record.created, known, 0)
        changed = max(known, known_since(view, events[-1].digest))
        return NoticeNews(held, known, max(record.created, events[-1].created), changed, len(events))

    return registry.read(find)

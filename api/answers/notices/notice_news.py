"""Notices with what became of them since: for feeds, and for calendars."""

from datetime import datetime, timedelta
from typing import NamedTuple

from api.answers.notices.held_notice import HeldNotice
from credentials.documents.works.notice import MAX_NOTICE_LIFE, Notice
from credentials.times import day_of
from registry import Registry
from registry.lookup.notices import WantedNotices, first_notices
from registry.monitor.recent_entries import known_since, recent_of_kind
from registry.view.view import RegistryView
from verifier import TrustStore

IN_A_FEED, OPEN_IN_A_FEED, IN_A_CALENDAR = 40, 60, 300
_LOOKED_AT = 100


class NoticeNews(NamedTuple):
    """A notice; `known` is since when others know it, `signed` when the last was signed of it, `changed`
    since when that is known, `revision` how much was signed after the first.
    """

    held: HeldNotice
    known: datetime
    signed: datetime
    changed: datetime
    revision: int


class FoundNews(NamedTuple):
    """Notices for a feed or a calendar; `is_cut` says that there are more than it holds."""

    news: list[NoticeNews]
    is_cut: bool


def find_news(
    registry: Registry,
    trust: TrustStore,
    now: datetime,
    *,
    issuer: str | None = None,
    kind: str | None = None,
    medium: str | None = None,
) -> FoundNews:
    """Those that others know for the shortest time and all that are not over, of too many the next to end;
    newest first.
    """
    today = day_of(now)
    wanted = WantedNotices(today, None, issuer, kind, medium, since=today, soonest=True)
    current = first_notices(registry, wanted, OPEN_IN_A_FEED + 1)
    is_cut = len(current) > OPEN_IN_A_FEED

    def find(view: RegistryView) -> list[NoticeNews]:
        entries = recent_of_kind(view, Notice.KIND, _LOOKED_AT, issuer)
        fitting = [one for one in entries if _fits(one.record.body, kind, medium)]
        found = {one.record.digest: (one.record, one.logged) for one in fitting[:IN_A_FEED]}
        for record in current[:OPEN_IN_A_FEED]:
            if record.digest not in found:
                found[record.digest] = (record, known_since(view, record.digest))
        return [_tell(view, HeldNotice.of(record, trust, now), known) for record, known in found.values()]

    news = registry.read(find)
    news.sort(key=lambda one: (one.changed, one.held.record.digest), reverse=True)
    return FoundNews(news, is_cut)


def find_days(
    registry: Registry,
    trust: TrustStore,
    now: datetime,
    *,
    issuer: str | None = None,
    kind: str | None = None,
    medium: str | None = None,
) -> FoundNews:
    """What is not over, the next to end first, then what was last over; no longer than a notice may last."""
    today, room = day_of(now), IN_A_CALENDAR + 1
    wanted = WantedNotices(today, None, issuer, kind, medium, since=today, soonest=True)
    records = first_notices(registry, wanted, room)
    since = today - timedelta(days=MAX_NOTICE_LIFE.days)
    over = WantedNotices(today, "over", issuer, kind, medium, since)
    records += first_notices(registry, over, room - len(records))
    held = [HeldNotice.of(record, trust, now) for record in records[:IN_A_CALENDAR]]
    news = registry.read(lambda view: [_tell(view, one, one.record.created) for one in held])
    return FoundNews(news, len(records) == room)


def _fits(body: Notice, kind: str | None, medium: str | None) -> bool:
    subject = body.credential_subject
    return kind in (None, subject.kind) and (medium is None or medium in (subject.media or ()))


def _tell(view: RegistryView, held: HeldNotice, known: datetime) -> NoticeNews:
    record = held.record
    events = view.event_records(record.body.issuer, record.body.id)
    if not events:
        return NoticeNews(held, known, record.created, known, 0)
    changed = max(known, known_since(view, events[-1].digest))
    return NoticeNews(held, known, max(record.created, events[-1].created), changed, len(events))

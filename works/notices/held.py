"""Notices as this node knows them: their standings, pages of lists, their later events."""

from datetime import date, datetime, timedelta
from functools import partial
from operator import attrgetter
from typing import NamedTuple

from api.answers.paging import ListPage, fill_page, read_place
from api.answers.questions import AskedRecord, check_question
from api.answers.standings.enterprises import Holding, look_at
from api.errors import ApiError
from credentials.documents.works.notice import MAX_NOTICE_LIFE, Notice
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from registry import Registry
from registry.lookup.standing import Standing, find_standing
from registry.monitor.recent_entries import known_since, recent_of_kind
from registry.view.view import RegistryView
from signing.errors import Lang
from verifier import TrustStore, Verdict
from works.notices.ends import NoticeEnd, find_end
from works.notices.lookup import (
    WantedNotices,
    When,
    find_notice,
    first_notices,
    list_notices,
    place_of,
    when_of,
)
from works.notices.wire import NoticeQuery


class HeldNotice(NamedTuple):
    """A notice, its standing, its end and the relation of its days to today, all at one moment."""

    record: Record[Notice]
    standing: Standing
    when: When
    end: NoticeEnd | None

    @classmethod
    def of(cls, record: Record[Notice], trust: TrustStore, now: datetime) -> "HeldNotice":
        """Return the notice with its state as of now."""
        standing, end = find_standing(record, trust, now), find_end(record, trust, now)
        return cls(record, standing, when_of(record.body, day_of(now)), end)

    @property
    def is_off(self) -> bool:
        """Return whether the announced event is off: the notice ended, or is invalid."""
        return self.end is not None or self.standing.name == "invalid"

    def summarise(self) -> JsonObject:
        """Return the notice as a line of a list (works.notices.wire.NoticeLineView)."""
        body, subject = self.record.body, self.record.body.credential_subject
        return {
            "digest": self.record.digest,
            "id": body.id,
            "issuer": body.issuer,
            "kind": subject.kind,
            "title": {"zh": subject.title.zh, "en": subject.title.en},
            "since": subject.since.isoformat(),
            "until": subject.until.isoformat(),
            "place": subject.place,
            "media": [*(subject.media or ())],
            "link": subject.link,
            "validFrom": format_time(body.valid_from),
            "validUntil": format_time(body.valid_until),
            "when": self.when,
            "standing": self.standing.name,
            "endKind": self.standing.end_kind,
        }


def needed_notice(registry: Registry, reference: str) -> Record[Notice]:
    """Return the notice by id or digest; ApiError not-here."""
    record = find_notice(registry, reference)
    if record is None:
        raise ApiError.not_here("notice", "公告", reference)
    return record


def look_at_notice(
    registry: Registry, reference: str, trust: TrustStore, *, now: datetime, at: date | None = None
) -> tuple[HeldNotice, Holding]:
    """Return the notice as of now, and its holding; ApiError not-here."""
    record = needed_notice(registry, reference)
    return HeldNotice.of(record, trust, now), look_at(registry, record, trust, now=now, at=at)


def describe_notice(
    registry: Registry,
    reference: str,
    trust: TrustStore,
    *,
    now: datetime,
    at: date | None,
    lang: Lang,
) -> tuple[JsonObject, Verdict]:
    """Return the members of works.notices.wire.NoticeView, and the verdict.

    ApiError not-here, and the errors for a time that nobody can ask about.
    """
    check_question(AskedRecord(b"", at, None), trust, now)
    notice, known = look_at_notice(registry, reference, trust, now=now, at=at)
    verdict = known.verdicts[None]
    return {
        "digest": notice.record.digest,
        "when": notice.when,
        "standing": known.standing.name,
        "endKind": known.standing.end_kind,
        "notice": notice.record.value,
        "events": [event.value for event in known.events],
        "verdict": verdict.to_json(lang),
    }, verdict


MAX_LOOKED_AT = 1_000


def find_notices(
    registry: Registry, query: NoticeQuery, trust: TrustStore, *, now: datetime
) -> ListPage[HeldNotice]:
    """Return the notices that fit; ApiError cursor-damaged."""
    wanted = WantedNotices(
        day_of(now), query.when, query.issuer, query.kind, query.medium, query.since, query.until
    )
    after = read_place(query.cursor, partial(place_of, registry, wanted))

    def take(record: Record[Notice]) -> HeldNotice | None:
        notice = HeldNotice.of(record, trust, now)
        return notice if query.status in (None, notice.standing.name, notice.standing.word) else None

    records = list_notices(registry, wanted, after=after, first=query.limit + 1)
    return fill_page(records, take, name=attrgetter("digest"), limit=query.limit, most=MAX_LOOKED_AT)


IN_A_FEED, OPEN_IN_A_FEED, IN_A_CALENDAR = 40, 60, 300
_LOOKED_AT = 100


class NoticeNews(NamedTuple):
    """A notice with its times for feeds.

    `known` is when it became known, `signed` when its last change was signed, `changed` when that became
    known; `revision` counts the signatures after the first.
    """

    notice: HeldNotice
    known: datetime
    signed: datetime
    changed: datetime
    revision: int


class FoundNews(NamedTuple):
    """Notices for a feed or a calendar; `is_cut` says whether there are more."""

    news: list[NoticeNews]
    is_cut: bool


def find_news(registry: Registry, wanted: WantedNotices, trust: TrustStore, now: datetime) -> FoundNews:
    """Return the latest known notices and all that are not over, newest first.

    If there are too many, keep those next to end.
    """
    current = first_notices(registry, wanted.not_over, OPEN_IN_A_FEED + 1)
    is_cut = len(current) > OPEN_IN_A_FEED

    def find(view: RegistryView) -> list[NoticeNews]:
        entries = recent_of_kind(view, Notice.KIND, _LOOKED_AT, wanted.issuer)
        fitting = [entry for entry in entries if wanted.fits(entry.record.body)]
        by_digest = {entry.record.digest: (entry.record, entry.logged) for entry in fitting[:IN_A_FEED]}
        # current notices stay in the feed, however old
        for record in current[:OPEN_IN_A_FEED]:
            if record.digest not in by_digest:
                by_digest[record.digest] = (record, known_since(view, record.digest))
        return [_tell(view, HeldNotice.of(record, trust, now), known) for record, known in by_digest.values()]

    news = registry.read(find)
    news.sort(key=lambda news_item: (news_item.changed, news_item.notice.record.digest), reverse=True)
    return FoundNews(news, is_cut)


def find_days(registry: Registry, wanted: WantedNotices, trust: TrustStore, now: datetime) -> FoundNews:
    """Return the notices that are not over, the next to end first; then the ones that are over, the latest
    first, back to the longest term of a notice."""
    room = IN_A_CALENDAR + 1  # one more shows that entries are left out
    records = first_notices(registry, wanted.not_over, room)
    since = wanted.today - timedelta(days=MAX_NOTICE_LIFE.days)
    # keeps past entries: a subscriber's calendar deletes what vanishes here
    records += first_notices(registry, wanted._replace(when="over", since=since), room - len(records))
    notices = [HeldNotice.of(record, trust, now) for record in records[:IN_A_CALENDAR]]
    news = registry.read(lambda view: [_tell(view, notice, notice.record.created) for notice in notices])
    return FoundNews(news, len(records) == room)


def _tell(view: RegistryView, notice: HeldNotice, known: datetime) -> NoticeNews:
    record = notice.record
    events = view.event_records(record.body.issuer, record.body.id)
    if not events:
        return NoticeNews(notice, known, record.created, known, 0)
    changed = max(known, known_since(view, events[-1].digest))
    return NoticeNews(notice, known, max(record.created, events[-1].created), changed, len(events))

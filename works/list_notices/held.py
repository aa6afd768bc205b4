"""List notices as this node knows them: their versions, their days, pages of lists, news."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from itertools import islice
from operator import attrgetter
from typing import NamedTuple

from api.answers.paging import ListPage, fill_page, read_place
from api.answers.questions import POLICY
from api.answers.standings.log_receipts import receipts_of
from api.errors import ApiError
from credentials.documents.desk.list_notice import ListItem, ListNotice, ListSubject
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from credentials.words.simplified import fold_closely
from registry import Registry
from registry.lookup.beside import find_admitted
from registry.lookup.standing import find_fault
from registry.monitor.recent_entries import recent_of_kind
from registry.view.view import RegistryView
from signing.errors import Lang
from verifier import TrustStore, Verdict, verify_record
from verifier.desk.reading.gate import AdmittedNotice
from works.list_notices.lookup import WantedLists, find_list, find_versions, list_newest, place_of
from works.list_notices.wire import ListNoticeQuery, ListWhen

MAX_LOOKED_AT = 200


class HeldList(NamedTuple):
    """A version, the relation of its days to today, and whether its signature stands."""

    record: Record[ListNotice]
    when: ListWhen
    fault: str | None

    @classmethod
    def of(cls, record: Record[ListNotice], trust: TrustStore, now: datetime) -> "HeldList":
        """Return the version as of now."""
        when = when_of(record.body.credential_subject, day_of(now))
        return cls(record, when, find_fault(record, trust, now))

    @property
    def subject(self) -> ListSubject:
        """The content."""
        return self.record.body.credential_subject

    def summarise(self) -> JsonObject:
        """Return it as a line of a list (works.list_notices.wire.ListNoticeLineView)."""
        body, subject = self.record.body, self.subject
        return {
            "digest": self.record.digest,
            "id": body.id,
            "issuer": body.issuer,
            "scheme": subject.scheme,
            "batch": subject.batch,
            "version": subject.version,
            "since": subject.since.isoformat(),
            "until": subject.until.isoformat(),
            "when": self.when,
            "items": len(subject.items),
            "withdrawn": sum(bool(item.withdrawn) for item in subject.items),
        }


class ListWithVersions(NamedTuple):
    """A version, all versions in order, and the verdict of this node on it."""

    held: HeldList
    versions: Sequence[AdmittedNotice]
    verdict: Verdict

    @property
    def newest(self) -> Record[ListNotice]:
        """The version that holds."""
        return self.versions[-1].record

    def describe(self, lang: Lang) -> JsonObject:
        """Return the members of works.list_notices.wire.ListNoticeView."""
        return {
            "digest": self.held.record.digest,
            "when": self.held.when,
            "notice": self.held.record.value,
            "versions": [
                {
                    "digest": version.record.digest,
                    "version": version.record.body.credential_subject.version,
                    "signed": format_time(version.record.created),
                    "admitted": format_time(version.admitted),
                }
                for version in self.versions
            ],
            "verdict": self.verdict.to_json(lang),
        }


class PlacedItem(NamedTuple):
    """An item with its place, from 1."""

    place: int
    item: ListItem


class FoundLists(NamedTuple):
    """Notices for a calendar, each with its first version; `is_cut` tells that there are more."""

    lists: list[tuple[HeldList, Record[ListNotice]]]
    is_cut: bool


def when_of(subject: ListSubject, today: date) -> ListWhen:
    """Return the relation of the days of a notice to a day."""
    if today > subject.until:
        return "over"
    return "coming" if today < subject.since else "now"


def needed_list(registry: Registry, reference: str) -> Record[ListNotice]:
    """Return the version by id or digest; ApiError not-here."""
    record = find_list(registry, reference)
    if record is None:
        raise ApiError.not_here("list notice", "公示", reference)
    return record


def look_at_list(registry: Registry, reference: str, trust: TrustStore, *, now: datetime) -> ListWithVersions:
    """Return a version with the others and its verdict; ApiError not-here."""
    record = needed_list(registry, reference)
    versions = registry.read(partial(find_admitted, digest=record.digest))
    proof = receipts_of(registry, trust, now, [record.digest]).get(record.digest)
    verdict = verify_record(record, trust, policy=POLICY, now=now, proof=proof)
    return ListWithVersions(HeldList.of(record, trust, now), versions, verdict)


def describe_list(
    registry: Registry, reference: str, trust: TrustStore, *, now: datetime, lang: Lang
) -> tuple[JsonObject, Verdict]:
    """Return the members of works.list_notices.wire.ListNoticeView, and the verdict; ApiError not-here."""
    known = look_at_list(registry, reference, trust, now=now)
    return known.describe(lang), known.verdict


def find_lists(
    registry: Registry, query: ListNoticeQuery, trust: TrustStore, *, now: datetime
) -> ListPage[HeldList]:
    """Return the notices that fit, each by its newest version; ApiError cursor-damaged."""
    after = read_place(query.cursor, partial(place_of, registry))
    records = list_newest(registry, query.wanted(now), after=after, first=query.limit + 1)
    return fill_page(
        records,
        lambda record: HeldList.of(record, trust, now),
        name=attrgetter("digest"),
        limit=query.limit,
        most=MAX_LOOKED_AT,
    )


def find_items(subject: ListSubject, words: str | None) -> list[PlacedItem]:
    """Return the items whose name or code has every one of the words; all without words."""
    wanted = fold_closely(words or "").split()
    placed = [PlacedItem(place, item) for place, item in enumerate(subject.items, 1)]

    def fits(item: ListItem) -> bool:
        text = fold_closely(f"{item.legal_name} {item.unified_social_credit_code}")
        return all(word in text for word in wanted)

    return [listed for listed in placed if fits(listed.item)] if wanted else placed


def find_under_notice(
    registry: Registry, uscc: str, trust: TrustStore, now: datetime, most: int
) -> list[tuple[HeldList, ListItem]]:
    """Return the items of an enterprise, none withdrawn, in notices that are not over."""
    wanted = WantedLists(day_of(now), is_over=False, holder=uscc)
    return [
        (HeldList.of(record, trust, now), item)
        for record in islice(list_newest(registry, wanted, first=most), most)
        for item in record.body.credential_subject.items
        if item.unified_social_credit_code == uscc and not item.withdrawn
    ]


IN_A_FEED, IN_A_CALENDAR = 40, 100
_LOOKED_AT = 80


class ListNews(NamedTuple):
    """A version, when it became known, and the one before."""

    held: HeldList
    known: datetime
    before: Record[ListNotice] | None


def find_news(
    registry: Registry, trust: TrustStore, now: datetime, *, issuer: str | None, scheme: str | None
) -> list[ListNews]:
    """Return the versions that became known last, newest first."""

    def find(view: RegistryView) -> list[ListNews]:
        entries = recent_of_kind(view, ListNotice.KIND, _LOOKED_AT, issuer)
        fitting = [
            entry for entry in entries if scheme in (None, entry.record.body.credential_subject.scheme)
        ]
        return [
            ListNews(HeldList.of(entry.record, trust, now), entry.logged, _find_before(view, entry.record))
            for entry in fitting[:IN_A_FEED]
        ]

    news = registry.read(find)
    return sorted(news, key=lambda item: (item.known, item.held.record.digest), reverse=True)


def _find_before(view: RegistryView, record: Record[ListNotice]) -> Record[ListNotice] | None:
    previous = record.body.credential_subject.previous
    data = view.data(previous) if previous is not None else None
    return parse_any(data) if data is not None else None


def find_ends(
    registry: Registry, trust: TrustStore, now: datetime, *, issuer: str | None, scheme: str | None
) -> FoundLists:
    """Return the notices that are not over, the next to end first, each with its first version."""
    wanted = WantedLists(day_of(now), is_over=False, issuer=issuer, scheme=scheme)
    records = [*islice(list_newest(registry, wanted, first=IN_A_CALENDAR + 1), IN_A_CALENDAR + 1)]

    def first(view: RegistryView) -> list[Record[ListNotice]]:
        return [find_versions(view, record)[0] for record in records[:IN_A_CALENDAR]]

    held = [HeldList.of(record, trust, now) for record in records[:IN_A_CALENDAR]]
    return FoundLists([*zip(held, registry.read(first), strict=True)], len(records) > IN_A_CALENDAR)

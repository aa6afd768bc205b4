"""List notices as this node knows them: their days, their keys, pages of lists, single notices with
verdict."""

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
from credentials.documents.desk.list_notice import ListNotice
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from registry import Registry
from signing.errors import Lang
from verifier import TrustStore, Verdict, verify_record
from works.list_notices.lookup import (
    ListedEnterprise,
    ListLine,
    WantedLists,
    find_list,
    list_enterprise,
    list_latest,
    list_newest,
    list_versions_of,
    place_of,
)
from works.list_notices.wire import ListNoticeQuery, ListWhen

MAX_LOOKED_AT = 200
IN_A_FEED, IN_A_CALENDAR = 40, 100


class HeldList(NamedTuple):
    """A version, the relation of its days to today, and whether its key may have signed it."""

    line: ListLine
    when: ListWhen
    is_sound: bool

    @classmethod
    def of(cls, line: ListLine, trust: TrustStore, now: datetime) -> "HeldList":
        """Return the version with its state as of now."""
        return cls(line, when_of(line, day_of(now)), _is_sound(line, trust, now))

    def summarise(self) -> JsonObject:
        """Return the notice as a line of a list (works.list_notices.wire.ListNoticeLineView)."""
        line = self.line
        return {
            "digest": line.digest,
            "id": line.id,
            "issuer": line.issuer,
            "scheme": line.scheme,
            "batch": line.batch,
            "version": line.version,
            "since": line.since.isoformat(),
            "until": line.until.isoformat(),
            "when": self.when,
            "items": line.items,
            "withdrawn": line.withdrawn,
        }


class ListWithVersions(NamedTuple):
    """A version, the previous version, a line for each version in order, and this node's verdict on the
    version."""

    record: Record[ListNotice]
    before: Record[ListNotice] | None
    held: HeldList
    versions: Sequence[ListLine]
    verdict: Verdict

    def describe(self, lang: Lang) -> JsonObject:
        """Return the members of works.list_notices.wire.ListNoticeView."""
        return {
            "digest": self.record.digest,
            "when": self.held.when,
            "notice": self.record.value,
            "versions": [
                {
                    "digest": line.digest,
                    "version": line.version,
                    "signed": format_time(line.created),
                    "admitted": format_time(line.admitted),
                }
                for line in self.versions
            ],
            "verdict": self.verdict.to_json(lang),
        }


class FoundLists(NamedTuple):
    """Notices for a calendar; `is_cut` says whether there are more."""

    lists: list[HeldList]
    is_cut: bool


def when_of(line: ListLine, today: date) -> ListWhen:
    """Return the relation of the days of a notice to a day."""
    if today > line.until:
        return "over"
    return "coming" if today < line.since else "now"


def _is_sound(line: ListLine, trust: TrustStore, now: datetime) -> bool:
    """Return whether the key may have signed at that time; admission has checked the signature itself."""
    party = trust.party(line.issuer)
    if party is None:
        return False
    method, key_list = f"{line.issuer}#{line.key}", trust.key_list(line.issuer, now)
    objection = party.find_objection(
        method, "assessment", line.created, key_list, lambda stand: stand.keeps(line.digest)
    )
    return objection is None


def needed_list(registry: Registry, reference: str) -> Record[ListNotice]:
    """Return the version with this id or digest; ApiError not-here."""
    record = find_list(registry, reference)
    if record is None:
        raise ApiError.not_here("list notice", "公示", reference)
    return record


def look_at_list(registry: Registry, reference: str, trust: TrustStore, *, now: datetime) -> ListWithVersions:
    """Return a version with the others and its verdict; ApiError not-here."""
    record = needed_list(registry, reference)
    versions = list_versions_of(registry, record)
    line = next(line for line in versions if line.digest == record.digest)
    previous = record.body.credential_subject.previous
    data = registry.read(lambda view: view.data(previous)) if previous is not None else None
    before = parse_any(data) if data is not None else None
    proof = receipts_of(registry, trust, now, [record.digest]).get(record.digest)
    verdict = verify_record(record, trust, policy=POLICY, now=now, proof=proof)
    return ListWithVersions(record, before, HeldList.of(line, trust, now), versions, verdict)


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
    lines = list_newest(registry, query.wanted(now), after=after, first=query.limit + 1)
    return fill_page(
        lines,
        lambda line: HeldList.of(line, trust, now),
        name=attrgetter("digest"),
        limit=query.limit,
        most=MAX_LOOKED_AT,
    )


def find_under_notice(registry: Registry, uscc: str, now: datetime, most: int) -> list[ListedEnterprise]:
    """Return the items of an enterprise in notices that are not over, without withdrawn items."""
    return list_enterprise(registry, WantedLists(day_of(now), is_over=False, holder=uscc), most)


def find_news(
    registry: Registry, trust: TrustStore, now: datetime, *, issuer: str | None, scheme: str | None
) -> list[HeldList]:
    """Return the latest admitted versions, newest first."""
    wanted = WantedLists(day_of(now), issuer=issuer, scheme=scheme)
    return [HeldList.of(line, trust, now) for line in list_latest(registry, wanted, IN_A_FEED)]


def find_ends(
    registry: Registry, trust: TrustStore, now: datetime, *, issuer: str | None, scheme: str | None
) -> FoundLists:
    """Return the notices that are not over, the next to end first."""
    wanted = WantedLists(day_of(now), is_over=False, issuer=issuer, scheme=scheme)
    lines = [*islice(list_newest(registry, wanted, first=IN_A_CALENDAR + 1), IN_A_CALENDAR + 1)]
    notices = [HeldList.of(line, trust, now) for line in lines[:IN_A_CALENDAR]]
    return FoundLists(notices, len(lines) > IN_A_CALENDAR)

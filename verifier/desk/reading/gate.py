"""Read the gate of a plan: the versions of its notice, and the notice's item for each row.

The caller passes admitted versions, whose signatures are proven. The rules of versions are checked again
here, so that a row written into the database by hand opens no gate.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from credentials.documents.agreement import AgreementText
from credentials.documents.assessment import AssessmentCredential, Grading
from credentials.documents.desk.list_notice import ListItem, ListNotice, find_breach
from credentials.documents.status_event import StatusEvent
from credentials.kinds import find_kind
from credentials.record import Body, JsonObject, Record, read_body
from credentials.times import day_of
from verifier.desk.gate import Gate, ItemObjection, NoticeVersion
from verifier.desk.plan import SKIPPED, STOCK, Plan
from verifier.desk.reading.plans import PlanContext

NOTICE_DAYS = 7
"""Days that a notice runs at least where its association sets no other number for the scheme."""


@dataclass(frozen=True, slots=True)
class AdmittedNotice:
    """A version of a notice, and the moment of its admission."""

    record: Record[ListNotice]
    admitted: datetime


@dataclass(frozen=True, slots=True)
class NoticeRows:
    """Versions of a notice in order, and the place of the item of each row of a plan, from 0."""

    versions: Sequence[AdmittedNotice]
    items: Mapping[int, int]


def read_gate(
    plan: Plan,
    rows: NoticeRows,
    *,
    days: int = NOTICE_DAYS,
    objections: Sequence[ItemObjection] = (),
    is_alone: bool = False,
) -> Gate | None:
    """Return the gate of a plan; None for one that waits for no notice."""
    if not plan.needs_notice or plan.notice in (None, STOCK, SKIPPED):
        return None
    versions = [
        NoticeVersion(day, version.record.body.credential_subject.until, _find_unmatched(plan, version, rows))
        for version, day in zip(rows.versions, _find_days(rows.versions), strict=True)
    ]
    return Gate(versions, days, objections, is_alone)


def read_notice_gate(versions: Sequence[AdmittedNotice], *, days: int, is_alone: bool) -> Gate:
    """Return the gate of a notice without a plan: its rows are the items, by their places."""
    dated = zip(versions, _find_days(versions), strict=True)
    subjects = [(day, version.record.body.credential_subject) for version, day in dated]
    return Gate(
        [
            NoticeVersion(
                day,
                subject.until,
                frozenset(place for place, item in enumerate(subject.items) if item.withdrawn),
            )
            for day, subject in subjects
        ],
        days,
        is_alone=is_alone,
    )


def match_rows(
    plan: Plan, documents: Sequence[JsonObject], notices: Iterable[AdmittedNotice], before: PlanContext
) -> NoticeRows:
    """Return the versions of the notice that a plan names, and the items of its rows, withdrawn ones too.

    `documents` are those of the plan; one that supersedes has the item of the successor. Items keep their
    places through all versions. Raises RecordError for bytes that are no document.
    """
    versions = [*follow_versions(plan.notice, notices)]
    if not versions:
        return NoticeRows((), {})
    notice = versions[0].record.body
    bodies = [read_body(document, find_kind(document).model) for document in documents]
    new = {body.id: body for body in bodies if isinstance(body, AssessmentCredential)}
    matcher = ItemMatcher(notice, before.agreement)
    items = {
        row: item
        for row, body in enumerate(bodies)
        if (credential := _find_credential(body, new, before)) is not None
        and credential.issuer == notice.issuer
        and (item := matcher.find(credential.grading)) is not None
    }
    return NoticeRows(versions, items)


def follow_versions(first: str | None, notices: Iterable[AdmittedNotice]) -> Iterator[AdmittedNotice]:
    """Yield version 1 with the digest `first`, then each that follows as the rules of versions allow.

    Of two versions that follow the same one, the one admitted first counts: a registry admits no other.
    """
    following: dict[str | None, list[AdmittedNotice]] = {}
    for notice in sorted(notices, key=lambda notice: (notice.admitted, notice.record.digest)):
        following.setdefault(notice.record.body.credential_subject.previous, []).append(notice)
    current = next((notice for notice in following.get(None, ()) if notice.record.digest == first), None)
    while current is not None:
        yield current
        before = current.record
        current = next(
            (
                notice
                for notice in following.get(before.digest, ())
                if find_breach(before.body, notice.record.body) is None
            ),
            None,
        )


def _find_days(versions: Sequence[AdmittedNotice]) -> Iterator[date]:
    """Yield the day on which each version counts: never before the one that it follows."""
    last = date.min
    for version in versions:
        last = max(last, day_of(version.admitted))
        yield last


def _find_unmatched(plan: Plan, version: AdmittedNotice, rows: NoticeRows) -> frozenset[int]:
    items = version.record.body.credential_subject.items
    matched = {row for row, item in rows.items.items() if not items[item].withdrawn}
    return frozenset(range(len(plan.documents))) - matched


def _find_credential(
    body: Body, new: Mapping[str, AssessmentCredential], before: PlanContext
) -> AssessmentCredential | None:
    """Return the document itself if it is a credential, or the successor that it brings into force."""
    if isinstance(body, AssessmentCredential):
        return body
    if not isinstance(body, StatusEvent) or body.credential_subject.successor is None:
        return None
    successor = body.credential_subject.successor
    return new.get(successor) or before.credentials.get(successor)


class ItemMatcher:
    """Finds the item of a certificate: same code, scheme and name, categories within, grade no higher."""

    def __init__(self, notice: ListNotice, agreement: AgreementText | None) -> None:
        self._subject = subject = notice.credential_subject
        scheme = agreement.scheme(subject.scheme) if agreement is not None else None
        self._grades = [grade.code for grade in scheme.grades] if scheme is not None else []
        self._places: dict[str, list[int]] = {}
        for place, item in enumerate(subject.items):
            self._places.setdefault(item.unified_social_credit_code, []).append(place)

    def find(self, grading: Grading) -> int | None:
        """Return the place of the item; an enterprise has each category in one item only."""
        if grading.scheme != self._subject.scheme:
            return None
        places, items = self._places.get(grading.code, ()), self._subject.items
        return next((place for place in places if self._fits(items[place], grading)), None)

    def _fits(self, item: ListItem, grading: Grading) -> bool:
        is_same = item.legal_name == grading.name and {*grading.categories} <= {*item.categories}
        return is_same and self._is_within(item.grade, grading.grade)

    def _is_within(self, listed: str, issued: str) -> bool:
        """True where the grade is the listed one, or lower in the order of the agreement, best first."""
        if listed == issued:
            return True
        is_known = {listed, issued} <= {*self._grades}
        return is_known and self._grades.index(issued) > self._grades.index(listed)

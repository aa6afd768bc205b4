"""Standards by their code: the versions that are here, and the resolution that adopted each."""

from collections.abc import Collection, Sequence
from datetime import datetime
from itertools import chain, islice
from typing import Any, NamedTuple

from sqlalchemy import select

from credentials.documents.conferences.standard import StandardSubject, UnifiedStandard
from credentials.kinds import parse_any
from credentials.record import Record
from credentials.times import day_of
from registry.database.tables import RECORD
from registry.registry import Registry
from verifier import TrustStore
from works.conferences.lookup import (
    HeldResolution,
    WaitingResolution,
    find_adopted,
    find_cited,
    find_waiting,
    is_askable,
)

_NAMED = f"{UnifiedStandard.KIND}/"
"""Prefix of the names of standards; code and version follow (works.conferences.admission)."""
_PORTION = 200
"""Most texts of one standard that are looked at: first the cited ones, then those from version 1 on.
Invented versions or texts therefore cannot hide one in force."""


class HeldStandard(NamedTuple):
    """A text of a version, and its adopting resolution with the time of adoption.

    `waiting` is the resolution that would adopt the text once all have signed; it is looked up only for a
    text shown alone.
    """

    record: Record[UnifiedStandard]
    resolution: HeldResolution | None
    since: datetime | None
    waiting: WaitingResolution | None = None

    @property
    def subject(self) -> StandardSubject:
        """Return the signed content."""
        return self.record.body.credential_subject


class LeadingStandard(NamedTuple):
    """The newest adopted version of a standard, and the number of later texts that are not adopted.

    For a standard without an adopted version it is the newest text. `in_force` is the newest adopted version
    whose day has come.
    """

    standard: HeldStandard
    drafts: int
    in_force: HeldStandard | None

    @property
    def adopted(self) -> Record[UnifiedStandard] | None:
        """Return the record that the next version continues."""
        return self.standard.record if self.standard.since is not None else None


def list_codes(registry: Registry, trust: TrustStore, *, first: int, after: str | None = None) -> list[str]:
    """Return the `first` codes of standards here after `after`; standards with a text that a whole
    resolution adopts come first."""
    query = select(RECORD.c.name, RECORD.c.digest).where(RECORD.c.kind == UnifiedStandard.KIND)
    codes: dict[str, bool] = {}
    cited = find_cited(registry, trust)
    for row in registry.rows(query):
        code = row.name.removeprefix(_NAMED).rsplit("/", 2)[0]
        codes[code] = codes.get(code, False) or row.digest in cited

    def place(code: str) -> tuple[bool, str]:
        return not codes.get(code, False), code

    behind = (code for code in codes if after is None or place(code) > place(after))
    return [*islice(sorted(behind, key=place), first)]


def list_versions(
    registry: Registry, code: str, trust: TrustStore, cited: Collection[str] | None = None
) -> list[Record[UnifiedStandard]]:
    """Return the texts here of a standard, the newest version first; within a version the earlier signed
    first.

    Unadopted texts without their previous version come last, whatever version they claim.
    """
    if not is_askable(code):
        return []
    names = select(RECORD.c.name, RECORD.c.digest).where(
        RECORD.c.kind == UnifiedStandard.KIND,
        # escapes _, which would match any character
        RECORD.c.name.startswith(f"{_NAMED}{code}/", autoescape=True),
    )
    rows = registry.rows(names)
    adopted = find_cited(registry, trust) if cited is None else cited
    # ranks by name and digest, so that only the first texts are read
    ranked = sorted((row.digest not in adopted, int(row.name.split("/")[-2]), row.digest) for row in rows)
    digests = [digest for *_, digest in ranked[:_PORTION]]
    data = registry.rows(select(RECORD.c.data).where(RECORD.c.digest.in_(digests)))
    records: list[Record[Any]] = [parse_any(row.data) for row in data]
    known = _find_known(records, adopted)
    return sorted(
        records,
        key=lambda record: (
            record.digest not in known,
            -record.body.credential_subject.version,
            record.created,
            record.digest,
        ),
    )


def _find_known(records: Sequence[Record[UnifiedStandard]], adopted: Collection[str]) -> set[str]:
    """Return the digests of version 1, of adopted texts, and of texts that continue one of these, step by
    step."""
    known: dict[str, int] = {}
    for record in sorted(records, key=lambda text: text.body.credential_subject.version):
        subject = record.body.credential_subject
        if (
            subject.version == 1
            or record.digest in adopted
            or known.get(subject.previous or "") == subject.version - 1
        ):
            known[record.digest] = subject.version
    return {*known}


def find_standard(registry: Registry, digest: str) -> Record[UnifiedStandard] | None:
    """Return the text with this digest."""
    if not is_askable(digest):
        return None
    rows = registry.rows(select(RECORD.c.data).where(RECORD.c.digest == digest))
    record = parse_any(rows[0].data) if rows else None
    return record if record is not None and record.body.KIND == UnifiedStandard.KIND else None


def find_leading(
    registry: Registry,
    records: list[Record[UnifiedStandard]],
    trust: TrustStore,
    now: datetime,
    cited: Collection[str] | None = None,
) -> LeadingStandard:
    """Return the leading text of a standard: the newest adopted one, even if drafts are newer.

    `cited` is the result of `find_cited`, if the caller has it.
    """
    cited = find_cited(registry, trust) if cited is None else cited
    # lazy: each look-up costs verdicts, and the first adopted text is enough
    standards = (_look_up(registry, record, trust, now) for record in records if record.digest in cited)
    adopted = (standard for standard in standards if standard.since is not None)
    leading = next(adopted, None)
    if leading is None:
        return LeadingStandard(look_up_draft(registry, records[0], trust, now), 0, None)
    version = leading.subject.version
    later = (record for record in records if record.body.credential_subject.version > version)
    applying = (standard for standard in chain([leading], adopted) if standard.subject.since <= day_of(now))
    return LeadingStandard(leading, len([*later]), next(applying, None))


def find_before(
    registry: Registry, subject: StandardSubject, versions: Sequence[HeldStandard]
) -> HeldStandard | None:
    """Return the text to compare with; `versions` are those here, the newest first.

    The result is the newest adopted text that is no later version; for an adopted text, the adopted one
    before it. A version of one party in between binds no other. Without an adopted text the result is the
    draft that `subject` continues.
    """
    adopted = [version for version in versions if version.since is not None]
    is_adopted = any(version.subject == subject for version in adopted)
    for standard in adopted:
        if standard.subject.version < subject.version + (not is_adopted):
            return standard
    before = find_standard(registry, subject.previous) if subject.previous is not None else None
    return HeldStandard(before, None, None) if before is not None else None


def look_up(
    registry: Registry, records: list[Record[UnifiedStandard]], trust: TrustStore, now: datetime
) -> list[HeldStandard]:
    """Return each text with its adopting resolution."""
    return [_look_up(registry, record, trust, now) for record in records]


def look_up_draft(
    registry: Registry, record: Record[UnifiedStandard], trust: TrustStore, now: datetime
) -> HeldStandard:
    """Return a text that no resolution adopts, with the resolution that would adopt it."""
    return HeldStandard(record, None, None, find_waiting(registry, record.digest, "standard", trust, now))


def _look_up(
    registry: Registry, record: Record[UnifiedStandard], trust: TrustStore, now: datetime
) -> HeldStandard:
    adoption = find_adopted(registry, record.digest, "standard", trust, now)
    return HeldStandard(record, *(adoption or (None, None)))

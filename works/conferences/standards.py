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
"""How the names of standards begin; code and version follow (works.conferences.admission)."""
_PORTION = 200
"""Texts of one standard that are looked at: those that every party has adopted, then from version 1 on, so
that whoever invents versions or texts hides none in force.
"""


class HeldStandard(NamedTuple):
    """A text of a version, and the resolution that adopted it, with since when it is adopted.

    `waiting` would adopt it, once all have signed; it is looked up for what is shown by itself.
    """

    record: Record[UnifiedStandard]
    resolution: HeldResolution | None
    since: datetime | None
    waiting: WaitingResolution | None = None

    @property
    def subject(self) -> StandardSubject:
        """What is signed."""
        return self.record.body.credential_subject


class LeadingStandard(NamedTuple):
    """The newest version of a standard that is adopted, and how many texts of later versions are not.

    Of a standard that is not adopted at all, its newest text. `in_force` is the newest that is adopted and
    of which the day has come.
    """

    held: HeldStandard
    drafts: int
    in_force: HeldStandard | None

    @property
    def adopted(self) -> Record[UnifiedStandard] | None:
        """From which the next version goes on."""
        return self.held.record if self.held.since is not None else None


def list_codes(registry: Registry, trust: TrustStore, *, first: int, after: str | None = None) -> list[str]:
    """`first` codes of the standards here, behind `after`: first those of which every party adopts a text."""
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
    """The texts here of a standard, the newest version first; of one version the earlier signed first.

    Last come those of which a version before is not here, unless they are adopted: whatever number they say.
    """
    if not is_askable(code):
        return []
    names = select(RECORD.c.name, RECORD.c.digest).where(
        RECORD.c.kind == UnifiedStandard.KIND, RECORD.c.name.startswith(f"{_NAMED}{code}/", autoescape=True)
    )
    rows = registry.rows(names)
    adopted = find_cited(registry, trust) if cited is None else cited
    found = sorted((row.digest not in adopted, int(row.name.split("/")[-2]), row.digest) for row in rows)
    digests = [digest for *_, digest in found[:_PORTION]]
    data = registry.rows(select(RECORD.c.data).where(RECORD.c.digest.in_(digests)))
    records: list[Record[Any]] = [parse_any(row.data) for row in data]
    known = _find_known(records, adopted)
    return sorted(
        records,
        key=lambda one: (
            one.digest not in known,
            -one.body.credential_subject.version,
            one.created,
            one.digest,
        ),
    )


def _find_known(records: Sequence[Record[UnifiedStandard]], adopted: Collection[str]) -> set[str]:
    """The digests of version 1, of what is adopted, and of what goes on from one of these, step by step."""
    known: dict[str, int] = {}
    for record in sorted(records, key=lambda one: one.body.credential_subject.version):
        subject = record.body.credential_subject
        if (
            subject.version == 1
            or record.digest in adopted
            or known.get(subject.previous or "") == subject.version - 1
        ):
            known[record.digest] = subject.version
    return {*known}


def find_standard(registry: Registry, digest: str) -> Record[UnifiedStandard] | None:
    """The text with this digest."""
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
    """Which text of a standard is to be read, the newest being first: a draft hides none that is adopted.

    `cited` is what `find_cited` finds, where it was asked already.
    """
    cited = find_cited(registry, trust) if cited is None else cited
    found = (_look_up(registry, one, trust, now) for one in records if one.digest in cited)
    adopted = (held for held in found if held.since is not None)
    leading = next(adopted, None)
    if leading is None:
        return LeadingStandard(look_up_draft(registry, records[0], trust, now), 0, None)
    version = leading.subject.version
    later = (one for one in records if one.body.credential_subject.version > version)
    applying = (held for held in chain([leading], adopted) if held.subject.since <= day_of(now))
    return LeadingStandard(leading, len([*later]), next(applying, None))


def find_before(
    registry: Registry, subject: StandardSubject, versions: Sequence[HeldStandard]
) -> HeldStandard | None:
    """With what a text is compared, `versions` being those here, the newest first.

    With the newest that is adopted and no later version, of an adopted one with that before it: what one
    party puts between is no old text of anybody else. Where none is, with the draft that it goes on from.
    """
    adopted = [held for held in versions if held.since is not None]
    is_adopted = any(held.subject == subject for held in adopted)
    for held in adopted:
        if held.subject.version < subject.version + (not is_adopted):
            return held
    before = find_standard(registry, subject.previous) if subject.previous is not None else None
    return HeldStandard(before, None, None) if before is not None else None


def look_up(
    registry: Registry, records: list[Record[UnifiedStandard]], trust: TrustStore, now: datetime
) -> list[HeldStandard]:
    """Each with the resolution that adopted it."""
    return [_look_up(registry, record, trust, now) for record in records]


def look_up_draft(
    registry: Registry, record: Record[UnifiedStandard], trust: TrustStore, now: datetime
) -> HeldStandard:
    """A text that no resolution adopts, with the one that would."""
    return HeldStandard(record, None, None, find_waiting(registry, record.digest, "standard", trust, now))


def _look_up(
    registry: Registry, record: Record[UnifiedStandard], trust: TrustStore, now: datetime
) -> HeldStandard:
    found = find_adopted(registry, record.digest, "standard", trust, now)
    return HeldStandard(record, *(found or (None, None)))

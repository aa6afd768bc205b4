"""Resolutions by the rows kept at admission: the halves that are here, whether all have signed, and when.

Rows tell nothing of keys: whether a resolution is adopted is what the verifier says of its halves.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, or_, select, tuple_

from credentials.documents.conferences.resolution import ResolutionHalf, ResolutionSubject
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import parse_time
from registry.database.tables import CITATION, RECORD, RESOLUTION
from registry.registry import Registry
from verifier import Finding, Policy, Result, TrustStore, verify_record
from verifier.trust.beside import Beside

_POLICY = Policy()
_SAYS = ("issuer-key", "proof")
"""What must hold of a half, whatever its verdict: it was signed by a key that may."""
_LONGEST = 200
_NEEDED = select(RESOLUTION.c.number, RESOLUTION.c.content, RECORD.c.data).join(
    RECORD, RECORD.c.digest == RESOLUTION.c.digest
)


class HeldResolution(NamedTuple):
    """One content under a number, and the halves of it that are here, by their issuers in order."""

    content: str
    halves: tuple[Record[ResolutionHalf], ...]

    @property
    def subject(self) -> ResolutionSubject:
        """What its halves have in common."""
        return self.halves[0].body.resolution

    @property
    def value(self) -> JsonObject:
        """The same as it is signed."""
        document: Any = self.halves[0].value
        subject: JsonObject = document["credentialSubject"]
        return subject


class ResolutionState(NamedTuple):
    """The code of its check `complete`, who has not signed, and since when it is adopted."""

    code: str
    missing: tuple[str, ...]
    since: datetime | None

    @property
    def is_adopted(self) -> bool:
        """Whether every party has signed it."""
        return self.since is not None


def list_numbers(registry: Registry, *, first: int, after: str | None = None) -> list[str]:
    """`first` numbers by the day of the resolution, the newest first; behind the number `after`."""
    if after is not None and not is_askable(after):
        return []
    rows = RESOLUTION.c
    days = select(rows.number, func.max(rows.day).label("day")).group_by(rows.number).subquery()
    place = tuple_(days.c.day, days.c.number)
    query = select(days.c.number).order_by(days.c.day.desc(), days.c.number.desc()).limit(first)
    if after is not None:
        last = select(func.max(rows.day)).where(rows.number == after).scalar_subquery()
        query = query.where(place < tuple_(last, after))
    return [row.number for row in registry.rows(query)]


def find_numbered(registry: Registry, numbers: Sequence[str]) -> dict[str, list[HeldResolution]]:
    """What is here under each number, in their order; of several contents that with most halves first."""
    query = _NEEDED.where(RESOLUTION.c.number.in_(numbers)).order_by(RESOLUTION.c.issuer)
    found = _gather((row.number, row.content, row.data) for row in registry.rows(query))
    return {number: found[number] for number in numbers if number in found}


def find_resolutions(registry: Registry, reference: str) -> list[HeldResolution]:
    """What is here under a number, or under that of the half or content with this digest."""
    if not is_askable(reference):
        return []
    rows = RESOLUTION.c
    named = or_(rows.number == reference, rows.digest == reference, rows.content == reference)
    numbers = sorted({row.number for row in registry.rows(select(rows.number).where(named))})
    found = find_numbered(registry, numbers)
    return sorted(
        (held for group in found.values() for held in group), key=lambda held: not is_named(held, reference)
    )


def find_adopting(registry: Registry, cited: str) -> list[HeldResolution]:
    """The contents here that adopt what has this digest, the earliest first."""
    query = _NEEDED.join(CITATION, CITATION.c.half == RESOLUTION.c.digest)
    rows = registry.rows(query.where(CITATION.c.cited == cited).order_by(RESOLUTION.c.issuer))
    found = _gather((row.number, row.content, row.data) for row in rows)
    return sorted(
        (held for group in found.values() for held in group),
        key=lambda held: (held.subject.resolved_on, held.subject.number),
    )


def is_askable(text: str) -> bool:
    """Whether every database can be asked for it: short, without NUL and halves of characters."""
    return len(text) <= _LONGEST and "\0" not in text and text == text.encode(errors="ignore").decode()


def is_named(held: HeldResolution, reference: str) -> bool:
    """Whether a digest is that of this content or of a half of it."""
    return reference in (held.content, *(half.digest for half in held.halves))


def find_state(
    held: HeldResolution,
    trust: TrustStore,
    *,
    now: datetime,
    at: datetime | None = None,
    rivals: Iterable[HeldResolution] = (),
) -> ResolutionState:
    """How it stood at `at` (default: now), by the halves signed until then; `rivals` have its number too."""
    until = at if at is not None else now
    here = [half for half in held.halves if half.created <= until]
    others = [half for rival in rivals if rival.content != held.content for half in rival.halves]
    signed: dict[str, Finding] = {}
    for half in here:
        verdict = verify_record(half, trust, policy=_POLICY, now=now, beside=Beside([*here, *others]))
        found = {finding.check: finding for finding in verdict.findings}
        if all(found[check].outcome is Result.PASSED for check in _SAYS):
            signed[half.body.issuer] = found["complete"]
    missing = sorted({*held.subject.parties} - signed.keys())
    told = next(iter(signed.values()), None)
    if told is None:
        return ResolutionState("half-missing", (*missing,), None)
    since: Any = told.evidence.get("since")
    return ResolutionState(told.code, (*missing,), parse_time(since) if since is not None else None)


def find_adopted(
    registry: Registry, cited: str, trust: TrustStore, now: datetime
) -> tuple[HeldResolution, datetime] | None:
    """The earliest adopted resolution that adopts what has this digest, and since when it is adopted."""
    for held in find_adopting(registry, cited):
        since = find_state(held, trust, now=now).since
        if since is not None:
            return held, since
    return None


def _gather(rows: Iterable[tuple[str, str, bytes]]) -> dict[str, list[HeldResolution]]:
    """By number the contents, that with most halves first."""
    halves: dict[str, dict[str, list[Record[Any]]]] = {}
    for number, content, data in rows:
        halves.setdefault(number, {}).setdefault(content, []).append(parse_any(data))
    return {
        number: sorted(
            (HeldResolution(content, (*found,)) for content, found in contents.items()),
            key=lambda held: (-len(held.halves), held.content),
        )
        for number, contents in halves.items()
    }

"""Admitted credentials that are invalid or unclear because of their key or of their issuer's rights.

When a key is stolen, an association leaves or a grant ends, no event names the credentials concerned. The
node then looks once at all credentials of the association.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry import Registry
from registry.lookup.counts import Group, find_phase
from registry.lookup.lists import Narrowing, list_narrowed
from registry.lookup.lookup import find_position
from registry.lookup.standing import Doubt, find_doubt, find_fault
from verifier import TrustStore
from verifier.trust.agreements import GRACE

Ground = tuple[object, ...]
"""Keys and agreement parts that the faults of one association depend on."""


class Fault(NamedTuple):
    """The properties by which credentials with a fault are counted together; `kind`: `invalid` or `unclear`.

    `valid_from` and `valid_until` are in seconds since 1970.
    """

    group: Group
    valid_from: int
    valid_until: int
    kind: str

    @classmethod
    def of(cls, record: Record[Assessment], kind: str) -> "Fault":
        """Return the fault of a credential."""
        body = record.body
        ends = (int(body.valid_from.timestamp()), int(body.valid_until.timestamp()))
        return cls(Group.of(record, body.valid_from), *ends, kind)

    def group_at(self, at: datetime) -> Group:
        """Return the group that counts the credentials with this fault at a time."""
        phase = find_phase(self.valid_from, self.valid_until, int(at.timestamp()))
        return self.group._replace(phase=phase)

    def standing_at(self, at: datetime) -> str:
        """Return the standing of these credentials where no event names them (registry.lookup.standing)."""
        phase = find_phase(self.valid_from, self.valid_until, int(at.timestamp()))
        if phase == "expired" or (phase == "not-yet-valid" and self.kind == "unclear"):
            return phase
        return self.kind


class _Looked(NamedTuple):
    """The faults found on one ground, in the log up to `last`."""

    ground: Ground
    last: int
    faults: Counter[Fault]


class Faults:
    """The faults in one registry, found once for each state of the keys and the agreement."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._looked: dict[str, _Looked] = {}

    def find(self, trust: TrustStore, issuers: Iterable[str], now: datetime) -> Iterator[tuple[Fault, int]]:
        """Yield the faults of the unexpired credentials of `issuers`, each with its number of credentials."""
        for issuer in issuers:
            doubt = find_doubt(trust, issuer, now)
            if not doubt:
                self._looked.pop(issuer, None)
                continue
            ground = _find_ground(trust, issuer, now)
            before = self._looked.get(issuer)
            if before is None or before.ground != ground:
                before = _Looked(ground, -1, Counter())
            self._looked[issuer] = self._look_on(before, doubt, trust, issuer, now)
            yield from self._looked[issuer].faults.items()

    def _look_on(
        self, before: _Looked, doubt: Doubt, trust: TrustStore, issuer: str, now: datetime
    ) -> _Looked:
        digest, faults = None, before.faults.copy()
        wanted = Narrowing(now, standing="unclear", signed=None if doubt.of_all else doubt.keys)
        for record in list_narrowed(self._registry, wanted, issuer, after=(issuer, before.last)):
            digest, kind = record.digest, find_fault(record, trust, now)
            if kind is not None:
                faults[Fault.of(record, kind)] += 1
        last = find_position(self._registry, digest) if digest is not None else None
        return _Looked(before.ground, last if last is not None else before.last, faults)


def stand_by_fault(record: Record[Assessment], trust: TrustStore, now: datetime) -> str | None:
    """Return the standing that a credential has by its fault, events ignored; None where it has no fault."""
    kind = find_fault(record, trust, now)
    return Fault.of(record, kind).standing_at(now) if kind is not None else None


def _find_ground(trust: TrustStore, issuer: str, now: datetime) -> Ground:
    party, chain = trust.party(issuer), trust.chain
    lists = sorted(record.digest for record in party.lists_by_version.values()) if party is not None else []
    passed = sum((moment <= now) + (moment + GRACE <= now) for moment in chain.boundaries)
    return (tuple(lists), tuple(version.digest for version in chain.versions), passed)

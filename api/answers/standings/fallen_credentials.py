"""Admitted credentials that their key, or what their issuer was entitled to, makes invalid or unclear.

A key turns out to have been in other hands, an association leaves, a grant ends: no event speaks of the
credentials, and all of the association are looked at once for it.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime
from typing import NamedTuple

from api.answers.standings.standing import find_fault, may_be_at_fault
from registry import Registry
from registry.lookup.counts import Group, find_phase
from registry.lookup.lists import Narrowing, list_narrowed
from registry.lookup.lookup import find_position
from verifier import TrustStore
from verifier.trust.agreements import GRACE

Ground = tuple[object, ...]
"""All that faults depend on."""


class Fault(NamedTuple):
    """A credential with a fault, as far as it is counted; `kind` is `invalid` or `unclear`."""

    digest: str
    group: Group
    valid_from: datetime
    valid_until: datetime
    kind: str

    def group_at(self, at: datetime) -> Group:
        """The group it is counted in."""
        return self.group._replace(phase=find_phase(self.valid_from, self.valid_until, at))

    def standing_at(self, at: datetime) -> str:
        """How it stands where no event speaks of it (api.answers.standings.standing)."""
        phase = find_phase(self.valid_from, self.valid_until, at)
        if phase == "expired" or (phase == "not-yet-valid" and self.kind == "unclear"):
            return phase
        return self.kind


class _Looked(NamedTuple):
    """What was found on one ground, in the log up to `last`."""

    ground: Ground
    last: int
    faults: list[Fault]


class Faults:
    """The faults in one registry: found once for each state of the keys and the agreement."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._looked: dict[str, _Looked] = {}

    def find(self, trust: TrustStore, issuers: Iterable[str], now: datetime) -> Iterator[Fault]:
        """Those of the credentials of `issuers` that have not expired."""
        for issuer in issuers:
            if not may_be_at_fault(trust, issuer, now):
                self._looked.pop(issuer, None)
                continue
            ground = _find_ground(trust, issuer, now)
            before = self._looked.get(issuer)
            if before is None or before.ground != ground:
                before = _Looked(ground, -1, [])
            self._looked[issuer] = self._look_on(before, trust, issuer, now)
            yield from self._looked[issuer].faults

    def _look_on(self, before: _Looked, trust: TrustStore, issuer: str, now: datetime) -> _Looked:
        digest, faults = None, [*before.faults]
        wanted = Narrowing(now, standing="unclear")
        for record in list_narrowed(self._registry, wanted, issuer, after=(issuer, before.last)):
            digest, kind = record.digest, find_fault(record, trust, now)
            if kind is not None:
                body = record.body
                group = Group.of(record, now)
                faults.append(Fault(digest, group, body.valid_from, body.valid_until, kind))
        last = find_position(self._registry, digest) if digest is not None else None
        return _Looked(before.ground, last if last is not None else before.last, faults)


def _find_ground(trust: TrustStore, issuer: str, now: datetime) -> Ground:
    party, chain = trust.party(issuer), trust.chain
    lists = sorted(record.digest for record in party.lists_by_version.values()) if party is not None else []
    passed = sum((moment <= now) + (moment + GRACE <= now) for moment in chain.boundaries)
    return (tuple(lists), tuple(version.digest for version in chain.versions), passed)

"""The manifest of an association that a verifier trusts for its parts and certificate numbers.

A single stolen publication key can sign a manifest that leaves a part out or commits to fewer numbers.
Another party that has the log works out what the manifest should name, and signs what came out equal
(`agrees`) and what did not (`differs`). The verifier trusts the newest manifest with which the witness
agrees, while no other party differs. The witness is home, else any one other party.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from credentials.documents.manifest import Manifest, Sighting
from credentials.record import Record
from verifier.findings import noted, unclear
from verifier.policy import Policy
from verifier.reliance.witness import CHECK, find_candidates, repeats
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding


@dataclass(frozen=True, slots=True)
class Agreed:
    """The manifest that is trusted for a kind of part, or `problem` where there is none.

    `note` is set where there is no witness: home is the issuer, or there is no other party.
    """

    manifest: Record[Manifest] | None
    problem: Finding | None = None
    note: Finding | None = None

    def names(self, kind: str) -> frozenset[str]:
        """Return the digests of the parts of this kind that it names."""
        parts = self.manifest.body.credential_subject.parts if self.manifest is not None else ()
        return frozenset(part.digest for part in parts if part.kind == kind)


def find_agreed(
    trust: TrustStore, issuer: str, kind: str, home: str | None, *, now: datetime, policy: Policy
) -> Agreed:
    """Find the manifest to trust for a kind of part of an association, as `home` sees it."""
    own = trust.party(issuer)
    if own is None or own.manifest is None:
        return Agreed(None)  # that nothing is published here is said of its freshness
    candidates = find_candidates(trust, issuer, home, now)
    has_left = trust.chain.has_left(issuer, now)
    # one party that works out something else bars a manifest, whoever agrees
    barred = {digest for witness in candidates for digest in _differing(trust.party(witness), own, kind)}
    agreed = {
        manifest.digest
        for witness in candidates
        for manifest in _agreeing(trust.party(witness), own, kind)
        # a thief could have an older manifest repeated for ever
        if manifest.digest not in barred and (has_left or now < manifest.created + policy.max_age)
    }
    best = next((item for item in own.manifests.ranked if item.digest in agreed), None)
    if home == issuer or not candidates:
        is_agreed = best is not None and Agreed(best).names(kind) == Agreed(own.manifest).names(kind)
        note = None if is_agreed else noted(CHECK, "unwitnessed", kind="alone", issuer=issuer)
        return Agreed(own.manifest, note=note)
    if best is not None:
        return Agreed(best)
    by = candidates[0]
    problem = "differs" if barred else "not-recomputed"
    return Agreed(None, unclear(CHECK, "unwitnessed", kind=problem, issuer=issuer, by=by, part=kind))


def _agreeing(witness: PartyTrust | None, own: PartyTrust, kind: str) -> Iterator[Record[Manifest]]:
    """Yield the manifests of `own` whose parts of this kind the witness works out alike."""
    for sight, manifest in _sights(witness, own):
        if sight.agrees is None or sight.differs is None or any(row.kind == kind for row in sight.differs):
            continue
        # a manifest without such a part is agreed to as well: one left out stands in `differs`
        parts = [part for part in manifest.body.credential_subject.parts if part.kind == kind]
        if all(part in sight.agrees for part in parts):
            yield manifest


def _differing(witness: PartyTrust | None, own: PartyTrust, kind: str) -> Iterator[str]:
    """Yield the manifests for which the witness works out something else: it bars them, whoever agrees."""
    for sight, manifest in _sights(witness, own):
        if any(row.kind == kind for row in sight.differs or ()):
            yield manifest.digest


def _sights(witness: PartyTrust | None, own: PartyTrust) -> Iterator[tuple[Sighting, Record[Manifest]]]:
    """Yield the witness's sightings of manifests of `own` that are here, as far as they bind it."""
    for row in witness.manifests.ranked if witness is not None else ():
        sight = row.body.credential_subject.sight(own.issuer)
        named = own.manifests.by_digest(sight.manifest) if sight is not None and sight.manifest else None
        if sight is not None and named is not None and repeats(sight, named):
            yield sight, named

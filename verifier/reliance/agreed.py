"""The manifest of an association that a verifier trusts for its parts and certificate numbers.

A single stolen publication key can sign a manifest that leaves a part out or commits to fewer numbers.
Another party that has the log works out the parts itself, and signs which of them equal the manifest's
(`agrees`) and which do not (`differs`). The verifier trusts the newest manifest with which the witness
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
        return Agreed(None)  # the check of freshness reports an association without any manifest
    candidates = find_candidates(trust, issuer, home, now)
    has_left = trust.chain.has_left(issuer, now)
    # if one party works out other parts, the manifest is not trusted, whoever agrees
    barred = {digest for witness in candidates for digest in _differing(trust.party(witness), own, kind)}
    agreed = {
        manifest.digest
        for witness in candidates
        for manifest in _agreeing(trust.party(witness), own, kind)
        # otherwise a thief could have an old manifest repeated for ever
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
        # this includes manifests without such a part: the witness lists a part left out in `differs`
        parts = [part for part in manifest.body.credential_subject.parts if part.kind == kind]
        if all(part in sight.agrees for part in parts):
            yield manifest


def _differing(witness: PartyTrust | None, own: PartyTrust, kind: str) -> Iterator[str]:
    """Yield the manifests for which the witness works out other parts: nobody may trust those."""
    for sight, manifest in _sights(witness, own):
        if any(row.kind == kind for row in sight.differs or ()):
            yield manifest.digest


def _sights(witness: PartyTrust | None, own: PartyTrust) -> Iterator[tuple[Sighting, Record[Manifest]]]:
    """Yield the witness's binding sightings of manifests of `own`, with those manifests."""
    for row in witness.manifests.ranked if witness is not None else ():
        sight = row.body.credential_subject.sight(own.issuer)
        manifest = own.manifests.by_digest(sight.manifest) if sight is not None and sight.manifest else None
        if sight is not None and manifest is not None and repeats(sight, manifest):
            yield sight, manifest

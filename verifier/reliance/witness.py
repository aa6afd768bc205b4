"""The witness: the home association, else any one other party, that confirms the issuer's publication.

One stolen publication key can leave a revocation out of its own manifest. The witness's manifest names what
is missing: it repeats a manifest of the issuer (`seen`), or lists a loose event.
"""

from dataclasses import dataclass
from datetime import datetime

from credentials.documents.manifest import Manifest, Sighting
from credentials.record import Record
from credentials.times import format_time
from verifier.findings import unclear
from verifier.policy import Policy
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding

CHECK = "freshness"


@dataclass(frozen=True, slots=True)
class Witness:
    """The party relied on and its newest manifest's sighting of the issuer, if that binds.

    `missing` is the digest of a manifest it repeats that is not here.
    """

    party: PartyTrust
    sight: Sighting | None = None
    missing: str | None = None


def read_witness(party: PartyTrust, of: PartyTrust | None) -> Witness:
    """Return the sighting that the newest manifest of `party` has of the association `of`.

    The sighting repeats a manifest of that association. It binds nothing where it differs from that manifest,
    or a compromised key signed the manifest.
    """
    manifest = party.manifest
    sight = (
        manifest.body.credential_subject.sight(of.issuer) if manifest is not None and of is not None else None
    )
    if sight is None or of is None or sight.manifest is None:
        return Witness(party, sight)
    repeated = of.manifests.by_digest(sight.manifest)
    if repeated is None:
        return (
            Witness(party) if sight.manifest in of.manifests.void else Witness(party, sight, sight.manifest)
        )
    return Witness(party, sight if repeats(sight, repeated) else None)


def repeats(sight: Sighting, manifest: Record[Manifest]) -> bool:
    """Return whether the sighting states what the manifest itself says; only then it binds."""
    subject = manifest.body.credential_subject
    # a sighting with an altered count has no effect
    repeated = (sight.key_list_version, sight.agreement, sight.created, sight.events)
    return repeated == (subject.key_list_version, subject.agreement, manifest.created, subject.events)


def find_candidates(trust: TrustStore, issuer: str, home: str | None, now: datetime) -> list[str]:
    """Return the possible witnesses: home, else all other parties of the agreement in force or the last."""
    if home is not None and home != issuer:
        return [home]
    return [party.id for party in trust.chain.in_force_or_last(now).text.parties if party.id != issuer]


def find_broken(trust: TrustStore, party: PartyTrust) -> Finding | None:
    """Return a fault of the association's key lists; a witness may stand in spite of it."""
    fault, issuer = trust.faults.get(party.issuer), party.issuer
    if fault is not None and fault.what == "gap":
        return unclear(CHECK, "key-list-expired", kind="list-gap", issuer=issuer, version=fault.version)
    if fault is not None:
        kind = {"kind": "rewrite"} if fault.what == "rewrite" else {}
        return unclear(CHECK, "key-list-equivocation", **kind, issuer=issuer, version=fault.version)
    if party.keys.missing:
        return unclear(CHECK, "salvage-missing", issuer=issuer, key=party.keys.missing[0])
    return None


def find_stale(trust: TrustStore, party: PartyTrust, now: datetime, policy: Policy) -> Finding | None:
    """Return a fault of an association's own manifests or key list, if there is one."""
    manifests = party.manifests
    if manifests.newest is None:
        return unclear(CHECK, "stale", kind="nothing-published", issuer=party.issuer)
    issued = manifests.newest.created
    until = min(manifests.newest.body.valid_until, issued + policy.max_age)
    if now >= until:
        return unclear(
            CHECK, "stale", issuer=party.issuer, issued=format_time(issued), until=format_time(until)
        )
    if manifests.twins:
        version = manifests.twins[0].body.credential_subject.version
        return unclear(CHECK, "equivocation", issuer=party.issuer, version=version)
    if party.order.contradicted is not None:
        count = party.order.contradicted
        return unclear(CHECK, "equivocation", kind="events", issuer=party.issuer, count=count)
    if manifests.rolled_back is not None:
        named, known = manifests.rolled_back
        return unclear(CHECK, "rollback", issuer=party.issuer, known=known, named=named)
    return _find_expired(trust, party, now)


def _find_expired(trust: TrustStore, party: PartyTrust, now: datetime) -> Finding | None:
    """Return the finding that the key list has expired, or that a manifest names a newer one missing here."""
    key_list = trust.key_list(party.issuer, now)
    if key_list is None:
        return unclear(CHECK, "key-list-expired", kind="no-key-list", issuer=party.issuer)
    until, known = key_list.body.valid_until, key_list.body.version
    if now >= until:
        return unclear(CHECK, "key-list-expired", issuer=party.issuer, until=format_time(until))
    named = max((m.body.credential_subject.key_list_version for m in party.manifests.ahead), default=0)
    if named > known:
        return unclear(
            CHECK, "key-list-expired", kind="key-list", issuer=party.issuer, named=named, known=known
        )
    return None


def find_unwitnessed(witness: Witness, issuer: str, now: datetime, policy: Policy) -> Finding | None:
    """Return the fault of the witness's sighting of the issuer: it is missing, or too old."""
    created = witness.sight.created if witness.sight is not None else None
    if created is not None and now < created + policy.max_age:
        return None
    return tell_unwitnessed(witness, issuer)


def tell_unwitnessed(witness: Witness | None, issuer: str) -> Finding:
    """Return the evidence that names the witness and when it last confirmed the issuer, if ever."""
    if witness is None:
        return unclear(CHECK, "unwitnessed", kind="alone", issuer=issuer)
    by, created = witness.party.issuer, witness.sight.created if witness.sight is not None else None
    if created is None:
        return unclear(CHECK, "unwitnessed", kind="unseen", issuer=issuer, by=by)
    return unclear(CHECK, "unwitnessed", issuer=issuer, by=by, seen=format_time(created))

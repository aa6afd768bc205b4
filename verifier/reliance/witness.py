"""Whose word stands beside the issuer's: the home association's, else that of any one other party.

One stolen publication key can leave a revocation out of its own manifest. What it left out is named by the
other party's manifest: by the manifest of the issuer that this repeats (`seen`), or as a loose event.
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
    """The party relied on and what its newest manifest says of the issuer, if it is bound.

    `missing` is the digest of a manifest it repeats that is not here.
    """

    party: PartyTrust
    sight: Sighting | None = None
    missing: str | None = None


def read_witness(party: PartyTrust, of: PartyTrust | None) -> Witness:
    """What `party` says of the association `of`.

    It repeats a manifest of that association and binds by it. Where that says otherwise, or a compromised key
    signed it, it binds nothing.
    """
    manifest = party.manifest
    sight = (
        manifest.body.credential_subject.sight(of.issuer) if manifest is not None and of is not None else None
    )
    if sight is None or of is None or sight.manifest is None:
        return Witness(party, sight)
    named = of.manifests.by_digest(sight.manifest)
    if named is None:
        return (
            Witness(party) if sight.manifest in of.manifests.void else Witness(party, sight, sight.manifest)
        )
    return Witness(party, sight if repeats(sight, named) else None)


def repeats(sight: Sighting, manifest: Record[Manifest]) -> bool:
    """Whether it says of the manifest that it names what that says itself; else it binds nothing."""
    subject = manifest.body.credential_subject
    said = (sight.key_list_version, sight.agreement, sight.created, sight.events)
    return said == (subject.key_list_version, subject.agreement, manifest.created, subject.events)


def find_candidates(trust: TrustStore, issuer: str, home: str | None, now: datetime) -> list[str]:
    """Who may stand beside the issuer: home, else every other party of the version in force or the last."""
    if home is not None and home != issuer:
        return [home]
    return [party.id for party in trust.chain.in_force_or_last(now).text.parties if party.id != issuer]


def find_broken(trust: TrustStore, party: PartyTrust) -> Finding | None:
    """What is wrong with the key lists of an association that is asked about; a witness may stand so."""
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
    """What is wrong with an association's own manifests and key list, if anything is."""
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
    """Expired, or older than one its own manifest has named: a newer one is being withheld."""
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
    """What is wrong with what the witness says of the issuer: nothing, or nothing of late."""
    created = witness.sight.created if witness.sight is not None else None
    if created is not None and now < created + policy.max_age:
        return None
    return tell_unwitnessed(witness, issuer)


def tell_unwitnessed(witness: Witness | None, issuer: str) -> Finding:
    """Who was asked, and when it last confirmed the issuer, if there is such a one and it ever did."""
    if witness is None:
        return unclear(CHECK, "unwitnessed", kind="alone", issuer=issuer)
    by, created = witness.party.issuer, witness.sight.created if witness.sight is not None else None
    if created is None:
        return unclear(CHECK, "unwitnessed", kind="unseen", issuer=issuer, by=by)
    return unclear(CHECK, "unwitnessed", issuer=issuer, by=by, seen=format_time(created))

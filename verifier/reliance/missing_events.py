"""Missing events: the issuer counts more events than are here (docs/reference/status-event.md)."""

from datetime import datetime

from verifier.findings import unclear
from verifier.reliance.witness import Witness
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding

CHECK = "status"


def find_shortage(
    trust: TrustStore, party: PartyTrust, witness: Witness | None, now: datetime
) -> Finding | None:
    """Return the issuer's first signed count that exceeds the events here in its order.

    The witness's sighting of a manifest that is not here counts as a shortage too. An issuer that has left
    publishes no manifest any more.
    """
    known = party.order.size
    for by, events in party.signed_counts():
        if events.count > known:
            return unclear(CHECK, "status-incomplete", known=known, named=events.count, by=by)
    if witness is not None and witness.missing is not None:
        by = witness.party.issuer
        return unclear(CHECK, "status-incomplete", kind="manifest", by=by, digest=witness.missing)
    if party.manifest is None and not trust.chain.has_left(party.issuer, now):
        return unclear(CHECK, "status-incomplete", kind="no-manifest", known=known, by=party.issuer)
    return None

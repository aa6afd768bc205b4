"""Records signed by a stolen key, and which of them others had witnessed before the theft.

A cosignature from before the theft proves that the record existed then: a thief cannot add a record below it.
For all other records, only a person knows which ones were rightly signed.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any

from credentials.documents.status_event import StatusEvent
from credentials.record import Record

if TYPE_CHECKING:
    from registry import Registry
    from verifier.trust.party_trust import PartyTrust


@dataclass(frozen=True, slots=True)
class SignedRecord:
    """Record signed by the stolen key."""

    record: Record[Any]
    about: Record[Any] | None
    """Record that an event is about; itself otherwise."""
    is_witnessed: bool
    decided: str | None = None
    """Decision in an existing mark of the key: keep, void or fall."""

    @property
    def is_event(self) -> bool:
        """True for an event, which becomes void when it does not stand; any other record falls."""
        return isinstance(self.record.body, StatusEvent)


@dataclass(frozen=True, slots=True)
class SignedRecords:
    """All records of the key in log order; the first `entries` entries of the log were cosigned before the
    theft."""

    records: Sequence[SignedRecord]
    entries: int


def find_signed(registry: "Registry", method_id: str, since: datetime, count: int) -> SignedRecords:
    """Find the key's records of judged kinds, and its status events.

    The first `count` events of the association's order lie inside the line, unless the key is marked already.
    """
    from registry.lookup.lookup import list_judged
    from registry.lookup.receipts import count_witnessed, find_places

    issuer = method_id.partition("#")[0]
    party = registry.load_trust().party(issuer)
    inside = _inside(registry, party, method_id, count)
    events = [e for e in registry.read(lambda view: view.all_events(issuer)) if _is_by(e, method_id)]
    judged = [record for record in list_judged(registry, issuer) if _is_by(record, method_id)]
    records = [*judged, *events]
    entries, places = registry.read(
        lambda view: (
            count_witnessed(view, issuer, since),
            find_places(view, issuer, [record.digest for record in records]),
        )
    )
    end = registry.read(lambda view: view.log(issuer).size)
    named_records = registry.read(
        lambda view: {e.digest: view.changeable(issuer, e.body.credential_subject.credential) for e in events}
    )
    # records outside the log come last; the digest keeps the order stable
    records.sort(key=lambda document: (places.get(document.digest, end), document.digest))
    signed = []
    for record in records:
        # suspensions and ends inside the line stand; a reinstatement needs the salvage list
        counts = record.digest in inside and record.body.credential_subject.action != "reinstate"
        signed.append(
            SignedRecord(
                record,
                named_records.get(record.digest, record),
                # the entry lies below a cosigned head, so the thief cannot have dated it back
                places.get(record.digest, end) < entries,
                _decided(party, method_id, record.digest, counts=counts),
            )
        )
    return SignedRecords(signed, entries)


def _is_by(record: Record[Any], method_id: str) -> bool:
    return record.proof.verification_method == method_id


def _inside(registry: "Registry", party: "PartyTrust | None", method_id: str, count: int) -> frozenset[str]:
    """Return the events inside the line; the line of a marked key does not move."""
    from registry.view.event_order import read_order

    key = party.key(method_id) if party is not None else None
    if key is not None and key.stand is not None:
        return key.stand.line.inside
    issuer = method_id.partition("#")[0]
    return frozenset(registry.read(lambda view: read_order(view, issuer))[:count])


def _decided(party: "PartyTrust | None", method_id: str, digest: str, *, counts: bool) -> str | None:
    key = party.key(method_id) if party is not None else None
    if party is None or key is None or key.stand is None:
        return None
    if digest in party.keys.void:
        return "void"
    return "keep" if counts or digest in key.stand.keep else "fall"

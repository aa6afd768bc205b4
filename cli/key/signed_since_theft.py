"""What a stolen key signed, and what of it others had witnessed before the theft.

What another association had cosigned before the theft was there before the theft: whoever has the key now can
date nothing back behind that. Of the rest a person alone knows what was signed by right.
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
    """One of them."""

    record: Record[Any]
    about: Record[Any] | None
    """The record that an event is about; itself otherwise."""
    is_witnessed: bool
    decided: str | None = None
    """How it stands where the key is marked already: keep, void or fall."""

    @property
    def is_event(self) -> bool:
        """Whether it is void where it does not stand; all else falls."""
        return isinstance(self.record.body, StatusEvent)


@dataclass(frozen=True, slots=True)
class SignedRecords:
    """All of them in the order of the log; `entries` of it were cosigned before the theft."""

    found: Sequence[SignedRecord]
    entries: int


def find_signed(registry: "Registry", method_id: str, since: datetime, count: int) -> SignedRecords:
    """What the key signed: records of the kinds that are judged, and status events.

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
    about = registry.read(
        lambda view: {e.digest: view.changeable(issuer, e.body.credential_subject.credential) for e in events}
    )
    records.sort(key=lambda one: (places.get(one.digest, end), one.digest))
    found = []
    for record in records:
        counts = record.digest in inside and record.body.credential_subject.action != "reinstate"
        found.append(
            SignedRecord(
                record,
                about.get(record.digest, record),
                places.get(record.digest, end) < entries,
                _decided(party, method_id, record.digest, counts=counts),
            )
        )
    return SignedRecords(found, entries)


def _is_by(record: Record[Any], method_id: str) -> bool:
    return record.proof.verification_method == method_id


def _inside(registry: "Registry", party: "PartyTrust | None", method_id: str, count: int) -> frozenset[str]:
    """The events inside the line; that of a marked key stays where it is."""
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

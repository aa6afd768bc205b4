"""Status lists of one association: the fold of its events at `now`, as bits for third-party verifiers."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import select

from credentials.documents.assessment import list_address
from credentials.documents.status_list import MAX_LIFE, StatusList, encode_bitstring
from credentials.drafting.compose import build_status_list
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from registry.database.tables import INDEX
from registry.view.view import RegistryView
from verifier.checks.status import effective, fold_events
from verifier.trust.events import Event

NEAR_EXPIRY = timedelta(days=2)
"""A list that lives shorter than this is signed anew, unless it ends with the next change anyway."""

PURPOSES = ("revocation", "suspension")
PURPOSE = {"revoked": "revocation", "superseded": "revocation", "suspended": "suspension"}


@dataclass(slots=True)
class _List:
    """The bits of one list number by purpose, and when the first of them changes."""

    bits: dict[str, set[int]] = field(default_factory=lambda: {purpose: set() for purpose in PURPOSES})
    next_change: datetime | None = None


def draft_status_lists(
    view: RegistryView, issuer: str, events: Iterable[tuple[str, Sequence[Event]]], now: datetime
) -> list[JsonObject | Record[StatusList]]:
    """For each list of the association the one here if it still stands, else a new one to be signed.

    `events` are those of each credential id. A list lives at most seven days and never past its next change:
    the beginning of an event still to come, or the end of a suspension.
    """
    numbers = select(INDEX.c.list_number).distinct().where(INDEX.c.issuer == issuer)
    lists = {int(number): _List() for number in view.connection.scalars(numbers)}
    for credential_id, own in events:
        record = view.credential(issuer, credential_id)
        if record is not None:
            _mark(lists[record.body.list_number], record.body.index, own, now)
    newest = newest_status_lists(view, issuer)
    drafts: list[JsonObject | Record[StatusList]] = []
    for number, purpose in product(sorted(lists), PURPOSES):
        bits, change = lists[number].bits[purpose], lists[number].next_change
        held = newest.get(list_address(issuer, purpose, number))
        if held is not None and _in_force(view, held) and _stands(held.body, bits, change, now):
            drafts.append(held)
            continue
        until = min(now + MAX_LIFE, change or now + MAX_LIFE)
        drafts.append(build_status_list(issuer, purpose, number, bits, valid_from=now, valid_until=until))
    return drafts


def _mark(entry: _List, index: int, events: Sequence[Event], now: datetime) -> None:
    purpose = PURPOSE.get(fold_events(events, now).code)
    if purpose is not None:
        entry.bits[purpose].add(index)
    moments = [m for e in events if e.counts for m in (effective(e), e.change.until) if m is not None]
    coming = [moment for moment in moments if moment > now]
    if coming:
        entry.next_change = min(*coming, entry.next_change or coming[0])


def _in_force(view: RegistryView, held: Record[StatusList]) -> bool:
    """Whether a key signed it that is in nobody else's hands."""
    party = view.load_trust().party(held.body.issuer)
    key = party.key(held.proof.verification_method) if party is not None else None
    return key is not None and key.stand is None


def _stands(held: StatusList, bits: set[int], next_change: datetime | None, now: datetime) -> bool:
    """Whether a list says what is true now, and says it for long enough."""
    if held.credential_subject.encoded_list != encode_bitstring(bits):
        return False
    if not held.valid_from <= now < held.valid_until:
        return False
    if next_change is not None and held.valid_until >= next_change:
        return held.valid_until == next_change
    return held.valid_until - now > NEAR_EXPIRY


def newest_status_lists(view: RegistryView, issuer: str) -> dict[str, Record[StatusList]]:
    """The status lists that the association's newest manifest names, by address; no others are published."""
    manifest = view.newest_manifest(issuer)
    parts = manifest.body.credential_subject.parts if manifest is not None else ()
    found = {part.id: view.data(part.digest) for part in parts if part.kind == "status-list"}
    lists = {address: parse_any(data) for address, data in found.items() if data is not None}
    return {
        address: record
        for address, record in lists.items()
        if isinstance(record.body, StatusList) and (record.body.id, record.body.issuer) == (address, issuer)
    }

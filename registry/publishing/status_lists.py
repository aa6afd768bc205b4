"""Status lists of one association: its events folded at `now`, as bits for third-party verifiers.

While the last lists published here are in force they stand for earlier events: a list ends with the next
change. So only newer events are folded, and credentials that changed since. Lists that somebody else signed
with the same key are never a base (registry.publishing.served_lists).
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import product

from sqlalchemy import and_, or_, select, union

from credentials.documents.assessment import list_address
from credentials.documents.manifest import Manifest
from credentials.documents.status_list import (
    MAX_LIFE,
    StatusList,
    decode_bitstring,
    encode_bitstring,
    find_set,
)
from credentials.drafting.compose import build_status_list
from credentials.kinds import kind_of_record, parse_any, parse_key_list, parse_status_event
from credentials.record import JsonObject, Record
from registry.admission.status_indexes import find_taken
from registry.database.portions import narrow, select_in
from registry.database.tables import EVENT, INDEX, LEAF, RECORD
from registry.publishing.served_lists import find_chosen, lists_of
from registry.view.event_order import read_order
from registry.view.trees import RECORDS, with_places
from registry.view.view import RegistryView
from verifier.checks.status import effective, fold_events
from verifier.trust.events import Event, EventItem, Events
from verifier.trust.key_lists import find_floors
from verifier.trust.keys import PartyKeys, read_keys
from verifier.trust.party_trust import find_lines

NEAR_EXPIRY = timedelta(days=2)
"""Remaining life below which a list is signed anew, unless it ends with the next change anyway."""

PURPOSES = ("revocation", "suspension")
PURPOSE = {"revoked": "revocation", "superseded": "revocation", "suspended": "suspension"}


@dataclass(slots=True)
class _List:
    """Bits of one list number by purpose, and the time of the first change among them."""

    bits: dict[str, set[int]] = field(default_factory=lambda: {purpose: set() for purpose in PURPOSES})
    next_change: datetime | None = None


def draft_status_lists(
    view: RegistryView, issuer: str, now: datetime, *, whole: bool = False
) -> list[JsonObject | Record[StatusList]]:
    """Return each list of the association: the stored one if it is still true, else a draft to be signed.

    A list lives at most seven days and never past its next change: the beginning of a future event, or the
    end of a suspension. `whole` folds all events again.
    """
    chosen = find_chosen(view, issuer)
    held_lists = lists_of(view, chosen) if chosen is not None else {}
    since = _find_start(view, chosen, held_lists, now) if chosen is not None and not whole else None
    lists = _fold_new(view, issuer, held_lists, since, now) if since is not None else None
    if lists is None:
        lists = _fold_all(view, issuer, now)
    drafts: list[JsonObject | Record[StatusList]] = []
    for number, purpose in product(sorted(lists), PURPOSES):
        bits, change = lists[number].bits[purpose], lists[number].next_change
        status_list = held_lists.get(list_address(issuer, purpose, number))
        if (
            status_list is not None
            and _in_force(view, status_list)
            and _stands(status_list.body, bits, change, now)
        ):
            drafts.append(status_list)
            continue
        until = min(now + MAX_LIFE, change or now + MAX_LIFE)
        drafts.append(build_status_list(issuer, purpose, number, bits, valid_from=now, valid_until=until))
    return drafts


def _fold_all(view: RegistryView, issuer: str, now: datetime) -> dict[int, _List]:
    party = view.load_trust().party(issuer)
    if party is None:
        return _empty_lists(view, issuer)
    counted = {*read_order(view, issuer)}
    items = [EventItem.of(record.value) for record in view.all_events(issuer)]
    events = Events(issuer, (item for item in items if item.digest in counted), items)
    return _fold(view, events, party.keys, now)


def _fold(
    view: RegistryView, events: Events, keys: PartyKeys, now: datetime, size: int | None = None
) -> dict[int, _List]:
    """Fold events under these keys, for credentials in the first `size` log entries."""
    issuer = events.issuer
    lists, query = _empty_lists(view, issuer), select(RECORD.c.data).where(RECORD.c.issuer == issuer)
    if size is not None:
        query, place = with_places(view.connection, issuer, query)
        query = query.where(place < size)
    for (data,) in select_in(view.connection, narrow(query, RECORD.c.name), events.credentials):
        record = parse_any(data)
        if kind_of_record(record).is_assessment:
            history = events.history(record.body.id, keys)
            _mark(lists[record.body.list_number], record.body.index, history.events, now)
    return lists


def _empty_lists(view: RegistryView, issuer: str) -> dict[int, _List]:
    numbers = select(INDEX.c.list_number).distinct().where(INDEX.c.issuer == issuer)
    return {int(number): _List() for number in view.connection.scalars(numbers)}


def _find_start(
    view: RegistryView, chosen: Record[Manifest], held_lists: Mapping[str, Record[StatusList]], now: datetime
) -> int | None:
    """Return the place in the log up to which the chosen lists are complete; None if one is not in force.

    None also if keys have changed since or one is reported stolen: that changes which events count.
    """
    issuer, subject = chosen.body.issuer, chosen.body.credential_subject
    party, head = view.load_trust().party(issuer), subject.checkpoint
    if party is None or head is None:
        return None
    published_parts = {(part.kind, part.digest) for part in subject.parts}
    lists = [digest for kind, digest in published_parts if kind == "status-list"]
    same_keys = ("key-list", party.newest_key_list.digest) in published_parts and len(party.lists) == 1
    if not same_keys or any(key.stand is not None for key in party.keys.values()):
        return None
    in_force = [
        status_list
        for status_list in held_lists.values()
        if status_list.body.valid_from <= now < status_list.body.valid_until
    ]
    if len(in_force) < len(lists):
        return None
    same = view.log(issuer).goes_on_from(head.size, bytes.fromhex(head.root))
    return head.size if same else None


def _fold_new(
    view: RegistryView, issuer: str, held_lists: Mapping[str, Record[StatusList]], since: int, now: datetime
) -> dict[int, _List] | None:
    """Return the chosen lists plus newer events; None if a bit would be cleared: two may share it."""
    lists = _empty_lists(view, issuer)
    for number, purpose in product(lists, PURPOSES):
        status_list = held_lists.get(list_address(issuer, purpose, number))
        if status_list is not None:
            lists[number].bits[purpose] = {
                *find_set(decode_bitstring(status_list.body.credential_subject.encoded_list))
            }
    for credential_id in _touched(view, issuer, since, now):
        record = view.credential(issuer, credential_id)
        if record is None:
            continue
        entry, index, fresh = lists[record.body.list_number], record.body.index, _List()
        _mark(fresh, index, view.events(issuer, credential_id), now)
        for purpose in PURPOSES:
            if index in entry.bits[purpose] and not fresh.bits[purpose]:
                return None
            entry.bits[purpose] |= fresh.bits[purpose]
        changes = [change for change in (entry.next_change, fresh.next_change) if change is not None]
        entry.next_change = min(changes, default=None)
    return lists


def _touched(view: RegistryView, issuer: str, since: int, now: datetime) -> Iterator[str]:
    """Yield credentials with a new or future event, and those that arrived after their events."""
    event, new = EVENT.c, (LEAF.c.issuer == issuer, LEAF.c.tree == RECORDS, LEAF.c.position >= since)
    moment = int(now.timestamp())
    arrived = select(event.credential).join(LEAF, LEAF.c.digest == event.digest).where(*new)
    late = (
        select(event.credential)
        .join(RECORD, and_(RECORD.c.name == event.credential, RECORD.c.issuer == event.issuer))
        .join(LEAF, LEAF.c.digest == RECORD.c.digest)
        .where(*new)
    )
    coming = select(event.credential).where(
        event.issuer == issuer, or_(event.since > moment, event.until > moment)
    )
    yield from sorted({*view.connection.scalars(union(arrived, late, coming))})


def _mark(entry: _List, index: int, events: Sequence[Event], now: datetime) -> None:
    purpose = PURPOSE.get(fold_events(events, now).code)
    if purpose is not None:
        entry.bits[purpose].add(index)
    moments = [m for e in events if e.counts for m in (effective(e), e.change.until) if m is not None]
    coming = [moment for moment in moments if moment > now]
    if coming:
        entry.next_change = min(*coming, entry.next_change or coming[0])


def _in_force(view: RegistryView, listed: Record[StatusList]) -> bool:
    """Return whether a key that is not stolen signed the list."""
    party = view.load_trust().party(listed.body.issuer)
    key = party.key(listed.proof.verification_method) if party is not None else None
    return key is not None and key.stand is None


def _stands(listed: StatusList, bits: set[int], next_change: datetime | None, now: datetime) -> bool:
    """Return whether a list is true now and for long enough."""
    if listed.credential_subject.encoded_list != encode_bitstring(bits):
        return False
    if not listed.valid_from <= now < listed.valid_until:
        return False
    if next_change is not None and listed.valid_until >= next_change:
        return listed.valid_until == next_change
    return listed.valid_until - now > NEAR_EXPIRY


def find_wrong_lists(view: RegistryView, manifest: Record[Manifest]) -> list[str]:
    """Return the addresses with a missing list, or one that is not the fold of its counted events.

    The fold has the events that the manifest counts, of credentials in its log, at its time of signing. A
    list that stood since an earlier manifest need not show what was past by then. Bits of credentials that
    are not here are not judged.
    """
    subject, issuer = manifest.body.credential_subject, manifest.body.issuer
    counted = view.event_order(issuer)[: subject.events.count]
    events = Events(issuer, (EventItem.of(parse_status_event(data).value) for data in counted), ())
    size = subject.checkpoint.size if subject.checkpoint is not None else 0
    keys, moment = keys_of_list(view, issuer, named_key_list(manifest)), manifest.body.valid_from
    lists, stored = _fold(view, events, keys, moment, size), lists_of(view, manifest)
    wrong = {part.id for part in subject.parts if part.kind == "status-list"} - stored.keys()
    for number, purpose in product(lists, PURPOSES):
        address, bits = list_address(issuer, purpose, number), lists[number].bits[purpose]
        body, change = stored[address].body if address in stored else None, lists[number].next_change
        if body is None:
            is_right = not bits
        else:
            shown = {*find_set(decode_bitstring(body.credential_subject.encoded_list))}
            lasts = body.valid_from <= moment < body.valid_until <= (change or body.valid_until)
            more = sorted(shown - bits)
            is_right = lasts and bits <= shown and not find_taken(view.connection, issuer, number, more)
        wrong.update([] if is_right else [address])
    return sorted(wrong)


def named_key_list(manifest: Record[Manifest]) -> str:
    """Return the digest of the key list that a manifest names."""
    parts = manifest.body.credential_subject.parts
    return next((p.digest for p in parts if (p.kind, p.id) == ("key-list", manifest.body.issuer)), "")


def keys_of_list(view: RegistryView, issuer: str, key_list: str) -> PartyKeys:
    """Return the keys of an association as the key list with this digest gave them."""
    data, trust = view.data(key_list), view.load_trust()
    if data is None:
        return PartyKeys(())
    record, party, order = parse_key_list(data), trust.party(issuer), read_order(view, issuer)
    lines = find_lines([order], find_floors([record]))
    for method, key in party.keys.items() if party is not None else ():
        if key.stand is not None:
            lines[method] = key.stand.line
    return read_keys(record.body.verification_method, trust.salvage, lines)

"""Receipts (tlog-proof): proof that a record is in its association's log, and since when others know it.

A cosignature from after `now`, or from long before the record was signed, comes from a wrong clock: it proves
no date, here as in a verdict.
"""

from bisect import bisect_right
from collections.abc import Collection, Iterable, Iterator
from datetime import UTC, datetime
from itertools import islice
from typing import NamedTuple

import orjson
from sqlalchemy import bindparam, false, or_, select

from credentials.documents.agreement import AgreementText
from credentials.identifiers import log_origin
from credentials.times import parse_time
from registry.database.portions import stream
from registry.database.tables import CHECKPOINT, MIRROR, RECORD
from registry.errors import RegistryError
from registry.registry import Registry
from registry.view.log_heads import Head
from registry.view.trees import MIRRORED, log_name
from registry.view.view import RegistryView
from signing.log.log_proof import LogProof, format_log_proof
from signing.log.note import Note, check_cosignature, parse_note
from verifier.checks.log import date_signed
from verifier.numbers.registered_log import TRIED
from verifier.policy import CLOCK_TOLERANCE
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import is_checkpoint_signed

_COVERING = (
    select(CHECKPOINT.c.size, CHECKPOINT.c.note)
    .where(CHECKPOINT.c.issuer == bindparam("issuer"), CHECKPOINT.c.size > bindparam("position"))
    .order_by(CHECKPOINT.c.size)
)


LATEST = 64
"""Checkpoints searched for the last cosignature."""


class Receipt(NamedTuple):
    """tlog-proof, and the time of the first cosignature by another association; None before that."""

    data: bytes
    witnessed: datetime | None


def prove_logged(registry: Registry, digest: str, *, now: datetime) -> bytes:
    """Return the C2SP tlog-proof of a record (`find_receipt`)."""
    return find_receipt(registry, digest, now=now).data


class LastCosigned(NamedTuple):
    """Last cosignature of a log by a witness, in seconds since 1970, and the entries it covers."""

    time: int
    size: int


def is_logged(registry: Registry, digest: str) -> bool:
    """Return whether a record has a receipt."""
    return registry.read(lambda view: _find_covered(view, digest)) is not None


def find_receipt(registry: Registry, digest: str, *, now: datetime) -> Receipt:
    """Prove under the earliest cosigned checkpoint that covers the record, else under the newest one.

    Raises RegistryError not-logged when no checkpoint covers it.
    """
    return registry.read(lambda view: _find(view, digest, now))


def receipts_asked_for(
    registry: Registry, text: AgreementText, digests: Iterable[str], *, now: datetime
) -> dict[str, bytes]:
    """Return receipts of logged records, by digest; none where the agreement needs no log."""

    def find(view: RegistryView) -> dict[str, bytes]:
        receipts = {}
        for digest in digests:
            try:
                receipts[digest] = _find(view, digest, now).data
            except RegistryError:  # not logged yet
                continue
        return receipts

    return registry.read(find) if text.log is not None else {}


class _Covered(NamedTuple):
    """Entry of a log, and the newest checkpoint, which covers it."""

    issuer: str
    position: int
    head: Head


def _find_covered(view: RegistryView, digest: str) -> _Covered | None:
    issuer: str = view.connection.scalar(select(RECORD.c.issuer).where(RECORD.c.digest == digest)) or ""
    head = view.newest_checkpoint(issuer)
    position = _position(view, issuer, digest)
    if head is None or position is None or position >= head.size:
        return None
    return _Covered(issuer, position, head)


def _find(view: RegistryView, digest: str, now: datetime) -> Receipt:
    covered = _find_covered(view, digest)
    if covered is None:
        raise RegistryError("not-logged", "digest", reference=digest)
    issuer, position, head = covered
    signed = parse_time(orjson.loads(view.data(digest) or b"")["proof"]["created"])
    witnessed = _list_witnessed(view, issuer, position, head, now, most=TRIED)
    dated = _find_dated(witnessed, int(signed.timestamp()))
    dated_head, time = dated or (head, None)
    tree = view.log(issuer).tree
    hashes = tree.prove_inclusion(position, dated_head.size)
    proof = format_log_proof(LogProof(position, tuple(hashes), parse_note(dated_head.note)))
    return Receipt(proof, datetime.fromtimestamp(time, UTC) if time is not None else None)


def find_dating(
    view: RegistryView, issuer: str, entries: Collection[tuple[int, int]], now: datetime
) -> list[Head]:
    """Return the checkpoints that date these entries, smallest first: for each entry the earliest one.

    `entries` are places, each with the time in seconds at which its record was signed.
    """
    newest = view.newest_checkpoint(issuer)
    if newest is None or not entries:
        return []
    witnessed = [*_list_witnessed(view, issuer, min(entries)[0], newest, now)]
    sizes = [head.size for head, _ in witnessed]
    heads: dict[int, Head] = {}
    for place, signed in entries:
        first = bisect_right(sizes, place)
        covering = iter(witnessed[first : first + TRIED])
        head, _ = _find_dated(covering, signed) or (None, 0)
        if head is not None:
            heads[head.size] = head
    return [heads[size] for size in sorted(heads)]


def _position(view: RegistryView, issuer: str, digest: str) -> int | None:
    """Return a record's place in its association's log; None if it is not known to be there."""
    if log_name(view.connection, issuer) == MIRRORED:
        query = select(MIRROR.c.position).where(MIRROR.c.digest == digest, MIRROR.c.issuer == issuer)
    else:
        query = select(RECORD.c.position).where(RECORD.c.digest == digest)
    position: int | None = view.connection.scalar(query.order_by("position").limit(1))
    return position


def _list_witnessed(
    view: RegistryView, issuer: str, position: int, newest: Head, now: datetime, *, most: int | None = None
) -> Iterator[tuple[Head, list[int]]]:
    """Yield the checkpoints over an entry that others cosigned by `now`, smallest first, with the times."""
    parties = view.load_trust().parties
    others = [party for name, party in parties.items() if name != issuer]
    owner = parties.get(issuer)
    # the beginning of a signature line (C2SP signed-note): SQL skips heads that nobody cosigned
    names = [f"\n— {log_origin(party.issuer)} " for party in others]
    cosigned = (CHECKPOINT.c.note.contains(name, autoescape=True) for name in names)
    query = _COVERING.where(or_(false(), *cosigned))
    for size, text in islice(stream(view.connection, query, issuer=issuer, position=position), most):
        if size > newest.size or owner is None:
            break
        note = parse_note(text)
        times = _until(now, find_cosignatures(note, others))
        # a marked key's checkpoint still dates entries that others cosigned before the theft
        if times and is_checkpoint_signed(note, owner, seen=min(times)):
            yield Head(size, text), times


def _find_dated(witnessed: Iterable[tuple[Head, list[int]]], signed: int) -> tuple[Head, int] | None:
    """Return the first head that dates a signature of that time, and its date."""
    for head, times in witnessed:
        dated = [time for size in times if (time := date_signed(signed, size)) is not None]
        if dated:
            return head, min(dated)
    return None


def _until(now: datetime, times: Iterable[int]) -> list[int]:
    return [time for time in times if time <= (now + CLOCK_TOLERANCE).timestamp()]


def count_witnessed(view: RegistryView, issuer: str, before: datetime) -> int:
    """Count the entries of the log that another association had cosigned before that time.

    Checkpoints of a marked key count, too: a thief of the owner's publication key cannot cosign for others.
    """
    parties = view.load_trust().parties
    others = [party for name, party in parties.items() if name != issuer]
    query = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.issuer == issuer)
    log = view.log(issuer)
    for size, text in stream(view.connection, query.order_by(CHECKPOINT.c.size.desc())):
        times = find_cosignatures(parse_note(text), others)
        if size <= log.size and any(time < before.timestamp() for time in times):
            return int(size)
    return 0


def find_places(view: RegistryView, issuer: str, digests: Collection[str]) -> dict[str, int]:
    """Return the places of these records in their association's log; absent ones are left out."""
    places = ((digest, _position(view, issuer, digest)) for digest in digests)
    return {digest: place for digest, place in places if place is not None}


def last_cosigned(view: RegistryView, issuer: str, now: datetime) -> dict[str, LastCosigned]:
    """Return each other association's last cosignature, among the log's latest checkpoints."""
    try:
        parties = view.load_trust().parties
    except RegistryError:
        return {}
    newest: dict[str, LastCosigned] = {}
    query = select(CHECKPOINT.c.size, CHECKPOINT.c.note).where(CHECKPOINT.c.issuer == issuer)
    for size, text in view.connection.execute(query.order_by(CHECKPOINT.c.size.desc()).limit(LATEST)):
        waited = [party for name, party in parties.items() if name != issuer and name not in newest]
        if not waited:
            break
        note = parse_note(text)
        cosigned_at = {party.issuer: _until(now, find_cosignatures(note, [party])) for party in waited}
        newest |= {witness: LastCosigned(max(times), size) for witness, times in cosigned_at.items() if times}
    return dict(sorted(newest.items()))


def find_cosignatures(note: Note, parties: list[PartyTrust]) -> list[int]:
    """Return when these associations cosigned a checkpoint with sound keys, in seconds."""
    rows = (
        check_cosignature(note, log_origin(party.issuer), key)
        for party in parties
        for key in party.publication_keys()
    )
    return [time for time in rows if time is not None]

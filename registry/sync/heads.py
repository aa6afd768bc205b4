"""Checkpoints of others: their owner, their place in the known history, and proofs of another history."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import partial
from itertools import islice

from sqlalchemy import bindparam, delete, select

from credentials.identifiers import log_origin
from registry.database.portions import stream
from registry.database.tables import AHEAD
from registry.errors import RegistryError
from registry.log.last_heads import LastHead
from registry.lookup.receipts import find_cosignatures
from registry.registry import Registry
from registry.sync.conflicts import Conflict, log_conflict, read_checkpoint
from registry.view.log_heads import known_heads
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.log.checkpoint import Checkpoint
from signing.log.note import Note, check_cosignature, format_note, parse_note
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore, is_checkpoint_signed

_PORTION = 100
"""Heads removed in one transaction."""
_WAITING = 64
"""Most heads from before a theft that are kept until their entries arrive."""
PUBLISHED_WITHIN = timedelta(days=2)
"""Longest acceptable lag of a tree behind its node's cosigned heads: trees are published daily."""


@dataclass(frozen=True, slots=True)
class SignedHead:
    """Checkpoint that its log signed, with other parties' cosignatures; all lines are checked."""

    issuer: str
    head: Checkpoint
    text: str


def read_head(
    data: bytes | str, issuer: str, trust: TrustStore, *, by_compromised: bool = False
) -> SignedHead:
    """Read the checkpoint of the association's log. RegistryError checkpoint-unsigned.

    Only lines by a key of a party are kept: other lines may be anybody's. A stolen key counts only with
    `by_compromised`.
    """
    party = trust.party(issuer)
    try:
        note, head = read_checkpoint(data)
    except SigningError:
        raise RegistryError("checkpoint-unsigned", issuer=issuer) from None
    if party is None or head.origin != log_origin(issuer):
        raise RegistryError("checkpoint-unsigned", issuer=issuer)
    lines = {}
    for line in note.signatures:
        alone = Note(note.text, (line,))
        # a forged line under a party's name would take the place of the true line
        cosigned = any(_cosigned(alone, member, by_compromised) for member in trust.parties.values())
        if cosigned or is_checkpoint_signed(alone, party, by_compromised=by_compromised):
            lines[line.name, line.key_id] = line
    kept = Note(note.text, (*lines.values(),))
    if not is_checkpoint_signed(kept, party, by_compromised=by_compromised):
        raise RegistryError("checkpoint-unsigned", issuer=issuer)
    return SignedHead(issuer, head, format_note(kept))


def _cosigned(note: Note, party: PartyTrust, by_compromised: bool) -> bool:
    origin, keys = log_origin(party.issuer), party.publication_keys(compromised=by_compromised)
    return any(check_cosignature(note, origin, key) is not None for key in keys)


def newest_known(
    view: RegistryView, issuer: str, trust: TrustStore, *, most: int | None = None
) -> SignedHead | None:
    """Return the largest known checkpoint of up to `most` entries, by keys not reported stolen."""
    heads = known_heads(view.connection, issuer)
    return _first_standing((head.note for head in heads if most is None or head.size <= most), issuer, trust)


def first_ahead(view: RegistryView, head: SignedHead, trust: TrustStore) -> SignedHead | None:
    """Return the smallest head that is longer than `head`, by a key not reported stolen."""
    row = AHEAD.c
    query = select(row.note).where(row.issuer == head.issuer, row.size > head.head.size).order_by(row.size)
    return _first_standing((row.note for row in stream(view.connection, query)), head.issuer, trust)


def _first_standing(texts: Iterable[str], issuer: str, trust: TrustStore) -> SignedHead | None:
    for text in texts:
        try:
            return read_head(text, issuer, trust)
        except RegistryError:
            continue
    return None


def drop_disowned(registry: Registry, issuer: str) -> None:
    """Remove heads ahead by a key reported stolen, where the newest is one of them.

    A thief may have had thousands of heads cosigned. The first heads that others cosigned before the theft
    stay: they date entries that may still arrive.
    """

    def find(view: RegistryView) -> list[tuple[int, str]]:
        row, trust = AHEAD.c, view.load_trust()
        query = select(row.size, row.note).where(row.issuer == issuer)
        newest = view.connection.execute(query.order_by(row.size.desc()).limit(1)).first()
        if newest is None or _stands(newest.note, issuer, trust):
            return []
        heads = stream(view.connection, query.order_by(row.size))
        disowned = [(size, note) for size, note in heads if not _stands(note, issuer, trust)]
        before = (head for head in disowned if _was_own(head[1], issuer, trust))
        kept = {*islice(before, _WAITING)}
        return [head for head in disowned if head not in kept]

    def drop(view: RegistryView, heads: Sequence[tuple[int, str]]) -> None:
        where = (
            AHEAD.c.issuer == issuer,
            AHEAD.c.size == bindparam("passed"),
            AHEAD.c.note == bindparam("as_read"),
        )
        rows = [{"passed": size, "as_read": note} for size, note in heads]
        view.connection.execute(delete(AHEAD).where(*where), rows)

    gone = registry.read(find)
    for start in range(0, len(gone), _PORTION):
        registry.write(partial(drop, heads=gone[start : start + _PORTION]))


def _was_own(text: str, issuer: str, trust: TrustStore) -> bool:
    """Return whether another association had cosigned a head before its key was stolen."""
    party, since = trust.party(issuer), _first_cosigned(text, issuer, trust)
    return (
        party is not None and since is not None and is_checkpoint_signed(parse_note(text), party, seen=since)
    )


def _first_cosigned(text: str, issuer: str, trust: TrustStore) -> int | None:
    """Return the first cosignature of a head by another's sound key, in seconds."""
    others = [party for name, party in trust.parties.items() if name != issuer]
    return min(find_cosignatures(parse_note(text), others), default=None)


def known_beside(view: RegistryView, head: SignedHead, trust: TrustStore) -> SignedHead | None:
    """Return the newest head comparable with `head`: not longer than the log here, or than `head`."""
    most = max(view.log(head.issuer).size, head.head.size)
    return newest_known(view, head.issuer, trust, most=most)


def find_older(
    head: SignedHead, ahead: SignedHead | None, trust: TrustStore, *, now: datetime
) -> RegistryError | None:
    """Return checkpoint-older if the tree is behind the head `ahead` for longer than daily publishing allows.

    A node has its heads cosigned at once; a head without cosignatures was in its tree before.
    """
    if ahead is None:
        return None
    since = _first_cosigned(ahead.text, ahead.issuer, trust)
    if since is not None and now.timestamp() < since + PUBLISHED_WITHIN.total_seconds():
        return None
    return RegistryError("checkpoint-older", issuer=ahead.issuer, size=head.head.size, known=ahead.head.size)


def is_disowned(view: RegistryView, issuer: str, last: LastHead, trust: TrustStore) -> bool:
    """Return whether a head cosigned here was signed by a key reported stolen by then."""
    notes = [head.note for head in known_heads(view.connection, issuer, last.size)]
    texts = notes if last.note is None else [*notes, last.note]
    same = [text for text in texts if read_checkpoint(text)[1].root.hex() == last.root]
    return bool(same) and not any(_stands(text, issuer, trust) for text in same)


def _stands(text: str, issuer: str, trust: TrustStore) -> bool:
    try:
        read_head(text, issuer, trust)
    except RegistryError:
        return False
    return True


def find_contradiction(view: RegistryView, head: SignedHead, known: SignedHead | None) -> Conflict | None:
    """Return the proof that `head` is of another history than the entries here, if it is.

    `known` is the result of `known_beside`.
    """
    if known is None:
        return None
    if head.head.size == known.head.size:
        if head.head.root == known.head.root:
            return None
        return log_conflict(head.issuer, known.text, head.text, ())
    log = view.log(head.issuer)
    # entries prove something only up to the known signed head
    if not 0 < head.head.size < known.head.size <= log.size or log.root(known.head.size) != known.head.root:
        return None
    if log.root(head.head.size) == head.head.root:
        return None
    size = head.head.size
    proof = log.tree.prove_consistency(size, known.head.size)
    # see `Frontier.prove_rewrite`: the old root of a whole subtree is not part of RFC 6962's proof
    hashes = [log.root(size), *proof] if size & (size - 1) == 0 else proof
    return log_conflict(head.issuer, head.text, known.text, hashes)

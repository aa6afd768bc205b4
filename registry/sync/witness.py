"""Witness: this node's associations cosign others' logs as far as they have seen them continue.

Cosigning after a pull needs no inbound connection; `add_checkpoint` is C2SP tlog-witness, for a log owner
that does not want to wait. The last cosigned head is on disk beside the database before a signature leaves.
The comparison with that head and the storing are one transaction, so that a node restored from an older copy
cosigns no other history.
"""

import re
from base64 import b64decode
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import NamedTuple

from credentials.identifiers import log_origin
from credentials.record import MAX_VERSION
from registry.errors import RegistryError
from registry.issuing.issue import check_signer
from registry.log.last_heads import NONE_YET, Heads, LastHead, load_heads, save_heads, witnessed_path
from registry.registry import Registry
from registry.sync.conflicts import (
    Conflict,
    is_forked,
    keep_conflict,
    log_conflict,
    read_checkpoint,
    save_conflict,
)
from registry.sync.heads import SignedHead, is_disowned, newest_known, read_head
from registry.sync.mirror import begin_mirror, store_head
from registry.view.trees import MIRRORED
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.log.merkle import check_consistency
from signing.log.note import check_cosignature, format_note, parse_note, sign_cosignature
from signing.multikey import decode_multikey
from signing.signer import KeySigner, Signer
from verifier.policy import CLOCK_TOLERANCE

MAX_REQUEST_BYTES = 128 * 1024
# C2SP tlog-witness: at most 63 proof lines
_REQUEST = re.compile(rb"old (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n(.+)", re.DOTALL)


class Cosigner(NamedTuple):
    """Association of this node, and its publication key."""

    issuer: str
    signer: Signer


class Cosigned(NamedTuple):
    """Checkpoint with cosignatures, and the lines of this node's own associations."""

    note: str
    lines: str


class SizeError(RegistryError):
    """RegistryError size-differs, with the size that was witnessed last."""

    def __init__(self, issuer: str, size: int) -> None:
        super().__init__("size-differs", issuer=issuer, size=size)
        self.size = size


def find_cosigners(
    registry: Registry, signers: Sequence[KeySigner], now: datetime
) -> tuple[list[Cosigner], list[RegistryError]]:
    """Return the owners of these publication keys, and publication-key-idle for each other key."""
    cosigners, idle = [], []
    for signer in signers:
        owner = registry.method_id(signer.multikey, "publication", now)
        if owner is None:
            idle.append(RegistryError("publication-key-idle", key=signer.multikey))
            continue
        issuer, signer.verification_method = owner
        cosigners.append(Cosigner(issuer, signer))
    return cosigners, idle


def cosign_newest(registry: Registry, issuer: str, cosigner: Cosigner, *, now: datetime) -> bool:
    """Cosign the newest checkpoint whose entries are all here; return whether there was one to sign.

    Raises RegistryError as `publish` for the key, clock-behind, log-forked.
    """
    public = check_cosigner(registry, cosigner, now)
    return registry.write(
        partial(_cosign_newest, registry=registry, issuer=issuer, by=(cosigner, public), now=now)
    )


def check_cosigner(registry: Registry, cosigner: Cosigner, now: datetime) -> bytes:
    """Return the public key; RegistryError where it may not sign, and clock-behind."""
    if now < registry.load_trust().newest - CLOCK_TOLERANCE:
        raise RegistryError("clock-behind")
    return decode_multikey(check_signer(registry, cosigner.signer, "publication", now).public_key_multibase)


def _cosign_newest(
    view: RegistryView, registry: Registry, issuer: str, by: tuple[Cosigner, bytes], now: datetime
) -> bool:
    head = view.newest_checkpoint(issuer)
    if head is None or not head.size or is_forked(view, issuer):
        return False
    read = read_head(head.note, issuer, view.load_trust())
    mirror = view.tree(issuer, MIRRORED)
    if not mirror.goes_on_from(head.size, read.head.root):
        return False
    last = load_heads(witnessed_path(registry.heads)).get(issuer)
    if last is not None and is_disowned(view, issuer, last, view.load_trust()):
        last = None
    if last is not None and (last.size > head.size or mirror.root(last.size).hex() != last.root):
        return False  # the database is an older copy, or has another history
    return _sign(view, registry.heads, read, [by], now) is not None


def _sign(
    view: RegistryView, heads: Path, head: SignedHead, by: Sequence[tuple[Cosigner, bytes]], now: datetime
) -> Cosigned | None:
    """Add the missing cosignatures to the checkpoint and store it; return None if none is missing."""
    note = parse_note(head.text)
    lines = len(note.signatures)
    wanted = [
        (signer, public)
        for signer, public in by
        if check_cosignature(note, log_origin(signer.issuer), public) is None
    ]
    if not wanted:
        return None
    for cosigner, public in wanted:
        time = int(now.timestamp())
        note = sign_cosignature(note, log_origin(cosigner.issuer), cosigner.signer.sign, public, time=time)
        if check_cosignature(note, log_origin(cosigner.issuer), public) is None:
            raise RegistryError("bad-signature", "signatures")
    signed = SignedHead(head.issuer, head.head, format_note(note))
    # before the signature leaves: a restored database must not cosign another history
    remember_cosigned(view, heads, signed)
    keep_head(view, signed)
    own = type(note)(note.text, note.signatures[lines:])
    return Cosigned(signed.text, format_note(own).partition("\n\n")[2])


def keep_head(view: RegistryView, head: SignedHead) -> None:
    """Store a head of another's log; its entries may come later."""
    begin_mirror(view, head.issuer)
    store_head(view, head.issuer, head.head, head.text)


def remember_cosigned(view: RegistryView, heads: Path, signed: SignedHead) -> None:
    """Write to the file that this head of another's log was cosigned here.

    It is on disk when this returns, before the cosignature leaves. Called in a write transaction, so that no
    other process writes the file. `recall_cosigned` uses its note.
    """
    path, issuer, head, trust = witnessed_path(heads), signed.issuer, signed.head, view.load_trust()
    new = LastHead(size=head.size, root=head.root.hex(), manifest=NONE_YET, note=signed.text)
    known = load_heads(path)
    last = known.get(issuer)
    stands = last is not None and not is_disowned(view, issuer, last, trust)
    if last is not None and stands and (last.size >= head.size or is_disowned(view, issuer, new, trust)):
        return
    save_heads(path, {**known, issuer: new})


def recall_cosigned(registry: Registry) -> None:
    """Put the heads cosigned last into a database that lacks them, such as a restored old copy.

    They bind there like any head that arrives before its entries, and this node shows them to their owner,
    which may have lost them.
    """
    if not registry.remembers_heads or registry.chain() is None:
        return
    own, cosigned = load_heads(registry.heads), load_heads(witnessed_path(registry.heads))
    cosigned = {issuer: last for issuer, last in cosigned.items() if issuer not in own}
    if registry.read(partial(_find_unknown, cosigned=cosigned)):
        registry.write(partial(_recall, cosigned=cosigned))


def _find_unknown(view: RegistryView, cosigned: Heads) -> list[SignedHead]:
    """Return heads cosigned by keys not reported stolen that are longer than all known ones."""
    trust, unknown = view.load_trust(), []
    for issuer, last in cosigned.items():
        try:
            head = read_head(last.note or "", issuer, trust)
        except RegistryError:
            continue
        known = newest_known(view, issuer, trust)
        if known is None or known.head.size < head.head.size:
            unknown.append(head)
    return unknown


def _recall(view: RegistryView, cosigned: Heads) -> None:
    for head in _find_unknown(view, cosigned):
        keep_head(view, head)


def add_checkpoint(registry: Registry, body: bytes, cosigners: Sequence[Cosigner], *, now: datetime) -> str:
    """Return cosignature lines for a checkpoint brought with its proof (C2SP tlog-witness).

    Raises RegistryError: request-unfit (400), origin-unknown (404), checkpoint-unsigned (403), SizeError
    (409), proof-unfit (422), log-forked; and where nobody here may sign now, what `check_cosigner` does.
    """
    old, proof, text = _parse(body)
    try:
        _, head = read_checkpoint(text)
    except SigningError:
        raise RegistryError("request-unfit", what="checkpoint") from None
    trust = registry.load_trust()
    own = {cosigner.issuer for cosigner in cosigners}
    by_origin = {log_origin(issuer): issuer for issuer in trust.parties if issuer not in own}
    issuer = by_origin.get(head.origin)
    if issuer is None or not cosigners or issuer in load_heads(registry.heads):
        raise RegistryError("origin-unknown", origin=head.origin[:250])
    read = read_head(text, issuer, trust)
    if old > head.size:
        raise RegistryError("request-unfit", what="old")
    if head.size > MAX_VERSION:
        raise RegistryError("request-unfit", what="checkpoint")
    by = [(cosigner, check_cosigner(registry, cosigner, now)) for cosigner in cosigners]

    def take(view: RegistryView) -> Cosigned | Conflict | RegistryError:
        return _take(view, registry.heads, read, old, proof, by=by, now=now)

    result = registry.write(take)
    if isinstance(result, RegistryError):
        raise result
    if isinstance(result, Conflict):
        if registry.write(partial(keep_conflict, conflict=result, now=now)):
            save_conflict(registry.heads, result)
        raise RegistryError("proof-unfit", issuer=issuer)
    return result.lines


def _parse(body: bytes) -> tuple[int, list[bytes], bytes]:
    match = _REQUEST.fullmatch(body) if len(body) <= MAX_REQUEST_BYTES else None
    if match is None:
        raise RegistryError("request-unfit", what="form")
    return int(match[1]), [b64decode(line) for line in match[2].splitlines()], match[3]


def _take(
    view: RegistryView,
    heads: Path,
    sent: SignedHead,
    old: int,
    proof: Sequence[bytes],
    *,
    by: Sequence[tuple[Cosigner, bytes]],
    now: datetime,
) -> Cosigned | Conflict | RegistryError:
    """Compare and store in one transaction."""
    issuer, head = sent.issuer, sent.head
    if is_forked(view, issuer):
        # 1. sign nothing more of a log with two histories
        return RegistryError("log-forked", issuer=issuer)
    # 2. the head cosigned last, by the database and by the file beside it
    known = newest_known(view, issuer, view.load_trust())
    last = load_heads(witnessed_path(heads)).get(issuer)
    size, root = (known.head.size, known.head.root) if known is not None else (0, b"")
    before = known.text if known is not None else None
    if last is not None and is_disowned(view, issuer, last, view.load_trust()):
        last = None
    log = view.log(issuer)
    if last is not None and last.size <= log.size and log.root(last.size).hex() != last.root:
        return RegistryError("proof-unfit", issuer=issuer)  # another history: the next pull proves it
    if last is not None and last.size > size:  # the database is an older copy
        size, root, known, before = last.size, bytes.fromhex(last.root), None, last.note
    if old != size:
        # 3. 409 with our size (C2SP tlog-witness): the owner sends a proof from that size
        return SizeError(issuer, size)
    # 4. the same head again: an answer may have been lost on the way
    if head.size == size and size:
        if root == head.root and not proof:
            text = known.text if known is not None else sent.text
            signed = _sign(view, heads, SignedHead(issuer, head, text), by, now)
            return signed or Cosigned(text, _own_lines(text, by))
        if before is not None and root != head.root:
            return log_conflict(issuer, before, sent.text, ())
        return RegistryError("proof-unfit", issuer=issuer)
    # 5. a longer log needs the proof that it continues ours (RFC 6962 2.1.2)
    fits = check_consistency(size, head.size, proof, root, head.root) if size else not proof
    if not fits or not head.size:
        return RegistryError("proof-unfit", issuer=issuer)
    return _sign(view, heads, sent, by, now) or Cosigned(sent.text, _own_lines(sent.text, by))


def _own_lines(text: str, by: Sequence[tuple[Cosigner, bytes]]) -> str:
    """Return this node's earlier lines under a checkpoint."""
    note, names = parse_note(text), {log_origin(signer.issuer) for signer, _ in by}
    own = type(note)(note.text, tuple(line for line in note.signatures if line.name in names))
    return format_note(own).partition("\n\n")[2]

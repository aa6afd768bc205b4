"""Offer a log head to a witness, which then need not fetch it (C2SP tlog-witness, client side)."""

from base64 import b64encode
from collections.abc import Callable
from functools import partial

from credentials.identifiers import log_origin
from registry.errors import RegistryError
from registry.lookup.receipts import find_cosignatures
from registry.registry import Registry
from registry.sync.heads import SignedHead, newest_known, read_head
from registry.sync.mirror import store_head
from registry.view.view import RegistryView
from signing.log.note import parse_note

Post = Callable[[bytes], tuple[int, bytes]]
"""Sends a body to `/add-checkpoint`; returns status and answer."""

_OK, _CONFLICT = 200, 409
_DIGITS = 19  # of the largest signed 64-bit number: the answer is a stranger's text


def offer_head(registry: Registry, issuer: str, witness: str, post: Post) -> bool:
    """Have the newest head of an own log cosigned by the node of `witness`; return whether it was.

    Raises as `post` does, and RegistryError where the answer is no cosignature, or shows a log longer than is
    known here (witness-ahead).
    """
    known = registry.read(lambda view: _newest(view, issuer))
    if known is None or _has(registry, known, witness):
        return False
    # old 0 needs no proof; a witness that knows the log answers 409 with its size (C2SP tlog-witness)
    status, answer = post(registry.read(lambda view: _request(view, known, 0)))
    if status == _CONFLICT:
        text = answer.strip()
        if not text.isdigit() or len(text) > _DIGITS:
            return False
        size = int(text)
        if size > known.head.size:
            raise RegistryError(
                "witness-ahead", witness=witness, issuer=issuer, size=size, known=known.head.size
            )
        status, answer = post(registry.read(lambda view: _request(view, known, size)))
    if status != _OK:
        return False
    note = known.text.encode() + answer
    # read the head again: only lines that verify are kept
    head = read_head(note, issuer, registry.load_trust())
    registry.write(partial(store_head, issuer=issuer, head=head.head, text=head.text))
    return _has(registry, head, witness)


def _newest(view: RegistryView, issuer: str) -> SignedHead | None:
    return newest_known(view, issuer, view.load_trust())


def _has(registry: Registry, head: SignedHead, witness: str) -> bool:
    party = registry.load_trust().party(witness)
    return party is not None and bool(find_cosignatures(parse_note(head.text), [party]))


def _request(view: RegistryView, known: SignedHead, old: int) -> bytes:
    """Format a request: the old size, the consistency proof, an empty line, the checkpoint."""
    log = view.log(known.issuer)
    if log.size < known.head.size:
        raise RegistryError("not-logged", reference=log_origin(known.issuer))
    proof = log.tree.prove_consistency(old, known.head.size) if 0 < old < known.head.size else []
    lines = [f"old {old}\n", *(f"{b64encode(line_hash).decode()}\n" for line_hash in proof), "\n"]
    return "".join(lines).encode() + known.text.encode()

"""Proof of possession: a key's own signature over issuer, use and key, for its key list.

    huren-possession/1
    <issuer>
    <use>
    <publicKeyMultibase>

Without it an association could list the public key of another as its own. A root needs none: it signs
halves of the agreement (docs/reference/key-list.md, Possession).
"""

from functools import lru_cache
from typing import TYPE_CHECKING

from signing.ed25519 import verify_ed25519
from signing.errors import SigningError
from signing.multikey import decode_multikey, decode_proof_value, encode_proof_value

if TYPE_CHECKING:
    from signing.signer import KeySigner

POSSESSION_TYPE = "huren-possession/1"


def prove_possession(signer: "KeySigner", issuer: str, use: str) -> str:
    """Return the proof that `signer` is a key of `issuer` for `use`, as `z…`."""
    return encode_proof_value(signer.sign(_statement(issuer, use, signer.multikey)))


# cached: 256 keys listed by a thief take some 16 ms
@lru_cache(maxsize=4096)
def proves_possession(possession: str | None, issuer: str, use: str, multikey: str) -> bool:
    """Return whether the key in `multikey` signed that it is of `issuer` for `use`; False without one."""
    try:
        signature = decode_proof_value(possession or "")
    except SigningError:
        return False
    return verify_ed25519(decode_multikey(multikey), signature, _statement(issuer, use, multikey))


def _statement(issuer: str, use: str, multikey: str) -> bytes:
    return "\n".join((POSSESSION_TYPE, issuer, use, multikey)).encode()

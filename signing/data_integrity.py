"""eddsa-jcs-2022 (W3C Data Integrity EdDSA Cryptosuites 1.0, 3.3) as a closed profile.

One proof a document, with exactly the members below and nothing to choose. `proof["@context"]` is always
written and equal to the document's: without it independent implementations disagree on what was signed.
"""

import re
from collections.abc import Callable, Mapping
from datetime import date
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING, NamedTuple

from signing.ed25519 import verify_ed25519
from signing.errors import SigningError
from signing.jcs import canonicalize, encode_profile
from signing.json_profile import JsonValue
from signing.multikey import decode_proof_value, encode_proof_value

if TYPE_CHECKING:
    from signing.signer import Signer

CRYPTOSUITE = "eddsa-jcs-2022"
PROOF_TYPE = "DataIntegrityProof"
PROOF_PURPOSE = "assertionMethod"

_MEMBERS = frozenset(
    {"@context", "type", "cryptosuite", "created", "verificationMethod", "proofPurpose", "proofValue"}
)
_TIME = re.compile(
    r"([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])"
    r"T(?:[01][0-9]|2[0-3]):[0-5][0-9]:[0-5][0-9]"
    r"(?:Z|[+-](?:0[0-9]|1[0-4]):[0-5][0-9])"
)


class Suite(NamedTuple):
    """Cryptosuite: the hash over the two canonical forms, and the verification."""

    digest: Callable[[bytes], bytes]
    verify: Callable[[bytes, bytes, bytes], bool]


def _sha256(data: bytes) -> bytes:
    return sha256(data).digest()


# Closed on purpose: any other suite is refused. A second suite is a second line.
_SUITES: Mapping[str, Suite] = {CRYPTOSUITE: Suite(_sha256, verify_ed25519)}


class Proof(NamedTuple):
    """Content of a proof of checked form: the time as written, the key's URL, 64 bytes."""

    created: str
    verification_method: str
    signature: bytes
    cryptosuite: str = CRYPTOSUITE


def add_proof(document: dict[str, JsonValue], signer: "Signer", *, created: str) -> dict[str, JsonValue]:
    """Return a new document: the members of `document`, not copied, and its proof.

    `created` is a time in whole seconds with its offset. Raises SigningError: proof-present, proof-context,
    proof-created, and what `canonicalize` raises.
    """
    return sign_canonical(document, canonicalize(document), signer, created=created)[0]


def sign_canonical(
    document: dict[str, JsonValue], data: bytes, signer: "Signer", *, created: str
) -> tuple[dict[str, JsonValue], Proof]:
    """Add a proof, and return it as it would be read back; `data` are the JCS bytes of `document`."""
    if "proof" in document:
        raise SigningError("proof-present", "proof")
    context = _context_of(document)
    method, suite = signer.verification_method, _SUITES[CRYPTOSUITE]
    options, digest = _options(CRYPTOSUITE, _check_created(created), method, tuple(map(str, context)))
    signature = signer.sign(digest + suite.digest(data))
    proof: dict[str, JsonValue] = {
        **options,
        "@context": [*context],
        "proofValue": encode_proof_value(signature),
    }
    return {**document, "proof": proof}, Proof(created, method, signature)


@lru_cache(maxsize=256)
def _options(
    cryptosuite: str, created: str, method: str, context: tuple[str, ...]
) -> tuple[Mapping[str, JsonValue], bytes]:
    """Return the proof without its value, and the hash of its canonical form: the same for a batch."""
    options: dict[str, JsonValue] = {
        "type": PROOF_TYPE,
        "cryptosuite": cryptosuite,
        "created": created,
        "verificationMethod": method,
        "proofPurpose": PROOF_PURPOSE,
        "@context": [*context],
    }
    return options, _SUITES[cryptosuite].digest(encode_profile(options))


def hash_data(document: Mapping[str, JsonValue]) -> bytes:
    """Return the 64 signed bytes (3.3.4): SHA-256 of the proof without its value, then of the rest.

    Raises SigningError proof-missing, and what `canonicalize` raises.
    """
    options = dict(_proof_of(document))
    options.pop("proofValue", None)
    unsigned = dict(document)
    del unsigned["proof"]
    return _sha256(canonicalize(options)) + _sha256(canonicalize(unsigned))


def parse_proof(document: Mapping[str, JsonValue]) -> Proof:
    """Return the proof of `document` if it has exactly the form of the profile.

    Raises SigningError: proof-missing, proof-member, proof-unsupported, proof-purpose, proof-context,
    proof-created, proof-value.
    """
    proof = _proof_of(document)
    # nothing here checks `expires`, `domain` or `challenge`, so they are refused
    if proof.keys() != _MEMBERS:
        name = min(proof.keys() ^ _MEMBERS)
        raise SigningError("proof-member", "proof", name=name[:40])
    if proof["type"] != PROOF_TYPE:
        raise SigningError("proof-unsupported", "proof.type", name=_shown(proof["type"]))
    cryptosuite = proof["cryptosuite"]
    if type(cryptosuite) is not str or cryptosuite not in _SUITES:
        raise SigningError("proof-unsupported", "proof.cryptosuite", name=_shown(cryptosuite))
    if proof["proofPurpose"] != PROOF_PURPOSE:
        raise SigningError("proof-purpose", "proof.proofPurpose")
    # 3.3.2 allows a prefix of the document's context; requiring equality leaves no choice
    if proof["@context"] != _context_of(document):
        raise SigningError("proof-context", "proof.@context")
    created = _check_created(proof["created"])
    method = proof["verificationMethod"]
    if type(method) is not str or not method:
        raise SigningError("proof-member", "proof.verificationMethod", name="verificationMethod")
    value = proof["proofValue"]
    if type(value) is not str:
        raise SigningError("proof-value", "proof.proofValue")
    return Proof(created, method, decode_proof_value(value), cryptosuite)


def check_proof(document: Mapping[str, JsonValue], public_key: bytes) -> bool:
    """Return whether the proof of `document` verifies under `public_key` (32 bytes).

    False means a wrong signature. A proof outside the profile raises as in `parse_proof`, a value outside it
    as in `canonicalize`. The caller decides whose key it is and what it may sign.
    """
    proof = parse_proof(document)
    return _SUITES[proof.cryptosuite].verify(public_key, proof.signature, hash_data(document))


def check_signature(document: Mapping[str, JsonValue], proof: Proof, public_key: bytes) -> bool:
    """Return whether `proof`, as `parse_proof` gave it, signs a document of `parse_json`.

    The proof's options are rebuilt from `proof`, since their form leaves nothing else open.
    """
    suite = _SUITES[proof.cryptosuite]
    context: list[str] = document["@context"]  # type: ignore[assignment]  # as parse_proof found it
    digest = _options(proof.cryptosuite, proof.created, proof.verification_method, (*context,))[1]
    unsigned = dict(document)
    del unsigned["proof"]
    return suite.verify(public_key, proof.signature, digest + suite.digest(encode_profile(unsigned)))


def _shown(value: JsonValue) -> str:
    return (value if isinstance(value, str) else canonicalize(value).decode())[:40]


def _proof_of(document: Mapping[str, JsonValue]) -> dict[str, JsonValue]:
    proof = document.get("proof")
    if type(proof) is not dict:
        raise SigningError("proof-missing", "proof")
    return proof


def _context_of(document: Mapping[str, JsonValue]) -> list[JsonValue]:
    """Return a context of texts only: equal texts are equal bytes, while `1 == True` in an object."""
    context = document.get("@context")
    if type(context) is not list or not all(type(item) is str for item in context):
        raise SigningError("proof-context", "@context")
    return context


def _check_created(created: JsonValue) -> str:
    if type(created) is not str:
        raise SigningError("proof-created", "proof.created")
    return _check_time(created)


@lru_cache(maxsize=4096)
def _check_time(text: str) -> str:
    """Check by pattern first: date parsers accept far more than VC Data Integrity 1.0, 2.1."""
    match = _TIME.fullmatch(text)
    if match is None:
        raise SigningError("proof-created", "proof.created")
    try:
        # the pattern accepts the 30th of February
        date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        raise SigningError("proof-created", "proof.created") from None
    return text

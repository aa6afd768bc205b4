"""awr, an independent eddsa-jcs-2022: canonical form, proofs, strict Ed25519. Importing needs the package.

Its whole verifier is for its own three document types under did:key, and it knows no did:web and no status
list. So the key is found by hand here, and only the proof is asked about.
"""

from datetime import datetime

import awr
from awr.proof import hash_data_for_document, verify_document_signature
from cryptography.hazmat.primitives.serialization import load_pem_private_key

from credentials.record import JsonObject
from credentials.times import format_time
from keys_example import EXAMPLE_MULTIKEYS, example_method_id, example_pem

_KEYS: dict[object, bytes] = {
    example_method_id(name): awr.parse_did_key(f"did:key:{multikey}")
    for name, multikey in EXAMPLE_MULTIKEYS.items()
}


def accepts(data: bytes) -> bool:
    """Tell whether awr reads the bytes and verifies the proof under the key it names."""
    try:
        document = awr.loads(data)
        awr.canonical_self_check(document)
        proof = document.get("proof") if isinstance(document, dict) else None
        key = _KEYS.get(proof.get("verificationMethod")) if isinstance(proof, dict) else None
        return key is not None and verify_document_signature(document, proof, key)
    except awr.AwrError:
        return False


def sign(document: JsonObject, key: str, created: datetime) -> JsonObject:
    """Return the document as awr signs it with an example key."""
    signing_key = awr.SigningKey(load_pem_private_key(example_pem(key), None))
    method = {"verificationMethod": example_method_id(key)}
    signed: JsonObject = awr.sign_document(document, signing_key, format_time(created), proof_extra=method)
    return signed


def hash_data(signed: JsonObject) -> bytes:
    """Return the 64 bytes that awr signs for a document with this proof."""
    data: bytes = hash_data_for_document(signed)[2]
    return data

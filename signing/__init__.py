"""The ground floor: strict JSON, canonical form, keys, proofs, Merkle trees, signed notes.

`signing.signer` is not imported here: it needs `cryptography`, verification does not.
"""

from signing.data_integrity import (
    CRYPTOSUITE,
    Proof,
    add_proof,
    check_proof,
    check_signature,
    hash_data,
    parse_proof,
)
from signing.ed25519 import is_weak_key, verify_ed25519
from signing.errors import HurenError, Lang, Message, SigningError
from signing.jcs import canonicalize
from signing.json_profile import MAX_DEPTH, MAX_INTEGER, MAX_RECORD_BYTES, JsonValue
from signing.log.checkpoint import Checkpoint, format_checkpoint, parse_checkpoint
from signing.log.log_proof import LogProof, format_log_proof, parse_log_proof
from signing.log.merkle import (
    MerkleTree,
    check_consistency,
    check_hash_inclusion,
    check_inclusion,
    check_range,
    leaf_hash,
    merkle_root,
    node_hash,
)
from signing.log.note import (
    COSIGNATURE_V1,
    ED25519,
    Note,
    NoteSignature,
    VerifierKey,
    check_cosignature,
    check_note,
    format_note,
    format_verifier_key,
    parse_note,
    parse_verifier_key,
    sign_cosignature,
    sign_note,
)
from signing.multikey import (
    decode_base58,
    decode_multikey,
    decode_proof_value,
    encode_base58,
    encode_multikey,
    encode_proof_value,
)
from signing.strict_json import parse_json

__all__ = [
    "COSIGNATURE_V1",
    "CRYPTOSUITE",
    "ED25519",
    "MAX_DEPTH",
    "MAX_INTEGER",
    "MAX_RECORD_BYTES",
    "Checkpoint",
    "HurenError",
    "JsonValue",
    "Lang",
    "LogProof",
    "MerkleTree",
    "Message",
    "Note",
    "NoteSignature",
    "Proof",
    "SigningError",
    "VerifierKey",
    "add_proof",
    "canonicalize",
    "check_consistency",
    "check_cosignature",
    "check_hash_inclusion",
    "check_inclusion",
    "check_note",
    "check_proof",
    "check_range",
    "check_signature",
    "decode_base58",
    "decode_multikey",
    "decode_proof_value",
    "encode_base58",
    "encode_multikey",
    "encode_proof_value",
    "format_checkpoint",
    "format_log_proof",
    "format_note",
    "format_verifier_key",
    "hash_data",
    "is_weak_key",
    "leaf_hash",
    "merkle_root",
    "node_hash",
    "parse_checkpoint",
    "parse_json",
    "parse_log_proof",
    "parse_note",
    "parse_proof",
    "parse_verifier_key",
    "sign_cosignature",
    "sign_note",
    "verify_ed25519",
]

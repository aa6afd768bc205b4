"""Statements on plans: from a decision to what a person signs, and the proof of a key file."""

from collections.abc import Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from credentials.documents.desk.statement import (
    STATEMENT_TYPE,
    SignedStatement,
    StatementDecision,
    read_statement,
    signed_bytes,
)
from credentials.errors import RecordError
from credentials.record import JsonObject
from credentials.times import format_time
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.multikey import encode_proof_value

if TYPE_CHECKING:
    from signing.signer import KeySigner


def compose_statement(
    *,
    plan: str,
    decision: StatementDecision,
    by: str,
    people: str,
    at: datetime,
    nonce: str,
    after: str | None = None,
    rows: Sequence[int] = (),
    reasons: str | None = None,
) -> JsonObject:
    """Return the statement to sign; `after`, the person's previous one, cannot be dropped unnoticed then."""
    return {
        "type": STATEMENT_TYPE,
        "plan": plan,
        "decision": decision,
        "by": by,
        "people": people,
        "at": format_time(at),
        "nonce": nonce,
        **({"after": after} if after is not None else {}),
        **({"rows": [*rows]} if rows else {}),
        **({"reasons": reasons} if reasons is not None else {}),
    }


def sign_statement(value: JsonObject, signer: "KeySigner") -> SignedStatement:
    """Return the statement with the proof of a key file; RecordError names a member that is wrong."""
    try:
        signature = signer.sign(signed_bytes(canonicalize(value)))
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    proof: JsonObject = {
        "kind": "file",
        "key": signer.multikey,
        "signature": encode_proof_value(signature),
    }
    return read_statement({**value, "proof": proof})

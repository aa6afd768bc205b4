"""huren-statement/1: a person's decision on a plan, with the proof that it is theirs.

The digest and the signed bytes are of the statement without its proof (docs/reference/desk.md).
"""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from functools import cached_property
from typing import Annotated, Literal, Self

from pydantic import Field, PlainValidator, StringConstraints, WithJsonSchema, model_validator

from credentials.documents.desk.keys import PasskeyText
from credentials.errors import RecordError
from credentials.patterns import BASE64URL_PATTERN, NONCE_PATTERN
from credentials.record import (
    Digest,
    Items,
    JsonObject,
    Maybe,
    Model,
    Multikey,
    Signature,
    Time,
    parse_document,
    read_body,
    refuse,
)
from credentials.unsigned import Label, Passage, Unsigned, check_once, check_size
from signing.assertion import MAX_AUTHENTICATOR_DATA, MAX_CLIENT_DATA, MAX_PASSKEY_SIGNATURE
from signing.strict_json import JsonValue

STATEMENT_TYPE = "huren-statement/1"
MAX_STATEMENT_BYTES = 16 * 1024
MAX_STATEMENT_VALUES = 2_000
MAX_ROWS = 1_000

StatementDecision = Literal["make", "approve", "return", "reject", "withdraw"]
_WITH_REASONS = ("return", "reject")


def _decode_base64url(value: object) -> bytes:
    """Return the bytes; only one text decodes to given bytes: no padding, no spare bits."""
    text = value if isinstance(value, str) else ""
    try:
        data = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except ValueError:
        data = b""
    if not data or urlsafe_b64encode(data).rstrip(b"=").decode() != text:
        raise refuse("member-form", expected=BASE64URL_PATTERN)
    return data


def _schema(max_bytes: int) -> WithJsonSchema:
    return WithJsonSchema(
        {"type": "string", "pattern": BASE64URL_PATTERN, "maxLength": max_bytes * 4 // 3 + 1}
    )


_Decoded = PlainValidator(_decode_base64url)


class FileProof(Model):
    """The signature of a key file over the statement's bytes."""

    kind: Literal["file"]
    key: Multikey
    signature: Signature


class PasskeyProof(Model):
    """An assertion of a passkey whose challenge is the SHA-256 of the statement's bytes."""

    kind: Literal["passkey"]
    key: PasskeyText
    client_data: Annotated[bytes, _Decoded, _schema(MAX_CLIENT_DATA)] = Field(alias="clientDataJSON")
    authenticator_data: Annotated[bytes, _Decoded, _schema(MAX_AUTHENTICATOR_DATA)]
    signature: Annotated[bytes, _Decoded, _schema(MAX_PASSKEY_SIGNATURE)]


class StatementBody(Model):
    """The statement without its proof; `rows` are places in the plan's documents, from 0."""

    type: Literal["huren-statement/1"]
    plan: Digest
    decision: StatementDecision
    by: Label
    people: Digest
    at: Time
    nonce: Annotated[str, StringConstraints(pattern=NONCE_PATTERN)]
    after: Maybe[Digest] = None
    rows: Maybe[
        Annotated[
            Items[Annotated[int, Field(ge=0, le=MAX_ROWS - 1)]], Field(min_length=1, max_length=MAX_ROWS)
        ]
    ] = None
    reasons: Maybe[Passage] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if self.rows is not None:
            if self.decision != "return":
                raise refuse("member-unknown", "rows")
            check_once("rows", map(str, self.rows))
        if self.decision in _WITH_REASONS and self.reasons is None:
            raise refuse("member-missing", "reasons")
        return self


class SignedStatement(Unsigned[StatementBody]):
    """A statement and its proof; `data` and `digest` leave out the proof, `whole` has both."""

    def __init__(self, whole: JsonObject, body: StatementBody, proof: FileProof | PasskeyProof) -> None:
        super().__init__({name: member for name, member in whole.items() if name != "proof"}, body)
        self.whole = whole
        self.proof = proof

    @cached_property
    def message(self) -> bytes:
        """The bytes that a key file signs, and whose hash a passkey confirms."""
        return signed_bytes(self.data)


def signed_bytes(data: bytes) -> bytes:
    """Return the bytes to sign for the JCS bytes of a statement."""
    # the type is the prefix: no signature of the key over other bytes passes for a statement
    return STATEMENT_TYPE.encode() + b"\n" + data


def parse_statement(data: bytes) -> SignedStatement:
    """Parse the statement and its proof in JSON bytes (at most 16 KiB); RecordError names the member."""
    return read_statement(parse_document(data, MAX_STATEMENT_BYTES, MAX_STATEMENT_VALUES))


def read_statement(value: JsonObject) -> SignedStatement:
    """Read the statement and its proof in a parsed JSON object; RecordError as `parse_statement`."""
    unsigned = {**value}
    body_proof = _read_proof(unsigned.pop("proof", None))
    statement = SignedStatement(value, read_body(unsigned, StatementBody), body_proof)
    check_size(statement, MAX_STATEMENT_BYTES)
    return statement


def _read_proof(value: JsonValue) -> FileProof | PasskeyProof:
    if value is None:
        raise RecordError("member-missing", "proof")
    if not isinstance(value, dict):
        raise RecordError("member-type", "proof", expected="object")
    try:
        if value.get("kind") == "passkey":
            return read_body(value, PasskeyProof)
        return read_body(value, FileProof)
    except RecordError as error:
        raise RecordError(error.code, f"proof.{error.field}", **error.facts) from None

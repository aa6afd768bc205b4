"""The base of every signed document: strict models, the proof beside the body, and the digest.

A record is kept as the JSON value that was signed; the model is a typed reading of it. A new record type is a
new model and a row in `credentials/documents/kind.py`.
"""

import hashlib
from collections.abc import Callable, Mapping
from datetime import date, datetime
from functools import cached_property, lru_cache
from typing import TYPE_CHECKING, Annotated, Any, ClassVar, Generic, Literal, TypeVar

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    PlainValidator,
    Strict,
    StringConstraints,
    ValidationError,
    WithJsonSchema,
)
from pydantic.alias_generators import to_camel
from pydantic_core import PydanticCustomError

from credentials.errors import RecordError
from credentials.identifiers import USCC_PATTERN, parse_uscc
from credentials.patterns import (
    DID_PATTERN,
    DIGEST_PATTERN,
    METHOD_ID_PATTERN,
    REGION_PATTERN,
    SIGNATURE_PATTERN,
    SLUG_PATTERN,
    UUID_PATTERN,
)
from credentials.times import DATE_PATTERN, TIME_PATTERN, parse_date, parse_time
from signing.data_integrity import Proof, parse_proof
from signing.errors import SigningError
from signing.jcs import encode_profile
from signing.multikey import decode_multikey
from signing.strict_json import JsonValue, parse_json

VC_CONTEXT = "https://www.w3.org/ns/credentials/v2"
HUREN_CONTEXT = "https://w3id.org/huren/v1"

JsonObject = dict[str, JsonValue]
T = TypeVar("T")
M = TypeVar("M", bound="Body")
B = TypeVar("B", bound=BaseModel)


def _text(**schema: str) -> WithJsonSchema:
    """Return the JSON schema of a value that a `parse_*` reads."""
    return WithJsonSchema({"type": "string", **schema})


def _checked(parse: Callable[[Any], object]) -> PlainValidator:
    """Return a `parse_*` of this floor as a pydantic validator that keeps its error code."""

    def validate(value: object) -> object:
        try:
            return parse(value)
        except RecordError as error:
            raise PydanticCustomError(error.code, "refused", error.facts) from None
        except TypeError:  # an unhashable value met the cache
            raise PydanticCustomError("member-type", "refused", {"expected": "string"}) from None

    return PlainValidator(validate)


@lru_cache(maxsize=1024)
def _parse_multikey(text: str) -> str:
    """Return `text` if it is an Ed25519 multikey; a weak key is a finding, not a malformed one."""
    if not isinstance(text, str):
        raise RecordError("member-type", expected="string")
    try:
        decode_multikey(text)
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    return text


def refuse(code: str, member: str = "", **facts: object) -> PydanticCustomError:
    """Return the error for a model's rule to raise, with a code of `RecordError.MESSAGES` and the member."""
    return PydanticCustomError(code, "refused", {"member": member, **facts})


Time = Annotated[datetime, _checked(parse_time), _text(format="date-time", pattern=TIME_PATTERN)]
Date = Annotated[date, _checked(parse_date), _text(format="date", pattern=DATE_PATTERN)]
Uscc = Annotated[str, _checked(parse_uscc), _text(pattern=USCC_PATTERN)]
Did = Annotated[str, StringConstraints(pattern=DID_PATTERN, max_length=250)]
MethodId = Annotated[str, StringConstraints(pattern=METHOD_ID_PATTERN, max_length=320)]
Uuid = Annotated[str, StringConstraints(pattern=UUID_PATTERN)]
Slug = Annotated[str, StringConstraints(pattern=SLUG_PATTERN, max_length=64)]
Region = Annotated[str, StringConstraints(pattern=REGION_PATTERN)]
Digest = Annotated[str, StringConstraints(pattern=DIGEST_PATTERN)]
Multikey = Annotated[str, _checked(_parse_multikey), _text(pattern="^z6Mk[1-9A-HJ-NP-Za-km-z]{44}$")]
Signature = Annotated[str, StringConstraints(pattern=SIGNATURE_PATTERN)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Code = Annotated[str, StringConstraints(min_length=1, max_length=60)]
MAX_VERSION = 2**53 - 1
"""The largest integer of the profile."""

Count = Annotated[int, Field(ge=0, le=MAX_VERSION)]
Version = Annotated[int, Field(ge=1, le=MAX_VERSION)]
Items = Annotated[tuple[T, ...], Strict(False), Field(fail_fast=True)]
"""A JSON list as a tuple. Only the list itself is read leniently; its items are strict.

Reading stops at the first bad item: a list of a million bad items is one error.
"""


if TYPE_CHECKING:
    Maybe = Annotated[T | None, "may be absent"]
else:
    Maybe = Annotated[T, "may be absent"]
    """A member that may be absent; null is refused, for it would be a second form of the same meaning.

    The default None is not validated, so the model need not allow what JSON must not say.
    """


class Model(BaseModel):
    """Strict and frozen; unknown members are forbidden. Members are camelCase in JSON and snake_case here."""

    model_config = ConfigDict(
        strict=True,
        frozen=True,
        extra="forbid",
        alias_generator=to_camel,
        hide_input_in_errors=True,
        # a program uses few of the models, so each is built at its first use
        defer_build=True,
    )


class BilingualName(Model):
    """One name in both languages."""

    zh: Text
    en: Text

    def text(self, lang: Literal["zh", "en"]) -> str:
        """Return the name in `lang`."""
        return self.zh if lang == "zh" else self.en


class EventCount(Model):
    """The number of status events an association has admitted, and the RFC 6962 root over their digests."""

    count: Count
    root: Digest


class AgreementReference(Model):
    """One agreement version by number and digest."""

    version: Version
    digest: Digest


class Body(Model):
    """The body (all but the proof) of a signed document; `KIND` is its name in the table of kinds."""

    KIND: ClassVar[str]
    PLACES: ClassVar[Mapping[str, str]] = {}
    """Paths of the members that authority judges, for refusals: `scheme`, `region`, `category`, `grade`."""

    @property
    def signer(self) -> str:
        """The DID of the association whose key must sign."""
        raise NotImplementedError

    def check_created(self, created: datetime) -> None:
        """Refuse members that the time of the signature does not allow; RecordError."""


class Credential(Body):
    """Any document that is a W3C VC: its context, id and issuer (VC Data Model 2.0 4.2, 4.3, 4.7)."""

    context: Annotated[
        tuple[Literal["https://www.w3.org/ns/credentials/v2"], Literal["https://w3id.org/huren/v1"]],
        Strict(False),
    ] = Field(alias="@context")
    id: Uuid
    issuer: Did

    @property
    def signer(self) -> str:
        """The issuer."""
        return self.issuer

    @property
    def title(self) -> str:
        """The document's name for people: its id, unless its kind has a better name."""
        return self.id

    @property
    def holder(self) -> str:
        """The name of its subject, for people; empty where it has none."""
        return ""

    @property
    def holder_en(self) -> str:
        """The subject's name in English; empty where it has none."""
        return ""

    @property
    def lineage(self) -> Mapping[str, str]:
        """Members that a successor shares with it, beside kind and issuer."""
        return {}


class Record(Generic[M]):
    """A signed document: the JSON value as signed, its typed body and its proof."""

    def __init__(self, value: JsonObject, unsigned: JsonObject, body: M, proof: Proof) -> None:
        self.value = value
        self.unsigned = unsigned
        self.body = body
        self.proof = proof

    @cached_property
    def data(self) -> bytes:
        """The JCS bytes, proof included: what is stored, logged and published."""
        return encode_profile(self.value)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `data`, 64 lower-case hex digits (docs/reference/records.md, Digests)."""
        return hashlib.sha256(self.data).hexdigest()

    @cached_property
    def created(self) -> datetime:
        """The time of signature that the proof states."""
        return parse_time(self.proof.created)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Record) and self.value == other.value

    def __hash__(self) -> int:
        return hash(self.digest)

    def __repr__(self) -> str:
        return f"<{self.body.KIND} {self.digest[:12]}>"


def read_body(value: Mapping[str, JsonValue], model: type[B]) -> B:
    """Read an unsigned document into a model; RecordError names the member."""
    try:
        return model.model_validate(value)
    except ValidationError as error:
        raise RecordError.from_pydantic(error) from None


def read_record(value: JsonValue, model: type[M]) -> Record[M]:
    """Read the record in a parsed JSON value; RecordError for anything that is not a `model`."""
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    try:
        proof = parse_proof(value)
        created = parse_time(proof.created)
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    # a copy, so that `value` stays as it was signed
    unsigned = value.copy()
    del unsigned["proof"]
    body = read_body(unsigned, model)
    body.check_created(created)
    return Record(value, unsigned, body, proof)


def parse_document(data: bytes, max_bytes: int, max_values: int | None = None) -> JsonObject:
    """Parse the JSON object in `data` by the one strict reader; RecordError otherwise."""
    try:
        value = parse_json(data, max_bytes=max_bytes, max_values=max_values)
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    return value

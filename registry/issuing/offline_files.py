"""Files of offline signing: documents that wait for a signature, and signed ones. No database.

{"type":"huren-unsigned/1","issuer":"did:web:…","methods":[{"id":"did:web:…#assessment-1",
 "publicKeyMultibase":"z6Mk…","use":"assessment"}],"documents":[{…}],"about":[{…}]}
{"type":"huren-signed/1","documents":[{…,"proof":{…}}]}
"""

from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Literal, Protocol

from pydantic import Field

from credentials.documents.desk.carried import SigningMethod
from credentials.errors import RecordError
from credentials.record import B, Did, Items, JsonObject, Maybe, Model, parse_document, read_body
from registry.errors import RegistryError
from signing.errors import SigningError
from signing.jcs import canonicalize

UNSIGNED_TYPE = "huren-unsigned/1"
SIGNED_TYPE = "huren-signed/1"
MAX_BYTES = 256 * 1024 * 1024
MAX_DOCUMENTS = 100_000


class UsableMethod(Protocol):
    """Facts of a key, such as a `credentials.documents.key_list.Method`."""

    @property
    def id(self) -> str: ...
    @property
    def public_key_multibase(self) -> str: ...
    @property
    def use(self) -> str: ...


class HasDocument(Protocol):
    """Anything with a document to sign, such as `registry.issuing.issue.Planned`."""

    @property
    def document(self) -> JsonObject: ...


class UnsignedBatch(Model):
    """A batch that waits for its signatures; `about` are the signed credentials that its events are about."""

    type: Literal["huren-unsigned/1"]
    issuer: Did
    methods: Annotated[Items[SigningMethod], Field(max_length=256)]
    documents: Annotated[Items[dict[str, Any]], Field(max_length=MAX_DOCUMENTS)]
    about: Maybe[Annotated[Items[dict[str, Any]], Field(max_length=MAX_DOCUMENTS)]] = None


class SignedBatch(Model):
    """A batch of signed documents that comes back."""

    type: Literal["huren-signed/1"]
    documents: Annotated[Items[dict[str, Any]], Field(max_length=MAX_DOCUMENTS)]


def export_plans(
    plans: Iterable[HasDocument | JsonObject],
    issuer: str,
    methods: Sequence[UsableMethod],
    about: Sequence[JsonObject] = (),
) -> bytes:
    """Return the file for the machine with the key: the JCS bytes of an `UnsignedBatch`."""
    return canonicalize(
        {
            **({"about": [*about]} if about else {}),
            "type": UNSIGNED_TYPE,
            "issuer": issuer,
            "methods": [
                {"id": m.id, "publicKeyMultibase": m.public_key_multibase, "use": m.use} for m in methods
            ],
            "documents": [plan if isinstance(plan, dict) else plan.document for plan in plans],
        }
    )


def parse_unsigned(data: bytes) -> UnsignedBatch:
    """Parse an unsigned batch (at most 256 MiB); RegistryError otherwise."""
    return _parse(data, UnsignedBatch, UNSIGNED_TYPE)


def format_signed(documents: Iterable[JsonObject]) -> bytes:
    """Return the file that comes back; RegistryError for a value outside the profile."""
    try:
        return canonicalize({"type": SIGNED_TYPE, "documents": [*documents]})
    except SigningError as error:
        raise RegistryError.of(error) from None


def parse_signed(data: bytes) -> tuple[JsonObject, ...]:
    """Parse signed documents (at most 256 MiB), none of them checked; RegistryError otherwise."""
    return _parse(data, SignedBatch, SIGNED_TYPE).documents


def _parse(data: bytes, model: type[B], expected: str) -> B:
    try:
        value = parse_document(data, MAX_BYTES)
        if value.get("type") != expected:
            raise RegistryError("exchange-type", "type", expected=expected)
        return read_body(value, model)
    except RecordError as error:
        raise RegistryError.of(error) from None

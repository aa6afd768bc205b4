"""Base of documents that carry no proof: read strictly, identified by a digest."""

import hashlib
from collections.abc import Iterable, Mapping
from functools import cached_property
from typing import Annotated, Generic, TypeVar

from pydantic import StringConstraints

from credentials.errors import RecordError
from credentials.patterns import LABEL_PATTERN
from credentials.record import JsonObject, Model, parse_document, read_body, refuse
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import JsonValue, count_separators

D = TypeVar("D", bound=Model)

Label = Annotated[str, StringConstraints(pattern=LABEL_PATTERN)]
"""The name by which other parts of a document refer to one: `C1`, `lot-2`."""
Passage = Annotated[str, StringConstraints(min_length=1, max_length=2_000)]
FileName = Annotated[str, StringConstraints(min_length=1, max_length=1_000)]
"""A path below a folder, with `/`."""


class Unsigned(Generic[D]):
    """A document: its JSON value, and `body`, the typed reading of it."""

    def __init__(self, value: JsonObject, body: D) -> None:
        self.value = value
        self.body = body

    @cached_property
    def data(self) -> bytes:
        """The JCS bytes."""
        return canonicalize(self.value)

    @cached_property
    def digest(self) -> str:
        """SHA-256 of `data`, 64 lower-case hex digits."""
        return hashlib.sha256(self.data).hexdigest()


def parse_unsigned(data: bytes, model: type[D], max_bytes: int, max_values: int) -> Unsigned[D]:
    """Parse the document in JSON bytes; RecordError names the member. The caps apply before parsing."""
    return read_unsigned(parse_document(data, max_bytes, max_values), model, max_bytes)


def read_unsigned(value: Mapping[str, JsonValue], model: type[D], max_bytes: int) -> Unsigned[D]:
    """Read the document in a plain dict, as TOML or a form gives it; RecordError names the member."""
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    unsigned = Unsigned(value, read_body(value, model))
    # a dict comes from TOML or a form, so no reader has limited its size
    check_size(unsigned, max_bytes)
    return unsigned


def check_size(unsigned: Unsigned[D], max_bytes: int, max_values: int | None = None) -> None:
    """Raise RecordError if a document from a dict, or from inside a larger one, is too large itself."""
    try:
        data = unsigned.data
    except SigningError as error:
        raise RecordError.from_signing(error) from None
    if len(data) > max_bytes:
        raise RecordError("too-large", size=len(data), limit=max_bytes)
    if max_values is not None and count_separators(data) > max_values:
        raise RecordError("too-many-values", limit=max_values)


def check_once(member: str, names: Iterable[str]) -> None:
    """Refuse `item-repeated` where a name stands twice."""
    seen: set[str] = set()
    for name in names:
        if name in seen:
            raise refuse("item-repeated", member, item=name)
        seen.add(name)


def check_known(member: str, names: Iterable[str], known: Iterable[str]) -> None:
    """Refuse `reference-unknown` for the first name that is not among `known`."""
    known_names = set(known)
    for name in names:
        if name not in known_names:
            raise refuse("reference-unknown", member, item=name)

"""The kinds of signed documents, looked up by name or by `type`, and a reader for each.

The rows stand in credentials.documents.kind. `parse_*` takes bytes under a size cap, `read_*` a JSON value.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, cast

from credentials.documents.kind import TABLE, Kind
from credentials.errors import RecordError
from credentials.record import Body, Record, parse_document, read_record
from signing.strict_json import MAX_VALUES, JsonValue

if TYPE_CHECKING:
    from credentials.documents.agreement import AgreementHalf
    from credentials.documents.assessment import Assessment
    from credentials.documents.key_list import KeyList
    from credentials.documents.manifest import Manifest
    from credentials.documents.salvage import SalvageList
    from credentials.documents.status_event import StatusEvent
    from credentials.documents.status_list import StatusList

KINDS: dict[str, Kind] = TABLE
"""By name, in the order in which people read of them."""

ASSESSMENTS = tuple(row.name for row in KINDS.values() if row.is_assessment)
"""The kinds that are grades of enterprises."""

TRUSTED = tuple(row.name for row in KINDS.values() if row.trusted)
"""The kinds in trust data."""

MAX_ANY_BYTES = max(row.max_bytes for row in KINDS.values())


def kinds_where(holds: Callable[[Kind], Any]) -> list[str]:
    """Return the names of the kinds whose row fulfils `holds`, in the order of the table."""
    return [row.name for row in KINDS.values() if holds(row)]


def kind_of_record(record: Record[Any]) -> Kind:
    """Return the row of a record."""
    return KINDS[record.body.KIND]


def find_kind(value: JsonValue) -> Kind:
    """Return the row of a JSON value by its `type`; RecordError `kind-unknown` when there is none."""
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    types = value.get("type")
    # a DID document has no `type`
    if types is None and "verificationMethod" in value:
        return KINDS["key-list"]
    name = types[1] if isinstance(types, list) and len(types) == 2 else None
    for row in KINDS.values() if isinstance(name, str) else ():
        if row.type == name:
            return row
    raise RecordError("kind-unknown", "type")


def model_of(value: JsonValue) -> type[Body]:
    """Return the model of a JSON value by its `type`; RecordError `kind-unknown` when there is none."""
    return find_kind(value).model


def read_any(value: JsonValue) -> Record[Any]:
    """Read a record of any kind in a parsed JSON value."""
    return read_record(value, model_of(value))


def _limit(data: bytes) -> int:
    """Return the size cap for unread bytes."""
    # only ASCII may be as long as a salvage list: one wide character quadruples a text in memory
    is_plain = data.isascii() and b"\\" not in data
    return MAX_ANY_BYTES if is_plain else KINDS["manifest"].max_bytes


def parse_any(data: bytes) -> Record[Any]:
    """Parse a record of any kind, each kind to its own size cap; RecordError otherwise."""
    value = parse_document(data, _limit(data), MAX_VALUES)
    kind = find_kind(value)
    check_size(kind, len(data))
    return read_record(value, kind.model)


def check_size(kind: Kind, size: int) -> None:
    """Raise RecordError `too-large` for more bytes than the kind may have."""
    if size > kind.max_bytes:
        raise RecordError("too-large", size=size, limit=kind.max_bytes)


def max_judged_bytes() -> int:
    """Return the largest size of any kind of record that is judged."""
    return max(row.max_bytes for row in KINDS.values() if row.is_judged)


def _parse(data: bytes, name: str) -> Record[Any]:
    """Parse a record of this kind; RecordError kind-unexpected for one of another."""
    expected = KINDS[name]
    value = parse_document(data, expected.max_bytes, MAX_VALUES)
    kind = find_kind(value)
    if kind is not expected:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected=name)
    return read_record(value, expected.model)


def _find_judged(value: JsonValue) -> Kind:
    kind = find_kind(value)
    if not kind.is_judged:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return kind


def read_judged(value: JsonValue) -> Record[Any]:
    """Read a record of a kind that is judged in a parsed JSON value; RecordError otherwise."""
    return read_record(value, _find_judged(value).model)


def parse_judged(data: bytes) -> Record[Any]:
    """Parse a record of a kind that is judged, each kind to its own size cap."""
    value = parse_document(data, max_judged_bytes())
    kind = _find_judged(value)
    check_size(kind, len(data))
    return read_record(value, kind.model)


def read_earlier(value: JsonValue) -> Record[Any]:
    """Read a record that an event is about, an event, or a version of a notice; RecordError for any other."""
    kind = find_kind(value)
    if not kind.events and kind.name not in ("list-notice", "status-event"):
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return read_record(value, kind.model)


def read_assessment(value: JsonValue) -> "Record[Assessment]":
    """Read the capability or credit credential in a parsed JSON value; RecordError otherwise."""
    kind = find_kind(value)
    if not kind.is_assessment:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return cast("Record[Assessment]", read_record(value, kind.model))


def parse_credential(data: bytes) -> "Record[Assessment]":
    """Parse a capability or credit credential."""
    return read_assessment(parse_document(data, KINDS["capability"].max_bytes))


def parse_agreement_half(data: bytes) -> "Record[AgreementHalf]":
    """Parse an agreement half."""
    return _parse(data, "agreement")


def parse_key_list(data: bytes) -> "Record[KeyList]":
    """Parse a key list."""
    return _parse(data, "key-list")


def parse_status_event(data: bytes) -> "Record[StatusEvent]":
    """Parse a status event."""
    return _parse(data, "status-event")


def parse_salvage_list(data: bytes) -> "Record[SalvageList]":
    """Parse a salvage list."""
    return _parse(data, "salvage")


def parse_manifest(data: bytes) -> "Record[Manifest]":
    """Parse a manifest."""
    return _parse(data, "manifest")


def parse_status_list(data: bytes) -> "Record[StatusList]":
    """Parse a status list."""
    return _parse(data, "status-list")

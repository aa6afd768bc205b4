"""The bundle: all a verifier needs offline, in one unsigned JSON file of signed parts."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from credentials.documents.agreement import AgreementHalf
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.errors import RecordError
from credentials.record import JsonObject, M, Record, parse_document, read_record
from signing.jcs import canonicalize
from signing.strict_json import JsonValue

BUNDLE_TYPE = "huren-bundle/1"
MAX_BUNDLE_BYTES = 256 * 1024 * 1024
MAX_CHECKPOINTS = 256
_MEMBERS = ("agreements", "keyLists", "manifests", "events", "loose", "salvage", "checkpoints")


@dataclass(frozen=True, slots=True)
class Bundle:
    """The parsed parts, in file order.

    `events` has each issuer's counted events in its order, `loose` the events that nothing counts yet. Both
    are JSON objects; a verdict on their credential checks form and signature (verifier.trust.events).
    """

    agreements: tuple[tuple[Record[AgreementHalf], ...], ...]
    key_lists: tuple[Record[KeyList], ...]
    manifests: tuple[Record[Manifest], ...]
    events: tuple[JsonObject, ...]
    loose: tuple[JsonObject, ...]
    salvage: tuple[Record[SalvageList], ...]
    checkpoints: tuple[str, ...]


def parse_bundle(data: bytes) -> Bundle:
    """Parse the bundle in `data` (at most 256 MiB); RecordError names a part outside the closed profile.

    Of an event only the JSON profile is checked. A bundle has at most 256 checkpoints.
    """
    return read_bundle(parse_document(data, MAX_BUNDLE_BYTES))


def read_bundle(value: JsonObject) -> Bundle:
    """Read the bundle in a parsed JSON value; RecordError names the part."""
    if value.get("type") != BUNDLE_TYPE:
        raise RecordError("bundle-type", "type")
    for member in value:
        if member != "type" and member not in _MEMBERS:
            raise RecordError("member-unknown", member)
    agreements = _list(value, "agreements")
    checkpoints = _list(value, "checkpoints", MAX_CHECKPOINTS)
    return Bundle(
        agreements=tuple(
            _read_all(halves, AgreementHalf, f"agreements[{i}]") for i, halves in enumerate(agreements)
        ),
        key_lists=_read_all(_list(value, "keyLists"), KeyList, "keyLists"),
        manifests=_read_all(_list(value, "manifests"), Manifest, "manifests"),
        # not read here: a verdict reads the events of its own credential (verifier.trust.events)
        events=_objects(_list(value, "events"), "events"),
        loose=_objects(_list(value, "loose"), "loose"),
        salvage=_read_all(_list(value, "salvage"), SalvageList, "salvage"),
        checkpoints=tuple(_text(item, f"checkpoints[{i}]") for i, item in enumerate(checkpoints)),
    )


def format_bundle(bundle: Bundle) -> bytes:
    """Return the JCS bytes of a bundle; the exact inverse of `parse_bundle`."""
    return canonicalize(bundle_value(bundle))


def bundle_value(bundle: Bundle) -> JsonObject:
    """Return the JSON value of a bundle; the exact inverse of `read_bundle`."""
    return {
        "type": BUNDLE_TYPE,
        "agreements": [_values(halves) for halves in bundle.agreements],
        "keyLists": _values(bundle.key_lists),
        "manifests": _values(bundle.manifests),
        "events": list(bundle.events),
        "loose": list(bundle.loose),
        "salvage": _values(bundle.salvage),
        "checkpoints": list(bundle.checkpoints),
    }


def _values(records: Sequence[Record[Any]]) -> list[JsonValue]:
    return [record.value for record in records]


def _list(value: dict[str, JsonValue], member: str, limit: int | None = None) -> list[JsonValue]:
    items = value.get(member)
    if items is None:
        raise RecordError("member-missing", member)
    if not isinstance(items, list):
        raise RecordError("bundle-part", member)
    if limit is not None and len(items) > limit:
        raise RecordError("member-length", member, expected=f"0..{limit}")
    return items


def _objects(items: Sequence[JsonValue], path: str) -> tuple[JsonObject, ...]:
    for i, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordError("bundle-part", f"{path}[{i}]")
    return tuple(items)  # type: ignore[arg-type]  # each of them was looked at


def _read_all(items: JsonValue, model: type[M], path: str) -> tuple[Record[M], ...]:
    if not isinstance(items, list):
        raise RecordError("bundle-part", path)
    records = []
    for i, item in enumerate(items):
        try:
            records.append(read_record(item, model))
        except RecordError as error:
            inner = f"{path}[{i}]" + (f".{error.field}" if error.field else "")
            raise RecordError(error.code, inner, **error.facts) from None
    return tuple(records)


def _text(item: JsonValue, path: str) -> str:
    if not isinstance(item, str):
        raise RecordError("bundle-part", path)
    return item

"""The table of record types: adding one is a model and a line here."""

from typing import Any, cast

from credentials.documents.agreement import AgreementHalf
from credentials.documents.assessment import Assessment, CapabilityCredential, CreditCredential
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.documents.status_list import StatusList
from credentials.errors import RecordError
from credentials.record import Body, M, Record, parse_document, read_record
from signing.strict_json import MAX_VALUES, JsonValue

RECORD_TYPES: dict[str, type[Body]] = {
    "CapabilityAssessmentCredential": CapabilityCredential,
    "CreditAssessmentCredential": CreditCredential,
    "RecognitionAgreementCredential": AgreementHalf,
    "StatusEventCredential": StatusEvent,
    "SalvageListCredential": SalvageList,
    "PublicationManifestCredential": Manifest,
    "BitstringStatusListCredential": StatusList,
}
"""The second entry of a document's `type`, and the model that reads it; a key list has no `type`."""

MAX_ANY_BYTES = max(KeyList.MAX_BYTES, *(model.MAX_BYTES for model in RECORD_TYPES.values()))


def model_of(value: JsonValue) -> type[Body]:
    """The model for a JSON value by its `type`; RecordError `kind-unknown` when there is none."""
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    types = value.get("type")
    if types is None and "verificationMethod" in value:
        return KeyList
    name = types[1] if isinstance(types, list) and len(types) == 2 else None
    model = RECORD_TYPES.get(name) if isinstance(name, str) else None
    if model is None:
        raise RecordError("kind-unknown", "type")
    return model


def read_any(value: JsonValue) -> Record[Any]:
    """The record of whatever kind in a parsed JSON value."""
    return read_record(value, model_of(value))


def _limit(data: bytes) -> int:
    """Only salvage lists are long, and they are plain ASCII: one wide character in a text makes it four times
    as large in memory.
    """
    is_plain = data.isascii() and b"\\" not in data
    return MAX_ANY_BYTES if is_plain else Manifest.MAX_BYTES


def parse_any(data: bytes) -> Record[Any]:
    """The record of whatever kind in `data`, each kind to its own size cap; RecordError otherwise."""
    value = parse_document(data, _limit(data), MAX_VALUES)
    model = model_of(value)
    if len(data) > model.MAX_BYTES:
        raise RecordError("too-large", size=len(data), limit=model.MAX_BYTES)
    return read_record(value, model)


def _parse(data: bytes, model: type[M]) -> Record[M]:
    value = parse_document(data, model.MAX_BYTES, MAX_VALUES)
    found = model_of(value)
    if found is not model:
        raise RecordError("kind-unexpected", "type", found=found.KIND, expected=model.KIND)
    return read_record(value, model)


def read_assessment(value: JsonValue) -> Record[Assessment]:
    """The capability or credit credential in a parsed JSON value; RecordError otherwise."""
    model = model_of(value)
    if model is not CapabilityCredential and model is not CreditCredential:
        raise RecordError("kind-unexpected", "type", found=model.KIND, expected="credential")
    return cast("Record[Assessment]", read_record(value, model))


def parse_credential(data: bytes) -> Record[Assessment]:
    """A capability or credit credential."""
    return read_assessment(parse_document(data, CapabilityCredential.MAX_BYTES))


def parse_agreement_half(data: bytes) -> Record[AgreementHalf]:
    """An agreement half."""
    return _parse(data, AgreementHalf)


def parse_key_list(data: bytes) -> Record[KeyList]:
    """A key list."""
    return _parse(data, KeyList)


def parse_status_event(data: bytes) -> Record[StatusEvent]:
    """A status event."""
    return _parse(data, StatusEvent)


def parse_salvage_list(data: bytes) -> Record[SalvageList]:
    """A salvage list."""
    return _parse(data, SalvageList)


def parse_manifest(data: bytes) -> Record[Manifest]:
    """A manifest."""
    return _parse(data, Manifest)


def parse_status_list(data: bytes) -> Record[StatusList]:
    """A status list."""
    return _parse(data, StatusList)

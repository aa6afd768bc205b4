"""The table of kinds: what is true of every signed document of a kind, a row each.

    Kind(CreditCredential, "CreditAssessmentCredential", "assessment", authority="grant", events=True, …)

Everything that must tell kinds apart asks the row: reading, admission, the log, status events, parts, the
audit, the verdict, the faces. A new kind is a model and a row here, the words it is called by
(credentials.words.closed_lists.KINDS) and the template of its page (`records/` below the templates of its
apartment). What its admission asks beyond that is an `Admission` in the `FILING` of its apartment; its model
in JavaScript stands in web/credentials.
See docs/how-to/add-a-kind.md.
"""

from collections.abc import Callable
from typing import Any, cast

from credentials.documents.agreement import AgreementHalf
from credentials.documents.assessment import Assessment, CapabilityCredential, CreditCredential
from credentials.documents.conferences.resolution import ResolutionHalf
from credentials.documents.conferences.standard import UnifiedStandard
from credentials.documents.key_list import KeyList
from credentials.documents.kind import ASSESSMENT_CHECKS, TABLE, Kind
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.documents.status_list import StatusList
from credentials.documents.works.listing import TechnologyListing
from credentials.documents.works.notice import Notice
from credentials.documents.works.report import StatisticsReport
from credentials.documents.works.technology import TechnologyRecord
from credentials.errors import RecordError
from credentials.record import Body, M, Record, parse_document, read_record
from signing.strict_json import MAX_VALUES, JsonValue

_ROWS = (
    Kind(AgreementHalf, "RecognitionAgreementCredential", "root", logged=False, trusted=True),
    Kind(KeyList, None, "root", trusted=True),
    Kind(
        CapabilityCredential,
        "CapabilityAssessmentCredential",
        "assessment",
        authority="grant",
        checks=ASSESSMENT_CHECKS,
        categorised=True,
        events=True,
    ),
    Kind(
        CreditCredential,
        "CreditAssessmentCredential",
        "assessment",
        authority="grant",
        checks=ASSESSMENT_CHECKS,
        events=True,
    ),
    Kind(StatusEvent, "StatusEventCredential", "assessment"),
    Kind(SalvageList, "SalvageListCredential", "root", trusted=True),
    Kind(Manifest, "PublicationManifestCredential", "publication", logged=False),
    Kind(StatusList, "BitstringStatusListCredential", "publication", logged=False),
    Kind(
        TechnologyRecord,
        "TechnologyCredential",
        "assessment",
        authority="grant",
        checks=("validity-period", "status", "verification", "listing"),
        categorised=True,
        events=True,
        part="technologies",
    ),
    Kind(
        TechnologyListing,
        "TechnologyListingCredential",
        "assessment",
        authority="party",
        checks=("validity-period", "refers", "sequence"),
        part="technologies",
    ),
    Kind(
        Notice,
        "NoticeCredential",
        "assessment",
        authority="party",
        checks=("validity-period", "status"),
        events=True,
        revoke_only=True,
        part="notices",
    ),
    Kind(
        ResolutionHalf,
        "ResolutionHalfCredential",
        "assessment",
        authority="party",
        checks=("complete",),
        part="resolutions",
    ),
    Kind(
        UnifiedStandard,
        "UnifiedStandardCredential",
        "assessment",
        authority="party",
        checks=("adopted",),
        part="resolutions",
    ),
    Kind(
        StatisticsReport,
        "StatisticsReportCredential",
        "publication",
        authority="party",
        checks=("recomputed",),
        part="statistics",
    ),
)

KINDS: dict[str, Kind] = TABLE
"""By name, in the order in which people are told of them."""

KINDS.update((row.name, row) for row in _ROWS)

ASSESSMENTS = tuple(row.name for row in _ROWS if row.is_assessment)
"""The kinds that are grades of enterprises."""

TRUSTED = tuple(row.name for row in _ROWS if row.trusted)
"""The kinds that trust data is made of."""

MAX_ANY_BYTES = max(row.model.MAX_BYTES for row in _ROWS)


def kinds_where(holds: Callable[[Kind], Any]) -> list[str]:
    """The names of the kinds whose row fulfils this, in the order of the table."""
    return [row.name for row in KINDS.values() if holds(row)]


def kind_of_record(record: Record[Any]) -> Kind:
    """The row of a record."""
    return KINDS[record.body.KIND]


def find_kind(value: JsonValue) -> Kind:
    """The row of a JSON value by its `type`; RecordError `kind-unknown` when there is none."""
    if not isinstance(value, dict):
        raise RecordError("not-an-object")
    types = value.get("type")
    if types is None and "verificationMethod" in value:
        return KINDS[KeyList.KIND]
    name = types[1] if isinstance(types, list) and len(types) == 2 else None
    for row in KINDS.values() if isinstance(name, str) else ():
        if row.type == name:
            return row
    raise RecordError("kind-unknown", "type")


def model_of(value: JsonValue) -> type[Body]:
    """The model for a JSON value by its `type`; RecordError `kind-unknown` when there is none."""
    return find_kind(value).model


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
    kind = find_kind(value)
    check_size(kind, len(data))
    return read_record(value, kind.model)


def check_size(kind: Kind, size: int) -> None:
    """RecordError `too-large` for more bytes than the kind may have."""
    if size > kind.model.MAX_BYTES:
        raise RecordError("too-large", size=size, limit=kind.model.MAX_BYTES)


def max_judged_bytes() -> int:
    """The most that a record of any kind which is judged may have."""
    return max(row.model.MAX_BYTES for row in KINDS.values() if row.is_judged)


def _parse(data: bytes, model: type[M]) -> Record[M]:
    value = parse_document(data, model.MAX_BYTES, MAX_VALUES)
    found = model_of(value)
    if found is not model:
        raise RecordError("kind-unexpected", "type", found=found.KIND, expected=model.KIND)
    return read_record(value, model)


def _find_judged(value: JsonValue) -> Kind:
    kind = find_kind(value)
    if not kind.is_judged:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return kind


def read_judged(value: JsonValue) -> Record[Any]:
    """The record of a kind that is judged in a parsed JSON value; RecordError otherwise."""
    return read_record(value, _find_judged(value).model)


def parse_judged(data: bytes) -> Record[Any]:
    """A record of a kind that is judged, each kind to its own size cap."""
    value = parse_document(data, max_judged_bytes())
    kind = _find_judged(value)
    check_size(kind, len(data))
    return read_record(value, kind.model)


def read_changeable(value: JsonValue) -> Record[Any]:
    """The record of a kind that status events may be about in a parsed JSON value; RecordError otherwise."""
    kind = find_kind(value)
    if not kind.events:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return read_record(value, kind.model)


def read_assessment(value: JsonValue) -> Record[Assessment]:
    """The capability or credit credential in a parsed JSON value; RecordError otherwise."""
    kind = find_kind(value)
    if not kind.is_assessment:
        raise RecordError("kind-unexpected", "type", found=kind.name, expected="credential")
    return cast("Record[Assessment]", read_record(value, kind.model))


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

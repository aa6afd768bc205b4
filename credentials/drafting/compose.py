"""Unsigned documents of every kind but the assessment (see `draft.py`), ready for a signer.

Each function returns JSON ready for `signing.add_proof`. The models of this floor read it back strictly, so a
mistake made here is refused before it is signed. Ids are arguments: randomness lives in the shells.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import TYPE_CHECKING

from credentials.documents.assessment import list_address
from credentials.documents.key_list import KEY_LIST_CONTEXT
from credentials.documents.manifest import MAX_LOOSE
from credentials.documents.status_list import encode_bitstring
from credentials.possession import prove_possession
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, EventCount, JsonObject
from credentials.times import format_time
from signing.strict_json import JsonValue

if TYPE_CHECKING:
    from signing.signer import KeySigner


def _credential(credential_id: str, kind: str, issuer: str, subject: JsonObject) -> JsonObject:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": credential_id,
        "type": ["VerifiableCredential", kind],
        "issuer": issuer,
        "credentialSubject": subject,
    }


def build_agreement_half(text: JsonObject, *, half_id: str, issuer: str) -> JsonObject:
    """Build one party's half around the common text."""
    return _credential(half_id, "RecognitionAgreementCredential", issuer, text)


def build_key_list(
    issuer: str,
    methods: Sequence[JsonObject],
    *,
    version: int,
    previous: str | None,
    valid_from: datetime,
    valid_until: datetime,
    events: EventCount,
    declines: Sequence[JsonObject] = (),
    service: Sequence[JsonObject] = (),
    people: str | None = None,
) -> JsonObject:
    """Build a key list; `methods`, `declines` and `service` are JSON as in the document, see `build_method`.

    `previous` is the digest of the list before it, None for version 1.
    """
    return {
        "@context": list(KEY_LIST_CONTEXT),
        "id": issuer,
        "version": version,
        **({"previous": previous} if previous is not None else {}),
        "validFrom": format_time(valid_from),
        "validUntil": format_time(valid_until),
        "verificationMethod": list(methods),
        # other verifiers use this list alone, so a stolen key must not be in it
        "assertionMethod": [m["id"] for m in methods if "compromisedSince" not in m],
        "declines": list(declines),
        "events": _count(events),
        **({"people": people} if people is not None else {}),
        **({"service": list(service)} if service else {}),
    }


def build_method(
    issuer: str, name: str, multikey: str, use: str, valid_from: datetime, *, possession: str | None = None
) -> JsonObject:
    """Build one key of a key list; its id is `<issuer>#<name>`. Only a root needs no `possession`."""
    proven: JsonObject = {"possession": possession} if possession is not None else {}
    return {
        "id": f"{issuer}#{name}",
        "type": "Multikey",
        "controller": issuer,
        "publicKeyMultibase": multikey,
        "use": use,
        "validFrom": format_time(valid_from),
        **proven,
    }


def build_service(
    issuer: str, name: str, kind: str, address: str, *, answer_days: int | None = None
) -> JsonObject:
    """Build an address of the association for a key list; its id is `<issuer>#<name>`."""
    within: JsonObject = {"answerDays": answer_days} if answer_days is not None else {}
    return {"id": f"{issuer}#{name}", "type": kind, "serviceEndpoint": address, **within}


def build_own_method(signer: "KeySigner", use: str, valid_from: datetime) -> JsonObject:
    """Build the method of a key at hand, under the id that it signs by, with its proof of possession."""
    issuer, _, name = signer.verification_method.partition("#")
    # a root is proven by its half of the agreement
    proven = prove_possession(signer, issuer, use) if use != "root" else None
    return build_method(issuer, name, signer.multikey, use, valid_from, possession=proven)


def build_status_event(
    issuer: str,
    credential: str,
    *,
    event_id: str,
    sequence: int,
    action: str,
    effective_from: datetime,
    reason: str,
    until: datetime | None = None,
    successor: str | None = None,
) -> JsonObject:
    """Build a status event of one credential."""
    subject: JsonObject = {
        "type": "StatusEvent",
        "credential": credential,
        "sequence": sequence,
        "action": action,
        "effectiveFrom": format_time(effective_from),
        "reason": reason,
    }
    if until is not None:
        subject["until"] = format_time(until)
    if successor is not None:
        subject["successor"] = successor
    return _credential(event_id, "StatusEventCredential", issuer, subject)


def build_salvage_list(
    issuer: str, method_id: str, *, list_id: str, keep: Iterable[str], void: Iterable[str]
) -> JsonObject:
    """Build the list of a compromised key's records that stand (`keep`), and of void events."""
    subject: JsonObject = {"type": "SalvageList", "key": method_id, "keep": [*keep], "void": [*void]}
    return _credential(list_id, "SalvageListCredential", issuer, subject)


def build_notice(
    issuer: str, subject: JsonObject, *, notice_id: str, valid_from: datetime, valid_until: datetime
) -> JsonObject:
    """Build a notice; `subject` without its type."""
    document = _credential(notice_id, "NoticeCredential", issuer, {**subject, "type": "Notice"})
    return {**document, "validFrom": format_time(valid_from), "validUntil": format_time(valid_until)}


def build_manifest(
    issuer: str,
    *,
    manifest_id: str,
    version: int,
    key_list_version: int,
    agreement: tuple[int, str],
    events: EventCount,
    parts: Sequence[tuple[str, str, str]],
    seen: Sequence[JsonObject],
    valid_from: datetime,
    valid_until: datetime,
    checkpoint: tuple[int, str] | None = None,
) -> JsonObject:
    """Build a manifest; `parts` are (kind, id, digest), `checkpoint` is (size, root)."""
    subject: JsonObject = {
        "type": "PublicationManifest",
        "version": version,
        "keyListVersion": key_list_version,
        "agreement": {"version": agreement[0], "digest": agreement[1]},
        "events": _count(events),
        "parts": [{"kind": kind, "id": part_id, "digest": digest} for kind, part_id, digest in parts],
        "seen": list(seen),
    }
    if checkpoint is not None:
        subject["checkpoint"] = {"size": checkpoint[0], "root": checkpoint[1]}
    document = _credential(manifest_id, "PublicationManifestCredential", issuer, subject)
    return {**document, "validFrom": format_time(valid_from), "validUntil": format_time(valid_until)}


def build_seen(
    issuer: str,
    *,
    key_list_version: int,
    agreement: tuple[int, str],
    events: EventCount,
    manifest: tuple[str, datetime] | None = None,
    loose: Iterable[tuple[str, str]] = (),
    recomputed: tuple[Sequence[JsonObject], Sequence[JsonObject]] | None = None,
) -> JsonObject:
    """Build a manifest's sighting of another party: its newest `manifest` (digest, created) held whole.

    `recomputed` are `agrees` and `differs`, where its parts were worked out again. `loose` are (credential,
    digest) of its events that no manifest counts; of more than 1,024 the first are named, and all are
    counted.
    """
    events_named = [*loose]
    sighting: JsonObject = {
        "issuer": issuer,
        "keyListVersion": key_list_version,
        "agreement": {"version": agreement[0], "digest": agreement[1]},
        "events": _count(events),
        "loose": [
            {"credential": credential, "digest": digest} for credential, digest in events_named[:MAX_LOOSE]
        ],
    }
    if len(events_named) > MAX_LOOSE:
        sighting["looseCount"] = len(events_named)
    if manifest is not None:
        sighting |= {"manifest": manifest[0], "created": format_time(manifest[1])}
    if recomputed is not None:
        sighting |= {"agrees": [*recomputed[0]], "differs": [*recomputed[1]]}
    return sighting


def build_status_list(
    issuer: str,
    purpose: str,
    number: int,
    set_bits: Iterable[int],
    *,
    valid_from: datetime,
    valid_until: datetime,
) -> JsonObject:
    """Build a status list of 131,072 bits with `set_bits` set."""
    address = list_address(issuer, purpose, number)
    return {
        "@context": [VC_CONTEXT],
        "id": address,
        "type": ["VerifiableCredential", "BitstringStatusListCredential"],
        "issuer": issuer,
        "validFrom": format_time(valid_from),
        "validUntil": format_time(valid_until),
        "credentialSubject": {
            "id": f"{address}#list",
            "type": "BitstringStatusList",
            "statusPurpose": purpose,
            "encodedList": encode_bitstring(set_bits),
        },
    }


def build_resolution_half(issuer: str, subject: JsonObject, *, half_id: str) -> JsonObject:
    """Build one party's half of a resolution; `subject` as in all halves, without its type."""
    return _credential(half_id, "ResolutionHalfCredential", issuer, {**subject, "type": "Resolution"})


def build_standard(issuer: str, subject: JsonObject, *, standard_id: str) -> JsonObject:
    """Build a text of a standard; `subject` without its type."""
    typed = {**subject, "type": "UnifiedStandard"}
    return _credential(standard_id, "UnifiedStandardCredential", issuer, typed)


def build_list_notice(issuer: str, subject: JsonObject, *, notice_id: str) -> JsonObject:
    """Build a version of a public notice; `subject` without its type."""
    return _credential(notice_id, "ListNoticeCredential", issuer, {**subject, "type": "ListNotice"})


def build_survey(issuer: str, subject: JsonObject, *, survey_id: str) -> JsonObject:
    """Build a survey; `subject` without its type."""
    return _credential(survey_id, "SurveyCredential", issuer, {**subject, "type": "Survey"})


def build_survey_report(issuer: str, subject: JsonObject, *, report_id: str) -> JsonObject:
    """Build the report on a survey's answers; `subject` without its type."""
    return _credential(report_id, "SurveyReportCredential", issuer, {**subject, "type": "SurveyReport"})


def _count(events: EventCount) -> JsonValue:
    return {"count": events.count, "root": events.root}

"""Documents of the reference pages: one small history, signed with the example keys.

Chongqing and Sichuan agree; Chongqing issues a credential; a thief revokes it with a stolen key; Chongqing
marks the key, lets the credential stand, voids the theft, and later suspends the enterprise for two weeks.
The same bytes at every call.
"""

from functools import cache
from typing import Any

from credentials.drafting.compose import (
    build_agreement_half,
    build_own_method,
    build_salvage_list,
    build_status_event,
    build_status_list,
)
from credentials.drafting.draft import AssessmentDraft, build_credential
from credentials.drafting.make_bundle import digest_of, join_bundle, next_key_list, next_manifest
from credentials.identifiers import log_origin
from credentials.record import JsonObject
from credentials.times import parse_time
from keys_example import ASSOCIATIONS, CHONGQING, SHORT_NAMES, SICHUAN, example_signer
from keys_example.agreement import agreement_text
from keys_example.reference import (
    HOLDER,
    reference_id,
    reference_list_notice,
    reference_listing,
    reference_notice,
    reference_report,
    reference_resolution,
    reference_standard,
    reference_survey,
    reference_survey_report,
    reference_technology,
)
from signing.data_integrity import add_proof
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.log_proof import LogProof, format_log_proof
from signing.log.merkle import MerkleTree
from signing.log.note import Note, format_note, sign_cosignature, sign_note
from signing.strict_json import JsonValue

_OTHER = {"cq": "sc", "sc": "cq"}
_AGREED = "2026-01-20T10:00:00+08:00"
KEYS_FROM = "2026-02-01T09:00:00+08:00"
STOLEN, FOUND = "2026-04-12T00:00:00+08:00", "2026-04-13T16:00:00+08:00"
PUBLISHED = "2026-06-20T09:00:00+08:00"
_SCHEMES = {"cq-facility-operation", "cq-credit", "sc-facility-operation"}
ENCODED_LIST = "uH4sIAAAAAAACA-3QQREAAAwCIO1f2g67PSECCfyoAgAAAAAAAAAAAAAAAAAAgLMBDtgvfQBAAAA"
"""Bit 4711 alone, kept as written: it is signed, and DEFLATE output differs between zlib builds."""


def common_text() -> JsonObject:
    """Return the text of version 1: three schemes of the example agreement, and a member of every form."""
    begin, end = parse_time("2026-02-01T00:00:00+08:00"), parse_time("2031-02-01T00:00:00+08:00")
    text: Any = agreement_text(effective_from=begin, effective_until=end)
    text["schemes"] = [scheme for scheme in text["schemes"] if scheme["id"] in _SCHEMES]
    text["grants"] = [grant for grant in text["grants"] if grant["scheme"] in _SCHEMES]
    text["grants"][-1]["regions"] = ["CN-SC", "CN-CQ"]
    text["equivalences"] = [
        row
        for row in text["equivalences"]
        if {end["scheme"] for end in (row["from"], row["to"]) if end is not None} <= _SCHEMES
    ]
    named = {text["equivalences"][0]["clause"], *text["schemes"][0]["categories"][:2]}
    text["terms"] = [term for term in text["terms"] if term["zh"] in named]
    text["equivalences"][2]["until"] = "2028-02-01T00:00:00+08:00"
    return text  # type: ignore[no-any-return]


def sign(name: str, document: JsonObject, created: str) -> JsonObject:
    """Sign `document` with an example key at a time given as text."""
    return add_proof(document, example_signer(name), created=created)


def _credential(number: int, created: str, name: str, **members: JsonValue) -> JsonObject:
    draft = AssessmentDraft.model_validate({**HOLDER.members, **members})
    document = build_credential(
        draft, credential_id=reference_id(number), issuer=CHONGQING, list_number=1, index=4700 + number
    )
    return sign(name, document, created)


@cache
def documents() -> dict[str, JsonObject]:
    """Return every signed document of the history by name."""
    made: dict[str, JsonObject] = {}
    for number, (name, did) in enumerate((("cq", CHONGQING), ("sc", SICHUAN)), 1):
        half = build_agreement_half(common_text(), half_id=reference_id(number), issuer=did)
        made[f"agreement-{name}"] = sign(f"{name}-root", half, _AGREED)
    made["capability"] = _credential(
        11,
        "2026-03-02T10:00:00+08:00",
        "cq-assessment",
        kind="capability",
        scheme="cq-facility-operation",
        category=["工业废水处理", "除尘脱硫脱硝"],
        grade="二级",
        certificateNumber="CQ-FO-2026-0011",
        assessedOn="2026-02-10",
        validFrom="2026-03-02T00:00:00+08:00",
        validUntil="2029-03-02T00:00:00+08:00",
    )
    made["credit"] = _credential(
        12,
        "2026-05-06T09:30:00+08:00",
        "cq-assessment-2",
        kind="credit",
        scheme="cq-credit",
        grade="AA",
        certificateNumber="CQ-CR-2026-0012",
        assessedOn="2026-04-20",
        score="91.5",
        scoreMax="100",
        validFrom="2026-05-06T00:00:00+08:00",
        validUntil="2027-05-06T00:00:00+08:00",
    )
    _publish_keys(made)
    _salvage(made)
    _suspend(made)
    for name, version in (("manifest-cq-1", 40), ("manifest-sc", 42), ("manifest-cq", 41)):
        made[name] = _manifest(made, name.split("-")[1], version)
    made["status-list"] = _status_list()
    made["technology"] = sign("cq-assessment-2", reference_technology(), "2026-05-11T10:00:00+08:00")
    listing = reference_listing(digest_of(made["technology"]))
    made["listing"] = sign("sc-assessment", listing, "2026-05-18T15:00:00+08:00")
    made["report"] = sign("cq-publication", reference_report(), "2026-05-01T09:00:00+08:00")
    made["notice"] = sign("cq-assessment-2", reference_notice(), "2026-05-12T09:00:00+08:00")
    first = sign("cq-assessment-2", reference_list_notice(), "2026-05-12T09:00:00+08:00")
    later = reference_list_notice(digest_of(first))
    made["list-notice"] = sign("cq-assessment-2", later, "2026-05-20T16:00:00+08:00")
    made["survey"] = sign("cq-assessment-2", reference_survey(), "2026-04-16T11:00:00+08:00")
    report = reference_survey_report(digest_of(made["survey"]))
    made["survey-report"] = sign("cq-assessment-2", report, "2026-06-21T10:00:00+08:00")
    made["standard"] = sign("cq-assessment-2", reference_standard(), "2026-04-16T10:00:00+08:00")
    halves = [reference_resolution(did, digest_of(made["standard"])) for did in (CHONGQING, SICHUAN)]
    made["resolution"] = sign("cq-assessment-2", halves[0], "2026-04-24T17:00:00+08:00")
    made["resolution-sc"] = sign("sc-assessment", halves[1], "2026-04-25T09:30:00+08:00")
    return made


def _method(name: str, since: str = KEYS_FROM, **more: JsonValue) -> JsonObject:
    """Return the method of an example key: `cq-assessment-2` is #assessment-2."""
    use = name.split("-")[1]
    return build_own_method(example_signer(name), use, parse_time(since)) | more


def _publish_keys(made: dict[str, JsonObject]) -> None:
    """Add the first key list of both."""
    for name in _OTHER:
        methods = [_method(f"{name}-{use}") for use in ("root", "assessment", "publication")]
        _key_list(made, f"key-list-{name}-1", methods, KEYS_FROM)


def _salvage(made: dict[str, JsonObject]) -> None:
    """Add the theft, the stolen key's salvage list, and the next key list of both."""
    theft = build_status_event(
        CHONGQING, str(made["capability"]["id"]), event_id=reference_id(21), sequence=1, action="revoke",
        effective_from=parse_time("2026-04-12T03:30:00+08:00"), reason="false-material",
    )  # fmt: skip
    made["theft"] = sign("cq-assessment", theft, "2026-04-12T03:30:00+08:00")
    keep, void = [digest_of(made["capability"])], [digest_of(made["theft"])]
    key = f"{CHONGQING}#assessment-1"
    salvage = build_salvage_list(CHONGQING, key, list_id=reference_id(31), keep=keep, void=void)
    made["salvage"] = sign("cq-root", salvage, "2026-04-13T15:00:00+08:00")
    stolen = {"signsUntil": FOUND, "compromisedSince": STOLEN, "salvage": digest_of(made["salvage"])}
    decline: JsonObject = {
        "issuer": SICHUAN,
        "scheme": "sc-facility-operation",
        "from": "2026-09-01T00:00:00+08:00",
        "until": "2026-12-01T00:00:00+08:00",
    }
    methods = [
        _method("cq-root"),
        _method("cq-assessment", **stolen),
        _method("cq-publication"),
        _method("cq-assessment-2", FOUND),
    ]
    _key_list(made, "key-list", methods, FOUND, decline)
    there: Any = made["key-list-sc-1"]["verificationMethod"]
    _key_list(made, "key-list-sc-2", there, FOUND)


def _key_list(
    made: dict[str, JsonObject], name: str, methods: list[JsonObject], created: str, *declines: JsonObject
) -> None:
    owner = str(methods[0]["controller"])
    document = next_key_list(owner, methods, made.values(), now=parse_time(created), declines=declines)
    made[name] = sign(f"{SHORT_NAMES[owner]}-root", document, created)


def _suspend(made: dict[str, JsonObject]) -> None:
    suspension = build_status_event(
        CHONGQING, str(made["capability"]["id"]), event_id=reference_id(22), sequence=2, action="suspend",
        effective_from=parse_time("2026-06-01T11:00:00+08:00"), reason="annual-check-overdue",
        until=parse_time("2026-06-15T00:00:00+08:00"),
    )  # fmt: skip
    made["status-event"] = sign("cq-assessment-2", suspension, "2026-06-01T11:00:00+08:00")


def _manifest(made: dict[str, JsonObject], name: str, number: int) -> JsonObject:
    document: Any = next_manifest(
        ASSOCIATIONS[name], common_text(), made.values(),
        manifest_id=reference_id(number), now=parse_time(PUBLISHED),
    )  # fmt: skip
    tree = log(name, made)
    document["credentialSubject"]["checkpoint"] = {"size": tree.size, "root": tree.root().hex()}
    return sign(f"{name}-publication", document, PUBLISHED)


def _status_list() -> JsonObject:
    document: Any = build_status_list(
        CHONGQING, "suspension", 1, [], valid_from=parse_time("2026-06-10T09:00:00+08:00"),
        valid_until=parse_time("2026-06-15T00:00:00+08:00"),
    )  # fmt: skip
    document["credentialSubject"]["encodedList"] = ENCODED_LIST
    return sign("cq-publication", document, "2026-06-10T09:00:00+08:00")


_LOGGED = {
    "cq": ("agreement-cq", "key-list-cq-1", "capability", "theft", "salvage", "key-list", "credit",
           "status-event"),
    "sc": ("agreement-sc", "key-list-sc-1", "key-list-sc-2"),
}  # fmt: skip


def log(name: str, made: dict[str, JsonObject]) -> MerkleTree:
    """Return an association's log: the digests of its records in admission order."""
    return MerkleTree(bytes.fromhex(digest_of(made[record])) for record in _LOGGED[name])


def checkpoint(name: str) -> Note:
    """Return the signed head of a log, cosigned by the other association ten minutes later."""
    own, other = example_signer(f"{name}-publication"), example_signer(f"{_OTHER[name]}-publication")
    tree, origin = log(name, documents()), log_origin(ASSOCIATIONS[name])
    head = format_checkpoint(Checkpoint(origin, tree.size, tree.root()))
    return sign_cosignature(
        sign_note(head, origin, own.sign, own.public_key),
        log_origin(ASSOCIATIONS[_OTHER[name]]),
        other.sign,
        other.public_key,
        time=int(parse_time(PUBLISHED).timestamp()) + 600,
    )


def inclusion_proof() -> bytes:
    """Return the receipt of the capability credential."""
    index = _LOGGED["cq"].index("capability")
    hashes = tuple(log("cq", documents()).prove_inclusion(index))
    return format_log_proof(LogProof(index, hashes, checkpoint("cq")))


@cache
def bundle() -> bytes:
    """Return the bundle of the whole history."""
    return join_bundle(documents().values(), (format_note(checkpoint("cq")), format_note(checkpoint("sc"))))

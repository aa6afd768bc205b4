"""The documents that the reference pages show: one small history, signed with the example keys.

Chongqing and Sichuan agree; Chongqing issues a credential; a thief revokes it with a stolen key; Chongqing
marks the key, lets the credential stand, voids the theft, and later suspends the enterprise for two weeks.
Names say 示例 or (Example). The same bytes at every call.
"""

from collections.abc import Iterable, Sequence
from datetime import timedelta
from functools import cache
from typing import Any

from credentials.documents.agreement import agreement_digest
from credentials.drafting.compose import (
    build_agreement_half,
    build_key_list,
    build_manifest,
    build_own_method,
    build_salvage_list,
    build_seen,
    build_status_event,
    build_status_list,
)
from credentials.drafting.draft import AssessmentDraft, build_credential
from credentials.drafting.make_bundle import count_events, digest_of
from credentials.identifiers import log_origin
from credentials.record import EventCount, JsonObject
from credentials.times import parse_time
from keys_example import CHONGQING, SICHUAN, example_signer
from signing.data_integrity import add_proof
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.log_proof import LogProof, format_log_proof
from signing.log.merkle import MerkleTree
from signing.log.note import Note, format_note, sign_cosignature, sign_note
from signing.strict_json import JsonValue
from tools.docs.example_agreement import common_text
from tools.docs.example_conferences import (
    HALF_SIGNED,
    OTHER_SIGNED,
    STANDARD_SIGNED,
    build_resolution,
    build_standard,
)
from tools.docs.example_report import REPORTED, build_report
from tools.docs.example_works import JOINED, SIGNED, build_listing, build_notice, build_technology

DIDS = {"cq": CHONGQING, "sc": SICHUAN}
_OTHER = {"cq": "sc", "sc": "cq"}
KEYS_FROM = "2026-02-01T09:00:00+08:00"
STOLEN, FOUND = "2026-04-12T00:00:00+08:00", "2026-04-13T16:00:00+08:00"
PUBLISHED = "2026-06-20T09:00:00+08:00"
ENCODED_LIST = "uH4sIAAAAAAACA-3QQREAAAwCIO1f2g67PSECCfyoAgAAAAAAAAAAAAAAAAAAgLMBDtgvfQBAAAA"
"""Bit 4711 alone. Written once and kept: DEFLATE output differs between zlib builds, and it is signed."""


def sign(name: str, document: JsonObject, created: str) -> JsonObject:
    """`document` signed with an example key at a time as text."""
    return add_proof(document, example_signer(name), created=created)


def _id(number: int) -> str:
    return f"urn:uuid:7b1f6c1e-0000-4000-8000-{number:012d}"


def _credential(number: int, created: str, name: str, **members: JsonValue) -> JsonObject:
    draft = AssessmentDraft.model_validate(
        {
            "legalName": "重庆示例安林环境治理有限公司",
            "legalNameEn": "Chongqing Anlin Environmental Remediation Co., Ltd. (Example)",
            "unifiedSocialCreditCode": "91500100MAYM6LY900",
            "region": "CN-CQ",
            **members,
        }
    )
    document = build_credential(
        draft, credential_id=_id(number), issuer=CHONGQING, list_number=1, index=4700 + number
    )
    return sign(name, document, created)


@cache
def documents() -> dict[str, JsonObject]:
    """Every signed document of the history by name."""
    made: dict[str, JsonObject] = {
        f"agreement-{name}": sign(
            f"{name}-root",
            build_agreement_half(common_text(), half_id=_id(number), issuer=did),
            "2026-01-20T10:00:00+08:00",
        )
        for number, (name, did) in enumerate(DIDS.items(), 1)
    }
    made["capability"] = _credential(
        11,
        "2026-03-02T10:00:00+08:00",
        "cq-assessment",
        kind="capability",
        scheme="cq-facility-operation",
        category=["工业废水处理", "在线监测"],
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
    made |= _events(str(made["capability"]["id"]))
    made["salvage"] = sign(
        "cq-root",
        build_salvage_list(
            CHONGQING,
            f"{CHONGQING}#assessment-1",
            list_id=_id(31),
            keep=[digest_of(made["capability"])],
            void=[digest_of(made["theft"])],
        ),
        "2026-04-13T15:00:00+08:00",
    )
    made |= _key_lists(made)
    made |= _manifests(made)
    made["status-list"] = _status_list()
    made["technology"] = sign("cq-assessment-2", build_technology(), SIGNED)
    made["listing"] = sign("sc-assessment", build_listing(digest_of(made["technology"])), JOINED)
    made["report"] = sign("cq-publication", build_report(), REPORTED)
    made["notice"] = sign("cq-assessment-2", build_notice(), "2026-05-11T16:00:00+08:00")
    made["standard"] = sign("cq-assessment-2", build_standard(), STANDARD_SIGNED)
    standard = digest_of(made["standard"])
    made["resolution"] = sign("cq-assessment-2", build_resolution(CHONGQING, standard), HALF_SIGNED)
    made["resolution-sc"] = sign("sc-assessment", build_resolution(SICHUAN, standard), OTHER_SIGNED)
    return made


def _events(credential: str) -> dict[str, JsonObject]:
    theft = build_status_event(
        CHONGQING, credential, event_id=_id(21), sequence=1, action="revoke",
        effective_from=parse_time("2026-04-12T03:30:00+08:00"), reason="false-material",
    )  # fmt: skip
    suspension = build_status_event(
        CHONGQING, credential, event_id=_id(22), sequence=2, action="suspend",
        effective_from=parse_time("2026-06-01T11:00:00+08:00"), reason="annual-check-overdue",
        until=parse_time("2026-06-15T00:00:00+08:00"),
    )  # fmt: skip
    return {
        "theft": sign("cq-assessment", theft, "2026-04-12T03:30:00+08:00"),
        "status-event": sign("cq-assessment-2", suspension, "2026-06-01T11:00:00+08:00"),
    }


def _method(name: str, since: str, **more: JsonValue) -> JsonObject:
    """The method of an example key: `cq-assessment-2` is #assessment-2."""
    use = name.split("-")[1]
    return build_own_method(example_signer(name), use, parse_time(since)) | more


def _key_lists(made: dict[str, JsonObject]) -> dict[str, JsonObject]:
    root, publication = _method("cq-root", KEYS_FROM), _method("cq-publication", KEYS_FROM)
    stolen = {"signsUntil": FOUND, "compromisedSince": STOLEN, "salvage": digest_of(made["salvage"])}
    there = [_method(f"sc-{use}", KEYS_FROM) for use in ("root", "assessment", "publication")]
    decline: JsonObject = {
        "issuer": SICHUAN,
        "scheme": "sc-facility-operation",
        "from": "2026-09-01T00:00:00+08:00",
        "until": "2026-12-01T00:00:00+08:00",
    }
    before = [root, _method("cq-assessment", KEYS_FROM), publication]
    after = [
        root,
        _method("cq-assessment", KEYS_FROM, **stolen),
        publication,
        _method("cq-assessment-2", FOUND),
    ]
    first, theirs = _key_list("cq", 1, before), _key_list("sc", 1, there)
    return {
        "key-list-cq-1": first,
        "key-list": _key_list(
            "cq", 2, after, previous=digest_of(first), events=[made["theft"]], declines=[decline]
        ),
        "key-list-sc-1": theirs,
        "key-list-sc-2": _key_list("sc", 2, there, previous=digest_of(theirs)),
    }


def _key_list(
    name: str,
    version: int,
    methods: list[JsonObject],
    *,
    previous: str | None = None,
    events: Iterable[JsonObject] = (),
    declines: Sequence[JsonObject] = (),
) -> JsonObject:
    """From the day of its version, for 90 days."""
    created = (KEYS_FROM, FOUND)[version - 1]
    document = build_key_list(
        DIDS[name],
        methods,
        version=version,
        previous=previous,
        valid_from=parse_time(created),
        valid_until=parse_time(created) + timedelta(days=90),
        events=count_events(events),
        declines=declines,
    )
    return sign(f"{name}-root", document, created)


def _seen(issuer: str, loose: Iterable[JsonObject], manifest: JsonObject | None) -> JsonObject:
    """Of another association: its manifest, repeated, and its events that this does not count."""
    agreed = (1, agreement_digest(common_text()))
    named = None if manifest is None else (digest_of(manifest), parse_time(PUBLISHED))
    subject: Any = manifest["credentialSubject"] if manifest is not None else None
    return build_seen(
        issuer,
        key_list_version=2,
        agreement=agreed,
        manifest=named,
        events=EventCount(**subject["events"]) if subject is not None else count_events([]),
        loose=[(event["credentialSubject"]["credential"], digest_of(event)) for event in loose],  # type: ignore[index,call-overload,misc]
    )


def _manifests(made: dict[str, JsonObject]) -> dict[str, JsonObject]:
    """Chongqing's first, which has seen no manifest of Sichuan yet; Sichuan's; then Chongqing's next."""
    first = _manifest("cq", 19, 40, made, None)
    theirs = _manifest("sc", 20, 42, made, first)
    return {
        "manifest-cq-1": first,
        "manifest-sc": theirs,
        "manifest-cq": _manifest("cq", 20, 41, made, theirs),
    }


def _manifest(
    name: str, version: int, number: int, made: dict[str, JsonObject], seen: JsonObject | None
) -> JsonObject:
    events = {"cq": [made["theft"], made["status-event"]], "sc": []}
    key_list = made["key-list" if name == "cq" else "key-list-sc-2"]
    halves = [made["agreement-cq"], made["agreement-sc"]]
    parts = [("key-list", str(key_list["id"]), digest_of(key_list))]
    parts += [("agreement", str(half["id"]), digest_of(half)) for half in halves]
    if name == "cq":
        parts.append(("salvage", str(made["salvage"]["id"]), digest_of(made["salvage"])))
    tree = log(name, made)
    document = build_manifest(
        DIDS[name], manifest_id=_id(number), version=version, key_list_version=2,
        agreement=(1, agreement_digest(common_text())), events=count_events(events[name]), parts=parts,
        seen=[_seen(DIDS[_OTHER[name]], [], seen)], valid_from=parse_time(PUBLISHED),
        valid_until=parse_time("2026-06-27T09:00:00+08:00"), checkpoint=(tree.size, tree.root().hex()),
    )  # fmt: skip
    return sign(f"{name}-publication", document, PUBLISHED)


def _status_list() -> JsonObject:
    document = build_status_list(
        CHONGQING, "suspension", 1, [], valid_from=parse_time("2026-06-10T09:00:00+08:00"),
        valid_until=parse_time("2026-06-15T00:00:00+08:00"),
    )  # fmt: skip
    subject: Any = document["credentialSubject"]
    document["credentialSubject"] = {**subject, "encodedList": ENCODED_LIST}
    return sign("cq-publication", document, "2026-06-10T09:00:00+08:00")


_LOGGED = {
    "cq": ("agreement-cq", "key-list-cq-1", "capability", "theft", "salvage", "key-list", "credit",
           "status-event"),
    "sc": ("agreement-sc", "key-list-sc-1", "key-list-sc-2"),
}  # fmt: skip


def log(name: str, made: dict[str, JsonObject]) -> MerkleTree:
    """The log of an association: the digests of its records in admission order."""
    return MerkleTree(bytes.fromhex(digest_of(made[record])) for record in _LOGGED[name])


def checkpoint(name: str) -> Note:
    """The signed head of a log, cosigned by the other association ten minutes later."""
    own, other = example_signer(f"{name}-publication"), example_signer(f"{_OTHER[name]}-publication")
    tree, origin = log(name, documents()), log_origin(DIDS[name])
    head = format_checkpoint(Checkpoint(origin, tree.size, tree.root()))
    return sign_cosignature(
        sign_note(head, origin, own.sign, own.public_key),
        log_origin(DIDS[_OTHER[name]]),
        other.sign,
        other.public_key,
        time=int(parse_time(PUBLISHED).timestamp()) + 600,
    )


def inclusion_proof() -> bytes:
    """The receipt of the capability credential."""
    index = _LOGGED["cq"].index("capability")
    hashes = tuple(log("cq", documents()).prove_inclusion(index))
    return format_log_proof(LogProof(index, hashes, checkpoint("cq")))


def bundle() -> dict[str, list[JsonValue]]:
    """The members of the bundle but its type, ready to be written one part a line."""
    made = documents()
    halves: list[JsonValue] = [made["agreement-cq"], made["agreement-sc"]]
    return {
        "agreements": [halves],
        "keyLists": [made[n] for n in ("key-list-cq-1", "key-list", "key-list-sc-1", "key-list-sc-2")],
        "manifests": [made["manifest-cq-1"], made["manifest-sc"], made["manifest-cq"]],
        "events": [made["theft"], made["status-event"]],
        "loose": [],
        "salvage": [made["salvage"]],
        "checkpoints": [format_note(checkpoint("cq")), format_note(checkpoint("sc"))],
    }

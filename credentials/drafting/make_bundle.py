"""Sign, count and join: documents that a program signs itself become a bundle for verifiers.

Use it to keep signed documents without a registry (docs/how-to/sign-from-python.md). `documents` are signed
JSON objects of any kind, in any order; only each association's events stand in the order in which it counts
them. No signature is checked here: `verifier.TrustStore.from_bundle` does that.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from hashlib import sha256
from operator import attrgetter, itemgetter
from typing import TYPE_CHECKING, Any

from credentials.documents.agreement import AgreementHalf, AgreementText, agreement_digest
from credentials.documents.bundle import Bundle, format_bundle, parse_bundle
from credentials.documents.key_list import MAX_LIFE as KEY_LIST_LIFE
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import MAX_LIFE, Manifest, next_version
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.drafting.compose import build_key_list, build_manifest, build_seen
from credentials.errors import RecordError
from credentials.kinds import read_any
from credentials.record import EventCount, JsonObject, M, Record, read_body
from credentials.times import format_time
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree

if TYPE_CHECKING:
    from signing.signer import Signer

Records = Sequence[Record[Any]]


def sign_document(document: JsonObject, signer: "Signer", created: datetime) -> JsonObject:
    """Return `document` with the signer's proof. Raises the errors of `signing.add_proof`."""
    return add_proof(document, signer, created=format_time(created))


def digest_of(document: JsonObject) -> str:
    """Return the digest of a signed document: SHA-256 of its JCS bytes, 64 hex digits."""
    return sha256(canonicalize(document)).hexdigest()


def count_events(events: Iterable[JsonObject]) -> EventCount:
    """Return the number of status events, and the RFC 6962 root over their digests in this order."""
    tree = MerkleTree(bytes.fromhex(digest_of(event)) for event in events)
    return EventCount(count=tree.size, root=tree.root().hex())


def next_key_list(
    issuer: str,
    methods: Sequence[JsonObject],
    documents: Iterable[JsonObject],
    *,
    now: datetime,
    declines: Sequence[JsonObject] = (),
    service: Sequence[JsonObject] = (),
) -> JsonObject:
    """Build the association's next key list, unsigned: it continues the newest one in `documents`, if any.

    `methods` are all keys it ever had (`compose.build_method`); its events in `documents` are the floor.
    Raises RecordError for a document of no known kind.
    """
    records = _read(documents)
    before = _newest_key_list(records, issuer)
    return build_key_list(
        issuer,
        methods,
        version=1 if before is None else before.body.version + 1,
        previous=None if before is None else before.digest,
        valid_from=now,
        valid_until=now + KEY_LIST_LIFE,
        events=_count(_of(StatusEvent, records, issuer)),
        declines=declines,
        service=service,
    )


def next_manifest(
    issuer: str,
    agreement: JsonObject,
    documents: Iterable[JsonObject],
    *,
    manifest_id: str,
    now: datetime,
) -> JsonObject:
    """Build the association's next manifest, unsigned, for seven days from `now`.

    `agreement` is the common text. The manifest counts the association's events in `documents`, and names its
    newest key list, its salvage lists and the halves of the agreement. It repeats every other party's newest
    manifest, and the events which that does not count. Raises RecordError for a document that is none of
    ours, and bundle-part while the association has no key list.
    """
    records = _read(documents)
    key_list = _newest_key_list(records, issuer)
    if key_list is None:
        raise RecordError("bundle-part", "keyLists")
    text = read_body(agreement, AgreementText)
    reference = (text.version, agreement_digest(agreement))
    subjects = [record.body.credential_subject for record in _of(Manifest, records, issuer)]
    # numbers begin anew under another agreement version or key list
    place = (text.version, key_list.body.version)
    newest = max((s.version for s in subjects if s.order[:2] == place), default=0)
    return build_manifest(
        issuer,
        manifest_id=manifest_id,
        version=next_version(newest, key_list.created, now),
        key_list_version=key_list.body.version,
        agreement=reference,
        events=_count(_of(StatusEvent, records, issuer)),
        parts=[
            ("key-list", issuer, key_list.digest),
            *(
                ("agreement", half.body.id, half.digest)
                for half in _of(AgreementHalf, records)
                if agreement_digest(half.value["credentialSubject"]) == reference[1]
            ),
            *(("salvage", record.body.id, record.digest) for record in _of(SalvageList, records, issuer)),
        ],
        seen=[
            seen
            for party in text.parties
            if party.id != issuer and (seen := _seen_of(party.id, records, reference)) is not None
        ],
        valid_from=now,
        valid_until=now + MAX_LIFE,
    )


def join_bundle(documents: Iterable[JsonObject], checkpoints: Iterable[str] = ()) -> bytes:
    """Join `documents` into a bundle, without credentials and status lists. Raises RecordError as above.

    Of each association's events, as many are counted as one of its lists or manifests counts; the rest is
    loose.
    """
    # the same document may come from several bundles
    records = [*{record.digest: record for record in _read(documents)}.values()]
    versions: dict[str, list[Record[AgreementHalf]]] = {}
    for half in sorted(_of(AgreementHalf, records), key=attrgetter("body.credential_subject.version")):
        versions.setdefault(agreement_digest(half.value["credentialSubject"]), []).append(half)
    counted: list[JsonObject] = []
    loose: list[JsonObject] = []
    for issuer in sorted({event.body.issuer for event in _of(StatusEvent, records)}):
        events = [event.value for event in _of(StatusEvent, records, issuer)]
        lists = [record.body.events.count for record in _of(KeyList, records, issuer)]
        manifests = [record.body.credential_subject.events.count for record in _of(Manifest, records, issuer)]
        size = max([*lists, *manifests], default=0)
        counted += events[:size]
        loose += events[size:]
    return format_bundle(
        Bundle(
            agreements=tuple(map(tuple, versions.values())),
            key_lists=tuple(sorted(_of(KeyList, records), key=attrgetter("body.id", "body.version"))),
            manifests=tuple(_of(Manifest, records)),
            events=tuple(counted),
            loose=tuple(loose),
            salvage=tuple(_of(SalvageList, records)),
            checkpoints=tuple(checkpoints),
        )
    )


def take_apart(bundle: bytes) -> list[JsonObject]:
    """Return the documents of a bundle, such as another association's; the inverse of `join_bundle`.

    Raises RecordError like `credentials.parse_bundle`.
    """
    parts = parse_bundle(bundle)
    halves = [half for version in parts.agreements for half in version]
    records: Records = [*halves, *parts.salvage, *parts.key_lists, *parts.manifests]
    return [*(record.value for record in records), *parts.events, *parts.loose]


def _read(documents: Iterable[JsonObject]) -> Records:
    return [read_any(document) for document in documents]


def _of(model: type[M], records: Records, issuer: str | None = None) -> list[Record[M]]:
    """Return the records of one kind, of one association where it is named."""
    return [r for r in records if isinstance(r.body, model) and issuer in (None, r.body.signer)]


def _count(events: Iterable[Record[StatusEvent]]) -> EventCount:
    return count_events(event.value for event in events)


def _newest_key_list(records: Records, issuer: str) -> Record[KeyList] | None:
    return max(_of(KeyList, records, issuer), key=attrgetter("body.version"), default=None)


def _seen_of(issuer: str, records: Records, agreement: tuple[int, str]) -> JsonObject | None:
    """Build the sighting of another party; None for one that has published nothing."""
    events = _of(StatusEvent, records, issuer)
    key_list = _newest_key_list(records, issuer)
    manifest = max(
        _of(Manifest, records, issuer), key=attrgetter("body.credential_subject.order"), default=None
    )
    if manifest is None:
        if key_list is None:
            return None
        return build_seen(
            issuer,
            key_list_version=key_list.body.version,
            agreement=agreement,
            # a sighting repeats the count of its party's manifest: without one nothing is counted
            events=count_events(()),
            loose=_loose(events),
        )
    subject = manifest.body.credential_subject
    return build_seen(
        issuer,
        key_list_version=subject.key_list_version,
        agreement=(subject.agreement.version, subject.agreement.digest),
        events=subject.events,
        manifest=(manifest.digest, manifest.created),
        loose=_loose(events[subject.events.count :]),
    )


def _loose(events: Iterable[Record[StatusEvent]]) -> list[tuple[str, str]]:
    loose = ((event.body.credential_subject.credential, event.digest) for event in events)
    return sorted(loose, key=itemgetter(1))

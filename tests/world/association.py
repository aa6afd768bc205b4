"""One association of the world: its keys, and plain lists of everything it ever signed.

A test may alter any list or document and sign again; nothing here checks anything.
"""

import hashlib
from collections.abc import Callable, Iterable
from copy import deepcopy
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from credentials.documents.agreement import AgreementText
from credentials.drafting.compose import build_own_method
from credentials.drafting.draft import AssessmentDraft
from credentials.drafting.make_bundle import count_events, sign_document
from credentials.identifiers import log_origin
from credentials.record import EventCount
from credentials.times import CHINA, add_months, format_time
from keys_example import ASSOCIATIONS, EXAMPLE_MULTIKEYS, example_signer
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.merkle import MerkleTree
from signing.log.note import Note, sign_cosignature, sign_note
from signing.signer import Ed25519Signer

KEYS_FROM = datetime(2021, 6, 1, tzinfo=CHINA)
"""Beginning of the first keys, a month before the agreement."""

Document = dict[str, Any]
Change = Callable[[Any], object]
"""Alters an unsigned document in place; what it returns is ignored."""


def digest_of(document: Document | bytes) -> str:
    """Return the digest of a record: SHA-256 of its JCS bytes, 64 hex digits."""
    return hashlib.sha256(document if isinstance(document, bytes) else canonicalize(document)).hexdigest()


def make_signer(did: str, name: str, method: str) -> Ed25519Signer:
    """Return the example key of a method such as `assessment-2`, or else a key from a seed of its name."""
    example = f"{name}-{method.removesuffix('-1')}"
    if example in EXAMPLE_MULTIKEYS and ASSOCIATIONS[name] == did:
        return example_signer(example)
    return Ed25519Signer.from_seed(hashlib.sha256(f"{did}#{method}".encode()).digest(), f"{did}#{method}")


@dataclass
class Association:
    """`signers` holds the key that signs now for each use, `keys` every key it ever had by multikey."""

    name: str
    did: str
    region: str
    signers: dict[str, Ed25519Signer] = field(default_factory=dict)
    keys: dict[str, Ed25519Signer] = field(default_factory=dict)
    methods: list[Document] = field(default_factory=list)
    declines: list[Document] = field(default_factory=list)
    key_lists: list[Document] = field(default_factory=list)
    manifests: list[Document] = field(default_factory=list)
    events: list[Document] = field(default_factory=list)
    salvage: list[Document] = field(default_factory=list)
    credentials: dict[str, Document] = field(default_factory=dict)
    log: list[bytes] = field(default_factory=list)
    checkpoints: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for use in ("root", "assessment", "publication"):
            self.add_key(use, KEYS_FROM)

    def add_key(self, use: str, since: datetime) -> Ed25519Signer:
        """Add a key that signs for `use` from now on; the older ones stay in the list."""
        number = sum(method["use"] == use for method in self.methods) + 1
        signer = make_signer(self.did, self.name, f"{use}-{number}")
        self.signers[use] = self.keys[signer.multikey] = signer
        self.methods.append(build_own_method(signer, use, since))
        return signer

    def method(self, name: str) -> Document:
        """Return the entry of the key list, by its short name: `assessment-1`."""
        return next(method for method in self.methods if method["id"] == f"{self.did}#{name}")

    def sign(
        self, document: Document, use: str, created: datetime, signer: Ed25519Signer | None = None
    ) -> Document:
        """Sign the document by the present key for `use`, or by any other."""
        return sign_document(document, signer or self.signers[use], created)

    def resign(
        self,
        document: Document,
        change: Change | None,
        use: str = "publication",
        signer: Ed25519Signer | None = None,
    ) -> Document:
        """Return `document` after `change`, signed again at its old time."""
        copy = deepcopy(document)
        created = copy.pop("proof")["created"]
        if change is not None:
            change(copy)
        return add_proof(copy, signer or self.signers[use], created=created)

    def event_count(self) -> EventCount:
        """Return count and root of its events so far."""
        return count_events(self.events)

    def checkpoint(
        self,
        witnesses: Iterable["Association"],
        now: datetime,
        size: int | None = None,
        extensions: tuple[str, ...] = (),
    ) -> Note:
        """Return its signed log head over the first `size` entries, cosigned at `now` by `witnesses`."""
        tree = MerkleTree(self.log)
        size = tree.size if size is None else size
        origin = log_origin(self.did)
        text = format_checkpoint(Checkpoint(origin, size, tree.root(size), extensions))
        own = self.signers["publication"]
        note = sign_note(text, origin, own.sign, own.public_key)
        for witness in witnesses:
            key = witness.signers["publication"]
            note = sign_cosignature(
                note, log_origin(witness.did), key.sign, key.public_key, time=int(now.timestamp())
            )
        return note

    def draft(self, text: AgreementText, serial: int, day: datetime, **members: Any) -> AssessmentDraft:
        """Return an honest draft of `day`; `members` (snake_case) replace those of the first scheme."""
        scheme = text.scheme(members.get("scheme", "")) or next(
            (s for s in text.schemes if s.owner == self.did), text.schemes[0]
        )
        begin = members.get("valid_from", day.astimezone(CHINA).replace(hour=0, minute=0, second=0))
        grade = members.get("grade", scheme.grades[0].code)
        whole: dict[str, Any] = {
            "kind": scheme.kind,
            "legal_name": "重庆示例清源环保科技有限公司",
            "legal_name_en": "Chongqing Qingyuan Environmental Protection Technology Co., Ltd. (Example)",
            "unified_social_credit_code": "91350100M000100Y43",
            "region": self.region,
            "scheme": scheme.id,
            "category": list(scheme.categories[1:2]),
            "grade": grade,
            "certificate_number": f"{self.name.upper()}-{day.year}-{serial:04d}",
            "assessed_on": day.date(),
            "valid_from": begin,
            "valid_until": add_months(begin, scheme.months_of(grade)),
            **members,
        }
        return AssessmentDraft.model_validate(
            {AssessmentDraft.model_fields[name].alias: _text(value) for name, value in whole.items()}
        )


def _text(value: Any) -> Any:
    if isinstance(value, datetime):
        return format_time(value)
    return value.isoformat() if hasattr(value, "isoformat") else value

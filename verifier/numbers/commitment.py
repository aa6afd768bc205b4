"""A manifest's commitment to certificate numbers: the part `numbers`, a small document of its own.

{"count":3,"coverage":[{"issuedFrom":"2026-02-01","scheme":"cq-credit"}],"root":"…","type":"huren-numbers/1"}

`root` is the RFC 6962 root over `count` entries: the SHA-256 of each certificate number that was ever given,
as `fold_number` writes it, in the order of their bytes, each once. `coverage` says for which certificates a
missing number proves something: those under `scheme` that were issued on `issuedFrom` or later. The document
is not signed: the manifest names it by digest. A verifier that does not know this part ignores it.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from typing import Annotated, Literal, Self
from unicodedata import normalize

from pydantic import Field, model_validator

from credentials.documents.manifest import Manifest
from credentials.record import (
    Count,
    Date,
    Digest,
    Items,
    JsonObject,
    Model,
    Record,
    Slug,
    parse_document,
    read_body,
    refuse,
)
from signing.jcs import canonicalize
from verifier.errors import QuestionError, TrustError
from verifier.trust.trust_store import TrustStore

NUMBERS_PART = "numbers"
NUMBERS_TYPE = "huren-numbers/1"
MAX_COMMITMENT_BYTES = 64 * 1024
MAX_COVERAGE = 256

_WHITE_SPACE = re.compile("[\t-\r \x85\xa0\u1680\u2000-\u200a\u2028\u2029\u202f\u205f\u3000]+")
"""Unicode's property White_Space, spelled out so that every language has the same."""
_DASHES = re.compile("[\u058a\u1806\u2010-\u2015\u2043\u2212\u2e3a\u2e3b]")
"""Characters typed, printed or recognised for a hyphen that NFKC leaves as they are."""
_FORMAT = re.compile(
    "[\xad\u0600-\u0605\u061c\u06dd\u070f\u0890\u0891\u08e2\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufeff\ufff9-\ufffb"
    "\U000110bd\U000110cd\U00013430-\U0001343f\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0001\U000e0020-\U000e007f]+"
)
"""Format characters (Cf), invisible to a reader, spelled out like white space."""


class Coverage(Model):
    """The certificates, by scheme and first day of issue, all of whose numbers are in the set."""

    scheme: Slug
    issued_from: Date


class NumberSet(Model):
    """The document: the number of entries and their Merkle root, and the coverage."""

    type: Literal["huren-numbers/1"]
    count: Count
    root: Digest
    coverage: Annotated[Items[Coverage], Field(max_length=MAX_COVERAGE)]

    @model_validator(mode="after")
    def _schemes_once(self) -> Self:
        schemes = [entry.scheme for entry in self.coverage]
        twice = next((scheme for scheme in schemes if schemes.count(scheme) > 1), None)
        if twice is not None:
            raise refuse("item-repeated", "coverage", item=twice)
        return self

    def list_coverage(self) -> list[JsonObject]:
        """Return `coverage` as JSON, in the order of the schemes."""
        rows: list[JsonObject] = [
            {"scheme": entry.scheme, "issuedFrom": entry.issued_from.isoformat()} for entry in self.coverage
        ]
        return sorted(rows, key=lambda entry: str(entry["scheme"]))

    def covers(self, scheme: str | None, issued: date | None) -> bool:
        """Return whether the coverage has this scheme and day of issue; None (unknown) matches any."""
        return any(
            scheme in (None, entry.scheme) and (issued is None or issued >= entry.issued_from)
            for entry in self.coverage
        )


@dataclass(frozen=True, slots=True)
class Commitment:
    """The numbers that an association's manifest commits to; `digest` is that of the document."""

    issuer: str
    manifest: Record[Manifest]
    numbers: NumberSet
    digest: str


def fold_number(text: str) -> str:
    """Return a certificate number as it is compared: NFKC, upper case, one hyphen, nothing invisible."""
    seen = _FORMAT.sub("", _WHITE_SPACE.sub("", normalize("NFKC", text).upper()))
    return _DASHES.sub("-", seen)


def read_number(text: str) -> str:
    """Fold a number that somebody asks about; QuestionError number-empty if folding leaves no character."""
    folded = fold_number(text)
    # every register could prove the absence of an empty number, which means nothing
    if not folded:
        raise QuestionError("number-empty", "number")
    return folded


def hash_number(text: str) -> bytes:
    """Return the entry of a certificate number: SHA-256 of its folded UTF-8, 32 bytes."""
    # half of a surrogate pair is hashed too: such a text gets an answer and no exception
    return sha256(fold_number(text).encode("utf-8", "surrogatepass")).digest()


def build_numbers(count: int, root: bytes, coverage: Sequence[tuple[str, date]]) -> bytes:
    """Return the JCS bytes of the document; `coverage` are (scheme, issued from), in any order."""
    entries: list[JsonObject] = [
        {"scheme": scheme, "issuedFrom": issued.isoformat()} for scheme, issued in sorted(coverage)
    ]
    return canonicalize({"type": NUMBERS_TYPE, "count": count, "root": root.hex(), "coverage": [*entries]})


def find_commitment(trust: TrustStore, issuer: str, data: bytes) -> Commitment:
    """Read the document in `data` (at most 64 KiB) and find the newest manifest that names it.

    Raises TrustError numbers-unnamed for a document that no manifest of the association here names: it may be
    older than the bundle, or newer. Raises RecordError for any other bytes.
    """
    numbers = read_body(parse_document(data, MAX_COMMITMENT_BYTES), NumberSet)
    digest, party = sha256(data).hexdigest(), trust.party(issuer)
    ranked = party.manifests.ranked if party is not None else ()
    manifest = next((candidate for candidate in ranked if digest in _named(candidate)), None)
    if manifest is None:
        raise TrustError("numbers-unnamed", issuer=issuer)
    return Commitment(issuer, manifest, numbers, digest)


def find_committing(trust: TrustStore, issuer: str) -> Record[Manifest] | None:
    """Return the association's newest manifest if it commits to numbers."""
    party = trust.party(issuer)
    manifest = party.manifest if party is not None else None
    return manifest if manifest is not None and _named(manifest) else None


def _named(manifest: Record[Manifest]) -> set[str]:
    return {part.digest for part in manifest.body.credential_subject.parts if part.kind == NUMBERS_PART}

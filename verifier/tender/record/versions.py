"""Whether tender and bidders are what was checked first, or a later version that names the one before."""

from collections.abc import Iterator
from typing import Any, Literal

from credentials.record import JsonObject
from verifier.tender.documents.bidders import Bidders
from verifier.tender.documents.tender import Tender
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.record.document import TenderReceipt

VersionBreak = Literal["other-text", "older", "other-previous"]


def find_breaks(
    before: TenderReceipt, tender: Unsigned[Tender], bidders: Unsigned[Bidders]
) -> Iterator[tuple[str, JsonObject]]:
    """`tender:…` and `bidders:…` with the versions; nothing where a version between them is not at hand."""
    known = before.header.tender
    yield from _compare("tender", known.version, known.digest, tender)
    yield from _compare("bidders", before.bidders.version, before.bidders.digest, bidders)


def _compare(what: str, version: int, digest: str, after: Unsigned[Any]) -> Iterator[tuple[str, JsonObject]]:
    found: VersionBreak | None = None
    if after.body.version < version:
        found = "older"
    elif after.body.version == version:
        found = "other-text" if after.digest != digest else None
    elif after.body.version == version + 1 and after.body.previous != digest:
        found = "other-previous"
    if found is not None:
        yield f"{what}:{found}", {"before": version, "after": after.body.version}

"""Versions of tender, bidders and agreement: breaks in their order, and changed rows."""

from collections.abc import Iterable, Iterator
from typing import Any, Literal

from credentials.documents.agreement import AgreementText, GradeReference
from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from verifier.tender.documents.bidders import BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.record.document import StatedCredential, TenderReceipt

VersionBreak = Literal["other-text", "older", "other-previous"]


def find_breaks(
    before: TenderReceipt, tender: Unsigned[Tender], bidders: Unsigned[BidderList]
) -> Iterator[tuple[str, JsonObject]]:
    """Yield breaks in the order of versions as `tender:…` and `bidders:…`; a missing version is no break."""
    known = before.header.tender
    yield from _compare("tender", known.version, known.digest, tender)
    yield from _compare("bidders", before.bidders.version, before.bidders.digest, bidders)


def _compare(
    document: str, version: int, digest: str, after: Unsigned[Any]
) -> Iterator[tuple[str, JsonObject]]:
    # a break is reported, not refused: a committee in its room cannot mend the day before
    difference: VersionBreak | None = None
    if after.body.version < version:
        difference = "older"
    elif after.body.version == version:
        difference = "other-text" if after.digest != digest else None
    elif after.body.version == version + 1 and after.body.previous != digest:
        difference = "other-previous"
    if difference is not None:
        yield f"{document}:{difference}", {"before": version, "after": after.body.version}


def compare_agreements(
    before: AgreementText, after: AgreementText, scheme: str, credentials: Iterable[StatedCredential]
) -> Iterator[JsonObject]:
    """Yield changes of the rows by which these credentials count in a scheme, as facts of `agreement-row`."""
    graded = [
        (credential.scheme, credential.grade, {None, *credential.categories}) for credential in credentials
    ]
    old, new = (_rows_to(text, scheme) for text in (before, after))
    for source in dict.fromkeys((*old, *new)):
        was, comes = old.get(source), new.get(source)
        concerned = any(
            (source.scheme, source.grade) == (held_scheme, grade) and source.category in categories
            for held_scheme, grade, categories in graded
        )
        if was != comes and concerned:
            (grade, clause), (now, clause_now) = was or (None, None), comes or (None, None)
            yield {
                "scheme": source.scheme,
                "grade": source.grade,
                "category": source.category,
                "before": grade,
                "after": now,
                "clause": clause_now or clause,
            }


def _rows_to(text: AgreementText, scheme: str) -> dict[GradeReference, tuple[str | None, str]]:
    """Return by source grade the grade in the scheme (None: it counts as nothing) and the clause."""
    return {
        row.source: (row.target.grade if row.target is not None else None, row.clause)
        for row in text.equivalences
        if row.target is None or row.target.scheme == scheme
    }

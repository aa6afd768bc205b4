"""Compare a bidder's own list, a certificate for each criterion, with the papers and the cells.

The list changes no cell. Numbers are compared as registers compare them.
"""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from credentials.record import JsonObject
from verifier.numbers.commitment import fold_number
from verifier.tender.documents.bidders import UNNUMBERED, BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import (
    MET,
    CellState,
    CriterionOutcome,
    MatrixCell,
    PagesLooked,
    PaperNote,
    list_cited,
)

PaperPlace = tuple[str, int | None]
"""File and page."""


class ListedPapers(NamedTuple):
    """Papers of bidders; by bidder, the digests in `own` that may count, and the pages with looks."""

    credentials: Iterable[JsonObject]
    notes: Iterable[PaperNote]
    own: Mapping[str, frozenset[str]]
    looked: Mapping[str, PagesLooked]


def tell_own_lists(
    tender: Tender,
    bidders: BidderList,
    papers: ListedPapers,
    cells: Iterable[MatrixCell],
    outcomes: Iterable[CriterionOutcome],
) -> Iterator[PaperNote]:
    """Yield a note for each number named for a criterion, by bidder, criterion and number."""
    if not any(bidder.claims for bidder in bidders.bidders):
        return
    numbers: dict[str, str] = {}
    by_number: dict[tuple[str, str], list[tuple[str, PaperPlace]]] = {}
    for credential in papers.credentials:
        stated: Any = credential
        numbers[stated["digest"]] = stated["number"]
        for place in stated["places"]:
            key = place["bidder"], fold_number(stated["number"])
            by_number.setdefault(key, []).append((stated["digest"], (place["file"], place["page"])))
    marked = _find_marked(papers.notes)
    cited = _find_cited(tender, cells)
    states = {(outcome.bidder, outcome.criterion): outcome.state for outcome in outcomes}
    for bidder in bidders.bidders:
        for criterion, number in sorted(
            {(claim.criterion, fold_number(claim.number)) for claim in bidder.claims or ()}
        ):
            own = papers.own[bidder.id]
            credentials = sorted(
                by_number.get((bidder.id, number), ()), key=lambda option: option[0] not in own
            )
            claimed_for = bidder.id, criterion
            by = cited.get(claimed_for, set())
            kind, place = _sort(
                credentials, own, by, states.get(claimed_for), marked.get((bidder.id, number))
            )
            facts: JsonObject = {"kind": kind, "criterion": criterion, "number": number}
            if kind == "other":
                facts["by"] = [*sorted({numbers[digest] for digest in by})]
            if kind == "absent":
                facts |= _tell_absent(papers.looked[bidder.id])
            yield PaperNote(bidder.id, *place, "claimed", None, facts)


def _sort(
    credentials: list[tuple[str, PaperPlace]],
    own: frozenset[str],
    cited: set[str],
    state: CellState | None,
    marked: PaperPlace | None,
) -> tuple[str, tuple[str | None, int | None]]:
    """Return a listed certificate's state and place; `credentials` have its number, own ones first."""
    if state is None:
        return "not-asked", (None, None)
    counting = next((place for digest, place in credentials if digest in cited), None)
    if counting is not None:
        return "counted", counting
    if credentials and credentials[0][0] in own:
        return "other" if state == MET and cited else "unmet", credentials[0][1]
    if credentials:
        return "aside", credentials[0][1]
    return ("marked", marked) if marked is not None else ("absent", (None, None))


def _find_marked(notes: Iterable[PaperNote]) -> dict[tuple[str, str], PaperPlace]:
    """Return by bidder and number the first page, present in the file, on which a person read it."""
    marked: dict[tuple[str, str], PaperPlace] = {}
    for note in notes:
        claims = note.facts.get("claims")
        if note.file is not None and isinstance(claims, str) and claims != UNNUMBERED:
            marked.setdefault((note.bidder, fold_number(claims)), (note.file, note.page))
    return marked


def _find_cited(tender: Tender, cells: Iterable[MatrixCell]) -> dict[tuple[str, str], set[str]]:
    """Return by bidder and criterion the digests by which its requirements are met."""
    requirements = tender.requirements
    by_column: dict[tuple[str, str], set[str]] = {}
    for cell in cells:
        cited = list_cited(cell, requirements[cell.requirement].valid_at)
        by_column.setdefault((cell.bidder, cell.criterion), set()).update(cited)
    return by_column


def _tell_absent(looked: PagesLooked) -> JsonObject:
    if not looked.to_look_at:
        return {"pages": looked.read}
    return {
        "kind": "absent-looks",
        "pages": looked.read,
        "lookedAt": looked.looked_at,
        "toLookAt": looked.to_look_at,
    }

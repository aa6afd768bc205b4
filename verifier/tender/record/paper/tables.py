"""The record as tables for a sheet: the matrix, every cell, every certificate. Texts, codes among them."""

from collections.abc import Iterator

from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.words.days import format_end, format_moment
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import Tender
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.matrix import MET
from verifier.tender.record.document import TenderReceipt
from verifier.tender.record.paper.telling import Telling

_CELLS = (
    "lot", "bidder", "holder", "criterion", "requirement", "state", "at-opening", "at-award",
    "at-contract-end", "codes", "why",
)  # fmt: skip
_HELD = ("bidder", "holder", "uscc", "number", "certificate", "term", "place", "why")


def tabulate(
    receipt: Unsigned[TenderReceipt], tender: Tender, names: AgreementNames, lang: Lang
) -> list[JsonObject]:
    """`{title, head[], rows[[…]]}` a page: the matrix, the cells, the certificates."""
    told = Telling(receipt, tender, names, lang)
    criteria = [criterion.id for criterion in tender.criteria]
    return [
        _table(
            told.label("matrix"),
            [told.label("lot"), told.label("bidder"), told.label("holder"), *criteria],
            _tell_matrix(told, criteria),
        ),
        _table(told.label("requirement"), [told.label(name) for name in _CELLS], _tell_cells(told)),
        _table(told.label("certificate"), [told.label(name) for name in _HELD], _tell_held(told)),
    ]


def _table(title: str, head: list[str], rows: Iterator[list[str]]) -> JsonObject:
    listed: list[JsonValue] = [[*row] for row in rows]
    return {"title": title, "head": [*head], "rows": listed}


def _tell_matrix(told: Telling, criteria: list[str]) -> Iterator[list[str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in told.body.criteria:
        points = f" {one.points.points}" if one.points is not None else ""
        found.setdefault((one.lot, one.bidder), {})[one.criterion] = told.state(one.state) + points
    for (lot, bidder), states in found.items():
        yield [lot, bidder, told.bidders[bidder], *(states.get(criterion, "") for criterion in criteria)]


def _tell_cells(told: Telling) -> Iterator[list[str]]:
    for cell in told.body.cells:
        named = [cell.lot, cell.bidder, told.bidders[cell.bidder], cell.criterion, cell.requirement]
        why = "" if cell.state == MET else told.why(cell)
        yield [*named, told.state(cell.state), *told.columns(cell), " ".join(cell.codes), why]


def _tell_held(told: Telling) -> Iterator[list[str]]:
    for bidder in told.body.bidders.named:
        for held in told.body.credentials:
            places = told.places(bidder.id, held)
            if places:
                term = f"{format_moment(held.since)} – {format_end(held.until)}"
                named = [bidder.id, held.name, held.holder, held.number, told.certificate(held), term]
                yield [*named, places, told.line(bidder.id, held)]

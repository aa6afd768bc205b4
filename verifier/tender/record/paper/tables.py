"""The record as tables for a sheet: the matrix, every cell, every certificate. Texts, codes among them."""

from collections.abc import Iterable, Iterator, Sequence

from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.words.days import format_end, format_moment
from signing.errors import Lang
from signing.plain_text import plain
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import Tender
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.matrix import MET
from verifier.tender.record.document import StatedCell, TenderReceipt
from verifier.tender.record.paper.certificate_lines import CertificateLines
from verifier.tender.record.paper.sentences import SENTENCES, tell
from verifier.tender.record.paper.telling import Telling

_CELLS = (
    "lot", "bidder", "holder", "criterion", "bearing", "requirement", "state", "at-opening", "at-award",
    "at-contract-end", "met-by", "issuer", "counts", "clause", "place", "why", "codes",
)  # fmt: skip
_HELD = ("mark", "bidder", "holder", "uscc", "number", "issuer", "certificate", "term", "place", "why")


def tabulate(
    receipt: Unsigned[TenderReceipt], tender: Tender, names: AgreementNames, lang: Lang
) -> list[JsonObject]:
    """Return `{title, head[], wide[], rows[[…]]}` for each page: the matrix, the cells, the certificates.

    `wide` are the places of columns that hold whole sentences.
    """
    told = Telling(receipt, tender, names, lang)
    matrix = ("lot", "bidder", "holder")
    return [
        _table(told, "matrix", matrix, _tell_matrix(told), map(told.criterion, tender.criteria)),
        _table(told, "requirement", _CELLS, _tell_cells(told)),
        _table(told, "certificate", _HELD, _tell_held(told)),
    ]


def _table(
    told: Telling, title: str, head: Sequence[str], rows: Iterator[list[str]], more: Iterable[str] = ()
) -> JsonObject:
    listed: list[JsonValue] = [[*row] for row in rows]
    wide: list[JsonValue] = [place for place, name in enumerate(head) if name == "why"]
    named: list[JsonValue] = [*map(told.label, head), *more]
    return {"title": told.label(title), "head": named, "wide": wide, "rows": listed}


def _tell_matrix(told: Telling) -> Iterator[list[str]]:
    found: dict[tuple[str, str], dict[str, str]] = {}
    for one in told.body.criteria:
        points = one.points
        said = tell(SENTENCES["points"], told.lang, points=points.points) if points is not None else ""
        text = told.state(one.state) + (told.aside(said) if said else "")
        found.setdefault((one.lot, one.bidder), {})[one.criterion] = text
    for (lot, bidder), states in found.items():
        yield [lot, bidder, told.bidders[bidder], *(states.get(one.id, "") for one in told.tender.criteria)]


def _tell_cells(told: Telling) -> Iterator[list[str]]:
    bearings = {one.id: told.label(one.bearing) for one in told.tender.criteria}
    for cell in told.body.cells:
        named = [cell.lot, cell.bidder, told.bidders[cell.bidder], cell.criterion]
        named += [bearings[cell.criterion], cell.requirement]
        why = told.without(cell) if cell.state == MET else told.why(cell)
        by = _tell_met_by(told, cell)
        yield [*named, told.state(cell.state), *told.columns(cell), *by, why, " ".join(cell.codes)]


def _tell_met_by(told: Telling, cell: StatedCell) -> list[str]:
    """Return numbers, associations, grades, clauses and files by which a cell is met; else empty texts."""
    ways = [*told.met_by(cell)]
    held = [told.credentials[one] for one in dict.fromkeys(one for way in ways for one in way.credentials)]
    listed = (
        (plain(one.number) for one in held),
        (told.issuer(one) for one in held),
        (way.grade for way in ways if way.grade is not None),
        (told.names.term(clause) for way in ways for clause in way.clauses),
        (told.places(cell.bidder, one) for one in held),
    )
    return ["；".join(dict.fromkeys(texts)) for texts in listed]


def _tell_held(told: Telling) -> Iterator[list[str]]:
    lines = CertificateLines(told)
    for number, bidder, held in told.held():
        term = f"{format_moment(held.since)} – {format_end(held.until)}"
        named = [str(number), bidder, held.name, held.holder, held.number, told.issuer(held)]
        facts = [told.certificate(held), term, told.places(bidder, held)]
        yield [*named, *facts, lines.line(bidder, held)]

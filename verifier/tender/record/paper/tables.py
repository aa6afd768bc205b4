"""The record as tables of a workbook: the matrix, every cell, every certificate."""

from collections.abc import Iterable, Iterator, Sequence

from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from credentials.words.days import format_end, format_moment
from signing.errors import Lang
from signing.plain_text import plain
from signing.strict_json import JsonValue
from verifier.tender.documents.tender import Tender
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
    telling = Telling(receipt, tender, names, lang)
    matrix = ("lot", "bidder", "holder")
    return [
        _table(telling, "matrix", matrix, _tell_matrix(telling), map(telling.criterion, tender.criteria)),
        _table(telling, "requirement", _CELLS, _tell_cells(telling)),
        _table(telling, "certificate", _HELD, _tell_held(telling)),
    ]


def _table(
    telling: Telling, title: str, head: Sequence[str], rows: Iterator[list[str]], more: Iterable[str] = ()
) -> JsonObject:
    listed: list[JsonValue] = [[*row] for row in rows]
    wide: list[JsonValue] = [place for place, name in enumerate(head) if name == "why"]
    named: list[JsonValue] = [*map(telling.label, head), *more]
    return {"title": telling.label(title), "head": named, "wide": wide, "rows": listed}


def _tell_matrix(telling: Telling) -> Iterator[list[str]]:
    states_by_bidder: dict[tuple[str, str], dict[str, str]] = {}
    for outcome in telling.body.criteria:
        points = outcome.points
        points_text = (
            tell(SENTENCES["points"], telling.lang, points=points.points) if points is not None else ""
        )
        text = telling.state(outcome.state) + (telling.aside(points_text) if points_text else "")
        states_by_bidder.setdefault((outcome.lot, outcome.bidder), {})[outcome.criterion] = text
    for (lot, bidder), states in states_by_bidder.items():
        yield [
            lot,
            bidder,
            telling.bidders[bidder],
            *(states.get(criterion.id, "") for criterion in telling.tender.criteria),
        ]


def _tell_cells(telling: Telling) -> Iterator[list[str]]:
    bearings = {criterion.id: telling.label(criterion.bearing) for criterion in telling.tender.criteria}
    for cell in telling.body.cells:
        named = [cell.lot, cell.bidder, telling.bidders[cell.bidder], cell.criterion]
        named += [bearings[cell.criterion], cell.requirement]
        why = telling.without(cell) if cell.state == MET else telling.why(cell)
        by = _tell_met_by(telling, cell)
        yield [*named, telling.state(cell.state), *telling.columns(cell), *by, why, " ".join(cell.codes)]


def _tell_met_by(telling: Telling, cell: StatedCell) -> list[str]:
    """Return numbers, associations, grades, clauses and files by which a cell is met, else empty texts."""
    ways = [*telling.met_by(cell)]
    credentials = [
        telling.credentials[digest]
        for digest in dict.fromkeys(digest for way in ways for digest in way.credentials)
    ]
    listed = (
        (plain(credential.number) for credential in credentials),
        (telling.issuer(credential) for credential in credentials),
        (way.grade for way in ways if way.grade is not None),
        (telling.names.term(clause) for way in ways for clause in way.clauses),
        (telling.places(cell.bidder, credential) for credential in credentials),
    )
    return ["；".join(dict.fromkeys(texts)) for texts in listed]


def _tell_held(telling: Telling) -> Iterator[list[str]]:
    lines = CertificateLines(telling)
    for number, bidder, credential in telling.list_certificates():
        term = f"{format_moment(credential.since)} – {format_end(credential.until)}"
        named = [
            str(number),
            bidder,
            credential.name,
            credential.holder,
            credential.number,
            telling.issuer(credential),
        ]
        facts = [telling.certificate(credential), term, telling.places(bidder, credential)]
        yield [*named, *facts, lines.line(bidder, credential)]

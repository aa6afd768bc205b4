"""Records to print: openings of any size, with names as strangers write them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

from credentials.documents.agreement_names import AgreementNames
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.record import JsonObject
from signing.errors import Lang
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import draw, opening_of
from verifier.tender import Paper, Unsigned
from verifier.tender.papers import UnreadCode
from verifier.tender.record import TenderOpening, TenderReceipt
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.tables import tabulate

_GRADES = ("甲级", "乙级", "甲临")
_CHECK_CHARACTERS = "0123456789ABCDEFGHJKLMNPQRTUWXY"


VOLUME = Paper(
    "a 卷.pdf",
    "1" * 64,
    pages_without_code=tuple(range(1, 301)),
    pages=300,
    unreadable=(UnreadCode(200),),
    certificate_like=(150,),
)
LOOKED = {"by": "示例甲", "on": "2026-05-20"}


def volume(**bidder: Any) -> TenderOpening:
    """Return a bidder with a certificate and a volume of 300 pages, two of which come first."""
    room = Room()
    room.hand_in(A)
    room.world.publish()
    listed = {"type": "Bidders/1", "version": 1, "bidders": [{**single(), **bidder}]}
    return opening_of(room.world, tender(), listed, {"B1": [*room.papers, VOLUME]})


LOOK: JsonObject = {"file": "正本.pdf", "page": 5, "saw": "not-a-certificate", **LOOKED}


def alternatives(**bidder: Any) -> TenderOpening:
    """Return a criterion with two alternatives, one by an expired certificate; a page is unseen."""
    room = Room()
    room.hand_in(A, valid_until=OPENING - timedelta(days=8))
    room.papers.append(Paper("正本.pdf", "2" * 64, pages_without_code=(5,), pages=5))
    room.world.publish()
    asked = tender()
    asked["criteria"][0]["groups"] = [
        {"id": "g1", "requirements": [requirement(text="甲类要求", page=9, validAt="all")]},
        {"id": "g2", "requirements": [requirement(
            id="R2", scheme="cq-credit", categories=None, minGrade="A", text="乙类要求", page=9)]},
    ]  # fmt: skip
    listed = {"type": "Bidders/1", "version": 1, "bidders": [{**single(), **bidder}]}
    return opening_of(room.world, asked, listed, {"B1": room.papers})


def enterprise_code(number: int) -> str:
    """Return the code of an invented enterprise, with its check character."""
    for character in _CHECK_CHARACTERS:
        try:
            return str(parse_uscc(f"91500100MA{number:07d}{character}"))
        except RecordError:
            continue
    raise AssertionError(number)


def big_opening(
    bidders: int, criteria: int, name: str = "示例环保工程有限公司", **changes: Any
) -> TenderOpening:
    """Return an opening with one certificate a bidder and grades in turn.

    The last bidder's file could not be read, and has a page without a code.
    """
    room, papers, listed = Room(), {}, []
    for number in range(1, bidders + 1):
        code = enterprise_code(number)
        room.papers = []
        room.hand_in(code, grade=_GRADES[number % 3])
        papers[f"B{number}"] = room.papers
        listed.append({"id": f"B{number}", "name": f"{name}{number}", "uscc": code, "lots": ["L1"]})
    papers[f"B{bidders}"] = [
        Paper("=1+1 锁.pdf", "1" * 64, unread="paper-locked"),
        Paper("扫描.pdf", "2" * 64, pages_without_code=(1, 2, 3, 7)),
    ]
    room.world.publish()
    asked = [
        {
            "id": f"C{number}",
            "title": f"{name}条件{number}",
            "use": "qualification",
            "groups": [{"id": "g", "requirements": [requirement(
                id=f"R{number}", minGrade=_GRADES[number % 2], validAt="all",
                text="须具有水污染治理能力", page=number)]}],
        }
        for number in range(1, criteria + 1)
    ]  # fmt: skip
    document = {**tender(**changes), "criteria": asked}
    return opening_of(room.world, document, {"type": "Bidders/1", "version": 1, "bidders": listed}, papers)


def drawn(opening: TenderOpening, **how: Any) -> Unsigned[TenderReceipt]:
    """Return its receipt, an hour after the opening."""
    return draw(opening, OPENING + timedelta(hours=1), **how)


def names(opening: TenderOpening, lang: Lang) -> AgreementNames:
    """Return the names in the agreement in force."""
    return AgreementNames(opening.trust.chain.in_force_or_last(OPENING).text, lang)


def pages_of(opening: TenderOpening, lang: Lang = "zh", **how: Any) -> JsonObject:
    """Return the texts of its printed pages."""
    return lay_out(drawn(opening, **how), opening.tender.body, names(opening, lang), lang)


def tables_of(opening: TenderOpening, lang: Lang = "zh") -> Sequence[JsonObject]:
    """Return the tables of its workbook."""
    return tabulate(drawn(opening), opening.tender.body, names(opening, lang), lang)

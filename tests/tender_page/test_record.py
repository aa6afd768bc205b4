"""The page prints and exports the same as the terminal, text by text (group `node`)."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement_names import AgreementNames
from credentials.unsigned import Unsigned
from signing.errors import Lang
from tender.command.handed_in import explain_unread
from tests.harness.node import ask_node
from tests.tender.record.records import LOOK, LOOKED, VOLUME, alternatives, drawn, names, volume
from tests.tender_page.opening_visit import EXPECTED, NOW
from verifier.reliance.snapshot import take_snapshot
from verifier.tender.record import InstalledCode, TenderOpening, TenderReceipt, draw_up, format_matrix_words
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.tables import tabulate

pytestmark = pytest.mark.javascript

LANGUAGES: tuple[Lang, ...] = ("zh", "en")


@pytest.fixture(scope="module")
def receipt(opening: TenderOpening) -> Unsigned[TenderReceipt]:
    assert EXPECTED["opening"]["bundle"] == "bundle.json"
    code = InstalledCode(version="1", digest="ab" * 32)
    matrix = opening.check(now=NOW)
    first, second, *rest = matrix.credentials  # one credential witnessed in its log, one only logged
    seen: Any = {"by": opening.tender.body.home, "seen": first["signed"]}
    logged = {**first, "logProof": "1" * 64, "witnessed": seen}, {**second, "logProof": "2" * 64}
    matrix = replace(matrix, credentials=(*logged, *rest))
    return draw_up(opening, matrix, code=code, seed=bytes(32))


def naming(opening: TenderOpening) -> dict[str, Any]:
    """Return the agreement's names of parties, schemes and grades."""
    text = take_snapshot(opening.trust, NOW).summary.text
    return {
        "terms": [term.model_dump() for term in text.terms or ()],
        "parties": [
            {"id": one.id, "region": one.region, "legalName": one.legal_name.model_dump()}
            for one in text.parties
        ],
        "schemes": [
            {
                "id": one.id,
                "owner": one.owner,
                "name": one.name.model_dump(),
                "grades": [{"code": grade.code, "name": grade.name.model_dump()} for grade in one.grades],
            }
            for one in text.schemes
        ],
    }


@pytest.fixture(scope="module")
def answers(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt], tmp_path_factory: pytest.TempPathFactory
) -> list[dict[str, Any]]:
    """Return the answers on the example."""
    return told_in_the_page(opening, receipt, tmp_path_factory.mktemp("record"))


def told_in_the_page(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt], folder: Path
) -> list[dict[str, Any]]:
    """Return pages and tables in Chinese and English, by JavaScript."""
    cases = {
        "tender": opening.tender.value,
        "bidders": opening.bidders.value,
        "receipt": receipt.value,
        "digest": receipt.digest,
        "words": {lang: format_matrix_words(receipt, lang) for lang in LANGUAGES},
        "text": naming(opening),
        "unread": [
            [
                bidder,
                one.paper.path,
                [{"page": page, "reason": why} for page, why in one.unread_pages],
                one.pages,
            ]
            for bidder, files in opening.inputs.items()
            for one in files
        ],
    }
    found: list[dict[str, Any]] = ask_node("tests/tender_page/record.mjs", folder, cases)
    return found


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_pages_are_those_of_the_terminal(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt], answers: list[dict[str, Any]], lang: Lang
) -> None:
    names = AgreementNames(take_snapshot(opening.trust, NOW).summary.text, lang)
    expected: Any = lay_out(receipt, opening.tender.body, names, lang, explain_unread)
    found = answers[LANGUAGES.index(lang)]["pages"]
    assert ("尚无见证" if lang == "zh" else "not yet witnessed") in json.dumps(expected, ensure_ascii=False)
    for part in expected:
        assert found[part] == expected[part], part


def test_the_contact_sheet_of_a_volume_is_that_of_the_terminal(tmp_path: Path) -> None:
    marked = {"file": VOLUME.path, "page": 50}
    run = {"file": VOLUME.path, "page": 10, "lastPage": 40, "saw": "not-a-certificate", **LOOKED}
    seen = {**marked, "saw": "illegible", **LOOKED}
    opening = volume(looked=[run, seen], marks=[{**marked, "claims": "certificate"}])
    receipt = drawn(opening)
    for lang, found in zip(LANGUAGES, told_in_the_page(opening, receipt, tmp_path), strict=True):
        expected: Any = lay_out(receipt, opening.tender.body, names(opening, lang), lang)
        assert found["pages"]["sheet"] == expected["sheet"]
        assert expected["sheet"]["rest"]


def test_a_criterion_of_alternatives_is_rejected_as_at_the_terminal(tmp_path: Path) -> None:
    opening = alternatives(looked=[LOOK])
    receipt = drawn(opening)
    for lang, found in zip(LANGUAGES, told_in_the_page(opening, receipt, tmp_path), strict=True):
        expected: Any = lay_out(receipt, opening.tender.body, names(opening, lang), lang)
        assert found["pages"]["sections"] == expected["sections"]


def test_without_a_receipt_the_facts_are_the_same_but_for_signature_and_digest(
    answers: list[dict[str, Any]],
) -> None:
    for answer in answers:
        *facts, officer, receipt = answer["pages"]["facts"]
        assert answer["unsigned"] == facts
        assert officer[0] in {"签署人", "Signed by"}
        assert receipt[0] in {"核验回执摘要", "Digest of the receipt"}


def test_of_papers_not_read_nothing_is_said_and_the_filter_holds(
    opening: TenderOpening, answers: list[dict[str, Any]]
) -> None:
    """Only the first bidder is read, and the second is not shown."""
    read, hidden, *_ = (one.id for one in opening.bidders.body.bidders)
    for answer in answers:
        for matrix in answer["partly"]["matrices"]:
            rows = {row[0].split()[0]: row[1:] for row in matrix["rows"]}
            assert hidden not in rows
            assert [rest for bidder, rest in rows.items() if bidder != read] == [["waits"]] * (
                len(rows) - (read in rows)
            )
        [missed] = [one["rows"] for one in answer["partly"]["sections"] if one["name"] == "not-met"]
        assert {row[0].split()[0] for row in missed} <= {read}


@pytest.mark.parametrize("lang", LANGUAGES)
def test_the_tables_are_those_of_the_terminal(
    opening: TenderOpening, receipt: Unsigned[TenderReceipt], answers: list[dict[str, Any]], lang: Lang
) -> None:
    names = AgreementNames(take_snapshot(opening.trust, NOW).summary.text, lang)
    expected: Any = tabulate(receipt, opening.tender.body, names, lang)
    assert answers[LANGUAGES.index(lang)]["tables"] == expected

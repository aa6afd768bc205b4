"""A record whose facts no check states: `recheck` says that it is another, and sets none of its pages."""

import json
from pathlib import Path
from typing import Any

import pytest

from tender.command.printed_files import describe_printed, print_record
from tender.command.record_files import installed_code
from tender.record.pack import write_pack
from tests.harness.processes.cli_runs import Huren
from tests.tender.record.records import volume
from tests.verifier.tender.opening import OPENING
from tests.verifier.tender.record.drawn import SEED
from verifier.tender import Unsigned
from verifier.tender.matrix import Matrix
from verifier.tender.record import TenderOpening, TenderReceipt, draw_up, list_pack
from verifier.tender.record.printed_papers import vouch

pytestmark = pytest.mark.openings

FACTS: dict[str, dict[str, Any]] = {
    "no pages": {},
    "pages that are no list": {"pages": "1-300"},
    "a page that is no run": {"pages": [7]},
    "runs of three": {"pages": [[1, 2, 3]]},
    "a run of texts": {"pages": [["1", "2"]]},
    "a huge run": {"pages": [[1, 9007199254740991]]},
    "a run backwards": {"pages": [[300, -5]]},
    "objects": {"pages": [{"first": 1}], "kind": [], "more": {}},
}


@pytest.fixture(scope="module")
def printed() -> dict[str, bytes]:
    """The files of the record as it was checked."""
    opening = volume()
    return print_record(drawn_of(opening, opening.check(now=OPENING)), opening, ("zh",), {})


def drawn_of(opening: TenderOpening, matrix: Matrix) -> Unsigned[TenderReceipt]:
    return draw_up(opening, matrix, code=installed_code(), seed=SEED)


@pytest.mark.parametrize("name", FACTS)
def test_a_pack_with_strange_facts_is_said_to_be_another_record(
    name: str, printed: dict[str, bytes], capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    huren, opening = Huren(capsys), volume()
    matrix = opening.check(now=OPENING)
    for note in matrix.papers:
        note.facts.clear()
        note.facts.update(FACTS[name])
    receipt = drawn_of(opening, matrix)
    statement = vouch(receipt, describe_printed(printed, ("zh",), installed_code()))
    pack = tmp_path / "pack.zip"
    pack.write_bytes(write_pack({**list_pack(receipt, opening), **printed, "papers.json": statement.data}))
    answer = json.loads(huren("tender", "recheck", pack, "--json", code=1).out)
    assert answer["same"] is False
    assert {one["again"] for one in answer["printed"]} == {None}
    if name == "no pages":
        told = " ".join(huren("tender", "recheck", pack, code=1).out.split())
        assert "Not set anew: the record does not come to the same bytes" in told

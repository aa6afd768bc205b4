"""The example's papers, read from the tree, give the results written by hand beside them."""

import json
import shutil
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from carriers.papers.cache import PaperCache
from tender.command.check import search_claims
from tender.command.documents import load_bidders, load_tender
from tender.command.handed_in import read_folders
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import Huren
from tools.examples.bid_opening import write_opening
from verifier import TrustStore
from verifier.tender import Matrix, Paper, check, mark_late
from verifier.tender.matrix import MET, PaperNote

EXAMPLE = ROOT / "examples" / "tender"
EXPECTED: Any = json.loads((EXAMPLE / "expected.json").read_text(encoding="utf-8"))
RUNS = [name for name in EXPECTED if name != "about"]
PIN = (EXAMPLE / "pin.txt").read_text().strip()


@pytest.fixture(scope="module")
def handed_in(
    tmp_path_factory: pytest.TempPathFactory, paper_cache: Path
) -> dict[bool, dict[str, list[Paper]]]:
    """The papers at the opening, and those with the late ones."""
    folder = tmp_path_factory.mktemp("room")
    shutil.copytree(EXAMPLE, folder / "tender")
    bidders = load_bidders(folder / "tender/bidders.json").body
    found = {}
    for late in (False, True):
        if late:
            shutil.copytree(folder / "tender/late", folder / "tender/bids", dirs_exist_ok=True)
        files = read_folders(bidders, folder / "tender", cache=PaperCache(paper_cache), jobs=2)
        found[late] = {bidder: [one.paper for one in entries] for bidder, entries in files.items()}
    return found


def matrix_of(run: str, handed_in: dict[bool, dict[str, list[Paper]]]) -> Matrix:
    asked = EXPECTED[run]
    first = {bidder: {one.sha256 for one in papers} for bidder, papers in handed_in[False].items()}
    papers = mark_late(handed_in[True], first) if "late" in asked else handed_in[False]
    trust = TrustStore.from_bundle((EXAMPLE / asked["bundle"]).read_bytes(), pin=PIN)
    return check(
        load_tender(EXAMPLE / "tender.json"),
        load_bidders(EXAMPLE / "bidders.json"),
        papers,
        trust,
        now=datetime.fromisoformat(asked["now"]),
        award_at=datetime.fromisoformat(asked["awardAt"]) if "awardAt" in asked else None,
        register=search_claims(
            load_bidders(EXAMPLE / "bidders.json").body, EXAMPLE / "bundle.huren-register"
        ),
    )


@pytest.mark.parametrize("run", RUNS)
def test_every_cell_is_as_it_was_worked_out_by_hand(
    run: str, handed_in: dict[bool, dict[str, list[Paper]]]
) -> None:
    matrix = matrix_of(run, handed_in)
    came = {
        f"{cell.lot} {cell.bidder} {cell.requirement}": " ".join((cell.state, *cell.codes))
        for cell in matrix.cells
        if cell.state != MET
    }
    assert len(matrix.cells) == 54
    assert came == {**EXPECTED["opening"]["cells"], **EXPECTED[run]["cells"]}


def test_criteria_and_points_of_the_opening(handed_in: dict[bool, dict[str, list[Paper]]]) -> None:
    outcomes = matrix_of("opening", handed_in).criteria
    wanted = {
        (lot, bidder, criterion): state
        for lot, rows in EXPECTED["opening"]["criteria"].items()
        for bidder, states in rows.items()
        if bidder
        for criterion, state in zip(rows[""].split(), states.split(), strict=True)
    }
    assert {(one.lot, one.bidder, one.criterion): one.state for one in outcomes} == wanted
    reached = {
        f"{one.lot} {one.bidder} {one.criterion}": one.points["points"] for one in outcomes if one.points
    }
    assert reached == EXPECTED["opening"]["points"]


def test_the_grade_that_counts_its_certificates_and_clause(
    handed_in: dict[bool, dict[str, list[Paper]]],
) -> None:
    matrix = matrix_of("opening", handed_in)
    numbers = {one["digest"]: str(one["number"]) for one in matrix.credentials}
    came = {}
    for cell in matrix.cells:
        column = cell.columns["opening"]
        assert column is not None
        cited = " ".join(sorted(numbers[digest] for digest in column.credentials))
        told = ", ".join([f"{column.grade} by {cited}", *column.clauses])
        came[f"{cell.lot} {cell.bidder} {cell.requirement}"] = told
    wanted = EXPECTED["opening"]["grades"]
    assert {key: came[key] for key in wanted} == wanted


def told(note: PaperNote) -> str:
    runs: Any = note.facts.get("pages", [])
    pages = ", ".join(str(first) if first == last else f"{first}–{last}" for first, last in runs)
    return f"{note.bidder} {note.file} {pages or note.page or '-'} {note.code}"


@pytest.mark.parametrize("run", RUNS)
def test_flags_papers_and_lint(run: str, handed_in: dict[bool, dict[str, list[Paper]]]) -> None:
    matrix, wanted = matrix_of(run, handed_in), EXPECTED["opening"]
    assert [" ".join((flag.lot, *flag.bidders, flag.code)) for flag in matrix.flags] == wanted["flags"]
    late = EXPECTED[run].get("late", [])
    assert sorted(map(told, matrix.papers)) == sorted([*wanted["papers"], *late])
    noted = [" ".join(filter(None, (one.criterion, one.requirement, one.code))) for one in matrix.lint]
    assert noted == wanted["lint"]


def test_every_code_in_the_papers_was_found(handed_in: dict[bool, dict[str, list[Paper]]]) -> None:
    """26 certificates, two of them handed in twice, each with page and box where it is on paper."""
    papers = [paper for entries in handed_in[False].values() for paper in entries]
    codes = [(paper.path, code) for paper in papers for code in paper.codes]
    assert len(codes) == 28
    boxless = {path for path, code in codes if code.box is None}
    assert boxless == {"废气.json", "信用.txt"}


def test_a_register_gives_the_certificates_of_who_bids() -> None:
    bidders = load_bidders(EXAMPLE / "bidders.json").body
    found = search_claims(bidders, EXAMPLE / "bundle.huren-register")
    holders = {record.body.holder_code for record in found.credentials}
    assert holders
    assert holders <= {code for bidder in bidders.bidders for code in bidder.enterprises}
    assert search_claims(bidders, EXAMPLE / "bundle.json").credentials == []


@pytest.mark.night
@pytest.mark.openings
def test_the_program_makes_the_example_in_the_tree(tmp_path: Path) -> None:
    """Pictures differ by library version; the tests above compare their content."""
    write_opening(tmp_path)
    names = {path.relative_to(tmp_path) for path in tmp_path.rglob("*") if path.is_file()}
    kept = {path.relative_to(EXAMPLE) for path in EXAMPLE.rglob("*") if path.is_file()}
    assert names == kept - {Path("expected.json")}
    for name in names:
        if name.suffix in (".json", ".txt", ".NTF", ".huren-register"):
            assert (tmp_path / name).read_bytes() == (EXAMPLE / name).read_bytes(), name
    assert sum((EXAMPLE / name).stat().st_size for name in kept) < 3 * 1024 * 1024


def test_the_command_gives_the_matrix(capsys: pytest.CaptureFixture[str], paper_cache: Path) -> None:
    words = [
        *("tender", "check", EXAMPLE / "tender.json", EXAMPLE / "bidders.json"),
        *("--bundle", EXAMPLE / "bundle.json", "--pin", EXAMPLE / "pin.txt"),
        *("--now", "2026-05-20T16:00", "--cache", paper_cache, "--json"),
    ]
    value = json.loads(Huren(capsys)(*words).out)
    assert value["type"] == "Matrix/1"
    assert len(value["cells"]) == 54

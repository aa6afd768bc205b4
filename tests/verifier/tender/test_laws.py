"""What holds of every matrix: order and what is irrelevant change nothing; the laws of three values."""

import itertools
import json
from random import Random
from typing import Any

import pytest

from signing.jcs import canonicalize
from tests.verifier.tender.opening import Example, load_example, paper
from verifier.tender import Matrix
from verifier.tender.matrix import MET, NOT_MET, UNCLEAR, CellState, MatrixCell, all_of, any_of

NOW, AWARD = "2026-06-05T10:00:00+08:00", "2026-06-05T09:00:00+08:00"
STATES: tuple[CellState, ...] = (MET, UNCLEAR, NOT_MET)
TRIPLES = [*itertools.product(STATES, repeat=3)]


@pytest.mark.parametrize("states", TRIPLES)
def test_kleenes_laws(states: tuple[CellState, CellState, CellState]) -> None:
    a, b, c = states
    turned: dict[CellState, CellState] = {MET: NOT_MET, NOT_MET: MET, UNCLEAR: UNCLEAR}
    for join in (all_of, any_of):
        assert join([a]) == join([a, a]) == a
        assert join([a, b]) == join([b, a])
        assert join([a, join([b, c])]) == join([join([a, b]), c]) == join(states)
    assert all_of([a, any_of([b, c])]) == any_of([all_of([a, b]), all_of([a, c])])
    assert turned[all_of([a, b])] == any_of([turned[a], turned[b]])


def test_no_states_establish_nothing() -> None:
    assert all_of([]) == any_of([]) == UNCLEAR
    assert [all_of([MET, UNCLEAR]), all_of([NOT_MET, UNCLEAR])] == [UNCLEAR, NOT_MET]
    assert [any_of([MET, UNCLEAR]), any_of([NOT_MET, UNCLEAR])] == [MET, UNCLEAR]


@pytest.fixture(scope="module")
def example() -> Example:
    found = Example(load_example())
    found.world.suspend(found.credentials["K11"])
    return found


@pytest.fixture(scope="module")
def usual(example: Example) -> Matrix:
    return example.run(NOW, AWARD)


def keyed(matrix: Matrix) -> dict[str, Any]:
    """Everything but digests of the two documents, by what it is about."""
    whole: Any = matrix.to_json()
    parts = ("cells", "criteria", "flags", "papers", "lint", "credentials")
    return {part: sorted(json.dumps(entry, sort_keys=True) for entry in whole[part]) for part in parts}


def test_the_same_question_has_the_same_bytes(example: Example, usual: Matrix) -> None:
    assert canonicalize(usual.to_json()) == canonicalize(example.run(NOW, AWARD).to_json())


@pytest.mark.parametrize("seed", range(4))
def test_the_order_of_papers_bidders_and_criteria_changes_nothing(
    example: Example, usual: Matrix, seed: int
) -> None:
    random = Random(seed)
    bidders, tender = example.bidders(), dict(example.data["tender"])
    papers = {name: random.sample(files, len(files)) for name, files in example.papers().items()}
    bidders["bidders"] = random.sample(bidders["bidders"], len(bidders["bidders"]))
    tender["criteria"] = random.sample(tender["criteria"], len(tender["criteria"]))
    found = keyed(example.run(NOW, AWARD, papers=papers, bidders=bidders, tender=tender))
    assert found == keyed(usual)


def without_count(cell: MatrixCell) -> Any:
    """All of a cell but how many pages were read."""
    whole: Any = cell.to_json()
    for column in whole["columns"].values():
        for reason in column["reasons"] if column is not None else ():
            reason["facts"] = {name: fact for name, fact in reason["facts"].items() if name != "pages"}
    return whole


@pytest.mark.parametrize("twice", [False, True])
@pytest.mark.parametrize("bidder", ["B1", "B2", "B3", "B4", "B5", "B6"])
def test_an_irrelevant_paper_changes_no_cell(
    example: Example, usual: Matrix, bidder: str, twice: bool
) -> None:
    """Somebody else's, a copy, a code that is no certificate, a page without a code."""
    papers = example.papers()
    foreign = example.credentials["K08" if bidder != "B3" else "K01"]
    papers[bidder] = [*papers[bidder], paper("外.json", foreign), paper("页.pdf", b"https://a.example/x")]
    if twice:
        papers[bidder] += papers[bidder][:1]
    found = example.run(NOW, AWARD, papers=papers)
    assert [*map(without_count, found.cells)] == [*map(without_count, usual.cells)]
    assert found.criteria == usual.criteria


@pytest.mark.parametrize("bidder", ["B1", "B2", "B3", "B4", "B6"])
def test_a_file_that_cannot_be_read_leaves_nothing_not_met_and_takes_nothing(
    example: Example, usual: Matrix, bidder: str
) -> None:
    papers = example.papers()
    papers[bidder] = [*papers[bidder], paper("锁.pdf", unread="pdf-locked")]
    for cell, before in zip(example.run(NOW, AWARD, papers=papers).cells, usual.cells, strict=True):
        if cell.bidder != bidder:
            assert cell == before
        elif before.state == NOT_MET:
            assert cell.state == UNCLEAR
            assert cell.codes == ("file-unread", *before.codes)
        else:
            assert cell.state == before.state

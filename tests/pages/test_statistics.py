"""Counts: right, kept up with the log, drawn to scale, safe in a spreadsheet program."""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.answers.csv_text import format_text
from api.answers.standings.statistics import DIMENSIONS, Tally
from api.pages.charts import WIDTH, Line, plot_columns, plot_rows
from tests.carriers.spreadsheet.csv_programs import open_csv
from tests.pages.pages import HTML, NUMBERS, Scene, site
from tests.world.api_node import Node, running


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with site(tmp_path_factory.mktemp("site")) as found:
        yield found


def rows(node: Node, by: str, lang: str = "en") -> list[list[str]]:
    """The lines of the CSV without its head."""
    answer = node.client.get("/statistics.csv", params={"by": by, "lang": lang})
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    return [
        [f"{cell:g}" if isinstance(cell, float) else str(cell) for cell in row]
        for row in open_csv(answer.content)
    ][1:]


def test_the_counts_are_those_of_the_list(scene: Scene) -> None:
    items = scene.node.client.get("/api/v1/credentials").json()["items"]
    active = [item for item in items if item["standing"] == "active"]
    names = {"scheme": "scheme", "region": "region", "standing": "standing"}
    for by, member in names.items():
        total = Counter(item[member] for item in items)
        assert sorted(int(row[3]) for row in rows(scene.node, by) if row[3] != "0") == sorted(total.values())
        assert sum(int(row[2]) for row in rows(scene.node, by)) == len(active)
    total = Counter((item["scheme"], category) for item in items for category in item["category"])
    assert sorted(int(row[3]) for row in rows(scene.node, "category") if row[3] != "0") == sorted(
        total.values()
    )
    assert sum(int(row[3]) for row in rows(scene.node, "grade")) == len(items)
    months = rows(scene.node, "month")
    assert sum(int(row[3]) for row in months) == len(items)
    assert [row[1] for row in months] == sorted(row[1] for row in months)
    assert len(months) == 15, "months without a credential are there, too"


def test_the_page_says_what_the_csv_says(scene: Scene) -> None:
    text = scene.page("/statistics?lang=zh").text
    for by in DIMENSIONS:
        for _, label, active, total in rows(scene.node, by, "zh"):
            if total != "0":
                assert label in text, by
                assert f"{active}" in text
                assert f"{total}" in text


def test_counting_keeps_up(tmp_path_factory: pytest.TempPathFactory) -> None:
    with running(tmp_path_factory.mktemp("growing")) as node:
        world = node.world

        def standings() -> dict[str, int]:
            return {row[1]: int(row[3]) for row in rows(node, "standing")}

        assert "no credentials" in node.client.get("/statistics?lang=en", headers=HTML).text
        first = world.issue()
        node.fill()
        assert standings() == {"In force": 1}
        world.issue(by="sc")
        node.fill()
        assert standings() == {"In force": 2}
        assert node.post("/api/v1/records", world.suspend(first)).status_code == 201
        assert standings() == {"In force": 1, "Suspended": 1}
        world.now += timedelta(days=9_000)
        assert standings() == {"Expired": 2}


COUNTS = st.tuples(st.integers(0, 10**6), st.integers(0, 10**6)).map(lambda pair: Tally(min(pair), max(pair)))
LINES = st.lists(st.builds(Line, st.text(max_size=80), COUNTS), max_size=60)


@given(LINES)
def test_bars_are_to_scale_and_stay_inside(lines: list[Line]) -> None:
    for plot in (plot_rows(lines), plot_columns(lines)):
        longest = max((bar.total for bar in plot.bars), default=0)
        for bar in plot.bars:
            assert 0 <= bar.active <= bar.total <= longest
            assert bar.total == pytest.approx(longest * bar.counted.total / plot.most, abs=0.11)
            assert 0 <= bar.x < WIDTH
            assert 0 <= bar.y <= plot.height
    assert all(bar.total <= WIDTH for bar in plot_rows(lines).bars)
    assert all(bar.y - bar.total >= 0 for bar in plot_columns(lines).bars)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1"])
def test_no_cell_is_a_formula(text: str) -> None:
    assert format_text(text) == f"'{text}"
    assert format_text("土壤 = 1") == "土壤 = 1"


def test_a_credential_is_counted_by_its_grade(scene: Scene) -> None:
    value = json.loads(scene.credentials["soon"])
    grade = value["credentialSubject"]["assessment"]["grade"]
    assert NUMBERS["soon"] == value["credentialSubject"]["assessment"]["certificateNumber"]
    assert any(row[1].startswith(grade) and row[3] != "0" for row in rows(scene.node, "grade"))

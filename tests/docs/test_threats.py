"""The table of threats: each row names tests, and each of them exists."""

import re

import pytest

from registry.errors import RegistryError
from tests.harness.checkout import ROOT
from verifier.codes import CODES

PAGE = (ROOT / "docs" / "explanation" / "threats.md").read_text(encoding="utf-8")
TABLE = PAGE.partition("<!-- threats -->\n")[2].partition("<!-- end -->")[0]
ROWS = [[cell.strip() for cell in line.strip("|\n").split("|")] for line in TABLE.splitlines()[2:]]
TESTS = frozenset(
    name
    for path in (ROOT / "tests").rglob("test_*.py")
    for name in re.findall(r"^def (test_\w+)\(", path.read_text(encoding="utf-8"), re.MULTILINE)
)


@pytest.mark.parametrize("row", ROWS, ids=[row[0][:40] for row in ROWS])
def test_a_row_says_all_and_names_tests_that_exist(row: list[str]) -> None:
    assert len(row) == 5
    assert all(row)
    named = re.findall(r"`(test_\w+)`", row[4])
    assert named
    assert set(named) <= TESTS


def test_every_theft_has_its_row() -> None:
    stolen = [row[0] for row in ROWS]
    assert len(set(stolen)) == len(stolen) == 12
    assert sum(name.startswith("none:") for name in stolen) == 2


def test_every_code_on_the_page_is_one() -> None:
    known = {*CODES, *RegistryError.MESSAGES}
    codes = set(re.findall(r"`([a-z]+(?:-[a-z]+)+)`", PAGE))
    assert codes
    assert codes <= known

"""Fingerprints of rows compare as the rows themselves do, in little memory."""

import tracemalloc
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from registry.upkeep.audit.expected_rows import ExpectedRows

pytestmark = pytest.mark.upkeep

VALUES = st.none() | st.integers() | st.text() | st.binary(max_size=8)
ROWS = st.lists(st.tuples(st.sampled_from("abc"), VALUES), max_size=30)


@given(expected=ROWS, stored=ROWS)
def test_rows_compare_like_sets(expected: list[Any], stored: list[Any]) -> None:
    rows = ExpectedRows()
    for row in (*expected, *expected):
        rows.add(row)
    extra, missing = rows.compare({*stored})
    assert {*extra} == {*stored} - {*expected}
    assert missing == {rows.fingerprint(row) for row in {*expected} - {*stored}}
    assert all((row in rows) is (row in expected) for row in stored)


@pytest.mark.night
def test_a_row_takes_few_bytes() -> None:
    count, rows = 100_000, ExpectedRows()
    tracemalloc.start()
    empty, _ = tracemalloc.get_traced_memory()
    for number in range(count):
        rows.add((number, "a" * 200))
    extra, missing = rows.compare((number, "a" * 200) for number in range(count - 1))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert (extra, len(missing)) == ([], 1)
    assert (most - empty) / count < 24

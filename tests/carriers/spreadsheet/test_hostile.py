"""Hostile sheets: any bytes give rows or one clear error, in bounded time and memory."""

import io
import os
import time
import tracemalloc
import zipfile
from collections.abc import Callable
from contextlib import suppress

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMN, COLUMNS, RowError, check_rows, read_sheet, write_errors
from tests.carriers.spreadsheet.workbooks import AGREEMENT, CQ, GOOD, PIECES, code_for, workbook
from tests.harness.fuzz import examples
from tests.harness.selection.by_day import by_day

pytestmark = pytest.mark.bounds

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
SHEET = workbook([GOOD, {**GOOD, "grade": "丙级", "score": 1.5}], [*GOOD, "score"])
TEXT = (",".join(GOOD) + "\n" + ",".join(map(str, GOOD.values())) + "\n").encode()


def answer(data: bytes) -> None:
    """Return rows that pass through checking and writing, or one error with sentences."""
    try:
        sheet = read_sheet(data)
    except CarrierError as error:
        told = error.sentence("zh"), error.mend("en")
        assert all(told)
        return
    rows = list(check_rows(sheet, AGREEMENT, CQ))
    for row in rows:
        assert (row.draft is None) == bool(row.errors)
        for found in row.errors:
            assert found.what("zh")
            assert found.mend("en")
    back = read_sheet(write_errors(data, rows, "zh"))
    assert [row.number for row in back.rows] == [row.number for row in rows]


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=2000))
def test_any_bytes(data: bytes) -> None:
    answer(data)


@settings(deadline=None, max_examples=examples(100))
@given(st.text(max_size=500), st.sampled_from(["utf-8", "utf-8-sig", "gb18030"]))
def test_any_text_under_a_good_header(text: str, encoding: str) -> None:
    data = (",".join(GOOD) + "\n" + text).encode(encoding, errors="ignore")
    answer(data)


@settings(deadline=None, max_examples=examples(100))
@given(st.data())
def test_an_archive_with_flipped_bytes(data: st.DataObject) -> None:
    broken = bytearray(SHEET)
    for position in data.draw(st.lists(st.integers(0, len(SHEET) - 1), min_size=1, max_size=6)):
        broken[position] = data.draw(st.integers(0, 255))
    answer(bytes(broken))


@settings(deadline=None, max_examples=examples(50))
@given(st.integers(0, len(SHEET)), st.integers(0, 60))
def test_an_archive_cut_or_lengthened(cut: int, more: int) -> None:
    answer(SHEET[:cut])
    answer(SHEET + bytes(more))


PARTS = (
    "[Content_Types].xml",
    "_rels/.rels",
    "xl/workbook.xml",
    "xl/_rels/workbook.xml.rels",
    "xl/worksheets/sheet1.xml",
)


def replaced(part: str, change: Callable[[bytes], bytes]) -> bytes:
    """Return the sheet with one part changed."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(SHEET)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(name, change(old.read(name)) if name == part else old.read(name))
    return out.getvalue()


@settings(deadline=None, max_examples=examples(100))
@given(st.sampled_from(PARTS), st.data())
def test_parts_with_pieces_put_in(part: str, data: st.DataObject) -> None:
    def change(text: bytes) -> bytes:
        for piece in data.draw(st.lists(st.sampled_from(PIECES), min_size=1, max_size=5)):
            at = data.draw(st.integers(0, len(text)))
            text = text[:at] + piece + text[at + data.draw(st.integers(0, 10)) :]
        return text

    answer(replaced(part, change))


# --- time and memory ---

HEAD = f'<worksheet xmlns="{MAIN}"><sheetData>'.encode()
NAMED = (
    b"<row>"
    + b"".join(
        f'<c t="str"><v>{column.name}</v></c>'.encode()
        for column in COLUMNS
        if column.required or column.form == "date"
    )
    + b"</row>"
)
TAIL = b"</sheetData></worksheet>"
UNITS = {
    "empty cells": b"<row>" + b"<c/>" * 60 + b"</row>",
    "numbers": b"<row>" + b"<c><v>1</v></c>" * 7 + b"</row>",
    "texts": b"<row>" + b'<c t="inlineStr"><is><t>a</t></is></c>' * 7 + b"</row>",
    "dates": b"<row>" + b"<c/>" * 6 + b"<c><v>45000.5</v></c>" * 3 + b"</row>",
    "escapes": b'<row><c t="str"><v>_x0041_</v></c></row>',
    "single cells": b"<row><c><v>1</v></c></row>",
    "attributes": b"<row " + b" ".join(b'a%d=""' % i for i in range(1000)) + b"/>",
    "namespaces": b"<row " + b" ".join(b'xmlns:a%d="b"' % i for i in range(1000)) + b"/>",
    "comments": b"<!---->",
    "pieces of text": b'<row><c t="inlineStr"><is>' + b"<t>a</t>" * 100 + b"</is></c></row>",
    "references": b'<row><c t="str"><v>' + b"&#65;&lt;\n" * 50 + b"</v></c></row>",
}


def small_archive(unit: bytes) -> bytes:
    """An archive of just under 64 KiB whose sheet is as much of `unit` as the budgets let through."""
    times = min(92_000 // (unit.count(b"<") + 4 * unit.count(b"_x")), 1_000_000 // len(unit))
    data = replaced("xl/worksheets/sheet1.xml", lambda _: HEAD + NAMED + times * unit + TAIL)
    out = io.BytesIO(data)
    with zipfile.ZipFile(out, "a") as archive:
        archive.writestr("padding", os.urandom(max(0, 65_300 - len(data))))
    assert len(out.getvalue()) <= 64 * 1024
    return out.getvalue()


HOSTILE = {
    **{name: small_archive(unit) for name, unit in UNITS.items()},
    "deep": replaced("xl/worksheets/sheet1.xml", lambda _: HEAD + b"<c>" * 4000 + b"</c>" * 4000 + TAIL),
    "blank lines": b"\n" * 65_536,
    "short lines": TEXT + b"a\n" * 32_000,
    "ten thousand lines": TEXT + b"abcde\n" * 9_990,
    "commas": TEXT + b",,,,,,,\n" * 8_000,
    "one line": b"," * 65_536,
    "quotes": TEXT + b'"a""b"\n' * 9_000,
    "open quote": TEXT + b'"' + b"a\n" * 30_000,
    "characters": ("汉" * 16_000 + "\n").encode("gb18030") * 2,
}


BY_DAY = ("escapes", "attributes", "deep", "quotes", "open quote", "empty cells", "commas", "characters")
"""One of each layer: archive and text, cells, attributes, depth."""


@pytest.mark.parametrize("name", by_day(HOSTILE, BY_DAY))
def test_small_inputs_take_bounded_time_and_memory(name: str) -> None:
    data = HOSTILE[name]

    def read() -> float:
        start = time.process_time()
        with suppress(CarrierError):
            read_sheet(data)
        return time.process_time() - start

    # an idle core needs 50 ms; ten times that still tells bounded from unbounded on a busy one
    assert any(read() <= 0.5 for _ in range(3))
    tracemalloc.start()
    read()
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak <= 64 * 1024 * 1024


@pytest.mark.night
def test_ten_thousand_rows() -> None:
    names = list(COLUMN)
    lines = [",".join(names)]
    lines += [
        f"重庆示例第{i}有限公司,Example {i} Ltd.,{code_for(i)},重庆,cq-control,水、气,甲级,"
        f"CQ-{i:05d},2026-05-01,,,92.5,100,,"
        for i in range(10_000)
    ]
    bad = lines[7_000].replace("甲级", "丙级")
    lines[7_000] = bad
    text = "\n".join(lines).encode("gb18030")
    start = time.process_time()
    data = write_errors(text, [], "zh")  # the same rows as .xlsx
    sheet = read_sheet(data)
    seen = 0
    wrong: list[RowError] = []
    for row in check_rows(sheet, AGREEMENT, CQ):
        seen += 1
        wrong += row.errors
    back = write_errors(data, [], "en")
    assert time.process_time() - start <= 30
    assert seen == 10_000
    assert [(error.row, error.column, error.code) for error in wrong] == [(7_001, "grade", "grade-unknown")]
    assert len(read_sheet(back).rows) == 10_000

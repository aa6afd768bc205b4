"""`huren statistics survey` from a sheet of returns to tables, their check, an edition, the commitment."""

import json
import stat
from pathlib import Path

import openpyxl
import pytest

from tests.cli.statistics.returns import ABOUT, LISTED, code_of, lines_of, write_sheet
from tests.harness.processes.cli_runs import Huren
from tests.verifier.survey.example import EXAMPLE

WORDS = ("statistics", "survey")


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    return Huren(capsys)


@pytest.fixture
def sheet(tmp_path: Path) -> Path:
    return write_sheet(tmp_path / "returns.csv", lines_of())


@pytest.fixture
def table(huren: Huren, sheet: Path) -> Path:
    path = sheet.with_name("table.csv")
    huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "-o", path)
    return path


def test_a_sheet_becomes_the_published_table(huren: Huren, sheet: Path) -> None:
    done = huren(*WORDS, "protect", sheet, *ABOUT, *LISTED)
    rows = {line.split()[0]: line.split()[1:] for line in done.out.splitlines() if line.startswith("  ")}
    for name in (*EXAMPLE["rows"], "total"):
        assert rows[name] == [text for text in EXAMPLE["expected"]["table"][name] if text]
    assert "no official statistics" in done.err
    assert "自愿填报，非政府统计" in huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "--lang", "zh").err


def test_a_workbook_and_a_csv_file_hold_the_same(huren: Huren, sheet: Path, table: Path) -> None:
    book = sheet.with_name("table.xlsx")
    huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "-o", book)
    assert huren(*WORDS, "check", book, "--json").out == huren(*WORDS, "check", table, "--json").out
    pages = openpyxl.load_workbook(book)
    first = [[cell.value for cell in row] for row in pages.worksheets[0].iter_rows()]
    assert first[0] == ["revenue", "A", "B", "C", "D", "合计 total"]
    assert first[2] == ["air", 1610, "c", "c", "c", 3730]
    assert any("自愿填报，非政府统计" in str(row[0]) for row in first)


def test_nothing_that_is_published_tells_why_a_cell_is_suppressed(
    huren: Huren, sheet: Path, table: Path
) -> None:
    working = sheet.with_name("working.json")
    out = huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "--json", "--working", working)
    for text in (out.out, table.read_text("utf-8-sig")):
        assert not any(word in text for word in ("threshold", "dominance", "secondary", "9150"))
    kept = json.loads(working.read_text("utf-8"))
    assert kept["confidential"] is True
    reasons = {(one["row"], one["column"]): one["reasons"] for one in kept["suppressed"]}
    assert reasons["monitoring", "D"] == ["threshold", "dominance"]
    assert stat.S_IMODE(working.stat().st_mode) == 0o600


def test_a_table_is_checked_alone_and_with_its_returns(huren: Huren, sheet: Path, table: Path) -> None:
    assert "narrow" not in huren(*WORDS, "check", table).out
    assert "nobody comes closer" in huren(*WORDS, "check", table, "--returns", sheet).err
    text = table.read_text("utf-8-sig").replace("air,D,,Q,C", "air,D,220,A,F")
    told = sheet.with_name("told.csv")
    told.write_text(text, encoding="utf-8")
    assert "narrow" in huren(*WORDS, "check", told, code=3).out
    assert "only contributor of another cell" in huren(*WORDS, "check", told, "--returns", sheet, code=1).out


def test_a_table_that_is_not_that_of_its_returns_is_told(huren: Huren, sheet: Path, table: Path) -> None:
    other = write_sheet(sheet.with_name("other.csv"), lines_of()[1:])
    done = huren(*WORDS, "check", table, "--returns", other, code=1)
    assert "water / A: not what the returns come to." in done.out


def test_all_rows_with_errors_are_told_at_once(huren: Huren, sheet: Path) -> None:
    bad = [
        ["91500000MA0009999", "", "", "water", "A", "1"],
        [code_of(1), "", "", "water", "A", "420"],
        [code_of(2), "", "示例集团", "air", "A", "-5"],
        [code_of(900), "", "", "水", "A", "1"],
        [code_of(901), "", "", "=1+1", "A", "NaN"],
        ["", "合计", "", "", "", "99"],
    ]
    write_sheet(sheet, [*lines_of(), *bad])
    back = sheet.with_name("back.xlsx")
    done = huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, "--json", "--errors", back, code=1)
    found = {(one["row"], one["code"]) for one in map(json.loads, done.out.splitlines())}
    assert found == {
        (2, "row-repeated"), (3, "group-differs"), (108, "uscc-form"), (109, "row-repeated"),
        (110, "group-differs"), (110, "amount-form"), (111, "category-outside"), (112, "category-form"),
        (112, "amount-form"), (113, "row-total"),
    }  # fmt: skip
    assert back.is_file()
    assert "No table was made" in done.err


def test_full_width_digits_are_read_and_told(huren: Huren, sheet: Path, table: Path) -> None:
    lines = lines_of()
    lines[0][-1] = "４２０"
    again = sheet.with_name("again.csv")
    done = huren(*WORDS, "protect", write_sheet(sheet, lines), *ABOUT, *LISTED, "-o", again)
    assert "Full-width" in done.err
    assert again.read_bytes() == table.read_bytes()


def test_another_edition_is_made_or_refused(huren: Huren, sheet: Path, table: Path) -> None:
    earlier = ("--earlier", table, "--earlier-returns", sheet)
    for name, code in (("fiveMoreReturns", 0), ("oneMoreReturn", 1)):
        more = lines_of(EXAMPLE["differencing"][name]["added"], first=500)
        later = write_sheet(sheet.with_name(f"{name}.csv"), [*lines_of(), *more])
        out = sheet.with_name(f"{name}-table.csv")
        done = huren(*WORDS, "protect", later, *ABOUT, *earlier, "-o", out, "--json", code=code)
        assert out.is_file() == (code == 0)
    refused = [json.loads(line) for line in done.out.splitlines()]
    assert {(one["row"], one["column"]) for one in refused} == {
        ("air", "A"), ("air", "_T"), ("_T", "A"), ("_T", "_T")
    }  # fmt: skip
    missing = huren(*WORDS, "protect", sheet, *ABOUT, "--earlier", table, code=2)
    assert "--earlier-returns" in missing.err
    huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, *earlier, code=2)
    huren(*WORDS, "protect", sheet, *ABOUT, "--period", "2024", *earlier, code=1)


def test_nobody_learns_that_a_suppressed_cell_became_empty(huren: Huren, sheet: Path, table: Path) -> None:
    hidden = ("water,B,1000", "water,C,500", "water,D,125")
    text = table.read_text("utf-8-sig")
    for line in hidden:
        text = text.replace(f"{line},A,F", f"{line.rpartition(',')[0]},,Q,C")
    table.write_text(text, encoding="utf-8")
    kept = [line for line in lines_of() if line[3:5] != ["soil", "C"]]
    come = {"air/C": ["30", "28", "25", "22", "20"], "soil/B": ["20", "18", "15", "12", "10"]}
    later = write_sheet(sheet.with_name("later.csv"), [*kept, *lines_of(come, first=500)])
    out, working = sheet.with_name("later-table.csv"), sheet.with_name("working.json")
    earlier = ("--earlier", table, "--earlier-returns", sheet)
    huren(*WORDS, "protect", later, *ABOUT, *earlier, "-o", out, "--working", working)
    assert "soil,C,,Q,C," in out.read_text("utf-8-sig")
    huren(*WORDS, "check", out, "--returns", later)


def test_a_third_edition_is_compared_with_the_first_as_well(huren: Huren, sheet: Path, table: Path) -> None:
    """Five come, then go while one comes: to the second edition six changed, to the first one did."""
    five = lines_of(EXAMPLE["differencing"]["fiveMoreReturns"]["added"], first=500)
    second = write_sheet(sheet.with_name("second.csv"), [*lines_of(), *five])
    third = write_sheet(sheet.with_name("third.csv"), [*lines_of(), [*five[0][:-1], "60"]])
    earlier = ("--earlier", table, "--earlier-returns", second)
    huren(*WORDS, "protect", third, *ABOUT, *earlier)
    done = huren(*WORDS, "protect", third, *ABOUT, *earlier, "--earlier-returns", sheet, "--json", code=1)
    assert {json.loads(line)["changed"] for line in done.out.splitlines()} == {1}


def test_two_areas_are_joined(huren: Huren, table: Path) -> None:
    other = table.with_name("other.csv")
    other.write_text(table.read_text("utf-8-sig").replace("CN-CQ", "CN-SC"), encoding="utf-8")
    out = huren(*WORDS, "join", table, other, "-o", "-").out
    assert "2025,CN-CQ_CN-SC,revenue,water,A,3360,A,F" in out
    assert "2025,CN-CQ_CN-SC,revenue,air,B,,Q,C" in out
    huren(*WORDS, "join", table, table, code=1)


def test_an_enterprise_finds_its_return_in_the_commitment(huren: Huren, sheet: Path) -> None:
    folder = sheet.with_name("committed")
    huren(*WORDS, "commit", sheet, *ABOUT, "-o", folder)
    commitment, proof = folder / "commitment.json", folder / "proofs" / f"{code_of(1)}.json"
    assert "water / A  420" in huren(*WORDS, "included", proof, commitment).out
    assert stat.S_IMODE(proof.stat().st_mode) == 0o600
    huren(*WORDS, "commit", sheet, *ABOUT, "-o", folder, code=2)
    forged = folder / "forged.json"
    forged.write_text(proof.read_text("utf-8").replace('"420"', '"421"'), encoding="utf-8")
    assert "was changed" in huren(*WORDS, "included", forged, commitment, code=1).err


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        (("--period", "2025-13"), 1),
        (("--area", "重庆"), 1),
        (("--indicator", "=x"), 1),
        (("-o", "table.pdf"), 2),
        (("--rows", "water,water"), 1),
    ],
)
def test_what_a_table_is_not_called_is_refused(
    huren: Huren, sheet: Path, changed: tuple[str, str], code: int
) -> None:
    huren(*WORDS, "protect", sheet, *ABOUT, *LISTED, *changed, code=code)


def test_the_template_is_filled_and_read(huren: Huren, tmp_path: Path) -> None:
    file = tmp_path / "returns.xlsx"
    huren(*WORDS, "template", file, *LISTED)
    book = openpyxl.load_workbook(file)
    page = book.worksheets[0]
    for line in lines_of():
        page.append(line)
    book.save(file)
    out = tmp_path / "table.csv"
    huren(*WORDS, "protect", file, *ABOUT, *LISTED, "-o", out)
    assert ",water,A,1680,A,F," in out.read_text("utf-8")
    huren(*WORDS, "template", tmp_path / "plain.xlsx")
    huren(*WORDS, "template", tmp_path / "plain.csv", code=2)


def test_a_table_that_cannot_be_published_says_so(huren: Huren, tmp_path: Path) -> None:
    few = write_sheet(tmp_path / "few.csv", lines_of({"water/A": ["1", "2", "3"]}))
    told = huren(*WORDS, "protect", few, *ABOUT, code=1).err
    assert "total itself" in told
    assert "coarser categories" in told

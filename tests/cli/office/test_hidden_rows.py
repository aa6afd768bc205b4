"""A clerk's workbook with hidden rows: refused with the rows, and signed only with the option for it."""

from openpyxl import Workbook
from openpyxl.styles import Font

from tests.cli.office.offices import HEADER, Office, cq, offices, row

__all__ = ["cq", "offices"]


def test_hidden_rows_are_issued_only_where_that_is_asked_for(cq: Office) -> None:
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (HEADER, *(row(f"CQ-{place}") for place in (1, 2, 3))):
        page.append(line.strip().split(","))
    page.row_dimensions[3].hidden = True
    path = cq.path("sheet.xlsx")
    book.save(path)
    for words in (["--dry-run"], cq.key("assessment"), ["--export-unsigned", cq.path("u.json")]):
        done = cq("issue", path, *words, code=1)
        assert "has rows that are hidden, filtered out or folded away: 3." in done.err
        assert "--include-hidden" in done.err
    page.row_dimensions[3].hidden = False
    book.create_sheet("Last year")["A1"] = "x"
    book.save(path)
    assert "others with contents: Last year." in cq("issue", path, "--dry-run", code=1).err
    page.row_dimensions[3].hidden = True
    book.save(path)
    done = cq("issue", path, *cq.key("assessment"), "--include-hidden")
    assert "Further sheets, not read: Last year." in done.err
    assert "Hidden rows, read like the others: 3." in done.err
    assert "issued 3 credentials" in done.out


def test_each_row_is_listed_as_it_was_read_before_it_is_signed(cq: Office) -> None:
    """A row in white letters is listed, too."""
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (HEADER, row("CQ-1", category="固废"), row("CQ-2", category="水、气", grade="乙级")):
        page.append(line.strip().split(","))
    for cell in page[3]:
        cell.font = Font(color="FFFFFF", size=1)
    path = cq.path("sheet.xlsx")
    book.save(path)
    for words in (["--dry-run"], cq.key("assessment")):
        out = cq("issue", path, *words).out
        listed, _, after = out.partition("checked" if words == ["--dry-run"] else "issued")
        assert after
        _, first, second = listed.strip().splitlines()
        assert first.split("  ")[1:4] == ["2", "CQ-1", "重庆示例环保有限公司"]
        assert second.split("  ")[1:3] == ["3", "CQ-2"]
        for part in ("91350100M000100Y43", "water, air", "乙级", "from 2026-05-10 through"):
            assert part in second


def test_a_long_sheet_is_listed_whole_in_a_dry_run(cq: Office) -> None:
    sheet = cq.write("sheet.csv", HEADER + "".join(row(f"CQ-{place}") for place in range(52)))
    assert "CQ-51" in cq("issue", sheet, "--dry-run").out
    out = cq("issue", sheet, "--export-unsigned", cq.path("u.json")).out
    assert "CQ-49" in out
    assert "CQ-50" not in out
    assert "and 2 more; see them all with --dry-run" in out


def test_a_sheet_of_changes_with_hidden_rows_is_refused(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    book = Workbook()
    page = book.active
    assert page is not None
    for line in (["证书编号"], ["CQ-1"], ["CQ-2"]):
        page.append(line)
    page.row_dimensions[3].height = 1
    book.save(path := cq.path("changes.xlsx"))
    words = ["suspend", "--sheet", path, "--reason", "complaint", "--yes", *cq.key("assessment")]
    assert "folded away: 3." in cq(*words, code=1).err
    assert "2 credentials" in cq("show", "--status", "active").err
    cq(*words, "--include-hidden")

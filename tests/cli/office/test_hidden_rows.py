"""A clerk's workbook whose rows were not all in view: refused by name, signed only where that is asked."""

from openpyxl import Workbook

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

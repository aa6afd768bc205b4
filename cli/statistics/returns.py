"""Sheets of returns as the commands read them: all rows checked before anything is made of them."""

import re
from collections.abc import Sequence
from pathlib import Path

import typer

from carriers.spreadsheet import MAX_BYTES, read_sheet
from carriers.spreadsheet.survey.columns import RETURNS
from carriers.spreadsheet.survey.rows import check_returns
from carriers.spreadsheet.survey.workbook import write_return_template
from cli.error_report import REFUSED
from cli.issue.row_report import RowReport
from cli.issue.sheet_files import check_template, check_workbook
from cli.terminal.language import language, say
from cli.terminal.output import plain, tell
from cli.terminal.progress import progress
from cli.workspace.files import load_bytes, save_bytes
from credentials.drafting.survey_return import SurveyReturn

_SEPARATORS = re.compile("[、,，;；]")


def write_template(file: str, rows: str | None, columns: str | None) -> None:
    """The empty sheet; CommandError option-value, file-exists."""
    check_template(file, {})
    save_bytes(file, write_return_template(split_list(rows) or (), split_list(columns) or ()))
    tell(say(f"Wrote {plain(file)}.", f"已写入 {plain(file)}。"))


def split_list(text: str | None) -> list[str] | None:
    """The categories that were typed; None where none were."""
    return None if text is None else [part.strip() for part in _SEPARATORS.split(text) if part.strip()]


def load_returns(
    path: Path,
    *,
    rows: Sequence[str] | None = None,
    columns: Sequence[str] | None = None,
    errors: str | None = None,
    as_json: bool = False,
) -> list[SurveyReturn]:
    """The returns of a sheet; with errors in its rows they are told, all at once, and the command ends.

    Raises typer.Exit with 1; CommandError, CarrierError for the file as a whole.
    """
    if errors is not None:
        check_workbook("--errors", errors)
    content = load_bytes(path, limit=MAX_BYTES)
    sheet = read_sheet(content, RETURNS)
    for adjusted in sheet.adjusted:
        tell(adjusted.sentence(language()))
    checked = []
    with progress(say("checking rows", "检查各行"), len(sheet.rows)) as bar:
        for row in check_returns(sheet, rows=rows, columns=columns):
            checked.append(row)
            bar.advance()
    if any(row.errors for row in checked):
        RowReport(content, errors, as_json, RETURNS).put(checked)
        tell(say("No table was made. Mend the rows first.", "未制表。请先修正以上各行。"))
        raise typer.Exit(REFUSED)
    return [row.draft for row in checked if row.draft is not None]

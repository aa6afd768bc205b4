"""Report on a checked sheet for a clerk: a table of errors, a workbook with an error column, counts."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from carriers.spreadsheet import ASSESSMENTS, CheckedRow, Layout, RowError, write_errors
from credentials.drafting.draft import AssessmentDraft, StatusDraft
from registry import RegistryError
from signing.plural import format_count
from terminal.language import language, say
from terminal.output import format_end, format_moment, plain, put, put_json, put_table, tell
from terminal.workspace.files import save_bytes

D = TypeVar("D")

_SHOWN = 20
_MEMBERS = {"credential": "reference", "effectiveFrom": "effective_from", "legalName": "legal_name"}
"""Columns whose name differs from the member of StatusDraft."""


@dataclass(frozen=True, slots=True)
class RowReport:
    """Options of a report: the sheet as read, the file for the returned workbook, JSON or a table."""

    content: bytes
    errors: str | None
    as_json: bool
    layout: Layout = ASSESSMENTS

    def put(self, rows: Sequence[CheckedRow[Any]], *, issued: bool = False) -> None:
        """Print the errors of all rows, if any; `issued` says whether the good rows are issued."""
        problems = [error for row in rows for error in row.errors]
        if not problems:
            return
        if self.as_json:
            for error in problems:
                put_json(error_json_of(error))
        else:
            put_errors(problems, self.layout)
        if self.errors is not None:
            back = write_errors(self.content, rows, language(), only_bad=issued, layout=self.layout)
            save_bytes(self.errors, back)
            name = plain(self.errors)
            tell(say(f"The rows with their errors: {name}", f"待修正的各行及错误：{name}"))

    def tell_stopped(self) -> None:
        """Tell that one bad row stopped the batch."""
        tell(
            say(
                "Nothing was signed. Mend the rows, or leave them out with --skip-bad-rows.",
                "未签署任何内容。请修正以上各行，或用 --skip-bad-rows 跳过。",
            )
        )


def refuse_rows(
    rows: Sequence[CheckedRow[D]],
    problems: Sequence[tuple[int, RegistryError]],
    layout: Layout = ASSESSMENTS,
) -> list[CheckedRow[D]]:
    """Return `rows` with the registry's refusals as errors; the places in `problems` count only rows that
    have a draft."""
    refusals: dict[int, list[RegistryError]] = {}
    for position, cause in problems:
        refusals.setdefault(position, []).append(cause)
    checked: list[CheckedRow[D]] = []
    position = -1
    for row in rows:
        position += row.draft is not None
        if row.draft is None or position not in refusals:
            checked.append(row)
            continue
        # a refused row loses its draft, so that it can never be signed
        errors = tuple(_row_error(row, cause, layout) for cause in refusals[position])
        checked.append(CheckedRow(row.number, None, errors))
    return checked


def _row_error(row: CheckedRow[Any], cause: RegistryError, layout: Layout) -> RowError:
    """Place the refusal at its cell, else at the one that names the credential."""
    column = cause.field.rpartition(".")[2]
    if column not in layout.by_name:
        column = layout.named
    bare = type(cause)(cause.code, "", **cause.facts)  # the field would repeat the cell
    return RowError(row.number, column, plain(_value(row.draft, column)), bare)


def _value(draft: AssessmentDraft | StatusDraft | None, column: str) -> str:
    if isinstance(draft, StatusDraft):
        value: object = getattr(draft, _MEMBERS.get(column, column)) or ""
    else:
        members = AssessmentDraft.model_fields
        value = next((getattr(draft, name) for name, member in members.items() if member.alias == column), "")
    if isinstance(value, datetime):
        return format_end(value) if column in ("validUntil", "until") else format_moment(value)
    return "、".join(value) if isinstance(value, tuple) else str(value)


def error_json_of(error: RowError, names: object = None) -> dict[str, object]:
    """Return an error of a row as data."""
    lang = language()
    return {
        "row": error.row,
        "column": error.column,
        "value": error.value,
        "code": error.code,
        "what": error.what(lang, names),
        "mend": error.mend(lang),
    }


def put_errors(problems: Sequence[RowError], layout: Layout, page: str = "", names: object = None) -> None:
    """Print the first errors as a table, under the name of their page where there are several."""
    lang = language()
    columns = [
        say("row", "行"),
        say("column", "列"),
        say("value", "内容"),
        say("what", "问题"),
        say("mend", "如何修正"),
    ]
    rows = [
        [
            str(error.row),
            layout.by_name[error.column].label(lang),
            error.value,
            error.what(lang, names),
            error.mend(lang),
        ]
        for error in problems[:_SHOWN]
    ]
    title = say(format_count(len(problems), "problems"), f"{len(problems)} 处问题")
    put_table(f"{page}  {title}".strip(), columns, rows)
    if len(problems) > _SHOWN:
        more = len(problems) - _SHOWN
        put(
            say(
                f"… and {more} more; see them all with --errors FILE",
                f"……另有 {more} 处；用 --errors FILE 查看全部",
            )
        )

"""Workbooks from a clerk, and workbooks for a clerk: templates, and rows with their errors."""

from collections.abc import Mapping
from pathlib import Path

from carriers.spreadsheet import Layout, Sheet, read_sheet
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language
from terminal.output import plain, tell
from terminal.workspace.files import STDIO, check_free

_SUFFIX = ".xlsx"


def read_rows(run: Invocation, content: bytes, layout: Layout) -> Sheet:
    """Read the sheet and tell which cells were adjusted; CarrierError as `read_sheet`."""
    sheet = read_sheet(content, layout, include_hidden=run.include_hidden)
    for adjusted in sheet.adjusted:
        tell(plain(adjusted.sentence(language())))
    return sheet


def check_workbook(option: str, target: str, *, force: bool | None = None) -> None:
    """Refuse a name whose ending is of another format than a workbook, and a file that somebody edited.

    `force` as for `check_free`. Raises CommandError option-value, file-exists.
    """
    if target == STDIO or Path(target).is_char_device() or Path(target).suffix.casefold() == _SUFFIX:
        check_free(target, force=force)
        return
    raise CommandError(
        "option-value",
        text=plain(target),
        option=option,
        how=f"A workbook is written: name a file ending in {_SUFFIX}. A spreadsheet program saves it as CSV.",
        how_zh=f"写出的是工作簿，文件名须以 {_SUFFIX} 结尾；如需 CSV，可用表格软件另存。",
    )


def check_template(target: str, options: Mapping[str, object]) -> None:
    """Refuse `options` beside a template that exclude it, and to write over a filled one.

    CommandError option-conflict, option-value, file-exists.
    """
    others = [name for name, typed in options.items() if typed]
    if others:
        raise CommandError("option-conflict", options=", ".join(["--template", *others]))
    check_workbook("--template", target)

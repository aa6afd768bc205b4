"""A file of minutes: reading the workbook, and telling and writing back its errors."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from carriers.spreadsheet.reading import MAX_BYTES
from credentials.documents.agreement import AgreementText
from credentials.errors import RecordError
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put_json, tell
from terminal.reports.row_report import error_json_of, put_errors
from terminal.workspace.files import load_bytes, save_bytes
from works.conferences.resolution.draft_file import Refer, ResolutionDraft, read_resolution
from works.conferences.resolution.minutes import Minutes, read_minutes, write_minutes_errors

T = TypeVar("T")


def is_workbook(path: Path) -> bool:
    """Return whether minutes are typed in a workbook, by the name of the file."""
    return path.suffix.lower() == ".xlsx"


def load_minutes(
    run: Invocation,
    path: Path,
    text: AgreementText,
    refer: Refer,
    *,
    build: Callable[[ResolutionDraft], T],
    errors: str | None = None,
) -> T:
    """Return `build` of the draft; its refusals stand at their cells.

    Raises CommandError workbook-cells after the errors were told, file-…, withheld-differs; CarrierError.
    """
    data = load_bytes(path, limit=MAX_BYTES)
    called = {
        name.casefold(): one.id
        for one in text.parties
        for name in (one.id, one.legal_name.zh, one.legal_name.en)
    }
    minutes = read_minutes(data, called, refer, include_hidden=run.include_hidden)
    parties = [one.id for one in text.parties]
    if not minutes.errors:
        try:
            return build(read_resolution(minutes.value, path, parties, lambda: secrets.token_hex(32)))
        except RecordError as error:
            minutes.refuse(error)
    _report(run, data, minutes, errors)
    count = sum(map(len, minutes.errors.values()))
    raise CommandError("workbook-cells", path=plain(str(path)), count=count)


def _report(run: Invocation, data: bytes, minutes: Minutes, errors: str | None) -> None:
    for page, found in minutes.errors.items():
        if run.as_json:
            for error in found:
                put_json({"page": page.page, **error_json_of(error)})
        else:
            put_errors(found, page, page.page)
    if errors is not None:
        save_bytes(errors, write_minutes_errors(data, minutes, language()))
        name = plain(errors)
        tell(say(f"The pages with their errors: {name}", f"各页及其错误：{name}"))

"""Reads a workbook of minutes; prints its errors and writes them back."""

import secrets
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from carriers.spreadsheet.reading import MAX_BYTES
from credentials.documents.agreement import AgreementText
from credentials.errors import RecordError
from terminal.invocation import Invocation
from terminal.language import language
from terminal.reports.page_report import refuse_pages
from terminal.workspace.files import load_bytes
from works.conferences.resolution.draft_file import Refer, ResolutionDraft, read_resolution
from works.conferences.resolution.minutes import read_minutes, write_minutes_errors

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
    """Return the result of `build` on the draft; its refusals are shown at their cells.

    Raises CommandError workbook-cells after printing the errors, file-…, withheld-differs; CarrierError.
    """
    data = load_bytes(path, limit=MAX_BYTES)
    called = {
        name.casefold(): party.id
        for party in text.parties
        for name in (party.id, party.legal_name.zh, party.legal_name.en)
    }
    minutes = read_minutes(data, called, refer, include_hidden=run.include_hidden)
    parties = [party.id for party in text.parties]
    if not minutes.errors:
        try:
            # no `refer`: the cells looked up their citations already
            return build(read_resolution(minutes.value, path, parties, lambda: secrets.token_hex(32)))
        except RecordError as error:
            minutes.refuse(error)

    def write() -> bytes:
        return write_minutes_errors(data, minutes, language())

    raise refuse_pages(run, path, minutes.errors, errors, write)

"""Drafts in files, all read and checked before the first is signed."""

from collections.abc import Callable, Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from credentials.errors import RecordError
from credentials.record import JsonObject
from registry import RegistryError
from registry.issuing.plan_documents import check_documents
from terminal.error_report import REFUSED, format_error
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, tell

if TYPE_CHECKING:
    from registry import Registry


def load_drafts(
    registry: "Registry",
    files: Sequence[Path],
    load: Callable[[Path], JsonObject],
    *,
    issuer: str,
    now: datetime,
) -> list[JsonObject]:
    """The unsigned documents, one a file; all refusals are told, then exit code 1."""
    documents: list[JsonObject] = []
    refused = False
    for file in files:
        try:
            documents.append(load(file))
        except (RecordError, CommandError) as error:
            refused = True
            tell(format_error(error))
    if not refused:
        try:
            check_documents(registry, documents, issuer=issuer, now=now)
        except RegistryError as error:
            if not error.problems:
                raise
            refused = True
            for place, problem in error.problems:
                tell(f"{plain(files[place].name)}{say(': ', '：')}{format_error(problem)}")
    if refused:
        tell(say("Nothing was signed.", "未签署任何内容。"))
        raise typer.Exit(REFUSED)
    return documents

"""Carries out `huren notice template` and `huren notice issue`."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from cli.error_report import REFUSED, format_error
from cli.errors import CommandError
from cli.notice.draft_file import format_template, load_notice
from cli.terminal.clock import read_clock
from cli.terminal.confirm import confirm
from cli.terminal.document_words import describe_batch
from cli.terminal.language import say
from cli.terminal.output import plain, put, put_json, tell
from cli.workspace.document_signing import check_destination, sign_or_export
from cli.workspace.files import check_free, save_bytes
from cli.workspace.key_files import load_signer
from cli.workspace.open_registry import choose_issuer, open_registry
from credentials.documents.works.notice import Notice
from credentials.errors import RecordError
from credentials.kinds import KINDS
from credentials.record import JsonObject, read_body
from registry import RegistryError
from registry.issuing.plan_documents import check_documents

if TYPE_CHECKING:
    from registry import Registry
    from signing.signer import Ed25519Signer


def write_template(
    out: str, kind: str, issuer: str | None, data: Path | None, *, force: bool, now: datetime | None
) -> None:
    """Writes a notice to fill in; CommandError file-exists, issuer-ambiguous."""
    check_free(out, force=force)
    moment = now or read_clock()
    with open_registry(data) as registry:
        chosen = choose_issuer(registry, issuer, "--issuer", data, moment)
    save_bytes(out, format_template(kind, chosen, moment).encode())
    name = plain(out)
    tell(
        say(
            f"Wrote {name}. Edit it, check it with huren notice issue {name} --dry-run, then issue it.",
            f"已写入 {name}。填写后用 huren notice issue {name} --dry-run 检查，再正式签发。",
        )
    )


def issue_notices(
    files: Sequence[Path],
    *,
    key: Path | None,
    export_unsigned: str | None,
    issuer: str | None,
    dry_run: bool,
    yes: bool,
    data: Path | None,
    now: datetime | None,
    as_json: bool,
) -> None:
    """Signs all, exports all, or none; exit code 1 where a file is refused, each with its own reasons.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    check_destination(key, export_unsigned, dry_run=dry_run)
    moment = now or read_clock()
    with open_registry(data) as registry:
        signer: Ed25519Signer | None = None
        if key is not None:
            chosen, signer = load_signer(registry, key, KINDS[Notice.KIND].use, moment)
        else:
            chosen = choose_issuer(registry, issuer, "--issuer", data, moment)
        documents = _load_all(registry, files, chosen, moment)
        for line in describe_batch([read_body(document, Notice) for document in documents], {}):
            tell(line)
        if dry_run:
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return
        if signer is not None:
            confirm(say(f"Sign and store {len(documents)}?", f"签署并入库 {len(documents)} 份？"), yes=yes)
        made = sign_or_export(
            registry, documents, issuer=chosen, signer=signer, target=export_unsigned, now=moment
        )
    for record in made:
        if as_json:
            put_json(record.value)
        else:
            put(f"{record.body.id}  {plain(record.body.title)}")


def _load_all(registry: "Registry", files: Sequence[Path], issuer: str, now: datetime) -> list[JsonObject]:
    """The unsigned notices; all refusals are told, then exit code 1."""
    documents: list[JsonObject] = []
    refused = False
    for file in files:
        try:
            documents.append(load_notice(file, issuer, uuid.uuid4().urn, now))
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

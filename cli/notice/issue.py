"""Carries out `huren notice template` and `huren notice issue`."""

import uuid
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path

from cli.notice.draft_file import format_template, load_notice
from credentials.documents.works.notice import Notice
from credentials.record import JsonObject, read_body
from terminal.clock import read_clock
from terminal.document_words import describe_batch
from terminal.draft_loading import load_drafts
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.open_registry import choose_issuer, needed_text, open_registry
from terminal.workspace.signing_choice import Signing


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
    files: Sequence[Path], signing: Signing, *, data: Path | None, now: datetime | None, as_json: bool
) -> None:
    """Signs all, exports all, or none; exit code 1 where a file is refused, each with its own reasons.

    Raises CommandError option-missing, option-conflict, not-confirmed; RegistryError.
    """
    moment = now or read_clock()
    with open_registry(data) as registry:
        issuer = signing.open(registry, data, moment)

        def load(file: Path) -> JsonObject:
            return load_notice(file, issuer, uuid.uuid4().urn, moment)

        documents = load_drafts(registry, files, load, issuer=issuer, now=moment)
        called = SpokenNames(needed_text(registry, data, moment)).list_called()
        for line in describe_batch([read_body(document, Notice) for document in documents], {}, called):
            tell(line)
        if not signing.is_wanted(len(documents)):
            return
        made = signing.sign(registry, documents, issuer, moment)
    for record in made:
        if as_json:
            put_json(record.value)
        else:
            put(f"{record.body.id}  {plain(record.body.title)}")

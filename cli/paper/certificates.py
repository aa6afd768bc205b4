"""Carry out `huren certificate`."""

import os
from collections.abc import Iterable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.documents.assessment import Assessment
from credentials.kinds import ASSESSMENTS
from credentials.record import Record
from credentials.words.file_names import distinct_stem
from signing.errors import HurenError
from signing.plural import format_count
from terminal.error_report import error_json
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.configuration import font_file
from terminal.workspace.files import save_bytes
from terminal.workspace.namesakes import tell_namesakes
from terminal.workspace.open_registry import needed_credential

if TYPE_CHECKING:
    from carriers.certificate.content import Certificate
    from carriers.certificate.typesetting import LabelFormat
    from registry import Registry
    from verifier import TrustStore

_AT_ONCE = 64
_NOT_IN_FORCE = "not-in-force"


@dataclass(frozen=True, slots=True)
class Wanted:
    """Credentials to print: those named, or all that pass a filter."""

    references: list[str]
    every: bool
    uscc: str | None
    issuer: str | None

    def __post_init__(self) -> None:
        """Check the options; CommandError option-conflict, option-missing."""
        filtered = self.every or self.uscc is not None or self.issuer is not None
        if filtered and self.references:
            raise CommandError("option-conflict", options="CREDENTIAL, --all, --uscc, --issuer")
        if not filtered and not self.references:
            how = "Name credentials, or pass --all, --uscc CODE or --issuer DID."
            how_zh = "请指明凭证，或加 --all、--uscc CODE、--issuer DID。"
            raise CommandError("option-missing", option="CREDENTIAL", how=how, how_zh=how_zh)


@dataclass(frozen=True, slots=True)
class _Made:
    certificate: bytes
    label: bytes | None


def write_certificates(run: Invocation, wanted: Wanted, folder: Path, label: "LabelFormat | None") -> int:
    """Write NUMBER.pdf, and NUMBER-label.… on request; return how many were refused.

    A refusal does not stop the others. The command silently skips credentials that a filter finds and that
    are not in force. Raises CommandError not-found, no-agreement, and those of files.
    """
    taken = set[str]()
    written = refused = left_out = 0
    with run.open_registry() as registry:
        trust = run.trust(registry)
        records, total = _find(registry, wanted)
        with progress(say("setting certificates", "制作证书"), total) as bar:
            for record, answer in _set_all(records, trust, run.now, label):
                bar.advance()
                if isinstance(answer, _Made):
                    written += 1
                    # two associations may use the same number, and some file systems ignore case
                    stem = distinct_stem(record.body.title, record.digest, taken)
                    _put_paths(record, _save(folder, stem, answer, label), run.as_json)
                # a filter skips what is not in force; a named certificate is refused with its reason
                elif answer.code == _NOT_IN_FORCE and not wanted.references:
                    left_out += 1
                else:
                    refused += 1
                    _tell_refusal(record, answer, run.as_json)
    _tell_result(folder, written, refused, left_out)
    return refused


def _find(registry: "Registry", wanted: Wanted) -> tuple[Iterable[Record[Assessment]], int | None]:
    from registry.lookup.lookup import counts, list_credentials

    if wanted.references:
        named = [needed_credential(registry, reference) for reference in wanted.references]
        for record in named:
            tell_namesakes(registry, record)
        return named, len(named)
    total = None
    if wanted.uscc is None and wanted.issuer is None:
        totals = counts(registry)
        total = sum(totals.get(kind, 0) for kind in ASSESSMENTS)
    return list_credentials(registry, wanted.issuer, wanted.uscc), total


def _set_all(
    records: Iterable[Record[Assessment]], trust: "TrustStore", now: datetime, label: "LabelFormat | None"
) -> Iterator[tuple[Record[Assessment], _Made | HurenError]]:
    """Typeset all in order, on all cores: typst releases the interpreter lock while it works."""
    font, rest = font_file(), iter(records)
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        # bounds the memory: --all sets every certificate of the registry
        while batch := [*islice(rest, _AT_ONCE)]:
            # verified in this thread: only typst releases the interpreter
            papers = [_paper(record, trust, now) for record in batch]
            yield from zip(batch, pool.map(partial(_set, label=label, font=font), papers), strict=True)


def _paper(record: Record[Assessment], trust: "TrustStore", now: datetime) -> "Certificate | HurenError":
    from keys_example.keys import is_example
    from registry.lookup.printable import check_printable, find_paper

    try:
        # a reader who does not scan the paper takes it as valid
        check_printable(record, trust, now)
        return find_paper(record, trust, now=now, example=is_example(record.body.issuer))
    except HurenError as error:
        return error


def _set(
    paper: "Certificate | HurenError", *, label: "LabelFormat | None", font: Path | None
) -> _Made | HurenError:
    from carriers.certificate.typesetting import format_certificate, format_label

    if isinstance(paper, HurenError):
        return paper
    try:
        made = format_certificate(paper, font=font)
        return _Made(made, format_label(paper, label, font=font) if label is not None else None)
    except HurenError as error:
        return error


def _save(folder: Path, stem: str, made: _Made, label: "LabelFormat | None") -> list[Path]:
    paths = [folder / f"{stem}.pdf"]
    save_bytes(paths[0], made.certificate)
    if made.label is not None:
        paths.append(folder / f"{stem}-label.{label}")
        save_bytes(paths[1], made.label)
    return paths


def _put_paths(record: Record[Assessment], paths: Sequence[Path], as_json: bool) -> None:
    if as_json:
        put_json({"id": record.body.id, "files": [str(path) for path in paths]})
        return
    for path in paths:
        put(plain(str(path)))


def _tell_refusal(record: Record[Assessment], error: HurenError, as_json: bool) -> None:
    if as_json:
        put_json({"id": record.body.id, "error": error_json(error)})
    number = plain(record.body.credential_subject.assessment.certificate_number)
    tell(f"{number}{say(': ', '：')}{plain(error.sentence(language()))} {plain(error.mend(language()))}")


def _tell_result(folder: Path, written: int, refused: int, left_out: int) -> None:
    more, more_zh = "", ""
    if left_out:
        more += f", {left_out} not in force left out"
        more_zh += f"，未制作 {left_out} 份非有效凭证"
    if refused:
        more += f", {refused} refused"
        more_zh += f"，{refused} 份未能制作"
    tell(
        say(
            f"{format_count(written, 'certificates')} written to the folder {plain(str(folder))}{more}",
            f"已在 {plain(str(folder))} 制作 {written} 份证书{more_zh}",
        )
    )

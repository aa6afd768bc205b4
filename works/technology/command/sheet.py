"""A workbook of technologies: the template, the check of all its rows, signing here or elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

import typer

from carriers.spreadsheet import MAX_BYTES
from credentials.drafting.works import build_technology
from credentials.record import JsonObject
from credentials.words.file_names import file_stem
from registry import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.issuing.stored_plans import make_id
from signing.jcs import canonicalize
from signing.signer import Ed25519Signer
from terminal.clock import read_clock
from terminal.error_report import REFUSED
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from terminal.reports.row_report import error_json_of, put_errors
from terminal.reports.sheet_files import check_template, check_workbook
from terminal.workspace.document_signing import check_destination, sign_or_export
from terminal.workspace.files import load_bytes, save_bytes
from terminal.workspace.key_files import load_signer
from terminal.workspace.open_registry import choose_issuer, needed_text, open_registry
from works.technology.admission import foresee_technologies
from works.technology.command.evidence import find_evidence
from works.technology.sheet.check import CheckedPages, CheckedTechnology, check_pages, read_pages
from works.technology.sheet.columns import PAGES
from works.technology.sheet.workbook import write_technology_errors, write_technology_template

if TYPE_CHECKING:
    from registry import Registry


def write_template(file: str, issuer: str | None, data: Path | None, *, now: datetime | None) -> None:
    """The empty workbook; CommandError option-value, file-exists."""
    moment = now or read_clock()
    check_template(file, {})
    with open_registry(data) as registry:
        who = choose_issuer(registry, issuer, "--issuer", data, moment)
        save_bytes(file, write_technology_template(needed_text(registry, data, moment), who))
    tell(
        say(
            f"Wrote {plain(file)}. Fill its pages, put the files of evidence beside it, and check it with "
            "--dry-run.",
            f"已写入 {plain(file)}。请填写各页，将佐证文件放在同一文件夹，再用 --dry-run 检查。",
        )
    )


@dataclass(frozen=True, slots=True)
class TechnologySheetRequest:
    """What was typed after `huren technology issue`."""

    sheet: Path
    evidence: Path | None
    key: Path | None
    export_unsigned: str | None
    issuer: str | None
    dry_run: bool
    errors: str | None
    out: Path | None
    data: Path | None
    now: datetime | None
    as_json: bool

    def carry_out(self) -> None:
        """Exit code 1 when rows are refused, all of them at once; then nothing is signed.

        Raises CommandError, CarrierError for the workbook as a whole, RegistryError.
        """
        now = self.now or read_clock()
        check_destination(self.key, self.export_unsigned, dry_run=self.dry_run)
        if self.errors is not None:
            check_workbook("--errors", self.errors)
        content = load_bytes(self.sheet, limit=MAX_BYTES)
        with open_registry(self.data) as registry:
            signer: Ed25519Signer | None = None
            if self.key is not None:
                issuer, signer = load_signer(registry, self.key, "assessment", now)
            else:
                issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
            checked, documents = self._check(registry, content, issuer, now)
            if any(checked.errors.values()):
                self._report(content, checked, SpokenNames(needed_text(registry, self.data, now)))
                raise typer.Exit(REFUSED)
            if self.dry_run:
                self._tell_checked(len(documents), 0)
                return
            records = sign_or_export(
                registry, documents, issuer=issuer, signer=signer, target=self.export_unsigned, now=now
            )
        for record in records:
            subject = record.body.credential_subject
            if self.out is not None:
                name = f"{file_stem(f'{subject.title.zh} {subject.version}')}.json"
                save_bytes(self.out / name, canonicalize(record.value))
            if self.as_json:
                put_json(record.value)
            else:
                put(f"{plain(subject.title.zh)}  {plain(subject.version)}  {record.body.id}")

    def _check(
        self, registry: "Registry", content: bytes, issuer: str, now: datetime
    ) -> tuple[CheckedPages, Sequence[JsonObject]]:
        """All rows by themselves, then against the registry; what may be signed."""
        pages = read_pages(content)
        for page, adjusted in pages.adjusted:
            tell(f"{page.page}{say(': ', '：')}{adjusted.sentence(language())}")
        files = find_evidence(self.evidence or self.sheet.parent, pages.files)
        text = needed_text(registry, self.data, now)
        checked = check_pages(pages, text, issuer, files, created=now)
        random = SystemRandom()

        def build(made: Sequence[CheckedTechnology]) -> list[JsonObject]:
            return [build_technology(one.draft, technology_id=make_id(random), issuer=issuer) for one in made]

        foreseen = foresee_technologies(registry, build(checked.made))
        checked = checked.refuse([(checked.made[place], error) for place, error in foreseen])
        documents = build(checked.good)
        try:
            check_documents(registry, documents, issuer=issuer, now=now)
        except RegistryError as error:
            if not error.problems:
                raise
            checked = checked.refuse([(checked.good[place], refused) for place, refused in error.problems])
        return checked, documents

    def _report(self, content: bytes, checked: CheckedPages, names: SpokenNames) -> None:
        for page in PAGES:
            errors = checked.errors[page]
            if self.as_json:
                for error in errors:
                    put_json({"page": page.page, **error_json_of(error, names)})
            elif errors:
                put_errors(errors, page, page.page, names)
        if self.errors is not None:
            save_bytes(self.errors, write_technology_errors(content, checked, language(), names))
            name = plain(self.errors)
            tell(say(f"The pages with their errors: {name}", f"各页及其错误：{name}"))
        self._tell_checked(len(checked.good), len(checked.pages.technologies.rows) - len(checked.good))
        tell(say("Nothing was signed. Mend the rows first.", "未签署任何内容。请先修正以上各行。"))

    def _tell_checked(self, good: int, bad: int) -> None:
        line = say(
            f"checked {good + bad} technologies: {good} good, {bad} bad",
            f"共检查 {good + bad} 项技术：{good} 项合格，{bad} 项不合格",
        )
        (tell if self.as_json else put)(line)

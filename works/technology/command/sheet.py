"""A workbook of technologies: the template, the check of all its rows, signing here or elsewhere."""

from collections.abc import Sequence
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING

from carriers.spreadsheet import MAX_BYTES
from credentials.drafting.works import build_technology
from credentials.record import JsonObject
from credentials.words.file_names import file_stem
from registry import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.issuing.stored_plans import make_id
from signing.jcs import canonicalize
from signing.plural import format_count
from terminal.error_report import REFUSED
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain, put, put_json, tell
from terminal.reports.page_report import report_pages, tell_corrections
from terminal.reports.sheet_files import check_template, check_workbook
from terminal.signing import Signing
from terminal.workspace.files import load_bytes, save_bytes
from works.technology.admission import foresee_technologies
from works.technology.command.evidence import find_evidence
from works.technology.command.request import TechnologySheet
from works.technology.sheet.check import CheckedPages, CheckedTechnology, check_pages, read_pages
from works.technology.sheet.columns import PAGES
from works.technology.sheet.workbook import write_technology_errors, write_technology_template

if TYPE_CHECKING:
    from registry import Registry


def write_template(run: Invocation, file: str) -> None:
    """Write the empty workbook; CommandError option-value, file-exists."""
    check_template(file, {})
    with run.open_registry() as registry:
        issuer = run.choose_issuer(registry)
        save_bytes(file, write_technology_template(run.text(registry), issuer))
    tell(
        say(
            f"Wrote {plain(file)}. Fill its pages, put the files of evidence beside it, and check it with "
            "--dry-run.",
            f"已写入 {plain(file)}。请填写各页，将佐证文件放在同一文件夹，再用 --dry-run 检查。",
        )
    )


def issue_sheet(run: Invocation, request: TechnologySheet) -> int:
    """Sign the technologies of a workbook; with refused rows, print all of them, sign nothing and return 1.

    Raises CommandError, CarrierError for the workbook as a whole, RegistryError.
    """
    signing = Signing(run)
    if request.errors is not None:
        check_workbook("--errors", request.errors)
    content = load_bytes(request.sheet, limit=MAX_BYTES)
    with run.open_registry() as registry:
        issuer = signing.open(registry)
        files = request.evidence or request.sheet.parent
        checked, documents = _check(registry, content, files, issuer, run)
        if any(checked.errors.values()):
            _report(run, request, content, checked, run.names(registry))
            return REFUSED
        if run.dry_run:
            _tell_checked(run, len(documents), 0)
            return 0
        records = signing.sign(registry, documents)
    for record in records:
        subject = record.body.credential_subject
        if request.out is not None:
            name = f"{file_stem(f'{subject.title.zh} {subject.version}')}.json"
            save_bytes(request.out / name, canonicalize(record.value))
        if run.as_json:
            put_json(record.value)
        else:
            put(f"{plain(subject.title.zh)}  {plain(subject.version)}  {record.body.id}")
    return 0


def _check(
    registry: "Registry", content: bytes, folder: Path, issuer: str, run: Invocation
) -> tuple[CheckedPages, Sequence[JsonObject]]:
    """Check each row, then all against the registry; return the checked pages and the documents to sign."""
    pages = read_pages(content, include_hidden=run.include_hidden)
    tell_corrections(pages.adjusted)
    files = find_evidence(folder, pages.files)
    text = run.text(registry)
    checked = check_pages(pages, text, issuer, files, created=run.now)
    random = SystemRandom()

    def build(made: Sequence[CheckedTechnology]) -> list[JsonObject]:
        return [
            build_technology(technology.draft, technology_id=make_id(random), issuer=issuer)
            for technology in made
        ]

    # also asks about technologies with bad cells: the clerk sees all faults at once
    foreseen = foresee_technologies(registry, build(checked.made))
    checked = checked.refuse([(checked.made[place], error) for place, error in foreseen])
    documents = build(checked.good)
    try:
        check_documents(registry, documents, issuer=issuer, now=run.now)
    except RegistryError as error:
        if not error.problems:
            raise
        checked = checked.refuse([(checked.good[place], refused) for place, refused in error.problems])
    return checked, documents


def _report(
    run: Invocation, request: TechnologySheet, content: bytes, checked: CheckedPages, names: SpokenNames
) -> None:
    def write() -> bytes:
        return write_technology_errors(content, checked, language(), names)

    report_pages(run, {page: checked.errors[page] for page in PAGES}, request.errors, write, names)
    _tell_checked(run, len(checked.good), len(checked.pages.technologies.rows) - len(checked.good))
    tell(say("Nothing was signed. Mend the rows first.", "未签署任何内容。请先修正以上各行。"))


def _tell_checked(run: Invocation, good: int, bad: int) -> None:
    line = say(
        f"checked {format_count(good + bad, 'technologies')}: {good} good, {bad} bad",
        f"共检查 {good + bad} 项技术：{good} 项合格，{bad} 项不合格",
    )
    (tell if run.as_json else put)(line)

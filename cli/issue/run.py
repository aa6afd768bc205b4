"""Carry out `huren issue`: template, check, plan, then sign here or export for the machine with the key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import SystemRandom
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from carriers.spreadsheet import ASSESSMENTS, MAX_BYTES, CheckedRow, check_rows, write_template
from cli.issue.request import SheetRequest
from credentials.drafting.draft import AssessmentDraft
from credentials.kinds import kind_of_record
from credentials.record import Record
from registry import RegistryError
from registry.issuing.issue import check_assessments, issue_in_portions, plan_assessments
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_period, plain, put, put_json, tell
from terminal.progress import progress
from terminal.reports.row_report import RowReport, refuse_rows
from terminal.reports.sheet_files import check_template, check_workbook, read_rows
from terminal.signing import check_destination, choose_signer, save_unsigned
from terminal.workspace.credential_files import write_carriers
from terminal.workspace.files import load_bytes, save_bytes

if TYPE_CHECKING:
    from registry import Registry

T = TypeVar("T")
Reach = Callable[[int], None]

_LISTED = 50
"""Rows that are listed before they are signed; a dry run lists all."""


def issue_sheet(run: Invocation, request: SheetRequest) -> None:
    """Issue a sheet; exit code 1 when rows are refused; raises CommandError, CarrierError, RegistryError."""
    _check_options(run, request)
    with run.open_registry() as registry:
        issuer, signer = choose_signer(run, registry)
        if request.template is not None:
            save_bytes(request.template, write_template(run.text(registry), issuer))
            name = plain(request.template)
            tell(
                say(
                    f"Wrote {name}. Fill it, check it with --dry-run, then issue it.",
                    f"已写入 {name}。填写后先用 --dry-run 检查，再正式签发。",
                )
            )
        else:
            SheetBatch(run, request, registry, issuer, signer).run_all()


def _check_options(run: Invocation, request: SheetRequest) -> None:
    if request.template is not None:
        others = {
            "SHEET": request.sheet,
            "--dry-run": run.dry_run,
            "--skip-bad-rows": request.skip_bad_rows,
            "--errors": request.errors,
            "--out": request.out,
            "--export-unsigned": run.export_unsigned,
        }
        check_template(request.template, others)
        return
    # checks the target files now: after signing it would be too late
    if request.errors is not None:
        check_workbook("--errors", request.errors)
    if request.sheet is None:
        how, how_zh = (
            "Name the sheet, or get one with --template FILE.",
            "请指定表格，或用 --template FILE 取得模板。",
        )
        raise CommandError("option-missing", option="SHEET", how=how, how_zh=how_zh)
    check_destination(run)


@dataclass(frozen=True, slots=True)
class SheetBatch:
    """One sheet on its way into the registry."""

    run: Invocation
    request: SheetRequest
    registry: "Registry"
    issuer: str
    signer: KeySigner | None

    def run_all(self) -> None:
        """Check all rows, then issue or export the good ones; exit with code 1 if there are bad rows."""
        request = self.request
        content = load_bytes(request.sheet or "", limit=MAX_BYTES)
        report = RowReport(content, request.errors, self.run.as_json)
        rows = self._check(content)
        if self.run.dry_run:
            self._list(rows)
            rows = self._plan(rows, self._try)
            report.put(rows)
            self._tell_checked(rows)
        elif self._may_go_on(rows):
            self._list(rows)
            rows = self._plan(rows, self._issue if self.signer is not None else self._export)
            done = self._may_go_on(rows)
            report.put(rows, issued=done)
            if not done:
                report.tell_stopped()
        else:
            report.put(rows)
            report.tell_stopped()
        if any(row.errors for row in rows):
            raise typer.Exit(REFUSED)

    def _check(self, content: bytes) -> list[CheckedRow[AssessmentDraft]]:
        sheet = read_rows(self.run, content, ASSESSMENTS)
        text = self.run.text(self.registry)
        rows = []
        with progress(say("checking rows", "检查各行"), len(sheet.rows)) as bar:
            for row in check_rows(sheet, text, self.issuer, created=self.run.now):
                rows.append(row)
                bar.advance()
        return rows

    def _list(self, rows: Sequence[CheckedRow[AssessmentDraft]]) -> None:
        """List what would be signed: one line for each row, as read and not as the sheet displays it."""
        good = [(row.number, row.draft) for row in rows if row.draft is not None]
        if self.run.as_json or not good:
            return
        names = self.run.names(self.registry)
        put(say("The rows as read from the sheet:", "从表中读到的各行："))
        # a sheet can hide rows, and display other text than it contains
        listed = good if self.run.dry_run else good[:_LISTED]
        for number, draft in listed:
            put("  " + _describe_row(number, draft, names))
        if more := len(good) - len(listed):
            put(
                say(
                    f"… and {more} more; see them all with --dry-run",
                    f"……另有 {more} 行；用 --dry-run 查看全部",
                )
            )

    def _may_go_on(self, rows: Sequence[CheckedRow[AssessmentDraft]]) -> bool:
        return self.request.skip_bad_rows or not any(row.errors for row in rows)

    def _plan(
        self, rows: list[CheckedRow[AssessmentDraft]], work: Callable[[Sequence[AssessmentDraft]], None]
    ) -> list[CheckedRow[AssessmentDraft]]:
        """Do `work` for the good rows. Rows that the registry refuses join the bad rows; the others go on."""
        while drafts := [row.draft for row in rows if row.draft is not None]:
            try:
                work(drafts)
                break
            except RegistryError as error:
                if not error.problems:
                    raise
                # a refusal stores nothing, so the loop retries the good rows alone
                rows = refuse_rows(rows, error.problems)
            # a dry run continues until every row has been judged
            if not (self.run.dry_run or self._may_go_on(rows)):
                break
        return rows

    def _try(self, drafts: Sequence[AssessmentDraft]) -> None:
        """Do everything that `_issue` does before it signs."""
        _with_bar(
            say("checking against the registry", "对照登记库检查"),
            len(drafts),
            lambda reach: check_assessments(
                self.registry,
                drafts,
                issuer=self.issuer,
                now=self.run.now,
                random=SystemRandom(),
                force=self.request.anyway,
                progress=reach,
            ),
        )

    def _issue(self, drafts: Sequence[AssessmentDraft]) -> None:
        signer = self.signer
        assert signer is not None  # noqa: S101 - `run_all` chooses the signer before
        issued = documents = 0
        with progress(say("issuing", "签发中"), len(drafts)) as bar:
            portions = issue_in_portions(
                self.registry,
                drafts,
                signer,
                now=self.run.now,
                random=SystemRandom(),
                force=self.request.anyway,
            )
            try:
                for records in portions:
                    # a superseding row also yields a status event
                    credentials = [record for record in records if kind_of_record(record).is_assessment]
                    issued += len(credentials)
                    documents += len(records)
                    self._hand_out(credentials)
                    bar.reach(documents)
            except KeyboardInterrupt:
                # otherwise the bar overwrites the sentence
                bar.close()
                tell(_describe_rest(issued, len(drafts)))
                raise
        if not self.run.as_json:
            put(say(f"issued {format_count(issued, 'credentials')}", f"已签发 {issued} 份凭证"))
        tell(
            say(
                "Others learn of them with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可核验。",
            )
        )

    def _hand_out(self, credentials: Sequence[Record[Any]]) -> None:
        """Write the files and the lines of JSON that the user asked for."""
        for record in credentials:
            if self.request.out is not None:
                number = record.body.credential_subject.assessment.certificate_number
                write_carriers(self.request.out, number, record.value)
            if self.run.as_json:
                put_json(record.value)

    def _export(self, drafts: Sequence[AssessmentDraft]) -> None:
        plans = _with_bar(
            say("planning", "拟定中"),
            len(drafts),
            lambda reach: plan_assessments(
                self.registry,
                drafts,
                issuer=self.issuer,
                now=self.run.now,
                random=SystemRandom(),
                force=self.request.anyway,
                progress=reach,
            ),
        )
        save_unsigned(self.run, self.registry, plans, self.issuer)

    def _tell_checked(self, rows: Sequence[CheckedRow[AssessmentDraft]]) -> None:
        bad = sum(bool(row.errors) for row in rows)
        good, total = len(rows) - bad, len(rows)
        line = say(
            f"checked {format_count(total, 'rows')}: {good} good, {bad} bad",
            f"共检查 {total} 行：{good} 行合格，{bad} 行不合格",
        )
        if self.run.as_json:
            tell(line)
        else:
            put(line)


def _describe_row(row: int, draft: AssessmentDraft, names: SpokenNames) -> str:
    number, grade = draft.certificate_number, names.grade(draft.scheme, draft.grade)
    if draft.supersedes is not None:
        number += say(f" (supersedes {draft.supersedes})", f"（取代 {draft.supersedes}）")
    if draft.score is not None:
        grade += f" {draft.score}/{draft.score_max}"
    parts = (
        str(row),
        number,
        draft.legal_name,
        draft.unified_social_credit_code,
        names.scheme(draft.scheme),
        names.terms(draft.category),
        grade,
        format_period(draft.valid_from, draft.valid_until),
    )
    return plain("  ".join(part for part in parts if part))


def _describe_rest(issued: int, count: int) -> str:
    """Return a sentence on how far an interrupted batch came; a second run refuses the rows already
    issued."""
    return say(
        f"{issued} of {format_count(count, 'credentials are')} issued and stay. Run the same command "
        "again with --skip-bad-rows to issue the rest; what is issued is left out.",
        f"共 {count} 份凭证，已签发 {issued} 份，已签发的有效。"
        "请加 --skip-bad-rows 再次运行同一命令，签发其余各份；已签发的不重复签发。",
    )


def _with_bar(label: str, total: int, work: Callable[[Reach], T]) -> T:
    with progress(label, total) as bar:
        return work(bar.reach)

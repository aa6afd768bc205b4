"""Carries out one batch: template, check, plan, then sign here or export for the machine with the key."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, TypeVar

import typer

from carriers.spreadsheet import MAX_BYTES, CheckedRow, check_rows, read_sheet, write_template
from credentials.drafting.draft import AssessmentDraft
from credentials.kinds import kind_of_record
from credentials.record import Record
from registry import RegistryError
from registry.issuing.issue import check_assessments, issue_in_portions, plan_assessments
from registry.issuing.offline_files import export_plans
from signing.signer import Ed25519Signer
from terminal.clock import read_clock
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import plain, put, put_json, tell
from terminal.progress import progress
from terminal.reports.row_report import RowReport, refuse_rows
from terminal.reports.sheet_files import check_template, check_workbook
from terminal.workspace.credential_files import write_carriers
from terminal.workspace.files import load_bytes, save_bytes
from terminal.workspace.key_files import load_signer
from terminal.workspace.open_registry import choose_issuer, needed_text, open_registry

if TYPE_CHECKING:
    from registry import Registry

T = TypeVar("T")
Reach = Callable[[int], None]


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What was typed after `huren issue`."""

    sheet: Path | None
    key: Path | None
    template: str | None
    dry_run: bool
    skip_bad_rows: bool
    force: bool
    errors: str | None
    export_unsigned: str | None
    issuer: str | None
    out: Path | None
    data: Path | None
    now: datetime | None
    as_json: bool

    def carry_out(self) -> None:
        """Exit code 1 when rows are refused; raises CommandError, CarrierError, RegistryError."""
        now = self.now or read_clock()
        self._check_options()
        with open_registry(self.data) as registry:
            signer: Ed25519Signer | None = None
            if self.key is not None:
                issuer, signer = load_signer(registry, self.key, "assessment", now)
            else:
                issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
            if self.template is not None:
                self._write_template(registry, self.template, issuer, now)
            else:
                SheetBatch(self, registry, issuer, signer, now).run()

    def _check_options(self) -> None:
        if self.template is not None:
            beside = {
                "SHEET": self.sheet,
                "--dry-run": self.dry_run,
                "--skip-bad-rows": self.skip_bad_rows,
                "--errors": self.errors,
                "--out": self.out,
                "--export-unsigned": self.export_unsigned,
            }
            check_template(self.template, beside)
            return
        if self.errors is not None:
            check_workbook("--errors", self.errors)
        if self.sheet is None:
            how, how_zh = (
                "Name the sheet, or get one with --template FILE.",
                "请指定表格，或用 --template FILE 取得模板。",
            )
            raise CommandError("option-missing", option="SHEET", how=how, how_zh=how_zh)
        if self.key is not None and self.export_unsigned is not None:
            raise CommandError("option-conflict", options="--key, --export-unsigned")
        if self.key is None and self.export_unsigned is None and not self.dry_run:
            how, how_zh = (
                "Sign with --key PEM, export with --export-unsigned FILE, or check with --dry-run.",
                "用 --key PEM 签署，用 --export-unsigned FILE 导出，或用 --dry-run 检查。",
            )
            raise CommandError("option-missing", option="--key", how=how, how_zh=how_zh)

    def _write_template(self, registry: "Registry", target: str, issuer: str, now: datetime) -> None:
        save_bytes(target, write_template(needed_text(registry, self.data, now), issuer))
        tell(
            say(
                f"Wrote {plain(target)}. Fill it, check it with --dry-run, then issue it.",
                f"已写入 {plain(target)}。填写后先用 --dry-run 检查，再正式签发。",
            )
        )


@dataclass(frozen=True, slots=True)
class SheetBatch:
    """One sheet on its way into the registry."""

    request: IssueRequest
    registry: "Registry"
    issuer: str
    signer: Ed25519Signer | None
    now: datetime

    def run(self) -> None:
        """Checks all rows, then issues or exports the good ones; exit code 1 when there are bad ones."""
        request = self.request
        content = load_bytes(request.sheet or "", limit=MAX_BYTES)
        report = RowReport(content, request.errors, request.as_json)
        rows = self._check(content)
        if request.dry_run:
            rows = self._plan(rows, self._try)
            report.put(rows)
            self._tell_checked(rows)
        elif self._may_go_on(rows):
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
        sheet = read_sheet(content)
        for adjusted in sheet.adjusted:
            tell(adjusted.sentence(language()))
        text = needed_text(self.registry, self.request.data, self.now)
        rows = []
        with progress(say("checking rows", "检查各行"), len(sheet.rows)) as bar:
            for row in check_rows(sheet, text, self.issuer, created=self.now):
                rows.append(row)
                bar.advance()
        return rows

    def _may_go_on(self, rows: Sequence[CheckedRow[AssessmentDraft]]) -> bool:
        return self.request.skip_bad_rows or not any(row.errors for row in rows)

    def _plan(
        self, rows: list[CheckedRow[AssessmentDraft]], work: Callable[[Sequence[AssessmentDraft]], None]
    ) -> list[CheckedRow[AssessmentDraft]]:
        """Does `work` for the good rows; what the registry refuses joins the bad ones, the rest may go on."""
        while drafts := [row.draft for row in rows if row.draft is not None]:
            try:
                work(drafts)
                break
            except RegistryError as error:
                if not error.problems:
                    raise
                rows = refuse_rows(rows, error.problems)
            if not (self.request.dry_run or self._may_go_on(rows)):
                break
        return rows

    def _try(self, drafts: Sequence[AssessmentDraft]) -> None:
        """All that `_issue` does before it signs."""
        _with_bar(
            say("checking against the registry", "对照登记库检查"),
            len(drafts),
            lambda reach: check_assessments(
                self.registry,
                drafts,
                issuer=self.issuer,
                now=self.now,
                random=SystemRandom(),
                force=self.request.force,
                progress=reach,
            ),
        )

    def _issue(self, drafts: Sequence[AssessmentDraft]) -> None:
        signer = self.signer
        assert signer is not None  # noqa: S101 - run chooses
        issued = documents = 0
        with progress(say("issuing", "签发中"), len(drafts)) as bar:
            portions = issue_in_portions(
                self.registry,
                drafts,
                signer,
                now=self.now,
                random=SystemRandom(),
                force=self.request.force,
            )
            try:
                for records in portions:
                    credentials = [one for one in records if kind_of_record(one).is_assessment]
                    issued += len(credentials)
                    documents += len(records)
                    self._hand_out(credentials)
                    bar.reach(documents)
            except KeyboardInterrupt:
                bar.close()
                tell(_describe_rest(issued, len(drafts)))
                raise
        if not self.request.as_json:
            put(say(f"issued {issued} credentials", f"已签发 {issued} 张凭证"))
        tell(
            say(
                "Others learn of them with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可核验。",
            )
        )

    def _hand_out(self, credentials: Sequence[Record[Any]]) -> None:
        """Files and lines of JSON, as far as they are asked for."""
        for record in credentials:
            if self.request.out is not None:
                number = record.body.credential_subject.assessment.certificate_number
                write_carriers(self.request.out, number, record.value)
            if self.request.as_json:
                put_json(record.value)

    def _export(self, drafts: Sequence[AssessmentDraft]) -> None:
        target = self.request.export_unsigned or ""
        plans = _with_bar(
            say("planning", "拟定中"),
            len(drafts),
            lambda reach: plan_assessments(
                self.registry,
                drafts,
                issuer=self.issuer,
                now=self.now,
                random=SystemRandom(),
                force=self.request.force,
                progress=reach,
            ),
        )
        methods = self.registry.methods(self.issuer, "assessment", self.now)
        save_bytes(target, export_plans(plans, self.issuer, methods))
        count, name = len(plans), plain(target)
        put(say(f"wrote {count} unsigned documents to {name}", f"已将 {count} 份待签文件写入 {name}"))
        tell(
            say(
                "Next: huren sign it where the key is, then huren import the result here.",
                "下一步：在存有密钥的机器上运行 huren sign，再在此运行 huren import。",
            )
        )

    def _tell_checked(self, rows: Sequence[CheckedRow[AssessmentDraft]]) -> None:
        bad = sum(bool(row.errors) for row in rows)
        good, total = len(rows) - bad, len(rows)
        line = say(
            f"checked {total} rows: {good} good, {bad} bad",
            f"共检查 {total} 行：{good} 行合格，{bad} 行不合格",
        )
        if self.request.as_json:
            tell(line)
        else:
            put(line)


def _describe_rest(issued: int, count: int) -> str:
    """How far a batch came that was interrupted; what it issued is refused when it is asked for again."""
    return say(
        f"{issued} of {count} credentials are issued and stay. Run the same command again with "
        "--skip-bad-rows to issue the rest; what is issued is left out.",
        f"{count} 张凭证已签发 {issued} 张，已签发的有效。请加 --skip-bad-rows 再次运行同一命令签发其余各张，"
        "已签发的不会重复。",
    )


def _with_bar(label: str, total: int, work: Callable[[Reach], T]) -> T:
    with progress(label, total) as bar:
        return work(bar.reach)

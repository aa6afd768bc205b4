"""Carries out one batch: template, check, plan, then sign here or export for the machine with the key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import typer

from carriers.spreadsheet import (
    MAX_BYTES,
    CheckedRow,
    RowError,
    check_rows,
    read_sheet,
    write_errors,
    write_template,
)
from carriers.spreadsheet.columns import COLUMN
from cli.carry import write_carriers
from cli.clock import read_clock
from cli.errors import CommandError
from cli.files import load_bytes, save_bytes
from cli.key_files import load_signer
from cli.output import plain, put, put_json, put_table, tell
from cli.progress import progress
from cli.reporting import REFUSED
from cli.store import choose_issuer, needed_text, open_registry
from cli.words import language, say
from credentials.record import Record
from registry import RegistryError
from registry.exchange import export_plans
from registry.issuing import issue, plan_assessments
from signing.signer import Ed25519Signer

if TYPE_CHECKING:
    from registry import Registry

_SHOWN = 20


@dataclass(frozen=True, slots=True)
class IssueRequest:
    """What was typed after `huren issue`."""

    sheet: Path | None
    key: Path | None
    template: str | None
    dry_run: bool
    skip_bad_rows: bool
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
        with open_registry(self.data) as registry:
            if self.template is not None:
                self._write_template(registry, self.template, now)
                return
            self._check_options()
            signer: Ed25519Signer | None = None
            if self.key is not None:
                issuer, signer = load_signer(registry, self.key, "assessment", now)
            else:
                issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
            rows = self._check_sheet(registry, issuer, now)
            good = [row for row in rows if row.draft is not None]
            if self.dry_run or not good:
                self._tell_checked(len(good), len(rows))
            elif signer is None:
                self._export(registry, good, issuer, now)
            else:
                self._issue(registry, good, signer, now)
        if len(good) < len(rows):
            raise typer.Exit(REFUSED)

    def _check_options(self) -> None:
        if self.sheet is None:
            how = (
                "Name the sheet, or get one with --template FILE.",
                "请指定表格，或用 --template FILE 取得模板。",
            )
            raise CommandError("option-missing", option="SHEET", how=how[0], how_zh=how[1])
        if self.key is not None and self.export_unsigned is not None:
            raise CommandError("option-conflict", options="--key, --export-unsigned")
        if self.key is None and self.export_unsigned is None and not self.dry_run:
            how = (
                "Sign with --key PEM, export with --export-unsigned FILE, or check with --dry-run.",
                "用 --key PEM 签署，用 --export-unsigned FILE 导出，或用 --dry-run 检查。",
            )
            raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])

    def _write_template(self, registry: "Registry", target: str, now: datetime) -> None:
        if self.key is not None:
            issuer, _ = load_signer(registry, self.key, "assessment", now)
        else:
            issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
        save_bytes(target, write_template(needed_text(registry, self.data, now), issuer))
        tell(
            say(
                f"Wrote {plain(target)}. Fill it, check it with --dry-run, then issue it.",
                f"已写入 {plain(target)}。填写后先用 --dry-run 检查，再正式签发。",
            )
        )

    def _check_sheet(self, registry: "Registry", issuer: str, now: datetime) -> list[CheckedRow]:
        """All rows, checked; stops here when one is bad and bad rows are not to be skipped."""
        assert self.sheet is not None  # noqa: S101 - _check_options
        content = load_bytes(self.sheet, limit=MAX_BYTES)
        sheet = read_sheet(content)
        rows = []
        with progress(say("checking rows", "检查各行"), len(sheet.rows)) as bar:
            for row in check_rows(sheet, needed_text(registry, self.data, now), issuer, created=now):
                rows.append(row)
                bar.advance()
        self._report_errors(rows, content)
        if any(row.errors for row in rows) and not self.skip_bad_rows and not self.dry_run:
            tell(say("Nothing was signed. Mend the rows, or leave them out with --skip-bad-rows.",
                     "未签署任何内容。请修正以上各行，或用 --skip-bad-rows 跳过。"))  # fmt: skip
            raise typer.Exit(REFUSED)
        return rows

    def _report_errors(self, rows: Sequence[CheckedRow], content: bytes) -> None:
        problems = [error for row in rows for error in row.errors]
        if not problems:
            return
        if self.as_json:
            for error in problems:
                put_json(_error_json(error))
        else:
            _put_errors(problems)
        if self.errors is not None:
            save_bytes(self.errors, write_errors(content, rows, language()))
            tell(
                say(
                    f"The sheet with an error column: {plain(self.errors)}",
                    f"带错误列的表格：{plain(self.errors)}",
                )
            )

    def _issue(
        self, registry: "Registry", good: Sequence[CheckedRow], signer: Ed25519Signer, now: datetime
    ) -> None:
        drafts = [row.draft for row in good if row.draft is not None]
        with progress(say("issuing", "签发中"), len(drafts)) as bar:
            try:
                records = issue(registry, drafts, signer, now=now, random=SystemRandom(), progress=bar.reach)
            except RegistryError as error:
                _put_refusals(error, good)
                raise
        credentials = [record for record in records if record.body.KIND in ("capability", "credit")]
        if self.out is not None:
            self._carry(credentials, self.out)
        for record in credentials if self.as_json else ():
            put_json(record.value)
        if not self.as_json:
            put(say(f"issued {len(credentials)} credentials", f"已签发 {len(credentials)} 张凭证"))
        tell(
            say(
                "Others learn of them with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可核验。",
            )
        )

    def _carry(self, credentials: Sequence[Record[Any]], folder: Path) -> None:
        with progress(say("writing files", "写出文件"), len(credentials)) as bar:
            for record in credentials:
                write_carriers(
                    folder, record.body.credential_subject.assessment.certificate_number, record.value
                )
                bar.advance()

    def _export(self, registry: "Registry", good: Sequence[CheckedRow], issuer: str, now: datetime) -> None:
        drafts = [row.draft for row in good if row.draft is not None]
        target = self.export_unsigned or ""
        with progress(say("planning", "拟定中"), len(drafts)) as bar:
            try:
                plans = plan_assessments(
                    registry, drafts, issuer=issuer, now=now, random=SystemRandom(), progress=bar.reach
                )
            except RegistryError as error:
                _put_refusals(error, good)
                raise
        save_bytes(target, export_plans(plans, issuer, registry.methods(issuer, "assessment", now)))
        put(
            say(
                f"wrote {len(plans)} unsigned documents to {plain(target)}",
                f"已将 {len(plans)} 份待签文件写入 {plain(target)}",
            )
        )
        tell(say("Next: huren sign it where the key is, then huren import the result here.",
                 "下一步：在存有密钥的机器上运行 huren sign，再在此运行 huren import。"))  # fmt: skip

    def _tell_checked(self, good: int, total: int) -> None:
        line = say(
            f"checked {total} rows: {good} good, {total - good} bad",
            f"共检查 {total} 行：{good} 行合格，{total - good} 行不合格",
        )
        if self.as_json:
            tell(line)
        else:
            put(line)


def _error_json(error: RowError) -> dict[str, object]:
    lang = language()
    return {"row": error.row, "column": error.column, "value": error.value, "code": error.code,
            "what": error.what(lang), "mend": error.mend(lang)}  # fmt: skip


def _put_errors(problems: Sequence[RowError]) -> None:
    lang = language()
    columns = [
        say("row", "行"),
        say("column", "列"),
        say("value", "内容"),
        say("what", "问题"),
        say("mend", "如何修正"),
    ]
    rows = [
        [str(error.row), COLUMN[error.column].label(lang), error.value, error.what(lang), error.mend(lang)]
        for error in problems[:_SHOWN]
    ]
    put_table(say(f"{len(problems)} problems", f"{len(problems)} 处问题"), columns, rows)
    if len(problems) > _SHOWN:
        put(say(f"… and {len(problems) - _SHOWN} more; see them all with --errors FILE",
                f"……另有 {len(problems) - _SHOWN} 处；用 --errors FILE 查看全部"))  # fmt: skip


def _put_refusals(error: RegistryError, good: Sequence[CheckedRow]) -> None:
    """What the registry refused, by the row numbers of the sheet."""
    if not error.problems:
        return
    lang = language()
    rows = [
        [str(good[position].number), cause.sentence(lang), cause.mend(lang)]
        for position, cause in error.problems[:_SHOWN]
    ]
    put_table(
        say("refused by the registry", "登记库拒收"),
        [say("row", "行"), say("what", "问题"), say("mend", "如何修正")],
        rows,
    )

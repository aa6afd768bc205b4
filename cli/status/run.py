"""Status changes, one or many: the command foresees and shows them, asks, then signs or exports them."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from random import SystemRandom
from typing import TYPE_CHECKING, Any, cast

import typer

from carriers.spreadsheet import (
    CHANGES,
    MAX_BYTES,
    CheckedRow,
    check_changes,
    write_change_template,
)
from carriers.spreadsheet.change_rows import find_reason
from carriers.spreadsheet.reading import list_runs
from cli.status.request import StatusRequest
from cli.status.words import SHOWN, change_json, describe_changes
from credentials.documents.status_event import REASONS as REASONS_BY_ACTION
from credentials.documents.status_event import Action, StatusEvent
from credentials.drafting.draft import StatusDraft
from credentials.kinds import KINDS
from credentials.record import Record
from registry import RegistryError
from registry.issuing.issue import find_done
from registry.issuing.plan_events import Foreseen, foresee, plan_changes, sign_changes
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.confirm import confirm
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import REASONS, label, label_action
from terminal.language import say
from terminal.names import SpokenNames
from terminal.output import format_effect, plain, put, put_json, tell
from terminal.progress import progress
from terminal.reports.row_report import RowReport, refuse_rows
from terminal.reports.sheet_files import check_template, check_workbook, read_rows
from terminal.signing import check_destination, choose_signer, tell_next
from terminal.workspace.files import load_bytes, save_bytes

if TYPE_CHECKING:
    from registry import Registry

StatusRows = list[CheckedRow[StatusDraft]]


@dataclass(frozen=True, slots=True)
class StatusAct:
    """Typed changes; `action` is "" where each row of a sheet has its own."""

    run: Invocation
    action: str
    options: StatusRequest

    @property
    def change(self) -> StatusDraft:
        """Change as typed, without a credential yet."""
        request = self.options
        return StatusDraft(
            "", self.action, request.reason or "", request.effective_from, request.until, request.by
        )

    def carry_out(self) -> None:
        """Sign and store the events, or export them; exit code 1 when something is refused.

        Raises CommandError option-missing, option-conflict, option-value, not-confirmed, answer-missing;
        CarrierError for the sheet; RegistryError for the one credential that was typed.
        """
        if self.options.template is not None:
            others = {
                "SHEET": self.options.sheet,
                "--dry-run": self.options.dry_run,
                "--skip-bad-rows": self.options.skip_bad_rows,
                "--errors": self.options.errors,
                "--key": self.run.key,
                "--export-unsigned": self.options.export_unsigned,
            }
            check_template(self.options.template, others)
            self._write_template(self.options.template)
            return
        self._check_options()
        rows, report = self._read()
        with self.run.open_registry() as registry:
            issuer, signer = choose_signer(self.run, registry, KINDS[StatusEvent.KIND].use)
            names = self.run.names(registry)
            _Changing(self, registry, issuer, names).run(rows, report, signer)

    def _check_options(self) -> None:
        if (self.options.sheet is None) == (not self.options.credentials):
            how = (
                "Name credentials, or a sheet with --sheet FILE.",
                "请写明凭证，或用 --sheet FILE 给出表格。",
            )
            if not self.action:
                how = (
                    "Name the sheet, or get one with --template FILE.",
                    "请指定表格，或用 --template FILE 取得模板。",
                )
            _refuse("option-missing", "CREDENTIAL" if self.action else "SHEET", how)
        if self.options.errors is not None:
            check_workbook("--errors", self.options.errors)
        if self.options.sheet is not None and self.change.successor is not None:
            raise CommandError("option-conflict", options="--sheet, --by")
        if self.options.sheet is None:
            if self.options.errors is not None:
                raise CommandError("option-conflict", options="CREDENTIAL, --errors")
            if self.action == "supersede" and self.change.successor is None:
                _refuse(
                    "option-missing",
                    "--by",
                    ("Name the credential that replaces it.", "请写明取代它的凭证。"),
                )
            if self.action == "supersede" and len(self.options.credentials or ()) > 1:
                how = "One credential each; for many use --sheet.", "每次只能取代一份；多份请用 --sheet。"
                _refuse(
                    "option-value",
                    "CREDENTIAL",
                    how,
                    text=plain(" ".join(self.options.credentials or ()))[:80],
                )
        how = (
            "Sign with --key PEM, write --export-unsigned FILE, or look with --dry-run.",
            "用 --key PEM 签署，用 --export-unsigned FILE 导出，或用 --dry-run 查看。",
        )
        request = self.options
        run = replace(self.run, dry_run=request.dry_run, export_unsigned=request.export_unsigned)
        check_destination(run, how)

    def _write_template(self, target: str) -> None:
        save_bytes(target, write_change_template())
        tell(
            say(
                f"Wrote {plain(target)}. Fill it, look at it with --dry-run, then have it signed.",
                f"已写入 {plain(target)}。填写后先用 --dry-run 查看，再签署办理。",
            )
        )

    def _read(self) -> tuple[StatusRows, RowReport]:
        """Read the changes, by row of the sheet or by place on the command line."""
        if self.options.sheet is None:
            change = replace(self.change, reason=parse_reason(self.action, self.change.reason))
            rows = [
                CheckedRow(place, replace(change, reference=text), ())
                # a number typed twice makes one change
                for place, text in enumerate(dict.fromkeys(self.options.credentials or ()), start=1)
            ]
            return rows, RowReport(b"", None, self.run.as_json, CHANGES)
        if self.action and self.change.reason:
            parse_reason(self.action, self.change.reason)
        content = load_bytes(self.options.sheet, limit=MAX_BYTES)
        rows = [*check_changes(read_rows(self.run, content, CHANGES), self.change)]
        return rows, RowReport(content, self.options.errors, self.run.as_json, CHANGES)


def _refuse(code: str, option: str, how: tuple[str, str], **facts: str) -> None:
    raise CommandError(code, option=option, how=how[0], how_zh=how[1], **facts)


@dataclass(frozen=True, slots=True)
class _Changing:
    """One run of a status command, from rows to signed or exported events."""

    request: StatusAct
    registry: "Registry"
    issuer: str
    names: SpokenNames

    def run(self, rows: StatusRows, report: RowReport, signer: KeySigner | None) -> None:
        """Foresee and show all changes before the first is signed."""
        # 1. look at all changes in one view
        foreseen = self._foresee(rows)
        refusals = [(place, item) for place, item in enumerate(foreseen) if isinstance(item, RegistryError)]
        # a single typed credential gets its refusal directly, without a table of rows
        if refusals and len(rows) == 1 and self.request.options.sheet is None:
            with _as_typed():
                raise refusals[0][1]
        # 2. one refusal stops all, unless bad rows are skipped
        rows = refuse_rows(rows, refusals, CHANGES)
        bad = sum(bool(row.errors) for row in rows)
        if bad and not self.request.options.skip_bad_rows:
            report.put(rows)
            report.tell_stopped()
            raise typer.Exit(REFUSED)
        if bad:
            tell(say(f"Rows left out for their errors: {bad}.", f"因有错误而跳过的行：{bad}。"))
        changes = [item for item in foreseen if isinstance(item, Foreseen)]
        # 3. leave out what an interrupted run made
        wanted = self._leave_out_made(rows, changes)
        # 4. show, ask, sign or export
        if self.request.options.dry_run:
            # JSON also lists the changes made before, marked `made`
            self._put_foreseen(changes if self.request.run.as_json else wanted)
        elif wanted:
            self._go_on(wanted, signer)
        report.put(rows, issued=not self.request.options.dry_run)
        if bad:
            raise typer.Exit(REFUSED)

    def _foresee(self, rows: StatusRows) -> list[Foreseen | RegistryError]:
        drafts = [row.draft for row in rows if row.draft is not None]
        now, random = self.request.run.now, SystemRandom()
        with progress(say("checking against the registry", "对照登记库检查"), len(drafts)) as bar:
            return foresee(
                self.registry, drafts, issuer=self.issuer, now=now, random=random, progress=bar.reach
            )

    def _leave_out_made(self, rows: StatusRows, changes: Sequence[Foreseen]) -> list[Foreseen]:
        """Leave out changes that an interrupted run has made; `changes` belong to the good rows."""
        wanted = [item for item in changes if item.done is None]
        made = [item for item in changes if item.done is not None]
        if made and len(changes) == 1 and self.request.options.sheet is None:
            with _as_typed():
                raise made[0].done or AssertionError
        if made:
            tell(
                say(
                    f"{len(made)} of these changes were made before and are left out.",
                    f"其中 {len(made)} 项此前已办理，不再重复。",
                )
            )
            if self.request.options.sheet is not None:
                numbers = [row.number for row in rows if row.draft is not None]
                done = [n for n, item in zip(numbers, changes, strict=True) if item.done is not None]
                runs = list_runs(done)
                tell(say(f"Their rows: {', '.join(runs)}.", f"所在行：第 {'、'.join(runs)} 行。"))
        return wanted

    def _put_foreseen(self, changes: Sequence[Foreseen]) -> None:
        if self.request.run.as_json:
            for item in changes:
                put_json(change_json(item))
        else:
            for line in describe_changes(changes, self.names, self.request.run.now):
                put(line)
        tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))

    def _go_on(self, changes: Sequence[Foreseen], signer: KeySigner | None) -> None:
        for line in describe_changes(changes, self.names, self.request.run.now):
            tell(line)
        if signer is None:
            self._export(changes)
            return
        # checked before anybody answers a question
        if self.request.options.emergency is None:
            self.registry.check_gates(self.issuer)
        count, method = len(changes), signer.verification_method
        confirm(
            say(f"Sign it as {method}?", f"以 {method} 签署？")
            if count == 1
            else say(
                f"Sign these {format_count(count, 'changes')} as {method}?",
                f"以 {method} 签署这 {count} 项变更？",
            ),
            yes=self.request.run.yes,
        )
        self._sign(changes, signer)

    def _sign(self, changes: Sequence[Foreseen], signer: KeySigner) -> None:
        made = 0
        portions = sign_changes(
            self.registry,
            changes,
            signer,
            issuer=self.issuer,
            now=self.request.run.now,
            random=SystemRandom(),
            emergency=self.request.options.emergency,
        )
        with progress(say("signing and storing", "签署入库中"), len(changes)) as bar:
            try:
                for records in portions:
                    made += len(records)
                    self._put_made(records, one_by_one=len(changes) <= SHOWN)
                    bar.reach(made)
            except KeyboardInterrupt:
                # otherwise the bar overwrites the sentence
                bar.close()
                tell(_describe_rest(made, len(changes)))
                raise
        self._tell_overtaken(changes, made)
        if not made:
            return
        if len(changes) > SHOWN and not self.request.run.as_json:
            put(say(f"made {format_count(made, 'changes')}", f"已办理 {made} 项变更"))
        tell(
            say(
                "Others learn of it with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可得知。",
            )
        )

    def _tell_overtaken(self, changes: Sequence[Foreseen], made: int) -> None:
        """Print the changes that somebody else made meanwhile; for a single typed change, raise the
        refusal."""
        missing = len(changes) - made
        if missing and len(changes) == 1 and self.request.options.sheet is None:
            with _as_typed():
                raise find_done(
                    self.registry, changes[0].draft, self.issuer, self.request.run.now, SystemRandom()
                )
        if missing:
            tell(
                say(
                    f"{missing} of these changes were made by somebody else meanwhile and are left out.",
                    f"其中 {missing} 项已由他人同时办理，不再重复。",
                )
            )

    def _put_made(self, records: Sequence[Record[StatusEvent]], *, one_by_one: bool) -> None:
        for record in records:
            if self.request.run.as_json:
                put_json(record.value)
            elif one_by_one:
                put(_describe(record))

    def _export(self, changes: Sequence[Foreseen]) -> None:
        from registry.issuing.offline_files import export_plans

        named = {name for item in changes for name in (item.change.credential, item.change.successor) if name}
        named_records = self.registry.read(
            # the signer elsewhere sees names from these signed records, not names that a clerk typed
            lambda view: [view.changeable(self.issuer, name) for name in sorted(named)]
        )
        plans = plan_changes(
            self.registry, changes, issuer=self.issuer, now=self.request.run.now, random=SystemRandom()
        )
        self._tell_overtaken(changes, len(plans))
        if not plans:
            return
        methods = self.registry.methods(self.issuer, KINDS[StatusEvent.KIND].use, self.request.run.now)
        target = self.request.options.export_unsigned or ""
        save_bytes(
            target,
            export_plans(plans, self.issuer, methods, [record.value for record in named_records if record]),
        )
        tell(say(f"Wrote {plain(target)}.", f"已写入 {plain(target)}。"))
        tell_next(self.registry, self.issuer)


_OPTIONS = {"reason": "--reason", "effectiveFrom": "--from", "until": "--until", "successor": "--by"}
"""Options by the member of the event."""


@contextmanager
def _as_typed() -> Iterator[None]:
    """Make a refusal name the typed option; a refusal that is a whole sentence names none."""
    from registry.errors.issuing import DESK_MESSAGES

    try:
        yield
    except RegistryError as error:
        path, _, member = error.field.rpartition(".")
        # only faults of the event's own members map to options
        if path != "credentialSubject":
            raise
        field = "" if error.code in DESK_MESSAGES else _OPTIONS.get(member, "")
        raise RegistryError(error.code, field, **error.facts) from None


def parse_reason(action: str, text: str) -> str:
    """Parse a reason of the closed list, by its code or its word in either language."""
    code = find_reason(action, text)
    if code is not None:
        return code
    allowed = REASONS_BY_ACTION[cast("Action", action)]
    listed = "; ".join(f"{code} ({label(REASONS, code)})" for code in allowed)
    how: dict[str, Any] = {"how": f"Use one of: {listed}.", "how_zh": f"请使用下列之一：{listed}。"}
    if not text:
        raise CommandError("option-missing", option="--reason", **how)
    raise CommandError("option-value", text=plain(text), option="--reason", **how)


def _describe_rest(made: int, count: int) -> str:
    """Return a sentence on how far an interrupted batch came; a second run recognises the changes already
    made."""
    return say(
        f"{made} of {format_count(count, 'changes are')} made and stay. Run the same command again to "
        "make the rest; what is "
        "made is left out.",
        f"{count} 项变更已办理 {made} 项，已办理的有效。请再次运行同一命令办理其余各项，已办理的不会重复。",
    )


def _describe(record: Record[StatusEvent]) -> str:
    """Describe an event in one line: action, record, time, reason."""
    change = record.body.credential_subject
    action, reason = label_action(change), label(REASONS, change.reason)
    period = format_effect(change, record.created)
    return say(
        f"{action} {period} ({reason}): {change.credential}, event {change.sequence}",
        f"{action}，{period}（{reason}）：{change.credential}，第 {change.sequence} 条事件",
    )

"""Signing of drafts by the options of a command: here with a key, elsewhere by a file, or not at all."""

from collections.abc import Callable, Sequence
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any

import typer

from credentials.documents.status_event import StatusEvent
from credentials.drafting.draft import StatusDraft
from credentials.errors import RecordError
from credentials.kinds import KINDS
from credentials.record import JsonObject, Record
from registry import RegistryError
from registry.issuing.issue import change_status, foresee_one, issue_documents, use_of
from registry.issuing.offline_files import export_plans
from registry.issuing.plan_documents import check_documents, plan_documents
from registry.issuing.plan_events import plan_changes
from signing.errors import HurenError
from signing.plural import format_count
from signing.signer import KeySigner
from terminal.confirm import confirm
from terminal.error_report import REFUSED, error_json, format_error
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.key_files import load_signer

if TYPE_CHECKING:
    from credentials.documents.key_list import Use
    from registry import Registry
    from registry.issuing.offline_files import HasDocument
    from registry.issuing.plan_documents import Replaced
    from terminal.invocation import Invocation


SIGN_EXPORT_OR_CHECK = (
    "Sign with --key PEM, export with --export-unsigned FILE, or check with --dry-run.",
    "用 --key PEM 签署，用 --export-unsigned FILE 导出，或用 --dry-run 检查。",
)


def check_destination(run: "Invocation", how: tuple[str, str] = SIGN_EXPORT_OR_CHECK) -> None:
    """Check the options on signing; CommandError option-conflict, option-missing, file-exists."""
    if run.key is not None and run.export_unsigned is not None:
        raise CommandError("option-conflict", options="--key, --export-unsigned")
    if run.key is None and run.export_unsigned is None and not run.dry_run:
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    if run.export_unsigned is not None:
        check_free(run.export_unsigned)  # an earlier export may be on its way to the key


def choose_signer(
    run: "Invocation", registry: "Registry", use: "Use" = "assessment"
) -> tuple[str, KeySigner | None]:
    """Return the association that signs, and the key of `--key`.

    Raises CommandError issuer-ambiguous, and the refusals of a key file.
    """
    if run.key is None:
        return run.choose_issuer(registry), None
    return load_signer(registry, run.key, use, run.now)


class Signing:
    """One act of signing: drafts in files are checked, shown, confirmed, then signed or exported.

    Raises CommandError option-conflict, option-missing.
    """

    def __init__(self, run: "Invocation") -> None:
        check_destination(run)
        self._run = run
        self.issuer = ""
        """Association that signs, once the registry is open."""
        self.signer: KeySigner | None = None

    def open(self, registry: "Registry", use: "Use" = "assessment") -> str:
        """Return the association that signs; CommandError issuer-ambiguous, and those of a key file."""
        self.issuer, self.signer = choose_signer(self._run, registry, use)
        # checked before anybody answers a question
        if self.signer is not None and not self._run.dry_run:
            registry.check_gates(self.issuer)
        return self.issuer

    def load(
        self, registry: "Registry", files: Sequence[Path], load: Callable[[Path], JsonObject]
    ) -> list[JsonObject]:
        """Load the unsigned documents, one from each file; print all refusals, then exit with code 1."""
        documents: list[JsonObject] = []
        # the clerk sees all refusals at once and mends all files before the next run
        refusals: list[HurenError] = []
        for file in files:
            try:
                documents.append(load(file))
            except (RecordError, CommandError) as error:
                refusals.append(error)
        if not refusals:
            try:
                check_documents(registry, documents, issuer=self.issuer, now=self._run.now)
            except RegistryError as error:
                if not error.problems:
                    raise
                for place, problem in error.problems:
                    problem.add_note(plain(files[place].name))
                    refusals.append(problem)
        if refusals:
            for refusal in refusals:
                tell(format_error(refusal))
                if self._run.as_json:
                    put_json({"error": error_json(refusal)})
            tell(say("Nothing was signed.", "未签署任何内容。"))
            raise typer.Exit(REFUSED)
        return documents

    def check(self, registry: "Registry", document: JsonObject, replaced: "Replaced | None" = None) -> None:
        """Check one document as admission will; RegistryError."""
        try:
            check_documents(registry, [document], issuer=self.issuer, now=self._run.now, replaced=replaced)
        except RegistryError as error:
            raise (error.problems[0][1] if error.problems else error) from None

    def confirm(self, question: str) -> None:
        """Ask if a key signs at once; CommandError not-confirmed, answer-missing."""
        if self.signer is not None:
            # an exported document is confirmed later, by `huren sign` where the key is
            confirm(question, yes=self._run.yes)

    def is_wanted(self, documents: Sequence[JsonObject], question: str | None = None) -> bool:
        """Return whether to go on, after a question if a key signs at once; CommandError not-confirmed.

        A dry run with --json prints the unsigned documents.
        """
        if self._run.dry_run:
            for document in documents if self._run.as_json else ():
                put_json(document)
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return False
        count = len(documents)
        self.confirm(question or say(f"Sign and store {count}?", f"签署并入库 {count} 份？"))
        return True

    def sign(
        self,
        registry: "Registry",
        documents: Sequence[JsonObject],
        replaced: "Replaced | None" = None,
    ) -> list[Record[Any]]:
        """Return the records that were signed and stored; none if they are signed elsewhere.

        Raises RegistryError as `plan_documents`, and for one document its own refusal.
        """
        now = self._run.now
        if self.signer is not None:
            records = issue_documents(registry, documents, self.signer, now=now, replaced=replaced)
            tell(
                say(
                    "Others learn of it with the next `huren publish`.",
                    "下次运行 huren publish 后，他人即可查到。",
                )
            )
            return records
        plans = plan_documents(registry, documents, issuer=self.issuer, now=now, replaced=replaced)
        save_unsigned(self._run, registry, plans, self.issuer, use_of(documents))
        return []

    def change(self, registry: "Registry", draft: StatusDraft) -> list[Record[Any]]:
        """Return the signed event about a record; none if it is signed elsewhere."""
        now, random = self._run.now, SystemRandom()
        if self.signer is not None:
            return [change_status(registry, draft, self.signer, now=now, random=random)]
        change = foresee_one(registry, draft, self.issuer, now, random)
        plans = plan_changes(registry, [change], issuer=self.issuer, now=now, random=random)
        save_unsigned(self._run, registry, plans, self.issuer, KINDS[StatusEvent.KIND].use)
        return []


def save_unsigned(
    run: "Invocation",
    registry: "Registry",
    plans: "Sequence[HasDocument | JsonObject]",
    issuer: str,
    use: "Use" = "assessment",
) -> None:
    """Write the plans to a file for the machine that has a key of this use, and print what to do with it."""
    target = run.export_unsigned or ""
    save_bytes(target, export_plans(plans, issuer, registry.methods(issuer, use, run.now)))
    count, name = len(plans), plain(target)
    put(
        say(
            f"wrote {format_count(count, 'documents')} to be signed to {name}",
            f"已将 {count} 份待签文件写入 {name}",
        )
    )
    tell_next(registry, issuer)


def tell_next(registry: "Registry", issuer: str) -> None:
    """Print what to do with an unsigned file: have it signed, or decided on first."""
    try:
        registry.check_gates(issuer)
    except RegistryError:
        tell(say("Next: huren desk plan make it.", "下一步：用 huren desk plan make 立方案。"))
        return
    tell(
        say(
            "Next: huren sign it where the key is, then huren import the result here.",
            "下一步：在存有密钥的机器上运行 huren sign，再在此运行 huren import。",
        )
    )

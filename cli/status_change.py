"""Carries out one status change: signs and stores it, or exports it for the machine with the key."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Any, cast

from cli.backdating import confirm_effect
from cli.clock import read_clock
from cli.errors import CommandError
from cli.files import save_bytes
from cli.key_files import load_signer
from cli.labels import REASONS, label, label_action
from cli.output import format_effect, plain, put, put_json, tell
from cli.store import choose_issuer, open_registry
from cli.words import say
from credentials.status_event import REASONS as REASONS_BY_ACTION
from credentials.status_event import Action, StatusChange

if TYPE_CHECKING:
    from registry import Registry


@dataclass(frozen=True, slots=True)
class StatusRequest:
    """What was typed after `huren suspend`, `reinstate`, `revoke` or `supersede`."""

    action: Action
    credential: str
    reason: str | None
    key: Path | None
    effective_from: datetime | None
    export_unsigned: str | None
    issuer: str | None
    data: Path | None
    now: datetime | None
    as_json: bool
    until: datetime | None = None
    by: str | None = None
    yes: bool = False

    def carry_out(self) -> None:
        """Signs and stores the event, or exports it; prints what was done.

        Raises CommandError option-missing, option-value, not-confirmed; RegistryError for the rest.
        """
        if self.action == "supersede" and self.by is None:
            how = "Name the credential that replaces it.", "请写明取代它的凭证。"
            raise CommandError("option-missing", option="--by", how=how[0], how_zh=how[1])
        if (self.key is None) == (self.export_unsigned is None):
            how = (
                "Sign with --key PEM, or write --export-unsigned FILE.",
                "用 --key PEM 签署，或用 --export-unsigned FILE 导出。",
            )
            raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
        reason = parse_reason(self.action, self.reason)
        now = self.now or read_clock()
        with open_registry(self.data) as registry, _as_typed():
            if self.key is None:
                self._export(registry, reason, now)
            else:
                self._sign(registry, self.key, reason, now)

    def _confirm(
        self, registry: "Registry", issuer: str, reason: str, now: datetime
    ) -> tuple[str, dict[str, Any]]:
        """The credential's id and the event, once a person has seen what it does to the past."""
        from registry.backdating import foresee

        foreseen = foresee(
            registry,
            self.credential,
            issuer=issuer,
            action=self.action,
            reason=reason,
            effective_from=self.effective_from,
            until=self.until,
            successor=self.by,
            now=now,
        )
        confirm_effect(foreseen, typed=self.effective_from is not None, now=now, yes=self.yes)
        change = foreseen.change
        return change.reference, {
            "action": change.action,
            "reason": change.reason,
            "effective_from": change.effective_from,
            "until": change.until,
            "successor": change.successor,
            "now": now,
            "random": SystemRandom(),
        }

    def _sign(self, registry: "Registry", key: Path, reason: str, now: datetime) -> None:
        from registry.issuing import change_status

        issuer, signer = load_signer(registry, key, "assessment", now)
        credential, event = self._confirm(registry, issuer, reason, now)
        record = change_status(registry, credential, signer, **event)
        change = record.body.credential_subject
        if self.as_json:
            put_json(record.value)
        else:
            put(_describe(change, record.created))
        tell(
            say(
                "Others learn of it with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可得知。",
            )
        )

    def _export(self, registry: "Registry", reason: str, now: datetime) -> None:
        from registry.exchange import export_plans
        from registry.issuing import plan_event

        issuer = choose_issuer(registry, self.issuer, "--issuer", self.data, now)
        credential, event = self._confirm(registry, issuer, reason, now)
        document = plan_event(registry, credential, issuer=issuer, **event)
        methods = registry.methods(issuer, "assessment", now)
        target = cast("str", self.export_unsigned)
        save_bytes(target, export_plans([document], issuer, methods))
        tell(
            say(
                f"Wrote {plain(target)}. Sign it where the key is (huren sign), then huren import the "
                "result.",
                f"已写入 {plain(target)}。请在存有密钥的机器上签署（huren sign），再导入结果（huren "
                "import）。",
            )
        )


_OPTIONS = {"effectiveFrom": "--from", "until": "--until", "successor": "--by"}
"""What was typed for a member of the event."""


@contextmanager
def _as_typed() -> Iterator[None]:
    """A refusal names the option that was typed; one that is a whole sentence names no member."""
    from registry import RegistryError
    from registry.desk_errors import DESK_MESSAGES

    try:
        yield
    except RegistryError as error:
        path, _, member = error.field.rpartition(".")
        if path != "credentialSubject":
            raise
        field = "" if error.code in DESK_MESSAGES else _OPTIONS.get(member, error.field)
        raise RegistryError(error.code, field, **error.facts) from None


def parse_reason(action: Action, text: str | None) -> str:
    """A reason of the closed list, by its code or its word in either language."""
    allowed = REASONS_BY_ACTION[action]
    for code in allowed:
        if text is not None and text.strip().lower() in (code, *(word.lower() for word in REASONS[code])):
            return code
    listed = "; ".join(f"{code} ({label(REASONS, code)})" for code in allowed)
    how, how_zh = f"Use one of: {listed}.", f"可用：{listed}。"
    if text is None:
        raise CommandError("option-missing", option="--reason", how=how, how_zh=how_zh)
    raise CommandError("option-value", text=plain(text), option="--reason", how=how, how_zh=how_zh)


def _describe(change: StatusChange, signed: datetime) -> str:
    """One line: what, which, from when, why."""
    action, reason = label_action(change), label(REASONS, change.reason)
    period = format_effect(change, signed)
    return say(
        f"{action} {period} ({reason}): {change.credential}, event {change.sequence}",
        f"{action}，{period}（{reason}）：{change.credential}，第 {change.sequence} 个事件",
    )

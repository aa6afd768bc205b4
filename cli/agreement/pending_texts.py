"""Messages on agreement texts that wait for signatures, do not match, or have become complete."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from cli.agreement.read_text import ReadText
from credentials.documents.agreement_changes import diff_texts
from credentials.times import format_time
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put_json, tell

if TYPE_CHECKING:
    from credentials.record import JsonObject
    from registry import Registry
    from registry.lookup.agreement_effects import Effect
    from registry.view.waiting_halves import PendingText
    from verifier.trust.agreements import AgreementVersion

_MOST_LINES = 12


def load_pending(registry: "Registry") -> "list[PendingText]":
    """Return the incomplete texts; the text with the newest half comes first."""
    from registry.view.waiting_halves import pending_texts

    return registry.read(pending_texts)


def as_text(pending: "PendingText") -> ReadText:
    """Return the unfinished text with its signers."""
    signed = dict.fromkeys(half.body.issuer for half in pending.halves)
    return ReadText(pending.value, pending.text, pending.digest, tuple(signed))


def waiting_line(pending: "PendingText") -> str:
    """Return whose signatures a text waits for."""
    names = SpokenNames(pending.text)
    missing = ", ".join(plain(names.party(did)) for did in pending.missing)
    version, digest = pending.text.version, pending.digest[:12]
    return say(
        f"version {version} ({digest}…) waits for the half of {missing}",
        f"第 {version} 版（{digest}…）尚缺 {missing} 的签署件",
    )


def find_mismatches(texts: Iterable[ReadText]) -> list[tuple[ReadText, ReadText]]:
    """Return pairs of different texts of one version, neither of which replaces the other."""
    by_version: dict[int, dict[str, ReadText]] = {}
    for text in texts:
        by_version.setdefault(text.body.version, {}).setdefault(text.digest, text)
    pairs = []
    for first, *others in (list(same.values()) for same in by_version.values()):
        for other in others:
            # a redraft names the drafts that it replaces: those do not conflict with it
            replaced = (*(first.body.replaces or ()), *(other.body.replaces or ()))
            if first.digest not in replaced and other.digest not in replaced:
                pairs.append((first, other))
    return pairs


def mismatch_lines(first: ReadText, other: ReadText) -> list[str]:
    """Return the lines that report two different texts of one version, with their differences."""
    who, whom = (_signers(text) for text in (first, other))
    head = say(
        f"version {first.body.version}: the text of {who} does not match the text of {whom}; "
        "a version is complete only when all sign one text.",
        f"第 {first.body.version} 版：{who} 所签文本与 {whom} 所签文本不一致；各方须签署同一文本。",
    )
    changes = [
        f"  {change.sign} {plain(change.line)}" for change in diff_texts(other.body, first.body, language())
    ]
    rest = len(changes) - _MOST_LINES
    if rest > 0:
        changes = [*changes[:_MOST_LINES], say(f"  … and {rest} more", f"  ……另有 {rest} 处")]
    return [head, *changes]


def _signers(text: ReadText) -> str:
    names = SpokenNames(text.body)
    signers = ", ".join(plain(names.party(did)) for did in text.signed_by)
    return f"{signers} ({text.digest[:12]}…)"


class News:
    """Changes of the agreement since this object was made; `given` are halves that the user brought."""

    def __init__(self, registry: "Registry") -> None:
        self._registry = registry
        self._complete = self._versions()
        self._pending = self._halves()
        self.given: list[ReadText] = []

    def tell(self, now: datetime, *, as_json: bool) -> None:
        """Print which versions have become complete and with what effect, which texts wait, and which do
        not match."""
        versions = self._versions()
        for before, version in pairwise(versions):
            # compares digests, because importing a half again completes nothing
            if version.digest not in {known.digest for known in self._complete}:
                self._tell_complete(before, version, now, as_json=as_json)
        pending = load_pending(self._registry)
        if self._halves() != self._pending:
            for text in pending:
                tell(waiting_line(text))
        for pair in find_mismatches([*self.given, *map(as_text, pending)]):
            for line in mismatch_lines(*pair):
                tell(line)

    def _tell_complete(
        self, before: "AgreementVersion", version: "AgreementVersion", now: datetime, *, as_json: bool
    ) -> None:
        from registry.lookup.agreement_effects import find_effects, format_effects

        number, since = version.text.version, version.acts_from
        effects = find_effects(self._registry, before.text, version.text, max(since, now))
        if as_json:
            put_json({"completed": number, "digest": version.digest, "actsFrom": format_time(since),
                      "effects": [_effect_json(effect) for effect in effects]})  # fmt: skip
        tell(
            say(
                f"Agreement version {number} is complete and acts from {format_moment(since)}.",
                f"协议第 {number} 版已完整，自 {format_moment(since)} 起执行。",
            )
        )
        log, moment = version.text.log, format_moment(since)
        if log != before.text.log:
            tell(_tell_log(moment, is_needed=log is not None))
        lines = format_effects(effects, SpokenNames(version.text))
        if lines:
            tell(say("  Of the credentials stored here:", "  本库凭证的认可情况："))
        for line in lines:
            tell(f"    {plain(line)}")
        if not effects and log == before.text.log:
            tell(
                say(
                    "  What the credentials stored here count as does not change.",
                    "  本库凭证的认可情况不变。",
                )
            )

    def _versions(self) -> "Sequence[AgreementVersion]":
        chain = self._registry.chain()
        return chain.versions if chain is not None else ()

    def _halves(self) -> set[str]:
        return {half.digest for text in load_pending(self._registry) for half in text.halves}


def _effect_json(effect: "Effect") -> "JsonObject":
    return {**effect._asdict(), "shifts": [shift._asdict() for shift in effect.shifts]}


def _tell_log(moment: str, *, is_needed: bool) -> str:
    """Return the line about a text's rule on logs, which acts from `moment` on: its effect on records."""
    if is_needed:
        return say(
            f"  From {moment} on a record counts only when it is logged and another party has witnessed it; "
            "those stored here, too.",
            f"  自 {moment} 起，记录须入日志并经另一成员见证，方可采信；本库已有的记录也是如此。",
        )
    return say(
        f"  From {moment} on a record counts without being logged and witnessed.",
        f"  自 {moment} 起，记录无须入日志并经见证即可采信。",
    )


def pending_json(pending: "Sequence[PendingText]") -> list[dict[str, Any]]:
    """Return the unfinished texts for programs."""
    return [
        {
            "version": text.text.version,
            "digest": text.digest,
            "signedBy": [*as_text(text).signed_by],
            "missing": [*text.missing],
        }
        for text in pending
    ]

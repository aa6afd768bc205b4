"""Sentences of errors on the pages that explain them: a fact is shown by the word for its kind. zh and en."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from api.answers.readiness import Check
from api.http.problems import MESSAGES, STATUS, TITLES
from credentials.words.speech import Naming, speak
from registry.monitor.alerts import FORKED
from registry.sync.conflicts import Conflict
from signing.errors import Lang, Message, fill

KINDS: Mapping[str, tuple[str, str]] = {
    "text": ("value", "值"),
    "path": ("file or folder", "文件或文件夹"),
    "quoted": ("value", "值"),
    "said": ("reason", "原因"),
    "number": ("number", "数字"),
    "list": ("values", "若干值"),
    "codes": ("values", "若干值"),
    "pages": ("pages", "页"),
    "digest": ("digest", "摘要"),
    "moment": ("time", "时间"),
    "end": ("end", "截止"),
    "day": ("day", "日期"),
    "party": ("association", "协会"),
    "parties": ("associations", "各协会"),
    "region": ("region", "地区"),
    "regions": ("regions", "各地区"),
    "scheme": ("scheme", "评价办法"),
    "coverage": ("schemes and days", "办法与日期"),
    "credential": ("credential", "凭证"),
    "reference": ("number or id", "编号或标识"),
    "key": ("key", "密钥"),
    "keys": ("keys", "各密钥"),
    "member": ("member", "项"),
    "tree": ("records or events", "记录或状态事件"),
    "type": ("type", "类型"),
    "form": ("form", "形式"),
    "values": ("values", "若干值"),
    "reasons": ("reasons", "各项原因"),
    "reason": ("reason", "原因"),
    "action": ("change", "变更"),
    "actions": ("changes", "各项变更"),
    "use": ("use of a key", "密钥用途"),
    "record": ("kind of record", "记录类型"),
    "part": ("part", "数据部分"),
    "check": ("check", "检查项"),
    "standing": ("standing", "状态"),
}
"""A kind of placeholder, and what is said where no fact is at hand, in English and Chinese."""


def explain(template: str, lang: Lang, names: object = None, **facts: object) -> str:
    """The sentence with `<day>` where its day stands, 〈日期〉 in Chinese; facts that are known are told."""

    def say_kind(kind: str, value: object, lang: Lang, names: object = None) -> str:
        if value is not None:
            return speak(kind, value, lang, names)
        en, zh = KINDS[kind]
        return f"〈{zh}〉" if lang == "zh" else f"<{en}>"

    return fill(template, facts, lang, say_kind, names)


def explain_message(message: Message) -> Message:
    """Its four sentences so."""
    return Message(
        explain(message.en, "en"),
        explain(message.zh, "zh"),
        explain(message.mend_en, "en"),
        explain(message.mend_zh, "zh"),
    )


class FailedCheck(NamedTuple):
    """Why a check of the node fails or warns, with what to do; `proofs` are files beside its database."""

    code: str
    text: str
    proofs: tuple[str, ...] = ()


def tell_failed(
    check: Check, lang: Lang, names: Naming | None, conflicts: Sequence[Conflict]
) -> list[FailedCheck]:
    """What the codes of a check say that failed or warns; nothing of one that failed for another reason.

    `conflicts` are the proofs of two histories that this node keeps.
    """
    issuer = check.name.partition(" of ")[2]
    proofs = tuple(conflict.path for conflict in conflicts if conflict.issuer == issuer)
    found = []
    for code in check.detail.split(", "):
        if code not in MESSAGES:
            continue
        message, facts = MESSAGES[code], {"issuer": issuer or None}
        side = (message.zh, message.mend_zh) if lang == "zh" else (message.en, message.mend_en)
        said = [explain(part, lang, names, **facts) for part in side]
        text = "".join(said) if lang == "zh" else " ".join(said)
        found.append(FailedCheck(code, text[:1].upper() + text[1:], proofs if code == FORKED else ()))
    return found


class ProblemLine(NamedTuple):
    """A problem in the list of them all."""

    code: str
    sentence: str


def group_problems(lang: Lang) -> list[tuple[int, str, list[ProblemLine]]]:
    """Status, its title, and its problems in the order of their codes."""
    lines: dict[int, list[ProblemLine]] = {}
    for code, status in sorted(STATUS.items()):
        message = MESSAGES[code]
        sentence = explain(message.zh if lang == "zh" else message.en, lang)
        lines.setdefault(status, []).append(ProblemLine(code, sentence))
    return [(status, getattr(TITLES[status], lang), lines[status]) for status in sorted(lines)]

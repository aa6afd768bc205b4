"""Errors on the pages that explain them: reasons of a failed check of the node, and the list of all
problems."""

from collections.abc import Sequence
from typing import NamedTuple

from api.answers.readiness import Check
from api.http.problems import MESSAGES, STATUS, TITLES
from credentials.words.placeholder_words import explain
from credentials.words.speech import Naming
from registry.monitor.alerts import FORKED
from registry.sync.conflicts import Conflict
from signing.errors import Lang


class FailedCheck(NamedTuple):
    """Reason and next step of a failed check or warning of the node; `proofs` are files beside its
    database."""

    code: str
    text: str
    proofs: tuple[str, ...] = ()


def tell_failed(
    check: Check, lang: Lang, names: Naming | None, conflicts: Sequence[Conflict]
) -> list[FailedCheck]:
    """Return a reason for each code of a check that failed or warns; none for a check without a code.

    `conflicts` are this node's proofs that a log has two histories.
    """
    issuer = check.name.partition(" of ")[2]
    proofs = tuple(conflict.path for conflict in conflicts if conflict.issuer == issuer)
    failed = []
    for code in check.detail.split(", "):
        if code not in MESSAGES:
            continue
        message, facts = MESSAGES[code], {"issuer": issuer or None}
        side = (message.zh, message.mend_zh) if lang == "zh" else (message.en, message.mend_en)
        sentences = [explain(part, lang, names, **facts) for part in side]
        text = "".join(sentences) if lang == "zh" else " ".join(sentences)
        failed.append(FailedCheck(code, text[:1].upper() + text[1:], proofs if code == FORKED else ()))
    return failed


class ProblemLine(NamedTuple):
    """A problem in the list of them all."""

    code: str
    sentence: str


def group_problems(lang: Lang) -> list[tuple[int, str, list[ProblemLine]]]:
    """Return statuses, their titles, and their problems in the order of their codes."""
    lines: dict[int, list[ProblemLine]] = {}
    for code, status in sorted(STATUS.items()):
        message = MESSAGES[code]
        sentence = explain(message.zh if lang == "zh" else message.en, lang)
        lines.setdefault(status, []).append(ProblemLine(code, sentence))
    return [(status, getattr(TITLES[status], lang), lines[status]) for status in sorted(lines)]

"""The findings of a verdict that a person should read, and their sentences."""

from collections.abc import Iterable
from typing import Literal, NamedTuple

from credentials.documents.agreement_names import AgreementNames
from credentials.words.closed_lists import HEADLINES, word_for
from credentials.words.speech import speak
from verifier.codes import PLAIN
from verifier.verdict import Finding, Outcome, Recognised, Result, Verdict

_WANTED = {Outcome.INVALID: Result.FAILED, Outcome.INDETERMINATE: Result.INDETERMINATE}
_ENDED = (("kind", "standing"), ("since", "moment"), ("reason", "reason"))
JOINT = "joint"
"""The code of the note that another association joins a record."""
_NOWHERE = ("no-equivalent", "declined", "agreement-ended")

Tone = Literal["ok", "warn", "no", "unk"]
_TONES: dict[Outcome, Tone] = {Outcome.VALID: "ok", Outcome.INVALID: "no", Outcome.INDETERMINATE: "unk"}


class Headline(NamedTuple):
    """The first words of an answer, and their tone."""

    tone: Tone
    words: str


def headline(verdict: Verdict, home: str | None, names: AgreementNames) -> Headline:
    """Return the outcome; for a valid credential that counts only partly at `home`, also how far it counts.

    An end after the moment asked about is added, except to an invalid answer.
    """
    sentence = _say_outcome(verdict, home, names)
    ended = find_ended_since(verdict)
    if ended is None:
        return sentence
    facts = {name: speak(kind, ended.evidence[name], names.lang) for name, kind in _ENDED}
    words = word_for(HEADLINES, ended.code, names.lang).format(
        words=sentence.words, end=facts.pop("kind"), **facts
    )
    return Headline("warn" if sentence.tone == "ok" else sentence.tone, words)


def _say_outcome(verdict: Verdict, home: str | None, names: AgreementNames) -> Headline:
    if home is not None and verdict.outcome is Outcome.VALID:
        count, total = count_categories(verdict)
        code = "counts-nowhere" if counts_nowhere(verdict) else "counts-partly"
        if code == "counts-nowhere" or count < total:
            words = word_for(HEADLINES, code, names.lang)
            return Headline("warn", words.format(region=names.region(home), count=count, total=total))
    return Headline(_TONES[verdict.outcome], word_for(HEADLINES, verdict.outcome.value, names.lang))


def find_ended_since(verdict: Verdict) -> Finding | None:
    """Return the finding of an end after the moment asked about; None if the verdict is invalid."""
    if verdict.outcome is Outcome.INVALID:
        return None
    return next((f for f in verdict.findings if f.code == "ended-since"), None)


def count_categories(verdict: Verdict) -> tuple[int, int]:
    """Return how many categories count at home, and how many there are; (0, 0) without a home."""
    counting = {entry.category for entry in verdict.recognised if entry.grade is not None}
    return len(counting), len({entry.category for entry in verdict.recognised})


def counts_nowhere(verdict: Verdict) -> bool:
    """Return whether a valid credential counts for nothing at home in every category."""
    if verdict.outcome is not Outcome.VALID:
        return False
    return any(f.check == "recognition" and f.code in _NOWHERE for f in verdict.findings)


def find_reasons(verdict: Verdict) -> tuple[Finding | None, list[Finding]]:
    """Return the deciding finding (None for a valid credential) and all other findings worth telling.

    The note `joint` is left out unless the credential is valid, since it speaks for the record.
    """
    wanted = _WANTED.get(verdict.outcome)
    telling = [f for f in verdict.findings if f.code != PLAIN and f.outcome is not Result.SKIPPED]
    first = next((f for f in telling if f.outcome is wanted and f.code == verdict.code), None)
    is_good = verdict.outcome is Outcome.VALID
    return first, [reason for reason in telling if reason is not first and (is_good or reason.code != JOINT)]


def group_recognised(entries: Iterable[Recognised]) -> dict[str | None, list[Recognised]]:
    """Group the entries by category.

    A category that counts as nothing keeps one entry: the first with a clause, else the first.
    """
    by_category: dict[str | None, list[Recognised]] = {}
    for entry in entries:
        by_category.setdefault(entry.category, []).append(entry)
    for category, group in by_category.items():
        counting = [entry for entry in group if entry.grade is not None]
        chosen = next((entry for entry in group if entry.clause is not None), group[0])
        by_category[category] = counting or [chosen]
    return by_category


def format_finding(finding: Finding, names: AgreementNames) -> str:
    """Return the finding's sentence and next step, in the language of `names`."""
    return finding.detail(names.lang, names)

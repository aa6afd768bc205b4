"""Marks of a technology and its numbers: a tone, a sign and a word. zh and en.

A technology that is not in force has no good mark: its mark is its standing, and its numbers show only the
role that their holder gave them.
"""

from datetime import datetime
from typing import NamedTuple

from api.pages.rendering import tone_of
from api.words import Say
from credentials.documents.works.indicators import TechnologyIndicator
from credentials.documents.works.technology import VerificationStatement
from credentials.words.closed_lists import word_for
from credentials.words.work_words import ROLES
from signing.errors import Lang
from verifier import Finding, Verdict
from works.technology.held import HeldTechnology


class Mark(NamedTuple):
    """A word with its sign; `tone` is empty where the word is neither good nor bad."""

    tone: str
    sign: str
    words: str


def mark_number(
    technology: HeldTechnology, indicator: TechnologyIndicator, at: datetime, say: Say, lang: Lang
) -> Mark:
    """Return the mark of a number's proof at a time: a verifier, a test, or its holder alone."""
    # a revoked record verifies nothing, even with a statement in force
    statement = technology.record.body.verification if technology.stands else None
    if statement is not None and indicator.code in statement.indicators and at >= statement.since:
        if at < statement.until:
            return Mark("ok", "ok", say("verified"))
        return mark_statement(statement, at, say)
    words = word_for(ROLES, indicator.role, lang)
    words = words[:1].upper() + words[1:]
    return Mark("", "file", words) if indicator.role == "tested" else Mark("unk", "unk", words)


def mark_statement(statement: VerificationStatement, at: datetime, say: Say) -> Mark:
    """Return the mark of a verification statement that is not in force at a time: it has not begun, or is
    over."""
    return Mark("warn", "cal", say("verified_later" if at < statement.since else "verified_once"))


def mark_technology(technology: HeldTechnology, say: Say) -> Mark | None:
    """Return the mark of the technology's standing; if it is in force, whether others join or object, None
    if neither."""
    if not technology.stands:
        word = technology.standing.word
        return Mark(tone_of(word), tone_of(word), say(word))
    return mark_listing(technology, say)


def mark_listing(technology: HeldTechnology, say: Say) -> Mark | None:
    """Return the mark that others join or object; None if neither, or if the technology is not in force."""
    finding = find_listing(technology.verdict)
    if finding is None or not technology.stands:
        return None
    return (
        Mark("ok", "ok", say("joint")) if finding.code == "joint" else Mark("warn", "warn", say("objected"))
    )


def find_listing(verdict: Verdict) -> Finding | None:
    """Return the finding that others join or object, if any."""
    return next((finding for finding in verdict.findings if finding.code in ("joint", "objected")), None)

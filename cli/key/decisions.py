"""File of a person's decisions on a stolen key's records, a line for each record.

    key did:web:cq.huren.example#assessment-1
    since 2026-05-11T00:00:00+08:00
    counted 3 87170d…
    keep       ba85f8…  # CQ-1 …
    keep|void  cad981…  # revoke CQ-1 …

Where two words stand, the person removes one. The file travels to the machine with the root.
"""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path

from credentials.identifiers import is_digest
from credentials.record import EventCount
from credentials.times import format_time
from terminal.errors import CommandError
from terminal.language import say
from terminal.options import parse_moment
from terminal.output import format_moment, plain
from terminal.workspace.files import load_text, save_bytes

KEEP, VOID, FALL = "keep", "void", "fall"
_WORDS = {"keep": KEEP, "void": VOID, "fall": FALL, "保留": KEEP, "作废": VOID, "失效": FALL}
_HEAD = ("key", "since", "counted")
_COMMENT = re.compile(r"(?:^|\s)#")
"""Beginning of a comment; a key's name contains the sign."""
_MAX_BYTES = 64 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class DecisionLine:
    """Record, its decision (None while two words stand there), and its name for people."""

    digest: str
    word: str | None
    text: str
    is_event: bool = False
    """True if the record is an event, which becomes void when it does not stand; known only while the file
    is made."""
    line: int = 0
    """Line in the file."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """Decisions on one key: since when it is in other hands, the count then, a line for each record."""

    key: str
    since: datetime
    counted: EventCount
    lines: Sequence[DecisionLine]

    @property
    def words(self) -> Mapping[str, str]:
        """Decisions by digest."""
        return {line.digest: line.word for line in self.lines if line.word is not None}

    def of(self, word: str) -> list[str]:
        """Return the digests of the records with this decision."""
        return [line.digest for line in self.lines if line.word == word]

    @property
    def open(self) -> list[DecisionLine]:
        """Lines without a decision."""
        return [line for line in self.lines if line.word is None]


def save_decisions(path: Path, decisions: Decisions, name: str) -> None:
    """Write the file with instructions; undecided lines come first."""
    since = format_moment(decisions.since)
    lines = [
        say(
            f"# What {name} signed, in other hands since {since}. Where two words stand, decide: take one",
            f"# {name} 自 {since} 起失密，以下为其所签内容。行首有两个词的须由人决定：",
        ),
        say(
            "# away, and the stroke. keep: yours, it stands. void (a change of status): not yours, it is",
            "# 删去其一及竖线。keep（保留）：确系本协会签署；void（作废）：非本协会签署的状态变更；",
        ),
        say(
            "# undone. fall (all else): not yours, it counts no more. The others had been witnessed before.",
            "# fall（失效）：其余非本协会签署的。其他各行在失窃之前已获见证。",
        ),
        f"key {decisions.key}",
        f"since {format_time(decisions.since)}",
        f"counted {decisions.counted.count} {decisions.counted.root}",
        *map(_line, sorted(decisions.lines, key=lambda line: line.word is not None)),
    ]
    save_bytes(path, "".join(f"{line}\n" for line in lines).encode())


def load_decisions(path: Path) -> Decisions:
    """Load the file as a person left it. Raises CommandError decisions-missing, decision-unread, file-…."""
    if not path.is_file():
        raise CommandError("decisions-missing", path=plain(str(path)))
    head: dict[str, tuple[int, str]] = {}
    decided: dict[str, DecisionLine] = {}
    for number, whole in enumerate(load_text(path, limit=_MAX_BYTES).splitlines(), 1):
        content, _, text = _COMMENT.sub("\0", whole, count=1).partition("\0")
        words = content.split()
        if not words:
            continue
        if words[0] in _HEAD:
            head[words[0]] = number, " ".join(words[1:])
            continue
        choice = [_WORDS.get(word.strip().lower()) for word in " ".join(words[:-1]).split("|")]
        digest = words[-1]
        # two lines for one digest could carry two decisions
        if not is_digest(digest) or digest in decided or None in choice:
            raise _unread(path, number)
        word = choice[0] if len(choice) == 1 else None
        decided[digest] = DecisionLine(digest, word, text.strip(), line=number)
    try:
        count, root = head["counted"][1].split()
        counted = EventCount(count=int(count), root=root)
        since = parse_moment(head["since"][1])
        return Decisions(head["key"][1], since, counted, [*decided.values()])
    except (KeyError, ValueError, CommandError):
        raise _unread(path, max((number for number, _ in head.values()), default=1)) from None


def check_decided(path: Path, decisions: Decisions) -> None:
    """Refuse an undecided file: CommandError decision-open names the first open line."""
    for first in decisions.open:
        raise CommandError(
            "decision-open",
            path=plain(str(path)),
            line=first.line,
            text=plain(first.text),
            count=len(decisions.open),
        )


def take_over(lines: Iterable[DecisionLine], before: Decisions | None) -> list[DecisionLine]:
    """Return the lines with the decisions of an earlier file."""
    words = before.words if before is not None else {}
    return [replace(line, word=words.get(line.digest, line.word)) for line in lines]


def _line(decision: DecisionLine) -> str:
    word = decision.word or f"{KEEP}|{VOID if decision.is_event else FALL}"
    return f"{word:9}  {decision.digest}  # {plain(decision.text)}"


def _unread(path: Path, number: int) -> CommandError:
    return CommandError("decision-unread", path=plain(str(path)), line=number)

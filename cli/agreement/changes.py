"""Changes between two agreement texts, and the effect of each on the credentials stored here."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from itertools import zip_longest
from typing import TYPE_CHECKING

from cli.agreement.read_text import ReadText
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_changes import Change, diff_texts
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import plain

if TYPE_CHECKING:
    from registry import Registry

Effects = Sequence[Sequence[str]]
"""Lines for each change; empty without a registry, which knows the credentials."""
_COLOURS = {"+": "green", "-": "red", "~": "yellow"}


def diff(before: ReadText | None, text: ReadText) -> list[Change]:
    """Return the changes since the previous text, if that is at hand."""
    return diff_texts(before.body, text.body, language()) if before is not None else []


def find_effects(
    registry: "Registry",
    changes: Sequence[Change],
    before: AgreementText,
    after: AgreementText,
    now: datetime,
) -> list[list[str]]:
    """Return the effects of each change on the credentials stored here, in words."""
    from registry.lookup.agreement_effects import find_moves, format_effects_of

    names = SpokenNames(after, [before])
    moves = find_moves(registry, before, after, max(after.effective_from, now))
    return [format_effects_of(change, moves, names) for change in changes]


def change_lines(changes: Sequence[Change], effects: Effects) -> Iterator[tuple[str, str]]:
    """Yield a line for each change with its colour, and under it a line for each effect."""
    for change, lines in zip_longest(changes, effects, fillvalue=()):
        assert isinstance(change, Change)  # noqa: S101 - `effects` is never longer than `changes`
        yield f"  {change.sign} {plain(change.line)}", _COLOURS[change.sign]
        for line in lines:
            yield "      " + plain(line), ""
    if not changes:
        yield say("  none", "  无"), ""

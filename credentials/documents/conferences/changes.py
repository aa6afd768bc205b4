"""Differences of two resolutions or two texts of a standard, member by member or clause by clause."""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

from credentials.documents.conferences.standard import Clause, clause_order
from signing.strict_json import JsonValue


class MemberChange(NamedTuple):
    """A member by its path, with its value in each; None where only the other has it."""

    path: tuple[str, ...]
    before: JsonValue
    after: JsonValue


class ClauseChange(NamedTuple):
    """A clause by its number in each of two texts; None where only the other has it."""

    no: str
    before: Clause | None
    after: Clause | None

    @property
    def sign(self) -> str:
        """`+` new, `-` gone, `~` changed, `=` the same."""
        if self.before is None:
            return "+"
        return "-" if self.after is None else "=" if self.before == self.after else "~"


def diff_members(before: JsonValue, after: JsonValue, path: tuple[str, ...] = ()) -> Iterator[MemberChange]:
    """Yield the members that differ, at any depth that both texts have; places in a list count from 1."""
    if before == after and type(before) is type(after):
        return
    if isinstance(before, dict) and isinstance(after, dict):
        for name in dict.fromkeys((*before, *after)):
            yield from diff_members(before.get(name), after.get(name), (*path, name))
    elif _holds_objects(before) and _holds_objects(after):
        left, right = _padded(before, after), _padded(after, before)
        for place, (mine, theirs) in enumerate(zip(left, right, strict=True), 1):
            yield from diff_members(mine, theirs, (*path, str(place)))
    else:
        yield MemberChange(path, before, after)


def diff_clauses(before: Sequence[Clause], after: Sequence[Clause]) -> list[ClauseChange]:
    """Return every clause of either text, in order of number."""
    old, new = ({clause.no: clause for clause in clauses} for clauses in (before, after))
    return [ClauseChange(no, old.get(no), new.get(no)) for no in sorted({*old, *new}, key=clause_order)]


def _holds_objects(value: JsonValue) -> bool:
    return isinstance(value, list) and all(isinstance(item, dict) for item in value)


def _padded(value: Any, other: Any) -> list[JsonValue]:
    return [*value, *[None] * (len(other) - len(value))]

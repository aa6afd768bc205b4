"""Whether what clients saw of one record can have happened in some order, each call at one moment of its own.

The search of Wing and Gong with Lowe's memory: of the calls that may come next each is tried, and what was
tried once (the same calls done, the same state) is not tried again. A call of which nobody knows what became
of it, as the process was killed, may have happened at any moment after it was made, or never.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)
Step = Callable[[State, Any, Any], State | None]
"""The state after a call with this result, of which None is unknown; None where it cannot have had it."""


class Call(NamedTuple):
    """What was asked, what was answered, and between which moments; an `end` of None: nobody knows."""

    asked: Any
    answered: Any
    begin: int
    end: int | None = None


def find_order(calls: Iterable[Call], state: State, step: Step[State]) -> list[Call] | None:
    """An order in which all that was answered can have happened; None where there is none."""
    known = sorted(calls, key=lambda call: call.begin)
    finished = sum(1 << place for place, call in enumerate(known) if call.end is not None)
    tried: set[tuple[int, State]] = set()
    open_: list[tuple[int, State, tuple[int, ...]]] = [(0, state, ())]
    while open_:
        done, state, order = open_.pop()
        if done & finished == finished:
            return [known[place] for place in order]
        reached = [
            (done | 1 << place, after, (*order, place))
            for place in _next(known, done)
            if (after := step(state, known[place].asked, known[place].answered)) is not None
        ]
        # what answers as it should and changes nothing can as well come first
        quiet = [one for one in reached if one[1] == state]
        for one in quiet[:1] or reached:
            if one[:2] not in tried:
                tried.add(one[:2])
                open_.append(one)
    return None


def _next(known: Sequence[Call], done: int) -> list[int]:
    """Of the calls not done those that began before any of them had ended."""
    left = [place for place in range(len(known)) if not done >> place & 1]
    bound = min((end for place in left if (end := known[place].end) is not None), default=None)
    return [place for place in left if bound is None or known[place].begin <= bound]

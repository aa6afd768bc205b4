"""Search for one order of calls that explains all answers about a record.

Each call has one moment of its own. The search is that of Wing and Gong with Lowe's memory: of the calls
that may come next each is tried, and no pair of done calls and state is tried twice. If the process was
killed, the result of a call is unknown: it may have happened at any later moment, or never.
"""

from collections.abc import Callable, Hashable, Iterable, Sequence
from typing import Any, NamedTuple, TypeVar

State = TypeVar("State", bound=Hashable)
Step = Callable[[State, Any, Any], State | None]
"""Returns the state after a call with this result (None: unknown), or None if the call cannot have had it."""


class Call(NamedTuple):
    """Question, answer, and the moments between which the call happened; an `end` of None is unknown."""

    asked: Any
    answered: Any
    begin: int
    end: int | None = None


def find_order(calls: Iterable[Call], state: State, step: Step[State]) -> list[Call] | None:
    """Return an order in which all answers can have happened, or None."""
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
        # a call with a possible answer that changes nothing can come first
        quiet = [one for one in reached if one[1] == state]
        for one in quiet[:1] or reached:
            if one[:2] not in tried:
                tried.add(one[:2])
                open_.append(one)
    return None


def _next(known: Sequence[Call], done: int) -> list[int]:
    """Return the open calls that began before any other open call had ended."""
    left = [place for place in range(len(known)) if not done >> place & 1]
    bound = min((end for place in left if (end := known[place].end) is not None), default=None)
    return [place for place in left if bound is None or known[place].begin <= bound]

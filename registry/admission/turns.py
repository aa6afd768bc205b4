"""Admission in turns: records are read and verified while others may write, then stored quickly.

Storing the records of a turn takes some milliseconds. A record of trust data has a turn to itself, since
later records are verified with it.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from credentials.errors import RecordError
from credentials.kinds import TRUSTED, parse_any
from credentials.record import Record
from registry.admission.admit import Admitted, admit_record, consider_records, take_records, without_trace
from registry.admission.companions import NO_COMPANIONS, Companions
from registry.admission.settling import settle
from registry.admission.submission import NONE_PROVEN, Proven, Submission
from registry.errors import RegistryError
from registry.view.view import Basis, RegistryView
from signing.errors import HurenError

# a number, not a time, since the registry has no clock; 300 halves in one turn blocked all writers
TURN = 32
"""Records of one turn."""

TURN_BYTES = 256 * 1024
"""Bytes at which a turn ends early, more for longer turns; in memory a record takes ten times its size."""

Screen = Callable[[Record[Any]], HurenError | None]
"""Caller's check of a record before it is verified: a refusal or None."""

TurnResult = Admitted | HurenError


@dataclass(frozen=True, slots=True)
class Considered:
    """Outcomes of a turn in one view, and the trust data behind them; a Submission is still to be stored."""

    outcomes: Sequence[TurnResult | Submission]
    basis: Basis

    @property
    def is_settled(self) -> bool:
        """Return whether nothing is left to store."""
        return not any(isinstance(outcome, Submission) for outcome in self.outcomes)


def read_turns(
    items: Iterable[bytes], screen: Screen | None, most: int = TURN
) -> Iterator[list[Record[Any] | HurenError]]:
    """Yield turns of at most `most` records, in order; an unreadable item is its error."""
    turn: list[Record[Any] | HurenError] = []
    size = 0
    for data in items:
        item = _read(data, screen)
        alone = isinstance(item, Record) and item.body.KIND in TRUSTED
        if turn and (alone or len(turn) == most or size >= TURN_BYTES * most // TURN):
            yield turn
            turn, size = [], 0
        turn.append(item)
        size += len(data)
        if alone:
            yield turn
            turn, size = [], 0
    if turn:
        yield turn


def _read(data: bytes, screen: Screen | None) -> Record[Any] | HurenError:
    try:
        record = parse_any(data)
    except RecordError as error:
        return RegistryError.of(error)
    refusal = screen(record) if screen is not None else None
    return record if refusal is None else refusal


def consider_turn(
    view: RegistryView,
    turn: Sequence[Record[Any] | HurenError],
    *,
    now: datetime,
    proven: Proven = NONE_PROVEN,
    companions: Companions = NO_COMPANIONS,
) -> Considered:
    """Consider a turn as far as possible without writing."""
    records, basis = [item for item in turn if isinstance(item, Record)], view.read_basis()
    # a proof under other trust data does not count: a key may have been marked since
    digests = proven.digests if proven.basis == basis else ()
    considered = iter(consider_records(view, records, now=now, proven=digests, companions=companions))
    return Considered([next(considered) if isinstance(item, Record) else item for item in turn], basis)


def take_turn(
    view: RegistryView, considered: Considered, *, now: datetime, orders: Mapping[str, Sequence[str]]
) -> list[TurnResult]:
    """Store the records that passed and manifests they complete; verify again if trust data has changed."""
    view.brought = orders
    submissions = [outcome for outcome in considered.outcomes if isinstance(outcome, Submission)]
    # a key list stored since may have marked the key: then verify everything again, under the lock
    stands = considered.basis == view.read_basis()
    taken = iter(take_records(view, submissions) if stands else _admit_anew(view, submissions, now))
    results: list[TurnResult] = [
        next(taken) if isinstance(outcome, Submission) else outcome for outcome in considered.outcomes
    ]
    kinds = [result.kind for result in results if isinstance(result, Admitted) and not result.already]
    settle(view, kinds, now=now)
    return results


def _admit_anew(view: RegistryView, submissions: Iterable[Submission], now: datetime) -> Iterator[TurnResult]:
    for submission in submissions:
        try:
            yield admit_record(view, submission.record, now=now, companions=submission.companions)
        except RegistryError as error:
            yield without_trace(error)

"""What came of one log that was taken, and what is known of the tree that it is taken out of."""

from collections.abc import Container
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from credentials.record import Record
from credentials.times import format_time
from registry.admission.admit import Admitted
from registry.errors import RegistryError
from registry.sync.conflicts import Conflict
from signing.errors import HurenError

LONG_AGO = datetime.min.replace(tzinfo=UTC)


@dataclass(slots=True)
class Taken:
    """What came of one log: records stored, what was tried in vain, and proofs that were found.

    `reasons` are by code the refusal that came first.
    """

    records: int = 0
    moment: datetime = LONG_AGO
    """The latest time by which something stood in that log, as far as is known."""
    filed: Container[str] | None = None
    """Of a tree: what has a file there. All else was refused, and no end of a grant is overlooked for it."""
    written: datetime | None = None
    """Of a tree: until when its writer is known to have looked at that log."""
    reasons: dict[str, HurenError] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    _refused: dict[int, str] = field(default_factory=dict, init=False)

    @property
    def refused(self) -> list[tuple[int, str]]:
        """(place, code) of every entry that was tried and is not admitted, also of those of earlier pulls."""
        return sorted(self._refused.items())

    def note(self, place: int, outcome: Admitted | HurenError) -> None:
        """What became of the entry at this place, now or when it was tried again."""
        if isinstance(outcome, Admitted):
            self._refused.pop(place, None)
            self.records += not outcome.already
        else:
            self._refused[place] = outcome.code
            self.reasons.setdefault(outcome.code, outcome)

    def check(self, record: Record[Any]) -> RegistryError | None:
        """signed-in-future for what has no file and was signed after `written`."""
        if self.written is None or record.created <= self.written:
            return None
        if self.filed is not None and record.digest in self.filed:
            return None
        created, now = format_time(record.created), format_time(self.written)
        return RegistryError("signed-in-future", "proof.created", created=created, now=now)


@dataclass(slots=True)
class Pulled:
    """What came of one pull; `error` is why it ended early, or else `behind`.

    `behind` is log-behind of an own log of which that node has seen more than is here, whatever else came.
    `faults` are what its trust data may not say, None where that was not looked at: it is as it was.
    `untrusted` is why documents that vouch or count were not admitted: its own, and those that may be yet.
    """

    issuer: str
    taken: Taken = field(default_factory=Taken)
    size: int = 0
    cosigned: bool = False
    error: HurenError | None = None
    behind: RegistryError | None = None
    faults: list[RegistryError] | None = None
    untrusted: list[HurenError] = field(default_factory=list)

    @property
    def errors(self) -> list[HurenError]:
        """All that is wrong, the error first."""
        found = (self.error, self.behind if self.behind is not self.error else None)
        return [error for error in found if error is not None]

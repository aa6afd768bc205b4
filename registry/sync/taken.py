"""Result of taking one log, and facts about the tree that it comes from."""

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
    """Result for one log: stored records, failed retries, and proofs.

    `reasons` are the first refusal of each code.
    """

    records: int = 0
    moment: datetime = LONG_AGO
    """Latest known time by which an entry was in that log."""
    filed: Container[str] | None = None
    """Files of a tree. Its writer refused entries without a file, so an ended grant counts against them."""
    written: datetime | None = None
    """Time until which a tree's writer is known to have looked at that log."""
    reasons: dict[str, HurenError] = field(default_factory=dict)
    conflicts: list[Conflict] = field(default_factory=list)
    _refused: dict[int, str] = field(default_factory=dict, init=False)

    @property
    def refused(self) -> list[tuple[int, str]]:
        """(place, code) of every entry tried and not admitted, those of earlier pulls included."""
        return sorted(self._refused.items())

    def note(self, place: int, outcome: Admitted | HurenError) -> None:
        """Note the outcome of the entry at this place, now or at a retry."""
        if isinstance(outcome, Admitted):
            self._refused.pop(place, None)
            self.records += not outcome.already
        else:
            self._refused[place] = outcome.code
            self.reasons.setdefault(outcome.code, outcome)

    def check(self, record: Record[Any]) -> RegistryError | None:
        """Refuse as signed-in-future a record without a file that was signed after `written`."""
        if self.written is None or record.created <= self.written:
            return None
        if self.filed is not None and record.digest in self.filed:
            return None
        created, now = format_time(record.created), format_time(self.written)
        return RegistryError("signed-in-future", "proof.created", created=created, now=now)


@dataclass(slots=True)
class Pulled:
    """Result of one pull; `error` is the reason for an early end, else `behind`.

    `behind` is log-behind for an own log of which that node has seen a longer copy. `faults` are errors of
    its trust data that no association may sign; None if the pull did not check them, so that earlier ones
    stay. `untrusted` are refusals of trust data and manifests: its own, and others that may still be
    admitted.
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
        """All errors, the ending one first."""
        reported = (self.error, self.behind if self.behind is not self.error else None)
        return [error for error in reported if error is not None]

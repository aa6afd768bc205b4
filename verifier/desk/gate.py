"""Gate of a public notice: which rows of a plan may be signed at a moment, and why the others may not."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from credentials.times import day_of, start_of

ITEM_MISSING, NOTICE_OPEN, OBJECTION_OPEN = "item-missing", "notice-open", "objection-open"
OF_ROWS = (NOTICE_OPEN, OBJECTION_OPEN, ITEM_MISSING)
"""The order in which a plan names its reason when no row may be signed."""
_REFUSERS = 2
"""One person sorts an objection; to refuse it takes a second."""


@dataclass(frozen=True, slots=True)
class NoticeVersion:
    """A version of a notice: the moment of its admission, its last day, and the rows without an item."""

    admitted: date
    until: date
    unmatched: frozenset[int] = frozenset()
    """Rows of the plan, from 0, whose item is missing, withdrawn, or lower than the row."""


@dataclass(frozen=True, slots=True)
class ItemObjection:
    """An objection to one row of a plan."""

    row: int
    received: date
    accepted: datetime | None = None
    answered: datetime | None = None
    is_upheld: bool = False
    refused: Sequence[datetime] = ()
    """Times of the refusals, one for each person."""


@dataclass(frozen=True, slots=True)
class Gate:
    """All versions of the notice that a plan's rows wait for, and the objections to it."""

    versions: Sequence[NoticeVersion]
    days: int
    """How many days the notice runs from the admission of its first version."""
    objections: Sequence[ItemObjection] = ()
    is_alone: bool = False

    def newest(self, moment: datetime) -> NoticeVersion | None:
        """Return the newest version admitted by a moment."""
        day = day_of(moment)
        return next((version for version in reversed(self.versions) if version.admitted <= day), None)

    def opens(self, moment: datetime) -> datetime | None:
        """Return the first second after the notice, as the versions admitted by a moment say.

        The days run from the admission of version 1: a later version can only move the end.
        """
        newest = self.newest(moment)
        if newest is None:
            return None
        last = max(newest.until, self.versions[0].admitted + timedelta(days=self.days - 1))
        return start_of(last + timedelta(days=1))

    def judge_rows(self, rows: Collection[int], moment: datetime) -> Mapping[int, str]:
        """Return the code of each row that may not be signed at a moment."""
        newest, opens = self.newest(moment), self.opens(moment)
        if newest is None or opens is None:
            return dict.fromkeys(rows, ITEM_MISSING)
        objected = {item.row for item in self.objections if self.is_closed_by(item, moment)}
        codes: dict[int, str] = {}
        for row in rows:
            if row in newest.unmatched:
                codes[row] = ITEM_MISSING
            elif moment < opens:
                codes[row] = NOTICE_OPEN
            elif row in objected:
                codes[row] = OBJECTION_OPEN
        return codes

    def is_closed_by(self, objection: ItemObjection, moment: datetime) -> bool:
        """True where an objection keeps its row from being signed at a moment."""
        newest = self.newest(moment)
        if newest is None or objection.received > day_of(moment):
            return False
        if objection.answered is not None and objection.answered <= moment:
            return objection.is_upheld  # until the next version withdraws the item
        if objection.accepted is not None and objection.accepted <= moment:
            return True
        # a record signed while nobody had refused yet does not pass because it is uploaded afterwards
        refused = sum(at <= moment for at in objection.refused)
        if refused >= (1 if self.is_alone else _REFUSERS):
            return False
        return objection.received <= newest.until

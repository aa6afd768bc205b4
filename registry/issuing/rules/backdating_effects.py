"""Effect of a status change in the past on answers already given."""

from collections.abc import Sequence
from datetime import datetime
from itertools import pairwise
from typing import Any

from credentials.record import Record
from verifier.checks.status import effective, fold_events
from verifier.trust.events import Event
from verifier.verdict import Result


def find_falls(
    record: Record[Any], events: Sequence[Event], event: Event, now: datetime
) -> tuple[tuple[datetime, datetime], ...]:
    """Return the times, each [from, until), at which a credential counted as valid until `event`."""
    after = [*events, event]
    begin = max(effective(event), record.body.valid_from, record.created)
    end = min(now, record.body.valid_until)
    cuts = {
        begin,
        end,
        *map(effective, after),
        *(e.change.until for e in after if e.change.until is not None),
    }
    falls: list[tuple[datetime, datetime]] = []
    for since, until in pairwise(sorted(cut for cut in cuts if begin <= cut <= end)):
        if _stands(events, since) and not _stands(after, since):
            joined = falls.pop()[0] if falls and falls[-1][1] == since else since
            falls.append((joined, until))
    return (*falls,)


def _stands(events: Sequence[Event], at: datetime) -> bool:
    return fold_events(events, at).outcome is Result.PASSED

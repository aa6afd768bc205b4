"""The newest statistics reports, each counted again here once."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.answers.held import HeldAnswer
from credentials.documents.works.report import StatisticsReport
from credentials.record import Record
from registry import Registry
from registry.lookup.statistics.reports import Recount, find_recount, list_reports

SHOWN = 6
"""How many are listed: each is counted again when it is first shown."""
HOLD_SECONDS = 60.0
"""How long nobody asks again whether a log has come."""
PATIENCE_SECONDS = 2.0
"""How long the first who asks waits; a count of a million credentials takes longer, and goes on."""
KEPT = 256
"""Of so many reports what was found is remembered."""


class RecountedReport(NamedTuple):
    """A report, and what was found of it here; None while it is being counted."""

    record: Record[StatisticsReport]
    found: Recount | None


class RecountedReports:
    """Of one registry. What was found stays, since the heads are named; only what waits is counted again."""

    def __init__(self, registry: Registry, *, monotonic: Callable[[], float]) -> None:
        self._registry = registry
        self._found: dict[str, Recount] = {}
        self._held, self._held_one = (
            HeldAnswer[dict[str, Recount]](monotonic=monotonic, seconds=HOLD_SECONDS) for _ in range(2)
        )

    async def find(self) -> list[RecountedReport]:
        """Those admitted last first."""
        records = await run_in_threadpool(self._registry.read, partial(list_reports, first=SHOWN))

        return [RecountedReport(one, found) for one, found in await self._get(self._held, records)]

    async def find_one(self, record: Record[StatisticsReport]) -> Recount | None:
        """Of one report, however old; None while it is being counted."""
        found = self._found.get(record.digest, "waiting")
        if found != "waiting":
            return found
        ((_, counted),) = await self._get(self._held_one, [record])
        return counted

    async def _get(
        self, held: HeldAnswer[dict[str, Recount]], records: Sequence[Record[StatisticsReport]]
    ) -> list[tuple[Record[StatisticsReport], Recount | None]]:
        async def count() -> dict[str, Recount]:
            return await run_in_threadpool(self._count, records)

        key = tuple(record.digest for record in records)
        found = await held.get(count, patience=PATIENCE_SECONDS, key=key) or {}
        return [(record, found.get(record.digest)) for record in records]

    def _count(self, records: Sequence[Record[StatisticsReport]]) -> dict[str, Recount]:
        """One transaction a report: none is open for long."""
        before = self._found
        found: dict[str, Recount] = {
            one.digest: self._registry.read(partial(find_recount, record=one))
            if before.get(one.digest, "waiting") == "waiting"
            else before[one.digest]
            for one in records
        }
        self._found = dict([*{**self._found, **found}.items()][-KEPT:])
        return found

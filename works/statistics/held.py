"""Statistics reports, each counted again here once; the newest equal one of each association comes first."""

from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

from starlette.concurrency import run_in_threadpool

from api.answers.held import HeldAnswer
from api.node import Node
from credentials.documents.works.report import StatisticsReport
from credentials.kinds import parse_any
from credentials.record import Record
from registry import Registry
from registry.view.view import RegistryView
from works.statistics.lookup import (
    EditionNote,
    Recount,
    find_edition_notes,
    find_recount,
    list_newest_of,
    list_reports,
)

SHOWN = 6
"""Reports on one page: the node counts each again when it is first shown."""
LOOKED = 500
"""Reports of an association among which the node looks for the newest equal one."""
COUNTED = 8
"""Reports that one request counts again; the next request continues after these."""
HOLD_SECONDS = 60.0
"""Time until the node looks again for a missing log."""
PATIENCE_SECONDS = 2.0
"""The first request waits at most this long; a count of a million credentials takes longer and goes on."""
KEPT = 4096
"""Most reports whose result is remembered."""


class RecountedReport(NamedTuple):
    """A report, its recount here (None while it runs), and notes on its edition number."""

    record: Record[StatisticsReport]
    recount: Recount | None
    notes: tuple[EditionNote, ...]


class ReportPage(NamedTuple):
    """Some of the reports, and the digest behind which more follow."""

    reports: list[RecountedReport]
    next: str | None


class _LookedAt(NamedTuple):
    """The newest equal report of each association, and the recounts of all reports shown."""

    firsts: Sequence[Record[StatisticsReport]]
    recounts: dict[str, Recount]


class RecountedReports:
    """The recounts of one registry. A result is final, because a report names its heads; only a waiting
    recount is repeated."""

    def __init__(self, registry: Registry, *, monotonic: Callable[[], float]) -> None:
        self._registry = registry
        self._recounts: dict[str, Recount] = {}
        self._held = HeldAnswer[_LookedAt](monotonic=monotonic, seconds=HOLD_SECONDS)
        self._held_one = HeldAnswer[dict[str, Recount]](monotonic=monotonic, seconds=HOLD_SECONDS)

    async def find(self, issuers: Sequence[str], after: str | None = None) -> ReportPage:
        """Return the reports, those admitted last first, after the report with the digest `after`.

        On the first page the newest equal report of each of `issuers` comes first. The node looks for it
        among the LOOKED reports admitted last, so that a thief must sign as many others to hide it.
        """
        wanted = partial(list_reports, first=SHOWN + 1, after=after)
        listed = await run_in_threadpool(self._registry.read, wanted)
        records, leading = listed[:SHOWN], issuers if after is None else ()

        async def look() -> _LookedAt:
            return await run_in_threadpool(self._look, leading, records)

        key = (after, *(record.digest for record in records))
        # the count continues after that; until it ends, the page says that the reports are being counted
        looked = await self._held.get(look, patience=PATIENCE_SECONDS, key=key) or _LookedAt((), {})
        ahead = {record.digest for record in looked.firsts}
        shown = [*looked.firsts, *(record for record in records if record.digest not in ahead)]
        notes = await run_in_threadpool(self._registry.read, partial(_find_notes, records=shown))
        reports = [
            RecountedReport(report, looked.recounts.get(report.digest), notes[report.digest])
            for report in shown
        ]
        return ReportPage(reports, records[-1].digest if len(listed) > SHOWN else None)

    async def find_one(self, record: Record[StatisticsReport]) -> Recount | None:
        """Return the recount of one report, however old; None while it runs."""
        recount = self._recounts.get(record.digest, "waiting")
        if recount != "waiting":
            return recount

        async def count() -> dict[str, Recount]:
            return await run_in_threadpool(self._count, [record])

        counted = await self._held_one.get(count, patience=PATIENCE_SECONDS, key=record.digest)
        return (counted or {}).get(record.digest)

    def _look(self, issuers: Sequence[str], records: Sequence[Record[StatisticsReport]]) -> _LookedAt:
        firsts = [record for record in map(self._find_equal, issuers) if record is not None]
        return _LookedAt(firsts, self._count([*firsts, *records]))

    def _find_equal(self, issuer: str) -> Record[StatisticsReport] | None:
        left = COUNTED
        for digest in self._registry.read(partial(list_newest_of, issuer=issuer, first=LOOKED)):
            # an earlier count is remembered and costs nothing
            is_new = self._recounts.get(digest, "waiting") == "waiting"
            # a stolen key may sign many reports that differ, so each request counts only some of them
            if is_new and not left:
                break
            data = self._registry.read(partial(RegistryView.data, digest=digest))
            record: Record[StatisticsReport] | None = parse_any(data) if data is not None else None
            if record is None:
                continue
            recount = self._count([record])[digest]
            if recount == "equal":
                return record
            left -= is_new and recount == "differs"
        return None

    def _count(self, records: Sequence[Record[StatisticsReport]]) -> dict[str, Recount]:
        """Count the reports in one transaction each, so that no transaction is open for long."""
        before = self._recounts
        recounts: dict[str, Recount] = {
            record.digest: self._registry.read(partial(find_recount, record=record))
            if before.get(record.digest, "waiting") == "waiting"
            else before[record.digest]
            for record in records
        }
        # keeps the newest results only: a stolen key may sign any number of reports
        self._recounts = dict([*{**self._recounts, **recounts}.items()][-KEPT:])
        return recounts


def keep_reports(node: Node) -> RecountedReports:
    """Return the reports of a node."""
    return RecountedReports(node.registry, monotonic=node.clock.monotonic)


def reports_of(node: Node) -> RecountedReports:
    """Return the reports that a node keeps."""
    reports: RecountedReports = node.kept["statistics"]
    return reports


def _find_notes(
    view: RegistryView, records: Sequence[Record[StatisticsReport]]
) -> dict[str, tuple[EditionNote, ...]]:
    return {record.digest: find_edition_notes(view, record) for record in records}

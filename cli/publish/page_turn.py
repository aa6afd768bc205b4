"""One making of the published pages: which of them change, and for how long all of them may be read."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from functools import partial
from hashlib import sha256
from itertools import chain
from typing import NamedTuple

from api.pages.credential_words import list_changes
from api.pages.rendering import find_doors
from api.published.addresses import (
    CREDENTIALS,
    DATA,
    FIRST,
    FOLDER,
    FURTHER,
    file_of,
    find_assets,
    find_pages,
    list_loaded,
)
from api.published.reader import NodeAnswer, Reader
from api.serving import Servings
from api.visit import PAGE_LIFE
from cli.publish.readable import choose_end, name_spans
from registry.publishing.changed_credentials import find_changed, find_ends, list_digests
from registry.view.trees import RECORDS
from registry.view.view import RegistryView
from web.served_page import find_release

REFRESH = timedelta(days=2)
"""Time in which every page of a credential is made again."""

PORTION = 64
"""Places of a log whose pages are made again together."""

LANGUAGES = ("zh", "en")

MADE = f"{FOLDER}/.made"


class LogMade(NamedTuple):
    """An association's records: their number, and the root of their tree in hexadecimal."""

    size: int
    root: str


class PagesMade(NamedTuple):
    """The state of the pages after a writing; times are in seconds."""

    at: int
    basis: str
    """Digest of what every page depends on."""
    logs: dict[str, LogMade]
    """The records of each association."""
    portions: dict[str, list[int]]
    """When the pages of each PORTION of an association's records were made, the oldest of them."""
    refreshed: float
    """The time up to which refreshing is done."""
    behind: int
    """When the pages behind those of FIRST were made."""
    files: list[str]
    """The files that are not credentials' pages."""
    left_out: list[str]
    """Digests of the credentials whose pages end too soon."""


class PageFile(NamedTuple):
    """A file to write or, without data, to remove."""

    path: str
    data: bytes | None


class Due(NamedTuple):
    """What grows old: the portions with their times from now on, how far refreshing is done, and the first
    places of the portions to make again."""

    portions: dict[str, list[int]]
    refreshed: float
    places: list[tuple[str, int]]


def choose_due(last: PagesMade | None, sizes: Mapping[str, int], now: int) -> Due:
    """Choose the oldest portions: as large a part of all as the time since the last choice is of REFRESH."""
    known = last.portions if last is not None else {}
    portions: dict[str, list[int]] = {}
    for issuer, size in sizes.items():
        times = known.get(issuer, [])
        portions[issuer] = [*times, *[now] * (-(-size // PORTION) - len(times))]
    total = sum(map(len, portions.values()))
    refreshed = last.refreshed if last is not None else now
    step = REFRESH.total_seconds() / max(total, 1)
    count = min(total, int((now - refreshed) / step))
    by_age = sorted(
        (time, issuer, place) for issuer, times in portions.items() for place, time in enumerate(times)
    )
    due = [(issuer, place) for _, issuer, place in by_age[:count]]
    for issuer, place in due:
        portions[issuer][place] = now
    done = now if count == total else refreshed + count * step
    return Due(portions, done, [(issuer, place * PORTION) for issuer, place in due])


class PageTurn:
    """One writing of the pages."""

    def __init__(
        self,
        reader: Reader,
        servings: Servings,
        made: PagesMade | None,
        *,
        address: str,
        now: datetime,
        whole: bool,
    ) -> None:
        self._reader, self._servings, self._now = reader, servings, now
        self._moment = int(now.timestamp())
        self._basis = self._find_basis(address)
        # all pages are made again on another basis, by a clock that was put back, and after records went
        goes_on = made is not None and made.basis == self._basis and made.at <= self._moment
        if whole or not goes_on or made is None or not reader.node.registry.read(partial(_continues, made)):
            made = None
        self._last = made

    @property
    def whole(self) -> bool:
        """Return whether every page is made, so that files that `pages` does not yield are of the past."""
        return self._last is None

    async def pages(self) -> AsyncIterator[PageFile]:
        """Yield what to write or remove, while no page may be read: first what changed."""
        last, registry = self._last, self._reader.node.registry
        # after a crash the next turn makes all again: it cannot know which pages this one wrote
        yield PageFile(MADE, None)
        # 1. credentials that changed, an ended one among them: first of all
        changed, self._logs, others = registry.read(self._find_changed)
        sizes = {issuer: log.size for issuer, log in self._logs.items()}
        self._due = choose_due(last, sizes, self._moment)
        follow = last is None or others or _day(last.behind) != _day(self._moment)
        self._behind = self._moment if follow or last is None else last.behind
        self._left_out = registry.read(self._find_left_out)[1]
        again = {*(last.left_out if last is not None else ())} - self._left_out
        for digest in (*self._left_out, *dict.fromkeys((*changed, *sorted(again)))):
            async for file in self._credential(digest):
                yield file
        # 2. lists and numbers; what stands behind them only when a record of theirs came, and once a day
        names: list[str] = []
        async for file in self._others(follow):
            names += [file.path] if file.data is not None else []
            yield file
        if not follow and last is not None:
            names = sorted({*names, *last.files})
        for name in sorted({*last.files} - {*names} if last is not None else ()):
            yield PageFile(name, None)
        self._files = names
        # 3. credentials whose pages grow old
        for issuer, first in self._due.places:
            listed = registry.read(lambda view: list_digests(view, issuer, first, first + PORTION))  # noqa: B023
            for digest in listed:
                async for file in self._credential(digest):
                    yield file

    def ending(self) -> Iterator[PageFile]:
        """Yield, after `pages`, the state and at last the files for the time in which all may be read."""
        # events that came meanwhile may end a page that was just made
        end, left_out = self._reader.node.registry.read(self._find_left_out)
        for digest in sorted(left_out - self._left_out):
            yield from (PageFile(name, None) for name in _files_of(digest))
        due = self._due
        state = PagesMade(
            self._moment,
            self._basis,
            self._logs,
            due.portions,
            due.refreshed,
            self._behind,
            self._files,
            sorted(left_out | self._left_out),
        )
        yield PageFile(MADE, json.dumps(state._asdict()).encode())
        for name in name_spans(self._moment, end):
            yield PageFile(name, b"")

    def _find_basis(self, address: str) -> str:
        node = self._reader.node
        brand = node.speaker(node.trust.last).mark_up()
        trust = node.registry.load_trust()
        past = sum(moment <= self._now for moment in list_changes(trust))
        digests = node.registry.read(RegistryView.trust_digests)
        parts = (find_release(), address, str(past), repr(brand), repr(find_doors(self._servings)), *digests)
        return sha256("\n".join(parts).encode()).hexdigest()

    def _find_changed(self, view: RegistryView) -> tuple[list[str], dict[str, LogMade], bool]:
        digests: dict[str, None] = {}
        logs, others = {}, False
        for issuer in sorted(view.load_trust().chain.members):
            known = self._last.logs.get(issuer) if self._last is not None else None
            size = known.size if known is not None else 0
            since = self._last.at if self._last is not None else self._moment
            changed = find_changed(
                view, issuer, size, datetime.fromtimestamp(since, self._now.tzinfo), self._now
            )
            digests.update(dict.fromkeys(sorted(changed.digests)))
            root = view.tree(issuer, RECORDS).root(changed.size).hex()
            logs[issuer], others = LogMade(changed.size, root), others or changed.others
        return [*digests], logs, others

    def _find_left_out(self, view: RegistryView) -> tuple[int, set[str]]:
        """Return until when all pages may be read, and the credentials whose own pages end before."""
        trust, oldest = view.load_trust(), [self._behind, *chain.from_iterable(self._due.portions.values())]
        # every page depends on the agreement
        changes = [int(moment.timestamp()) for moment in list_changes(trust) if moment > self._now]
        latest = min([min(oldest) + int(PAGE_LIFE.total_seconds()), *changes])
        until = datetime.fromtimestamp(latest, self._now.tzinfo)
        ends: dict[str, int] = {}
        total = 0
        for issuer in sorted(trust.chain.members):
            found = find_ends(view, issuer, self._now, until)
            ends, total = ends | found.next, total + found.total
        end = choose_end(ends.values(), total, self._moment, latest)
        return end, {digest for digest, own in ends.items() if own < end}

    async def _credential(self, digest: str) -> AsyncIterator[PageFile]:
        if digest in self._left_out:
            for name in _files_of(digest):
                yield PageFile(name, None)
            return
        async for file in self._pages(f"{CREDENTIALS}/{digest}"):
            yield file

    async def _pages(self, address: str) -> AsyncIterator[PageFile]:
        for lang in LANGUAGES:
            name = file_of(address, lang)
            answer = await self._reader.get(address, lang)
            if name is not None:
                yield PageFile(name, answer.body if _is_page(answer) else None)

    async def _others(self, follow: bool) -> AsyncIterator[PageFile]:
        """Yield pages from FIRST and the doors on, those behind them if `follow`, and what they load."""
        doors = [door.address for door in self._servings.doors.values()]
        waiting = [*FIRST, *doors]
        families = (*FIRST[1:], *doors, *FURTHER)
        begun, assets = {*waiting}, dict.fromkeys(DATA)
        while waiting:
            address = waiting.pop()
            async for file in self._pages(address):
                yield file
                data = file.data or b""
                assets.update(dict.fromkeys(find_assets(data)))
                new = {*find_pages(data, address, families)} - begun if follow else set()
                begun |= new
                waiting += sorted(new)
        if follow:
            brand = self._reader.node.speaker(self._reader.node.trust.last).mark_up()
            assets.update(dict.fromkeys(list_loaded(brand, find_doors(self._servings))))
        for address in (*assets,):
            answer, name = await self._reader.get(address), file_of(address)
            if answer.status == 200 and name is not None:
                yield PageFile(name, answer.body)


def _files_of(digest: str) -> Iterator[str]:
    for lang in LANGUAGES:
        name = file_of(f"{CREDENTIALS}/{digest}", lang)
        if name is not None:
            yield name


def _continues(made: PagesMade, view: RegistryView) -> bool:
    """Return whether the records that pages were made of are all here: a restored copy may lack some."""
    return all(
        view.tree(issuer, RECORDS).goes_on_from(log.size, bytes.fromhex(log.root))
        for issuer, log in made.logs.items()
    )


def _is_page(answer: NodeAnswer) -> bool:
    return answer.status == 200 and answer.media.startswith("text/html")


def _day(seconds: int) -> int:
    """Return the day of a time at +08:00, as a number."""
    return (seconds + 8 * 3600) // 86_400

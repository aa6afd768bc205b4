"""One making of the published pages: which of them change, and for how long all of them may be read."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from datetime import datetime, timedelta
from hashlib import sha256
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
from registry.publishing.changed_credentials import find_changed, list_digests
from registry.view.view import RegistryView
from web.served_page import find_release

REFRESH = timedelta(days=2)
"""Time in which every page of a credential is made again."""

PORTION = 64
"""Places of a log whose pages are made again together."""

SPAN = 10_000
"""Seconds for which one file of `pages/readable` stands; its name is the time's first digits."""

LANGUAGES = ("zh", "en")

MADE = f"{FOLDER}/.made"


class PagesMade(NamedTuple):
    """The state of the pages after a writing; times are in seconds."""

    at: int
    basis: str
    """Digest of what every page depends on."""
    sizes: dict[str, int]
    """The number of each association's records."""
    portions: dict[str, list[int]]
    """When the pages of each PORTION of an association's records were made, the oldest of them."""
    refreshed: float
    """The time up to which refreshing is done."""
    behind: int
    """When the pages behind those of FIRST were made."""
    files: list[str]
    """The files that are not credentials' pages."""


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
        # all pages are made again on another basis, and by a clock that was put back
        goes_on = made is not None and made.basis == self._basis and made.at <= self._moment
        self._last = made if goes_on and not whole else None
        self._before = made

    async def files(self) -> AsyncIterator[PageFile]:
        """Yield what to write or remove: first what changed, last the state."""
        last, registry = self._last, self._reader.node.registry
        # 1. credentials that changed, an ended one among them: first of all
        changed, sizes, others = registry.read(self._find_changed)
        due = choose_due(last, sizes, self._moment)
        for digest in changed:
            async for file in self._pages(f"{CREDENTIALS}/{digest}"):
                yield file
        # 2. lists and numbers; what stands behind them only when a record of theirs came, and once a day
        follow = last is None or others or _day(last.behind) != _day(self._moment)
        names: list[str] = []
        async for file in self._others(follow):
            names += [file.path] if file.data is not None else []
            yield file
        if not follow and last is not None:
            names = sorted({*names, *last.files})
        gone = {*(self._before.files if self._before is not None else ())} - {*names}
        for name in sorted(gone):
            yield PageFile(name, None)
        # 3. credentials whose pages grow old
        for issuer, first in due.places:
            listed = registry.read(lambda view: list_digests(view, issuer, first, first + PORTION))  # noqa: B023
            for digest in listed:
                async for file in self._pages(f"{CREDENTIALS}/{digest}"):
                    yield file
        # 4. for how long all of them may be read, and the state
        behind = self._moment if follow or last is None else last.behind
        oldest = min([behind, *(time for times in due.portions.values() for time in times)])
        for file in self._readable(oldest):
            yield file
        state = PagesMade(self._moment, self._basis, sizes, due.portions, due.refreshed, behind, names)
        yield PageFile(MADE, json.dumps(state._asdict()).encode())

    def _find_basis(self, address: str) -> str:
        node = self._reader.node
        brand = node.speaker(node.trust.last).mark_up()
        trust = node.registry.load_trust()
        past = sum(moment <= self._now for moment in list_changes(trust))
        digests = node.registry.read(RegistryView.trust_digests)
        parts = (find_release(), address, str(past), repr(brand), repr(find_doors(self._servings)), *digests)
        return sha256("\n".join(parts).encode()).hexdigest()

    def _find_changed(self, view: RegistryView) -> tuple[list[str], dict[str, int], bool]:
        digests: dict[str, None] = {}
        sizes, others = {}, False
        for issuer in sorted(view.load_trust().chain.members):
            size = self._last.sizes.get(issuer, 0) if self._last is not None else 0
            since = self._last.at if self._last is not None else self._moment
            changed = find_changed(
                view, issuer, size, datetime.fromtimestamp(since, self._now.tzinfo), self._now
            )
            digests.update(dict.fromkeys(sorted(changed.digests)))
            sizes[issuer], others = changed.size, others or changed.others
        return [*digests], sizes, others

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

    def _readable(self, oldest: int) -> Iterator[PageFile]:
        """Yield the files for the time in which all pages may be read, and the removal of others."""
        end = oldest + int(PAGE_LIFE.total_seconds())
        first = (self._before.at if self._before is not None else self._moment) // SPAN
        kept = {*range(self._moment // SPAN, end // SPAN)}
        for span in sorted(kept):
            yield PageFile(f"{FOLDER}/readable/{span}", b"")
        for span in range(first, first + int(PAGE_LIFE.total_seconds()) // SPAN + 1):
            if span not in kept:
                yield PageFile(f"{FOLDER}/readable/{span}", None)


def _is_page(answer: NodeAnswer) -> bool:
    return answer.status == 200 and answer.media.startswith("text/html")


def _day(seconds: int) -> int:
    """Return the day of a time at +08:00, as a number."""
    return (seconds + 8 * 3600) // 86_400

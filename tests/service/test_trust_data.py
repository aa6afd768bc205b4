"""Trust data of a node: new after every change, made by one thread at a time, waited for within bounds."""

import asyncio
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from api.answers.trust_holder import TrustHolder
from api.errors import ApiError
from registry import Registry, RegistryError
from tests.harness.apartments import FILINGS
from tests.world import World
from tests.world.registries import fill, open_registry


class Watched:
    """A registry whose reads the test counts, blocks or fails."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.reads = 0
        self.open = threading.Event()
        self.open.set()
        self.failure: RegistryError | None = None

    def read(self, work: Any) -> Any:
        self.reads += 1
        assert self.open.wait(30)
        if self.failure is not None:
            raise self.failure
        return self.registry.read(work)


class Scene:
    """Trust over a watched registry, with a clock moved by hand."""

    def __init__(self, path: Path, *, wait: float = 60) -> None:
        self.world = World()
        self.registry = open_registry(path, self.world)
        self.watched = Watched(self.registry)
        self.seconds = 0.0
        self.wait = wait

    def trust(self) -> TrustHolder:
        return TrustHolder(self.watched, monotonic=lambda: self.seconds, poll=1, wait=self.wait)  # type: ignore[arg-type]

    def change(self) -> None:
        self.world.suspend(self.world.issue(by="cq"))
        fill(self.registry, self.world)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    scene = Scene(tmp_path / "registry.db")
    yield scene
    scene.registry.close()


def test_trust_data_is_made_once_and_kept(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        found = await asyncio.gather(*(trust.current() for _ in range(20)))
        assert len({id(one) for one in found}) == 1
        assert scene.watched.reads == 1
        assert await trust.current() is found[0]
        assert scene.watched.reads == 1

    asyncio.run(run())


def test_a_change_through_this_process_is_known_at_once(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        before = await trust.current()
        scene.change()
        assert await trust.current() is before, "nobody said so, and it is too early to look"
        trust.note_change()
        after = await trust.current()
        assert after.digest != before.digest
        trust.note_change()
        assert await trust.current() is after, "the same data again is not made again"

    asyncio.run(run())


def test_a_change_by_another_process_is_known_after_a_poll(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        before = await trust.current()
        scene.change()
        scene.seconds += 1
        assert await trust.current() is before, "the poll itself makes nobody wait"
        assert trust._looking is not None
        await trust._looking
        assert (await trust.current()).digest != before.digest

    asyncio.run(run())


def test_a_change_during_the_making_is_not_lost(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        first = await trust.current()
        scene.watched.open.clear()
        trust.note_change()
        asking = asyncio.create_task(trust.current())
        await asyncio.sleep(0)
        scene.change()
        trust.note_change()
        later = asyncio.create_task(trust.current())
        await asyncio.sleep(0)
        scene.watched.open.set()
        assert (await later).digest != first.digest
        await asking
        assert scene.watched.reads <= 4

    asyncio.run(run())


def test_a_reader_that_waits_too_long_gets_the_last_trust_data(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        before = await trust.current()
        trust._wait = 0.01
        scene.watched.open.clear()
        scene.change()
        trust.note_change()
        assert await trust.current() is before
        trust._wait = 60
        assert await trust.current() is before, "nobody waits in vain a second time"
        scene.watched.open.set()
        assert trust._looking is not None
        await trust._looking
        assert (await trust.current()).digest != before.digest

    asyncio.run(run())


def test_a_failure_reaches_its_reader_and_the_next_one_tries_again(scene: Scene) -> None:
    async def run() -> None:
        trust = scene.trust()
        scene.watched.failure = RegistryError("database-busy")
        with pytest.raises(RegistryError, match="database-busy"):
            await trust.current()
        scene.watched.failure = None
        assert (await trust.current()).store.pin == scene.world.pin

    asyncio.run(run())


def test_a_failed_write_keeps_the_last_trust_data(scene: Scene) -> None:
    """Verifications continue with the last data, and the next look finds the change."""

    async def run() -> None:
        trust = scene.trust()
        before = await trust.current()
        scene.watched.failure = RegistryError("database-unreachable")
        trust.note_change(stored=False)
        reads = scene.watched.reads
        assert [await trust.current() for _ in range(20)] == [before] * 20
        assert scene.watched.reads == reads + 1, "one look found out; the others do not try"
        scene.seconds += 1
        assert await trust.current() is before
        scene.change()
        scene.watched.failure = None
        trust.note_change()
        assert (await trust.current()).digest != before.digest

    asyncio.run(run())


def test_without_an_agreement_there_is_no_trust_data(tmp_path: Path) -> None:
    async def run() -> None:
        with Registry.open(tmp_path / "registry.db", demo=True, filings=FILINGS) as registry:
            trust = TrustHolder(registry, monotonic=lambda: 0.0, poll=1, wait=60)
            assert await trust.current_or_none() is None
            with pytest.raises(ApiError, match="nothing-to-trust"):
                await trust.current()
            fill(registry, World())
            trust.note_change()
            assert (await trust.current()).store.parties

    asyncio.run(run())

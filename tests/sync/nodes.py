"""Two associations, each with its own node: registry, publication key, published tree.

A scene between nodes is made once a process; every test has a copy of its own.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from datetime import datetime
from functools import cache
from pathlib import Path
from random import Random
from typing import Any, Protocol, TypeVar

from api import Settings, create_app
from api.clock import SystemClock
from carriers.peers.folder import FolderFiles
from credentials.drafting.draft import StatusDraft
from registry import Registry
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish, write_tree
from registry.sync.pull import pull
from registry.sync.taken import Pulled
from registry.sync.witness import Cosigner
from tests.harness.apartments import SERVINGS
from tests.world import World
from tests.world.association import Association
from tests.world.provinces import START
from tests.world.registry_setup import Bench


class Node:
    """The node of one association; it signs and publishes its own."""

    def __init__(self, folder: Path, world: World, name: str, place: Path | str | None = None) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.name, self.folder, self.site = name, folder, folder / "site"
        place = place or folder / "registry.db"
        heads = folder / "registry.heads" if isinstance(place, str) else None
        self.bench = Bench(place, world, heads=heads)
        self.random = Random(name)
        self.numbers = iter(range(1, 1_000_000))

    @property
    def world(self) -> World:
        return self.bench.world

    @property
    def registry(self) -> Registry:
        return self.bench.registry

    @property
    def party(self) -> Association:
        return self.world.parties[self.name]

    @property
    def did(self) -> str:
        return self.party.did

    @property
    def cosigner(self) -> Cosigner:
        return Cosigner(self.did, self.party.signers["publication"])

    def issue(self, count: int = 1) -> list[Any]:
        drafts = [self.bench.draft(next(self.numbers), by=self.name) for _ in range(count)]
        signer = self.party.signers["assessment"]
        return issue(self.registry, drafts, signer, now=self.world.now, random=self.random)

    def change(self, record: Any, action: str = "suspend", reason: str = "complaint") -> Any:
        draft = StatusDraft(record.body.id, action, reason, self.world.now)
        signer = self.party.signers["assessment"]
        return change_status(self.registry, draft, signer, now=self.world.now, random=self.random)

    def publish(self) -> None:
        """Sign the current lists, head and manifest, and write the tree."""
        signer = self.party.signers["publication"]
        publish(self.registry, self.did, signer, now=self.world.now, random=self.random)
        self.write()

    def write(self) -> None:
        write_tree(self.registry, self.site, now=self.world.now)

    def pull(self, other: "Node | Path", *, issuer: str = "", cosign: bool = True) -> Pulled:
        """Pull the other's publication from its folder."""
        site = other if isinstance(other, Path) else other.site
        owner = issuer or (other.did if isinstance(other, Node) else "")
        cosigners = [self.cosigner] if cosign else []
        return pull(self.registry, owner, FolderFiles(site), now=self.world.now, cosigners=cosigners)

    def back_up(self) -> bytes:
        """Back up the database alone, without the files of last heads beside it."""
        self.registry.close()
        data = self.bench.path.read_bytes()
        self.bench.reopen()
        return data

    def put_back(self, data: bytes) -> None:
        """Restore the database."""
        self.registry.close()
        for extra in ("-wal", "-shm"):
            self.bench.path.with_name(self.bench.path.name + extra).unlink(missing_ok=True)
        self.bench.path.write_bytes(data)
        self.bench.reopen()

    def move(self, folder: Path) -> None:
        """Continue in a copy of its folder."""
        self.folder, self.site = folder, folder / "site"
        self.bench.place = folder / self.bench.path.name
        self.bench.registry = self.bench.open()

    def burn(self) -> None:
        """Replace the machine: it knows the pin, but has no database and no files beside it."""
        self.registry.close()
        for path in self.folder.glob("registry*"):
            path.unlink() if path.is_file() else shutil.rmtree(path)
        self.bench.registry = self.bench.open()
        self.registry.set_pin(self.world.pin)


def make_app(node: Node, **given: Any) -> Any:
    """Return the node's application, at the world's time, with optional settings."""

    class Clock(SystemClock):
        def now(self) -> datetime:
            return node.world.now

    settings = Settings.load(None, batch_workers=0, rate_per_minute=0, trust_poll_seconds=0, **given)
    return create_app(settings, node.registry, Clock(), servings=SERVINGS)


@contextmanager
def two_nodes(
    folder: Path, places: tuple[Path | str | None, Path | str | None] = (None, None), *, now: datetime = START
) -> Iterator[tuple[Node, Node]]:
    """Return Chongqing's and Sichuan's nodes."""
    world = World(now)
    nodes = Node(folder / "cq", world, "cq", places[0]), Node(folder / "sc", world, "sc", places[1])
    yield nodes
    for node in nodes:
        node.registry.close()


class Scene(Protocol):
    """A history between nodes, all of one world."""

    @property
    def nodes(self) -> Sequence[Node]:
        """Return all nodes, each in a folder of its own beside the others."""


class Nodes(tuple[Node, ...]):
    """A scene with nothing but its nodes."""

    @property
    def nodes(self) -> Sequence[Node]:
        """Themselves."""
        return self


T = TypeVar("T", bound=Scene)


@contextmanager
def copied(
    make: Callable[[Node, Node], T],
    folder: Path,
    *,
    places: tuple[Path | str | None, Path | str | None] = (None, None),
) -> Iterator[T]:
    """Return a copy below `folder` of the scene that `make` builds from two new nodes.

    On PostgreSQL it is built anew.
    """
    if any(isinstance(place, str) for place in places):
        with two_nodes(folder, places) as nodes:
            yield make(*nodes)
        return
    first, scene, shared = _make_once(make)
    shutil.copytree(first, folder, dirs_exist_ok=True)
    copy = deepcopy(scene, {id(one): one for one in shared})
    for node in copy.nodes:
        node.move(folder / node.folder.name)
    yield copy
    for node in copy.nodes:
        node.registry.close()


@cache
def _make_once(make: Callable[[Node, Node], T]) -> tuple[Path, T, list[Any]]:
    """Return the scene's folder, the closed scene, and what copies share: keys and closed registries."""
    folder = Path(tempfile.mkdtemp(prefix="huren-scene-"))
    atexit.register(shutil.rmtree, folder)
    with two_nodes(folder) as nodes:
        scene = make(*nodes)
    world = nodes[0].world
    everyone = [*world.parties.values(), world.stranger]
    for node in scene.nodes:
        node.registry.close()
    shared = [key for one in everyone for key in one.keys.values()]
    return folder, scene, [*shared, *(node.registry for node in scene.nodes)]

"""Scenes between nodes, each made once a process; every test has a copy of its own."""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any, Protocol, TypeVar

from tests.sync.nodes import Node, two_nodes


class Scene(Protocol):
    """What happened between nodes, all of one world."""

    @property
    def nodes(self) -> Sequence[Node]:
        """Each in a folder of its own, beside those of the others."""


class Nodes(tuple[Node, ...]):
    """A scene of which nothing else is known."""

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
    """A copy, below `folder`, of what `make` comes to with two new nodes; on PostgreSQL it is made anew."""
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
    """Its folder, the scene with its registries closed, and what copies share: keys, and what is closed."""
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

"""The examples of technologies on a node, for the tests of their pages."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from signing.strict_json import parse_json
from tests.pages.pages import Scene
from tests.world.api_node import running
from tests.world.works import listed_works, listing, signed, technology

LAPSED, OBJECTED, REVOKED, OLD, NEW = 0, 6, 12, 1, 41
"""Of the examples: a statement that is over, an objection, what the scene ends (OLD and NEW: one holder)."""


@contextmanager
def open_scene(folder: Path) -> Iterator[Scene]:
    """The examples on a node, one revoked, one replaced; the technology of the reference, which is joint."""
    world, examples, said, _ = listed_works()
    for place in (REVOKED, OLD, NEW):
        value: Any = parse_json(examples[place])
        by = next(party for party in world.parties.values() if party.did == value["issuer"])
        by.credentials[value["id"]] = value
    world.revoke(examples[REVOKED])
    world.supersede(examples[OLD], examples[NEW])
    whole = signed(world, technology(world, rights=[{"kind": "invention", "number": "ZL 2021 1 0000001.X"}]))
    others = [one for place, one in enumerate(examples) if place not in (REVOKED, OLD, NEW)]
    with running(folder, world) as node:
        node.registry.admit_many([*others, whole, *said], now=world.now)
        node.registry.admit_many([signed(world, listing(world, whole))], now=world.now)
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        made = {str(place): one for place, one in enumerate(examples)}
        yield Scene(node, world, technologies={**made, "whole": whole})

"""Agreement texts that one party proposes and nobody else signs."""

from functools import partial
from typing import Any

from signing.jcs import canonicalize
from tests.world import World


def drafts_of(world: World, count: int) -> list[bytes]:
    """Return `count` texts of the next version, each signed by one of two parties: none becomes complete."""
    halves = []
    for number in range(count):
        world.amend(partial(_word, number), signed_by=["cq"])
        halves.append(canonicalize(world.agreements.pop()[0]))
    return halves


def _word(number: int, text: Any) -> None:
    text["schemes"][0]["basis"] = f"第{number}稿"

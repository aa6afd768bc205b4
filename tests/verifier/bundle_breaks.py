"""Every rule of a bundle, broken alone: worlds whose bundle is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from credentials.documents.part import join_part
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.world import World
from verifier import TrustStore, format_seen, parse_seen
from verifier.trust.parts import open_part

Break = Callable[[World], object]


BREAKS: dict[str, Break] = {}


def breaks(code: str) -> Callable[[Break], Break]:
    """Register a way to break trust data under `code:name`."""

    def register(function: Break) -> Break:
        BREAKS[f"{code}:{function.__name__}"] = function
        return function

    return register


@breaks("pin-form")
def short_pin(world: World) -> object:
    return TrustStore.from_bundle(world.bundle(), pin="abc")


@breaks("pin-mismatch")
def another_pin(world: World) -> object:
    return world.trust(pin="0" * 64)


@breaks("pin-mismatch")
def half_missing(world: World) -> object:
    return world.trust(agreements=lambda versions: [versions[0][:1]])


@breaks("pin-mismatch")
def no_agreement(world: World) -> object:
    return world.trust(agreements=[])


@breaks("bad-signature")
def half_by_the_wrong_root(world: World) -> object:
    half = world.agreements[0][0]
    return world.trust(
        agreements=[[world.cq.resign(half, lambda _: None, "assessment"), world.agreements[0][1]]]
    )


@breaks("chain-broken")
def version_without_its_predecessor(world: World) -> object:
    world.amend(lambda text: text.update(previous="ab" * 32))
    return world.trust()


@breaks("chain-broken")
def version_that_begins_earlier(world: World) -> object:
    world.amend(effective_from=world.now - timedelta(days=3000))
    return world.trust()


@breaks("chain-broken")
def version_of_another_agreement(world: World) -> object:
    world.amend(lambda text: text.update(agreement="another-agreement"))
    return world.trust()


@breaks("memory-damaged")
def memory_cut_short(world: World) -> object:
    return parse_seen(format_seen(world.trust().seen)[:-3])


@breaks("argument-type")
def memory_as_text(world: World) -> object:
    return parse_seen(format_seen(world.trust().seen).decode())  # type: ignore[arg-type]


@breaks("item-repeated")
def a_manifest_that_names_a_part_twice(world: World) -> object:
    world.publish_manifest("cq", parts=[("open-days", "part", digit * 64) for digit in "01"])
    return world.trust()


@breaks("part-unnamed")
def another_part(world: World) -> object:
    return open_part(world.trust(), world.cq.did, join_part("open-days", []))


@breaks("bundle-type")
def another_type(world: World) -> object:
    value: Any = parse_json(world.bundle(), max_bytes=10**7)
    return TrustStore.from_bundle(canonicalize({**value, "type": "huren-bundle/2"}), pin=world.pin)

"""Every rule of a bundle, broken alone: world after world whose bundle is refused."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from credentials.documents.part import join_part
from credentials.drafting.compose import build_method
from credentials.times import format_time
from signing.jcs import canonicalize
from signing.strict_json import parse_json
from tests.world import World
from verifier import TrustStore, format_seen, parse_seen
from verifier.trust.parts import open_part

Break = Callable[[World], object]


BREAKS: dict[str, Break] = {}


def breaks(code: str) -> Callable[[Break], Break]:
    """Registers a way to break trust data under `code:name`."""

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


@breaks("bad-signature")
def key_list_by_the_publication_key(world: World) -> object:
    world.publish_key_list("cq", signer=world.cq.signers["publication"])
    return world.trust()


@breaks("bad-signature")
def checkpoint_of_another_log(world: World) -> object:
    world.cq.checkpoints[-1] = world.cq.checkpoints[-1].replace("\n1\n", "\n7\n", 1)
    return world.trust()


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


@breaks("unknown-party")
def key_list_of_a_stranger(world: World) -> object:
    world.publish_key_list("stranger")
    return world.trust(key_lists=lambda lists: [*lists, *world.stranger.key_lists])


@breaks("unknown-party")
def event_of_a_stranger(world: World) -> object:
    world.revoke(world.issue(by="stranger"))
    return world.trust(events=world.stranger.events)


@breaks("unknown-party")
def event_of_nobody(world: World) -> object:
    return world.trust(loose=[{"id": {"a": [True, None]}, "issuer": ["did:web:cq.huren.example"]}])


@breaks("unknown-party")
def event_of_a_name_without_end(world: World) -> object:
    return world.trust(events=[{"id": "示例🙂" * 99, "issuer": "did:web:" + "🙂" * 99_999}])


@breaks("not-append-only")
def method_dropped(world: World) -> object:
    world.cq.methods.pop(1)
    world.publish_key_list("cq")
    return world.trust()


@breaks("not-append-only")
def last_signature_moved_later(world: World) -> object:
    world.cq.method("assessment-1")["signsUntil"] = format_time(world.now + timedelta(days=1))
    world.publish_key_list("cq")
    world.cq.method("assessment-1")["signsUntil"] = format_time(world.now + timedelta(days=9))
    world.publish_key_list("cq")
    return world.trust()


@breaks("not-append-only")
def retired_in_retrospect(world: World) -> object:
    world.cq.method("assessment-1")["signsUntil"] = format_time(world.now - timedelta(days=1))
    world.publish_key_list("cq")
    return world.trust()


@breaks("not-append-only")
def version_skipped(world: World) -> object:
    world.publish_key_list("cq", version=3)
    return world.trust()


@breaks("not-append-only")
def version_of_a_stolen_root(world: World) -> object:
    world.publish_key_list("cq", version=2**53 - 1)
    return world.trust()


@breaks("not-append-only")
def compromise_taken_back(world: World) -> object:
    world.compromise("cq")
    world.publish_key_list("cq")
    del world.cq.method("assessment-1")["compromisedSince"]
    del world.cq.method("assessment-1")["salvage"]
    world.publish_key_list("cq")
    return world.trust()


@breaks("key-reused")
def one_key_in_two_associations(world: World) -> object:
    world.cq.methods.append(
        build_method(
            world.cq.did, "assessment-2", world.sc.signers["assessment"].multikey, "assessment", world.now
        )
    )
    world.publish_key_list("cq")
    return world.trust()


@breaks("key-reused")
def root_key_signs_assessments(world: World) -> object:
    world.sc.methods[0]["use"] = "assessment"
    world.sc.key_lists.clear()
    world.publish_key_list("sc")
    return world.trust(manifests=[])


@breaks("salvage-missing")
def salvage_list_left_out(world: World) -> object:
    world.compromise("cq", keep=[world.issue()])
    world.publish()
    return world.trust(salvage=[])


@breaks("equivocation")
def two_key_lists_of_one_version(world: World) -> object:
    world.publish_key_list("cq", version=2)
    world.advance(hours=1)
    world.publish_key_list("cq", version=2)
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

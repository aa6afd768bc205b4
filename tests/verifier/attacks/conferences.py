"""Findings on halves of resolutions, and on the records that they adopt."""

from typing import Any

from keys_example import STRANGER
from tests.verifier.attacks.produces import produces
from tests.verifier.attacks.works import ask
from tests.world import World
from tests.world.works import half, signed, signed_halves, standard
from verifier import Verdict


@produces("resolved")
def both_signed(world: World) -> Verdict:
    first, second = signed_halves(world)
    return ask(world, first, second)


@produces("half-missing")
def one_half_alone(world: World) -> Verdict:
    return ask(world, signed(world, half(world)))


@produces("half-differs")
def one_byte_altered(world: World) -> Verdict:
    text = {"zh": "通过《川渝环境污染治理设施运行服务能力评价准则》第二版（示例）。"}
    return ask(world, signed(world, half(world)), signed(world, half(world, "sc", items__0__text=text)))


@produces("parties-differ")
def a_stranger_at_the_table(world: World) -> Verdict:
    parties: list[Any] = [world.cq.did, world.sc.did, STRANGER]
    first, second = signed_halves(world, parties=parties)
    return ask(world, first, second)


@produces("adopted")
def a_standard_that_both_adopted(world: World) -> Verdict:
    made = signed(world, standard(world))
    return ask(world, made, *signed_halves(world, made))


@produces("unadopted")
def a_standard_cited_as_a_technology(world: World) -> Verdict:
    made = signed(world, standard(world))
    return ask(world, made, *signed_halves(world, made, items__0__refers__0__kind="technology"))


@produces("unadopted")
def a_standard_that_one_adopted(world: World) -> Verdict:
    made = signed(world, standard(world))
    world.advance(days=1)
    world.publish()
    return ask(world, made, signed(world, half(world, "cq", made)))

"""Resolutions and standards, before they are signed and at admission, judged by the records here."""

from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from keys_example import STRANGER
from registry.issuing.plan_documents import plan_documents
from registry.lookup.beside import find_beside
from registry.upkeep.audit import audit_registry
from tests.world import World
from tests.world.registry_setup import Bench, batch_problems, refused
from tests.world.works import Document, half, signed, signed_halves, standard
from works.conferences.lookup import find_resolutions, find_state

SUBJECT = "credentialSubject"
TITLE = {"zh": "示例别的", "en": "Other (Example)"}


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry of two associations."""
    made = Bench(tmp_path / "registry.db", World())
    yield made
    made.registry.close()


def plan(bench: Bench, by: str, *documents: Document) -> Any:
    world = bench.world
    return partial(plan_documents, bench.registry, documents, issuer=world.association(by).did, now=world.now)


def test_the_second_half_completes_a_resolution(bench: Bench) -> None:
    first, second = signed_halves(bench.world)
    assert bench.admit(first).notes == ()
    assert bench.admit(second).notes == ("resolved",)
    assert audit_registry(bench.registry, signatures=True).problems == ()


@pytest.mark.parametrize("order", [(0, 1, 2), (1, 0, 2), (2, 0, 1), (2, 1, 0)])
def test_what_all_have_signed_counts_whatever_came_first(bench: Bench, order: tuple[int, ...]) -> None:
    """The thief of one party's key signs another text under the same number."""
    world = bench.world
    stolen = signed(world, half(world, items__0__title=TITLE))
    halves = [stolen, *signed_halves(world)]
    for place in order:
        bench.admit(halves[place])
    number = half(world)[SUBJECT]["number"]
    trust = bench.registry.load_trust()
    group = find_resolutions(bench.registry, number)
    states = [find_state(one, trust, now=world.now, rivals=group) for one in group]
    assert [(state.code, len(one.halves)) for state, one in zip(states, group, strict=True)] == [
        ("resolved", 2), ("half-differs", 1),
    ]  # fmt: skip
    assert audit_registry(bench.registry, signatures=True).problems == ()


@pytest.mark.parametrize("number", ["示例 2026-1", "示例２０２６-1", "示例2026\u20101", "示例 2026–1"])
def test_a_party_signs_one_half_a_number(bench: Bench, number: str) -> None:
    """The rule binds its own desk; halves that came otherwise stand beside it."""
    world = bench.world
    bench.admit(signed(world, half(world, number="示例 2026-1")))
    with refused("number-taken", f"{SUBJECT}.number"):
        bench.admit(signed(world, half(world, number="示例 2026-1")))
    again = half(world, number=number, items__0__title=TITLE)
    taken = (0, "number-taken", f"{SUBJECT}.number")
    assert batch_problems(plan(bench, "cq", again)) == [taken]
    two = [half(world, number=one) for one in ("示例 9", "示例９")]
    assert batch_problems(plan(bench, "cq", *two)) == [(1, *taken[1:])]
    assert bench.admit(signed(world, again)).notes == ("half-differs",) * (number == "示例 2026-1")


@pytest.mark.parametrize(
    ("changes", "member"),
    [
        ({"items__0__title__zh": "示例别的"}, "items[0].title.zh"),
        ({"resolvedOn": "2026-04-30", "meeting__from": "2026-04-30"}, "resolvedOn"),
        ({"dissent": ...}, "dissent"),
        ({"items__1__withheld": "0" * 64}, "items[1].withheld"),
    ],
)
def test_this_node_signs_nothing_else_under_a_number(bench: Bench, changes: Any, member: str) -> None:
    """Another association's half is admitted with a note, as it is signed."""
    world = bench.world
    bench.admit(signed(world, half(world)))
    other = half(world, "sc", **changes)
    assert batch_problems(plan(bench, "sc", other)) == [(0, "half-differs", f"{SUBJECT}.{member}")]
    assert bench.admit(signed(world, other)).notes == ("half-differs",)


def test_a_half_names_the_parties_of_that_day(bench: Bench) -> None:
    world = bench.world
    parties = [world.cq.did, world.sc.did, STRANGER]
    with refused("parties-differ", f"{SUBJECT}.parties"):
        bench.admit(signed(world, half(world, parties=parties)))
    assert batch_problems(plan(bench, "cq", half(world, parties=parties))) == [
        (0, "parties-differ", f"{SUBJECT}.parties")
    ]


def test_a_version_goes_on_from_the_one_before(bench: Bench) -> None:
    world = bench.world
    first = bench.admit(signed(world, standard(world)))
    strange = bench.admit(signed(world, standard(world, code="example-other")))
    again = standard(world, title=TITLE)
    taken = (0, "number-taken", f"{SUBJECT}.version")
    assert batch_problems(plan(bench, "cq", again)) == [taken]
    bench.admit(signed(world, again))
    with refused("previous-differs", f"{SUBJECT}.previous"):
        bench.admit(signed(world, standard(world, version=2, previous=strange.digest)))
    with refused("previous-differs", f"{SUBJECT}.previous"):
        bench.admit(signed(world, standard(world, version=3, previous=first.digest)))
    bench.admit(signed(world, standard(world, "sc", version=2, previous=first.digest)))
    bench.admit(signed(world, standard(world, version=5, previous="0" * 64)))


def test_the_adopting_resolution_is_found_beside_a_record(bench: Bench) -> None:
    world = bench.world
    made = signed(world, standard(world))
    halves = signed_halves(world, made)
    rejecting = signed(world, half(world, adopts=made, number="示例 2", items__0__decision="rejected",
                                 items__0__due=..., items__0__owner=...))  # fmt: skip
    for data in (made, *halves, rejecting):
        bench.admit(data)
    beside = bench.registry.read(partial(find_beside, record=parse_any(made)))
    assert {one.data for one in beside.records} == {*halves}
    assert world.verify(made, beside=beside).codes == ("adopted",)
    about = bench.registry.read(partial(find_beside, record=parse_any(halves[0])))
    assert world.verify(halves[0], beside=about).codes == ("resolved",)


def test_nothing_is_resolved_under_an_agreement_that_does_not_act_yet(bench: Bench) -> None:
    """Mostly a mistyped year. Only the conference that adopts the agreement comes before it."""
    world = bench.world
    first = bench.registry.load_trust().chain.first
    day = (first.acts_from - timedelta(days=3)).date().isoformat()
    early: Document = {"resolvedOn": day, "meeting__from": day, "meeting__until": day}
    document = half(world, **early)
    assert batch_problems(plan(bench, "cq", document)) == [(0, "before-agreement", f"{SUBJECT}.resolvedOn")]
    assert bench.admit(signed(world, document)).digest, (
        "what another association signed is shown, with a note"
    )
    cited: Document = {"items__0__refers": [{"kind": "agreement", "digest": first.digest}]}
    plan(bench, "cq", half(world, number="示例 0", **early, **cited))()

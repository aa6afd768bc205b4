"""Versions of a public notice are admitted one after the other, in any order of arrival."""

from collections.abc import Iterator
from functools import partial
from itertools import permutations
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from registry.errors import RegistryError
from registry.issuing.plan_documents import check_documents
from registry.lookup.beside import find_admitted
from tests.harness.selection.by_day import by_day
from tests.world.registry_setup import Bench, refused
from tests.world.works import list_notice, signed, survey

SUBJECT = "credentialSubject"


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry that knows the agreement and the keys."""
    made = Bench(tmp_path / "registry.db")
    yield made
    made.registry.close()


def foresee(bench: Bench, document: dict[str, Any]) -> None:
    """Check a document as the desk does before it is signed."""
    try:
        check_documents(bench.registry, [document], issuer=document["issuer"], now=bench.world.now)
    except RegistryError as error:
        raise error.problems[0][1] from None


def refuse(bench: Bench, document: dict[str, Any], code: str, member: str) -> None:
    """Check that the document is refused before it is signed, and at admission."""
    with refused(code, f"{SUBJECT}.{member}"):
        foresee(bench, document)
    with refused(code, f"{SUBJECT}.{member}"):
        bench.admit(signed(bench.world, document))


def test_a_version_is_taken_after_the_one_before(bench: Bench) -> None:
    world = bench.world
    first = signed(world, list_notice(world))
    second = list_notice(world, before=first, items__0__withdrawn=True)
    refuse(bench, second, "list-unpreceded", "previous")
    bench.admit(first)
    foresee(bench, second)
    bench.admit(signed(world, second))
    bench.admit(signed(world, list_notice(world, before=signed(world, second), until="2026-12-31")))


def test_a_number_is_used_once(bench: Bench) -> None:
    """No second list of the batch, and no second version 2; other batches and associations have their own."""
    world = bench.world
    first = signed(world, list_notice(world))
    bench.admit(first)
    refuse(bench, list_notice(world), "number-taken", "version")
    bench.admit(signed(world, list_notice(world, before=first)))
    refuse(bench, list_notice(world, before=first, items__0__withdrawn=True), "number-taken", "version")
    bench.admit(signed(world, list_notice(world, batch="示例第三批")))
    bench.admit(signed(world, list_notice(world, "sc")))


@pytest.mark.parametrize(
    ("members", "member"),
    [
        ({"items__0__grade": "一级"}, "items[0].grade"),
        ({"items__1__legalName": "示例换入有限公司"}, "items[1].legalName"),
        ({"from": "2026-01-01"}, "from"),
        ({"version": 3}, "version"),
    ],
)
def test_a_changed_list_is_refused_by_the_member(bench: Bench, members: dict[str, Any], member: str) -> None:
    world = bench.world
    first = signed(world, list_notice(world))
    bench.admit(first)
    refuse(bench, list_notice(world, before=first, **members), "list-changed", member)


def test_a_dropped_item_and_an_earlier_end_are_refused(bench: Bench) -> None:
    world = bench.world
    document = list_notice(world)
    first = signed(world, document)
    bench.admit(first)
    items = document[SUBJECT]["items"]
    refuse(bench, list_notice(world, before=first, items=items[1:]), "list-changed", "items")
    earlier = list_notice(world, before=first, until=document[SUBJECT]["from"])
    refuse(bench, earlier, "list-changed", "until")


def test_another_associations_list_and_another_kind_are_no_version_before(bench: Bench) -> None:
    world = bench.world
    theirs = signed(world, list_notice(world, "sc"))
    bench.admit(theirs)
    stolen = {**list_notice(world, before=theirs), "issuer": world.cq.did}
    with refused("list-changed", "issuer"):
        foresee(bench, stolen)
    other = signed(world, survey(world))
    bench.admit(other)
    first = signed(world, list_notice(world))
    refuse(
        bench,
        list_notice(world, before=first, previous=parse_any(other).digest),
        "list-unpreceded",
        "previous",
    )


ORDERS_4 = [[*order] for order in permutations(range(4))]


@pytest.mark.parametrize("order", by_day(ORDERS_4, ORDERS_4[::5]))
def test_the_order_of_arrival_does_not_decide_what_is_admitted(bench: Bench, order: list[int]) -> None:
    """Three versions and one that swaps an item; refused ones come again, as with each pull of a log."""
    world = bench.world
    first = signed(world, list_notice(world))
    second = signed(world, list_notice(world, before=first, items__0__withdrawn=True))
    third = signed(world, list_notice(world, before=second, until="2026-12-31"))
    swapped = signed(world, list_notice(world, before=second, items__2__legalName="示例换入有限公司"))
    records = [first, second, third, swapped]
    left = [records[place] for place in order]
    taken: set[bytes] = set()
    while left:
        outcomes = bench.registry.admit_many(left, now=world.now)
        again = [data for data, one in zip(left, outcomes, strict=True) if isinstance(one, RegistryError)]
        taken |= {*left} - {*again}
        if len(again) == len(left):
            break
        left = again
    assert taken == {first, second, third}


def test_versions_are_found_with_the_time_of_their_admission(bench: Bench) -> None:
    """By any version's digest; another batch is another notice."""
    world = bench.world
    first = signed(world, list_notice(world))
    began = world.now
    for data in (first, signed(world, list_notice(world, batch="示例第三批"))):
        bench.admit(data)
    world.advance(days=2)
    second = signed(world, list_notice(world, before=first))
    bench.admit(second)
    records = [*map(parse_any, (first, second))]
    for record in records:
        found = bench.registry.read(partial(find_admitted, digest=record.digest))
        assert [one.record for one in found] == records
        assert [one.admitted for one in found] == [began, world.now]
    assert bench.registry.read(lambda view: find_admitted(view, "0" * 64)) == []

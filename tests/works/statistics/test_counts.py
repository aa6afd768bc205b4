"""Counts at named log heads: the nodes of both associations give the same bytes."""

from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.works.report import HeadCounted
from credentials.errors import RecordError
from credentials.times import parse_time
from registry import Registry, RegistryError
from registry.lookup.lookup import list_credentials
from tests.sync.nodes import Node, Nodes, copied
from works.statistics.counts import (
    RecordCounts,
    count_records,
    find_difference,
    find_heads,
    parse_counts,
)
from works.statistics.lookup import count_year_ends

pytestmark = pytest.mark.one_database

DAY, SECOND = timedelta(days=1), timedelta(seconds=1)


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes in a history of both."""
    with copied(meet, tmp_path, places=(place if isinstance(place, str) else None, None)) as (cq, sc):
        yield cq, sc


def meet(cq: Node, sc: Node) -> Nodes:
    """Each has issued and changed its own, and taken what the other published, the events of both beside."""
    for node in (cq, sc):
        made = node.issue(5)
        for record, action, reason in (
            (made[0], "suspend", "complaint"),
            (made[1], "revoke", "false-material"),
            (made[2], "revoke", "enterprise-request"),
            (made[3], "suspend", "complaint"),
        ):
            node.change(record, action, reason)
        cq.world.advance(hours=1)
        node.change(made[3], "reinstate", "resolved")
        node.publish()
    assert cq.pull(sc).error is None
    assert sc.pull(cq).error is None
    return Nodes((cq, sc))


def count(registry: Registry, at: Any, heads: list[HeadCounted] | None = None) -> RecordCounts:
    return registry.read(lambda view: count_records(view, heads or find_heads(view), at))


def stand(node: Node, record: Any, at: Any) -> str:
    """Return standings by the fate that the fixture gave each record."""
    place = next(
        n for n, one in enumerate(list_credentials(node.registry, record.body.issuer)) if one == record
    )
    if at >= record.body.valid_until:
        return ("expired", "annulled", "given-up", "expired", "expired")[place]
    return ("suspended", "annulled", "given-up", "active", "active")[place]


def test_both_nodes_give_the_same_bytes_and_each_record_counts_once(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    heads = cq.registry.read(find_heads)
    assert [head.size for head in heads] == [head.size for head in sc.registry.read(find_heads)]
    for at in (cq.world.now, cq.world.now + 2_000 * DAY):
        found = count(cq.registry, at, heads)
        assert found.to_bytes() == count(sc.registry, at, heads[::-1]).to_bytes()
        assert parse_counts(found.to_bytes()) == found
        standings = Counter[tuple[str, str]]()
        for cell in found.cells:
            standings[cell.issuer, cell.standing] += cell.number
        clear = Counter((one.body.issuer, stand(cq, one, at)) for one in list_credentials(cq.registry))
        assert standings == clear
    first = min(one.created for one in list_credentials(cq.registry, sc.did))
    for at, signed in ((first - SECOND, {cq.did: 5}), (first, {cq.did: 5, sc.did: 5})):
        numbers = Counter[str]()
        for cell in count(sc.registry, at, heads).cells:
            numbers[cell.issuer] += cell.number
        assert numbers == signed, "what was signed by then alone"
    ends = cq.registry.read(lambda view: count_year_ends(view, found, 2028))
    assert [end.year for end in ends] == [2026, 2027, 2028], "as of their last seconds, at the same heads"
    for end in ends:
        assert end.at == parse_time(f"{end.year}-12-31T23:59:59+08:00")
        assert [*end.cells] == [*count(sc.registry, end.at, heads).cells]
    (running,) = cq.registry.read(lambda view: count_year_ends(view, count(cq.registry, cq.world.now), 2026))
    assert running.at == cq.world.now
    for year in (2025, found.at.year + 1):
        with pytest.raises(RegistryError) as told:
            cq.registry.read(partial(count_year_ends, counts=found, year=year))
        assert told.value.code == "year-uncounted"


def test_later_records_do_not_change_counts_at_named_heads(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    at, before = cq.world.now, count(cq.registry, cq.world.now)
    (late,) = sc.issue()
    sc.change(next(list_credentials(sc.registry, sc.did)), "revoke", "false-material")
    cq.world.advance(hours=1)
    sc.publish()
    with pytest.raises(RegistryError) as told:
        count(cq.registry, at, sc.registry.read(find_heads))
    assert told.value.code == "head-ahead"
    assert cq.pull(sc).error is None
    assert (
        count(cq.registry, at, [*before.log_heads]) == before == count(sc.registry, at, [*before.log_heads])
    )
    after = count(cq.registry, at)
    assert after == count(sc.registry, at)
    found = find_difference(before, after)
    assert found is not None
    assert found.stated != found.counted
    assert find_difference(after, after) is None
    number = sum(cell.number for cell in after.cells) - sum(cell.number for cell in before.cells)
    assert number == 1, late


def test_other_heads_and_other_files_are_refused(nodes: tuple[Node, Node]) -> None:
    cq, _ = nodes
    found = count(cq.registry, cq.world.now)
    other = found.log_heads[0].model_copy(update={"root": "0" * 64})
    with pytest.raises(RegistryError) as told:
        count(cq.registry, cq.world.now, [other])
    assert told.value.code == "head-differs"
    for data in (b"", b"[]", b"{}", found.to_bytes().replace(b"huren-counts/1", b"huren-counts/2")):
        with pytest.raises(RecordError):
            parse_counts(data)

"""Enterprises counted at named log heads: each once a row, on both nodes, now and a year before."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.works.report import CountedEnterprises
from credentials.record import Record, read_body
from credentials.times import parse_time
from registry import Registry
from tests.carriers.spreadsheet.workbooks import code_for
from tests.sync.nodes import Node, two_nodes
from works.statistics.counts import find_heads
from works.statistics.enterprises import (
    EnterpriseCounts,
    HolderKey,
    compare_years,
    count_enterprises,
    list_counts,
    year_before,
)

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

DAY = timedelta(days=1)


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two empty nodes, each with the other's log."""
    with two_nodes(tmp_path, (place, None)) as (cq, sc):
        yield cq, sc


def count(registry: Registry, at: datetime) -> EnterpriseCounts:
    return registry.read(lambda view: count_enterprises(view, find_heads(view), at))


def exchange(cq: Node, sc: Node) -> None:
    cq.world.advance(hours=1)
    for node in (cq, sc):
        node.publish()
    assert cq.pull(sc).error is None
    assert sc.pull(cq).error is None
    cq.publish()


def issue(node: Node, number: int, code: str) -> Record[Any]:
    """Issue a certificate of the association to the enterprise with this code."""
    draft = node.bench.draft(number, by=node.name, unified_social_credit_code=code)
    (made,) = node.bench.issue(draft, by=node.name)
    return made


def test_an_enterprise_counts_once_a_row_and_once_in_all(nodes: tuple[Node, Node]) -> None:
    """One enterprise has two certificates in one scheme, and one of the other association."""
    cq, sc = nodes
    one, twin, other = (issue(cq, number, code_for(min(number, 2))) for number in (2, 3, 1))
    issue(sc, 1, code_for(2))
    exchange(cq, sc)
    found = count(cq.registry, cq.world.now)
    assert found == count(sc.registry, cq.world.now)
    assessment = one.body.credential_subject.assessment
    scheme, grade = assessment.scheme, assessment.grade
    assert found[HolderKey()] == 2, "who is assessed by both is one enterprise"
    assert [found[HolderKey(node.did)] for node in nodes] == [2, 1]
    for key in ((), (grade,)):
        assert found[HolderKey(cq.did, scheme, assessment.categories[0], *key)] == 2
    assert found[HolderKey(cq.did, scheme)] == found[HolderKey(cq.did, scheme, grade=grade)] == 2
    cq.change(one, "revoke", "false-material")
    exchange(cq, sc)
    assert count(sc.registry, cq.world.now)[HolderKey(cq.did)] == 2, "the other certificate stands"
    cq.change(twin, "suspend", "complaint")
    exchange(cq, sc)
    for node in nodes:
        after = count(node.registry, cq.world.now)
        assert (after[HolderKey(cq.did)], after[HolderKey()]) == (1, 2), "in the other province it holds one"
    assert count(cq.registry, other.body.valid_until + DAY) == {}
    assert count(cq.registry, one.created - DAY) == {}, "nothing was signed by then"


@pytest.mark.night
def test_a_report_says_each_number_and_that_of_a_year_before(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    issue(cq, 1, code_for(1))
    issue(cq, 2, code_for(2))
    cq.world.advance(days=370)
    issue(cq, 3, code_for(3))
    issue(sc, 4, code_for(1))
    exchange(cq, sc)
    at = cq.world.now
    now, before = (count(cq.registry, moment) for moment in (at, year_before(at)))
    said = read_body(compare_years(at, now, before), CountedEnterprises)
    numbers = {key: (total, earlier) for key, total, earlier in list_counts(said)}
    assert numbers == {key: (now.get(key, 0), before.get(key, 0)) for key in {*now, *before}}
    assert (said.total, said.year_before) == (3, 2)
    assert [(one.total, one.year_before) for one in said.issuers] == [(3, 2), (1, 0)]
    assert year_before(parse_time("2028-02-29T12:00:00+08:00")) == parse_time("2027-02-28T12:00:00+08:00")

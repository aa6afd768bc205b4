"""Ends of credentials that somebody takes back: no verdict changes by an event, and the monitor reports it.

It also reports events that a key list declares void.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from registry.monitor import alerts
from registry.monitor.watch import watch
from tests.sync.liars import Liar, lines_of, tell
from tests.sync.monitoring.looks import codes, look
from tests.sync.nodes import Node, two_nodes

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

SC = "sc.huren.example"


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes; the one that watches runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


@pytest.mark.parametrize("is_late", [False, pytest.param(True, marks=pytest.mark.night)])
def test_an_end_that_is_taken_back_is_reported_in_either_order(
    nodes: tuple[Node, Node], *, is_late: bool
) -> None:
    """A stolen assessment key reinstates what was revoked: the monitor reports it, and no verdict changes."""
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    world = sc.world
    end = world.event(record.body.id, "revoke", by="sc", sequence=1)
    back = world.event(record.body.id, "reinstate", by="sc", sequence=2)
    lines = lines_of(sc)
    first, second = (back, end) if is_late else (end, back)
    before = look(cq, sc.did, tell(sc, [*lines, first]))
    assert codes(before) == []
    found = look(cq, sc.did, tell(sc, [*lines, first, second]))
    assert codes(found) == [alerts.UNDONE]
    number = record.body.credential_subject.assessment.certificate_number
    assert found.alerts[0].facts["credential"] == number
    assert codes(look(cq, sc.did, tell(sc, [*lines, first, second]))) == []


def test_an_end_that_a_loose_event_takes_back_is_reported(nodes: tuple[Node, Node]) -> None:
    """Loose events act at once, so the monitor reads them before the log has them."""
    cq, sc = nodes
    (record,) = sc.issue()
    sc.change(record, "revoke", "false-material")
    sc.publish()
    look(cq, sc.did, Liar(sc.site))
    cq.bench.admit(sc.world.event(record.body.id, "reinstate", by="sc", sequence=2))
    assert codes(watch(cq.registry, sc.did, now=cq.world.now)) == [alerts.UNDONE]


@pytest.mark.parametrize("voided", ["revoke", pytest.param("suspend", marks=pytest.mark.night)])
def test_an_end_that_a_key_list_declares_void_is_reported_once(nodes: tuple[Node, Node], voided: str) -> None:
    """The root says that a thief signed the end: the credential counts again without a further event."""
    cq, sc = nodes
    (record,) = sc.issue()
    event = sc.change(record, voided, "false-material" if voided == "revoke" else "complaint")
    sc.publish()
    assert codes(look(cq, sc.did, Liar(sc.site))) == []
    world = sc.world
    world.advance(hours=1)
    world.compromise("sc", "assessment-1", keep=[record.data], void=[event.data])
    world.sc.add_key("assessment", world.now)
    world.publish_key_list("sc")
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    found = look(cq, sc.did, Liar(sc.site))
    assert codes(found) == ([alerts.DISOWNED] if voided == "revoke" else [])
    if found.alerts:
        number = record.body.credential_subject.assessment.certificate_number
        facts = found.alerts[0].facts
        assert (facts["credential"], facts["count"], facts["examples"]) == (number, 1, [event.digest])
    assert codes(look(cq, sc.did, Liar(sc.site))) == []


def test_suspending_reinstating_and_revoking_raises_no_alert(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.change(record)
    sc.change(record, "reinstate", "resolved")
    sc.change(record, "revoke", "false-material")
    sc.publish()
    found = look(cq, sc.did, Liar(sc.site))
    assert codes(found) == []
    assert (found.news.changed, found.news.withdrawn) == (2, 1)

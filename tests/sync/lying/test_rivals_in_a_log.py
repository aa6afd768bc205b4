"""Two records of one id in a log prove the conflict, whatever first kept the second out."""

from datetime import timedelta
from random import Random

import pytest

from registry.log.tiles import WIDTH
from registry.sync.conflicts import Conflict, check_conflict
from tests.sync.liars import ask, lines_of, stranger_trust, tell
from tests.sync.nodes import Node

pytestmark = pytest.mark.nodes


def test_two_records_of_one_id_are_proven_whatever_the_first_refusal(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    rival = _sign_later(sc, record.body.id)
    liar = tell(sc, [*lines_of(sc), rival])
    assert ask(cq, liar, sc.did).taken.refused == [(2, "signed-in-future")]
    cq.world.advance(days=1)
    pulled = ask(cq, liar, sc.did)
    assert pulled.taken.refused == [(2, "conflict")]
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did
    assert (cq.folder / conflict.path).read_bytes() == conflict.data
    assert ask(cq, liar, sc.did).taken.conflicts == [], "proven once"


@pytest.mark.parametrize("chosen", [0, 3, *(pytest.param(n, marks=pytest.mark.night) for n in (1, 2, 4))])
def test_of_two_that_were_refused_the_first_in_the_log_stays(nodes: tuple[Node, Node], chosen: int) -> None:
    """At whichever place the clock lets the first one in."""
    cq, sc = nodes
    sc.publish()
    one, two = _two_of_one_id(sc)
    lines = [*lines_of(sc), one, sc.world.issue(by="sc"), two, sc.world.issue(by="sc")]
    pulled = ask(cq, tell(sc, lines), sc.did)
    assert pulled.taken.refused == [(1, "signed-in-future"), (3, "signed-in-future")]
    cq.world.advance(days=1)
    while Random(int(cq.world.now.timestamp())).randrange(len(lines)) != chosen:
        cq.world.advance(seconds=1)
    pulled = ask(cq, tell(sc, lines), sc.did)
    assert pulled.taken.refused == [(3, "conflict")]
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did


def test_of_two_that_were_refused_the_first_stays_though_the_pack_of_the_second_grows(
    nodes: tuple[Node, Node],
) -> None:
    cq, sc = nodes
    sc.publish()
    one, two = _two_of_one_id(sc)
    lines = [*lines_of(sc), one, *(b"not JSON %d" % number for number in range(WIDTH)), two]
    assert len(ask(cq, tell(sc, lines), sc.did).taken.refused) == WIDTH + 2
    cq.world.advance(days=1)
    pulled = ask(cq, tell(sc, [*lines, sc.world.issue(by="sc")]), sc.did)
    assert (pulled.taken.refused[0][0], pulled.taken.refused[-1]) == (2, (WIDTH + 2, "conflict"))
    assert len(pulled.taken.conflicts) == 1


@pytest.mark.night
def test_of_two_among_much_junk_there_is_a_proof_whichever_stays(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    """One pull retries fewer records than stand before and between them, so the second may come first."""
    monkeypatch.setattr("registry.sync.take_log.RETRIED", 4)
    cq, sc = nodes
    sc.publish()
    one, two = _two_of_one_id(sc)
    junk = [b"not JSON %d" % number for number in range(12)]
    liar = tell(sc, [*lines_of(sc), *junk[:6], one, *junk[6:], two])
    assert len(ask(cq, liar, sc.did).taken.refused) == 14
    cq.world.advance(days=1)
    while Random(int(cq.world.now.timestamp())).randrange(3, 15) <= 7:
        cq.world.advance(seconds=1)
    found: list[Conflict] = []
    for _ in range(40):
        found += ask(cq, liar, sc.did).taken.conflicts
        cq.world.advance(seconds=30)
    (conflict,) = found
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did


def test_a_record_that_waited_for_its_day_is_proven_against_a_later_one(
    nodes: tuple[Node, Node],
) -> None:
    """The later one in the log was admitted first, as it did not have to wait."""
    cq, sc = nodes
    sc.publish()
    name = sc.world.new_id()
    lines = [*lines_of(sc), _sign_later(sc, name)]
    assert ask(cq, tell(sc, lines), sc.did).taken.refused == [(1, "signed-in-future")]
    cq.world.advance(days=1)
    pulled = ask(cq, tell(sc, [*lines, sc.world.issue(by="sc", credential_id=name)]), sc.did)
    assert pulled.taken.refused == [(1, "conflict")]
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did


def _two_of_one_id(node: Node) -> tuple[bytes, bytes]:
    """Return two records of one id, signed by a clock that is a day ahead."""
    name = node.world.new_id()
    return _sign_later(node, name), _sign_later(node, name)


def _sign_later(node: Node, name: str) -> bytes:
    """Sign a credential with this id by a clock that is a day ahead."""
    now = node.world.now
    node.world.now = now + timedelta(days=1)
    data = node.world.issue(by=node.name, credential_id=name)
    node.world.now = now
    return data

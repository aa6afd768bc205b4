"""One of three associations leaves: its log is kept, watched and counted; its records answer as before."""

import pytest

from carriers.peers.folder import FolderFiles
from registry.lookup.lookup import find_kept_logs
from tests.sync.lying.heads import codes
from tests.sync.monitoring.looks import look
from tests.sync.nodes import Node
from tests.sync.three.associations import audit, exchange, key_of, rebuild
from works.statistics.counts import count_records, find_heads

pytestmark = pytest.mark.nodes


def counted(node: Node) -> object:
    """Return all that the node counts, for each log that it has now."""
    now = node.world.now
    return node.registry.read(lambda view: count_records(view, find_heads(view), now))


@pytest.mark.night
def test_a_log_of_a_party_that_left_is_kept_watched_and_counted(three: tuple[Node, Node, Node]) -> None:
    cq, sc, yn = three
    record, *_ = yn.issue(2)
    for _ in range(2):
        exchange(yn, sc, cq)
    world = cq.world
    world.advance(days=2)
    world.leave("yn")
    for node in three:
        node.bench.admit_trust()
    ended = yn.change(record, "revoke", "false-material")
    for _ in range(2):
        exchange(yn, sc, cq)
    for node in (cq, sc):
        assert codes(look(node, yn.did, FolderFiles(yn.site)).alerts) == []
        assert node.registry.read(lambda view: view.known_digests([ended.digest])) == {ended.digest}
    assert counted(cq) == counted(sc) == counted(yn)
    assert rebuild(cq, sc, keys=[key_of(cq)], more=[yn]) == []
    assert audit(sc).problems == ()


def test_each_copy_says_where_it_comes_from_and_how_old_it_is(three: tuple[Node, Node, Node]) -> None:
    """Its own log, a copy pulled at that time, and records that came by hand."""
    cq, sc, yn = three
    yn.issue()
    then = cq.world.now
    exchange(yn)
    assert codes(sc.pull(yn).errors) == []
    cq.world.advance(days=1)
    exchange(sc, cq)
    kept = find_kept_logs(cq.registry, cq.world.now)
    assert {did: one.source for did, one in kept.items()} == {
        cq.did: "own", sc.did: "copy", yn.did: "hand",
    }  # fmt: skip
    copies = find_kept_logs(sc.registry, sc.world.now)
    assert copies[yn.did].pulled == int(then.timestamp())
    assert copies[cq.did].pulled == int(cq.world.now.timestamp())
    assert kept[sc.did].pulled == int(cq.world.now.timestamp())

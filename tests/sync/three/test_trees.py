"""Trees of nodes that do not pull every log are sound, and a rebuilt node writes the same tree."""

from shutil import copytree

import pytest

from registry.publishing.static_tree import index_path
from tests.sync.lying.heads import codes, restore
from tests.sync.nodes import Node
from tests.sync.three.associations import audit, exchange, key_of, rebuild

pytestmark = pytest.mark.nodes


@pytest.mark.night
def test_trees_of_nodes_that_do_not_take_every_log_are_sound(three: tuple[Node, Node, Node]) -> None:
    """One pulls from both others, which pull from it alone; a restored node writes the same tree."""
    cq, sc, yn = three
    yn.issue(3)
    yn.publish()
    for _ in range(2):
        cq.world.advance(hours=1)
        for node, other in ((sc, yn), (sc, cq)):
            node.pull(other)
        sc.publish()
        for node in (cq, yn):
            node.pull(sc)
            node.publish()
        for node in three:
            sound = audit(node)
            assert (codes(sound.problems), sound.records > 0) == ([], True), node.name
    assert rebuild(yn, sc) == []
    yn.publish()
    sound = audit(yn)
    assert (sound.problems, sound.absent) == ((), (cq.did,))


@pytest.mark.night
def test_an_index_that_names_what_is_not_taken_goes_from_the_tree(three: tuple[Node, Node, Node]) -> None:
    """The other node starts to pull a third log: its index names that log, and is dropped here."""
    cq, sc, yn = three
    path = cq.site / index_path(sc.did)
    exchange(cq, sc)
    assert path.exists()
    yn.issue(3)
    yn.publish()
    sc.pull(yn)
    sc.publish()
    cq.pull(sc)
    cq.publish()
    assert not path.exists()
    sound = audit(cq)
    assert (sound.problems, sound.absent) == ((), (yn.did,))


def test_where_a_third_keeps_no_log_no_index_may_be_absent(three: tuple[Node, Node, Node]) -> None:
    """An index that the host of a tree removes is missed, as with two nodes."""
    cq, sc, _ = three
    exchange(cq, sc)
    for node in (cq, sc):
        (cq.site / index_path(node.did)).unlink()
    found = audit(cq)
    assert codes(found.problems) == ["published-missing"] * 2
    own = copytree(cq.site, cq.folder / "own")
    cq.burn()
    (done,) = restore(cq, sc, own)
    assert codes(done.refused) == ["published-missing"] * 2


@pytest.mark.night
def test_while_a_third_s_key_is_marked_and_it_signs_nothing_anew_trees_are_sound(
    three: tuple[Node, Node, Node],
) -> None:
    """No manifest of it stands meanwhile; the other node's index names its log, which is not taken here."""
    cq, sc, yn = three
    yn.issue(3)
    yn.publish()
    for node in (yn, cq):
        sc.pull(node)
    sc.publish()
    cq.world.advance(hours=1)
    cq.world.compromise("yn", "publication-1")
    cq.world.parties["yn"].add_key("publication", cq.world.now)
    cq.world.publish_key_list("yn")
    for node in (cq, sc):
        node.bench.admit_trust()
    exchange(sc, cq)
    sound = audit(cq)
    assert (sound.problems, sound.absent) == ((), (yn.did,))
    assert rebuild(cq, sc, keys=[key_of(cq)]) == []


@pytest.mark.night
def test_a_key_list_of_a_mirrored_log_that_another_brought_comes_back(
    three: tuple[Node, Node, Node],
) -> None:
    """It came by the other node's bundle, before the next pull from the third's own node."""
    cq, sc, yn = three
    yn.issue(2)
    yn.publish()
    for node in (cq, sc):
        assert node.pull(yn).cosigned
        node.publish()
    cq.world.advance(hours=1)
    cq.world.parties["yn"].add_key("assessment", cq.world.now)
    cq.world.publish_key_list("yn")
    sc.bench.admit_trust()
    sc.publish()
    cq.pull(sc)
    cq.publish()
    sound = audit(cq)
    assert (sound.problems, sound.absent) == ((), ())
    assert rebuild(cq, sc, keys=[key_of(cq)], more=[yn]) == []
    party = cq.registry.load_trust().parties[yn.did]
    assert party.newest_key_list.body.version == 2

"""A node that joins years later takes the whole log: grants that ended since take no record away."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from shutil import copytree

import pytest
from sqlalchemy import select

from carriers.peers.folder import FolderFiles
from registry.database.tables import MIRROR
from registry.lookup.lookup import list_credentials
from registry.publishing.log_head import publish_head
from registry.publishing.publish import write_tree
from registry.registry import Registry
from registry.sync.pull import pull
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import restore_from_tree
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS, audit_published
from tests.sync.liars import ask, lines_of, tell
from tests.sync.nodes import Node, two_nodes
from tests.world.registry_setup import Bench
from verifier import Outcome

pytestmark = [pytest.mark.drills, pytest.mark.one_database]


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes; the late one runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


def end_grants(node: Node, *, renewed: bool = True) -> None:
    """End the grants by a new version a day later; key lists are `renewed` as usual."""
    world = node.world
    world.advance(days=1)
    did = node.did
    world.amend(lambda text: text.update(grants=[one for one in text["grants"] if one["issuer"] != did]))
    world.advance(days=30)
    for name in world.parties if renewed else ():
        world.publish_key_list(name)


def codes_of(node: Node, issuer: str) -> list[str | None]:
    query = select(MIRROR.c.code).where(MIRROR.c.issuer == issuer).order_by(MIRROR.c.position)
    return [row.code for row in node.registry.rows(query)]


@pytest.mark.night
def test_credentials_of_a_grant_that_ended_are_taken_at_the_first_pull(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    old = sc.issue(260)
    sc.change(old[3])
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    pulled = cq.pull(sc)
    assert (pulled.error, pulled.taken.refused) == (None, [])
    assert len([*list_credentials(cq.registry, sc.did)]) == 260
    assert audit_registry(cq.registry, signatures=True).problems == ()
    verdict = cq.world.verify(old[0].data, home="cq")
    assert (verdict.outcome, verdict.code) == (Outcome.INDETERMINATE, "grant-ended"), (
        "the verdict minds the end"
    )


@pytest.mark.night
def test_who_signs_no_manifest_after_the_end_dates_nothing_back(nodes: tuple[Node, Node]) -> None:
    """Nobody else signs anything either; the roots had signed the end of the grant."""
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    assert cq.pull(sc).error is None
    backdated = _draft_later(sc)
    end_grants(sc, renewed=False)
    for node in nodes:
        node.bench.admit_trust()
    sc.write()
    assert cq.pull(sc).error is None
    _log(sc, backdated)
    publish_head(sc.registry, sc.did, sc.party.signers["publication"], now=sc.world.now)
    sc.write()
    assert [code for _, code in cq.pull(sc).taken.refused] == ["grant-ended"]


def test_without_a_signature_after_the_end_a_backdated_record_is_taken_and_its_verdict_says_so(
    nodes: tuple[Node, Node],
) -> None:
    """The end was signed long before: pulls after it count as of a day later."""
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    assert cq.pull(sc).error is None
    world, did = sc.world, sc.did
    end = world.now + timedelta(days=20)
    world.amend(lambda text: text.update(grants=[one for one in text["grants"] if one["issuer"] != did]),
                effective_from=end)  # fmt: skip
    for node in nodes:
        node.bench.admit_trust()
    sc.write()
    world.advance(days=19)
    backdated = _draft_later(sc)
    world.advance(days=11)
    assert cq.pull(sc).error is None
    _log(sc, backdated)
    publish_head(sc.registry, did, sc.party.signers["publication"], now=world.now)
    sc.write()
    pulled = cq.pull(sc)
    assert (pulled.error, pulled.taken.records, pulled.taken.refused) == (None, 1, [])
    assert world.verify(backdated, home="cq").code == "grant-ended"


@pytest.mark.night
def test_a_record_refused_before_the_end_is_taken_after_it(nodes: tuple[Node, Node]) -> None:
    """Our clock was behind when the record came, but the log was here before the grant ended."""
    cq, sc = nodes
    sc.issue(1)
    sc.publish()
    assert cq.pull(sc).error is None
    behind = cq.world.now
    cq.world.advance(days=2)
    sc.issue(260)
    sc.publish()
    refused = pull(cq.registry, sc.did, FolderFiles(sc.site), now=behind).taken.refused
    assert {code for _, code in refused} == {"signed-in-future"}
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    pulled = cq.pull(sc)
    assert (pulled.error, pulled.taken.refused) == (None, [])
    assert len([*list_credentials(cq.registry, sc.did)]) == 261


@pytest.mark.night
def test_a_record_that_waits_for_a_key_list_is_judged_as_of_its_logging(nodes: tuple[Node, Node]) -> None:
    """The key list comes after later pulls; records logged after those pulls stay out."""
    cq, sc = nodes
    sc.publish()
    world, did = sc.world, sc.did
    assert cq.pull(sc).error is None
    world.advance(days=1)
    world.rotate("sc", "assessment")
    new_list = canonicalize(world.publish_key_list("sc"))
    lines = [*lines_of(sc), _draft_later(sc)]
    backdated = _draft_later(sc)
    assert ask(cq, tell(sc, lines), did).taken.refused == [(1, "newer-than-trust-data")]
    world.advance(days=1)
    world.amend(lambda text: text.update(grants=[one for one in text["grants"] if one["issuer"] != did]))
    for half in world.agreements[-1]:
        cq.bench.admit(canonicalize(half))
    world.advance(days=30)
    assert ask(cq, tell(sc, lines), did).error is None
    liar = tell(sc, [*lines, backdated])
    assert [place for place, _ in ask(cq, liar, did).taken.refused] == [1, 2]
    cq.bench.admit(new_list)
    for came in (1, 0):
        pulled = ask(cq, liar, did)
        assert (pulled.taken.records, pulled.taken.refused) == (came, [(2, "grant-ended")])


def test_a_record_signed_after_the_end_and_dated_back_is_refused(
    nodes: tuple[Node, Node], tmp_path: Path
) -> None:
    """At the last pull it was not there, or something later stands before it: it was logged after the end.

    The tree of whoever refused it is sound, and a node that is rebuilt from that refuses it, too.
    """
    cq, sc = nodes
    good = sc.issue(2)
    sc.publish()
    assert cq.pull(sc).error is None
    backdated = _draft_later(sc)
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
    sc.publish()
    assert cq.pull(sc).error is None
    _log(sc, backdated)
    sc.publish()
    pulled = cq.pull(sc)
    assert pulled.error is None
    assert [code for _, code in pulled.taken.refused] == ["grant-ended"]
    again = cq.pull(sc)
    assert (again.error, codes_of(cq, sc.did).count("grant-ended")) == (None, 1)
    cq.publish()
    assert audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now).problems == ()
    with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(cq.world.pin)
        restore_from_tree(registry, cq.site, now=cq.world.now, peers=[sc.did])
        assert len([*list_credentials(registry, sc.did)]) == 2
        sc.change(good[0])
        sc.publish()
        pulled = pull(registry, sc.did, FolderFiles(sc.site), now=cq.world.now)
        assert [code for _, code in pulled.taken.refused] == ["grant-ended"]


@pytest.mark.night
@pytest.mark.parametrize("days", [20, pytest.param(60, marks=pytest.mark.night)])
def test_our_clock_ahead_at_one_pull_makes_nothing_late(tmp_path: Path, days: int) -> None:
    """The clock is put right before or after that day; records issued meanwhile are taken."""
    with two_nodes(tmp_path) as (cq, sc):
        sc.issue(1)
        sc.publish()
        sc.world.advance(days=days)
        assert cq.pull(sc).error is None
        sc.world.advance(hours=1, days=-days)
        sc.issue(2)
        sc.publish()
        end_grants(sc)
        for node in (cq, sc):
            node.bench.admit_trust()
        sc.publish()
        pulled = cq.pull(sc)
        assert (pulled.error, pulled.taken.refused) == (None, [])
        assert len([*list_credentials(cq.registry, sc.did)]) == 3


def test_a_record_behind_a_later_key_list_is_not_dated_back(nodes: tuple[Node, Node]) -> None:
    """First pull: the key list before the record in the log was signed after the grant had ended."""
    cq, sc = nodes
    sc.issue(2)
    backdated = _draft_later(sc)
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
    _log(sc, backdated)
    sc.publish()
    pulled = cq.pull(sc)
    assert [code for _, code in pulled.taken.refused] == ["grant-ended"]


def _draft_later(node: Node) -> bytes:
    """Return a credential signed today that nobody has seen."""
    return node.world.issue(by=node.name)


def _log(node: Node, data: bytes) -> None:
    """Log it by a clock that is set back, although the association's own node would refuse it."""
    from credentials.kinds import parse_any

    created = parse_any(data).created
    node.registry.admit(data, now=created)


@pytest.mark.night
def test_a_node_rebuilt_later_takes_records_of_ended_grants(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    """It takes its own log and the other's, out of its tree."""
    cq, sc = nodes
    theirs, ours = sc.issue(3), cq.issue(2)
    sc.publish()
    cq.publish()
    assert cq.pull(sc).error is None
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
        node.publish()
    assert cq.pull(sc).error is None
    cq.write()
    with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
        registry.set_pin(cq.world.pin)
        found = restore_from_tree(registry, cq.site, now=cq.world.now, peers=[sc.did])
        assert (found.refused, found.rewound) == ((), ())
        held = registry.read(lambda view: view.known_digests([one.digest for one in (*ours, *theirs)]))
        assert len(held) == 5


@pytest.mark.night
def test_a_record_refused_once_comes_back_out_of_the_tree(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    """Our clock was behind at a pull; the record was admitted later, here or by a node rebuilt meanwhile."""
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    assert cq.pull(sc).error is None
    cq.publish()
    behind = cq.world.now
    cq.world.advance(hours=5)
    right = cq.world.now
    sc.issue(300)
    sc.publish()
    cq.world.now = behind
    assert len(cq.pull(sc, cosign=False).taken.refused) == 300
    cq.publish()
    copytree(cq.site, tmp_path / "copy")
    cq.world.now = right
    assert cq.pull(sc).taken.records == 300
    cq.write()
    with _rebuilt(cq, sc, tmp_path / "copy", tmp_path / "meanwhile.db") as registry:
        write_tree(registry, tmp_path / "copy")
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
        node.publish()
    assert cq.pull(sc).error is None
    cq.write()
    audit = audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now)
    assert (audit.problems, audit.unjudged) == ((), 0)
    for number, site in enumerate((cq.site, tmp_path / "copy")):
        with _rebuilt(cq, sc, site, tmp_path / f"{number}.db") as registry:
            assert len([*list_credentials(registry, sc.did)]) == 302


@contextmanager
def _rebuilt(node: Node, other: Node, site: Path, place: Path) -> Iterator[Registry]:
    with Registry.open(place, demo=True, filings=FILINGS) as registry:
        registry.set_pin(node.world.pin)
        found = restore_from_tree(registry, site, now=node.world.now, peers=[other.did])
        assert (found.refused, found.rewound) == ((), ())
        yield registry


@pytest.mark.night
def test_a_third_association_that_joins_takes_both_logs(nodes: tuple[Node, Node], tmp_path: Path) -> None:
    cq, sc = nodes
    cq.issue(2)
    sc.issue(2)
    end_grants(sc)
    for node in nodes:
        node.bench.admit_trust()
        node.publish()
    third = Node.__new__(Node)
    third.__dict__.update(cq.__dict__, bench=Bench(tmp_path / "third.db", cq.world))
    for node in nodes:
        pulled = third.pull(node, cosign=False)
        assert (pulled.error, pulled.taken.refused) == (None, [])
    third.registry.close()

"""After a pull the other association's publication is here: found, shown, counted, in one bundle."""

import re
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path

import pytest

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from credentials.kinds import parse_key_list
from registry.lookup.lookup import find_credential, keeps_log, list_credentials
from registry.lookup.receipts import find_receipt
from registry.publishing.bundle import build_bundle
from registry.publishing.numbers import prove_number
from registry.sync.mirror import last_pulls, read_event_order
from registry.sync.pull import pull
from registry.upkeep.audit import audit_registry
from registry.view.view import RegistryView
from signing.jcs import canonicalize
from tests.sync.liars import lines_of, tell
from tests.sync.nodes import Node, two_nodes
from tests.world.registry_setup import refused
from verifier import Policy, TrustStore, verify

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes; the one that pulls runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


def test_after_a_pull_each_node_has_both_logs(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    ours, theirs = cq.issue(3), sc.issue(300)
    sc.change(theirs[0])
    cq.publish()
    sc.publish()
    pulled = cq.pull(sc)
    assert (pulled.error, pulled.taken.refused, pulled.taken.conflicts) == (None, [], [])
    assert pulled.taken.records == 301
    assert pulled.cosigned
    assert len([*list_credentials(cq.registry, sc.did)]) == 300
    found = find_credential(cq.registry, theirs[5].body.id)
    assert found is not None
    assert found.data == theirs[5].data
    assert keeps_log(cq.registry, sc.did)
    cq.publish()
    trust = TrustStore.from_bundle(build_bundle(cq.registry), pin=cq.world.pin)
    now = cq.world.now
    codes = [
        verify(one.data, trust, policy=Policy(), now=now, home=cq.did).code
        for one in (*ours[:1], *theirs[:2])
    ]
    assert codes[1:] == ["suspended", "ok"]
    assert audit_registry(cq.registry, signatures=True).problems == ()
    again = cq.pull(sc)
    assert (again.error, again.taken.records, again.cosigned) == (None, 0, False)
    assert cq.registry.read(last_pulls)[sc.did] == int(now.timestamp())
    number = theirs[7].body.credential_subject.assessment.certificate_number
    proofs = [prove_number(node.registry, number, trust, now=now)[sc.did] for node in nodes]
    assert proofs[0] == proofs[1]


def test_the_log_goes_on_and_receipts_are_dated_by_the_earliest(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (first,) = sc.issue()
    sc.publish()
    assert find_receipt(sc.registry, first.digest, now=sc.world.now).witnessed is None
    cq.publish()
    assert cq.pull(sc).cosigned
    cq.write()
    seen = cq.world.now
    cq.world.advance(days=1)
    (second,) = sc.issue()
    sc.publish()
    assert sc.pull(cq).error is None
    assert cq.pull(sc).cosigned
    cq.write()
    sc.pull(cq)
    assert find_receipt(sc.registry, first.digest, now=sc.world.now).witnessed == seen
    assert find_receipt(sc.registry, second.digest, now=sc.world.now).witnessed == cq.world.now
    here, there = (find_receipt(node.registry, first.digest, now=node.world.now) for node in (cq, sc))
    assert here == there
    sc.write()
    assert [*(sc.site / "sc.huren.example/log/checkpoints").iterdir()]
    proof = find_receipt(sc.registry, first.digest, now=sc.world.now).data
    trust = TrustStore.from_bundle(build_bundle(sc.registry), pin=sc.world.pin)
    verdict = verify(first.data, trust, policy=Policy(require_log=True), now=sc.world.now, proof=proof)
    assert "not-logged" not in verdict.codes


def test_a_record_that_came_before_its_log_finds_its_place(nodes: tuple[Node, Node]) -> None:
    """Loose until the mirror reaches it: here the order is that of arrival, in the log that of its owner."""
    cq, sc = nodes
    records = sc.issue(5)
    for record in reversed(records):
        cq.bench.admit(record.data)
    sc.publish()
    pulled = cq.pull(sc)
    assert (pulled.error, pulled.taken.records) == (None, 0)
    cq.publish()
    name = "sc.huren.example/log/checkpoint"
    assert (cq.site / name).read_text().startswith((sc.site / name).read_text()[:60])
    for tile in (sc.site / "sc.huren.example/log/tile").rglob("*"):
        if tile.is_file():
            assert (cq.site / tile.relative_to(sc.site)).read_bytes() == tile.read_bytes()
    assert audit_registry(cq.registry, signatures=True).problems == ()


def test_a_foreign_log_ends_where_its_owner_signed(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(2)
    sc.publish()
    cq.pull(sc)
    (late,) = sc.issue()
    cq.bench.admit(late.data)
    with refused("not-logged"):
        find_receipt(cq.registry, late.digest, now=cq.world.now)
    with refused("log-mirrored"):
        Node.publish(_as(cq, sc))


def _as(node: Node, other: Node) -> Node:
    stolen = object.__new__(Node)
    stolen.__dict__.update(node.__dict__, name=other.name)
    return stolen


def test_a_log_that_is_signed_here_is_taken_from_nobody(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    cq.publish()
    pulled = cq.pull(cq.site, issuer=cq.did)
    assert pulled.error is not None
    assert pulled.error.code == "log-kept-here"
    unknown = cq.pull(sc.site, issuer="did:web:nobody.example")
    assert unknown.error is not None


@pytest.mark.night
def test_a_pull_that_was_cut_short_is_continued(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also if a pull reaches its limit of packs."""
    cq, sc = nodes
    sc.issue(700)
    sc.publish()
    pack = sc.site / "sc.huren.example/log/data/001.ndjson.gz"
    data = pack.read_bytes()
    pack.unlink()
    first = cq.pull(sc)
    assert first.error is not None
    assert first.error.code == "file-absent"
    assert 200 < first.taken.records < 260
    pack.write_bytes(data)
    monkeypatch.setattr("registry.sync.take_log.MAX_PACKS", 1)
    second = cq.pull(sc)
    assert second.error is not None
    assert (second.error.code, second.error.facts["here"]) == ("log-goes-on", 512)
    third = cq.pull(sc)
    assert third.error is None
    assert first.taken.records + second.taken.records + third.taken.records == 700
    assert audit_registry(cq.registry).problems == ()


def test_what_was_refused_is_tried_again_though_nothing_has_changed(tmp_path: Path) -> None:
    """Key list, manifest and loose event, refused while this node's clock is behind and admitted later."""
    with two_nodes(tmp_path) as (cq, sc):
        (record,) = sc.issue()
        sc.publish()
        assert cq.pull(sc).error is None
        behind = cq.world.now
        cq.world.advance(hours=5)
        cq.world.publish_key_list("sc")
        sc.bench.admit_trust()
        sc.publish()
        loose = sc.change(record)
        sc.write()
        refused = pull(cq.registry, sc.did, FolderFiles(sc.site), now=behind)
        assert [one.code for one in refused.untrusted] == ["signed-in-future"] * 3
        taken = cq.pull(sc)
        assert (taken.error, taken.untrusted, taken.taken.refused) == (None, [], [])
        newest = cq.registry.read(lambda view: view.newest_manifest(sc.did))
        assert newest is not None
        assert newest.created == cq.world.now
        assert cq.registry.read(lambda view: view.known_digests([loose.digest]))
        assert cq.pull(sc).faults is None, "all of it is settled: the file is not taken again"


class Ending(FolderFiles):
    """A deadline that passes as soon as a record is here."""

    def __init__(self, node: Node, other: Node, digest: str) -> None:
        super().__init__(other.site)
        self._registry, self._digest = node.registry, digest

    def check_end(self, path: str) -> None:
        if self._registry.read(lambda view: view.known_digests([self._digest])):
            raise CarrierError("peer-ended", path)


@pytest.mark.night
def test_many_key_lists_are_taken_in_strides_until_the_time_is_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Proven lists stay; unread ones are not reported as refused."""
    monkeypatch.setattr("registry.admission.companions.MAX_PATH", 4)
    with two_nodes(tmp_path) as (cq, sc):
        sc.publish()
        assert cq.pull(sc).error is None
        for _ in range(8):
            cq.world.advance(hours=1)
            cq.world.publish_key_list("sc")
        sc.bench.admit_trust()
        sc.publish()
        lists = [record.digest for record in map(parse_key_list, map(canonicalize, cq.world.sc.key_lists))]
        built: list[object] = []
        build = RegistryView.try_trust
        monkeypatch.setattr(
            RegistryView, "try_trust", lambda view, data: built.append(data) or build(view, data)
        )
        first = pull(cq.registry, sc.did, Ending(cq, sc, lists[3]), now=cq.world.now)
        assert first.error is not None
        assert (first.error.code, first.faults, first.untrusted) == ("peer-ended", None, [])
        assert cq.registry.read(lambda view: view.known_digests(lists)) == {*lists[:4]}
        assert cq.registry.read(last_pulls)[sc.did] < int(cq.world.now.timestamp())
        assert cq.pull(sc).error is None
        assert cq.registry.read(lambda view: view.known_digests(lists)) == {*lists}
        assert len(built) < len(lists) - 1, "not once for each"


def test_a_pack_is_looked_at_until_the_time_is_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Key lists that only its log has, and retries: the next pull continues there."""
    with two_nodes(tmp_path) as (cq, sc):
        sc.publish()
        lines = [*lines_of(sc), b"{}"]
        for _ in range(5):
            cq.world.advance(minutes=1)
            lines.append(canonicalize(cq.world.publish_key_list("sc")))
        liar = tell(sc, lines)
        third = sha256(lines[-3]).hexdigest()
        monkeypatch.setattr(liar, "check_end", Ending(cq, sc, third).check_end)

        def pulled() -> tuple[str | None, int]:
            error = pull(cq.registry, sc.did, liar, now=cq.world.now).error
            size = cq.registry.read(lambda view: view.log(sc.did).size)
            return error.code if error is not None else None, size

        assert pulled() == ("peer-ended", len(lines) - 2)
        monkeypatch.undo()
        assert pulled() == (None, len(lines))
        monkeypatch.setattr(liar, "check_end", Ending(cq, sc, third).check_end)
        assert pulled() == ("peer-ended", len(lines)), "before what was refused is tried again"


def test_what_is_tried_again_keeps_nothing_else_waiting(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each pull's time is over as soon as it begins; the log has nothing new."""

    def check_end(path: str) -> None:
        if path.endswith("log/data"):
            raise CarrierError("peer-ended", path)

    with two_nodes(tmp_path) as (cq, sc):
        (good,) = sc.issue()
        sc.publish()
        behind = cq.world.now
        cq.world.advance(hours=5)
        sc.issue()
        sc.publish()
        first = pull(cq.registry, sc.did, FolderFiles(sc.site), now=behind)
        assert first.taken.refused == [(2, "signed-in-future")]
        loose = sc.change(good)
        sc.write()
        files = FolderFiles(sc.site)
        monkeypatch.setattr(files, "check_end", check_end)
        ended = pull(cq.registry, sc.did, files, now=cq.world.now)
        assert ended.error is not None
        assert ended.error.code == "peer-ended"
        newest = [node.registry.read(lambda view: view.newest_manifest(sc.did)) for node in (cq, sc)]
        assert newest[0] == newest[1]
        assert cq.registry.read(lambda view: view.known_digests([loose.digest]))
        assert cq.registry.read(last_pulls)[sc.did] == int(cq.world.now.timestamp())


def test_events_that_are_taken_at_last_count_in_the_order_of_the_log(tmp_path: Path) -> None:
    """The manifest that names them becomes whole in the same pull, whichever was signed first."""
    with two_nodes(tmp_path) as (cq, sc):
        records = sc.issue(2)
        sc.publish()
        behind = cq.world.now
        cq.world.advance(hours=5)
        events = [sc.change(record) for record in records]
        sc.publish()
        refused = pull(cq.registry, sc.did, FolderFiles(sc.site), now=behind)
        assert [code for _, code in refused.taken.refused] == ["signed-in-future"] * len(events)
        assert cq.pull(sc).error is None
        order = cq.registry.read(lambda view: read_event_order(view, sc.did))
        assert order == [event.digest for event in events]
        newest = [node.registry.read(lambda view: view.newest_manifest(sc.did)) for node in (cq, sc)]
        assert newest[0] is not None
        assert newest[0] == newest[1]
        assert audit_registry(cq.registry).problems == ()


class Recorder(FolderFiles):
    """Record of the requests and answers."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []
        self.sent: list[str] = []

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        self.asked.append(path)
        found = super().fetch(path, limit, tag)
        if found is not None and found.data is not None:
            self.sent.append(path)
        return found


FIXED = re.compile(
    r"trust\.json|witness/[0-9a-f]{64}/checkpoint|sc\.huren\.example/(log/(checkpoint|loose\.ndjson\.gz"
    r"|(tile|data)/[0-9x/.pa-z]+)|status/[a-z]+/[0-9]+|parts/cosignatures\.json)"
)
"""Requested paths of a pull."""


@pytest.mark.night
def test_a_pull_makes_few_requests(nodes: tuple[Node, Node]) -> None:
    """Fixed paths, trust data first, each once; a second pull is sent no unchanged file."""
    cq, sc = nodes
    sc.issue(520)
    sc.publish()
    files = Recorder(sc.site)
    assert pull(cq.registry, sc.did, files, now=cq.world.now).error is None
    assert files.requests <= 520 // 256 + 1 + 10
    assert files.asked[0] == "trust.json"
    assert all(map(FIXED.fullmatch, files.asked))
    assert len({*files.asked}) == len(files.asked) == files.requests
    again = Recorder(sc.site)
    assert pull(cq.registry, sc.did, again, now=cq.world.now).error is None
    assert {"trust.json", "sc.huren.example/log/loose.ndjson.gz"} <= {*again.asked}
    assert again.sent == ["sc.huren.example/log/checkpoint"]

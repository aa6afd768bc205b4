"""Checkpoints cosigned before their entries arrive, or of entries that never existed."""

from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from shutil import copytree, rmtree
from typing import Any
from unittest.mock import MagicMock

import pytest
from sqlalchemy import func, select

from registry import RegistryError
from registry.database.tables import AHEAD
from registry.log.last_heads import load_heads, witnessed_path
from registry.lookup.receipts import find_receipt
from registry.monitor.entries import Dates, witness_keys
from registry.publishing.log_head import publish_head
from registry.sync import heads
from registry.sync.conflicts import check_conflict
from registry.sync.offer import offer_head
from registry.sync.witness import SizeError, add_checkpoint
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import read_folder, restore_from_tree
from tests.sync.liars import ask, lines_of, stranger_trust, tell
from tests.sync.lying.heads import bring, cosigned, leaves_of, mark, served_size
from tests.sync.nodes import Node, Nodes, copied
from tests.world.registry_setup import check_refusal
from verifier import Policy

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


@pytest.fixture
def nodes(tmp_path: Path, place: Path | str) -> Iterator[Nodes]:
    """Two nodes, of which Sichuan's runs on either database."""
    with copied(cosigned, tmp_path, places=(None, place)) as found:
        yield found


def steal(cq: Node, sc: Node) -> None:
    """Use Chongqing's stolen publication key: have entries cosigned that nobody ever sees."""
    cq.world.advance(minutes=5)
    junk = [b"junk %d" % number for number in range(3)]
    bring(cq, sc, leaves_of(cq, *junk), cq.party.signers["publication"])


def test_a_head_before_its_entries_is_in_no_tree_and_dates_them_later(nodes: tuple[Node, Node]) -> None:
    """The fast path came before the pull: no fault, and a tree written between is readable."""
    cq, sc = nodes
    size = len(leaves_of(cq))
    cq.world.advance(minutes=5)
    (record,) = cq.issue()
    cq.publish()
    brought = cq.world.now
    bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
    assert served_size(sc, cq.did) == size + 1
    sc.write()
    assert read_folder(sc.site, sc.world.pin).logs[cq.did].head.size == size
    cq.world.advance(minutes=5)
    assert sc.pull(cq).error is None
    receipt = find_receipt(sc.registry, record.digest, now=sc.world.now)
    assert receipt.witnessed == brought, "the earliest counts"
    sc.write()
    assert [*read_folder(sc.site, sc.world.pin).logs] == [cq.did, sc.did]
    assert audit_registry(sc.registry, signatures=True).problems == ()


@pytest.mark.night
def test_a_tree_behind_its_cosigned_heads_is_accepted(nodes: tuple[Node, Node]) -> None:
    """The node has each head cosigned at once and writes its tree daily; a revocation comes with the tree."""
    cq, sc = nodes
    (revoked,) = cq.issue()
    for day in range(4):
        cq.world.advance(days=1)
        if day == 1:
            event = cq.change(revoked, "revoke", "false-material")
        cq.issue(2)
        cq.publish()
        written = cq.site.rename(cq.site.with_name("written"))
        cq.issue()
        publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=cq.world.now)
        copytree(written, cq.site)
        cq.write()
        bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
        rmtree(cq.site)
        written.rename(cq.site)
        pulled = sc.pull(cq)
        assert (pulled.errors, pulled.taken.refused) == ([], [])
        assert served_size(sc, cq.did) == pulled.size + 1
    assert sc.registry.read(lambda view: view.known_digests([event.digest]))
    newest = [node.registry.read(lambda view: view.newest_manifest(cq.did)) for node in (cq, sc)]
    assert newest[0] == newest[1]
    cq.write()
    assert sc.pull(cq).error is None
    assert audit_registry(sc.registry, signatures=True).problems == ()


def test_a_head_without_entries_hides_nothing_and_is_reported(nodes: tuple[Node, Node]) -> None:
    """The holder of the publication key alone can have such a head cosigned."""
    cq, sc = nodes
    (good,) = cq.issue()
    cq.publish()
    assert sc.pull(cq).cosigned
    cq.world.advance(minutes=5)
    junk = [b"junk %d" % number for number in range(1000)]
    bring(cq, sc, leaves_of(cq, *junk), cq.party.signers["publication"])
    event = cq.change(good, "revoke", "false-material")
    cq.publish()
    assert sc.pull(cq).errors == []
    assert sc.registry.read(lambda view: view.known_digests([event.digest]))
    told: list[list[str]] = []
    for _ in range(3):
        cq.world.advance(days=1)
        told.append([error.code for error in sc.pull(cq).errors])
    assert told == [[], ["checkpoint-older"], ["checkpoint-older"]]


def test_a_tree_that_stays_behind_is_reported_in_spite_of_new_heads(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    told: list[list[str]] = []
    more: list[bytes] = []
    for day in range(4):
        cq.world.advance(days=1)
        more.append(cq.world.issue(by="cq"))
        bring(cq, sc, leaves_of(cq, *more), cq.party.signers["publication"])
        told.append([error.code for error in sc.pull(cq).errors])
        assert len(told) == day + 1
    assert told == [[], [], ["checkpoint-older"], ["checkpoint-older"]]


@pytest.mark.parametrize("is_since_before", [pytest.param(True, marks=pytest.mark.night), False])
def test_heads_by_a_marked_key_are_dropped(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch, is_since_before: bool
) -> None:
    """However many. A few cosigned before the theft stay, as their entries may still come."""
    assert heads._WAITING == 64
    monkeypatch.setattr(heads, "_WAITING", 6)
    cq, sc = nodes
    key, junk = cq.party.signers["publication"], [b"junk %d" % number for number in range(14)]
    before = cq.world.now
    cq.world.advance(minutes=1)
    for end in range(3, len(junk)):
        bring(cq, sc, leaves_of(cq, *junk[:end]), key)
    mark(cq, sc, since=before if is_since_before else None)
    ahead = select(func.count()).select_from(AHEAD).where(AHEAD.c.issuer == cq.did)
    left = sc.registry.read(lambda view: view.connection.scalar(ahead)) or 0
    assert left == 0 if is_since_before else 0 < left <= 6
    assert served_size(sc, cq.did) == len(leaves_of(cq))


def test_what_was_cosigned_before_the_theft_dates_what_comes_after_the_mark(nodes: tuple[Node, Node]) -> None:
    """The owner never got the cosignature, and the key is marked as of a later time."""
    cq, sc = nodes
    cq.world.advance(hours=1)
    (record,) = cq.issue()
    publish_head(cq.registry, cq.did, cq.party.signers["publication"], now=cq.world.now)
    cq.write()
    bring(cq, sc, leaves_of(cq), cq.party.signers["publication"])
    cosigned = cq.world.now
    cq.world.advance(hours=2)
    mark(cq, sc, since=cosigned + timedelta(minutes=30))
    assert find_receipt(sc.registry, record.digest, now=sc.world.now).witnessed == cosigned


def test_of_heads_without_end_the_first_and_the_newest_are_kept(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    """The first shows how long the tree has been behind; the newest binds the next cosignature."""
    monkeypatch.setattr("registry.sync.mirror.MOST_AHEAD", 3)
    cq, sc = nodes
    signer, size = cq.party.signers["publication"], len(lines_of(cq))
    for more in range(1, 6):
        cq.world.advance(minutes=1)
        bring(cq, sc, leaves_of(cq, *(b"junk %d" % number for number in range(more))), signer)
    sizes = select(AHEAD.c.size).where(AHEAD.c.issuer == cq.did).order_by(AHEAD.c.size).limit(9)
    kept = sc.registry.read(lambda view: [*view.connection.scalars(sizes)])
    assert kept == [size + 1, size + 2, size + 5]


def test_an_owner_with_an_old_head_is_told_of_the_newer_one(nodes: tuple[Node, Node]) -> None:
    """The cause is an old copy, or a thief of the key."""
    cq, sc = nodes

    def post(body: bytes) -> tuple[int, bytes]:
        try:
            return 200, add_checkpoint(sc.registry, body, [sc.cosigner], now=sc.world.now).encode()
        except SizeError as error:
            return 409, b"%d\n" % error.size

    cq.issue()
    cq.publish()
    assert offer_head(cq.registry, cq.did, sc.did, post)
    steal(cq, sc)
    cq.issue()
    cq.publish()
    with pytest.raises(RegistryError) as told:
        offer_head(cq.registry, cq.did, sc.did, post)
    check_refusal(told.value, "witness-ahead")
    size = len(lines_of(cq))
    assert told.value.facts == {"witness": sc.did, "issuer": cq.did, "size": size + 2, "known": size}
    for answer in (b"", b"-1\n", b"9" * 99, "²".encode()):
        assert not offer_head(cq.registry, cq.did, sc.did, MagicMock(return_value=(409, answer)))


def test_what_was_cosigned_stays_where_a_mirror_is_cut(nodes: tuple[Node, Node]) -> None:
    """Entries by a stolen key are dropped; a head of both histories still dates its records."""
    cq, sc = nodes
    record = lines_of(cq)[-1]
    dated = find_receipt(sc.registry, sha256(record).hexdigest(), now=sc.world.now).witnessed
    assert dated is not None
    cq.world.advance(hours=1)
    ask(sc, tell(cq, [*lines_of(cq), cq.world.issue(by="cq")]), cq.did)
    mark(cq, sc, since=cq.world.now)
    assert sc.registry.read(lambda view: view.log(cq.did).size) == len(lines_of(cq))
    assert find_receipt(sc.registry, sha256(record).hexdigest(), now=sc.world.now).witnessed == dated


def test_a_rewritten_log_is_proven_under_a_head_that_never_comes_true(nodes: tuple[Node, Node]) -> None:
    """The newest head with entries here is compared."""
    cq, sc = nodes
    lines = lines_of(cq)
    steal(cq, sc)
    cq.issue()
    rewritten = [*lines[::-1], cq.world.issue(by="cq")]
    assert len(rewritten) < len(lines) + 3
    pulled = ask(sc, tell(cq, rewritten), cq.did)
    assert [error.code for error in pulled.errors] == ["log-forked"]
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(cq)) == cq.did
    assert sc.registry.read(lambda view: view.log(cq.did).size) == len(lines)


def test_entries_that_nobody_saw_date_nothing_and_a_marked_key_binds_nobody(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    steal(cq, sc)
    mark(cq, sc, since=cq.world.now)  # noticed too late: the thief's head came before
    sizes = len(leaves_of(cq))
    assert served_size(sc, cq.did) == sizes, "what is cosigned since is shown"
    for line in lines_of(cq)[-5:]:
        digest = sha256(line).hexdigest()
        receipt = find_receipt(sc.registry, digest, now=sc.world.now)
        assert receipt.witnessed == sc.world.now
        verdict = sc.world.verify(line, proof=receipt.data, policy=Policy(require_log=True))
        assert "not-logged" not in verdict.codes

    def logged(view: Any) -> int:
        keys = witness_keys(view.load_trust(), cq.did)
        return Dates(view, cq.did, keys, sizes - 1).logged(sizes - 1, int(sc.world.now.timestamp()))

    assert sc.registry.read(logged) == int(sc.world.now.timestamp())
    sc.write()
    assert {*read_folder(sc.site, sc.world.pin).logs} == {cq.did, sc.did}
    assert audit_registry(sc.registry, signatures=True).problems == ()


def test_a_database_put_back_still_knows_that_the_key_is_stolen(tmp_path: Path) -> None:
    """Only the file beside the database has the thief's head, with its note."""
    with copied(cosigned, tmp_path) as (cq, sc):
        older = sc.back_up()
        steal(cq, sc)
        sc.put_back(older)
        mark(cq, sc)
        assert served_size(sc, cq.did) == len(leaves_of(cq))
        assert load_heads(witnessed_path(sc.registry.heads))[cq.did].size == len(leaves_of(cq))


def test_a_backup_and_the_own_tree_bring_back_a_mirror_that_was_cosigned_beyond(tmp_path: Path) -> None:
    """The file beside the database knows more than backup and tree, which are older."""
    with copied(cosigned, tmp_path) as (cq, sc):
        older = sc.back_up()
        cq.world.advance(hours=3)
        cq.issue(3)
        cq.publish()
        assert sc.pull(cq).cosigned
        sc.publish()
        size = len(lines_of(cq))
        steal(cq, sc)
        sc.put_back(older)
        found = restore_from_tree(sc.registry, sc.site, now=sc.world.now, peers=[cq.did])
        assert (found.refused, found.rewound) == ((), ())
        assert sc.registry.read(lambda view: view.log(cq.did).size) == size


@pytest.mark.parametrize("size", [2**53, 2**62, 2**63 - 1])
def test_a_head_of_an_impossible_size_is_refused(nodes: tuple[Node, Node], size: int) -> None:
    cq, sc = nodes
    with pytest.raises(RegistryError) as refused:
        bring(cq, sc, leaves_of(cq, b"more"), cq.party.signers["publication"], size)
    assert refused.value.code == "request-unfit"

"""The index of cosignatures: lost cosigned checkpoints are named, and peers bring them back."""

import json
from collections.abc import Iterator
from copy import deepcopy
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, select
from starlette.testclient import TestClient

from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from credentials.drafting.compose import build_own_method
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from registry import RegistryError
from registry.database.tables import CHECKPOINT
from registry.log.cosignatures import (
    COSIGNATURES_PART,
    cosigners_of,
    known_keys,
    parse_index,
    read_index,
)
from registry.lookup.receipts import find_receipt
from registry.publishing import log_files, publish
from registry.publishing.log_files import witness_path
from registry.publishing.static_tree import folder_of, index_path
from registry.sync.pull import pull
from registry.sync.take_cosignatures import take_cosignatures
from registry.upkeep import tree_cosignatures
from registry.upkeep.audit import audit_registry
from registry.view.event_order import count_events, read_order
from signing.log.note import Note, NoteSignature, format_note, hash_key, parse_note
from tests.harness.apartments import audit_published
from tests.sync.nodes import Node, make_app, two_nodes
from tests.world.association import make_signer
from tests.world.registry_setup import refused

pytestmark = pytest.mark.upkeep


def exchange(cq: Node, sc: Node, rounds: int) -> None:
    """Let each issue, publish, and cosign the other's last publication."""
    for _ in range(rounds):
        for node, other in ((sc, cq), (cq, sc)):
            node.issue()
            node.publish()
            assert other.pull(node).error is None
        cq.world.advance(hours=1)
    for node, other in ((sc, cq), (cq, sc)):
        node.publish()
        assert other.pull(node).error is None
        other.write()


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, Node]]:
    """Two nodes that have cosigned each other three times; a test restores what it removes from a tree."""
    with two_nodes(tmp_path_factory.mktemp("pair")) as (cq, sc):
        exchange(cq, sc, 3)
        yield cq, sc


class Far(FolderFiles):
    """A tree behind HTTP, whose folders cannot be listed."""

    def names(self, folder: str) -> None:
        """Fail, as over HTTP."""


class Anew(FolderFiles):
    """A peer that recognises no tag: none, a new one each time, or None for changing trust data."""

    def __init__(self, site: Path, tagged: bool | None) -> None:
        super().__init__(site)
        self._tagged = tagged

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:  # noqa: ARG002
        found = super().fetch(path, limit)
        if found is None or found.data is None:
            return found
        more = b" " * self.requests if self._tagged is None and path == "trust.json" else b""
        return PeerFile(found.data + more, str(self.requests) if self._tagged else None)


def named(node: Node, files: type[FolderFiles] = FolderFiles) -> list[tuple[str, str]]:
    found = audit_published(files(node.site), node.world.pin, now=node.world.now)
    return [(problem.code, problem.field) for problem in found.problems]


def checkpoints(node: Node) -> list[Path]:
    return sorted(node.site.rglob("log/checkpoints/*"))


@pytest.mark.night
def test_both_trees_are_sound_and_hold_both_indexes(pair: tuple[Node, Node]) -> None:
    for node in pair:
        assert named(node) == []
        for owner in pair:
            index = parse_index((node.site / index_path(owner.did)).read_bytes())
            assert [*index] == [log_origin(one.did) for one in pair]
            sizes = {size for log in index.values() for size in log}
            assert len(sizes) >= 3
        assert audit_registry(node.registry).problems == ()


@pytest.mark.night
def test_an_earlier_checkpoint_that_is_gone_is_named_alone(pair: tuple[Node, Node]) -> None:
    """Also if the folder cannot be listed, in the owner's tree and the mirror's."""
    for node in pair:
        index = node.registry.read(partial(read_index, issuer=node.did))
        assert index is not None
        paths = [
            node.site / folder_of(owner.did) / "log/checkpoints" / str(size)
            for owner in pair
            for size in parse_index(index)[log_origin(owner.did)]
        ]
        assert {*paths} <= {*checkpoints(node)}
        for path in (paths[0], paths[-1]):
            data = path.read_bytes()
            path.unlink()
            where = str(path.relative_to(node.site))
            assert named(node) == [("published-missing", where)]
            assert named(node, Far) == [("published-missing", where)]
            path.write_bytes(data)


def test_a_cosignature_that_is_taken_away_is_named(pair: tuple[Node, Node]) -> None:
    """The rest of the file is signed and right: only the index shows the loss."""
    node = pair[0]
    path = checkpoints(node)[0]
    data = path.read_text()
    note = parse_note(data)
    origin = note.text.partition("\n")[0]
    kept = tuple(line for line in note.signatures if line.name == origin)
    path.write_text(format_note(Note(note.text, kept)))
    assert named(node) == [("published-uncosigned", str(path.relative_to(node.site)))]
    path.write_text(data)


def test_an_index_that_is_gone_cut_or_altered_is_named(pair: tuple[Node, Node]) -> None:
    node = pair[0]
    for owner in pair:
        path = node.site / index_path(owner.did)
        data = path.read_bytes()
        where = index_path(owner.did)
        path.unlink()
        assert named(node) == [("published-missing", where)]
        for wrong in (data[:-1], data.replace(b"1", b"2", 1), b""):
            path.write_bytes(wrong)
            assert named(node) == [("published-digest", where)]
        path.write_bytes(data)


def test_a_witnessed_head_that_is_gone_is_noticed(pair: tuple[Node, Node]) -> None:
    cq, sc = pair
    path = cq.site / witness_path(sc.did) / "checkpoint"
    data = path.read_bytes()
    path.unlink()
    ((code, field),) = named(cq)
    assert (code, field) == ("published-unwitnessed", f"{witness_path(cq.did)}/checkpoint")
    path.write_bytes(data)


def test_more_checkpoints_than_are_read_are_reported(
    pair: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    node = pair[0]
    assert tree_cosignatures.MOST == 100_000
    monkeypatch.setattr(tree_cosignatures, "MOST", 2)
    found = audit_published(FolderFiles(node.site), node.world.pin, now=node.world.now).problems
    folders = [f"{folder_of(owner.did)}/log/checkpoints" for owner in pair]
    assert [(one.code, one.field) for one in found] == [("published-many", folder) for folder in folders]
    assert found[0].facts["limit"] == 2


def test_what_was_cosigned_between_two_pulls_comes_with_the_index(tmp_path: Path) -> None:
    """The witness shows only its newest checkpoint, but the first one dates the receipt."""
    with two_nodes(tmp_path) as (cq, sc):
        (first,) = sc.issue()
        cq.publish()
        sc.publish()
        cq.pull(sc)
        seen = cq.world.now
        for _ in range(2):
            cq.world.advance(days=1)
            sc.issue()
            sc.publish()
            assert cq.pull(sc).error is None
        cq.publish()
        assert sc.pull(cq).error is None
        assert find_receipt(sc.registry, first.digest, now=sc.world.now).witnessed == seen
        assert sc.registry.read(partial(read_index, issuer=cq.did)) is not None


@pytest.mark.night
def test_a_tree_that_lacks_what_its_index_names_is_said_and_taken_later(tmp_path: Path) -> None:
    with two_nodes(tmp_path) as (cq, sc):
        for _ in range(2):
            sc.issue()
            sc.publish()
            cq.pull(sc)
        cq.publish()
        path = min(checkpoints(cq), key=lambda one: int(one.name))
        where, data = str(path.relative_to(cq.site)), path.read_bytes()
        for lack in (b"", None, data.replace(b"\n", b"\n\n", 1)):
            path.unlink() if lack is None else path.write_bytes(lack)
            error = sc.pull(cq).error
            assert isinstance(error, RegistryError)
            assert (error.code, error.facts["path"]) == ("file-absent", where)
            for tagged, code in ((False, "file-absent"), (True, "file-absent"), (None, None)):
                anew = pull(sc.registry, cq.did, Anew(cq.site, tagged), now=sc.world.now).error
                assert (anew.code if anew is not None else None) == code
            sc.write()
            assert not (sc.site / index_path(cq.did)).exists()
        path.write_bytes(data)
        index = cq.site / index_path(cq.did)
        right = index.read_bytes()
        index.write_bytes(right + b" ")
        error = sc.pull(cq).error
        assert isinstance(error, RegistryError)
        assert (error.code, error.facts["path"]) == ("file-absent", index_path(cq.did))
        index.write_bytes(right)
        assert sc.pull(cq).error is None
        sc.write()
        assert (sc.site / index_path(cq.did)).read_bytes() == right
        assert audit_registry(sc.registry).problems == ()
        gone = delete(CHECKPOINT).where(CHECKPOINT.c.issuer == sc.did, CHECKPOINT.c.size == int(path.name))
        sc.registry.write(lambda view: view.connection.execute(gone))
        (problem,) = audit_registry(sc.registry).problems
        assert (problem.code, problem.field) == ("row-missing", f"checkpoint {sc.did} {path.name}")


@pytest.mark.parametrize(
    "index",
    [
        b'{"kind":"cosignatures","logs":[],"type":"huren-part/1"}',
        b"[" * 100_000,
        b'{"kind":"cosignatures","kind":"cosignatures","logs":[],"type":"huren-part/1"}',
        b'{"kind":"cosignatures","logs":[{"cosigners":[{"key":"a+00000000","sizes":[0]}],"origin":"a"}],"type":"huren-part/1"}',
        b'{"kind":"cosignatures","logs":[{"cosigners":[{"key":"a","sizes":[1]}],"origin":"a"}],"type":"huren-part/1"}',
    ],
)
def test_a_malformed_signed_index_is_reported(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, index: bytes
) -> None:
    """Only a thief of the publication key can sign one."""
    with pytest.raises(RecordError):
        parse_index(index)
    with two_nodes(tmp_path) as (cq, sc):
        monkeypatch.setattr(publish, "make_index", Mock(return_value=index))
        monkeypatch.setattr(publish, "store_index", Mock())
        cq.publish()
        (cq.site / index_path(cq.did)).parent.mkdir(exist_ok=True)
        (cq.site / index_path(cq.did)).write_bytes(index)
        error = sc.pull(cq).error
        assert isinstance(error, RegistryError)
        assert (error.code, error.facts["path"]) == ("file-unfit", index_path(cq.did))


def test_an_index_of_a_thief_makes_a_pull_ask_for_so_many_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Sizes that nobody cosigned: those beyond the log wait, the others are requested, and reported."""
    with two_nodes(tmp_path) as (cq, sc):
        sc.issue(30)
        sc.publish()
        cq.pull(sc)
        key = min(known_keys(sc.registry.load_trust()))
        log = {
            "origin": log_origin(sc.did),
            "cosigners": [
                {"key": key, "sizes": [*range(1, 40), 10**9]},
                {"key": "x+00000000", "sizes": [*range(1, 2000)]},
            ],
        }
        strange = {
            "origin": "elsewhere.example/log",
            "cosigners": [{"key": "x+00000000", "sizes": [1]}],
        }
        value = {"type": "huren-part/1", "kind": COSIGNATURES_PART, "logs": [log, strange]}
        monkeypatch.setattr(publish, "make_index", Mock(return_value=json.dumps(value).encode()))
        monkeypatch.setattr("registry.sync.take_cosignatures.MAX_CHECKPOINTS", 25)
        cq.publish()
        asked: list[str] = []

        def fetch(path: str, limit: int) -> bytes | None:
            asked.append(path)
            found = FolderFiles(cq.site).fetch(path, limit)
            return found.data if found is not None else None

        assert getattr(sc.pull(cq).error, "code", None) == "file-absent"
        with refused("file-absent"):
            take_cosignatures(sc.registry, cq.did, fetch)
        assert len(asked) == 26


def test_a_late_cosignature_is_written_into_the_tree(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Only the newest checkpoints are rewritten, unless an index names them."""
    monkeypatch.setattr(log_files, "LATEST", 1)
    with two_nodes(tmp_path) as (cq, sc):
        for _ in range(3):
            sc.issue()
            sc.publish()
            cq.pull(sc)
        cq.publish()
        sc.write()
        assert len(checkpoints(sc)) == 0
        assert sc.pull(cq).error is None
        sc.write()
        assert len([path for path in checkpoints(sc) if "sc.huren" in str(path)]) == 3
        assert named(sc) == []


@pytest.mark.night
def test_what_a_key_of_a_forgotten_list_cosigned_counts_no_more(tmp_path: Path) -> None:
    """A stolen root signed the list that reached both; the new root continues the one before."""
    with two_nodes(tmp_path) as (cq, sc):
        exchange(cq, sc, 1)
        world, party = cq.world, sc.party
        methods, signers = deepcopy(party.methods), dict(party.signers)
        events = sc.registry.read(lambda view: count_events(read_order(view, sc.did)))
        thief = make_signer(f"{sc.did}#publication-2", "thief", "publication-2")
        thief.verification_method = f"{sc.did}#publication-2"
        party.signers["publication"] = thief
        party.methods.append(build_own_method(thief, "publication", world.now))
        world.publish_key_list("sc", events=events)
        for node in (cq, sc):
            node.bench.admit_trust()
        stolen = known_keys(cq.registry.load_trust())
        exchange(cq, sc, 2)
        party.key_lists.pop()
        party.methods[:] = methods
        party.signers.update(signers)
        world.advance(hours=1)
        world.amend(new_root="sc")
        world.rotate("sc", "publication")
        world.publish_key_list("sc", events=events)
        for node in (cq, sc):
            node.bench.admit_trust()
        stolen -= known_keys(cq.registry.load_trust())
        assert len(stolen) == 2
        held = cq.registry.rows(select(CHECKPOINT.c.note).where(CHECKPOINT.c.issuer == cq.did))
        assert any(stolen & cosigners_of(note, log_origin(cq.did)) for (note,) in held)
        exchange(cq, sc, 1)
        for node in (cq, sc):
            node.publish()
            assert named(node) == []
            assert audit_registry(node.registry).problems == ()
        for path in (*checkpoints(cq), *checkpoints(sc)):
            assert not stolen & cosigners_of(path.read_text(), "")


_NAMES = st.text("abcdefghij./", min_size=1, max_size=20)


@given(st.lists(st.tuples(_NAMES, st.binary(min_size=32, max_size=32)), min_size=1, max_size=6))
def test_cosigners_are_read_as_a_note_is(keys: list[tuple[str, bytes]]) -> None:
    origin = keys[0][0]
    lines = tuple(NoteSignature(name, hash_key(name, key, 4), key * 2) for name, key in keys)
    text = format_note(Note(f"{origin}\n5\n\n", lines))
    found = {f"{one.name}+{one.key_id.hex()}" for one in parse_note(text).signatures if one.name != origin}
    assert cosigners_of(text, origin) == found


def test_a_node_serves_indexes_and_their_checkpoints(pair: tuple[Node, Node]) -> None:
    """Those of each association whose address it serves."""
    for node in pair:
        client = TestClient(make_app(node), base_url=f"https://{folder_of(node.did)}")
        path = index_path(node.did)
        files = [path, *(str(one.relative_to(node.site)) for one in checkpoints(node)[:2])]
        for name in files:
            answer = client.get(f"/{name.partition('/')[2]}", headers={"Host": name.partition("/")[0]})
            assert answer.status_code == 200, name
            assert answer.content == (node.site / name).read_bytes(), name

"""A lying peer: each lie ends as docs/explanation/lying-peers.md says, and nothing here is undone."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from carriers.peers.folder import FolderFiles
from credentials.identifiers import log_origin
from registry.log.last_heads import load_heads, save_heads, witnessed_path
from registry.lookup.lookup import find_credential, list_credentials
from registry.publishing.log_files import witness_path
from registry.sync.conflicts import check_conflict, is_forked, list_conflicts
from registry.sync.pull import pull
from registry.view.trees import read_refused
from signing.jcs import canonicalize
from signing.log.note import check_cosignature, parse_note
from tests.harness.apartments import audit_published
from tests.sync.liars import Liar, ask, code_of, lines_of, stranger_trust, tell
from tests.sync.nodes import Node, two_nodes
from verifier import Policy, verify

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]

SC = "sc.huren.example"


@pytest.fixture
def either(tmp_path: Path, place: Path | str) -> Iterator[tuple[Node, Node]]:
    """Two nodes; the one that gets the lies runs on either database."""
    with two_nodes(tmp_path, (place, None)) as found:
        yield found


@pytest.mark.parametrize(
    ("known", "shown"),
    [
        (4, 9),
        *(
            pytest.param(*n, marks=pytest.mark.night)
            for n in ((3, 3), (3, 9), (255, 257), (300, 300), (300, 301), (256, 600))
        ),
    ],
)  # fmt: skip
def test_two_histories_are_proven_to_anybody(nodes: tuple[Node, Node], known: int, shown: int) -> None:
    """Fork and rewritten history: the proof file convinces a third party.

    This node reads and signs no more of it.
    """
    cq, sc = nodes
    sc.issue(max(known, shown))
    sc.publish()
    lines = lines_of(sc)
    assert ask(cq, tell(sc, lines[:known]), sc.did).cosigned
    first = cq.registry.read(lambda view: view.log(sc.did).root())
    lie = [lines[0], *reversed(lines[1:shown])]
    pulled = ask(cq, tell(sc, lie), sc.did)
    assert code_of(pulled) == "log-forked"
    assert cq.registry.read(lambda view: view.log(sc.did).root()) == first, "the first stays"
    assert not pulled.cosigned
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did
    assert (cq.folder / "conflicts" / f"log-{conflict.digest[:16]}.json").read_bytes() == conflict.data
    honest = ask(cq, tell(sc, lines), sc.did)
    assert code_of(honest) == "log-forked", "that peer stops"
    assert honest.taken.conflicts == []
    # until its association marks the key as stolen
    sc.world.compromise("sc", "publication-1")
    sc.world.rotate("sc", "publication")
    sc.world.publish_key_list("sc")
    for node in nodes:
        node.bench.admit_trust()
    assert not cq.registry.read(lambda view: is_forked(view, sc.did))
    sc.publish()
    assert cq.pull(sc).error is None


@pytest.mark.parametrize("shared", [0, pytest.param(300, marks=pytest.mark.night)])
def test_a_thiefs_log_ends_with_his_key_and_the_true_one_follows(
    either: tuple[Node, Node], shared: int
) -> None:
    """His log was mirrored and cosigned before the true one."""
    cq, sc = either
    sc.issue(shared + 4)
    sc.publish()
    lines = lines_of(sc)
    stolen = sc.party.signers["publication"]
    lie = [*lines[:shared], *reversed(lines[shared:]), *lines[:2]]
    assert ask(cq, tell(sc, lie, stolen), sc.did).cosigned
    sc.world.compromise("sc", "publication-1")
    sc.world.rotate("sc", "publication")
    sc.world.publish_key_list("sc")
    for node in either:
        node.bench.admit_trust()
    sc.publish()
    pulled = ask(cq, Liar(sc.site), sc.did)
    assert (pulled.error, pulled.cosigned) == (None, True)
    cq.write()
    true = Liar(sc.site).files
    tiles = {path: data for path, data in Liar(cq.site).files.items() if path.startswith(f"{SC}/log/tile/")}
    assert tiles
    assert tiles.items() <= true.items()


def test_a_proof_that_was_altered_proves_nothing(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(4)
    sc.publish()
    lines = lines_of(sc)
    ask(cq, tell(sc, lines[:3]), sc.did)
    (conflict,) = ask(cq, tell(sc, lines[::-1]), sc.did).taken.conflicts
    trust = stranger_trust(sc)
    assert check_conflict(conflict.data, trust) == sc.did
    for place in range(0, len(conflict.data), 7):
        changed = bytearray(conflict.data)
        changed[place] ^= 1
        assert check_conflict(bytes(changed), trust) is None, place
    for junk in (b"", b"{}", b"[]", conflict.data * 2, b"\x00" * 100):
        assert check_conflict(junk, trust) is None


@pytest.mark.night
def test_others_go_on_when_one_forks(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    cq.issue(2)
    cq.publish()
    sc.issue(3)
    sc.publish()
    lines = lines_of(sc)
    ask(cq, tell(sc, lines[:3]), sc.did)
    ask(cq, tell(sc, lines[::-1]), sc.did)
    assert sc.pull(cq).error is None
    (record,) = cq.issue()
    assert find_credential(cq.registry, record.body.id) is not None


@pytest.mark.night
def test_an_older_tree_undoes_nothing(nodes: tuple[Node, Node]) -> None:
    """Rollback and un-revocation: a revoked credential stays revoked."""
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    old = Liar(sc.site)
    sc.change(record, "revoke", "false-material")
    sc.publish()
    cq.publish()
    assert cq.pull(sc).error is None
    assert code_of(ask(cq, old, sc.did)) == "checkpoint-older"
    trust = stranger_trust(cq)
    assert verify(record.data, trust, policy=Policy(), now=cq.world.now, home=cq.did).code == "revoked"
    assert cq.registry.read(lambda view: view.newest_checkpoint(sc.did)).size == 3  # type: ignore[union-attr]


def test_a_loose_revocation_is_obeyed_before_it_is_in_the_log(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    cq.pull(sc)
    sc.change(record, "revoke", "false-material")
    sc.write()
    assert cq.pull(sc).taken.records == 1
    trust = stranger_trust(cq)
    assert verify(record.data, trust, policy=Policy(), now=cq.world.now).code == "revoked"


@pytest.mark.parametrize(
    "what",
    [
        "data/000.ndjson.gz",
        *(pytest.param(one, marks=pytest.mark.night) for one in ("checkpoint", "tile/1/000.p/1")),
    ],
)
def test_an_omission_is_reported(nodes: tuple[Node, Node], what: str) -> None:
    """That log is not taken for whole, and the next pull continues."""
    cq, sc = nodes
    sc.issue(300)
    sc.publish()
    liar = Liar(sc.site)
    kept = liar.files.pop(f"{SC}/log/{what}")
    assert code_of(ask(cq, liar, sc.did)) == "file-absent"
    liar.files[f"{SC}/log/{what}"] = kept
    assert ask(cq, liar, sc.did).error is None
    assert len([*list_credentials(cq.registry, sc.did)]) == 300


@pytest.mark.night
def test_records_in_another_order_than_signed_are_refused(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue(513)
    sc.publish()
    liar, lines = Liar(sc.site), lines_of(sc)
    swapped = tell(sc, [*lines[256:512], *lines[:256], *lines[512:]])
    for name in ("000", "001"):
        liar.files[f"{SC}/log/data/{name}.ndjson.gz"] = swapped.files[f"{SC}/log/data/{name}.ndjson.gz"]
    assert code_of(ask(cq, liar, sc.did)) == "pack-differs"
    for name in ("1/000.p/2",):
        liar.files[f"{SC}/log/tile/{name}"] = swapped.files[f"{SC}/log/tile/{name}"]
    assert code_of(ask(cq, liar, sc.did)) == "pack-differs"
    assert [*list_credentials(cq.registry, sc.did)] == []


@pytest.mark.night
def test_foreign_records_in_a_log_are_refused_at_their_place(nodes: tuple[Node, Node]) -> None:
    """Foreign records, junk, replays get position and code; the log continues beside them."""
    cq, sc = nodes
    (stranger,) = cq.issue()
    good = sc.issue(2)
    sc.publish()
    lines = [*lines_of(sc), stranger.data, b"not JSON", good[0].data, sc.world.issue(by="stranger")]
    pulled = ask(cq, tell(sc, lines), sc.did)
    assert pulled.error is None
    codes = dict(pulled.taken.refused)
    assert set(codes) == {3, 4, 6}
    assert codes[3] == codes[6] == "other-log"
    assert len([*list_credentials(cq.registry, sc.did)]) == 2
    refused = cq.registry.read(lambda view: [*read_refused(view.connection, sc.did)])
    assert [one.place for one in refused] == [3, 4, 6]
    cq.write()
    mirrored = (cq.site / SC / "log/data/000.p/7.ndjson.gz").read_bytes()
    assert mirrored == tell(sc, lines).files[f"{SC}/log/data/000.p/7.ndjson.gz"], "it is passed on as signed"
    cq.publish()
    assert audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now).problems == ()


@pytest.mark.night
def test_two_records_of_one_id_are_proven_and_the_first_stays(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    (record,) = sc.issue()
    sc.publish()
    cq.pull(sc)
    rival = sc.world.issue(by="sc", credential_id=record.body.id)
    pulled = ask(cq, tell(sc, [*lines_of(sc), rival]), sc.did)
    assert pulled.taken.refused == [(2, "conflict")]
    (conflict,) = pulled.taken.conflicts
    assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did
    found = find_credential(cq.registry, record.body.id)
    assert found is not None
    assert found.data == record.data
    assert ask(cq, tell(sc, [*lines_of(sc), rival]), sc.did).taken.conflicts == [], "proven once"
    assert len(cq.registry.read(list_conflicts)) == 1


def test_a_refused_record_is_tried_again_under_new_key_lists(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.publish()
    sc.world.advance(days=1)
    sc.world.rotate("sc", "assessment")
    new_list = canonicalize(sc.world.publish_key_list("sc"))
    record = sc.world.issue(by="sc")
    liar = tell(sc, [*lines_of(sc), record])
    pulled = ask(cq, liar, sc.did)
    assert pulled.taken.refused == [(1, "newer-than-trust-data")]
    cq.bench.admit(new_list)
    again = ask(cq, liar, sc.did)
    assert (again.taken.records, again.taken.refused) == (1, [])
    assert cq.registry.read(lambda view: [*read_refused(view.connection, sc.did)]) == []


@pytest.mark.night
def test_junk_does_not_prevent_retries(nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch) -> None:
    """More hopeless records than one pull retries, on either side of one that a key list mends."""
    monkeypatch.setattr("registry.sync.take_log.RETRIED", 4)
    cq, sc = nodes
    sc.publish()
    sc.world.advance(days=1)
    sc.world.rotate("sc", "assessment")
    new_list = canonicalize(sc.world.publish_key_list("sc"))
    good = [sc.world.issue(by="sc") for _ in range(4)]
    junk = [b"not JSON %d" % number for number in range(8)]
    liar = tell(sc, [*lines_of(sc), *junk[:4], *good, *junk[4:]])
    assert len(ask(cq, liar, sc.did).taken.refused) == 12
    cq.bench.admit(new_list)
    came: list[int] = []
    while sum(came) < 4:
        assert len(came) < 40
        cq.world.advance(seconds=30)
        came.append(ask(cq, liar, sc.did).taken.records)
    left = [place for place, *_ in cq.registry.read(lambda view: [*read_refused(view.connection, sc.did)])]
    assert left == [1, 2, 3, 4, 9, 10, 11, 12]


def test_no_other_key_signs_the_log(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    sc.issue()
    sc.publish()
    assert cq.pull(sc).error is None
    before = cq.registry.read(lambda view: view.newest_checkpoint(sc.did))
    sc.issue()
    sc.publish()
    for signer in (cq.party.signers["publication"], sc.party.signers["assessment"]):
        assert code_of(ask(cq, tell(sc, lines_of(sc), signer), sc.did)) == "checkpoint-unsigned"
    liar = Liar(sc.site)
    unsigned = liar.files[f"{SC}/log/checkpoint"].partition("\n—".encode())[0] + b"\n"
    for junk in (b"", b"\xff" * 50, b"x\n" * 30_000, unsigned):
        liar.files[f"{SC}/log/checkpoint"] = junk
        assert code_of(ask(cq, liar, sc.did)) == "checkpoint-unsigned"
    assert cq.registry.read(lambda view: view.newest_checkpoint(sc.did)) == before


def test_forged_lines_do_not_pass_for_cosignatures(nodes: tuple[Node, Node]) -> None:
    """A forged line under our name, added in advance, does not displace our own."""
    cq, sc = nodes
    sc.issue()
    sc.publish()
    cq.pull(sc)
    cosigned = cq.registry.read(lambda view: view.newest_checkpoint(sc.did)).note  # type: ignore[union-attr]
    line = cosigned.splitlines()[-1]
    name, raw = line.rsplit(" ", 1)
    sc.issue()
    sc.publish()
    liar = Liar(sc.site)
    liar.files[f"{SC}/log/checkpoint"] += f"{name} {raw}\n".encode()
    assert ask(cq, liar, sc.did).cosigned
    note = parse_note(cq.registry.read(lambda view: view.newest_checkpoint(sc.did)).note)  # type: ignore[union-attr]
    assert check_cosignature(note, log_origin(cq.did), cq.party.signers["publication"].public_key)


@pytest.mark.night
def test_poisoned_versions_block_nobody(nodes: tuple[Node, Node]) -> None:
    """Manifests with the highest numbers that name nothing real wait aside; honest ones go on."""
    cq, sc = nodes
    sc.issue()
    sc.publish()
    world = sc.world
    poison = world.publish_manifest("sc", version=2**53 - 1, agreement=(2**53 - 1, "3" * 64))
    world.sc.manifests.pop()
    liar = Liar(sc.site)
    text = liar.files["trust.json"].decode()
    liar.files["trust.json"] = text.replace(
        '"manifests":[', '"manifests":[' + canonicalize(poison).decode() + ",", 1
    ).encode()
    assert ask(cq, liar, sc.did).error is None
    world.advance(hours=1)
    sc.publish()
    assert cq.pull(sc).error is None
    newest = cq.registry.read(lambda view: view.newest_manifest(sc.did))
    assert newest is not None
    assert newest.created == world.now


@pytest.mark.parametrize("noted", [True, pytest.param(False, marks=pytest.mark.night)])
def test_a_restored_old_backup_cosigns_no_other_history(either: tuple[Node, Node], noted: bool) -> None:
    """A file beside the database has the cosigned heads with their notes, which prove the two histories."""
    cq, sc = either
    sc.issue(6)
    sc.publish()
    lines = lines_of(sc)
    cq.bench.heads = cq.registry.heads
    backup = cq.bench.copy()
    assert ask(cq, tell(sc, lines[:5]), sc.did).cosigned
    path = witnessed_path(cq.registry.heads)
    if not noted:
        save_heads(path, {sc.did: load_heads(path)[sc.did].model_copy(update={"note": None})})
    cq.bench.place = backup
    cq.bench.reopen()
    lie = [lines[0], *reversed(lines[1:])]
    pulled = ask(cq, tell(sc, lines[:1]), sc.did)
    assert (pulled.error, pulled.size, pulled.cosigned) == (None, 1, False)
    pulled = ask(cq, tell(sc, lie), sc.did)
    assert code_of(pulled) == "log-forked"
    assert not pulled.cosigned
    if noted:
        (conflict,) = pulled.taken.conflicts
        assert check_conflict(conflict.data, stranger_trust(sc)) == sc.did
        assert [*cq.registry.heads.parent.glob("conflicts/log-*.json")]
        assert code_of(ask(cq, tell(sc, lines), sc.did)) == "log-forked"
    else:
        assert pulled.taken.conflicts == []
        assert ask(cq, tell(sc, lines), sc.did).cosigned, "the true one goes on"


def test_a_third_node_proves_an_equivocation(either: tuple[Node, Node]) -> None:
    """Another witness saw another history: its checkpoint beside ours is the proof."""
    cq, sc = either
    sc.issue(3)
    sc.publish()
    cq.publish()
    lines = lines_of(sc)
    ask(cq, tell(sc, lines), sc.did)
    other = tell(sc, lines[::-1]).files[f"{SC}/log/checkpoint"]
    world = cq.world
    world.join()
    world.publish_key_list("yn")
    for node in either:
        node.bench.admit_trust()
    yn = Node(cq.folder.parent / "yn", world, "yn")
    yn.publish()
    third = Liar(yn.site)
    third.files[f"{witness_path(sc.did)}/checkpoint"] = other
    pulled = pull(cq.registry, yn.did, third, now=world.now)
    assert pulled.error is None, "who tells is not to blame"
    (conflict,) = pulled.taken.conflicts
    assert (conflict.issuer, check_conflict(conflict.data, stranger_trust(cq))) == (sc.did, sc.did)
    assert code_of(cq.pull(sc)) == "log-forked"
    yn.registry.close()

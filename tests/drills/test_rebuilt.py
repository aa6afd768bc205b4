"""Both nodes burn, and come back from trees, a bundle or a stick; they answer as before."""

import json
import shutil
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from carriers.peers.folder import FolderFiles
from keys_example import example_pem
from registry import Registry
from registry.log.last_heads import load_heads
from registry.log.shown import find_behind
from registry.lookup.receipts import Receipt, find_receipt
from registry.publishing.bundle import build_bundle
from registry.view.trees import MIRRORED, RECORDS, log_name
from terminal.workspace.open_registry import DEMO_MARK
from tests.drills.questions import Drill, burn, code_of, drill
from tests.harness.apartments import FILINGS, audit_published
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.parity.retelling import retell
from tests.sync.nodes import Node
from tests.world.registry_setup import refused

pytestmark = pytest.mark.drills

Scene = Callable[[Drill], None]


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path / "nodes") as found:
        yield found


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huren:
    monkeypatch.delenv("HUREN_PEERS", raising=False)
    return Huren(capsys)


def restore(
    huren: Huren, made: Drill, node: Node, *trees: Path, code: int = 0, peers: bool = True
) -> dict[str, Any]:
    """Run `huren restore --from-tree` into the empty folder with the old settings; return its output."""
    other = next(one for one in made.nodes if one is not node)
    words = [word for tree in trees for word in ("--from-tree", tree)]
    with pytest.MonkeyPatch.context() as patch:
        if peers:
            patch.setenv("HUREN_PEERS", json.dumps({other.did: "https://peer.example"}))
        now = made.world.now.isoformat()
        pin = made.world.pin
        done = huren(
            "restore", *words, "--pin", pin, "--data", node.folder, "--now", now, "--json", code=code
        )
    node.bench.registry = Registry.open(node.folder / "registry.db", demo=True, filings=FILINGS)
    found: dict[str, Any] = json.loads(done.out)
    return found


def receipts_of(made: Drill, node: Node) -> list[Receipt]:
    return [find_receipt(node.registry, one.digest, now=node.world.now) for one in made.credentials]


def kept_as(node: Node, issuer: str) -> str:
    """Tell for each log whether the node signs it or holds a copy."""
    return node.registry.read(lambda view: log_name(view.connection, issuer))


def go_on(made: Drill) -> None:
    """Let each issue, publish, pull and cosign, and check that nobody sees two histories."""
    for node in made.nodes:
        node.numbers = iter(range(500, 1000))
        node.issue(2)
    made.exchange()
    for node in made.nodes:
        assert find_behind(node.registry.heads, node.registry.read) == []
        assert not [*(node.folder / "conflicts").glob("*")]


@pytest.mark.night
def test_both_nodes_are_rebuilt_from_their_own_trees(made: Drill, huren: Huren, tmp_path: Path) -> None:
    def scene() -> None:
        receipts = [receipts_of(made, node) for node in made.nodes]
        for node in made.nodes:
            burn(node)
        for node in made.nodes:
            said = restore(huren, made, node, node.site)
            assert (said["refused"], said["rewound"]) == ([], [])
            other = next(one for one in made.nodes if one is not node)
            assert (kept_as(node, node.did), kept_as(node, other.did)) == (RECORDS, MIRRORED)
        made.check_as_before()
        assert [receipts_of(made, node) for node in made.nodes] == receipts, (
            "dated by whom and when, as they were"
        )
        go_on(made)
        made.check_as_before()

    retell({"rebuilt": scene}, tmp_path)


@pytest.mark.night
def test_without_peers_nothing_says_whose_node_is_rebuilt(made: Drill, huren: Huren) -> None:
    """Given either tree first, the command stores nothing; with peers in the settings it goes on."""
    burn(made.cq)
    trees = (made.cq.site, made.sc.site)
    asked = ("--pin", made.world.pin, "--data", made.cq.folder, "--now", made.world.now.isoformat())
    for some in (trees[:1], trees[1:], trees, trees[::-1]):
        words = [word for tree in some for word in ("--from-tree", tree)]
        said = huren("restore", *words, *asked, code=1).err
        assert "Name the nodes of all other associations" in said
    restore(huren, made, made.cq, made.sc.site)
    assert (kept_as(made.cq, made.cq.did), kept_as(made.cq, made.sc.did)) == (RECORDS, MIRRORED)
    go_on(made)
    made.check_as_before()


@pytest.mark.night
def test_a_rebuild_that_would_sign_the_others_log_is_reported(
    made: Drill, huren: Huren, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """The tree did not show that its node is a witness, and the settings named no peer, or itself."""
    cq, sc, now = made.cq, made.sc, made.world.now.isoformat()
    burn(cq)
    shutil.rmtree(sc.site / "witness")
    assert restore(huren, made, cq, sc.site, peers=False)["rewound"] == []
    assert kept_as(cq, sc.did) == RECORDS
    cq.registry.close()
    monkeypatch.setenv("HUREN_PEERS", json.dumps({sc.did: "https://peer.example"}))
    asked = ("--data", cq.folder, "--now", now)
    for command in (("restore", "--from-tree", sc.site), ("doctor",)):
        done = huren(*command, *asked, code=1)
        assert "this one was rebuilt without peers" in done.out + done.err
    for path in cq.folder.glob("registry.db*"):
        path.unlink()
    key = tmp_path / "key.pem"
    save_key(key, example_pem("cq-publication"))
    monkeypatch.setenv("HUREN_PEERS", json.dumps({cq.did: "https://peer.example"}))
    huren("restore", "--from-tree", sc.site, "--pin", made.world.pin, *asked)
    monkeypatch.setenv("HUREN_PUBLICATION_KEYS", json.dumps([str(key)]))
    again = huren("restore", "--from-tree", sc.site, *asked, code=1).err
    assert "take the association out of the peers" in again, "whose key is here"
    assert "it was rebuilt without peers" in huren("doctor", *asked, code=1).out
    cq.bench.registry = Registry.open(cq.folder / "registry.db", demo=True, filings=FILINGS)


def test_a_node_is_rebuilt_from_the_other_nodes_tree_alone(made: Drill, huren: Huren) -> None:
    """Nothing of its own is left, but the other association mirrors its whole log.

    That tree lacks the last manifest, which somebody remembers: its number is not used again.
    """
    last = made.cq.registry.read(lambda view: view.newest_manifest(made.cq.did))
    burn(made.cq)
    shutil.rmtree(made.cq.site)
    assert restore(huren, made, made.cq, made.sc.site)["rewound"] == []
    known = made.cq.registry.read(lambda view: view.newest_manifest(made.cq.did))
    assert last is not None
    assert known is not None
    assert known.body.credential_subject.order < last.body.credential_subject.order
    asked = (
        "restore",
        "--from-tree",
        made.sc.site,
        "--data",
        made.cq.folder,
        "--now",
        made.world.now.isoformat(),
    )
    assert "was it published after that node had last taken from this one?" in huren(*asked).err
    made.check_as_before()
    go_on(made)
    made.check_as_before()


@pytest.mark.night
def test_an_old_copy_learns_that_it_is_old_whatever_else_is_damaged(made: Drill, huren: Huren) -> None:
    """Database and last heads are old copies, and one byte of the other node's answer is wrong."""
    made.cq.registry.close()
    old = shutil.copytree(made.cq.folder, made.cq.folder.with_name("old"))
    made.cq.bench.registry = Registry.open(made.cq.folder / "registry.db", demo=True, filings=FILINGS)
    made.cq.issue()
    made.exchange()
    made.cq.registry.close()
    shutil.rmtree(made.cq.folder)
    old.rename(made.cq.folder)
    (made.cq.folder / DEMO_MARK).write_text("demo")
    now = made.world.now.isoformat()
    asked = ("sync", "--from-tree", made.sc.site, "--data", made.cq.folder, "--now", now)
    for name, code in (
        ("trust.json", "file-unfit"),
        ("sc.huren.example/log/checkpoint", "checkpoint-unsigned"),
    ):
        path = made.sc.site / name
        good = path.read_bytes()
        path.write_bytes(good + b"x")
        told = json.loads(huren(*asked, "--json", code=1).out)
        assert (told["error"]["code"], told["behind"]["code"]) == (code, "log-behind")
        path.write_bytes(good)
    assert huren(*asked, code=1).err.count("that others have seen") == 1
    made.cq.bench.registry = Registry.open(made.cq.folder / "registry.db", demo=True, filings=FILINGS)
    with refused("log-behind"):
        made.cq.publish()


@pytest.mark.night
def test_a_stick_of_last_week_signs_nothing_until_the_other_side_is_asked(made: Drill, huren: Huren) -> None:
    """The other association cosigned more than the node's own last tree holds."""
    stick = shutil.copytree(made.cq.site, made.cq.folder.with_name("stick"))
    made.cq.issue(3)
    made.exchange()
    burn(made.cq)
    shutil.rmtree(made.cq.site)
    assert restore(huren, made, made.cq, stick)["rewound"] == [], "a stick alone cannot know"
    pulled = made.cq.pull(made.sc)
    assert code_of(pulled.error) == "log-behind"
    with refused("log-behind"):
        made.cq.publish()
    assert [code_of(error) for error in find_behind(made.cq.registry.heads, made.cq.registry.read)] == [
        "log-behind"
    ]
    made.cq.registry.close()
    assert restore(huren, made, made.cq, made.sc.site)["rewound"] == []
    assert made.cq.pull(made.sc).error is None
    made.check_as_before()
    go_on(made)


@pytest.mark.night
def test_a_log_that_the_other_refused_in_part_comes_back_whole(made: Drill, huren: Huren) -> None:
    """The node's clock was ahead for one event.

    The other node keeps the event unread, at its place, until that day.
    """
    cq, sc, world = made.cq, made.sc, made.world
    (extra,) = cq.issue()
    made.exchange()
    stick, right = shutil.copytree(cq.site, cq.folder.with_name("stick")), world.now
    world.advance(hours=49)
    cq.change(extra)
    cq.publish()
    signed = load_heads(cq.registry.heads)[cq.did]
    world.now = right
    world.advance(hours=1)
    pulled = sc.pull(cq)
    assert ([code for _, code in pulled.taken.refused], pulled.cosigned) == (["signed-in-future"], False)
    sc.publish()
    for hours in (0, 60):  # that day comes, and the tree is still the old one
        when = world.now + timedelta(hours=hours)
        found = audit_published(FolderFiles(sc.site), world.pin, now=when)
        assert (found.problems, found.unjudged) == ((), int(hours > 0))
    lost = sc.site / f"sc.huren.example/records/{made.theirs[0].digest}.json"
    data = lost.read_bytes()
    lost.unlink()
    (problem,) = audit_published(FolderFiles(sc.site), world.pin, now=world.now).problems
    assert (problem.code, problem.field) == ("published-missing", str(lost.relative_to(sc.site)))
    lost.write_bytes(data)
    burn(cq)
    shutil.rmtree(cq.site)
    assert restore(huren, made, cq, stick)["rewound"] == []
    before = cq.registry.read(lambda view: view.log(cq.did).size)
    assert before == signed.size - 1
    told = cq.pull(sc)
    assert code_of(told.behind) == "log-behind", "nothing is cosigned that shows it: the copy of the log does"
    with refused("log-behind"):
        cq.publish()
    cq.registry.close()
    said = restore(huren, made, cq, sc.site)
    assert (said["added"], said["refused"], said["rewound"]) == (1, [], [])
    log = cq.registry.read(lambda view: view.log(cq.did))
    assert (log.size, log.root().hex()) == (signed.size, signed.root)
    assert cq.pull(sc).error is None
    cq.publish()
    assert sc.pull(cq).error is None
    made.check_as_before()
    world.advance(hours=50)
    go_on(made)
    made.check_as_before()


@pytest.mark.night
def test_both_trees_at_once_bring_the_newest(made: Drill, huren: Huren) -> None:
    stick = shutil.copytree(made.cq.site, made.cq.folder.with_name("stick"))
    made.cq.issue(3)
    made.exchange()
    burn(made.cq)
    assert restore(huren, made, made.cq, stick, made.sc.site)["rewound"] == []
    made.check_as_before()
    go_on(made)


@pytest.mark.night
def test_a_tree_older_than_the_cosigned_head_is_refused(made: Drill, huren: Huren) -> None:
    """Of its last records only the witness's signature is left: a new publication key is needed."""
    head = made.cq.registry.read(lambda view: view.newest_checkpoint(made.cq.did))
    old = shutil.copytree(made.cq.site, made.cq.folder.with_name("stick"))
    copy = shutil.copytree(made.sc.site, made.sc.folder.with_name("sc-stick"))
    made.cq.issue(3)
    made.exchange()
    newer = made.sc.site / f"witness/{witness_of(made)}/checkpoint"
    shutil.copy(newer, copy / newer.relative_to(made.sc.site))
    assert head is not None
    burn(made.cq)
    shutil.rmtree(made.cq.site)
    said = restore(huren, made, made.cq, old, copy, code=1)
    assert said["rewound"] == [made.cq.did]
    with refused("log-behind"):
        made.cq.publish()
    made.world.compromise("cq", "publication-1")
    made.world.cq.add_key("publication", made.world.now)
    made.sign_key_list("cq")
    assert find_behind(made.cq.registry.heads, made.cq.registry.read) == []
    made.exchange()
    made.take_receipts(made.sc)
    made.check_as_before()


def witness_of(made: Drill) -> str:
    from registry.publishing.log_files import witness_path

    return witness_path(made.cq.did).partition("/")[2]


@pytest.mark.night
def test_a_bundle_brings_back_the_answers_and_not_the_log(made: Drill, huren: Huren, tmp_path: Path) -> None:
    """A bundle has no credentials and no log: the node verifies, and signs no head."""
    (tmp_path / "bundle.json").write_bytes(build_bundle(made.cq.registry))
    burn(made.cq)
    shutil.rmtree(made.cq.site)
    now = made.world.now.isoformat()
    huren("import", tmp_path / "bundle.json", "--pin", made.world.pin, "--data", made.cq.folder, "--now", now)
    made.cq.bench.registry = Registry.open(made.cq.folder / "registry.db", demo=True, filings=FILINGS)
    made.check_as_before()
    with refused("log-behind"):
        made.cq.publish()
    # nobody has a tree: holders bring their certificates, and a new key starts a new log
    for one in made.ours:
        made.cq.bench.admit(one.data)
    made.world.compromise("cq", "publication-1")
    made.world.cq.add_key("publication", made.world.now)
    made.sign_key_list("cq")
    made.exchange()
    made.take_receipts(made.sc)
    made.check_as_before()
    go_on(made)
    for node in made.nodes:  # Sichuan's tree had cosigned checkpoints of the log that was cut
        found = audit_published(FolderFiles(node.site), made.world.pin, now=made.world.now)
        assert found.problems == ()


@pytest.mark.night
def test_a_checkpoint_of_another_history_in_a_tree_is_reported(made: Drill, huren: Huren) -> None:
    folder = made.cq.site / "cq.huren.example/log/checkpoints"
    some = min(folder.iterdir())
    some.write_bytes(some.read_bytes().replace(b"\n", b"\n\n", 1))
    burn(made.cq)
    assert restore(huren, made, made.cq, made.cq.site, code=1)["refused"] == ["published-unsigned"]


@pytest.mark.night
def test_a_folder_put_back_whole_takes_its_own_key_list_and_goes_on(made: Drill, tmp_path: Path) -> None:
    """The heads beside the database are as old as it; the peer's cosignatures come back and move both on."""
    made.cq.registry.close()
    shutil.copytree(made.cq.folder, tmp_path / "yesterday")
    made.cq.bench.registry = Registry.open(made.cq.folder / "registry.db", demo=True, filings=FILINGS)
    before = load_heads(made.cq.registry.heads)[made.cq.did]
    made.world.rotate("cq", "publication")
    made.sign_key_list("cq")
    made.exchange()
    signed = load_heads(made.cq.registry.heads)[made.cq.did]
    made.cq.registry.close()
    shutil.rmtree(made.cq.folder)
    shutil.copytree(tmp_path / "yesterday", made.cq.folder)
    made.cq.bench.registry = Registry.open(made.cq.folder / "registry.db", demo=True, filings=FILINGS)
    assert load_heads(made.cq.registry.heads)[made.cq.did] == before
    assert made.cq.pull(made.sc).error is None
    assert made.cq.registry.find_rewound() == []
    now = load_heads(made.cq.registry.heads)[made.cq.did]
    assert (before.size, now.size, now.root) == (signed.size - 1, signed.size, signed.root)
    go_on(made)
    assert [made.answers(node) for node in made.nodes] == [made.before] * 2


@pytest.mark.night
def test_manifests_of_a_stolen_publication_key_do_not_stop_a_rebuild(made: Drill, huren: Huren) -> None:
    """Old manifests stay in every tree; those by a key marked since count for nothing."""
    made.world.compromise("cq", "publication-1")
    made.world.cq.add_key("publication", made.world.now)
    made.sign_key_list("cq")
    made.exchange()
    for node in made.nodes:
        burn(node)
        said = restore(huren, made, node, node.site)
        assert (said["refused"], said["rewound"]) == ([], [])
    made.take_receipts(made.sc)
    made.check_as_before()
    go_on(made)

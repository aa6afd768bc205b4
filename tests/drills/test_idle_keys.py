"""A node whose publication key was replaced warns in its log once, and in `huren doctor`."""

import json
from collections.abc import Iterator
from pathlib import Path
from threading import Event

import pytest

from api.answers.peers.running import Peers
from api.settings import Settings
from signing.jcs import canonicalize
from terminal.workspace.open_registry import DEMO_MARK
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.sync.nodes import Node, two_nodes

pytestmark = pytest.mark.drills


@pytest.fixture
def cq(tmp_path: Path) -> Iterator[Node]:
    with two_nodes(tmp_path) as (node, _):
        (node.folder / DEMO_MARK).touch()
        yield node


def replace_key(node: Node) -> None:
    """Replace the publication key by routine and sign the key list; an hour before and after."""
    node.world.advance(hours=1)
    node.world.rotate(node.name, "publication")
    node.bench.admit(canonicalize(node.world.publish_key_list(node.name)))
    node.world.advance(hours=1)


def told(caplog: pytest.LogCaptureFixture) -> list[str]:
    """Return the keys that the node's log calls unable to sign, and clear the log."""
    lines = [json.loads(record.message) for record in caplog.records if record.name == "huren.api"]
    caplog.clear()
    assert [line["code"] for line in lines] == ["publication-key-idle"] * len(lines)
    return [line["key"] for line in lines]


def test_a_running_node_warns_once_of_a_key_that_was_replaced(
    cq: Node, caplog: pytest.LogCaptureFixture
) -> None:
    old, settings = cq.party.signers["publication"], Settings.load(None)

    def sign(peers: Peers) -> bool:
        cq.issue()
        return peers.sign_heads(settings, cq.world.now)

    peers = Peers(cq.registry, [old], Event())
    assert sign(peers)
    assert told(caplog) == []
    replace_key(cq)
    assert not sign(peers)
    assert told(caplog) == [old.multikey]
    assert not sign(peers)
    assert told(caplog) == [], "once, until it changes"
    new = cq.party.signers["publication"]
    peers = Peers(cq.registry, [old, new], Event())
    assert sign(peers)
    assert told(caplog) == [old.multikey], "and at every start"


def test_a_key_without_a_key_list_is_reported_again_when_it_ends(
    cq: Node, caplog: pytest.LogCaptureFixture
) -> None:
    cq.world.rotate("cq", "publication")
    new = cq.party.signers["publication"]
    peers = Peers(cq.registry, [new], Event())
    for told_then, step in (([new.multikey], None), ([], "listed"), ([new.multikey], "replaced")):
        if step == "listed":
            cq.bench.admit(canonicalize(cq.world.publish_key_list("cq")))
            cq.world.advance(hours=1)
        elif step == "replaced":
            replace_key(cq)
        assert [one.signer for one in peers.cosigners(cq.world.now)] == ([new] if step == "listed" else [])
        assert told(caplog) == told_then


def test_doctor_says_which_keys_of_the_settings_sign(
    cq: Node, tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    huren, files = Huren(capsys), {"old.pem": cq.party.signers["publication"]}
    replace_key(cq)
    files["new.pem"] = cq.party.signers["publication"]
    for name, signer in files.items():
        save_key(tmp_path / name, signer.to_pem(None))
    save_key(tmp_path / "shut.pem", files["new.pem"].to_pem(b"passphrase"))
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("HUREN_PASSPHRASE", raising=False)

    def points(*named: str) -> dict[str, str]:
        """Return doctor's findings on the configured keys: key by state."""
        Path("huren.toml").write_text(f"publication_keys = {json.dumps(named)}\n", "utf-8")
        words = ("doctor", "--data", cq.folder, "--now", cq.world.now.isoformat(), "--json", "--lang", "en")
        code = 1 if {*named} & {"old.pem", "gone.pem"} else 0
        lines = map(json.loads, huren(*words, code=code).out.splitlines())
        found = [line for line in lines if ".pem" in line["found"] or "log head" in line["found"]]
        assert all(line["mend"] for line in found if line["state"] != "good")
        return {line["state"]: line["found"] for line in found}

    assert points() == {}
    assert points("new.pem") == {"good": f"log heads are signed by {cq.did}#publication-2"}
    both = points("new.pem", "old.pem")
    assert files["old.pem"].multikey in both["bad"]
    assert "publication-2" in both["good"]
    assert "gone.pem" in points("gone.pem")["bad"]
    assert "passphrase" in points("shut.pem")["note"], "who runs doctor may not know it"

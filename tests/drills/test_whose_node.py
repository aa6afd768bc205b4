"""A burnt machine: its publication key shows which log is its own, and the peers which logs are copies."""

import json
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from registry import Registry
from registry.view.trees import MIRRORED, RECORDS, log_name
from terminal.workspace.open_registry import DEMO_MARK
from tests.drills.questions import Drill, drill
from tests.harness.apartments import FILINGS
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren

pytestmark = pytest.mark.drills


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path / "nodes") as found:
        yield found


@pytest.mark.night
@pytest.mark.parametrize("tree", ["own", "the other one's"])
def test_a_rebuild_asks_for_a_key_that_would_settle_whose_log_it_is(
    made: Drill,
    tmp_path: Path,
    tree: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """It names a key that is missing or does not open; the other keys still count."""
    cq, huren = made.cq, Huren(capsys)
    keys = {name: tmp_path / f"{name}.pem" for name in ("gone", "shut", "open")}
    signer = cq.party.signers["publication"]
    save_key(keys["shut"], signer.to_pem(b"passphrase"))
    save_key(keys["open"], signer.to_pem(None))
    monkeypatch.delenv("HUREN_PASSPHRASE", raising=False)
    site = shutil.copytree(cq.site if tree == "own" else made.sc.site, tmp_path / "site")
    cq.registry.close()
    shutil.rmtree(cq.folder)
    cq.folder.mkdir()
    (cq.folder / DEMO_MARK).write_text("demo")
    words = ("restore", "--from-tree", site, "--pin", made.world.pin, "--data", cq.folder)
    when = ("--now", made.world.now.isoformat())
    for named, peers, code in (
        (["gone"], [], 1),
        (["open", "shut"], [], 1),
        (["open"], [], 1),
        (["open"], made.nodes, 1),
        (["open", "gone"], made.nodes, 1),
        (["open"], [made.sc], 0),
    ):
        monkeypatch.setenv("HUREN_PUBLICATION_KEYS", ",".join(str(keys[name]) for name in named))
        monkeypatch.setenv("HUREN_PEERS", json.dumps({one.did: "https://peer.example" for one in peers}))
        told = huren(*words, *when, code=code).err
        assert ("gone.pem" in told, "shut.pem" in told) == ("gone" in named, "shut" in named)
        assert ("Name the nodes of all other associations" in told) is (not peers)
        assert ("take the key out of publication_keys" in told) is (len(peers) > 1)
    cq.bench.registry = Registry.open(cq.folder / "registry.db", demo=True, filings=FILINGS)
    kept = cq.registry.read(lambda view: [log_name(view.connection, node.did) for node in made.nodes])
    assert kept == [RECORDS, MIRRORED]
    made.check_as_before()
    cq.issue()
    made.exchange()

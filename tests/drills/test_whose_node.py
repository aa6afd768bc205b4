"""A machine burnt, and no peers are in the settings: its publication key says whose node is rebuilt."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from cli.workspace.open_registry import DEMO_MARK
from registry import Registry
from registry.view.trees import MIRRORED, RECORDS, log_name
from tests.drills.questions import Drill, drill
from tests.harness.processes.cli_runs import Huren


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path / "nodes") as found:
        yield found


@pytest.mark.parametrize("tree", ["own", "the other one's"])
def test_a_publication_key_says_whose_node_is_rebuilt(
    made: Drill,
    tmp_path: Path,
    tree: str,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A key that is not there or not open says nothing, as on a machine that has none yet."""
    cq, huren = made.cq, Huren(capsys)
    keys = {name: tmp_path / f"{name}.pem" for name in ("gone", "shut", "open")}
    signer = cq.party.signers["publication"]
    keys["shut"].write_bytes(signer.to_pem(b"passphrase"))
    keys["open"].write_bytes(signer.to_pem(None))
    monkeypatch.delenv("HUREN_PASSPHRASE", raising=False)
    site = shutil.copytree(cq.site if tree == "own" else made.sc.site, tmp_path / "site")
    cq.registry.close()
    shutil.rmtree(cq.folder)
    cq.folder.mkdir()
    (cq.folder / DEMO_MARK).write_text("demo")
    words = ("restore", "--from-tree", site, "--pin", made.world.pin, "--data", cq.folder)
    when = ("--now", made.world.now.isoformat())
    for named, code in ((("gone", "shut"), 1), (("gone", "open"), 0)):
        monkeypatch.setenv("HUREN_PUBLICATION_KEYS", ",".join(str(keys[name]) for name in named))
        done = huren(*words, *when, code=code)
        assert ("publication_keys" in done.err) is bool(code)
    cq.bench.registry = Registry.open(cq.folder / "registry.db", demo=True)
    kept = cq.registry.read(lambda view: [log_name(view.connection, node.did) for node in made.nodes])
    assert kept == [RECORDS, MIRRORED]
    made.check_as_before()
    cq.issue()
    made.exchange()

"""A node that is behind: the records it takes, and its words on `/readyz` and in `huren doctor`."""

import os
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from api.answers.readiness import Check, _check_logs
from registry import Registry
from registry.issuing.issue import store_signed
from registry.issuing.plan_credentials import plan_assessments
from registry.log.shown import find_behind, shown_path
from registry.publishing.log_files import witness_path
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.note import format_note, sign_note
from terminal.workspace.open_registry import DEMO_MARK
from tests.drills.questions import Drill, code_of, drill
from tests.harness.apartments import FILINGS
from tests.harness.processes.cli_runs import Huren
from tests.world.registry_setup import refused

pytestmark = pytest.mark.drills


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Drill]:
    with drill(tmp_path / "nodes") as found:
        for node in found.nodes:
            (node.folder / DEMO_MARK).write_text("demo")
        yield found


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


@pytest.mark.night
def test_a_log_that_others_have_seen_go_further_takes_key_lists_alone(made: Drill, tmp_path: Path) -> None:
    """The node issues, changes and plans nothing, and refuses its own records.

    The other's come in as ever.
    """
    cq, sc, world = made.cq, made.sc, made.world
    brought, theirs = (world.issue(by=by) for by in ("cq", "sc"))
    cq.registry.close()
    shutil.copytree(cq.folder, tmp_path / "old")
    cq.bench.registry = Registry.open(cq.folder / "registry.db", demo=True, filings=FILINGS)
    (lost,) = cq.issue()
    made.exchange()
    cq.registry.close()
    for path in cq.folder.glob("registry.db*"):
        path.unlink()
        if (tmp_path / "old" / path.name).exists():
            shutil.copy(tmp_path / "old" / path.name, path)
    cq.bench.registry = Registry.open(cq.folder / "registry.db", demo=True, filings=FILINGS)
    cq.issue()  # before the node learns that it is behind
    cq.registry.check_taking(cq.did)
    draft = cq.bench.draft(900)
    (plan,) = plan_assessments(cq.registry, [draft], issuer=cq.did, now=world.now, random=cq.random)
    signed = cq.party.sign(plan.document, "assessment", world.now)
    size = cq.registry.read(lambda view: view.log(cq.did).size)
    assert code_of(cq.pull(sc).error) == "log-behind"
    tries: list[Callable[[], object]] = [
        cq.issue,
        lambda: cq.change(made.ours[0]),
        lambda: cq.bench.admit(brought),
        lambda: store_signed(cq.registry, [signed], now=world.now),
        lambda: cq.registry.check_taking(cq.did),
    ]
    for act in tries:
        with refused("log-behind"):
            act()
    assert cq.registry.read(lambda view: view.log(cq.did).size) == size
    cq.bench.admit(theirs)
    assert cq.bench.admit(made.ours[0].data).already
    world.compromise("cq", "publication-1")
    world.cq.add_key("publication", world.now)
    made.sign_key_list("cq")
    cq.bench.admit(brought)
    cq.bench.admit(lost.data)
    store_signed(cq.registry, [signed], now=world.now)


@pytest.mark.night
def test_a_node_that_is_behind_says_so_until_it_is_not(made: Drill, huren: Huren) -> None:
    """A head that a thief had cosigned blocks new heads, but not the key list that ends the state."""
    assert [*_check_logs(made.cq.registry)] == []
    stolen = made.cq.party.signers["publication"]
    path = made.sc.site / witness_path(made.cq.did) / "checkpoint"
    origin = f"{made.cq.did.removeprefix('did:web:')}/log"
    text = format_checkpoint(Checkpoint(origin, 1_000, bytes(32)))
    path.write_text(format_note(sign_note(text, origin, stolen.sign, stolen.public_key)))
    pulled = made.cq.pull(made.sc)
    assert pulled.error is not None
    assert pulled.error.code == "log-behind"
    assert [*_check_logs(made.cq.registry)] == [Check(f"log of {made.cq.did}", False, "log-behind")]
    doctor = ("doctor", "--data", made.cq.folder, "--now", made.world.now.isoformat())
    assert "→ This node is an old copy" in huren(*doctor, code=1).out
    shown = shown_path(made.cq.registry.heads)
    assert os.path.getsize(shown) < 1_000
    kept = shown.read_bytes()
    shown.write_bytes(kept[:40])
    assert [*_check_logs(made.cq.registry)] == [Check("heads", False, "heads-damaged")]
    assert "cannot be read" in huren(*doctor, code=1).out
    shown.write_bytes(kept)
    made.world.compromise("cq", "publication-1")
    made.world.cq.add_key("publication", made.world.now)
    made.sign_key_list("cq")
    assert find_behind(made.cq.registry.heads, made.cq.registry.read) == []
    assert "old copy" not in huren(*doctor).out
    made.cq.publish()

"""A node rebuilt from sound published trees passes its audit: trees keep what the newest manifests name."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import delete, insert, select

from credentials.drafting.draft import StatusDraft
from registry import Registry
from registry.database.tables import RECORD
from registry.issuing.issue import change_status
from registry.publishing.log_head import publish_head
from registry.publishing.publish import write_tree
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import restore_from_tree
from terminal.workspace.open_registry import DEMO_MARK
from tests.drills.questions import Drill, drill
from tests.harness.apartments import FILINGS, back_up, restore
from tests.harness.processes.cli_runs import Huren
from tests.sync.nodes import Node, two_nodes

pytestmark = [pytest.mark.drills, pytest.mark.one_database]

TREES: dict[str, Callable[[Drill], list[Path]]] = {
    "own": lambda made: [made.cq.site],
    "both": lambda made: [made.cq.site, made.sc.site],
    "the other's": lambda made: [made.sc.site],
}


@pytest.fixture
def made(tmp_path: Path) -> Iterator[Drill]:
    """Two nodes without a marked key, whose newest status lists replaced older ones."""
    with drill(tmp_path / "nodes") as found:
        found.cq.change(found.ours[3])
        found.sc.change(found.theirs[0])
        found.exchange()
        found.before = found.answers(found.cq)
        yield found


def rebuild(made: Drill, node: Node, place: Path | str, trees: list[Path]) -> None:
    """Build a new registry at `place` out of the trees."""
    node.registry.close()
    heads = node.folder / "rebuilt.heads"
    node.bench.registry = registry = Registry.open(place, heads=heads, demo=True, filings=FILINGS)
    registry.set_pin(made.world.pin)
    (other,) = (one for one in made.nodes if one is not node)
    for tree in trees:
        found = restore_from_tree(registry, tree, now=made.world.now, peers=[other.did])
        assert (found.refused, found.rewound) == ((), ())


def problems(registry: Registry) -> list[tuple[str, object]]:
    found = audit_registry(registry, signatures=True).problems
    return [(one.code, one.facts.get("digest", one.field)) for one in found]


def named(node: Node) -> set[str]:
    """Return the status lists and the other association's manifests that its newest manifest names."""
    manifest = node.registry.read(lambda view: view.newest_manifest(node.did))
    assert manifest is not None
    subject = manifest.body.credential_subject
    seen = {entry.manifest for entry in subject.seen if entry.manifest is not None}
    return {part.digest for part in subject.parts if part.kind == "status-list"} | seen


@pytest.mark.night
@pytest.mark.parametrize("trees", TREES)
def test_a_rebuilt_node_passes_its_audit_now_and_later(made: Drill, place: Path | str, trees: str) -> None:
    rebuild(made, made.cq, place, TREES[trees](made))
    assert problems(made.cq.registry) == []
    made.check_as_before()
    for _ in range(2):
        made.cq.change(made.cq.issue()[0])
        made.exchange()
        assert [problems(node.registry) for node in made.nodes] == [[], []]


@pytest.mark.night
def test_a_rebuilt_node_is_backed_up_and_put_back(made: Drill, tmp_path: Path) -> None:
    path = tmp_path / "new" / "registry.db"
    path.parent.mkdir()
    rebuild(made, made.cq, path, [made.cq.site])
    records = back_up(path, tmp_path / "copy.db")
    made.cq.registry.close()
    assert restore(tmp_path / "copy.db", path) == records
    with Registry.open(path, heads=made.cq.folder / "rebuilt.heads", demo=True, filings=FILINGS) as registry:
        found = restore_from_tree(registry, made.cq.site, now=made.world.now, peers=[made.sc.did])
        assert (found.records, found.rewound) == (0, ())
        assert problems(registry) == []


@pytest.mark.night
def test_a_head_that_was_signed_after_the_manifest_is_no_fault(made: Drill, tmp_path: Path) -> None:
    """The head with the size in the newest manifest is gone; an older one comes back."""
    made.cq.change(made.ours[0])
    made.cq.publish()
    made.cq.issue()
    signer = made.cq.party.signers["publication"]
    assert publish_head(made.cq.registry, made.cq.did, signer, now=made.world.now) is not None
    made.cq.write()
    rebuild(made, made.cq, tmp_path / "new.db", [made.cq.site])
    assert problems(made.cq.registry) == []


@contextmanager
def lost(registry: Registry, digest: str) -> Iterator[None]:
    """Delete the record inside the block, and put it back afterwards."""
    row = RECORD.c.digest == digest
    (held,) = registry.recover(lambda view: view.connection.execute(select(RECORD).where(row)).all())
    registry.recover(lambda view: view.connection.execute(delete(RECORD).where(row)))
    yield
    registry.recover(lambda view: view.connection.execute(insert(RECORD), held._asdict()))


@pytest.mark.night
@pytest.mark.parametrize(
    "rebuilt", [True, pytest.param(False, marks=pytest.mark.night)], ids=["rebuilt", "as it was"]
)
def test_a_missing_record_of_the_newest_manifest_is_reported(
    made: Drill, place: Path | str, rebuilt: bool
) -> None:
    """Status lists, whichever manifest named them first, and the other association's manifest."""
    if rebuilt:
        rebuild(made, made.cq, place, [made.cq.site])
    here = named(made.cq)
    assert len(here) == 3
    for digest in here:
        with lost(made.cq.registry, digest):
            assert ("part-missing", digest) in problems(made.cq.registry)
    assert problems(made.cq.registry) == []


@pytest.mark.night
def test_a_status_list_without_a_suspension_that_began_and_ended_earlier_is_sound(tmp_path: Path) -> None:
    """A suspension began and ended between two publications of a list; the tree has only the second list."""
    with two_nodes(tmp_path) as (cq, _):
        world, signer = cq.world, cq.party.signers["assessment"]
        (one,) = cq.issue()
        world.advance(hours=2)
        cq.publish()
        before = named(cq)
        world.advance(hours=1)
        late = StatusDraft(one.body.id, "suspend", "complaint", world.now - timedelta(hours=2))
        change_status(cq.registry, late, signer, now=world.now, random=cq.random)
        cq.change(one, "reinstate", "resolved")
        world.advance(hours=1)
        cq.publish()
        assert named(cq) == before
        assert problems(cq.registry) == []
        write_tree(cq.registry, tmp_path / "tree")
        with Registry.open(tmp_path / "new.db", demo=True, filings=FILINGS) as registry:
            registry.set_pin(world.pin)
            assert restore_from_tree(registry, tmp_path / "tree", now=world.now).refused == ()
            assert problems(registry) == []


@pytest.mark.night
def test_the_demo_is_rebuilt_audited_and_backed_up(
    example_world: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren, data, copy = Huren(capsys), tmp_path / "one", tmp_path / "one.db"
    data.mkdir()
    (data / DEMO_MARK).touch()
    tree = ("--from-tree", example_world / "public", "--pin", example_world / "pin.txt", "--data", data)
    huren("restore", *tree)
    assert ": no problems" in huren("audit", "--signatures", "--data", data).out
    huren("backup", copy, "--data", data)
    huren("restore", copy, *tree)

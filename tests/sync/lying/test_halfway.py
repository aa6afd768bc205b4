"""A pull that got only a part (a file missing, a wrong clock, no time left): the next pull takes the rest."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from hashlib import sha256
from pathlib import Path

import pytest

from carriers.errors import CarrierError
from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from registry.publishing.log_files import witness_path
from registry.sync.mirror import set_outcomes
from registry.sync.pull import pull
from registry.sync.take_log import retry_refused
from registry.sync.taken import Pulled
from registry.view.trees import read_refused
from registry.view.view import RegistryView
from tests.harness.apartments import audit_published
from tests.sync.liars import Liar
from tests.sync.lying.lies import HUGE, Scene
from tests.sync.nodes import Node, copied

pytestmark = pytest.mark.nodes

LIST = "sc.huren.example/status/suspension/1"


class Tagged(Liar):
    """A tree that sends no unchanged file again, like any web server."""

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        found = super().fetch(path, limit)
        if found is None or found.data is None:
            return None
        digest = sha256(found.data).hexdigest()
        return PeerFile(None if tag == digest else found.data, digest)


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    with copied(Scene, tmp_path) as found:
        yield found


def ask(cq: Node, sc: Node, files: Liar | FolderFiles | None = None, now: datetime | None = None) -> Pulled:
    files = files or Tagged(sc.site)
    return pull(cq.registry, sc.did, files, now=now or cq.world.now, cosigners=[cq.cosigner])


def codes(pulled: Pulled) -> list[str]:
    return [error.code for error in pulled.errors]


def lists_lacking(view: RegistryView, issuer: str) -> set[str]:
    """Return the status lists of its newest manifest that are missing here."""
    manifest = view.newest_manifest(issuer)
    assert manifest is not None
    parts = manifest.body.credential_subject.parts
    named = {part.digest for part in parts if part.kind == "status-list"}
    assert named
    return named - view.known_digests(named)


def check_followed(cq: Node, sc: Node) -> None:
    """Check that everything its newest manifest counts and names is here and in this node's tree."""
    newest = [node.registry.read(lambda view: view.newest_manifest(sc.did)) for node in (cq, sc)]
    assert newest[0] is not None
    assert newest[0] == newest[1]
    assert cq.registry.read(lambda view: lists_lacking(view, sc.did)) == set()
    cq.publish()
    assert (cq.site / LIST).read_bytes() == (sc.site / LIST).read_bytes()
    assert audit_published(FolderFiles(cq.site), cq.world.pin, now=cq.world.now).problems == ()


@pytest.mark.parametrize(
    "is_old", [False, pytest.param(True, marks=pytest.mark.night)], ids=["left out", "of yesterday"]
)
def test_a_withheld_status_list_is_reported_and_taken_later(nodes: tuple[Node, Node], is_old: bool) -> None:
    cq, sc = nodes
    records = sc.issue(2)
    sc.change(records[0])
    sc.publish()
    assert codes(ask(cq, sc)) == []
    old = (sc.site / LIST).read_bytes()
    cq.world.advance(days=1)
    sc.change(records[1])
    sc.publish()
    liar = Tagged(sc.site)
    del liar.files[LIST]
    if is_old:
        liar.files[LIST] = old
    lied_to = ask(cq, sc, liar)
    assert codes(lied_to) == ["file-absent"]
    assert LIST in lied_to.errors[0].sentence("en")
    assert codes(ask(cq, sc)) == []
    check_followed(cq, sc)


def test_a_tree_that_is_being_written_lacks_nothing(nodes: tuple[Node, Node]) -> None:
    """Its status lists are already those of the next manifest; trust.json comes last."""
    cq, sc = nodes
    records = sc.issue(2)
    sc.change(records[0])
    sc.publish()
    halfway = Tagged(sc.site)
    cq.world.advance(days=1)
    sc.change(records[1])
    sc.publish()
    halfway.files[LIST] = (sc.site / LIST).read_bytes()
    assert codes(ask(cq, sc, halfway)) == []
    assert codes(ask(cq, sc)) == []
    check_followed(cq, sc)


@pytest.mark.night
def test_a_record_that_another_process_admits_is_no_longer_refused(scene: Scene) -> None:
    """Two pulls of one log at once: a record that one admits is no longer refused."""
    cq, sc = scene.nodes
    refused = ask(cq, sc, scene.tell(b"junk")).taken.refused
    assert [code for _, code in refused] == ["not-json"]
    (place,) = [place for place, _ in refused]
    cq.registry.write(lambda view: set_outcomes(view, sc.did, [(place, None)]))
    cq.registry.write(lambda view: set_outcomes(view, sc.did, [(place, "unknown-key")]))
    assert cq.registry.read(lambda view: [*read_refused(view.connection, sc.did)]) == []


def refuse_events(cq: Node, sc: Node) -> None:
    """Refuse its events and the manifest that counts them, as this node's clock is behind."""
    records = sc.issue(3)
    sc.change(records[0])
    sc.publish()
    assert codes(ask(cq, sc)) == []
    cq.world.advance(hours=30)
    behind = cq.world.now
    cq.world.advance(hours=5)
    for record in records[1:]:
        sc.change(record)
    sc.publish()
    refused = ask(cq, sc, now=behind)
    assert {code for _, code in refused.taken.refused} == {"signed-in-future"}


def test_a_manifest_that_is_whole_at_last_brings_its_status_lists(nodes: tuple[Node, Node]) -> None:
    cq, sc = nodes
    refuse_events(cq, sc)
    assert codes(ask(cq, sc)) == []
    check_followed(cq, sc)


def test_a_pull_killed_after_its_retries_is_continued_by_the_next(
    nodes: tuple[Node, Node], monkeypatch: pytest.MonkeyPatch
) -> None:
    cq, sc = nodes
    refuse_events(cq, sc)

    def retry_and_die(*args: object, **given: object) -> None:
        retry_refused(*args, **given)  # type: ignore[arg-type]
        raise KeyboardInterrupt

    monkeypatch.setattr("registry.sync.pull.retry_refused", retry_and_die)
    with pytest.raises(KeyboardInterrupt):
        ask(cq, sc)
    monkeypatch.undo()
    cq.world.advance(minutes=1)
    again = ask(cq, sc)
    assert (codes(again), again.taken.records) == ([], 0)
    check_followed(cq, sc)


@pytest.mark.night
def test_the_end_of_a_pull_keeps_earlier_faults(scene: Scene, monkeypatch: pytest.MonkeyPatch) -> None:
    cq, sc = scene.nodes
    liar = scene.tell(b"junk")
    liar.files[f"{witness_path(cq.did)}/checkpoint"] = HUGE
    assert codes(ask(cq, sc, liar)) == ["peer-too-large"]
    scene.world.now += timedelta(hours=1)

    def check_end(path: str) -> None:
        if path.endswith("log/data"):
            raise CarrierError("peer-ended", path)

    monkeypatch.setattr(liar, "check_end", check_end)
    assert codes(ask(cq, sc, liar)) == ["peer-too-large"]

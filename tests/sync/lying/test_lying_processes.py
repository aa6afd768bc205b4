"""Two nodes as processes, one of which pulls from a liar: it goes on, and answers as before."""

import json
import signal
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from threading import Event
from typing import Any
from urllib.error import HTTPError

import pytest

from api.clock import SystemClock
from registry.upkeep.audit import audit_registry
from tests.harness.processes.ports import free_port
from tests.sync.lying.lies import CHECKPOINT, LIES, Scene
from tests.sync.lying.lying_server import Behaviour, LyingServer, lying
from tests.sync.nodes import two_nodes
from tests.sync.served import PATIENCE, Served

pytestmark = [pytest.mark.nodes, pytest.mark.night]

FORK = "fork: without revocations"
THIRD = "did:web:third.huren.example"


class Stage:
    """Both processes, the answers before, and the liar in the place of the first node's peer."""

    def __init__(self, scene: Scene, liar: LyingServer) -> None:
        self.scene, self.liar = scene, liar
        ports = free_port(), free_port()
        away = f"http://127.0.0.1:{free_port()}"
        self.cq = Served(scene.cq, ports[0], {scene.sc.did: liar.address, THIRD: away})
        self.sc = Served(scene.sc, ports[1], {scene.cq.did: self.cq.address})
        liar.liar = scene.tell()
        self._ended = 0
        """Number of pulls from the liar whose end was logged."""

    def tell(self, name: str) -> None:
        """Serve the lie, and wait until the node logs the end of the pull."""
        lie = LIES[name]
        pull = self.liar.tell(lie.told(self.scene))
        code = self.wait_for(lambda _: self._ended == pull)["code"]
        assert code == (lie.code or "peer-pulled"), name
        self.scene.note_told(lie)

    def wait_for(self, is_it: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        """Wait for a certain log line about a pull from the liar, and return it."""
        for _ in range(PATIENCE):
            entry = self._hear()
            if entry.get("peer") == self.scene.sc.did and "records" in entry:
                self._ended += 1
                if is_it(entry):
                    return entry
        raise AssertionError(entry)

    def wait_for_third(self) -> None:
        """Wait until the node has pulled three times from its other peer while this one keeps it waiting."""
        said = 0
        while said < 3:
            entry = self._hear()
            assert entry.get("code") not in ("peer-late", "peer-ended"), "it was waited for"
            said = {THIRD: said + 1, self.scene.sc.did: 0}.get(entry.get("peer", ""), said)

    def _hear(self) -> dict[str, Any]:
        """Return the first node's next log line."""
        assert self.cq.process is not None
        assert self.cq.process.stderr is not None
        line = self.cq.process.stderr.readline()
        assert line, "it has ended"
        entry: dict[str, Any] = json.loads(line)
        return entry

    def check(self) -> None:
        """Check that the bundles of both nodes give the verdicts of before, and so does the node itself."""
        for served in (self.cq, self.sc):
            assert self.scene.answers(served.get("bundle.json")) == self.scene.before


@pytest.fixture
def stage(tmp_path: Path, place: Path | str) -> Iterator[Stage]:
    url = place if isinstance(place, str) else None
    with lying() as liar, two_nodes(tmp_path, (url, None), now=SystemClock().now()) as nodes:
        found = Stage(Scene(*nodes), liar)
        found.cq.start()
        found.sc.start()
        yield found
        found.cq.stop()
        found.sc.stop()


def failing(served: Served) -> set[str]:
    """Return the failed checks of a node that is not ready."""
    return {check["name"] for check in ask_ready(served) if not check["ready"]}


def ask_ready(served: Served) -> list[dict[str, Any]]:
    """Return all readiness checks."""
    try:
        answer = served.get("readyz")
    except HTTPError as error:
        answer = error.read()
    checks: list[dict[str, Any]] = json.loads(answer)["checks"]
    return checks


def test_a_node_that_is_lied_to_goes_on(stage: Stage) -> None:
    """All lies of the list; proven ones are reported loudly, and the others' records arrive as before."""
    scene, cq, sc = stage.scene, stage.cq, stage.sc
    assert failing(cq) == set()
    for name, lie in LIES.items():
        if lie.code != "log-forked":
            stage.tell(name)
            stage.check()
    stage.tell(FORK)
    stage.check()
    assert failing(cq) == {f"log of {scene.cq.did}"}
    forked = {check["name"] for check in ask_ready(cq) if check["detail"] == "log-forked"}
    assert forked >= {f"log of {scene.sc.did}"}, "a warning"
    (record,) = scene.cq.issue()
    sc.wait(f"api/v1/records/{record.digest}", lambda data: data == record.data)
    for _ in range(PATIENCE):  # the other node shows that its key signed more than it has
        if failing(sc) == {f"log of {scene.sc.did}"}:
            break
        Event().wait(0.1)
    else:
        raise AssertionError(failing(sc))
    cq.stop()
    assert audit_registry(scene.cq.registry, signatures=True).problems == ()


def hang(handler: BaseHTTPRequestHandler) -> None:
    """Answer nothing."""
    Event().wait(30)


def drip(handler: BaseHTTPRequestHandler) -> None:
    """Send an answer that never ends."""
    handler.send_response(200)
    handler.end_headers()
    while True:
        handler.wfile.write(b"x")
        Event().wait(0.1)


def flood(handler: BaseHTTPRequestHandler) -> None:
    """Send more than a client reads."""
    handler.send_response(200)
    handler.end_headers()
    for _ in range(100):
        handler.wfile.write(b"x" * 65_536)


@pytest.mark.parametrize("behaviour", [hang, drip])
def test_a_slow_peer_delays_nobody(stage: Stage, behaviour: Behaviour) -> None:
    """The node answers meanwhile, pulls from its other peer, serves it, and stops at once."""
    scene, cq, sc = stage.scene, stage.cq, stage.sc
    stage.liar.odd[CHECKPOINT] = behaviour
    assert stage.liar.asked.wait(30)
    stage.wait_for_third()
    stage.check()
    assert failing(cq) == set()
    (record,) = scene.cq.issue()
    sc.wait(f"api/v1/records/{record.digest}", lambda data: data == record.data)
    assert cq.process is not None
    cq.process.send_signal(signal.SIGTERM)
    assert cq.process.wait(10) == 0


def test_an_endless_answer_is_cut_off(stage: Stage) -> None:
    stage.liar.odd[CHECKPOINT] = flood
    stage.wait_for(lambda entry: entry["code"] == "peer-too-large")
    stage.liar.odd.clear()
    stage.wait_for(lambda entry: entry["code"] == "peer-pulled")
    stage.check()

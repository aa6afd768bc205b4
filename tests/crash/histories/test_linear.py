"""Eight clients on one registry whose node is killed again and again: of every record one order explains all.

Six submit and read through the HTTP API, two are terminals whose commands write into the registry themselves.
"""

import http.client
import json
from collections import Counter, defaultdict
from collections.abc import Iterator
from contextlib import ExitStack, closing
from hashlib import sha256
from pathlib import Path
from random import Random
from threading import Event as Signal
from threading import Lock, Thread
from time import monotonic_ns
from typing import Any

import pytest

from api.clock import SystemClock
from credentials.documents.status_event import REASONS, Action
from credentials.drafting.draft import StatusDraft
from registry import Registry, RegistryError
from registry.issuing.issue import change_status
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from tests.crash.histories.linear import Call, find_order
from tests.crash.histories.record_model import (
    Asked,
    Change,
    Event,
    Issue,
    Judge,
    Read,
    Standing,
    Submit,
    step,
)
from tests.crash.stage import quick_folder
from tests.harness import postgres
from tests.harness.apartments import FILINGS
from tests.harness.fuzz import examples
from tests.harness.processes.ports import free_port
from tests.harness.processes.serving import listening
from tests.harness.processes.warm_start import Start
from tests.sync.nodes import Node
from tests.world import World, id_of

pytestmark = pytest.mark.crash

TURNS = examples(24)
"""Calls of each client."""
KILLS = 3
KEYS = 4
"""Credentials that are submitted, and as many that a terminal issued."""
PATIENCE = 600
"""Looks at a node that is starting, a twentieth of a second apart."""


def event_of(value: Any) -> Event:
    """Return the event in the form in which the registry shows it."""
    subject = value["credentialSubject"]
    return Event(subject["sequence"], subject["action"], sha256(canonicalize(value)).hexdigest()[:8])


class Stage:
    """A registry, the node on it, credentials that nobody has submitted yet, and what everybody saw."""

    def __init__(self, folder: Path, place: Path | str) -> None:
        self.node = Node(folder, World(SystemClock().now()), "cq", place if isinstance(place, str) else None)
        self.world, self.registry = self.node.world, self.node.registry
        self.node.publish()
        self.submitted = [self.world.issue(by="cq") for _ in range(KEYS)]
        self.issued = [record.body.id for record in self.node.issue(KEYS)]
        self.calls: dict[str, list[Call]] = defaultdict(list)
        self.turns = Counter[str]()
        self.signing, self.port = Lock(), free_port()
        self.url = place if isinstance(place, str) else ""
        self._stack = ExitStack()
        (folder / "DEMO.txt").write_text("demo")

    def start(self) -> Start:
        """Start the node; what the last one had promised is on disk."""
        process, _ = self._stack.enter_context(
            listening(
                "--data", self.node.folder, "serve", "--port", self.port, HUREN_DATABASE_URL=self.url,
                HUREN_RATE_PER_MINUTE="0", HUREN_BATCH_WORKERS="0", HUREN_TRUST_WAIT_SECONDS="60",
            )
        )  # fmt: skip
        return process

    def stop(self) -> None:
        """Stop the running node."""
        self._stack.close()

    def note(self, key: str, asked: Asked, answered: object, begin: int) -> None:
        """Record a call; one whose result nobody knows has no end."""
        end = monotonic_ns() if answered is not None else None
        self.calls[key].append(Call(asked, answered, begin, end))

    def sign(self, key: str, action: Action, sequence: int) -> bytes:
        """Sign an event as a program of the association would."""
        with self.signing:
            return self.world.event(key, action, by="cq", sequence=sequence)


class Client:
    """A client of the node; if the node does not answer, the client asks something new once it is back."""

    def __init__(self, stage: Stage, seed: int) -> None:
        self.stage, self.random = stage, Random(seed)
        self.failed: list[BaseException] = []
        self.connection = http.client.HTTPConnection("127.0.0.1", stage.port, timeout=30)

    def run(self) -> None:
        """All of its turns."""
        try:
            for _ in range(TURNS):
                self.turn()
                self.stage.turns["done"] += 1
        except BaseException as error:
            self.failed.append(error)
        self.close()

    def close(self) -> None:
        """Its connection."""
        self.connection.close()

    def turn(self) -> None:
        """Submit the credential or an event of it, then read it."""
        data = self.random.choice(self.stage.submitted)
        key = id_of(data)
        match self.random.randrange(6):
            case 0:
                self._submit(key, Issue(), data)
            case 1 | 2:
                found = self.look(key)
                if found is None or not found.allowed:
                    return
                chosen = self.random.choice([*found.allowed[:1] * 4, *found.allowed])
                line = self.stage.sign(key, chosen, len(found.events) + 1)
                self._submit(key, Submit(event_of(json.loads(line))), line)
            case _:
                self.look(self.random.choice([key, *self.stage.issued]))

    def _submit(self, key: str, asked: Asked, data: bytes) -> None:
        """Submit; if the result is unknown, submit the same bytes again."""
        for _ in range(2):
            begin = monotonic_ns()
            answer = self._ask("POST", "/api/v1/records", data)
            if answer is not None:
                assert answer[0] in (200, 201), answer
                self.stage.note(key, asked, "stored" if answer[0] == 201 else "already", begin)
                return
            self.stage.note(key, asked, None, begin)

    def look(self, key: str) -> Standing | None:
        """Read the credential and ask for its verdict, which knows all that came through the same process."""
        begin = monotonic_ns()
        answer = self._ask("GET", f"/api/v1/credentials/{key}?home={self.stage.node.did}")
        if answer is None:
            return None
        status, value = answer
        assert status in (200, 404), answer
        if status == 404:
            self.stage.note(key, Read(), "absent", begin)
            return Standing()
        events = frozenset(map(event_of, value["events"]))
        self.stage.note(key, Read(), events, begin)
        if key not in self.stage.issued:
            code = value["verdict"]["code"]
            self.stage.note(key, Judge(), code, begin)
        return Standing(True, events)

    def _ask(self, method: str, path: str, data: bytes | None = None) -> tuple[int, Any] | None:
        """Return status and JSON, or None if the node went away; wait until the node is back."""
        head = {"Content-Type": "application/json"} if data is not None else {}
        try:
            self.connection.request(method, path, body=data, headers=head)
            answer = self.connection.getresponse()
            return answer.status, json.loads(answer.read())
        except (OSError, http.client.HTTPException):
            self.connection.close()
            self._wait()
            return None

    def _wait(self) -> None:
        for _ in range(PATIENCE):
            try:
                self.connection.connect()
                return
            except OSError:
                Signal().wait(0.05)
        raise AssertionError("the node did not come back")


class Terminal(Client):
    """A terminal whose commands write into the registry themselves."""

    def __init__(self, stage: Stage, seed: int) -> None:
        super().__init__(stage, seed)
        self.registry = Registry.open(
            stage.node.bench.place, heads=stage.registry.heads, demo=True, filings=FILINGS
        )

    def close(self) -> None:
        """And its registry."""
        super().close()
        self.registry.close()

    def turn(self) -> None:
        """Sign the next event of one of its credentials, or record why none is possible."""
        key = self.random.choice(self.stage.issued)
        action: Action = self.random.choice(("suspend", "reinstate", "suspend", "reinstate", "revoke"))
        begin, now = monotonic_ns(), self.stage.world.now
        signer = self.stage.node.party.signers["assessment"]
        draft = StatusDraft(key, action, REASONS[action][0], now)
        found: object
        try:
            record = change_status(self.registry, draft, signer, now=now, random=self.random)
            found = event_of(record.value)
        except RegistryError as error:
            if error.code not in ("already-final", "already-suspended", "not-suspended"):
                raise
            found = "refused"
        self.stage.note(key, Change(action), found, begin)


@pytest.fixture(params=postgres.DATABASES)
def stage(request: pytest.FixtureRequest) -> Iterator[Stage]:
    with quick_folder() as folder:
        place = folder / "registry.db" if request.param == "sqlite" else postgres.new_database()
        found = Stage(folder, place)
        yield found
        found.stop()
        found.registry.close()
        if isinstance(place, str):
            postgres.drop_database(place)


@pytest.mark.night
def test_of_every_record_one_order_explains_what_was_answered(stage: Stage) -> None:
    """At the end, everything that was acknowledged is stored."""
    process = stage.start()
    clients = [Client(stage, seed) for seed in range(6)] + [Terminal(stage, seed) for seed in (6, 7)]
    threads = [Thread(target=client.run) for client in clients]
    for thread in threads:
        thread.start()
    whole = len(clients) * TURNS
    for kill in range(1, KILLS + 1):
        while stage.turns["done"] < whole * kill // (KILLS + 1) and any(one.is_alive() for one in threads):
            Signal().wait(0.01)
        process.kill()
        process.wait(30)
        process = stage.start()
    for client, thread in zip(clients, threads, strict=True):
        thread.join()
        for error in client.failed:
            raise error
    with closing(Client(stage, 0)) as last:
        for key in [*map(id_of, stage.submitted), *stage.issued]:
            last.look(key)
    for key, calls in stage.calls.items():
        order = find_order(calls, Standing(key in stage.issued), step)
        assert order is not None, "\n".join(map(str, calls))
    assert audit_registry(stage.registry, signatures=True).problems == ()
    every = [call for calls in stage.calls.values() for call in calls]
    assert len(every) > whole, "there was little to explain"
    assert {type(call.asked) for call in every} == {Issue, Submit, Change, Read, Judge}


A, B = Event(1, "suspend", "a"), Event(1, "revoke", "b")
BAD = {
    "a read misses what was acknowledged": [
        Call(Issue(), "stored", 0, 1), Call(Submit(A), "stored", 2, 3), Call(Read(), frozenset(), 4, 5),
    ],
    "what was read is gone": [
        Call(Issue(), "stored", 0, 1), Call(Submit(A), None, 2), Call(Read(), frozenset({A}), 3, 4),
        Call(Read(), frozenset(), 5, 6),
    ],
    "two were the first": [Call(Issue(), "stored", 0, 9), Call(Issue(), "stored", 0, 9)],
    "nobody was the first": [Call(Issue(), "already", 0, 9), Call(Issue(), "already", 0, 9)],
    "a verdict of before": [
        Call(Issue(), "stored", 0, 1), Call(Submit(B), "stored", 2, 3), Call(Judge(), "ok", 4, 5),
    ],
    "two took one place": [
        Call(Issue(), "stored", 0, 1), Call(Change("suspend"), A, 2, 9),
        Call(Change("suspend"), A._replace(digest="c"), 2, 9),
    ],
    "refused without a reason": [Call(Issue(), "stored", 0, 1), Call(Change("suspend"), "refused", 2, 3)],
    "it was there before it was made": [Call(Read(), frozenset(), 0, 1), Call(Issue(), "stored", 2, 3)],
    "one order for two readers there is none": [
        Call(Issue(), "stored", 0, 1), Call(Submit(A), "stored", 2, 20), Call(Submit(B), "stored", 2, 20),
        Call(Read(), frozenset({A}), 3, 8), Call(Read(), frozenset({B}), 3, 8),
    ],
}  # fmt: skip
GOOD = {
    "what nobody knows happened": [Call(Issue(), None, 0), Call(Read(), frozenset(), 5, 6)],
    "what nobody knows never happened": [Call(Issue(), None, 0), Call(Read(), "absent", 5, 6)],
    "what nobody knows happened late": [
        Call(Issue(), None, 0), Call(Read(), "absent", 5, 6), Call(Issue(), "already", 7, 8),
    ],
    "at the same time either comes first": [
        Call(Issue(), "stored", 0, 9), Call(Read(), "absent", 1, 2), Call(Read(), frozenset(), 3, 4),
    ],
    "of two changes at the same time one is refused": [
        Call(Issue(), "stored", 0, 1), Call(Change("revoke"), B, 2, 9),
        Call(Change("suspend"), "refused", 3, 4),
    ],
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_a_history_that_cannot_be_is_rejected(name: str) -> None:
    assert find_order(BAD[name], Standing(), step) is None


@pytest.mark.parametrize("name", GOOD)
def test_a_history_that_can_be_is_explained(name: str) -> None:
    order = find_order(GOOD[name], Standing(), step)
    assert order is not None
    assert {*map(id, order)} >= {id(call) for call in GOOD[name] if call.end is not None}


def test_many_calls_at_one_time_are_explained_soon() -> None:
    """Readers beside writers, all at once: no state is tried twice."""
    events = [Event(place, "suspend", str(place)) for place in range(8)]
    calls = [Call(Issue(), "stored", 0, 1), *(Call(Submit(event), "stored", 2, 900) for event in events)]
    calls += [Call(Read(), frozenset(events[:place]), 2 + place, 800) for place in range(9) for _ in range(4)]
    assert find_order(calls, Standing(), step) is not None

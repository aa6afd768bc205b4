"""A node in memory: a world, a registry that holds it and has published, the application, and a client."""

import json
import random
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from api import Settings, create_app
from credentials.identifiers import log_origin
from keys_example import example_signer
from registry import Registry
from registry.publishing.publish import publish_all
from registry.sync.heads import read_head
from registry.sync.mirror import store_head
from registry.view.view import RegistryView
from signing.log.note import format_note, parse_note, sign_cosignature
from tests.harness.apartments import SERVINGS
from tests.world import World
from tests.world.registries import fill, open_registry

JSON = {"content-type": "application/json"}
NDJSON = {"content-type": "application/x-ndjson"}


class TestClock:
    """The world's time; seconds pass only by `wait`."""

    __test__ = False

    def __init__(self, world: World) -> None:
        self.world = world
        self.seconds = 1000.0

    def now(self) -> datetime:
        """Return the world's now."""
        return self.world.now

    def monotonic(self) -> float:
        """Return seconds, which stand still by themselves."""
        return self.seconds

    def wait(self, seconds: float) -> None:
        """Let seconds pass, for limits and polls alone."""
        self.seconds += seconds


class Node:
    """`client` talks to `app` over `registry`, which holds what `world` has signed."""

    def __init__(self, path: Path | str, world: World, *, heads: Path | None = None, **settings: Any) -> None:
        self.world = world
        self.registry: Registry = open_registry(path, world, heads=heads)
        self.clock = TestClock(world)
        chosen: dict[str, Any] = {"batch_workers": 0, "rate_per_minute": 0, **settings}
        self.settings = Settings.load(None, **chosen)
        self.app: Any = create_app(self.settings, self.registry, self.clock, servings=SERVINGS)
        self.client = TestClient(self.app, raise_server_exceptions=False)

    def publish(self, *names: str) -> None:
        """Let associations publish from this registry."""
        signers = [
            (self.world.association(name).did, example_signer(f"{name}-publication")) for name in names
        ]
        publish_all(self.registry, signers, now=self.world.now, random=random.Random(1))

    def fill(self) -> None:
        """Admit, behind the application's back, the world's new records."""
        fill(self.registry, self.world)

    def cosign(self) -> None:
        """Let Sichuan cosign Chongqing's newest head, and bring the cosignature to the node."""
        did, other = self.world.cq.did, self.world.sc
        key, origin = other.signers["publication"], log_origin(other.did)

        def keep(view: RegistryView) -> None:
            head = view.newest_checkpoint(did)
            assert head is not None
            time = int(self.world.now.timestamp())
            note = sign_cosignature(parse_note(head.note), origin, key.sign, key.public_key, time=time)
            text = format_note(note)
            store_head(view, did, read_head(text, did, view.load_trust()).head, text)

        self.registry.write(keep)

    def post(self, path: str, value: Any, **headers: str) -> Any:
        """POST of a JSON value, or of bytes as they are."""
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        return self.client.post(path, content=data, headers={**JSON, **headers})

    def verify(self, credential: bytes | str, **question: Any) -> Any:
        """Return the verdict on a credential as JSON."""
        value = credential if isinstance(credential, str) else json.loads(credential)
        return self.post("/api/v1/verifications", {"credential": value, **question}).json()


@contextmanager
def running(path: Path, world: World | None = None, **settings: Any) -> Iterator[Node]:
    """A node whose application has started."""
    node = Node(path / "registry.db", world or World(), **settings)
    with node.client:
        yield node
    node.registry.close()


def problem_of(response: Any) -> dict[str, Any]:
    """Return the problem in an answer, after checking its form."""
    assert response.headers["content-type"] == "application/problem+json", response.text
    value: dict[str, Any] = response.json()
    assert value["status"] == response.status_code
    assert value["type"] == f"https://w3id.org/huren/problems/{value['code']}"
    assert value["title"]
    assert value["detail"]
    assert value["requestId"] == response.headers["x-request-id"]
    return value

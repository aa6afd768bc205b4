"""A node with the resolutions of four conferences, and with texts that are not adopted."""

import random
from collections.abc import Iterator
from datetime import timedelta
from hashlib import sha256
from typing import Any, NamedTuple

import pytest

from credentials.documents.agreement import agreement_digest
from keys_example.conferences import example_conferences
from keys_example.technologies import amended_text
from signing.jcs import canonicalize
from tests.pages.pages import Page, Scene
from tests.world import World
from tests.world.api_node import running
from tests.world.works import half, signed, standard

HOSTILE = "示例</title><script>alert(1)</script>&amp;"
CODE = "technology-criteria"


class Conferred(NamedTuple):
    """A node with four conferences, and beside them what is not adopted; digests by what they are."""

    scene: Scene
    digests: dict[str, str]

    def page(self, path: str, status: int = 200) -> Page:
        return self.scene.page(path, status)

    def get(self, path: str, **query: str) -> Any:
        answer = self.scene.node.client.get(path, params=query)
        assert answer.status_code == 200, answer.text
        return answer

    def text(self, path: str) -> str:
        return " ".join(self.page(path).text.split())


def keep(made: Any, text: Any) -> Any:
    """Return the example's second version, under the number and the days of this one."""
    return made | {name: text[name] for name in ("previous", "version", "effectiveFrom") if name in text}


@pytest.fixture(scope="module")
def conferred(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Conferred]:
    world = World()
    world.advance(days=60)
    world.amend(lambda text: text.update(keep(amended_text(text, world.now), text)))
    world.advance(days=2)
    world.publish()
    held: dict[str, bytes] = {}

    texts = [agreement_digest(version[0]["credentialSubject"]) for version in world.agreements]
    made = example_conferences(
        random.Random(1), texts=texts, today=world.now.date(), since=world.now - timedelta(days=50)
    )
    for name, value in zip(
        ["1a", "1b", "2a", "2b", "s1", "3a", "3b", "s2", "survey", "4a", "4b"], made, strict=True
    ):
        held[name] = canonicalize(value)
    later: dict[str, Any] = {"code": CODE, "version": 3, "previous": sha256(held["s2"]).hexdigest()}
    held["s3"] = signed(world, standard(world, **later))
    hostile = {"zh": HOSTILE, "en": HOSTILE}
    held["draft"] = signed(world, standard(world, code="example-draft", title=hostile))
    day = world.now.date().isoformat()
    lonely: dict[str, Any] = {
        "number": HOSTILE[:40] + "/?#..",
        "items__0__title": hostile,
        "items__0__due": day,
    }
    held["lonely"] = signed(world, half(world, "cq", held["draft"], **lonely))
    held["one"] = signed(world, half(world, "cq", number="示例 7"))
    held["two"] = signed(world, half(world, "sc", number="示例 7", dissent=...))
    with running(tmp_path_factory.mktemp("conferences"), world) as node:
        for name, data in held.items():
            assert node.post("/api/v1/records", data).status_code == 201, name
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        digests = {name: sha256(data).hexdigest() for name, data in held.items()}
        yield Conferred(Scene(node, world), digests)

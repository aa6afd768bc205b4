"""A node's page about itself: version, agreement, stored records, caps; for programs and for people."""

import asyncio
import threading
from collections.abc import Iterator
from importlib.metadata import version
from pathlib import Path
from typing import Any

import pytest

from api.answers import node_facts
from api.answers.held import HeldAnswer
from api.answers.node_facts import HOLD_SECONDS, NodeFacts
from api.clock import SystemClock
from credentials.documents.agreement import agreement_digest
from registry import RegistryError
from tests.world import World
from tests.world.api_node import Node, running


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    world = World()
    with running(
        tmp_path, world, other_nodes={"did:web:sc.huren.example": "https://sc.huren.example"}
    ) as node:
        for _ in range(7):
            node.registry.admit(world.issue(by="cq"), now=world.now)
        node.publish("cq")
        yield node


def test_the_node_states_its_version_records_and_caps(node: Node) -> None:
    answer = node.client.get("/api/v1/node")
    assert (answer.status_code, answer.headers["content-type"]) == (200, "application/json")
    told = answer.json()
    assert told["version"] == version("huren")
    assert told["agreement"] == {
        "name": node.world.text["agreement"], "version": 1,
        "digest": agreement_digest(node.world.text), "pin": node.world.pin,
    }  # fmt: skip
    kept = {line["issuer"]: line for line in told["keeps"]}
    cq, sc = kept[node.world.cq.did], kept[node.world.sc.did]
    assert (cq["records"]["capability"], cq["records"]["key-list"], cq["node"]) == (7, 1, None)
    assert (cq["logEntries"], sc["node"]) == (cq["signedHead"], "https://sc.huren.example")
    assert cq["logEntries"] > 7
    assert told["caps"]["batchBytes"] == node.settings.batch_bytes
    assert told["caps"]["verifications"] == 1_000
    node.registry.admit(node.world.issue(by="cq"), now=node.world.now)
    node.clock.wait(HOLD_SECONDS)
    assert node.client.get("/api/v1/node").json()["keeps"][0]["records"]["capability"] == 8


@pytest.mark.parametrize(("lang", "words"), [("zh", "能力评价"), ("en", "Capability assessment")])
def test_the_page_for_people_has_the_same_facts(node: Node, lang: str, words: str) -> None:
    page = node.client.get("/status", headers={"accept": "text/html", "accept-language": lang}).text
    assert f'{words} <b class="num">7</b>' in page
    assert version("huren") in page
    assert node.world.pin in page


def test_the_page_works_without_the_database(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    """Facts from trust data are shown; numbers of records are unknown."""
    assert node.client.get("/api/v1/trust").status_code == 200

    def fail(*_: Any) -> None:
        raise RegistryError("database-unreachable", reason="x")

    monkeypatch.setattr(type(node.registry), "read", fail)
    told = node.client.get("/api/v1/node").json()
    assert told["agreement"]["pin"] == node.world.pin
    assert {line["records"] for line in told["keeps"]} == {None}
    page = node.client.get("/status", headers={"accept": "text/html", "accept-language": "en"})
    assert page.status_code == 200
    assert "cannot be read at the moment" in page.text


def test_each_question_gets_its_own_answer() -> None:
    """Of two questions at once the second gets its own answer, or none while the first takes too long."""
    held = HeldAnswer[str](monotonic=SystemClock().monotonic, seconds=60)

    async def ask() -> list[str | None]:
        ready = asyncio.Event()

        async def answer(word: str) -> str:
            await ready.wait()
            return word

        first = asyncio.create_task(held.get(lambda: answer("a"), patience=60, key="a"))
        await asyncio.sleep(0)
        found = [await held.get(lambda: answer("b"), patience=0, key="b")]
        ready.set()
        found += [await first, await held.get(lambda: answer("b"), patience=60, key="b")]
        return [*found, await held.get(lambda: answer("c"), patience=60, key="b")]

    assert asyncio.run(ask()) == [None, "a", "b", "b"]


def test_a_count_that_is_cut_off_with_its_event_loop_is_made_anew(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    late = threading.Event()
    facts = NodeFacts(node.registry, SystemClock())
    monkeypatch.setattr(node_facts, "find_kept", lambda *_: late.wait(60) and {})

    async def ask_in_haste() -> object:
        monkeypatch.setattr(node_facts, "PATIENCE_SECONDS", 0.0)
        found = await facts.kept()
        late.set()
        return found

    assert asyncio.run(ask_in_haste()) is None
    monkeypatch.setattr(node_facts, "PATIENCE_SECONDS", 60.0)
    assert asyncio.run(facts.kept()) == {}
    assert asyncio.run(facts.kept()) == {}, "held for whoever asks next, in whatever loop"

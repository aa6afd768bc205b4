"""Refusals by a registry and the API are sentences without codes."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from registry.errors import RegistryError
from registry.view.view import RegistryView
from tests.credentials.sentences import DID, LANGUAGES, check_sentence
from tests.world import World, tamper
from tests.world.api_node import running
from tests.world.registry_setup import Bench


@pytest.fixture
def bench(tmp_path: Path) -> Iterator[Bench]:
    """A registry with the agreement of the world."""
    bench = Bench(tmp_path / "registry.db")
    yield bench
    bench.registry.close()


def test_a_registry_calls_parties_by_their_names(bench: Bench) -> None:
    world = bench.world
    with pytest.raises(RegistryError) as caught:
        bench.registry.read(lambda view: refuse(view, world.sc.did))
    refusal = caught.value
    assert refusal.text is not None
    party = refusal.text.party(world.sc.did)
    assert party is not None
    assert party.legal_name.zh in refusal.sentence("zh")
    assert DID not in refusal.sentence("en")


def refuse(view: RegistryView, issuer: str) -> None:
    """Return a registry's refusal about an association without a key list."""
    assert view.load_trust()
    raise RegistryError("no-key-list", "issuer", issuer=issuer)


QUERIES = (
    "status=xx",
    "limit=99999",
    "limit=0",
    "limit=x",
    "issuer=zz",
    "q=a",
    "q=",
    "cursor=z",
    "foo=1",
    "uscc=1",
)


BODIES: tuple[object, ...] = (
    {"credential": 3},
    [],
    {"credential": "x", "home": "四川"},
    {"credential": "x", "at": "x"},
    {"credential": "x", "b": 1},
    {},
    {"credential": "x", "expect": {"uscc": "1"}},
    {"credential": "x", "expect": 1},
)


CHANGES: tuple[Any, ...] = (
    lambda c: c.update(id="x"),
    lambda c: c.update(issuer="x"),
    lambda c: c.update(validFrom="x"),
    lambda c: c.pop("id"),
    lambda c: c["credentialSubject"].update(region="CN"),
    lambda c: c["credentialStatus"].pop(),
    lambda c: c.update(type=["X"]),
    lambda c: c["credentialSubject"]["assessment"].update(grade=3),
    lambda c: c.update({"schema:name": "有效"}),
    lambda c: c["credentialSubject"]["assessment"].update(type="X"),
    lambda c: c.update({"a”\u202e": 1}),
    lambda c: c["credentialSubject"]["assessment"].update(certificateNumber="x" * 500),
    lambda c: c["proof"].update(type="x"),
)


def test_a_refusal_of_the_api_has_no_raw_codes(tmp_path: Path) -> None:
    world = World()
    credential = world.issue()
    with running(tmp_path, world) as node:
        node.publish("cq", "sc", "cq")
        for lang in LANGUAGES:
            head = {"accept-language": lang}
            answers = [node.client.get(f"/api/v1/credentials?{query}", headers=head) for query in QUERIES]
            answers += [node.post("/api/v1/verifications", body, **head) for body in BODIES]
            answers += [
                node.client.post(
                    "/api/v1/records",
                    content=tamper(credential, change),
                    headers={**head, "content-type": "application/json"},
                )
                for change in CHANGES
            ]
            answers += [
                node.client.get(f"/api/v1/{path}", headers=head)
                for path in (
                    "credentials/urn:uuid:00000000-0000-4000-8000-0000000000ff",
                    "records/zz",
                    "nothing",
                )
            ]
            for answer in answers:
                detail = answer.json()["detail"]
                assert answer.status_code < 500, detail
                assert detail.isprintable()
                check_sentence(detail, lang)
                assert not re.search(r"凭证凭证|[。，] |[\u4e00-\u9fff] “", detail), detail

"""Publishing to object storage and taking from it, by the command, against a server."""

import logging
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import obstore
import pytest

from carriers.objects.bucket import Bucket
from keys_example import example_pem
from registry.publishing.stores.store import ASK_AGAIN, FOR_EVER
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.object_server import new_prefix, object_server, open_store
from tests.harness.processes.ports import free_port
from tests.sync.nodes import Node, two_nodes

__all__ = ["object_server"]

pytestmark = [pytest.mark.nodes, pytest.mark.one_database]


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with two_nodes(tmp_path) as found:
        for node in found:
            (node.folder / "DEMO.txt").write_text("demo")
            save_key(node.folder / "publication.pem", example_pem(f"{node.name}-publication"))
        yield found


@pytest.fixture
def huren(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, object_server: Mapping[str, str]
) -> Huren:
    logging.getLogger("werkzeug").disabled = True
    for name, value in object_server.items():
        monkeypatch.setenv(name, value)
    monkeypatch.setattr("carriers.objects.bucket.SECONDS", 2)
    return Huren(capsys)


def publish(huren: Huren, node: Node, place: object, *more: object, code: int = 0) -> Any:
    words = ("--key", node.folder / "publication.pem", "--data", node.folder, "--now")
    return huren("publish", place, *words, node.world.now.isoformat(), *more, code=code)


def test_what_one_node_publishes_the_other_takes_from_the_bucket(
    nodes: tuple[Node, Node], huren: Huren, object_server: Mapping[str, str]
) -> None:
    cq, sc = nodes
    place = new_prefix()
    sc.issue(3)
    assert f"are below {place}" in publish(huren, sc, place).out
    now = ("--now", cq.world.now.isoformat())
    taken = huren("sync", "--from-tree", place, "--data", cq.folder, *now)
    assert "3 new records, 0 not admitted; its log has 4 entries" in taken.out
    sc.issue(1)
    publish(huren, sc, place)
    taken = huren("sync", "--from-tree", place, "--data", cq.folder, *now)
    assert "1 new record, 0 not admitted" in taken.out
    assert "no problems" in huren("audit", "--from-tree", place, "--data", cq.folder, *now).out


@pytest.mark.night
def test_caches_are_told_what_never_changes(
    nodes: tuple[Node, Node], huren: Huren, object_server: Mapping[str, str]
) -> None:
    place, host, plain = new_prefix(), "sc.huren.example", "text/plain; charset=utf-8"
    publish(huren, nodes[1], place)
    store = open_store(object_server, prefix=place.rpartition("/")[2])
    for path, media, cache in (
        ("bundle.json", "application/json", ASK_AGAIN),
        ("ns/v1", "application/ld+json", ASK_AGAIN),
        (f"{host}/log/checkpoint", plain, ASK_AGAIN),
        (f"{host}/log/tile/0/000.p/1", "application/octet-stream", FOR_EVER),
        (f"{host}/log/data/000.p/1.ndjson.gz", "application/octet-stream", FOR_EVER),
    ):
        headers = obstore.get(store, path).attributes
        assert (headers["Content-Type"], headers["Cache-Control"]) == (media, cache), path


@pytest.mark.night
def test_each_refusal_is_named_and_says_what_to_do(
    nodes: tuple[Node, Node], huren: Huren, monkeypatch: pytest.MonkeyPatch
) -> None:
    _, sc = nodes
    for lang, words in (("zh", ("没有存储桶", "请先创建")), ("en", ("there is no bucket", "Create it"))):
        done = publish(huren, sc, "s3://no-such-bucket/x", "--lang", lang, code=1)
        assert all(word in done.err for word in words)
    assert "is not the address of a bucket" in publish(huren, sc, "s3://X/../y", code=1).err
    now = ("--data", sc.folder, "--now", sc.world.now.isoformat())
    assert "there is no bucket" in huren("sync", "--from-tree", "s3://no-such-bucket", *now, code=1).err
    with monkeypatch.context() as patch:
        patch.setattr("carriers.objects.extra.find_spec", lambda _: None)
        assert "pip install 'huren[objects]'" in publish(huren, sc, new_prefix(), code=1).err
    monkeypatch.setenv("AWS_ENDPOINT_URL", f"http://127.0.0.1:{free_port()}")
    assert "goes on from there" in publish(huren, sc, new_prefix(), code=1).err


@pytest.mark.night
def test_a_network_that_goes_away_leaves_what_the_next_try_ends(
    nodes: tuple[Node, Node], huren: Huren, monkeypatch: pytest.MonkeyPatch, object_server: Mapping[str, str]
) -> None:
    cq, sc = nodes
    place, put, left = new_prefix(), Bucket._put, iter(range(20))
    sc.issue(3)

    def fail(bucket: Bucket, *rest: Any) -> str | None:
        if next(left, None) is None:
            bucket._store = open_store(object_server, f"http://127.0.0.1:{free_port()}")
        return put(bucket, *rest)

    with monkeypatch.context() as patch:
        patch.setattr(Bucket, "_put", fail)
        assert "could not be asked" in publish(huren, sc, place, code=1).err
    publish(huren, sc, place)
    now = ("--now", cq.world.now.isoformat())
    assert "no problems" in huren("audit", "--from-tree", place, "--data", cq.folder, *now).out

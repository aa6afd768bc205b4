"""The log over HTTP is the log in the static tree, tile by tile, whatever its size."""

import random
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import delete, event, insert

from credentials.identifiers import log_origin
from keys_example import example_signer
from registry import Registry
from registry.database.tables import CHECKPOINT, LEAF
from registry.log.tiles import WIDTH, Tile, parse_tile
from registry.publishing.static_tree import write_tree
from registry.view.trees import RECORDS, count_leaves
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.note import format_note, sign_note
from tests.harness.selection.by_day import by_day
from tests.world.api_node import Node, problem_of, running

SIZES = (2, 255, 256, 257, 65_536 + 258)
HOST = "cq.huren.example"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield node


def grow(registry: Registry, issuer: str, size: int) -> None:
    """Append entries until the log has `size`, and sign its head.

    Entries are any digests: tiles do not ask what of.
    """
    source = random.Random(size)

    def append(view: Any) -> None:
        rows = [
            {"issuer": issuer, "tree": RECORDS, "position": position, "digest": source.randbytes(32).hex()}
            for position in range(count_leaves(view.connection, issuer, RECORDS), size)
        ]
        if rows:
            view.connection.execute(insert(LEAF), rows)

    def sign(view: Any) -> None:
        signer, origin = example_signer("cq-publication"), log_origin(issuer)
        head = Checkpoint(origin, size, view.tree(issuer, RECORDS).root(size))
        note = format_note(sign_note(format_checkpoint(head), origin, signer.sign, signer.public_key))
        view.connection.execute(delete(CHECKPOINT).where(CHECKPOINT.c.issuer == issuer))
        view.connection.execute(insert(CHECKPOINT), {"issuer": issuer, "size": size, "note": note})

    registry.write(append)
    registry.write(sign)


@pytest.mark.bounds
@pytest.mark.parametrize("sizes", by_day([[*SIZES[:-1]], [*SIZES]], [[*SIZES[:-1]]]))
def test_every_tile_of_the_tree_is_served_alike(tmp_path: Path, sizes: list[int]) -> None:
    """Partial tiles of earlier heads stay in the tree through later publications, and are served, too."""
    with running(tmp_path) as node:
        for size in sizes:
            grow(node.registry, node.world.cq.did, size)
            write_tree(node.registry, tmp_path / "tree")
            check_tiles(node, tmp_path / "tree", size)


def check_tiles(node: Node, tree: Path, size: int) -> None:
    """Check that the tree has every tile of a log of this size, and that the node serves each."""
    folder = tree / HOST / "log" / "tile"
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert len(files) >= 2 * -(-size // WIDTH)
    for path in files:
        name = path.relative_to(tree)
        answer = node.client.get(f"/{name}")
        assert answer.status_code == 200, answer.text
        assert answer.content == path.read_bytes(), name
    assert "immutable" in answer.headers["cache-control"]
    assert answer.headers["content-type"] == "application/octet-stream"
    own = node.client.get("/log/tile/0/000.p/1", headers={"host": HOST})
    assert own.content == node.client.get(f"/{HOST}/log/tile/0/000.p/1").content


def test_what_the_head_does_not_cover_is_not_served(node: Node) -> None:
    grow(node.registry, node.world.cq.did, 300)  # the log may be longer: it is not signed yet
    for found in ("0/000", "0/001.p/44", "entries/001.p/44", "1/000.p/1", "0/000.p/255"):
        assert node.client.get(f"/{HOST}/log/tile/{found}").status_code == 200, found
    for missing in (
        "0/001.p/45",
        "0/001",
        "entries/001.p/45",
        "1/000.p/2",
        "1/000",
        "2/000.p/1",
        "9/000.p/1",
    ):
        assert problem_of(node.client.get(f"/{HOST}/log/tile/{missing}"))["status"] == 404, missing


@pytest.mark.parametrize(
    "path",
    [
        "", "0", "0/", "0/0", "0/000/", "00/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p/1/",
        "0/x000/000", "0/x1/000", "0/-01", "0/000.p/-1", "0/٠٠٠", "64/000", "x/000",
        "0/x999/x999/x999/x999/x999/x999/999", "entries/../checkpoint", "0/999999999999", "data/000",
    ],
)  # fmt: skip
def test_there_is_one_way_to_write_a_tile(node: Node, path: str) -> None:
    assert problem_of(node.client.get(f"/{HOST}/log/tile/{path}"))["status"] == 404


@given(
    st.builds(
        Tile,
        st.none() | st.integers(0, 63),
        st.integers(0, 10**18 - 1),
        st.integers(1, WIDTH),
    )
)
def test_paths_are_read_as_they_are_written(tile: Tile) -> None:
    assert parse_tile(tile.path) == tile


@given(st.text(max_size=40) | st.from_regex(r"(entries|\d{1,2})/(x\d{3}/)*\d{3}(\.p/\d{1,3})?"))
def test_a_path_that_is_read_is_written_back_unchanged(path: str) -> None:
    tile = parse_tile(path)
    assert tile is None or tile.path == path


def test_a_tile_costs_its_own_entries(node: Node) -> None:
    """One request reads a few hundred rows and rebuilds no tree, whatever the log's size."""
    grow(node.registry, node.world.cq.did, SIZES[-1])
    node.client.get(f"/{HOST}/log/tile/0/000")
    seen: list[str] = []
    engine: Any = node.registry._store._engine

    def note(*arguments: Any) -> None:
        seen.append(str(arguments[2]))

    event.listen(engine, "before_cursor_execute", note)
    try:
        for name in ("0/x000/000.p/1", "0/255", "entries/255"):
            node.client.get(f"/{HOST}/log/tile/{name}")
    finally:
        event.remove(engine, "before_cursor_execute", note)
    reads = [statement for statement in seen if "SELECT leaf.digest" in statement]
    assert len(reads) == 1, "hash tiles come from the tree in memory"
    assert "leaf.position < ?" in reads[0]

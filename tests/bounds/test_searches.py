"""A search costs no more than it may, whatever is typed."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import event

from tests.world.api_node import Node, problem_of, running

pytestmark = pytest.mark.bounds

STATEMENTS = 200
"""More statements than a search of any text needs."""

TEXTS = (
    "公司 " * 60, "市中区 " * 50, "重庆" * 100, "0" * 200, "1 " * 100, "环" * 199, "９" * 200,
    "鼓楼 朝阳 " * 33, "泽 水 清 " * 33, "abc " * 50, "重庆市渝北区" * 33, "91500112 " * 22,
    "".join(map(chr, range(0x4E00, 0x4EC8))),
)  # fmt: skip
SHORT = ("泽", "。", "a", "?", "a cd")


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("node")) as node:
        node.world.issue(by="cq")
        node.fill()
        node.publish("cq")
        node.publish("sc")
        yield node


@contextmanager
def statements(node: Node) -> Iterator[list[str]]:
    """Return the SQL statements executed inside the block."""
    asked: list[str] = []

    def note(*given: Any) -> None:
        asked.append(given[2])

    engine: Any = node.registry._store._engine
    event.listen(engine, "before_cursor_execute", note)
    try:
        yield asked
    finally:
        event.remove(engine, "before_cursor_execute", note)


@pytest.mark.parametrize("text", [text.strip()[:200] for text in TEXTS])
def test_a_long_text_costs_a_bounded_number_of_statements(node: Node, text: str) -> None:
    with statements(node) as asked:
        answer = node.client.get("/api/v1/credentials", params={"q": text})
    assert answer.status_code == 200, answer.text
    assert 0 < len(asked) < STATEMENTS


@pytest.mark.parametrize("text", SHORT)
def test_a_short_text_is_refused_with_what_to_type(node: Node, text: str) -> None:
    with statements(node) as asked:
        answer = node.client.get("/api/v1/credentials", params={"q": text})
    assert problem_of(answer)["code"] == "search-too-short"
    assert not [statement for statement in asked if "term" in statement]
    page = node.client.get("/search", params={"q": text, "lang": "zh"}, headers={"accept": "text/html"})
    assert page.status_code == 200
    assert "相邻的两个汉字" in page.text

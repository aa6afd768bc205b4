"""Served files of `web/`: each has its media type, and no path leaves the folder."""

from collections.abc import Iterator

import pytest

from tests.harness.checkout import ROOT
from tests.world.api_node import Node, problem_of, running


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    with running(tmp_path_factory.mktemp("assets")) as found:
        yield found


def test_a_file_comes_with_its_type_and_is_asked_for_once(node: Node) -> None:
    answer = node.client.get("/static/styles/tokens.css")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/css; charset=utf-8"
    assert answer.content == (ROOT / "web/styles/tokens.css").read_bytes()
    again = node.client.get("/static/styles/tokens.css", headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304


@pytest.mark.parametrize(
    "path",
    [
        "absent.css", "README.md", "", "../app.py", "..%2fapp.py", "%2e%2e/app.py", ".hidden.css",
        "..%5capp.py",
        "style.css/", ".%2fstyle.css", "style.css%00.js", "/etc/passwd.txt", "a" * 5000 + ".css",
    ],
)  # fmt: skip
def test_missing_and_private_files_are_not_found(node: Node, path: str) -> None:
    assert problem_of(node.client.get(f"/static/{path}"))["code"] == "address-unknown"

"""Published pages through nginx: the node answers first, the files stand in for it, and old ones do not."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from api.clock import SystemClock
from api.published.addresses import DATA, FIRST
from api.serving import Servings
from cli.publish.pages import write_pages
from tests.harness.apartments import SERVINGS
from tests.harness.processes.nginx import HOST, find_nginx, running_nginx
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.association import digest_of
from web.served_page import kept_offline

pytestmark = pytest.mark.service

SAME = (
    *("content-type", "content-security-policy", "permissions-policy", "content-language", "cache-control"),
    *("x-content-type-options", "referrer-policy", "x-frame-options", "cross-origin-resource-policy"),
)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, str, Path]]:
    """A node with a credential, its address, and the tree with the pages."""
    find_nginx()
    world = World(SystemClock().now())
    address = f"/credentials/{digest_of(world.issue())}"
    folder = tmp_path_factory.mktemp("pages")
    with running(folder, world) as node:
        servings = Servings.of(SERVINGS)
        public = f"https://{HOST}"
        write_pages(node.registry, node.settings, servings, folder / "site", address=public, now=world.now)
        yield node, address, folder / "site"


@contextmanager
def answering(status: int) -> Iterator[int]:
    """A node that answers everything with one status."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.send_header("Content-Length", "4")
            self.end_headers()
            self.wfile.write(b"node")

        def log_message(self, *_: Any) -> None:
            """Say nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, args=(0.01,))
        thread.start()
        yield server.server_address[1]
        server.shutdown()
        thread.join()


def ask(client: Any, address: str, lang: str = "", **headers: str) -> Any:
    mark = "&" if "?" in address else "?"
    return client.get(f"{address}{mark}lang={lang}" if lang else address, headers=headers)


def test_without_the_node_the_files_are_read(made: tuple[Node, str, Path], tmp_path: Path) -> None:
    node, credential, site = made
    doors = [door.address for door in Servings.of(SERVINGS).doors.values()]
    lists = ("/notices?when=over", f"/associations/{node.world.cq.did}", "/schemes/cq-credit")
    with running_nginx(tmp_path, site) as client:
        for lang in ("zh", "en"):
            for address in (*FIRST, *doors, *lists, credential):
                answer = ask(client, address, lang)
                own = node.client.get(
                    f"https://{HOST}{address}", params={"lang": lang}, headers={"host": HOST}
                )
                if "?" in address:
                    own = ask(node.client, f"https://{HOST}{address}", lang, host=HOST)
                assert answer.status_code == 200, address
                assert answer.content == own.content, address
                for header in SAME:
                    assert answer.headers[header] == own.headers[header], (address, header)
        loaded = [address for address in (*DATA, *kept_offline()) if address != "/v"]
        for address in loaded:
            answer, own = client.get(address), node.client.get(address)
            if own.status_code == 404:  # a sheet of another brand
                continue
            assert answer.content == own.content, address
            assert answer.headers["content-type"] == own.headers["content-type"], address
            assert "content-language" not in answer.headers
        # without a language in the address, the browser's choice
        assert ask(client, credential).headers["content-language"] == "zh-CN"
        assert ask(client, credential, **{"accept-language": "en-GB"}).headers["content-language"] == "en"
        assert ask(client, "/", **{"accept-language": "fr,en;q=0.5"}).headers["content-language"] == "en"
        whole = ask(client, credential, "zh")
        head = client.head(f"{credential}?lang=zh")
        assert (head.status_code, head.content) == (200, b"")
        again = ask(client, credential, "zh", **{"if-none-match": whole.headers["etag"]})
        assert again.status_code == 304


def test_what_no_file_answers_is_refused(made: tuple[Node, str, Path], tmp_path: Path) -> None:
    """A page for a question that the file was not made for would answer another one."""
    _, credential, site = made
    asked = (
        *(f"{credential}?at=2026-01-01", f"{credential}?home=did:web:sc.huren.example", "/notices?kind=need"),
        *("/search?q=x", "/credentials/none", "/pages/zh/index.html", "/notices?when=../../pages/any/api"),
        *("/?after=x&cursor=3", "/api/v1/trust?after=x", "/api/v1/bundle?lang=zh", "/?lang=zh&lang=en"),
        *("/notices?when=over&when=now", "/notices?when=over&cursor=x", "/v?cursor=1", "/notices/~when=over"),
        *("/api/v1/credentials", f"/api/v1{credential}", "/static/../pages/.made", "/pages/.made"),
    )
    with running_nginx(tmp_path, site) as client:
        for address in asked:
            assert client.get(address).status_code == 502, address
        assert client.post(credential).status_code == 502


@pytest.mark.parametrize("status", [502, 503, 504])
def test_a_node_that_cannot_answer_is_stood_in_for(
    made: tuple[Node, str, Path], tmp_path: Path, status: int
) -> None:
    _, credential, site = made
    with answering(status) as port, running_nginx(tmp_path, site, port) as client:
        assert ask(client, credential, "zh").status_code == 200
        assert client.get("/api/v1/credentials").text == "node", "a program gets the node's own answer"


@pytest.mark.night
def test_a_node_that_hangs_is_stood_in_for_before_a_reader_gives_up(
    made: tuple[Node, str, Path], tmp_path: Path
) -> None:
    _, credential, site = made
    sooner = {"proxy_read_timeout 10s;": "proxy_read_timeout 1s;"}
    with (
        socket.create_server(("127.0.0.1", 0)) as silent,
        running_nginx(tmp_path, site, silent.getsockname()[1], changed=sooner) as client,
    ):
        assert ask(client, credential, "zh").status_code == 200


@pytest.mark.parametrize("status", [200, 400, 404, 429, 500])
def test_the_node_answers_first(made: tuple[Node, str, Path], tmp_path: Path, status: int) -> None:
    _, credential, site = made
    with answering(status) as port, running_nginx(tmp_path, site, port) as client:
        for address in (credential, "/v", "/", "/static/styles/tokens.css"):
            answer = client.get(address)
            assert (answer.status_code, answer.text) == (status, "node"), address


def test_pages_that_are_too_old_are_not_read(made: tuple[Node, str, Path], tmp_path: Path) -> None:
    _, credential, site = made
    kept = sorted((site / "pages/readable").iterdir())[:3]
    with running_nginx(tmp_path, site) as client:
        for path in kept:
            path.unlink()
        assert client.get(credential).status_code == 502
        for path in kept:
            path.touch()
        assert client.get(credential).status_code == 200

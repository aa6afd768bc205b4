"""`huren desk serve` as a process: it listens on this machine alone, and `huren serve` has no page of it."""

import signal
from pathlib import Path

import httpx2
import pytest

from tests.desk.desk_room import DeskRoom
from tests.desk.web.desk_site import HTML
from tests.harness.processes.serving import listening, serving, wait_for
from web.sign_page import build_sign_page

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo registry, whose association has people."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "DEMO.txt").write_text("demo")
    DeskRoom(folder / "registry.db").close()
    return folder


def test_the_desk_is_open_to_this_machine_and_stops(folder: Path) -> None:
    words = ("desk", "serve", "--data", folder, "--issuer", "did:web:cq.huren.example", "--port", "0")
    with listening(*words) as (process, address):
        assert address.startswith("http://localhost:")
        here = address.replace("localhost", "127.0.0.1")
        page = httpx2.get(f"{here}/login", headers=HTML)
        assert (page.status_code, "Sign in" in page.text) == (200, True)
        assert httpx2.get(f"{here}/", headers=HTML).headers["location"] == "/login"
        script = httpx2.get(f"{here}/static/desk/linked.js")
        assert (script.status_code, "parseRequestOptionsFromJSON" in script.text) == (200, True)
        page = httpx2.get(f"{here}/sign.html")
        assert page.content == build_sign_page()
        assert page.headers["content-disposition"] == 'attachment; filename="sign.html"'
        process.send_signal(signal.SIGTERM)
        wait_for(process, 30)
        assert process.returncode == 0


def test_a_node_serves_the_two_forms_and_no_page_of_the_desk(folder: Path) -> None:
    with serving(folder) as (_, address):
        form = httpx2.get(f"{address}/objections/new?issuer=did:web:cq.huren.example", headers=HTML)
        assert form.status_code == 200
        for path in ("/login", "/plans", "/inbox", "/uploads"):
            assert httpx2.get(address + path, headers=HTML).status_code == 404, path

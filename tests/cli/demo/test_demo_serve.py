"""`huren demo` serves the demo until Ctrl-C."""

import signal
import socket
from pathlib import Path
from typing import Any

import httpx2
import pytest

from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.serving import listening, wait_for

pytestmark = pytest.mark.service


def test_it_serves_the_demo_until_it_is_interrupted(tmp_path: Path) -> None:
    check_served(tmp_path, "stopped", "--port", "0", "--lang", "en")


def check_served(folder: Path, last: str, *options: str, **environment: Any) -> None:
    """A demo in a temporary folder answers, and after Ctrl-C says `last` and leaves nothing behind."""
    temporary = folder / "tmp"
    temporary.mkdir()
    with listening("demo", *options, TMPDIR=str(temporary), **environment) as (process, address):
        assert httpx2.get(f"{address}/healthz").status_code == 200
        assert address.startswith("http://127.0.0.1:")
        found = httpx2.get(f"{address}/api/v1/credentials?q=REINSTATED").json()
        assert found["items"][0]["standing"] == "active"
        (folder,) = temporary.iterdir()
        bundle = httpx2.get(f"{address}/bundle.json").content
        assert bundle == (folder / "desk" / "bundle.json").read_bytes()
        assert httpx2.get(f"{address}/readyz").status_code == 200
        process.send_signal(signal.SIGINT)
        out, err = wait_for(process, 15)
    assert process.returncode == 0, err
    assert "有效 VALID" in out
    assert err.splitlines()[-1] == last
    assert "Traceback" not in err
    assert [*temporary.iterdir()] == []


def test_every_suggested_address_can_be_fetched(tmp_path: Path) -> None:
    """With a `--now`, the server's time goes on from there."""
    folder = tmp_path / "demo"
    with listening("demo", "--data", folder, "--port", "0", "--now", "2026-05-01") as (process, _):
        assert process.stderr is not None
        for line in (process.stderr.readline(), process.stderr.readline()):
            curl, address = line.split()
            assert curl == "curl"
            answer = httpx2.get(address.strip("'"))
            assert answer.status_code == 200
            assert "-REINSTATED" in answer.text
            if "verdict" in answer.json():
                assert answer.json()["verdict"]["now"].startswith("2026-05-01T00:0")
        front = process.stderr.readline().split()[-1]
        assert front.endswith("/")
        assert "#H1." in httpx2.get(front, headers={"accept-language": "en"}).text
        page = process.stderr.readline().split()[-1]
        assert page.endswith("/v")
        assert "扫码" in httpx2.get(page).text
        paper = process.stderr.readline().split()[-1]
        assert httpx2.get(paper).content.startswith(b"%PDF-")
        assert process.stderr.readline().split()[-1] == str(folder / "samples")
        desk = process.stderr.readline().split(": ")[-1].strip().replace("localhost", "127.0.0.1")
        assert httpx2.get(f"{desk}/login").status_code == 200
        keys = Path(process.stderr.readline().split(": ")[-1].strip())
        assert sorted(key.name for key in keys.iterdir()) == [
            "chen-example.pem", "cq-assessment-example.pem", "cq-root-example.pem", "li-example.pem",
            "zhou-example.pem",
        ]  # fmt: skip
        samples = httpx2.get(page.removesuffix("/v") + "/api/v1/trust").json()["samples"]
        assert {"valid.json", "forged.json"} <= {*samples}
        process.send_signal(signal.SIGTERM)
        assert process.wait(timeout=15) == 0
    assert (folder / "registry.db").exists()


def test_a_taken_default_port_gives_way_and_a_named_one_does_not(tmp_path: Path) -> None:
    """A taken default port gives way to a free one; a port named by the user does not."""
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        check_served(tmp_path, "已停止", "--lang", "zh", HUREN_PORT=str(port))
        done = spawn("demo", "--port", port, cwd=tmp_path, HUREN_LANG="en")
        assert done.returncode == 1, done.stderr
        assert "port" in done.stderr
        assert "Traceback" not in done.stderr

"""`huren serve` as a process: it prints its address, answers, logs lines of JSON, and stops on a signal."""

import io
import json
import logging
import re
import signal
import socket
import subprocess
from contextlib import suppress
from pathlib import Path

import httpx2
import pytest

from api import Settings
from api.errors import ApiError
from api.server.log_lines import set_up_logging
from api.server.serve import run_node
from registry import Registry
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.checkout import ROOT
from tests.harness.example_world import copy_world
from tests.harness.processes.serving import serving, wait_for
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.registries import open_registry

pytestmark = pytest.mark.service


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a demo registry with one credential."""
    folder = tmp_path_factory.mktemp("data")
    (folder / "DEMO.txt").write_text("demo")
    world = World()
    world.issue(by="cq", certificate_number="DEMO-1")
    open_registry(folder / "registry.db", world).close()
    return folder


def test_the_command_serves_logs_and_stops(folder: Path) -> None:
    with serving(folder, cold=True) as (process, address):
        assert httpx2.get(f"{address}/healthz").json() == {"status": "ok"}
        found = httpx2.get(f"{address}/api/v1/credentials", params={"q": "DEMO-1"}).json()
        assert found["items"][0]["certificateNumber"] == "DEMO-1"
        batch = {"verifications": [{"credential": "x"}] * 50}
        verdicts = httpx2.post(f"{address}/api/v1/verifications/batch", json=batch, timeout=30).json()
        assert len(verdicts["verdicts"]) == 50
        headers = httpx2.get(f"{address}/healthz").headers
        assert "server" not in headers
        process.send_signal(signal.SIGTERM)
        out, err = wait_for(process, 15)
        assert process.returncode == 0
        assert out == ""
        lines = [json.loads(line) for line in err.splitlines()]
        routes = [line["route"] for line in lines if "route" in line]
        assert routes == ["/healthz", "/api/v1/credentials", "/api/v1/verifications/batch", "/healthz"]
        assert all(line["time"].endswith("+00:00") for line in lines)
        others = [line for line in lines if "route" not in line]
        assert all(set(line) == {"time", "level", "logger", "message"} for line in others), others
        assert "uvicorn.error" in {line["logger"] for line in others}
        assert "127.0.0.1" not in err, "no line says who asked"


def test_only_the_first_line_of_a_librarys_exception_is_logged() -> None:
    """asyncio repeats the exception below its sentence, and with it quoted input."""
    lines = io.StringIO()
    set_up_logging("info", lines)
    try:
        logging.getLogger("asyncio").error(
            "Task exception was never retrieved\nfuture: <Task exception=ValueError('重庆示例')>",
            exc_info=ValueError("重庆示例"),
        )
    finally:
        logging.basicConfig(handlers=[], force=True)
    (line,) = lines.getvalue().splitlines()
    assert json.loads(line)["message"] == "Task exception was never retrieved"
    assert json.loads(line)["error"] == "ValueError"
    assert "示例" not in line


def raw(address: str, data: bytes) -> bytes:
    """Return the answer on a connection of our own, until the server closes it or waits."""
    host, port = address.removeprefix("http://").rsplit(":", 1)
    with socket.create_connection((host, int(port)), timeout=10) as connection:
        connection.sendall(data)
        with suppress(OSError):  # the server may have closed it already
            connection.shutdown(socket.SHUT_WR)
        found = b""
        try:
            while chunk := connection.recv(65_536):
                found += chunk
        except ConnectionResetError:
            pass  # the server closed before it had read all
        return found


def test_bytes_that_are_not_a_request_are_refused(folder: Path) -> None:
    post = b"POST /api/v1/records HTTP/1.1\r\nHost: a\r\n"
    with serving(folder) as (process, address):
        for data in (
            b"\x16\x03\x01\x02\x00", b"GET\r\n\r\n", b"GET /healthz HTTP/9.9\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a\r\nX: a\x00b\r\n\r\n",
            b"GET /healthz HTTP/1.1\r\nHost: a\r\nX-Request-ID: abcdefgh\r\n Set-Cookie: x\r\n\r\n",
            post + b"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
            post + b"Content-Length: 5\r\nContent-Length: 6\r\n\r\n",
        ):  # fmt: skip
            answer = raw(address, data)
            assert answer == b"" or re.match(rb"HTTP/1\.1 (200|4\d\d) ", answer), (data, answer)
            assert b"Set-Cookie" not in answer
        flood = b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
        chunk = b"10000\r\n" + b" " * 65_536 + b"\r\n"
        chunked = flood + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * 32
        chunked += b"0\r\n\r\n"
        answer = raw(address, chunked)
        assert answer.startswith(b"HTTP/1.1 413 ")
        assert b"body-too-large" in answer
        assert httpx2.get(f"{address}/healthz").status_code == 200
        assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = wait_for(process, 15)
        assert all(set(json.loads(line)) for line in err.splitlines()), "each is a JSON object"
        assert "Set-Cookie" not in err
        assert "127.0.0.1" not in err


def test_settings_come_from_the_file_named(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "node.toml"
    config.write_text("rate_per_minute = 1\nrate_burst = 1\n")
    with serving(folder, "--config", str(config)) as (_, address):
        answers = [httpx2.post(f"{address}/api/v1/verifications", json={"credential": "x"}) for _ in range(2)]
        assert [answer.status_code for answer in answers] == [200, 429]
    config.write_text("rate_per_minutes = 60\n")
    with pytest.raises(AssertionError, match="rate_per_minutes"), serving(folder, "--config", str(config)):
        pass


@pytest.mark.night
def test_addresses_behind_a_proxy_have_shares_of_their_own(folder: Path, tmp_path: Path) -> None:
    config = tmp_path / "node.toml"
    config.write_text("rate_per_minute = 1\nrate_burst = 1\n")

    def statuses(address: str) -> list[int]:
        return [
            httpx2.post(
                f"{address}/api/v1/verifications",
                json={"credential": "x"},
                headers={"x-forwarded-for": client},
            ).status_code
            for client in ("192.0.2.1", "192.0.2.2", "192.0.2.1")
        ]

    with serving(folder, "--config", str(config)) as (_, address):
        assert statuses(address) == [200, 200, 429]
    config.write_text("rate_per_minute = 1\nrate_burst = 1\ntrusted_proxies = []\n")
    with serving(folder, "--config", str(config)) as (_, address):
        assert statuses(address) == [200, 429, 429], "whoever is not trusted cannot say he is another"


def test_a_taken_port_is_refused_by_name(tmp_path: Path) -> None:
    with (
        Registry.open(tmp_path / "registry.db", filings=FILINGS) as registry,
        socket.create_server(("127.0.0.1", 0)) as taken,
    ):
        settings = Settings.load(None, port=taken.getsockname()[1])
        with pytest.raises(ApiError, match="host, port"):
            run_node(settings, registry, announce=print, servings=SERVINGS)


HOW_TO = [ROOT / "docs" / "how-to" / name for name in ("use-the-api.md", "watch-a-node.md")]
TRANSCRIPT = re.compile(r"^\$ (.+)\n((?:(?!\$ ).*\n)*)", re.MULTILINE)


@pytest.mark.parametrize("page", by_day(HOW_TO, HOW_TO[:1]), ids=lambda page: page.stem)
def test_the_transcripts_of_the_how_to_run(page: Path, example_world: Path, tmp_path: Path) -> None:
    """Each `$ curl …` of the page prints the text below it; `…` stands for anything."""
    text = page.read_text(encoding="utf-8")
    blocks = re.findall(r"^```console\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
    steps = [step for block in blocks for step in TRANSCRIPT.findall(block.replace("\\\n", " "))]
    assert len(steps) >= 3
    folder = copy_world(example_world, tmp_path / "data")
    with serving(folder) as (_, address):
        for command, expected in steps:
            line = command.replace("http://127.0.0.1:8000", address)
            found = subprocess.run(
                ["bash", "-o", "pipefail", "-c", line],
                cwd=folder,
                capture_output=True,
                text=True,
                check=False,
            )
            assert found.returncode == 0, (line, found.stderr)
            pattern = ".*".join(re.escape(part) for part in expected.strip().split("…"))
            assert re.fullmatch(pattern, found.stdout.strip(), re.DOTALL), (line, found.stdout)

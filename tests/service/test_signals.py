"""Logs and signals of a node: log levels, SIGHUP, names of settings."""

import json
import re
import signal
import socket
from collections.abc import Iterator
from pathlib import Path
from threading import Timer
from typing import Any

import httpx2
import pytest

from api.settings import RELOADED, Settings
from registry import RegistryError
from terminal.workspace.configuration import OWN, check_names
from tests.harness.checkout import ROOT
from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.serving import serving, wait_for
from tests.harness.processes.warm_start import Start
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.registries import open_registry

pytestmark = pytest.mark.service


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "DEMO.txt").touch()
    open_registry(tmp_path / "registry.db", World()).close()
    return tmp_path


def lines_until(process: Start, code: str) -> dict[str, Any]:
    """Return the log lines up to the next one with this code."""
    assert process.stderr is not None
    guard = Timer(120, process.kill)
    guard.start()
    try:
        for line in process.stderr:
            found: dict[str, Any] = json.loads(line)
            if found.get("code") == code:
                return found
    finally:
        guard.cancel()
    raise AssertionError(f"no line {code}")


def ask(address: str, times: int) -> list[int]:
    post = f"{address}/api/v1/verifications"
    return [httpx2.post(post, json={"credential": "x"}).status_code for _ in range(times)]


def test_sighup_reloads_and_never_kills(folder: Path) -> None:
    config = folder / "node.toml"
    config.write_text("rate_per_minute = 1\nrate_burst = 1\n")
    with serving(folder, "--config", str(config)) as (process, address):
        assert ask(address, 2) == [200, 429]
        config.write_text('rate_per_minute = 0\nlog_level = "error"\nstop_seconds = 3\n')
        process.send_signal(signal.SIGHUP)
        said = lines_until(process, "reloaded")
        assert (said["level"], said["changed"], said["after_restart"]) == (
            "warning", ["rate_per_minute", "rate_burst", "log_level"], ["stop_seconds"],
        )  # fmt: skip
        assert ask(address, 5) == [200] * 5
        no_font = folder / "DEMO.txt"
        fonts = (f"font = '{path}'\n" for path in (folder / "none.ttf", no_font))
        for wrong in ("rate_per_minute = -1\n", "rate_per_minutes = 1\n", "= \n", *fonts):
            config.write_text(wrong)
            process.send_signal(signal.SIGHUP)
            assert lines_until(process, "reload-refused")["level"] == "error"
        config.unlink()
        process.send_signal(signal.SIGHUP)
        lines_until(process, "reload-refused")
        assert ask(address, 5) == [200] * 5
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


@pytest.mark.night
def test_sighup_at_any_moment_of_the_start_kills_nothing(folder: Path) -> None:
    """The process replaces the signal's default before it prints anything."""
    with serving(folder, cold=True) as (process, address):
        for _ in range(20):
            process.send_signal(signal.SIGHUP)
        assert ask(address, 1) == [200]
        process.send_signal(signal.SIGTERM)
        assert process.wait(30) == 0


def test_reloadable_settings_are_documented() -> None:
    page = (ROOT / "docs" / "reference" / "settings.md").read_text("utf-8")
    rows = [[cell.strip() for cell in line.split("|")[1:-1]] for line in page.splitlines()]
    marked = {row[0].strip("`").partition(".")[0] for row in rows if len(row) == 6 and row[3] == "yes"}
    assert marked == RELOADED
    assert {"data", "port", "database_url", "batch_workers"}.isdisjoint(RELOADED)


@pytest.fixture
def node(tmp_path: Path) -> Iterator[Node]:
    with running(tmp_path) as node:

        @node.app.get("/full", include_in_schema=False)
        async def full() -> None:
            raise RegistryError("disk-full")

        @node.app.get("/broken", include_in_schema=False)
        async def broken() -> None:
            raise RuntimeError

        yield node


def test_each_5xx_is_an_error_in_the_log(node: Node, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level("INFO")
    for path, status, level in (
        ("/full", 507, "ERROR"), ("/broken", 500, "ERROR"), ("/nothing", 404, "INFO"),
        ("/healthz", 200, "INFO"),
    ):  # fmt: skip
        assert node.client.get(path).status_code == status
        (record,) = [one for one in caplog.records if one.name == "huren.api"][-1:]
        line = json.loads(record.getMessage())
        assert (line["status"], record.levelname) == (status, level)
        assert line.get("problem") == {507: "disk-full", 500: "internal", 404: "address-unknown"}.get(status)
    node.world.advance(days=9)
    assert node.client.get("/readyz").status_code == 503
    record = [one for one in caplog.records if one.name == "huren.api"][-1]
    assert (json.loads(record.getMessage())["problem"], record.levelname) == ("not-ready", "ERROR")


@pytest.mark.night
def test_a_client_that_leaves_is_no_error(folder: Path) -> None:
    """It leaves in the middle of its body, or while the node makes the answer."""
    with serving(folder) as (process, address):
        host, port = address.removeprefix("http://").rsplit(":", 1)
        for begun in (
            b"POST /api/v1/verifications HTTP/1.1\r\nHost: a\r\nContent-Type: application/json\r\n"
            b"Content-Length: 100\r\nExpect: 100-continue\r\n\r\n",
            b"POST /api/v1/records/batch HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-ndjson\r\n"
            b"Transfer-Encoding: chunked\r\nExpect: 100-continue\r\n\r\n",
            b"GET /api/v1/bundle HTTP/1.1\r\nHost: a\r\n\r\n" * 5,
        ):
            with socket.create_connection((host, int(port))) as connection:
                connection.sendall(begun)
                assert connection.recv(64).startswith(b"HTTP/1.1 ")  # the body is read, or the answer is made
                # the close sends a reset
                connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")
            assert httpx2.get(f"{address}/healthz").status_code == 200
        process.send_signal(signal.SIGTERM)
        _, err = wait_for(process, 30)
    lines = [json.loads(line) for line in err.splitlines()]
    assert all(line["level"] in ("info", "warning") for line in lines), err
    gone = [line for line in lines if line.get("status") == 499]
    assert {line["route"] for line in gone} == {"/api/v1/verifications", "/api/v1/records/batch"}


@pytest.mark.parametrize(
    ("name", "nearest"),
    [
        ("HUREN_DATABSE_URL", "HUREN_DATABASE_URL"), ("HUREN_PORTS", "HUREN_PORT"),
        ("huren_rate_per_minutes", "HUREN_RATE_PER_MINUTE"), ("HUREN_CONFG", "HUREN_CONFIG"),
    ],
)  # fmt: skip
def test_an_unknown_variable_is_an_error_that_names_the_nearest(
    folder: Path, name: str, nearest: str
) -> None:
    variable: dict[str, Any] = {name: "1"}
    for command in (("serve", "--data", folder), ("audit", "--data", folder)):
        done = spawn(*command, **variable)
        assert done.returncode != 0
        assert name.upper() in done.stderr
        assert nearest in done.stderr, done.stderr


@pytest.mark.night
def test_nothing_unrelated_is_suggested(folder: Path) -> None:
    done = spawn("audit", "--data", folder, HUREN_XYZZY="1")
    assert done.returncode != 0
    assert "HUREN_XYZZY" in done.stderr
    assert done.stderr.count("HUREN_") == 1, done.stderr


BAD = [
    ("PORT", "70000"), ("LOG_LEVEL", "loud"), ("TRUSTED_PROXIES", '["10.0.0.0/99"]'),
    ("BODY_SECONDS", "nan"),
    ("TRUSTED_PROXIES", "10.0.0.1, x"), ("BATCH_WORKERS", "two"), ("FONT", "/no/such/font"),
    ("OTHER_NODES", '{"x": 1}'), ("DATABASE_URL", "mysql://x"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "value"), by_day(BAD, [BAD[2], BAD[-1]]))
def test_a_bad_value_is_an_error_at_the_start(folder: Path, name: str, value: str) -> None:
    variable: dict[str, Any] = {f"HUREN_{name}": value}
    done = spawn("--data", folder, "serve", HUREN_LANG="en", **variable)
    assert done.returncode != 0
    assert "HUREN" in done.stderr or name.lower() in done.stderr, done.stderr


def test_every_variable_that_the_code_reads_is_known() -> None:
    check_names(dict.fromkeys(OWN, "1"))
    check_names({f"HUREN_{name.upper()}": "1" for name in Settings.model_fields})
    sources = [
        file.read_text("utf-8")
        for floor in ("cli", "terminal", "carriers")
        for file in (ROOT / floor).rglob("*.py")
    ]
    read = {name for source in sources for name in re.findall(r'"(HUREN_[A-Z_]+[A-Z])"', source)}
    assert {"HUREN_CONFIG", "HUREN_LANG", "HUREN_PASSPHRASE"} <= read
    check_names(dict.fromkeys(read, "1"))


@pytest.mark.parametrize("text", ["10.0.0.0/8, ::1", '["10.0.0.0/8", "::1"]'])
def test_a_variable_takes_a_list_with_commas_too(text: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HUREN_TRUSTED_PROXIES", text)
    assert Settings.load(None).trusted_proxies == ("10.0.0.0/8", "::1")


def test_a_folder_as_settings_file_and_an_unknown_language_are_refused(folder: Path) -> None:
    done = spawn("serve", "--config", folder, HUREN_LANG="en")
    assert done.returncode != 0
    assert "cannot be read" in done.stderr
    for lang, code in (("fr", 2), ("zh_CN.UTF-8", 0), ("", 0)):
        done = spawn("--version", HUREN_LANG=lang)
        assert (done.returncode != 0) == (code != 0), done.stderr
        assert ("HUREN_LANG" in done.stderr) == (lang == "fr")

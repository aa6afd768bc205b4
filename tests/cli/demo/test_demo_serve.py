"""`huren demo` serves the demo until Ctrl-C."""

import re
import signal
import socket
from datetime import date
from pathlib import Path

import httpx2
import pytest

from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.serving import listening, wait_for
from tests.harness.processes.warm_start import Start

pytestmark = pytest.mark.service


def test_it_serves_the_demo_until_it_is_interrupted(tmp_path: Path) -> None:
    """A taken default port gives way to a free one; the temporary folder is gone at the end."""
    temporary = tmp_path / "tmp"
    temporary.mkdir()
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = str(taken.getsockname()[1])
        with listening("demo", TMPDIR=str(temporary), HUREN_PORT=port) as (process, address):
            assert httpx2.get(f"{address}/healthz").status_code == 200
            assert address.startswith("http://127.0.0.1:")
            found = httpx2.get(f"{address}/api/v1/credentials?q=REINSTATED").json()
            assert found["items"][0]["standing"] == "active"
            (folder,) = temporary.iterdir()
            bundle = httpx2.get(f"{address}/bundle.json").content
            assert bundle == (folder / "desk" / "bundle.json").read_bytes()
            assert httpx2.get(f"{address}/readyz").status_code == 200
            check_suggested(process, folder)
            process.send_signal(signal.SIGINT)
            out, err = wait_for(process, 15)
    assert process.returncode == 0, err
    assert "有效 VALID" in out
    assert err.splitlines()[-1] == "stopped"
    assert "Traceback" not in err
    assert [*temporary.iterdir()] == []


@pytest.mark.night
def test_a_kept_demo_serves_from_its_day_on_and_stays(tmp_path: Path) -> None:
    folder = tmp_path / "demo"
    words = ("demo", "--data", folder, "--port", "0", "--now", "2026-05-01", "--lang", "zh")
    with listening(*words) as (process, _):
        check_suggested(process, folder, day=date(2026, 5, 1))
        process.send_signal(signal.SIGTERM)
        _, err = wait_for(process, 15)
    assert process.returncode == 0, err
    assert err.splitlines()[-1] == "已停止"
    assert (folder / "registry.db").exists()


@pytest.mark.night
def test_a_taken_port_that_is_named_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        done = spawn("demo", "--port", taken.getsockname()[1], cwd=tmp_path, HUREN_LANG="en")
    assert done.returncode == 1, done.stderr
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr


def check_suggested(process: Start, folder: Path, *, day: date | None = None) -> None:
    """Fetch every address that the demo suggests; with a `--now`, the server's time goes on from that day."""
    lines = process.stderr
    assert lines is not None

    def suggested() -> str:
        return re.split(": |：|curl ", lines.readline().strip())[-1].strip("'")

    for address in (suggested(), suggested()):
        answer = httpx2.get(address)
        assert answer.status_code == 200
        assert "-REINSTATED" in answer.text
        if day is not None and "verdict" in answer.json():
            assert answer.json()["verdict"]["now"].startswith(f"{day}T00:0")
    front = suggested()
    assert front.endswith("/")
    assert "#H1." in httpx2.get(front, headers={"accept-language": "en"}).text
    page = suggested()
    assert page.endswith("/v")
    assert "扫码" in httpx2.get(page).text
    assert httpx2.get(suggested()).content.startswith(b"%PDF-")
    assert suggested() == str(folder / "samples")
    assert httpx2.get(f"{suggested().replace('localhost', '127.0.0.1')}/login").status_code == 200
    assert sorted(key.name for key in Path(suggested()).iterdir()) == [
        "chen-example.pem", "cq-assessment-example.pem", "cq-root-example.pem", "li-example.pem",
        "zhou-example.pem",
    ]  # fmt: skip
    samples = httpx2.get(page.removesuffix("/v") + "/api/v1/trust").json()["samples"]
    assert {"valid.json", "forged.json"} <= {*samples}

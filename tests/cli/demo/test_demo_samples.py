"""`huren demo` makes every promised sample, and every form of it gets its verdict, offline."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from carriers.image import read_codes
from tests.harness.checkout import ROOT
from tests.harness.example_world import said_of
from tests.harness.processes.cli_runs import plain_environment
from verifier import TrustStore

pytestmark = pytest.mark.service

NAMES = (
    "valid", "other-province", "no-equivalent", "expired", "not-yet-valid", "suspended", "reinstated",
    "revoked", "superseded", "forged", "unknown-issuer", "wrong-scope",
)  # fmt: skip

ASK = """
import contextlib, io, json, pathlib, sys
from cli.main import run
folder = pathlib.Path(sys.argv[1])
expected = json.loads((folder / "samples/expected.json").read_text())
opened = []
sys.addaudithook(lambda event, args: opened.append(event) if event.startswith("socket.") else None)
answers = []
for name, sample in expected["samples"].items():
    for suffix in (".json", ".h1.txt", ".png", ".pdf") if name in sys.argv[3:] else (".json", ".h1.txt"):
        words = ["verify", str(folder / "samples" / (name + suffix)), "--lang", sys.argv[2], "--json"]
        words += ["--bundle", str(folder / "bundle.json"), "--pin", str(folder / "pin.txt")]
        words += ["--now", expected["now"]]
        words += ["--home", sample["home"]] if "home" in sample else []
        out = io.StringIO()
        with contextlib.redirect_stdout(out):
            code = run(words)
        answers.append([name, suffix, code, json.loads(out.getvalue())])
print(json.dumps({"opened": opened, "answers": answers}))
"""


@pytest.fixture(scope="module")
def demo(example_world: Path) -> tuple[Path, str]:
    """The demo's folder, and what it printed."""
    return example_world, said_of(example_world).read_text(encoding="utf-8")


SCANNED = ("valid", "revoked", "forged")
"""The samples that are read from picture and paper by day; at night all are."""


@pytest.fixture(scope="module", params=["zh", pytest.param("en", marks=pytest.mark.night)])
def answers(request: pytest.FixtureRequest, demo: tuple[Path, str]) -> dict[str, object]:
    """Verdicts on all samples in their forms, in one language, and the sockets that were opened."""
    scanned = SCANNED if request.param == "zh" else NAMES
    command = [sys.executable, "-c", ASK, str(demo[0]), request.param, *scanned]
    done = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert done.returncode == 0, done.stderr
    found: dict[str, object] = json.loads(done.stdout)
    return {**found, "lang": request.param}


def test_no_socket_is_opened(answers: dict[str, object]) -> None:
    assert answers["opened"] == []


def test_every_sample_in_every_form(demo: tuple[Path, str], answers: dict[str, object]) -> None:
    expected = json.loads((demo[0] / "samples" / "expected.json").read_text())
    assert sorted(expected["samples"]) == sorted(NAMES)
    rows = answers["answers"]
    assert isinstance(rows, list)
    scanned = SCANNED if answers["lang"] == "zh" else NAMES
    assert len(rows) == len(NAMES) * 2 + len(scanned) * 2
    codes = {"valid": 0, "invalid": 1, "indeterminate": 3}
    begins = ("未", "须") if answers["lang"] == "zh" else ("Not ", "It needs ")
    for name, suffix, code, line in rows:
        sample = expected["samples"][name]
        assert (line["outcome"], line["code"]) == (sample["outcome"], sample["code"]), (name, suffix)
        assert code == codes[sample["outcome"]]
        log = next(finding["detail"] for finding in line["findings"] if finding["check"] == "log")
        assert log.startswith(begins), (name, suffix)


def test_the_line_has_the_members_of_the_contract(answers: dict[str, object]) -> None:
    rows = answers["answers"]
    assert isinstance(rows, list)
    for _, _, _, line in rows:
        assert [*line] == [
            "input", "outcome", "code", "codes", "findings", "credential", "recognised", "at", "day",
            "through", "now", "trust",
        ]  # fmt: skip
        assert [*line["findings"][0]] == ["check", "outcome", "code", "detail", "evidence"]
        assert {*line["trust"]} == {"agreement", "version", "manifests"}


def test_the_forms_are_one_credential(demo: tuple[Path, str]) -> None:
    samples = demo[0] / "samples"
    for name in NAMES:
        text = (samples / f"{name}.h1.txt").read_text().strip()
        assert read_codes((samples / f"{name}.png").read_bytes()) == [text]


def test_the_folder_is_as_promised(demo: tuple[Path, str]) -> None:
    folder = demo[0]
    pin = (folder / "pin.txt").read_text().strip()
    trust = TrustStore.from_bundle((folder / "bundle.json").read_bytes(), pin=pin)
    assert len(trust.parties) == 2
    keys = json.loads((folder / "keys" / "keys.json").read_text())
    for method, entry in keys.items():
        assert {*entry} == {"file", "use", "association"}
        assert method.startswith(entry["association"] + "#")
        assert "example" in entry["file"]
        assert (folder / "keys" / entry["file"]).read_text().startswith("-----BEGIN PRIVATE KEY-----")
    assert (folder / "registry.db").stat().st_size > 0
    assert (folder / "public" / "bundle.json").read_bytes() == (folder / "bundle.json").read_bytes()


def test_the_transcript_names_every_sample_in_both_languages(demo: tuple[Path, str]) -> None:
    printed = demo[1]
    for name in NAMES:
        assert name in printed
    for word in ("有效", "无效", "无法确认", "VALID", "INVALID", "CANNOT BE CONFIRMED", "300"):
        assert word in printed


def test_the_demo_keys_are_refused_elsewhere(demo: tuple[Path, str], tmp_path: Path) -> None:
    """Everybody holds the demo's roots, so a registry that is no demo takes no agreement of them."""
    command = [sys.executable, "-c", "from cli.main import run; raise SystemExit(run())"]
    done = subprocess.run(
        [*command, "import", str(demo[0] / "bundle.json"), "--data", str(tmp_path / "real"), "--lang", "en"],
        capture_output=True, text=True, check=False, cwd=ROOT, env=plain_environment(),
    )  # fmt: skip
    assert done.returncode != 0
    assert "z6Mkq8v4s26zmjJqgpEqYmHpePTurmpe3b5gyZ13SyioEqUy" in done.stderr
    assert "is a key of the demo, whose private half is public" in done.stderr
    assert "Traceback" not in done.stderr

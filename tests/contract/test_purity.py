"""`import verifier` stays light and `verify` opens nothing: an audit hook in a fresh interpreter shows it."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.harness.checkout import ROOT
from tests.world import World

HEAVY = (
    "asyncio", "ssl", "http.client", "urllib.request", "requests", "httpx", "httpx2", "fastapi", "starlette",
    "sqlite3", "sqlalchemy", "sqlmodel", "psycopg", "PIL", "qrcode", "zxingcpp", "typst", "fontTools",
    "pypdfium2", "openpyxl", "typer", "rich", "registry", "carriers", "api", "terminal", "cli", "uvicorn",
    "pydantic_settings",
)  # fmt: skip


def run(code: str, *arguments: str) -> str:
    """Run `code` in a fresh interpreter at the project's root and return its output."""
    done = subprocess.run(
        [sys.executable, "-c", code, *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_importing_the_verifier_imports_nothing_heavy() -> None:
    loaded = json.loads(run("import verifier, sys, json; print(json.dumps(sorted(sys.modules)))"))
    assert sorted(set(HEAVY) & set(loaded)) == []


VERIFY_UNDER_HOOK = """
import json, pathlib, sys
from datetime import datetime
from verifier import Expect, Policy, TrustStore, verify
folder = pathlib.Path(sys.argv[1])
question = json.loads((folder / "question.json").read_text())
bundle = (folder / "bundle.json").read_bytes()
samples = [(folder / name).read_bytes() for name in question["samples"]]
now = datetime.fromisoformat(question["now"])
def ask():
    trust = TrustStore.from_bundle(bundle, pin=question["pin"])
    return [verify(data, trust, policy=Policy(), now=now, home=question["home"], proof=b"x",
                   expect=Expect("91350100M000100Y43")).outcome.value for data in samples]
warm = ask()
seen = []
sys.addaudithook(lambda event, args: seen.append(event))
again = ask()
assert again == warm, (again, warm)
bad = [e for e in seen if e.split(".")[0] in ("open", "socket", "sqlite3", "os", "subprocess", "import",
                                               "shutil", "tempfile", "urllib", "http", "ctypes")]
print(json.dumps(bad))
"""


@pytest.fixture(scope="module")
def question(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with a bundle, its pin, and four inputs: good, forged, noise, a text with a broken code."""
    folder = tmp_path_factory.mktemp("question")
    world = World()
    good = world.issue(by="cq")
    world.publish()
    inputs = {
        "good.json": good,
        "forged.json": good.replace("示例".encode(), "例示".encode(), 1),
        "noise.bin": b"\x00\xff not a credential",
        "text.txt": b"https://cq.huren.example/v#H1.123",
    }
    for name, data in inputs.items():
        (folder / name).write_bytes(data)
    (folder / "bundle.json").write_bytes(world.bundle())
    asked = {"now": world.now.isoformat(), "pin": world.pin, "home": world.sc.did, "samples": [*inputs]}
    (folder / "question.json").write_text(json.dumps(asked))
    return folder


def test_verify_opens_nothing(question: Path) -> None:
    assert json.loads(run(VERIFY_UNDER_HOOK, str(question))) == []


def test_the_hook_notices_an_open_file(question: Path) -> None:
    broken = VERIFY_UNDER_HOOK.replace("again = ask()", "again = ask(); bundle = open(sys.executable)")
    assert json.loads(run(broken, str(question))) != []

"""Point 17: what a program that uses the packages relies on: types, errors of our own, pages that run."""

import json
import os
import re
import subprocess
import sys
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from credentials.times import CHINA
from signing.errors import HurenError
from tests.world import World
from verifier import Expect, Policy, QuestionError, TrustStore, verify

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def asked() -> tuple[bytes, TrustStore]:
    """A credential, and the trust data of its day."""
    world = World(NOW)
    credential = world.issue()
    return credential, world.trust()


def refused(error: HurenError) -> tuple[str, str]:
    """The code and field of an error that says in both languages what to do, and is a ValueError."""
    assert isinstance(error, ValueError)
    assert all(error.sentence(lang) and error.mend(lang) for lang in ("zh", "en"))
    return error.code, error.field


@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        ({"now": NOW.replace(tzinfo=None)}, "time-aware", "now"),
        ({"now": NOW, "at": NOW.replace(tzinfo=None)}, "time-aware", "at"),
        ({"now": NOW, "at": date(2026, 5, 1)}, "time-aware", "at"),
        ({"now": "2026-05-01T09:00:00+08:00"}, "time-aware", "now"),
        ({"now": NOW, "home": "did:web:nobody.example"}, "home-unknown", "home"),
        ({"now": NOW, "policy": Policy(require_recognition=True)}, "home-missing", "home"),
        ({"now": NOW, "at": NOW + timedelta(days=1)}, "at-after-now", "at"),
    ],
    ids=str,
)
def test_point_17_a_question_is_checked_when_it_is_asked(
    asked: tuple[bytes, TrustStore], question: dict[str, Any], code: str, field: str
) -> None:
    credential, trust = asked
    with pytest.raises(QuestionError) as caught:
        verify(credential, trust, **{"policy": Policy(), **question})
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        (("91350100M000100Y44",), "uscc-check", "uscc"),
        (("重庆示例",), "uscc-form", "uscc"),
        ((None,), "uscc-form", "uscc"),
        (("91350100M000100Y43", b"name"), "member-type", "name"),
    ],
    ids=str,
)
def test_point_17_whom_one_expects_is_checked_when_it_is_made(
    arguments: tuple[Any, ...], code: str, field: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        Expect(*arguments)
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=8), -timedelta(hours=1), 7, None], ids=str)
def test_point_17_a_policy_is_checked_when_it_is_made(age: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        Policy(max_age=age)
    assert refused(caught.value) == ("age-range", "max_age")


def test_point_17_the_code_of_the_pages_passes_mypy_strict(tmp_path: Path) -> None:
    """tests/test_docs_reference.py runs it; here it is read as a reader's editor does."""
    pages = {"verify": "verify-from-python.md", "sign": "sign-from-python.md"}
    for name, page in pages.items():
        text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
        blocks = re.findall(r"^```python\n(.*?)^```$", text, re.DOTALL | re.MULTILINE)
        assert len(blocks) >= 3
        (tmp_path / f"{name}.py").write_text("\n".join(blocks), encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "mypy", "--strict", "--config-file", os.devnull,
         "--cache-dir", str(tmp_path / "cache"), *(f"{name}.py" for name in pages)],
        cwd=tmp_path,
        env={**os.environ, "MYPYPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )  # fmt: skip
    assert "Success: no issues found in 2 source files" in done.stdout, done.stdout


def test_point_17_an_event_that_was_handed_over_stands_beside_the_bundle(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    world = World(NOW)
    credential = world.issue()
    world.publish()
    (tmp_path / "credential.json").write_bytes(credential)
    (tmp_path / "bundle.json").write_bytes(world.bundle())
    (tmp_path / "suspend.json").write_bytes(world.suspend(credential))
    (tmp_path / "other.json").write_bytes(world.revoke(world.issue()))
    words = ["verify", str(tmp_path / "credential.json"), "--bundle", str(tmp_path / "bundle.json"),
             "--pin", world.pin, "--now", NOW.isoformat(), "--json"]  # fmt: skip
    events = [word for name in ("other", "suspend") for word in ("--event", str(tmp_path / f"{name}.json"))]
    assert run(words) == 0
    assert json.loads(capsys.readouterr().out)["code"] == "ok"
    assert run([*words, *events]) == 1
    assert json.loads(capsys.readouterr().out)["code"] == "suspended"
    assert run([*words, "--event", str(tmp_path / "credential.json")]) == 2
    error = json.loads(capsys.readouterr().out)["error"]
    assert (error["code"], error["field"].partition(".")[0]) == ("member-value", "loose[0]")

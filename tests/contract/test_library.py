"""The packages as a library: types, errors of our own, pages whose code runs."""

import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from cli.main import run
from credentials.times import CHINA
from signing.errors import HurenError
from tests.harness.checkout import ROOT
from tests.world import World
from verifier import (
    Expect,
    Policy,
    QuestionError,
    TrustError,
    TrustStore,
    Verdict,
    parse_seen,
    verify,
    verify_at,
    verify_day,
)

NOW = datetime(2026, 5, 1, 9, 0, tzinfo=CHINA)


@pytest.fixture(scope="module")
def asked() -> tuple[bytes, TrustStore]:
    """A credential, and the trust data of its day."""
    world = World(NOW)
    credential = world.issue()
    return credential, world.trust()


def refused(error: HurenError) -> tuple[str, str]:
    """Return code and field of an error that says in both languages what to do, and is a ValueError."""
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
def test_a_question_is_checked_when_it_is_asked(
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
def test_an_expected_enterprise_is_checked_when_it_is_made(
    arguments: tuple[Any, ...], code: str, field: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        Expect(*arguments)
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize("age", [timedelta(0), timedelta(days=8), -timedelta(hours=1), 7, None], ids=str)
def test_a_policy_is_checked_when_it_is_made(age: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        Policy(max_age=age)
    assert refused(caught.value) == ("age-range", "max_age")


@pytest.mark.parametrize("flag", ["require_log", "require_recognition"])
@pytest.mark.parametrize("value", ["no", 1, None], ids=str)
def test_a_flag_of_a_policy_is_true_or_false(flag: str, value: Any) -> None:
    with pytest.raises(QuestionError) as caught:
        Policy(**{flag: value})
    assert refused(caught.value) == ("argument-type", flag)


LAST = datetime.max.replace(tzinfo=CHINA)
FIRST = datetime.min.replace(tzinfo=CHINA)


@pytest.mark.parametrize("ask", [verify, verify_at, verify_day], ids=lambda ask: ask.__name__)
@pytest.mark.parametrize(
    ("question", "code", "field"),
    [
        ({"now": LAST}, "time-range", "now"),
        ({"now": FIRST}, "time-range", "now"),
        ({"expect": "91350100M000100Y43"}, "argument-type", "expect"),
        ({"policy": None}, "argument-type", "policy"),
        ({"home": ["did:web:cq.example"]}, "argument-type", "home"),
        ({"proof": "c2sp.org/tlog-proof@v1"}, "argument-type", "proof"),
        ({"trust": b"{}"}, "argument-type", "trust"),
        ({"data": "{}"}, "argument-type", "data"),
    ],
    ids=str,
)
def test_every_way_to_ask_checks_its_arguments(
    asked: tuple[bytes, TrustStore],
    ask: Callable[..., Verdict],
    question: dict[str, Any],
    code: str,
    field: str,
) -> None:
    data, trust = asked
    day = {"day": NOW.date()} if ask is verify_day else {}
    with pytest.raises(QuestionError) as caught:
        ask(**{"data": data, "trust": trust, "policy": Policy(), "now": NOW, **day, **question})
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize(
    ("day", "code"),
    [
        ("2026-06-20", "day-form"),
        (NOW, "day-form"),
        (20260620, "day-form"),
        (date.max, "time-range"),
        (date.min, "time-range"),
    ],
    ids=str,
)
def test_a_day_is_checked_when_it_is_asked_about(
    asked: tuple[bytes, TrustStore], day: Any, code: str
) -> None:
    """`verdict.through` cannot fail on it afterwards."""
    with pytest.raises(QuestionError) as caught:
        verify_at(*asked, policy=Policy(), now=NOW, through=day)
    assert refused(caught.value) == (code, "through")
    with pytest.raises(QuestionError) as caught:
        verify_day(*asked, policy=Policy(), now=NOW, day=day)
    assert refused(caught.value) == (code, "day")


@pytest.mark.parametrize(
    ("at", "code", "field"),
    [
        ("2026-05-01", "time-aware", "at"),
        (NOW.replace(tzinfo=None), "time-aware", "at"),
        (LAST, "time-range", "at"),
        (date.max, "time-range", "at"),
        (NOW + timedelta(days=1), "at-after-now", "at"),
        (date(2026, 5, 2), "at-after-now", "at"),
    ],
    ids=str,
)
def test_the_time_asked_about_is_checked(
    asked: tuple[bytes, TrustStore], at: Any, code: str, field: str
) -> None:
    with pytest.raises(QuestionError) as caught:
        verify_at(*asked, policy=Policy(), now=NOW, at=at)
    assert refused(caught.value) == (code, field)


@pytest.mark.parametrize("through", [date(2, 1, 1), date(9998, 12, 31)], ids=str)
def test_a_day_in_range_is_answered(asked: tuple[bytes, TrustStore], through: date) -> None:
    verdict = verify_at(*asked, policy=Policy(), now=NOW, through=through)
    assert verdict.through is not None
    assert verdict.through.to_json()["date"] == through.isoformat()


@pytest.mark.parametrize(
    ("arguments", "code", "field"),
    [
        ({"pin": None}, "pin-form", "pin"),
        ({"pin": 7}, "pin-form", "pin"),
        ({"data": "{}"}, "argument-type", "data"),
        ({"seen": "{}"}, "argument-type", "seen"),
        ({"loose": None}, "argument-type", "loose"),
        ({"loose": b"{}"}, "argument-type", "loose[0]"),
        ({"loose": ["{}"]}, "argument-type", "loose[0]"),
    ],
    ids=str,
)
def test_arguments_of_trust_data_are_checked(arguments: dict[str, Any], code: str, field: str) -> None:
    world = World(NOW)
    with pytest.raises(TrustError) as caught:
        TrustStore.from_bundle(**{"data": world.bundle(), "pin": world.pin, **arguments})
    error = caught.value
    assert (error.code, error.field) == (code, field)
    assert all(error.sentence(lang) and error.mend(lang) for lang in ("zh", "en"))


def test_a_memory_is_read_from_bytes() -> None:
    with pytest.raises(TrustError) as caught:
        parse_seen("{}")  # type: ignore[arg-type]  # what is asked
    assert (caught.value.code, caught.value.field) == ("argument-type", "data")


@pytest.mark.built
@pytest.mark.night
def test_the_code_of_the_pages_passes_mypy_strict(tmp_path: Path) -> None:
    """tests/docs/test_reference.py runs the code; mypy reads it here as an editor does."""
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


def test_an_event_handed_over_counts_beside_the_bundle(
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
    assert error["code"] == "member-value"
    assert error["field"].startswith(f"{tmp_path / 'credential.json'}: type"), "which file it is"

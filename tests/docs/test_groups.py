"""What a run of all tests leaves out is named, is there, and is run where somebody asks for it."""

from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from tests.harness.checkout import ROOT
from tests.harness.left_out import ALWAYS, ON_SQLITE, SLOW, is_slow, leaves_slow_out, tell_left_out


def asked(*args: str, folder: Path = ROOT) -> Any:
    return SimpleNamespace(args=[*args], invocation_params=SimpleNamespace(dir=folder))


@pytest.mark.parametrize("path", [*SLOW, *ALWAYS, *ON_SQLITE])
def test_what_a_table_names_is_there(path: str) -> None:
    found = ROOT / "tests" / path
    assert found.is_dir() if path.endswith("/") else found.is_file()


def test_slow_tests_are_left_out_of_all_tests_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("HUREN_REQUIRE_ALL", raising=False)
    assert leaves_slow_out(asked("tests"))
    assert leaves_slow_out(asked(str(ROOT / "tests")))
    assert leaves_slow_out(asked(".", folder=ROOT / "tests"))
    for args in (("tests/crash",), ("tests/crash/test_disk.py::test_x",), ("tests/crash", "tests/drills")):
        assert not leaves_slow_out(asked(*args))
    monkeypatch.setenv("HUREN_REQUIRE_ALL", "1")
    assert not leaves_slow_out(asked("tests"))


def test_each_room_says_what_is_slow_in_it() -> None:
    def slow(nodeid: str) -> bool:
        item: Any = SimpleNamespace(nodeid=nodeid)
        return is_slow(item)

    assert slow("tests/crash/test_disk.py::test_a")
    assert slow("tests/verify_page/answers/test_list.py::test_a")
    assert not slow("tests/verify_page/test_verify.py::test_a[x::y]")
    assert not slow("tests/signing/test_note.py::test_a")
    assert all(path.startswith(SLOW) for path in ALWAYS)
    assert "crash/" in tell_left_out()

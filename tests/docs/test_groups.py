"""A run of all tests leaves the long groups out and names them; an option or a named room runs them."""

from types import SimpleNamespace
from typing import Any

import pytest

from tests.harness.checkout import ROOT
from tests.harness.selection.long_groups import choose_groups, long_groups, move_to_night, tell_left_out
from tests.harness.selection.quick import rank


def asked(request: pytest.FixtureRequest, *args: str, expression: str = "") -> Any:
    """Return a configuration of a run with these arguments."""
    return SimpleNamespace(
        args=[*args],
        option=SimpleNamespace(markexpr=expression),
        invocation_params=SimpleNamespace(dir=ROOT),
        getini=request.config.getini,
    )


def chosen(config: Any) -> str:
    choose_groups(config)
    expression: str = config.option.markexpr
    return expression


@pytest.mark.parametrize("where", ["tests", "."])
def test_a_run_of_all_tests_leaves_every_long_group_out_and_says_so(
    where: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("HUREN_REQUIRE_ALL", raising=False)
    config = asked(request, where)
    expression = chosen(config)
    groups = long_groups(config)
    assert {"browser", "crash", "night"} <= {*groups}
    assert "one_database" not in groups
    assert all(f"not {group}" in expression for group in groups)
    assert "make test-all" in tell_left_out(config)
    assert all(group in tell_left_out(config) for group in groups)


def test_require_all_runs_every_group_but_the_night(
    request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_REQUIRE_ALL", "1")
    config = asked(request, str(ROOT / "tests"))
    assert chosen(config) == "not night"
    assert tell_left_out(config) == ""


@pytest.mark.parametrize(
    "args", [("tests/crash",), ("tests/crash/test_disk.py::test_x",), ("tests/crash", "tests/drills")]
)
def test_a_named_room_runs_whole(request: pytest.FixtureRequest, args: tuple[str, ...]) -> None:
    assert chosen(asked(request, *args)) == ""


def test_a_typed_expression_is_kept(request: pytest.FixtureRequest) -> None:
    assert chosen(asked(request, "tests", expression="night")) == "night"


@pytest.mark.parametrize(
    ("marks", "moved"),
    [({"one_database", "postgresql"}, True), ({"postgresql"}, False), ({"one_database"}, False)],
)
def test_the_second_database_of_some_files_is_for_the_night(marks: set[str], moved: bool) -> None:
    added: list[str] = []
    item: Any = SimpleNamespace(
        get_closest_marker=lambda name: name if name in marks else None, add_marker=added.append
    )
    move_to_night([item])
    assert added == (["night"] if moved else [])


def test_the_nearest_tests_come_first() -> None:
    importers = {
        "a/room/x.py": {"a/y.py", "tests/b/test_far_room.py"},
        "a/y.py": {"tests/a/test_second.py"},
        "tests/harness/h.py": {"tests/a/room/test_by_a_harness.py"},
    }
    importers["a/room/x.py"] |= {"tests/a/room/test_own_room.py", "tests/harness/h.py"}
    assert rank(["a/room/x.py"], importers) == [
        "tests/a/room/test_own_room.py",
        "tests/b/test_far_room.py",
        "tests/a/room/test_by_a_harness.py",
        "tests/a/test_second.py",
    ]

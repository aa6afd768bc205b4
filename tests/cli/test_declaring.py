"""Declaring commands: shared options by name, in the order of the help, in one Invocation."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import pytest
import typer

from terminal import clock
from terminal.invocation import Invocation
from terminal.options import SIGN, STORE, command, new_app, option

NOON = datetime(2026, 5, 10, 12, tzinfo=UTC)
Word = Annotated[str | None, option("--word", "WORD", "A word.", "一个词。")]
runs: list[tuple[Invocation, Any]] = []


def made(app: typer.Typer) -> Any:
    return typer.main.get_command(app)


def asked(app: typer.Typer) -> list[str]:
    return [item.name for item in made(app).params]


def run(app: typer.Typer, *words: str) -> int:
    try:
        with made(app).make_context("test", [*words]) as context:
            made(app).invoke(context)
    except typer.Exit as done:
        return done.exit_code
    return 0


@pytest.fixture(autouse=True)
def _none() -> None:
    runs.clear()


def test_shared_options_come_in_the_order_of_their_names_behind_what_is_not_named() -> None:
    app = new_app()

    @command(app, f"{SIGN} word {STORE}", help="")
    def act(run: Invocation, *, other: Word = None, word: Word = None) -> None:
        runs.append((run, word or other))

    assert asked(app) == ["other", *SIGN.split(), "word", *STORE.split()]


def test_the_clock_is_read_where_no_time_is_typed_and_after_a_question(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    app = new_app()

    @command(app, "now as_json yes", help="")
    def act(run: Invocation) -> int:
        runs.append((run, None))
        return 3

    monkeypatch.setattr(clock, "read_clock", lambda: NOON)
    assert run(app, "--json") == 3
    assert run(app, "--now", "2026-05-11", "--yes") == 3
    (first, _), (second, _) = runs
    assert (first.now, first.is_now_typed, first.as_json, first.yes) == (NOON, False, True, False)
    assert (second.now.day, second.is_now_typed, second.as_json, second.yes) == (11, True, False, True)
    monkeypatch.setattr(clock, "read_clock", lambda: NOON + timedelta(minutes=9))
    assert (first.moment() - first.now, second.moment()) == (timedelta(minutes=9), second.now)
    assert (first.data, first.key, first.issuer, first.dry_run) == (None, None, None, False)


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """The arguments of a command with many options."""

    word: Word = None
    days: Annotated[int, option("--days", "COUNT", "Days.", "天数。")] = 7


def test_a_request_holds_typed_options_and_defaults_of_the_others() -> None:
    app = new_app()

    @command(app, "days issuer word", without="days", help="")
    def act(run: Invocation, request: Wanted) -> None:
        runs.append((run, request))

    assert asked(app) == ["issuer", "word"]
    assert run(app, "--word", "a", "--issuer", "did:web:a.example") == 0
    ((invocation, request),) = runs
    assert request == Wanted(word="a", days=7)
    assert invocation.issuer == "did:web:a.example"


def test_a_name_that_is_no_option_fails_where_the_command_is_declared() -> None:
    with pytest.raises(KeyError, match="colour"):

        @command(new_app(), "data colour", help="")
        def act(run: Invocation) -> None:
            runs.append((run, None))

"""The long groups: markers that a run of all tests leaves out, named in its last line.

pyproject.toml lists them; a file says at its top to which it belongs (`pytestmark = pytest.mark.crash`). `-m`
chooses for itself, as does the name of a room, a file or a test. HUREN_REQUIRE_ALL=1 runs all but `night`.
"""

import os

import pytest

from tests.harness.checkout import ROOT

NIGHT = "night"


def choose_groups(config: pytest.Config) -> None:
    """Set the marker expression where nobody typed one."""
    if config.option.markexpr or not _asks_for_all(config):
        return
    required = os.environ.get("HUREN_REQUIRE_ALL") == "1"
    config.option.markexpr = _without([NIGHT] if required else long_groups(config))


def long_groups(config: pytest.Config) -> list[str]:
    """Return the markers whose line in pyproject.toml begins with `long`."""
    lines = [line.partition(": ") for line in config.getini("markers")]
    return [name for name, _, meaning in lines if meaning.startswith("long, ")]


def tell_left_out(config: pytest.Config) -> str:
    """Return the last line of a run that left groups out, or nothing."""
    groups = long_groups(config)
    if config.option.markexpr != _without(groups):
        return ""
    return f"left out: {', '.join(groups)}. `make test-all` runs them but for {NIGHT}, `.ci/night` that one."


def move_to_night(items: list[pytest.Item]) -> None:
    """Mark for the night what runs on PostgreSQL in a file marked `one_database`."""
    for item in items:
        if item.get_closest_marker("one_database") and item.get_closest_marker("postgresql"):
            item.add_marker(NIGHT)


def _without(groups: list[str]) -> str:
    return " and ".join(f"not {group}" for group in groups)


def _asks_for_all(config: pytest.Config) -> bool:
    asked = {(config.invocation_params.dir / arg).resolve() for arg in config.args}
    return asked <= {ROOT, ROOT / "tests"}

"""The command, and runs of huren that are not started."""

from collections.abc import Sequence

import pytest

from tests.cli.node.node_runs import do_not_run
from tests.harness.processes.cli_runs import Huren


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    return Huren(capsys)


@pytest.fixture
def alone(monkeypatch: pytest.MonkeyPatch) -> list[Sequence[str]]:
    """Runs that are not started."""
    return do_not_run(monkeypatch)

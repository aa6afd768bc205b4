"""A record of a kind from outside at the command: below its verdict nothing is said of assessments."""

from pathlib import Path

import pytest

from credentials.words.closed_lists import VOLUNTARY
from signing.jcs import canonicalize
from tests.cli.verify.verifying import Desk
from tests.harness.processes.cli_runs import Huren
from tests.scenarios.new_kind.open_days import open_day


def test_only_below_assessments_it_is_said_what_they_are_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = Desk(tmp_path, Huren(capsys))
    document = desk.world.cq.sign(open_day(desk.world), "assessment", desk.world.now)
    day = desk.write("day.json", canonicalize(document))
    said = desk.verify(day)
    assert "open day  示例污水处理厂开放日" in said
    assert VOLUNTARY[0] not in said
    both = desk.verify(day, desk.write("a.json", desk.good))
    assert both.splitlines()[-1] == VOLUNTARY[0]

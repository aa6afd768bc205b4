"""A record of a kind from outside at the command: below its verdict nothing is said of assessments."""

from pathlib import Path
from typing import cast

import pytest

from credentials.words.closed_lists import VOLUNTARY
from credentials.words.member_words import MEMBERS
from signing.jcs import canonicalize
from tests.cli.verify.verifying import Desk
from tests.harness.processes.cli_runs import Huren
from tests.scenarios.new_kind.open_days import open_day

NAME = "示例污水处理厂开放日 / Open day of the example works"


CODE = "91350100M000100Y43"


@pytest.mark.parametrize(
    ("lang", "facts"),
    [
        ("zh", (f"名称：{NAME}", "地点：重庆示例大道 1 号", f"统一社会信用代码：{CODE}", "有效期：")),
        (
            "en",
            (f"name: {NAME}", "place: 重庆示例大道 1 号", f"unified social credit code: {CODE}", "term: "),
        ),
    ],
)
def test_what_it_says_is_told_by_the_words_of_its_members(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, lang: str,
    facts: tuple[str, ...],
) -> None:  # fmt: skip
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setitem(cast("dict[str, tuple[str, str]]", MEMBERS), "place", ("place", "地点"))
    desk = Desk(tmp_path, Huren(capsys))
    document = desk.world.cq.sign(open_day(desk.world), "assessment", desk.world.now)
    said = desk.verify(desk.write("day.json", canonicalize(document)), "--lang", lang)
    for fact in facts:
        assert f"\n    {fact}" in said
    assert document["id"] not in said


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
    assert "\n    term: " in said
    assert VOLUNTARY[0] not in said
    both = desk.verify(day, desk.write("a.json", desk.good))
    assert both.splitlines()[-1] == VOLUNTARY[0]

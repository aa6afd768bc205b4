"""Records of a kind from outside at the command, alone and as a part."""

import json
from hashlib import sha256
from pathlib import Path
from typing import cast

import pytest

from credentials.documents.part import join_part
from credentials.kinds import max_judged_bytes
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.member_words import MEMBERS
from signing.jcs import canonicalize
from tests.cli.verify.verifying import NOW, Desk
from tests.harness.processes.cli_runs import Huren
from tests.scenarios.new_kind.open_days import open_day
from tests.world import tamper

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
def test_the_command_describes_a_record_by_the_words_of_its_members(
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


def test_only_assessments_carry_the_words_of_what_they_are_not(
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


def test_a_part_is_verified_record_by_record_and_for_completeness(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    desk = Desk(tmp_path, Huren(capsys))
    world = desk.world
    days = [canonicalize(world.cq.sign(open_day(world), "assessment", world.now)) for _ in range(600)]
    suspended = days[7]
    world.suspend(suspended, by="cq")
    data = join_part("open-days", days)
    assert len(data) > max_judged_bytes()
    named = [("open-days", "https://cq.huren.example/parts/open-days.json", sha256(data).hexdigest())]
    world.publish()
    world.publish_manifest("cq", parts=named)
    desk.bundle.write_bytes(world.bundle())
    unknown = tamper(days[1], lambda value: value.update(type=["VerifiableCredential", "OpenWeekCredential"]))
    whole = desk.write("whole.json", data)
    less = desk.write("less.json", join_part("open-days", [days[0], unknown]))
    given = ("--bundle", desk.bundle, "--pin", desk.pin, "--now", NOW)
    done = desk.huren("verify", whole, *given, "--json", code=1)
    said = [json.loads(line) for line in done.out.splitlines()]
    assert [(one["input"], one["number"]) for one in said] == [(str(whole), place) for place in range(1, 601)]
    assert [one["code"] for one in said] == ["suspended" if day == suspended else "ok" for day in days]
    assert f"{whole}: the part as the newest manifest of Chongqing" in done.err
    done = desk.huren("verify", less, *given, "--json", code=3)
    assert [json.loads(line)["code"] for line in done.out.splitlines()] == ["ok", "unsupported"]
    assert f"{less}: no newest manifest names this part" in done.err
    for name, content in (("empty.json", join_part("open-days", [])), ("broken.json", b"{" + data)):
        (line,) = desk.lines(desk.write(name, content), code=3)
        assert line["code"] == "unreadable"

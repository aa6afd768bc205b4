"""Eighty enterprises from a sheet to certificates by an office of five, and each decision checked again."""

import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import parse_any
from desk.checking.rows import list_folder
from desk.errors import DeskError
from desk.office.refused import list_refused
from desk.tables import METADATA
from registry.database.tables import RECORD
from registry.publishing.bundle import build_bundle
from signing.jcs import canonicalize
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.scenarios.office.edits import DECIDING, FOUND, judge, judge_edited, list_edits
from tests.scenarios.office.five import Five, fill_sheet
from verifier.desk.waiting import KEY_HOLDER, Wait

pytestmark = pytest.mark.one_database

WITHDRAWN, OBJECTED, RETURNED = 6, 32, 11
"""Places of enterprises in the sheet, from 0."""


@pytest.fixture
def five(place: Path | str, tmp_path: Path) -> Iterator[Five]:
    five = Five(place, tmp_path / "heads")
    five.begin()
    yield five
    five.registry.close()


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Huren(capsys)


def test_eighty_enterprises_go_from_a_sheet_to_certificates_that_a_third_person_checks(
    five: Five, huren: Huren, tmp_path: Path
) -> None:
    notice, drafts = lay_open(five)
    plan = decide(five, notice, drafts)
    exported = five.export(plan)
    late = five.object_to(notice, OBJECTED, drafts[OBJECTED].legal_name)
    signed = sign_elsewhere(five, huren, exported, tmp_path / "key")
    assert Counter(five.upload(signed)) == {"stored": 77, "objection-open": 1}
    assert [item.code for item in five.desk.read(list_refused)] == ["objection-open"], "signed, not stored"
    five.world.advance(hours=1)
    five.publish()
    assert check(five, huren, tmp_path / "first") == 77 + 3
    with pytest.raises(DeskError, match="objection-open"):
        five.export(plan)
    five.answer(late, "rejected")
    assert Counter(five.upload(signed)) == {"already": 77, "objection-open": 1}
    again = five.upload(sign_elsewhere(five, huren, five.export(plan), tmp_path / "again"))
    assert Counter(again) == {"already": 77, "stored": 1}, "signed after the answer"
    five.publish()
    assert check(five, huren, tmp_path / "second") == 78 + 3


@pytest.mark.parametrize("every", [15, pytest.param(1, marks=pytest.mark.night)])
def test_an_administrator_who_edits_a_table_is_found_or_changes_no_answer(five: Five, every: int) -> None:
    """Each column of each table is shuffled or overwritten, and each table emptied: by day a few."""
    notice, drafts = lay_open(five, 5, objected=2)
    plan = decide(five, notice, drafts, returned=1, withdrawn=2)
    exported = five.export(plan)
    five.object_to(notice, 3, drafts[3].legal_name)
    assert Counter(five.upload(five.sign(exported))) == {"stored": 2, "objection-open": 1}
    five.world.advance(hours=1)
    (stolen,) = five.documents([drafts[1]])
    record = parse_any(canonicalize(five.world.cq.sign(stolen, "assessment", five.now)))
    five.publish()
    trust = five.registry.load_trust()
    honest = five.desk.read(lambda view: judge(view, record, trust))
    assert honest.codes.pop(record.digest) == "undecided", "the key holder alone"
    assert {*honest.codes.values()} == {"decided"}
    tables = (*METADATA.sorted_tables, RECORD)
    edits = [(table, *named) for table in tables for named in list_edits(five, table)][::every]
    assert {True, False} == {table in DECIDING for table, *_ in edits}
    for table, name, edit in edits:
        found = five.desk.write(partial(judge_edited, edit=edit, record=record))
        assert found.codes.pop(record.digest) == "undecided", name
        is_same = found.codes == honest.codes and not found.edited
        if table in DECIDING:
            assert not (is_same and name.endswith(FOUND)), name
        elif table is RECORD:
            assert not {*found.codes} - {*honest.codes}, name
        else:
            assert is_same, f"{name} decides nothing"


def lay_open(five: Five, count: int = 80, objected: int = WITHDRAWN) -> tuple[str, Any]:
    """Publish the notice and settle an objection to an item; return the digest of its first version."""
    drafts = five.read(fill_sheet(count, five.now))
    assert five.carry([five.notice(drafts)], "p1", "p3") == ["stored"]
    (first,) = five.stored("list-notice")
    five.world.advance(days=2)
    entry = five.object_to(first.digest, objected, drafts[objected].legal_name)
    received = five.now.date().isoformat()
    five.world.advance(days=2)
    five.answer(entry, "upheld")
    objection = {"receivedOn": received, "decidedOn": five.now.date().isoformat(), "result": "upheld"}
    assert five.carry([five.withdraw(first, objected, objection)], "p2", "p3") == ["stored"]
    return first.digest, drafts


def decide(five: Five, notice: str, drafts: Any, returned: int = RETURNED, withdrawn: int = WITHDRAWN) -> str:
    """Make the plan of all rows; it is split twice, and approved by the deputy of an absent chair.

    First without a row that the chair returned, then without the one whose objection was upheld.
    """
    documents = five.documents(drafts)
    with pytest.raises(DeskError, match="notice-missing"):
        five.make(documents)
    (plan,) = five.make(documents, notice=notice)
    wait = five.state("p1", plan, "make").wait
    assert wait is not None
    assert wait.persons == ("p4",), "a chair is still wanting"
    away = date(2026, 5, 9)

    def hand_over(draft: Any) -> None:
        chair, deputy = draft["people"][3:5]
        chair["until"] = "2026-05-08"
        deputy.update({"roles": ["chair"], "from": away.isoformat()})

    five.next_list(hand_over)
    stopped = five.state("p4", plan, "return", rows=[returned], reasons="示例：等级与评审意见不符")
    assert (stopped.answer.code, stopped.wait and stopped.wait.persons) == ("returned", ("p1",))
    rest = five.split(plan)
    assert five.find(plan).state == "replaced"
    five.state("p1", rest, "make")
    while five.now.date() < date(2026, 5, 12):
        five.world.advance(days=1)
    waiting = five.find(rest).wait
    assert waiting is not None
    assert waiting.persons == ("p5",), "one more person, a chair in term"
    with pytest.raises(DeskError, match="out-of-term"):
        five.state("p4", rest, "approve")
    decided = five.state("p5", rest, "approve")
    assert decided.answer.code is None
    (row,) = decided.answer.rows
    assert decided.answer.rows[row] == "item-missing"
    assert decided.wait is not None
    assert {"p1", "p5"} <= {*decided.wait.persons}, "whoever may return the row"
    with pytest.raises(DeskError) as refused:
        five.export(rest)
    assert refused.value.code == "rows-refused"
    assert f"{row + 1} {drafts[withdrawn].legal_name} {drafts[withdrawn].certificate_number}" in str(
        refused.value
    )
    five.state("p5", rest, "return", rows=[row], reasons="示例：异议成立，已撤下")
    last = five.split(rest)
    five.state("p1", last, "make")
    assert five.state("p5", last, "approve").wait == Wait(other=KEY_HOLDER)
    return last


def sign_elsewhere(five: Five, huren: Huren, exported: bytes, folder: Path) -> bytes:
    """Return the file signed on a machine with the key, the bundle and the pin, and no registry."""
    folder.mkdir()
    save_key(folder / "key.pem", five.world.cq.signers["assessment"].to_pem(None))
    (folder / "plan.json").write_bytes(exported)
    (folder / "bundle.json").write_bytes(build_bundle(five.registry))
    trust = ("--bundle", folder / "bundle.json", "--pin", five.world.pin)
    at = ("--now", five.now.isoformat(), "--people-version", five.version, "--yes")
    huren("sign", folder / "plan.json", "--key", folder / "key.pem", *at, *trust)
    return (folder / "plan.signed.json").read_bytes()


def check(five: Five, huren: Huren, folder: Path) -> int:
    """Return how many records a third person finds decided, with nothing but files."""
    for path, data in five.desk.read(lambda view: [*list_folder(view)]):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(data)
    bundle = folder.with_name("published.json")
    bundle.write_bytes(build_bundle(five.registry))
    said = huren("desk", "check", folder, "--bundle", bundle, "--pin", five.world.pin).out
    assert "people list in force: version 2" in said
    (count,) = re.findall(r"([0-9]+)  decided", said)
    return int(count)

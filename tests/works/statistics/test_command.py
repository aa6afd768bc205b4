"""`huren statistics report` and `recheck`: counted, signed by the publication key, counted again."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from credentials.words.closed_lists import NOT_ADDED
from tests.cli.office.offices import NOW, Office, Rooms, rooms

__all__ = ["rooms"]


@pytest.fixture
def counted(rooms: Rooms) -> Office:
    """An association in a history of its own."""
    return rooms.after(count_once)[0]


def count_once(cq: Office, _: Office) -> None:
    """Issue two certificates, publish, and file the first report."""
    cq.issue("CQ-1", "CQ-2")
    cq.publish()
    made = cq("statistics", "report", *cq.key("publication"), "--yes", "--json", *outputs(cq))
    assert "log of" in made.err
    assert not {word for word in ("did:", "cq-pollution-control") if word in made.err}, "by their names"
    cq.write("report.json", made.out)


def outputs(office: Office) -> tuple[object, ...]:
    return "--csv", office.path("counts.csv"), "--counts", office.path("counts.json")


def test_a_report_is_signed_published_and_counted_again(counted: Office) -> None:
    table = counted.path("counts.csv").read_text("utf-8-sig").splitlines()
    assert table[0].split(",")[-3:] == ["GRADE", "STANDING", "OBS_VALUE"]
    assert [line.rsplit(",", 3)[1:] for line in table[1:]] == [["甲级", "active", "2"]]
    assert "2026-05" in table[1].split(",")
    for lang, said in (("en", "same bytes"), ("zh", "逐字节相同")):
        for name in ("report.json", "counts.json"):
            assert said in counted("statistics", "recheck", counted.path(name), "--lang", lang).out
    counted.issue("CQ-3")
    counted.publish(now="2026-05-10T10:00:00+08:00")
    assert "statistics" in {path.stem for path in counted.path("site").rglob("parts/*.json")}
    assert counted("statistics", "recheck", counted.path("report.json")).out
    shown = counted("statistics", "report", *counted.key("publication"), "--dry-run")
    assert "edition 2" in shown.out
    assert "Not counted" in shown.err
    edited = counted.write("counts.csv", "edited")
    data = json.loads(counted("statistics", "report", "--issuer", counted.did, "--dry-run", "--json",
                              "--csv", edited).out)  # fmt: skip
    assert ("proof" in data, data["credentialSubject"]["edition"]) == (False, 2)
    assert edited.read_text("utf-8-sig").startswith("DATAFLOW"), "made again, as the help says"
    assert "written over, also without" in " ".join(
        counted.huren("statistics", "report", "--help").out.split()
    )
    row, held = [line for line in shown.out.splitlines() if "甲级" in line]
    assert held.split()[-3:] == ["1", "0", "+1"], "three certificates of one enterprise"
    assert " ".join(NOT_ADDED[0].split()) in " ".join(shown.out.split())
    assert row.split()[-1] == "3"
    first = "first credential in these logs is of 2026-05"
    for day, why in (("2001-01-01", first), ("2026-05-01", first), ("2030-01-01", "still to come")):
        asked = ("--dry-run", "--at", f"{day} 00:00:00")
        told = counted("statistics", "report", *counted.key("publication"), *asked, code=1).err
        assert why in told
        assert "rows" not in told


def test_the_workbook_of_a_year_is_made_again_from_what_goes_with_it(
    counted: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    def make(folder: str, *words: object, code: int = 0) -> Any:
        return counted("statistics", "year-report", "2026", "-o", counted.path(folder), *words, code=code)

    report = counted.path("report.json")
    told = make("first", "--report", report, "--json")
    files = [json.loads(line) for line in told.out.splitlines()]
    made = {Path(one["file"]).name: Path(one["file"]).read_bytes() for one in files}
    assert [*made] == ["year-2026.xlsx", "year-2026.json"]
    assert [sha256(data).hexdigest() for data in made.values()] == [one["sha256"] for one in files]
    assert json.loads(made["year-2026.json"]) == json.loads(report.read_bytes())
    counted.issue("CQ-3")
    counted.publish(now="2026-05-10T10:00:00+08:00")
    monkeypatch.setenv("HUREN_LANG", "zh")  # the workbook does not depend on the machine's language
    make("second", "--report", counted.path("first") / "year-2026.json", "--json")
    assert {path.name: path.read_bytes() for path in counted.path("second").iterdir()} == made
    monkeypatch.setenv("HUREN_LANG", "en")
    told = make("unsigned", "--lang", "zh")
    assert "未经签署" in told.err
    again = counted("statistics", "recheck", counted.path("unsigned") / "year-2026.json")
    assert "same bytes" in again.out
    altered = counted.write(
        "altered.json", counted.path("counts.json").read_text("utf-8").replace('"number":2', '"number":3')
    )
    assert "2 counted here" in make("none", "--report", altered, code=1).err
    told = counted("statistics", "year-report", "2025", "--report", report, "--lang", "zh", code=1)
    assert "报告统计自 2026-05 起" in told.err
    assert not counted.path("none").exists()


@pytest.mark.parametrize("name", ["report.json", "counts.json"])
def test_one_altered_number_is_named(counted: Office, name: str) -> None:
    text = counted.path(name).read_text("utf-8")
    changed = text.replace('"number":2', '"number":3').replace('"total": 2', '"total": 3')
    changed = changed.replace('"total":2', '"total":3')
    assert changed != text
    altered = counted.write("altered.json", changed)
    told = counted("statistics", "recheck", altered, "--lang", "zh", code=1)
    if name == "counts.json":
        assert "报告为 3，本库统计为 2" in told.err
        assert "did:" not in told.err
        told = counted("statistics", "recheck", altered, "--json", code=1)
        answer = json.loads(told.out)
        assert (answer["equal"], answer["code"], answer["facts"]["said"]) == (False, "recount-differs", 3)
    else:
        assert "签名" in told.err


def test_a_head_that_is_not_here_is_unknown(counted: Office, tmp_path: Path) -> None:
    counts = json.loads(counted.path("counts.json").read_bytes())
    counts["logHeads"][0]["size"] += 100
    ahead = tmp_path / "ahead.json"
    ahead.write_text(json.dumps(counts, sort_keys=True, separators=(",", ":"), ensure_ascii=False), "utf-8")
    told = counted("statistics", "recheck", ahead, "--json", code=3)
    assert json.loads(told.out)["equal"] is None


@pytest.mark.night
def test_a_report_is_signed_elsewhere(counted: Office) -> None:
    unsigned, signed = counted.path("unsigned.json"), counted.path("signed.json")
    chosen = ("--issuer", counted.did, "--export-unsigned", unsigned)
    counted("statistics", "report", *chosen)
    shown = counted.huren("sign", unsigned, *counted.key("publication"), "-o", signed, "--yes", "--now", NOW)
    assert "edition 2" in shown.err
    assert "in force" in shown.err
    counted("import", signed)
    assert "edition 3" in counted("statistics", "report", *counted.key("publication"), "--dry-run").out


def test_what_is_no_report_is_refused(counted: Office) -> None:
    told = counted("statistics", "recheck", "CQ-1", "--lang", "zh", code=2)
    assert "全部计数文件" in told.err
    counted("statistics", "recheck", "CQ-9", code=1)
    counted("statistics", "report", *counted.key("assessment"), "--yes", code=2)
    counted("statistics", "report", code=2)

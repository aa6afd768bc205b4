"""A survey at the terminal: drafted, adopted, answered in a sheet, told in totals; no answer is kept."""

import json
import re
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from credentials.drafting.make_bundle import digest_of
from credentials.identifiers import uscc_check_character
from tests.cli.office.offices import NOW, Office, Rooms, cq, offices, rooms
from tools.examples.surveys import FOLDER, build_answers

__all__ = ["cq", "offices", "rooms"]

OVER = "2026-06-10T09:00:00+08:00"
"""First working moment after the days of answers."""
HEAD = "企业名称,统一社会信用代码,年度,所属集团信用代码,分组,示例营业收入（万元）,示例从业人员（人）\n"
ADOPTING = """number = "示例 2026-9"
resolvedOn = 2026-05-10
meeting = {title = {zh = "示例会议", en = "Example"}, place = "示例市", from = 2026-05-10, until = 2026-05-10}
[[items]]
title = {zh = "自愿填报", en = "A survey"}
text = {zh = "通过（示例）。"}
decision = "adopted"
refers = [{kind = "survey", digest = "DIGEST"}]
"""
SECRET = 90_817_263
"""An answer that no file may contain afterwards."""


def code(number: int, place: str = "500000") -> str:
    body = f"91{place}{number:09}"
    return body + uscc_check_character(body)


def answers(*rows: str) -> str:
    """Twelve of water, of which two tell much, three of soil; and more rows."""
    made = [
        f"示例企业,{code(one)},2025,,水,{SECRET if one < 2 else 80_000_000 + one},{30 + one}"
        for one in range(12)
    ]
    made += [f"示例企业,{code(100 + one)},2025,,土壤,{70_000_000 + one},{20 + one}" for one in range(3)]
    return HEAD + "\n".join([*made, *rows]) + "\n"


@pytest.fixture
def asked(rooms: Rooms) -> tuple[Office, str]:
    """A survey that both have adopted, and its digest."""
    cq, _ = rooms.after(adopt_a_survey)
    return cq, cq.path("digest").read_text()


def adopt_a_survey(cq: Office, sc: Office) -> None:
    """Draft, sign and adopt a survey; `digest` in the folder of the first has its digest."""
    draft = cq.path("survey.toml")
    cq.huren("survey", "template", draft, "--now", NOW)
    text = draft.read_text(encoding="utf-8")
    for name in ("大气", "固体废物"):
        text = re.sub(rf'  {{zh = "{name}".*\n', "", text)
    draft.write_text(text, encoding="utf-8")
    made = cq("survey", "issue", draft, *cq.key("assessment"), "--yes").out
    digest = str(made.split()[0])
    sheet = cq.write("answers.csv", answers())
    refused = cq("survey", "report", digest, sheet, *cq.key("assessment"), "--dry-run", code=2).err
    assert "no resolution here that all parties signed adopts the survey" in refused
    half = cq.write("half.toml", ADOPTING.replace("DIGEST", digest))
    signed = cq("resolution", "issue", half, *cq.key("assessment"), "--yes", "--json").out
    for one, other in ((cq, sc), (sc, cq)):
        other("import", one.publish())
    sc("import", sc.write("half.json", signed))
    other = sc("resolution", "countersign", "示例 2026-9", *sc.key("assessment"), "--yes", "--json").out
    cq("import", cq.write("other.json", other))
    cq.write("digest", digest)


def signed_reports(office: Office) -> list[str]:
    """Return the association's signed reports of totals, one line each."""
    lines: list[str] = office("journal", "--action", "survey-report", "--json", now=OVER).out.splitlines()
    return lines


def test_the_example_is_as_its_program_makes_it() -> None:
    assert (FOLDER / "answers.csv").read_text("utf-8-sig") == build_answers()


def test_answers_become_totals_and_are_stored_nowhere(asked: tuple[Office, str]) -> None:
    office, digest = asked
    sheet = office.write("answers.csv", answers())
    key = (*office.key("assessment"),)
    shown = office("survey", "report", digest, sheet, *key, "--dry-run")
    assert re.search(r"Water, Soil +10-19 +1,191,634,594 +489", shown.out), shown.out
    assert "Nothing was signed" in shown.err
    data = json.loads(office("survey", "report", digest, sheet, *key, "--dry-run", "--json").out)
    assert ("proof" in data, data["credentialSubject"]["survey"]) == (False, digest)
    early = office(
        "survey", "report", digest, sheet, *key, "--yes", code=1, now="2026-06-09T23:59:59+08:00"
    ).err
    assert "answers are taken through 2026-06-09" in early
    made = office("survey", "report", digest, sheet, *key, "--yes", "--json", now=OVER).out
    again = office("survey", "report", digest, sheet, *key, "--yes", "--lang", "zh", code=1, now=OVER).err
    assert "2025 年度已公布" in again
    titled = office("survey", "report", "示例自愿填报", sheet, *key, "--yes", code=1, now=OVER).err
    assert "are reported already" in titled, "the report of the same title is no survey"
    assert "2026-06-10" in office("survey", "list").out
    assert office("survey", "list", "--json").out.count("\n") == len(signed_reports(office)) == 1
    assert "published 2026-06-10" in " ".join(office("survey", "list").out.split())
    office.publish()
    assert json.loads(made)["credentialSubject"]["survey"] == digest
    shown = office("show", digest_of(json.loads(made)), now=OVER).out
    assert "is not here whole" not in shown
    assert "Adopted by resolution" in shown
    sheet.unlink()
    for path in office.folder.rglob("*"):
        assert path.is_dir() or str(SECRET).encode() not in path.read_bytes(), path


@pytest.mark.night
def test_after_a_theft_a_person_decides_of_a_report_by_its_kind_and_year(asked: tuple[Office, str]) -> None:
    office, digest = asked
    sheet, file = office.write("answers.csv", answers()), office.path("decisions.txt")
    office("survey", "report", digest, sheet, *office.key("assessment"), "--yes", now=OVER)
    words = ("--since", "2026-05-01", "--decisions", file, "--letters", office.path("letters.csv"))
    for lang, kinds in (("en", ("survey", "survey report")), ("zh", ("自愿填报方案", "自愿填报汇总"))):
        office("key", "compromised", "assessment-1", *words, "--lang", lang, now="2026-06-11")
        lines = file.read_text(encoding="utf-8")
        for kind in kinds:
            assert f"# {kind} 2025 · 示例自愿填报 · " in lines


def test_every_wrong_cell_is_named_and_nothing_is_signed(asked: tuple[Office, str]) -> None:
    office, digest = asked
    rows = {
        f"示例企业,{code(0)},2025,,水,1,1": ("Unified social credit code", "several rows"),
        f"示例企业,{code(200, '510000')},2025,,水,1,1": (
            "Unified social credit code",
            "registered in another province",
        ),
        f"示例企业,{code(201)[:-1]}0,2025,,水,1,1": ("Unified social credit code", "check"),
        f"示例企业,{code(202)},2025,{code(0)[:-2]},水,1,1": ("Code of its group of companies", ""),
        f"示例企业,{code(203)},2025,,噪声,1,1": ("Segment", "水, 土壤"),
        f"示例企业,{code(204)},2025,,水,12.5,1": ("Revenue", "not a whole number"),
        f"示例企业,{code(205)},2025,,水,-3,1": ("Revenue", "not a whole number"),
        f"示例企业,{code(206)},2025,,水,,1": ("Revenue", "is required"),
        f"示例企业,{code(207)},2025,{code(1)},水,1,1": ("", ""),
        f"示例企业,{code(208)},2025,{code(207)},水,1,1": ("Code of its group", "another group of companies"),
        f"示例企业,{code(209)},2024,,水,1,1": ("Year", "is “2024”; the survey asks about 2025"),
        f"示例企业,{code(210)},,,水,1,1": ("Year", "is required"),
        "合计,,,,,99,99": ("", "total"),
    }
    sheet, back = office.write("answers.csv", answers(*rows)), office.path("back.xlsx")
    words = ("--errors", back, *office.key("assessment"), "--yes")
    told = office("survey", "report", digest, sheet, *words, code=1, now=OVER)
    assert "Nothing was signed" in told.err
    page = openpyxl.load_workbook(back).worksheets[0]
    errors = {row[2].value: str(row[0].value or "") for row in page.iter_rows(min_row=2)}
    for row, (column, what) in rows.items():
        said = errors[row.split(",")[1] or None] if "合计" not in row else told.out
        assert column in said, row
        assert what in said, (row, said)
    assert signed_reports(office) == []


def test_the_sheet_of_a_survey_is_read_as_it_is_written(asked: tuple[Office, str]) -> None:
    office, digest = asked
    book = office.path("answers.xlsx")
    office("survey", "sheet", digest, book)
    opened: Any = openpyxl.load_workbook(book)
    page = opened.worksheets[0]
    assert [cell.value for cell in page[1]][5:] == [
        "示例营业收入（万元） / Revenue (10,000 CNY)",
        "示例从业人员（人） / Staff (persons)",
    ]
    for line in answers().splitlines()[1:]:
        name, uscc, year, parent, segment, revenue, staff = line.split(",")
        page.append([name, uscc, int(year), parent or None, segment, int(revenue), staff])
    opened.save(book)
    office("survey", "sheet", digest, book, code=2)  # somebody has filled it in
    shown = office("survey", "report", digest, book, *office.key("assessment"), "--dry-run").out
    assert "1,191,634,594" in shown


def test_totals_that_reveal_a_contributor_are_not_published(asked: tuple[Office, str]) -> None:
    office, digest = asked
    few = HEAD + "".join(f"示例企业,{code(one)},2025,,水,80,30\n" for one in range(4))
    sheet = office.write("few.csv", few)
    told = office("survey", "report", digest, sheet, *office.key("assessment"), "--yes", code=1, now=OVER)
    assert "Nothing can be published" in told.err
    assert signed_reports(office) == []


REFUSED = {
    "unit": ('"persons"', '"people"', "persons (persons)"),
    "over": ("until = ", "until = 2026-05-09 #", "until"),
    "segments": ('zh = "大气"', 'zh = "水"', "segments"),
    "absent": ("respondents", "# respondents", "respondents"),
    "year": ("year = 2025", 'year = "2025"', "year"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_a_refusal_of_a_draft_names_file_and_member(cq: Office, name: str) -> None:
    before, after, words = REFUSED[name]
    draft: Path = cq.path(f"{name}.toml")
    cq.huren("survey", "template", draft, "--lang", "zh", "--now", NOW)
    text = draft.read_text(encoding="utf-8").replace("from = 2026-05-10", "from = 2026-05-01")
    draft.write_text(text.replace(before, after, 1), encoding="utf-8")
    said = cq("survey", "issue", draft, *cq.key("assessment"), "--yes", code=1).err
    assert f"{name}.toml" in said
    assert words in said

"""A public notice at the terminal: its list in a sheet, version 1, what came of an objection."""

import json
import re
from pathlib import Path

import openpyxl
import pytest

from tests.cli.office.offices import NOW, Office, cq, offices

__all__ = ["cq", "offices"]

HEAD = "企业名称,统一社会信用代码,类别,等级\n"
FIRST, SECOND = "91500100MAHNJ7MT0F", "91500100MA8479754R"
ROWS = f"示例甲环保有限公司,{FIRST},水,甲级\n示例乙环保有限公司,{SECOND},水、气,乙级\n"


@pytest.fixture
def draft(cq: Office) -> Path:
    """Return the filled draft of a notice."""
    path = cq.path("notice.toml")
    cq("listnotice", "template", path)
    text = path.read_text(encoding="utf-8")
    text = re.sub(r'scheme = ".*"', 'scheme = "cq-pollution-control"', text)
    path.write_text(re.sub(r'batch = ".*"', 'batch = "示例第一批"', text), encoding="utf-8")
    return path


def issue(office: Office, draft: Path, *more: object, rows: str = ROWS, code: int = 0) -> str:
    sheet = office.write("list.csv", HEAD + rows)
    done = office("listnotice", "issue", draft, sheet, *office.key("assessment"), "--yes", *more, code=code)
    return str(done.out + done.err)


def test_a_list_is_laid_open_and_its_versions_follow(cq: Office, draft: Path) -> None:
    shown = issue(cq, draft)
    assert "示例乙环保有限公司" in shown
    assert "are two" not in shown
    notice = json.loads(cq("listnotice", "list", "--json").out)
    subject = notice["credentialSubject"]
    assert [item["unifiedSocialCreditCode"] for item in subject["items"]] == [FIRST, SECOND]
    assert subject["items"][1]["category"] == ["水", "气"]
    again = issue(cq, draft, "--lang", "zh", code=1)
    assert "已被占用" in again
    key, told = cq.key("assessment"), ("--received", "2=2026-05-12", "--until", "2026-06-01")
    cq("listnotice", "revise", "示例第一批", *told, *key, "--yes", now="2026-05-13T09:00:00+08:00")
    answered = ("--answered", "2=2026-05-20=成立", "--withdraw", "2")
    later = "2026-05-20T09:00:00+08:00"
    cq("listnotice", "revise", "示例第一批", *answered, *key, "--yes", now=later)
    text = cq("listnotice", "show", "示例第一批", "--lang", "zh", now=later).out
    assert re.search(r"2\. 示例乙环保有限公司 .*已撤下  异议成立，2026-05-20", text), text
    for words in (
        "第 1 版，签署于",
        "截止日期延后",
        "2026-05-12 收到异议",
        "2026-05-20 答复，异议成立",
        "撤下：2",
    ):
        assert words in text
    assert cq("listnotice", "show", "示例第一批", "--json", now=later).out.count("\n") == 3
    (line,) = cq("listnotice", "list", "--json", now=later).out.splitlines()
    assert json.loads(line)["credentialSubject"]["version"] == 3
    assert "one of several" in cq("show", "示例第一批", "--lang", "en", code=2, now=later).err
    assert SECOND in cq("show", "示例第一批 3", "--lang", "en", now=later).out


def test_an_error_in_a_row_stops_the_notice_and_comes_back(cq: Office, draft: Path) -> None:
    rows = (
        f"示例甲环保有限公司,{FIRST},水,甲级\n"
        f"示例甲环保有限公司,{FIRST},水、气,甲级\n"
        f"示例丙环保有限公司,{FIRST[:-1]}0,声音,特级\n"
    )
    back = cq.path("back.xlsx")
    told = issue(cq, draft, "--errors", back, "--lang", "zh", rows=rows, code=1)
    for words in ("未签署任何内容", "甲级"):
        assert words in told
    page = openpyxl.load_workbook(back).worksheets[0]
    assert page.max_row >= 4
    assert cq("listnotice", "list", "--json").out == ""
    lines = [json.loads(line) for line in issue(cq, draft, "--json", rows=rows, code=1).splitlines()
             if line.startswith("{")]  # fmt: skip
    assert {(line["row"], line["column"]) for line in lines} == {
        (3, "unifiedSocialCreditCode"), (4, "unifiedSocialCreditCode"), (4, "category"), (4, "grade"),
    }  # fmt: skip


def test_the_sheet_is_written_to_be_filled(cq: Office) -> None:
    path = cq.path("list.xlsx")
    cq("listnotice", "sheet", "cq-pollution-control", path)
    page = openpyxl.load_workbook(path).worksheets[0]
    assert [str(cell.value).split(" / ")[0] for cell in page[1]] == [
        "企业名称",
        "统一社会信用代码",
        "类别",
        "等级",
    ]


def test_a_notice_is_checked_or_exported_without_a_key(cq: Office, draft: Path) -> None:
    sheet = cq.write("list.csv", HEAD + ROWS)
    dry = cq("listnotice", "issue", draft, sheet, "--dry-run", "--json")
    assert "proof" not in json.loads(dry.out)
    out = cq.path("unsigned.json")
    cq("listnotice", "issue", draft, sheet, "--export-unsigned", out)
    signed = cq.path("signed.json")
    cq.huren("sign", out, *cq.key("assessment"), "-o", signed, "--yes", "--now", NOW)
    cq("import", signed)
    assert json.loads(cq("listnotice", "list", "--json").out)["credentialSubject"]["batch"] == "示例第一批"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("--withdraw", "3"), "items 1 to 2"),
        (("--answered", "1=2026-05-11=upheld"), "no open objection"),
        (("--answered", "1=2026-05-11=x"), "no open objection"),
        (("--received", "1"), "with = between"),
        (("--received", "x=2026-05-11"), "number of the item"),
        (("--until", "2026-05-11"), "before, the beginning"),
    ],
)
def test_an_impossible_revision_is_refused(
    cq: Office, draft: Path, words: tuple[str, ...], told: str
) -> None:
    issue(cq, draft)
    done = cq("listnotice", "revise", "示例第一批", *words, *cq.key("assessment"), "--yes", "--lang", "en",
              code=1 if words[0] == "--until" else 2)  # fmt: skip
    assert told in done.err


def test_the_notices_of_two_schemes_of_one_name_are_told_apart(cq: Office, draft: Path) -> None:
    issue(cq, draft)
    text = draft.read_text(encoding="utf-8").replace("cq-pollution-control", "cq-facility-operation")
    other = cq.write("other.toml", text)
    issue(cq, other, rows=f"示例甲环保有限公司,{FIRST},工业废水处理,一级\n")
    done = cq("listnotice", "show", "示例第一批", "--lang", "en", code=2)
    assert "cq-pollution-control" in done.err
    assert "does not hold" in cq("listnotice", "show", "不存在的批次", "--lang", "en", code=1).err

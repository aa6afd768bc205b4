"""Sheets without rows, and files that a command does not write over."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.cli.office.offices import HEADER, NOW, Office, cq, offices, row

__all__ = ["cq", "offices"]
HAN = re.compile("[\u3000-\u303f\u4e00-\u9fff]")


@pytest.mark.parametrize("how", [("--dry-run",), ("--export-unsigned", "e.json")])
@pytest.mark.parametrize("command", ["change", "suspend", "issue"])
def test_a_sheet_without_rows_is_refused_with_the_reason(
    cq: Office, command: str, how: tuple[str, ...]
) -> None:
    header = HEADER if command == "issue" else "number,action,reason\n"
    sheet = cq.write("empty.csv", header)
    given = ("--sheet", sheet) if command == "suspend" else (sheet,)
    words = [cq.path(word) if word.endswith(".json") else word for word in how]
    said = cq(command, *given, *words, code=1).err
    assert "no rows under its header in row 1" in said
    assert "Fill in a row" in said
    assert not cq.path("e.json").exists()
    assert "没有数据行" in cq(command, *given, *words, "--lang", "zh", code=1).err


@pytest.mark.parametrize("command", ["change", "issue"])
def test_an_untouched_template_has_no_rows(cq: Office, command: str) -> None:
    path = cq.path("t.xlsx")
    cq(command, "--template", path)
    said = cq(command, path, "--export-unsigned", cq.path("e.json"), code=1).err
    assert "no rows under its header" in said
    assert not cq.path("e.json").exists()


@pytest.mark.parametrize("command", ["change", "issue"])
def test_a_workbook_is_not_written_under_the_name_of_another_format(cq: Office, command: str) -> None:
    sheet = cq.write(
        "s.csv", HEADER + row("CQ-1") if command == "issue" else "number,action,reason\nCQ-9,,\n"
    )
    for name in ("t.csv", "t"):
        for words in (("--template", cq.path(name)), (sheet, "--dry-run", "--errors", cq.path(name))):
            done = cq(command, *words, code=2)
            assert ".xlsx" in done.err
            assert "saves it as CSV" in done.err
            assert not cq.path(name).exists()
            assert done.out == ""


@pytest.mark.parametrize("command", ["change", "issue"])
def test_a_template_is_not_written_over_a_file(cq: Office, command: str) -> None:
    filled = cq.path("mine.xlsx")
    filled.write_bytes(b"filled")
    assert "exists already" in cq(command, "--template", filled, code=2).err
    assert filled.read_bytes() == b"filled"


def test_a_workbook_that_somebody_saved_is_not_written_over(cq: Office) -> None:
    """Workbooks returned with errors, templates and the journal."""
    sheet, back = cq.write("s.csv", HEADER + row("CQ-1", grade="丁级")), cq.path("back.xlsx")
    writers = (
        (1, ("issue", sheet, "--dry-run", "--errors", back)),
        (0, ("issue", "--template", back)),
        (0, ("journal", "--xlsx", back)),
    )
    for code, words in writers:
        cq(*words, code=code)
        cq(*words, code=code)  # an untouched template holds nobody's work
        load_workbook(back).save(back)
        saved = back.read_bytes()
        assert "exists already" in cq(*words, code=2).err
        assert back.read_bytes() == saved
        back.unlink()
    assert "--force" not in cq("issue", "--template", sheet.rename(back), code=2).err
    cq("journal", "--xlsx", back, "--force")


def test_a_file_to_sign_or_signed_is_not_written_over(cq: Office) -> None:
    sheet, batch = cq.write("s.csv", HEADER + row("CQ-1")), cq.path("batch.json")
    words = ("issue", sheet, "--export-unsigned", batch)
    cq(*words)
    waiting = batch.read_bytes()
    assert "exists already" in cq(*words, code=2).err
    assert batch.read_bytes() == waiting
    signing = ("sign", batch, *cq.key("assessment"), "--yes", "--now", NOW)
    cq.huren(*signing)
    signed = cq.path("batch.signed.json").read_bytes()
    assert "with --force" in cq.huren(*signing, code=2).err
    assert cq.path("batch.signed.json").read_bytes() == signed
    cq.huren(*signing, "--force")


@pytest.mark.parametrize("command", ["change", "issue"])
def test_a_template_is_written_alone(cq: Office, command: str) -> None:
    path, sheet = cq.path("t.xlsx"), cq.write("s.csv", HEADER)
    for beside, names in (
        ((sheet,), "SHEET"),
        (("--dry-run",), "--dry-run"),
        ((sheet, "--dry-run"), "SHEET, --dry-run"),
    ):
        said = cq(command, "--template", path, *beside, code=2).err
        assert f"--template, {names} cannot be used together" in said
        assert not Path(path).exists()


def told(done: Any) -> list[dict[str, Any]]:
    """Return the errors of rows, one line each."""
    return [json.loads(line) for line in done.out.splitlines()]


def test_errors_of_rows_are_in_one_language(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    bad = ("CQ-1,suspend,renewal", "CQ-2,revoke,complaint", "CQ-2,suspend,投诉", "CQ-1,dance,complaint")
    sheet = cq.write("s.csv", "\n".join(("number,action,reason", *bad)) + "\n")
    found = told(cq("change", sheet, "--dry-run", "--json", code=1))
    assert [(one["row"], one["code"]) for one in found] == [
        (2, "row-repeated"), (2, "reason-unknown"),
        (3, "row-repeated"), (3, "reason-unknown"),
        (4, "row-repeated"),
        (5, "row-repeated"), (5, "action-unknown"),
    ]  # fmt: skip
    for one in found:
        assert HAN.search(one["what"] + one["mend"]) is None, one
    assert found[0]["what"] == "is there in several rows: 2, 5."
    assert found[1]["mend"].startswith("Use complaint, investigation, ")
    chinese = told(cq("change", sheet, "--dry-run", "--json", "--lang", "zh", code=1))
    assert chinese[0]["what"] == "在多行中重复出现：第 2、5 行。"
    assert chinese[1]["mend"].startswith("请填写下列之一：投诉、调查、")
    for one in chinese:
        assert re.search("[A-Za-z]", one["what"] + one["mend"]) is None, one


def test_a_word_that_a_refusal_suggests_is_accepted(cq: Office) -> None:
    cq.issue("CQ-1")
    for lang in ("en", "zh"):
        sheet = cq.write("s.csv", "number,action,reason\nCQ-1,suspend,dance\n")
        (line,) = cq("change", sheet, "--dry-run", "--json", "--lang", lang, code=1).out.splitlines()
        offered = re.split(
            "[,、] ?", json.loads(line)["mend"].partition("：" if lang == "zh" else "Use ")[2].rstrip(".。")
        )
        assert len(offered) > 2
        for word in offered:
            cq("change", cq.write("s.csv", f"number,action,reason\nCQ-1,suspend,{word}\n"), "--dry-run")

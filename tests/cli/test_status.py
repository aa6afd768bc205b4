"""`huren suspend`, `revoke`, `supersede`, `change`: preview, confirmation, many at once."""

import io
import json
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from carriers.errors import CarrierError
from carriers.spreadsheet import CHANGES, read_sheet
from tests.cli.office.offices import HEADER, NOW, Office, cq, offices, row
from tests.harness.processes.terminal import at_terminal

__all__ = ["cq", "offices"]


def events_of(office: Office, number: str) -> list[dict[str, Any]]:
    """Return the signed events of a credential."""
    shown = json.loads(office("show", number, "--json").out)
    return [event["credentialSubject"] for event in shown["events"]]


def sheet_of(office: Office, name: str, header: str, *rows: str) -> Path:
    return office.write(name, "\n".join((header, *rows)) + "\n")


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_a_clerk_sees_what_changes_and_is_asked(cq: Office, lang: str) -> None:
    cq.issue("CQ-1")
    place = ("--data", cq.path("data"), "--now", "2026-07-08", "--lang", lang)
    words = ("revoke", "CQ-1", "--reason", "serious-violation", *cq.key("assessment"), *place)
    code, screen = at_terminal(*words, answers=[("[y/N] ", "n")], cwd=cq.folder)
    assert code == 2
    enterprise = json.loads(cq("show", "CQ-1", "--json").out)["credential"]["credentialSubject"]
    assert enterprise["legalName"] in screen
    assert "CQ-1" in screen
    told = "in force → cancelled from 2026-07-08 (serious violation)"
    assert (told if lang == "en" else "有效 → 取消，自 2026-07-08 起（严重违规）") in screen
    scheme = enterprise["assessment"]["scheme"]
    assert scheme not in screen, "a scheme is told by its name"
    assert events_of(cq, "CQ-1") == []
    code, screen = at_terminal(*words, answers=[("[y/N] ", "y")], cwd=cq.folder)
    assert code == 0, screen
    assert len(events_of(cq, "CQ-1")) == 1


def test_without_an_answer_nothing_is_signed(cq: Office) -> None:
    """Without a terminal and an answer the command says what to do; an n never signs."""
    cq.issue("CQ-1")
    words = ("suspend", "CQ-1", "--reason", "complaint", *cq.key("assessment"))
    said = cq(*words, code=2).err
    assert "nothing was signed" in said
    assert "--yes" in said
    assert events_of(cq, "CQ-1") == []
    cq(*words, "--yes")
    assert len(events_of(cq, "CQ-1")) == 1


def test_a_dry_run_shows_and_signs_nothing(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    words = ("revoke", "CQ-1", "CQ-2", "--reason", "false-material", "--issuer", cq.did, "--dry-run")
    shown = cq(*words, now="2026-07-08").out
    assert shown.count("annulled from 2026-05-10 (false material)") == 2
    assert shown.count("those answers become invalid") == 2
    lines = [json.loads(line) for line in cq(*words, "--json", now="2026-07-08").out.splitlines()]
    assert [line["certificateNumber"] for line in lines] == ["CQ-1", "CQ-2"]
    assert [line["event"]["reason"] for line in lines] == ["false-material"] * 2
    assert all(line["falls"] and not line["made"] for line in lines)
    assert events_of(cq, "CQ-1") == []


def test_a_clerk_who_is_overtaken_is_warned(cq: Office, monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody else makes the same change between preview and signature."""
    cq.issue("CQ-1", "CQ-2", "CQ-3")
    rivals = ["CQ-1"]
    words = ("--reason", "complaint", *cq.key("assessment"), "--lang", "zh")

    def confirm(*_: object, **__: object) -> None:
        if rivals:
            number = rivals.pop(0)
            cq("suspend", number, *words)

    monkeypatch.setattr("cli.status.run.confirm", confirm)
    alone = cq("suspend", "CQ-1", *words, code=1)
    assert "“CQ-1”" in alone.err
    assert "暂停" in alone.err
    assert "huren publish" not in alone.err
    rivals.append("CQ-2")
    both = cq("suspend", "CQ-2", "CQ-3", *words)
    assert "其中 1 项已由他人同时办理，不再重复。" in both.err
    assert len(both.out.splitlines()) == 1
    assert [len(events_of(cq, number)) for number in ("CQ-1", "CQ-2", "CQ-3")] == [1, 1, 1]


def test_several_credentials_are_changed_or_none(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    words = ("suspend", "CQ-1", "CQ-9", "CQ-2", "--reason", "complaint", *cq.key("assessment"), "--yes")
    done = cq(*words, code=1)
    assert "CQ-9" in done.out
    assert "Nothing was signed" in done.err
    assert events_of(cq, "CQ-1") == []
    done = cq(*(word for word in words if word != "CQ-9"), "--json")
    records = [json.loads(line) for line in done.out.splitlines()]
    assert [record["credentialSubject"]["sequence"] for record in records] == [1, 1]


@pytest.mark.parametrize("form", [pytest.param("csv", marks=pytest.mark.night), "xlsx"])
def test_a_sheet_in_chinese_headers_changes_many(cq: Office, form: str) -> None:
    cq.issue("CQ-1", "CQ-2", "CQ-3", "CQ-4")
    header: list[str | None] = ["证书编号", "变更", "原因", "生效时间", "暂停至", "后续证书编号"]
    rows: list[list[str | None]] = [
        ["CQ-1", "暂停", "投诉", "2026年5月12日", "20261231", None],
        ["CQ-2", "注销", "企业申请", "2026/5/13", None, None],
        ["CQ-3", "suspend", "annual-check-overdue", None, None, None],
    ]
    sheet = cq.path(f"changes.{form}")
    if form == "csv":
        lines = (",".join(cell or "" for cell in line) for line in (header, *rows))
        sheet.write_text("\n".join(lines), encoding="utf-8")
    else:
        book = Workbook()
        for line in (header, *rows):
            book.active.append(line)  # type: ignore[union-attr]
        book.save(sheet)
    cq("change", sheet, *cq.key("assessment"), "--yes", now="2026-05-14")
    (first,), (second,), (third,) = (events_of(cq, f"CQ-{place}") for place in (1, 2, 3))
    assert first["effectiveFrom"] == "2026-05-12T00:00:00+08:00"
    assert first["until"] == "2027-01-01T00:00:00+08:00"
    assert (second["action"], second["reason"]) == ("revoke", "enterprise-request")
    assert (third["action"], third["effectiveFrom"]) == ("suspend", "2026-05-14T00:00:00+08:00")
    again = cq("change", sheet, *cq.key("assessment"), "--yes", now="2026-05-15").err
    assert "3 of these changes were made before" in again
    assert "Their rows: 2–4." in again
    assert len(events_of(cq, "CQ-1")) == 1


def test_bad_rows_come_back_before_anything_is_signed(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2", "CQ-3")
    header = "number,企业名称,reason,until"
    sheet = sheet_of(cq, "s.csv", header, "CQ-1,,complaint,", "CQ-9,,complaint,", "CQ-2,别家公司,投诉,",
                     "CQ-3,,renewal,soon", "CQ-3,,complaint,")  # fmt: skip
    back = cq.path("back.xlsx")
    words = ("suspend", "--sheet", sheet, "--errors", back, *cq.key("assessment"), "--yes")
    done = cq(*words, "--json", code=1)
    found = {(line["row"], line["column"], line["code"]) for line in map(json.loads, done.out.splitlines())}
    assert found >= {(5, "reason", "reason-unknown"), (5, "until", "date-unreadable")}
    assert {(5, "credential", "row-repeated"), (6, "credential", "row-repeated")} <= found
    assert {(3, "credential", "unknown-credential"), (4, "legalName", "other-enterprise")} <= found
    assert events_of(cq, "CQ-1") == []
    page = load_workbook(io.BytesIO(back.read_bytes())).worksheets[0]
    texts = [str(row[0].value or "") for row in page.iter_rows(min_row=2)]
    assert texts[0] == ""
    assert all(texts[1:])
    mended = sheet_of(cq, "s2.csv", header, "CQ-1,,complaint,", "CQ-3,,,20261231")
    cq("suspend", "--sheet", mended, "--reason", "投诉", *cq.key("assessment"), "--yes")
    assert [len(events_of(cq, f"CQ-{place}")) for place in (1, 2, 3)] == [1, 0, 1]


def test_a_sheet_does_only_what_its_command_says(cq: Office) -> None:
    cq.issue("CQ-1")
    sheet = sheet_of(cq, "s.csv", "number,action,reason", "CQ-1,revoke,serious-violation")
    done = cq("suspend", "--sheet", sheet, *cq.key("assessment"), "--yes", code=1)
    assert "suspend" in done.out
    assert events_of(cq, "CQ-1") == []
    nothing = sheet_of(cq, "t.csv", "number,reason", "CQ-1,complaint")
    assert "required" in cq("change", nothing, *cq.key("assessment"), "--yes", code=1).out


def test_a_batch_goes_to_the_machine_with_the_key(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    sheet = sheet_of(cq, "s.csv", "number,reason", "CQ-1,complaint", "CQ-2,投诉")
    out = cq.path("to-sign.json")
    cq("suspend", "--sheet", sheet, "--export-unsigned", out, "--issuer", cq.did)
    cq.huren("sign", out, *cq.key("assessment"), "--yes", "--now", NOW)
    cq("import", cq.path("to-sign.signed.json"))
    assert [len(events_of(cq, f"CQ-{place}")) for place in (1, 2)] == [1, 1]


def test_conflicting_options_are_refused(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    key = cq.key("assessment")
    sheet = sheet_of(cq, "s.csv", "number,reason", "CQ-1,complaint")
    for words in (
        ("suspend", "--reason", "complaint", *key),
        ("suspend", "CQ-1", "--sheet", sheet, "--reason", "complaint", *key),
        ("suspend", "CQ-1", "--reason", "complaint", "--errors", "x.xlsx", *key),
        ("suspend", "CQ-1", "--reason", "complaint", "--export-unsigned", "x", *key),
        ("supersede", "CQ-1", "CQ-2", "--by", "CQ-3", "--reason", "renewal", *key),
        ("supersede", "--sheet", sheet, "--by", "CQ-2", *key),
        ("suspend", "--sheet", sheet, "--reason", "renewal", *key),
    ):
        cq(*words, code=2)


def test_an_unknown_number_ends_alike_in_show_and_suspend(cq: Office) -> None:
    cq.issue("CQ-1")
    key = (*cq.key("assessment"), "--yes")
    asked = cq("show", "CQ-9", code=1).err
    changed = cq("suspend", "CQ-9", "--reason", "complaint", *key, code=1).err
    for said in (asked, changed):
        assert "CQ-9" in said
        assert "credentialSubject" not in said
    cq("qr", "CQ-9", code=1)


def test_refusals_of_a_change_name_what_was_typed(cq: Office) -> None:
    cq.issue("CQ-1")
    key = (*cq.key("assessment"), "--yes")
    said = cq("suspend", "CQ-1", "--reason", "complaint", "--until", "2026-01-01", *key, code=1).err
    assert said.startswith("huren: --until")
    for words in (
        ("suspend", "CQ-1", "--reason", "complaint"),
        ("revoke", "CQ-1", "--reason", "issued-in-error"),
    ):
        cq(*words, *key)
        assert "credentialSubject" not in cq(*words, *key, code=1).err


def test_good_rows_are_changed_and_bad_ones_come_back(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2", "CQ-3")
    rows = ("CQ-1,暂停,投诉", "CQ-9,暂停,投诉", "CQ-2,暂停,换发", "CQ-3,注销,企业申请")
    sheet = sheet_of(cq, "s.csv", "number,action,reason", *rows)
    back = cq.path("back.xlsx")
    words = ("change", sheet, "--skip-bad-rows", "--errors", back, *cq.key("assessment"), "--yes")
    assert "Nothing was signed" in cq(*words, "--dry-run", code=1).err
    assert len(list(load_workbook(back).worksheets[0].iter_rows(min_row=2))) == 4
    done = cq(*words, code=1)
    assert "Rows left out for their errors: 2." in done.err
    assert [len(events_of(cq, f"CQ-{place}")) for place in (1, 2, 3)] == [1, 0, 1]
    left = load_workbook(back).worksheets[0].iter_rows(min_row=2, values_only=True)
    assert [line[1] for line in left] == ["CQ-9", "CQ-2"], "what is still to be done"
    several = ("suspend", "CQ-9", "CQ-2", "--skip-bad-rows", "--reason", "complaint")
    cq(*several, *cq.key("assessment"), "--yes", code=1)
    assert len(events_of(cq, "CQ-2")) == 1


def test_a_template_of_changes_is_filled_and_read(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    path = cq.path("template.xlsx")
    assert "--dry-run" in cq("change", "--template", path).err
    assert "--template" in cq("change", *cq.key("assessment"), code=2).err
    with pytest.raises(CarrierError, match="sheet-rowless"):
        read_sheet(path.read_bytes(), CHANGES)
    book = load_workbook(path)
    page, _, lists = book.worksheets
    for column, (action, reason) in enumerate((("暂停", "投诉"), ("终止", "企业申请")), start=1):
        assert {action, reason} <= {cell for row in lists.iter_rows(values_only=True) for cell in row}
        page.append([f"CQ-{column}", None, action, reason])
    book.save(path)
    cq("change", path, *cq.key("assessment"), "--yes")
    (first,), (second,) = events_of(cq, "CQ-1"), events_of(cq, "CQ-2")
    assert [first["action"], second["action"]] == ["suspend", "revoke"]


def test_a_row_of_totals_is_one_error(cq: Office) -> None:
    cq.issue("CQ-1")
    header = "序号,证书编号,企业名称,变更,原因"
    for total in ("合 计,,,,", ",,Total:,,", ",合计,1 家,,"):
        sheet = sheet_of(cq, "s.csv", header, "1,CQ-1,,暂停,投诉", total)
        done = cq("change", sheet, *cq.key("assessment"), "--yes", "--json", code=int(total != "合 计,,,,"))
        found = [line for line in map(json.loads, done.out.splitlines()) if "row" in line]
        assert [(line["row"], line["code"]) for line in found] == (
            [] if total == "合 计,,,," else [(3, "row-total")]
        )
    sheet = sheet_of(
        cq,
        "a.csv",
        HEADER.strip(),
        row("CQ-2").strip(),
        "总计,,,,,,,1",
        "Total,91350100M000100Y43,重庆,,,,CQ-3,",
    )
    done = cq("issue", sheet, *cq.key("assessment"), "--json", code=1)
    errors = [(line["row"], line["code"]) for line in map(json.loads, done.out.splitlines())]
    assert errors[0] == (3, "row-total")
    assert {place for place, _ in errors[1:]} == {4}, "one with a number is no total"


@pytest.mark.parametrize("command", ["suspend", "issue"])
def test_a_batch_that_is_interrupted_says_how_far_it_came(
    cq: Office, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """Earlier portions are on disk, and the command that is printed makes the rest."""
    if command == "issue":
        sheet = cq.write("rows.csv", HEADER + "".join(row(f"CQ-{place}") for place in (1, 2, 3)))
        words: tuple[Any, ...] = ("issue", sheet, *cq.key("assessment"))
        again: tuple[Any, ...] = (*words, "--skip-bad-rows")
        monkeypatch.setattr("registry.issuing.issue.CHUNK", 1)
    else:
        cq.issue("CQ-1", "CQ-2", "CQ-3")
        words = ("suspend", "CQ-1", "CQ-2", "CQ-3", "--reason", "complaint", *cq.key("assessment"), "--yes")
        again = words
        monkeypatch.setattr("registry.issuing.plan_events.PORTION", 1)
    calls: list[object] = []

    def interrupt(*given: object, **_: object) -> None:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt

    with monkeypatch.context() as patched:
        patched.setattr(f"cli.{'issue' if command == 'issue' else 'status'}.run.put_json", interrupt)
        done = cq(*words, "--json", code=130)
    assert "2 of 3" in done.err
    assert "again" in done.err
    done = cq(*again, code=int(command == "issue"))
    if command == "suspend":
        assert "2 of these changes were made before" in done.err
        assert [len(events_of(cq, f"CQ-{number}")) for number in (1, 2, 3)] == [1, 1, 1]
    else:
        assert "issued 1 credential\n" in done.out

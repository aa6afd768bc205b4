"""The list of bidders: from an office's sheet, and from the names of folders."""

import json
from pathlib import Path
from typing import Any

import pytest

from carriers.errors import CarrierError
from carriers.spreadsheet import read_sheet
from tender.bidder_list.columns import BIDDERS
from tender.bidder_list.folders import list_missing, propose_bidders
from tender.bidder_list.rows import BidderRows, read_bidder_rows
from tender.bidder_list.template import write_bidder_template
from tests.harness.processes.cli_runs import Huren
from tests.verifier.tender.opening import tender as tender_of
from verifier.tender import Tender, read_bidders, read_tender

A, B, C = "91500100MA000AAAAP", "91500100MA002AAAA7", "91500100MA003AAAAY"
HEAD = "序号,投标人名称,统一社会信用代码,标段,文件夹,牵头人,工作内容,联合体协议"


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


def read(*lines: str, head: str = HEAD, tender: Tender | None = None) -> BidderRows:
    return read_bidder_rows(read_sheet("\n".join([head, *lines]).encode(), BIDDERS), tender)


def errors_of(found: BidderRows) -> list[tuple[int, str, str]]:
    assert found.bidders is None
    return [(error.row, error.column, error.code) for row in found.rows for error in row.errors]


def with_lots(*titles: str) -> Tender:
    value: dict[str, Any] = tender_of()
    value["lots"] = [{"id": f"L{place}", "title": title} for place, title in enumerate(titles, 1)]
    value["workItems"] = [{"id": "W1", "title": "运行"}]
    return read_tender(value).body


def test_a_number_is_a_bidder_and_several_rows_of_one_a_consortium() -> None:
    found = read(
        f"1,重庆示例甲有限公司,{A},L1、L2,bids/01,,,",
        f"2,重庆示例乙有限公司,{B},L1,bids\\02\\,是,W1,协议.pdf",
        f"2,重庆示例丙有限公司,{C},,,否,W1、W2,",
    )
    assert found.bidders == {
        "type": "Bidders/1",
        "version": 1,
        "bidders": [
            {"id": "1", "lots": ["L1", "L2"], "folder": "bids/01", "name": "重庆示例甲有限公司", "uscc": A},
            {
                "id": "2",
                "lots": ["L1"],
                "folder": "bids/02",
                "jointAgreement": "协议.pdf",
                "members": [
                    {"name": "重庆示例乙有限公司", "uscc": B, "lead": True, "workItems": ["W1"]},
                    {"name": "重庆示例丙有限公司", "uscc": C, "workItems": ["W1", "W2"]},
                ],
            },
        ],
    }
    read_bidders(found.bidders)


def test_heads_in_english_are_read_too() -> None:
    found = read(f"A-7,Example Ltd.,{A},L1", head="No.,Name,USCC,Lot")
    assert found.bidders is not None
    assert found.bidders["bidders"][0]["id"] == "A-7"


@pytest.mark.parametrize(
    ("lines", "errors"),
    [
        ([f"1,重庆示例甲有限公司,{A[:-1]}A,L1,,,,"], [(2, "uscc", "uscc-check")]),
        ([f"1,重庆示例甲有限公司,{A},,,,,"], [(2, "lots", "cell-missing")]),
        ([f"一/1,重庆示例甲有限公司,{A},L 1,,,,"],
         [(2, "number", "member-form"), (2, "lots", "member-form")]),
        ([f"1,=甲,{A},L1,,也许,,"], [(2, "name", "cell-formula"), (2, "lead", "word-unknown")]),
        ([f"1,重庆示例甲有限公司,{A},L1,,是,W1,协议.pdf"],
         [(2, "lead", "bids-alone"), (2, "workItems", "bids-alone"), (2, "jointAgreement", "bids-alone")]),
        ([f"1,重庆示例甲有限公司,{A},L1,,,,", f"1,重庆示例乙有限公司,{B},L1,,,,"],
         [(2, "lead", "consortium-lead")]),
        ([f"1,重庆示例甲有限公司,{A},L1,a,是,,", f"1,重庆示例乙有限公司,{B},L2,b,是,,"],
         [(2, "lead", "consortium-lead"), (3, "lots", "consortium-differs"),
          (3, "folder", "consortium-differs")]),
        ([f"1,重庆示例甲有限公司,{A},L1,,是,,", f"1,重庆示例甲有限公司,{A},L1,,,,"],
         [(3, "uscc", "item-repeated")]),
        ([f"1,重庆示例甲有限公司,{A},L1,bids/01,,,", f"2,重庆示例乙有限公司,{B},L1,Bids/01/x,,,"],
         [(3, "folder", "folders-overlap")]),
        ([f"1,重庆示例甲有限公司,{A},L1、L1,,,,"], [(2, "lots", "item-repeated")]),
        ([f"1,重庆示例甲有限公司,{A},L1,,,,", ",合计,,,,,,"], [(3, "name", "row-total")]),
    ],
)  # fmt: skip
def test_each_wrong_cell_is_named_and_nothing_is_read(
    lines: list[str], errors: list[tuple[int, str, str]]
) -> None:
    assert errors_of(read(*lines)) == errors


def test_lots_and_work_are_those_of_the_tender_by_id_or_title() -> None:
    row = f"1,重庆示例甲有限公司,{A},{{}},,是,{{}},", f"1,重庆示例乙有限公司,{B},,,,,"
    two = with_lots("第一标段", "运行、养护")
    found = read(row[0].format("第一标段", "运行"), row[1], tender=two)
    assert found.bidders is not None
    assert found.bidders["bidders"][0]["lots"] == ["L1"]
    assert found.bidders["bidders"][0]["members"][0]["workItems"] == ["W1"]
    found = read(row[0].format("运行、养护", ""), row[1], tender=two)
    assert found.bidders is not None
    assert found.bidders["bidders"][0]["lots"] == ["L2"]
    assert errors_of(read(row[0].format("L3", "W9"), row[1], tender=two)) == [
        (2, "lots", "reference-unknown"),
        (2, "workItems", "reference-unknown"),
    ]


def test_of_a_tender_with_one_lot_an_empty_cell_is_that_lot() -> None:
    line = f"1,重庆示例甲有限公司,{A},,,,,"
    found = read(line, tender=with_lots("第一标段"))
    assert found.bidders is not None
    assert found.bidders["bidders"][0]["lots"] == ["L1"]
    assert errors_of(read(line, tender=with_lots("一", "二"))) == [(2, "lots", "cell-missing")]


def test_the_template_has_an_example_that_is_not_read() -> None:
    with pytest.raises(CarrierError, match="row"):
        read_sheet(write_bidder_template(), BIDDERS)


def test_a_folder_says_its_number_and_its_name_and_what_it_does_not_say_is_empty() -> None:
    proposal = propose_bidders(
        ["03 示例环保公司", "1号_示例水务公司", f"2（示例甲公司 {A}）"], "bids", ["L1"]
    )
    assert [(one["id"], one["name"], one["uscc"], one["folder"]) for one in proposal["bidders"]] == [
        ("03", "示例环保公司", "", "bids/03 示例环保公司"),
        ("1", "示例水务公司", "", "bids/1号_示例水务公司"),
        ("2", "示例甲公司", A, f"bids/2（示例甲公司 {A}）"),
    ]
    assert [*list_missing(proposal)] == [("uscc", ["03", "1"])]


@pytest.mark.parametrize("names", [["1 甲", "1 乙"], ["示例甲", "2 乙"], ["2023年项目", "2023年二期"]])
def test_folders_without_numbers_of_their_own_are_counted(names: list[str]) -> None:
    proposal = propose_bidders(names, "", [])
    assert [one["id"] for one in proposal["bidders"]] == ["B1", "B2"]
    assert ("lots", ["B1", "B2"]) in [*list_missing(proposal)]


def test_folders_become_a_sheet_that_is_filled_in_and_read(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (f"01 示例甲有限公司 {A}", f"02 示例乙有限公司 {B}", "__MACOSX", ".git"):
        (tmp_path / "bids" / name).mkdir(parents=True)
    Path("tender.json").write_text(json.dumps(tender_of()), encoding="utf-8")
    huren("tender", "bidders", "--folders", "bids", "--template", "list.xlsx", "--tender", "tender.json")
    huren("tender", "bidders", "list.xlsx", "-o", "bidders.json", "--tender", "tender.json")
    value = json.loads(Path("bidders.json").read_bytes())
    assert [one.uscc for one in read_bidders(value).body.bidders] == [A, B]
    assert (tmp_path / value["bidders"][1]["folder"]).is_dir()
    assert "exists" in huren("tender", "bidders", "list.xlsx", "--lang", "en", code=2).err


def test_what_folders_do_not_say_is_told_and_refused_by_its_member(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bids" / "03 示例环保公司").mkdir(parents=True)
    done = huren("tender", "bidders", "--folders", "bids", "--lang", "zh")
    assert "待填写：03 的统一社会信用代码" in done.err
    assert json.loads(Path("bidders.json").read_bytes())["bidders"][0]["uscc"] == ""


def test_a_sheet_with_an_error_writes_no_list_and_comes_back_with_it(
    huren: Huren, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    Path("list.csv").write_text(f"{HEAD}\n1,重庆示例甲有限公司,{A[:-1]}A,L1,,,,\n", encoding="utf-8")
    done = huren("tender", "bidders", "list.csv", "--errors", "back.xlsx", "--lang", "zh", code=1)
    assert "统一社会信用代码" in done.out
    assert Path("back.xlsx").is_file()
    assert not Path("bidders.json").exists()
    for words in (("list.csv", "--folders", "."), (), ("list.csv", "--template", "t.xlsx")):
        huren("tender", "bidders", *words, code=2)

"""Bidder lists and OCDS releases: Python and JavaScript read every sheet, folder and release alike."""

import base64
import io
import json
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from carriers.spreadsheet import read_sheet
from carriers.spreadsheet.formats.number_formats import WithText, read_format
from credentials.times import CHINA, format_time
from signing.errors import HurenError
from tender.bidder_list.columns import BIDDERS
from tender.bidder_list.folders import propose_bidders
from tender.bidder_list.rows import read_bidder_rows
from tender.ocds.members import parse_release
from tender.ocds.reading import read_release
from tender.ocds.telling import tell_reading
from tender.ocds.writing import write_release
from tests.carriers.spreadsheet.shown_numbers import SHOWN
from tests.harness.node import ask_node
from tests.parity.parity import LANGUAGES
from tests.parity.tender.listed import DATE, EXAMPLE, HOSTILE, RELEASES, SHEETS, TEMPLATE, A, B, C
from tests.verifier.tender.opening import tender as tender_of
from verifier.tender import read_tender

pytestmark = pytest.mark.javascript


def base64_of(data: bytes) -> str:
    return base64.b64encode(data).decode()


def said(error: HurenError) -> dict[str, Any]:
    return {
        "code": error.code,
        "field": error.field,
        "said": [[error.sentence(lang), error.mend(lang)] for lang in LANGUAGES],
    }


def both(folder: Path, cases: list[dict[str, Any]], read: Callable[[dict[str, Any]], Any]) -> Iterator[Any]:
    """Return each case with Python's and JavaScript's result."""
    answers = ask_node("tests/parity/tender/lists.mjs", folder, cases)
    for case, answer in zip(cases, answers, strict=True):
        try:
            expected = read(case)
        except HurenError as error:
            expected = {"error": said(error)}
        yield case, json.loads(json.dumps(expected)), answer


def same(folder: Path, cases: list[dict[str, Any]], read: Callable[[dict[str, Any]], Any]) -> None:
    for case, expected, answer in both(folder, cases, read):
        assert answer == expected, str(case)[:300]


def read_list(case: dict[str, Any]) -> dict[str, Any]:
    found = read_sheet(base64.b64decode(case["data"]), BIDDERS)
    rows = read_bidder_rows(found, read_tender(case["tender"]).body if case["tender"] else None)
    return {
        "bidders": rows.bidders,
        "adjusted": [[one.sentence(lang) for lang in LANGUAGES] for one in found.adjusted],
        "errors": [
            {"row": error.row, "column": error.column, "value": error.value, **said(error.cause)}
            for row in rows.rows
            for error in row.errors
        ],
    }


def test_sheets_of_bidders_are_read_alike(tmp_path: Path) -> None:
    value: dict[str, Any] = tender_of()
    value["lots"] = [{"id": "L1", "title": "第一标段"}, {"id": "L2", "title": "运行、养护"}]
    value["workItems"] = [{"id": "W1", "title": "运行"}]
    one_lot = {**value, "lots": value["lots"][:1]}
    asked = [
        {"kind": "sheet", "name": name, "data": base64_of(data), "tender": tender}
        for name, data in SHEETS.items()
        for tender in ((None, value, one_lot) if len(data) < 9_000 and " as " not in name else (None,))
    ]
    found = [*both(tmp_path, asked, read_list)]
    for case, expected, answer in found:
        assert answer == expected, case["name"]
    read = [expected for _, expected, _ in found]
    assert sum(one.get("bidders") is not None for one in read) > 20
    assert len({one["error"]["code"] for one in read if "error" in one}) >= 15
    assert len({error["code"] for one in read for error in one.get("errors", ())}) > 18


def test_formats_of_numbers_are_read_alike(tmp_path: Path) -> None:
    cases = [
        {"kind": "format", "code": code, "number": number}
        for found in SHOWN.values()
        for number, code in found
    ]

    def shows(case: dict[str, Any]) -> str | None:
        found = read_format("164", case["code"]).shows(case["number"])
        return "text" if isinstance(found, WithText) else found

    same(tmp_path, cases, shows)


def test_the_template_has_the_same_parts(tmp_path: Path) -> None:
    [answer] = ask_node("tests/parity/tender/lists.mjs", tmp_path, [{"kind": "template"}])
    parts = []
    for data in (TEMPLATE, base64.b64decode(answer)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts.append({name: archive.read(name) for name in archive.namelist()})
    assert parts[0] == parts[1]


def test_names_of_folders_are_read_alike(tmp_path: Path) -> None:
    named = [
        ["03 示例环保公司", "1号_示例水务公司", f"2（示例甲公司 {A}）"],
        ["1 甲", "1 乙"],
        ["示例甲", "2 乙"],
        ["2023年项目", "2023年二期"],
        [f"{B.lower()}乙", f"{A[:-1]}B 丙", f"x{C}"],
        ["第3家 甲", "投标人 4号投标人：乙", "标书5"],
        ["A-1", "AB12", "ABC1", "1234567 甲"],
        ["e\u0301 1", "\u3000 7 \u2003甲  乙 ", "《8》", "9\n甲"],
    ]
    cases = [
        {
            "kind": "folders",
            "folders": [f"{below}{name}" for name in names],
            "lots": lots,
            "names": names,
            "below": below,
        }
        for names in named
        for below, lots in (("", []), ("bids/", ["L1"]), ("", ["L1", "L2"]))
    ]
    same(
        tmp_path,
        cases,
        lambda case: propose_bidders(case["names"], case["below"].rstrip("/"), case["lots"])["bidders"],
    )


def take(case: dict[str, Any]) -> dict[str, Any]:
    found = read_release(parse_release(base64.b64decode(case["data"])))
    faults = {name: [said(one) for one in faults] for name, faults in found.faults.items()}
    lists = [[one._asdict() for one in tell_reading(found, lang)] for lang in LANGUAGES]
    return {**found._asdict(), "faults": faults, "lists": lists}


def test_releases_are_read_alike(tmp_path: Path) -> None:
    texts = [*(json.dumps(one, ensure_ascii=False).encode() for one in RELEASES), *HOSTILE]
    same(tmp_path, [{"kind": "release", "data": base64_of(text)} for text in texts], take)


def test_a_release_has_the_same_bytes(tmp_path: Path) -> None:
    tender = json.loads((EXAMPLE / "tender.json").read_bytes())
    bidders = json.loads((EXAMPLE / "bidders.json").read_bytes())
    bidders["bidders"][0]["claims"] = [{"criterion": "C1", "number": "CQ-示例-1"}]
    told = {"kind": "written", "ocid": "ocds-“1”\u2028\x7f", "date": DATE}
    cases = [
        {**told, "tender": tender, "bidders": bidders},
        {**told, "tender": {**tender, "awardAt": DATE, "criteria": []}, "bidders": None},
    ]

    def write(case: dict[str, Any]) -> str:
        release = write_release(case["tender"], case["bidders"], ocid=case["ocid"], date=case["date"])
        return base64_of((json.dumps(release, ensure_ascii=False, indent=2) + "\n").encode())

    same(tmp_path, cases, write)


def test_times_in_foreign_releases_are_read_alike(tmp_path: Path) -> None:
    texts = [
        "2026-05-20",
        "20260520",
        "2026-W21-3",
        "2026W213",
        "2026-W21",
        "2026-W53-1",
        "2020-W53-7",
        "2026-05-20T01:30:00.500Z",
        "2026-05-20 09:30",
        "2026-05-20T0930",
        "2026-05-20T093000,25+0530",
        "2026-05-20T09",
        "2026-05-20T09:30:00-23:59",
        "2026-02-30",
        "2026-05-20T",
        "2026-05-20T25:00",
        "2026-05-20T09:60",
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-01:00",
        "0000-01-01",
        "",
        "soon",
        "2026-5-2",
        "2026-05-20T09:30:00+24:00",
        "2026-05-20T09:30:00.",
        "1969-12-31T23:59:59.9+08:00",
        "2026-05-20x09:30Z",
    ]

    def read(case: dict[str, Any]) -> str | None:
        try:
            found = datetime.fromisoformat(case["text"])
            moment = found if found.tzinfo is not None else found.replace(tzinfo=CHINA)
            return format_time(moment.astimezone(CHINA).replace(microsecond=0))
        except (ValueError, OverflowError):
            return None

    same(tmp_path, [{"kind": "time", "text": text} for text in texts], read)

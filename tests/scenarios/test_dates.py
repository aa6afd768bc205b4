"""The last day of a term is inclusive on every face; documents hold the moment after it."""

import csv
import io
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from carriers.certificate.typesetting import format_certificate
from carriers.errors import CarrierError
from carriers.spreadsheet import COLUMNS, check_rows, read_sheet, write_errors
from carriers.spreadsheet.formats.cells import read_end
from cli.demo.sheet import format_sheet
from credentials.documents.agreement_names import AgreementNames
from credentials.kinds import parse_credential
from credentials.times import CHINA, add_months, end_of, format_time, last_day, parse_time, start_of
from credentials.words.days import format_end, format_period
from signing.errors import Lang
from terminal.options import parse_end
from tests.harness.node import run_node
from tests.harness.processes.cli_runs import Huren
from tests.pages.pages import HTML, Page
from tests.world import World
from tests.world.api_node import Node, running
from tests.world.papers import paper_of, text_of
from verifier.reasons import find_reasons, format_finding

FIRST, LAST = date(2026, 11, 10), date(2029, 11, 9)
UNTIL = parse_time("2029-11-10T00:00:00+08:00")
LANGS: tuple[Lang, Lang] = ("zh", "en")


def sheet(**cells: str) -> bytes:
    """Return a CSV of one row, as a clerk fills it in."""
    row = {
        "legalName": "重庆示例清源环保科技有限公司",
        "unifiedSocialCreditCode": "91350100M000100Y43",
        "region": "重庆",
        "scheme": "cq-facility-operation",
        "category": "生活污水处理",
        "grade": "一级",
        "certificateNumber": "CQ-7",
        "assessedOn": "2026-11-03",
        "validFrom": "2026-11-10",
        **cells,
    }
    out = io.StringIO(newline="")
    writer = csv.writer(out)
    writer.writerow(column.zh for column in COLUMNS)
    writer.writerow(row.get(column.name, "") for column in COLUMNS)
    return out.getvalue().encode()


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Node, bytes]]:
    """A node with the credential that all faces show."""
    world = World(start_of(FIRST) + timedelta(hours=9))
    (row,) = check_rows(
        read_sheet(sheet(validUntil="2029-11-09")), world.trust().chain.latest.text, world.cq.did
    )
    assert row.draft is not None
    credential = world.issue(**row.draft.model_dump(exclude={"kind"}, exclude_none=True))
    world.publish()
    with running(tmp_path_factory.mktemp("node"), world) as found:
        for name in ("cq", "sc", "cq"):
            found.publish(name)
        yield found, credential


def test_a_last_day_and_the_end_of_a_term_convert_both_ways() -> None:
    assert end_of(LAST) == UNTIL
    assert last_day(UNTIL) == LAST
    assert last_day(UNTIL - timedelta(seconds=1)) == LAST
    assert add_months(start_of(FIRST), 36) == UNTIL
    assert last_day(UNTIL.astimezone(tz=parse_time("2026-01-01T00:00:00Z").tzinfo)) == LAST


@pytest.mark.parametrize(
    ("typed", "until"),
    [("2029-11-09", UNTIL), ("2029年11月9日", UNTIL), (datetime(2029, 11, 9), UNTIL),  # noqa: DTZ001
     ("2029-11-09 10:30", datetime(2029, 11, 9, 10, 30, tzinfo=CHINA)),
     ("2029-11-10T00:00:00+08:00", UNTIL), ("2029-11-09T16:00:00Z", UNTIL)],
)  # fmt: skip
def test_a_sheet_names_the_last_day(typed: Any, until: datetime) -> None:
    assert read_end(typed) == until


def test_a_day_after_which_there_is_none_ends_no_term() -> None:
    with pytest.raises(CarrierError) as caught:
        read_end("2199-12-31")
    assert caught.value.code == "date-unreadable"


def test_a_term_of_months_ends_with_the_day_before() -> None:
    text = World().trust().chain.latest.text
    for cells in ({}, {"validUntil": "2029-11-09"}):
        (row,) = check_rows(read_sheet(sheet(**cells)), text, "did:web:cq.huren.example")
        assert row.draft is not None
        assert row.draft.valid_until == UNTIL
    (row,) = check_rows(read_sheet(sheet(validUntil="2029-11-10")), text, "did:web:cq.huren.example")
    (error,) = row.errors
    assert error.code == "months-exceeded"
    assert "2029-11-09" in error.mend("zh")


def test_a_returned_workbook_keeps_the_day() -> None:
    text, data = World().trust().chain.latest.text, sheet(validUntil="2029-11-09", grade="九级")
    rows = [*check_rows(read_sheet(data), text, "did:web:cq.huren.example")]
    (again,) = read_sheet(write_errors(data, rows, "zh")).rows
    assert again.cells["validUntil"] == "2029-11-09"


def test_an_option_names_the_last_day() -> None:
    assert parse_end("2029-11-09") == UNTIL
    assert parse_end("2029-11-09T10:30:00+08:00") == datetime(2029, 11, 9, 10, 30, tzinfo=CHINA)


@pytest.mark.parametrize("lang", LANGS)
def test_all_faces_show_one_last_day(
    node: tuple[Node, bytes], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch, lang: Lang,
) -> None:  # fmt: skip
    found, credential = node
    world, record = found.world, parse_credential(credential)
    assert record.value["validUntil"] == "2029-11-10T00:00:00+08:00"
    term = {"zh": "自 2026-11-10 至 2029-11-09（含）", "en": "from 2026-11-10 through 2029-11-09"}[lang]
    assert format_period(record.body.valid_from, record.body.valid_until, lang) == term

    paper = paper_of(world, credential)
    assert (paper.valid_until.zh, paper.valid_until.en) == ("2029年11月9日", "9 Nov 2029")
    printed = text_of(format_certificate(paper))
    assert "2026年11月10日至2029年11月9日（含）" in printed
    assert "10Nov2026through9Nov2029" in printed

    monkeypatch.setenv("HUREN_LANG", lang)
    for name, data in (
        ("c.json", credential),
        ("bundle.json", world.bundle()),
        ("pin.txt", world.pin.encode()),
    ):
        (tmp_path / name).write_bytes(data)
    words = [tmp_path / "c.json", "--bundle", tmp_path / "bundle.json", "--pin", tmp_path / "pin.txt"]
    now = ["--now", "2026-11-10T09:00:00+08:00"]
    assert term in Huren(capsys)("verify", *words, *now).out

    for path in (f"/credentials/{record.digest}", "/enterprises/91350100M000100Y43"):
        answer = found.client.get(path, params={"lang": lang}, headers=HTML)
        text = Page.of(answer.text).text
        assert term in text, path
        assert "2029-11-10" not in text, path

    drafts = check_rows(read_sheet(sheet()), world.trust().chain.latest.text, world.cq.did)
    again = format_sheet([row.draft for row in drafts if row.draft is not None]).decode("utf-8-sig")
    assert next(csv.DictReader(io.StringIO(again)))["有效期至 / Valid until"] == "2029-11-09"


@pytest.mark.parametrize("lang", LANGS)
def test_the_last_day_is_valid_and_the_next_is_not(lang: Lang) -> None:
    world = World(start_of(FIRST) + timedelta(hours=9))
    credential = world.issue(valid_from=start_of(FIRST), valid_until=UNTIL)
    world.publish()
    world.advance(days=3 * 365)
    trust, names = world.trust(), AgreementNames(world.trust().chain.latest.text, lang)

    def ask(moment: datetime) -> Any:
        return world.verify(credential, trust=trust, now=UNTIL + timedelta(days=1), at=moment)

    assert ask(UNTIL - timedelta(seconds=1)).codes != ("expired",)
    verdict = ask(UNTIL)
    (expired,) = [finding for finding in verdict.findings if finding.code == "expired"]
    assert expired.evidence["until"] == "2029-11-10T00:00:00+08:00", "programs get what the document says"
    for sentence in (expired.detail(lang), format_finding(expired, names)):
        assert "2029-11-09" in sentence
    assert find_reasons(verdict)[0] == expired


def test_an_end_within_a_day_is_shown_with_its_time() -> None:
    until = datetime(2029, 11, 9, 10, 30, tzinfo=CHINA)
    assert format_end(until) == "2029-11-09 10:30"
    assert format_period(start_of(FIRST), until, "zh") == "自 2026-11-10 至 2029-11-09 10:30"
    assert format_period(start_of(FIRST), until, "en") == "from 2026-11-10 until 2029-11-09 10:30"


@pytest.mark.javascript
def test_javascript_shows_the_same_days() -> None:
    times = ["2029-11-10T00:00:00+08:00", "2029-11-09T16:00:00Z", "2029-11-09T10:30:00+08:00",
             "2024-03-01T00:00:00+08:00", "2029-11-09T23:59:59+08:00", "1970-01-01T00:00:00+08:00",
             "2199-12-31T23:59:59-23:59"]  # fmt: skip
    found = run_node("tests/parity/js/dates.mjs", *times)
    for text, told in zip(times, found, strict=True):
        end = format_end(parse_time(text))
        assert told["end"] == told["spoken"] == end
        assert told["whole"] == (len(end) == 10)
        assert told["back"] == format_time(end_of(date.fromisoformat(end[:10])))

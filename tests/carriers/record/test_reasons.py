"""What is said of a cell on paper: the grounds the tender has, what was not looked at or not read."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.record import JsonObject
from tests.carriers.record.records import drawn, names, pages_of
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import opening_of
from verifier.tender import Paper
from verifier.tender.record import TenderOpening
from verifier.tender.record.paper.tables import tabulate

ENDS_EARLY = "比合同到期日"


def opening(room: Room, *asked: Any, bidder: JsonObject | None = None) -> TenderOpening:
    room.world.publish()
    bidders = {"type": "Bidders/1", "version": 1, "bidders": [bidder or single()]}
    return opening_of(room.world, tender(*asked), bidders, {"B1": room.papers})


def rows_of(pages: Any, name: str) -> list[Any]:
    return next(part["rows"] for part in pages["sections"] if part["name"] == name)


@pytest.fixture
def short() -> Room:
    """A certificate of a grade too low that ends before the contract does."""
    room = Room()
    room.hand_in(A, grade="乙级", valid_until=OPENING + timedelta(days=90))
    return room


def test_only_the_dates_that_the_requirement_asks_about_speak(short: Room) -> None:
    made = opening(short, requirement(minGrade="甲级", validAt="opening"))
    pages, tables = pages_of(made), tabulate(drawn(made), made.tender.body, names(made, "zh"), "zh")
    for name in ("reject", "not-met", "certificates"):
        (row,) = rows_of(pages, name)
        assert "差一级" in row[-1], name
    assert ENDS_EARLY not in f"{pages}{tables}"
    both = pages_of(opening(short, requirement(minGrade="甲级", validAt="all")))
    assert ENDS_EARLY in rows_of(both, "reject")[0][0]


def test_a_date_to_come_is_the_only_reason_given(short: Room) -> None:
    pages = pages_of(opening(short, requirement(minGrade="甲级", validAt="award")))
    for name in ("not-met", "certificates"):
        (row,) = rows_of(pages, name)
        assert "起决定作用的日期尚未到来" in row[-1], name
    assert "差一级" not in str(pages)


def test_late_papers_are_left_out_only_by_a_record_of_the_opening(short: Room) -> None:
    made = opening(short)
    pages: Any = pages_of(made)
    assert "均视为按时提交" in str(pages["statements"])
    assert "不计入任何一格" not in str(pages["statements"])
    first = drawn(made).digest
    pages = pages_of(replace(made, first=first))
    assert "均视为按时提交" not in str(pages["statements"])
    assert "开标后未经要求而提交的文件不计入任何一格" in str(pages["statements"])
    assert dict(pages["facts"])["开标时的核验回执摘要"] == first


def marked(*, late: bool = False) -> Any:
    """A bidder of whom nothing but two pages is there that a person marked as certificates."""
    room = Room()
    room.papers = [Paper("扫描.pdf", "2" * 64, pages_without_code=(2, 3), late=late)]
    marks: list[Any] = [
        {"file": "扫描.pdf", "page": 2, "claims": "CQ-FO-2026-9999"},
        {"file": "扫描.pdf", "page": 3, "claims": "certificate"},
    ]
    return opening(room, bidder={**single(), "marks": marks})


def test_a_page_marked_as_a_certificate_is_asked_about_and_no_reason_to_reject() -> None:
    pages = pages_of(marked())
    assert rows_of(pages, "reject") == []
    ((ask,),) = rows_of(pages, "clarify")
    said = "有页面经人工标注为证书，未经核验：扫描.pdf 第 2 页（CQ-FO-2026-9999）、扫描.pdf 第 3 页。"
    assert ask.endswith(said)
    assert said in rows_of(pages, "not-met")[0][-1]
    assert "没有提交" not in f"{pages}"
    assert "certificate" not in str(rows_of(pages, "papers"))
    assert "没有提交" in rows_of(pages_of(marked(late=True)), "reject")[0][0]

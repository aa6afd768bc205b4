"""Printed reasons of a cell: the tender's grounds, unseen pages, unread files."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from credentials.kinds import parse_credential
from credentials.record import JsonObject
from tender.command.handed_in import explain_unread
from tests.tender.record.records import LOOK, alternatives, drawn, names, pages_of
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import draw, opening_of
from verifier.numbers.register import Register
from verifier.tender import Paper
from verifier.tender.papers import UnreadCode
from verifier.tender.record import TenderOpening
from verifier.tender.record.paper.pages import lay_out
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
    """Return a certificate with too low a grade that ends before the contract."""
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
    """Return a bidder with nothing but two pages that a person marked as certificates."""
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
    assert ask.endswith("提交二维码可识读的该证书：扫描.pdf 第 2 页、扫描.pdf 第 3 页。")
    said = "有页面经人工标注为证书，尚未能核实（共 2 页，包括扫描.pdf 第 2 页、扫描.pdf 第 3 页）。"
    assert said in rows_of(pages, "not-met")[0][-1]
    assert "没有提交" not in f"{pages}"
    assert "certificate" not in str(rows_of(pages, "papers"))
    assert "没有找到" in rows_of(pages_of(marked(late=True)), "reject")[0][0]


def test_a_cell_that_is_met_names_certificate_grade_and_clause() -> None:
    """The list of certificates has number, issuer, file and page under the line's number."""
    room = Room()
    room.hand_in(A, by="sc", scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    pages: Any = pages_of(opening(room, requirement(validAt="opening")))
    (line,) = pages["matrices"][0]["rows"]
    assert line[1]["by"] == ["序号 1：依第六条第一款（示例）视同甲级"]
    ((mark, bidder, number, issuer, _, _, place, _),) = rows_of(pages, "certificates")
    assert (mark, bidder[:2], number[:2], place) == ("1", "B1", "SC", "0.json 第 1 页")
    assert "四川" in issuer
    assert "证书逐份说明" in pages["matrices"][0]["note"]


def test_a_readable_copy_is_asked_for() -> None:
    room = Room()
    room.papers = [Paper("锁.pdf", "1" * 64, unread="paper-locked"), Paper("扫描.pdf", "2" * 64, unread="x")]
    made = opening(room)
    read, pages = made.inputs["B1"]
    part = replace(pages, pages=3, unread_pages=((2, "x"),))
    made = replace(made, inputs={"B1": [read, part]})
    ((said,),) = rows_of(pages_of(made), "clarify")
    assert said.endswith("提交可读取的版本：扫描.pdf 第 2 页、锁.pdf。")
    ((said,),) = rows_of(pages_of(made, "en"), "clarify")
    assert "please hand in a readable copy of 扫描.pdf, pages 2, 锁.pdf, which could not be read" in said


def test_how_old_the_data_is_stands_in_words() -> None:
    room = Room()
    room.hand_in(A)
    room.world.publish()
    bidders: Any = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    asked = tender(freshness={"warnAfterHours": 1, "failAfterHours": 100})
    made = opening_of(room.world, asked, bidders, {"B1": room.papers})
    old = lay_out(draw(made, room.world.now + timedelta(hours=30)), made.tender.body, names(made, "zh"), "zh")
    assert "已有 30 小时，达到招标文件要求提示的 1 小时" in str(old["facts"])
    assert "要求提示" not in str(pages_of(opening(room))["facts"])


def test_many_files_that_could_not_be_read_are_counted_and_listed_once() -> None:
    """Thousands of names in every cell would fill hundreds of pages."""
    room = Room()
    room.papers = [Paper(f"{n}.pdf", f"{n:064}", unread="paper-locked") for n in range(500)]
    made = opening(room, *(requirement(id=f"R{n}", validAt="all") for n in range(1, 9)))
    for lang in ("zh", "en"):
        pages: Any = pages_of(made, lang)
        assert len(str(pages).encode()) < 30_000
        assert "500" in rows_of(pages, "not-met")[0][-1]
        listed = rows_of(pages, "papers")
        assert len(listed) == 21
        assert "480" in listed[-1][-1]
    table = tabulate(drawn(made), made.tender.body, names(made, "zh"), "zh")
    assert "499.pdf" not in str(table)


def sheet(*looked: tuple[int, str], **said: Any) -> TenderOpening:
    """Return a scan of two pages, one with an unread code, and the person's remarks on them."""
    room = Room()
    room.papers = [
        Paper("扫描.pdf", "2" * 64, pages_without_code=(1, 2), pages=2, unreadable=(UnreadCode(2),))
    ]
    looks: list[Any] = [
        {"file": "扫描.pdf", "page": page, "saw": saw, "by": "评委一", "on": "2026-05-20"}
        for page, saw in looked
    ]
    return opening(room, bidder={**single(), "looked": looks, **said})


NOTHING = "not-a-certificate"


def test_no_reason_to_reject_for_absence_is_drafted_before_all_pages_were_looked_at() -> None:
    for looked, count in (((), 0), (((2, NOTHING),), 1)):
        pages = pages_of(sheet(*looked))
        assert rows_of(pages, "reject") == []
        ((_, said),) = rows_of(pages, "looks")
        assert f"已人工查看 {count} 页，共应查看 2 页" in said
        assert "不拟写以缺少证书为由的否决文字" in said
    pages = pages_of(sheet((1, NOTHING), (2, NOTHING)))
    ((said,),) = rows_of(pages, "reject")
    assert "在已读取的页面（共 2 页）中，没有找到" in said
    assert "已人工查看 2 页，共 2 页" in said
    assert "不拟写" not in str(rows_of(pages, "looks"))
    assert "没有提交" not in str(pages)
    assert "评委一于 2026-05-20 查看：不是证书（第 2 页）" in str(rows_of(pages, "papers"))


def test_a_page_that_nobody_looked_at_is_for_the_committee_and_no_letter() -> None:
    pages = pages_of(sheet())
    assert rows_of(pages, "clarify") == []
    assert "尚未人工查看（共 1 页，包括扫描.pdf 第 2 页）" in rows_of(pages, "not-met")[0][-1]


def test_a_readable_copy_of_an_illegible_page_is_asked_for_once() -> None:
    ((said,),) = rows_of(pages_of(sheet((2, "illegible"))), "clarify")
    assert said.endswith("提交清晰的副本：扫描.pdf 第 2 页。")
    request: Any = {"request": "2026-05-20", "about": {"file": "扫描.pdf", "page": 2}}
    pages = pages_of(sheet((2, "illegible"), clarifications=[request]))
    assert rows_of(pages, "clarify") == []
    over: Any = {**request, "answerBy": "2026-05-19"}
    pages = pages_of(sheet((1, NOTHING), (2, "illegible"), clarifications=[over]))
    assert rows_of(pages, "clarify") == []
    ((said,),) = rows_of(pages, "reject")
    assert "已书面要求提交清晰的副本，期限内未收到" in said


def test_nobody_is_asked_to_explain_a_lower_grade_or_a_date_to_come(short: Room) -> None:
    short.papers.append(Paper("锁.pdf", "1" * 64, unread="paper-locked"))
    pages = pages_of(opening(short, requirement(minGrade="甲级")))
    ((said,),) = rows_of(pages, "clarify")
    assert "锁.pdf" in said
    assert "差一级" not in said
    assert "差一级" in rows_of(pages, "not-met")[0][-1]
    pages = pages_of(opening(short, requirement(minGrade="甲级", validAt="award")))
    assert rows_of(pages, "clarify") == rows_of(pages, "reject") == []


def test_a_lower_equivalent_is_told_with_the_certificate_that_has_it() -> None:
    room = Room()
    data = room.hand_in(A, by="sc", scheme="sc-pollution-control", category=["水污染治理"], grade="二级")
    pages = pages_of(opening(room, requirement(minGrade="甲级")))
    ((said,),) = rows_of(pages, "reject")
    number = parse_credential(data).body.title
    assert f"{number}（0.json 第 1 页）：所持为" in said
    assert "的二级，依互认协议第六条第一款（示例）视同乙级，比所要求的甲级差一级" in said


def test_what_bears_on_the_bid_looks_otherwise_than_points_and_information(short: Room) -> None:
    for use, bearing, rows in (
        ("qualification", "condition", 1),
        ("scoring", "scoring", 0),
        ("information", "information", 0),
    ):
        short.world.publish()
        asked = tender(requirement(minGrade="甲级"))
        asked["criteria"][0]["use"] = use
        bidders: Any = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
        pages: Any = pages_of(opening_of(short.world, asked, bidders, {"B1": short.papers}))
        (line,) = pages["matrices"][0]["rows"]
        assert (line[1]["state"], line[1]["bearing"]) == ("not-met", bearing)
        assert len(rows_of(pages, "reject")) == rows
        assert rows_of(pages, "clarify") == []


def test_what_a_register_has_besides_is_told_to_the_committee_and_to_no_bidder() -> None:
    room = Room()
    room.hand_in(A, grade="甲临")
    later = room.hand_in(A, legal_name="示例甲环境", created=OPENING - timedelta(days=40))
    room.papers.pop()
    made = replace(opening(room), register=Register(credentials=[parse_credential(later)]))
    pages = pages_of(made)
    number = parse_credential(later).body.title
    for name, told in (("papers", True), ("clarify", False), ("reject", False)):
        assert ("示例甲环境" in str(rows_of(pages, name))) is told
        assert (number in str(rows_of(pages, name))) is told
    assert len(rows_of(pages, "reject")) == 1


def test_a_criterion_of_alternatives_is_rejected_once_and_only_when_all_pages_were_looked_at() -> None:
    assert rows_of(pages_of(alternatives()), "reject") == []
    ((said,),) = rows_of(pages_of(alternatives(looked=[LOOK])), "reject")
    assert "均不满足：“甲类要求”（第 9 页）或“乙类要求”（第 9 页）。" in said
    assert "“乙类要求”（第 9 页）：在已读取的页面" in said
    assert "已人工查看 1 页，共 1 页" in said


def test_a_certificate_s_line_tells_what_decides_a_criterion_first(short: Room) -> None:
    """A met half of a criterion must not hide why the other half is unmet."""
    short.hand_in(A, grade="甲级", category=["气"])
    short.world.publish()
    asked = tender()
    asked["criteria"] = [
        {"id": "A", "use": "qualification", "groups": [
            {"id": "g1", "requirements": [requirement(categories={"anyOf": ["固"]})]},
            {"id": "g2", "requirements": [requirement(id="R2", categories={"anyOf": ["气"]})]},
        ]},
        {"id": "B", "use": "qualification", "groups": [
            {"id": "g1", "requirements": [requirement(id="R3", validAt="contract-end")]},
        ]},
    ]  # fmt: skip
    bidders: Any = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    pages = pages_of(opening_of(short.world, asked, bidders, {"B1": short.papers}))
    lines = [row[-1] for row in rows_of(pages, "certificates")]
    assert any(line.startswith(ENDS_EARLY) for line in lines)
    assert "不含类别" not in str(lines)


def test_a_certificate_that_is_told_of_only_at_other_dates_is_not_said_to_be_unused() -> None:
    room = Room()
    room.hand_in(A, grade="甲级", valid_until=OPENING + timedelta(days=90))
    room.hand_in(A)
    pages = pages_of(opening(room, requirement(validAt="contract-end")))
    said = [row[-1] for row in rows_of(pages, "certificates")]
    assert sorted(said) == ["仅在不计的时点作过核对，不影响任何一项要求。", "持有乙级。"]


def test_a_reason_of_one_date_of_several_names_it() -> None:
    room = Room()
    room.hand_in(A, valid_until=OPENING - timedelta(days=8))
    ((said,),) = rows_of(pages_of(opening(room, requirement(validAt="all"))), "reject")
    assert "开标时：" in said
    assert "截至 2026-05-20 09:30 已到期 8 天" in said
    assert "天前" not in said


UNREADABLE = {"a.docx": "paper-office", "b.ntf": "paper-package"}


def test_an_unread_file_comes_with_what_to_do() -> None:
    room = Room()
    room.papers = [Paper(name, name[0] * 64, unread=why) for name, why in UNREADABLE.items()]
    made = opening(room)
    pages = lay_out(drawn(made), made.tender.body, names(made, "zh"), "zh", explain_unread)
    assert [row[1] for row in rows_of(pages, "papers") if "PDF 放进文件夹" in row[-1]] == [*UNREADABLE]

"""The printed record: its words, its limits, tables that break under their heads, text without markup."""

import re
from typing import Any

import pypdfium2
import pytest

from carriers.errors import CarrierError
from carriers.papers.reasons import explain as explain_reason
from credentials.words.closed_lists import VOLUNTARY
from signing.errors import Lang
from tender.record.pages import format_record
from tests.tender.record.records import big_opening, drawn, names, pages_of
from tests.verifier.tender.opening import OPENING, A, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import opening_of
from verifier.tender.papers import find_runs
from verifier.tender.record.paper.pages import lay_out
from verifier.tender.record.paper.sentences import DEADLINES

PAGES: Any = pages_of(big_opening(3, 2))


def texts_of(pdf: bytes) -> list[str]:
    """The text of every page, without spaces."""
    with pypdfium2.PdfDocument(pdf) as document:
        pages = [page.get_textpage().get_text_range() for page in document]
    return [re.sub(r"[\s\u200b]", "", text).replace("\ufffe", "-") for text in pages]


def strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    parts = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for part in parts for text in strings(part)]


def section(pages: Any, name: str) -> Any:
    return next(part for part in pages["sections"] if part["name"] == name)


def test_the_pages_say_what_the_receipt_says() -> None:
    whole = "".join(texts_of(format_record(PAGES, OPENING)))
    for said in (
        "证书核验记录", "Recordofcertificatechecks", "评标资料附件", "不满足", "满足", "无法确定",
        "差一级：所持为乙级，要求为甲级", "以下页没有可识读的二维码：1–3、7", "不同意见及理由", VOLUNTARY[1],
        PAGES["words"]["zh"].replace(" ", ""), "招标文件没有说明有多少项不是证书条件", "hurentenderrecheck",
    ):  # fmt: skip
        assert said in whole, said


def test_the_age_of_data_is_remarked_upon_only_where_something_rests_on_it() -> None:
    opening = big_opening(2, 1, freshness={"warnAfterHours": 1})
    pages: Any = pages_of(opening)
    published = dict(pages["facts"])["所用发布数据"]
    assert published.count("；") > 0, "another association's data is as old"
    assert published.count("达到招标文件要求提示") == 1


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_the_record_never_ranks_recommends_or_says_qualified(lang: Lang) -> None:
    told = " ".join(strings(pages_of(big_opening(3, 2), lang)))
    for word in (
        "合格",
        "推荐第",
        "中标候选人为",
        "排名第",
        "总分",
        "winner",
        "qualified",
        "best bid",
        "total score",
    ):
        assert word not in told.replace("disqualified", ""), word
    assert re.search(r"did:|urn:|\bNone\b|\{|\d{4}-\d\d-\d\dT", told) is None
    if lang == "en":
        assert "ranks and recommends nobody" in told


def test_k_of_n_criteria_were_not_looked_at() -> None:
    told = pages_of(big_opening(1, 2, otherCriteria=5))["statements"]
    assert "招标文件的 7 项条件中，有 5 项不是证书条件，未予核对。" in told  # type: ignore[operator]


@pytest.mark.parametrize(
    ("regime", "words"),
    [("mandatory", "不少于 3 天"), ("government", "7 个工作日"), ("voluntary", "招标文件规定的期限")],
)
def test_deadlines_are_words_of_the_regime_and_no_date(regime: str, words: str) -> None:
    (row,) = section(pages_of(big_opening(1, 1, regime=regime)), "deadline")["rows"]
    assert words in row[0]
    assert re.search(r"\d{4}", row[0]) is None
    assert regime in DEADLINES


def test_letters_name_file_and_page_alone_and_rejections_requirement_and_reason() -> None:
    (ask,) = section(PAGES, "clarify")["rows"]
    assert ask == ["示例环保工程有限公司3：下列文件未能读取，请提交可读取的版本：=1+1 锁.pdf。"]
    assert "注明理由后不计" not in ask[0]
    assert "第五十二条" in section(PAGES, "clarify")["intro"]
    asked = section(pages_of(big_opening(2, 1, regime="government")), "clarify")["intro"]
    assert "第五十二条" not in asked
    reject = section(PAGES, "reject")["rows"]
    assert any("不满足要求“须具有水污染治理能力”" in row[0] and "差一级" in row[0] for row in reject)


def alternatives(use: str) -> Any:
    """Return a criterion of two groups, of which the only bidder meets the second, and an unmet one."""
    room = Room()
    room.hand_in(A, grade="乙级")
    room.world.publish()
    high, low = requirement(id="R1", minGrade="甲级"), requirement(id="R2", minGrade="乙级")
    groups = [{"id": "g1", "requirements": [high]}, {"id": "g2", "requirements": [low]}]
    alone = [{"id": "g1", "requirements": [requirement(id="R3", minGrade="甲级")]}]
    criteria = [
        {"id": "C1", "use": "qualification", "groups": groups},
        {"id": "C2", "use": use, "groups": alone},
    ]
    bidders = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    return pages_of(opening_of(room.world, tender(criteria=criteria), bidders, {"B1": room.papers}))


def test_a_requirement_of_which_another_is_enough_is_no_reason_to_reject() -> None:
    told = alternatives("qualification")
    assert [row[1] for row in section(told, "not-met")["rows"]] == ["C2 / R3"]
    assert len(section(told, "reject")["rows"]) == 1
    assert section(told, "clarify")["rows"] == []


def test_nobody_is_rejected_for_want_of_points() -> None:
    told = alternatives("scoring")
    assert len(section(told, "not-met")["rows"]) == 1
    assert section(told, "reject")["rows"] == []


def test_one_line_a_certificate() -> None:
    rows = section(PAGES, "certificates")["rows"]
    assert len(rows) == 2
    assert all(row[-1].startswith(("持有", "差")) for row in rows)


def test_why_a_file_could_not_be_read_is_told_by_whoever_read_it() -> None:
    opening = big_opening(1, 1)

    def explain(code: str, page: int | None, lang: Lang) -> str:
        return f"{explain_reason(code, page).sentence(lang)}"

    told = lay_out(drawn(opening), opening.tender.body, names(opening, "zh"), "zh", explain)
    (row,) = [row for row in section(told, "papers")["rows"] if "锁" in row[1]]
    assert row[-1] == explain_reason("paper-locked").sentence("zh")


def test_an_unsigned_record_says_so() -> None:
    pages: Any = pages_of(big_opening(1, 1), signer=None)
    facts = dict(pages["facts"])
    assert facts["签署人"] == "无：本记录未经签署"


@pytest.mark.night
def test_a_long_matrix_breaks_under_its_head() -> None:
    pages = pages_of(big_opening(60, 26))
    matrices: Any = pages["matrices"]
    assert [len(one["head"]) for one in matrices] == [13, 13, 3]
    found = texts_of(format_record(pages, OPENING))
    assert len(found) > 6
    with_rows = [
        text for text in found if re.search(r"B\d+示例环保工程有限公司\d+(?:不?满足|无法确定)", text)
    ]
    assert len(with_rows) >= 6
    assert all("投标人C" in text for text in with_rows)


def test_the_same_texts_are_the_same_bytes_and_text_is_no_markup() -> None:
    odd = pages_of(big_opening(2, 1, name="#eval(1) *粗* $x$ `码` <script> "))
    first = format_record(odd, OPENING)
    assert first == format_record(odd, OPENING)
    assert "#eval(1)*粗*$x$`码`<script>" in "".join(texts_of(first))


def test_a_character_without_a_glyph_is_named() -> None:
    with pytest.raises(CarrierError) as caught:
        format_record(pages_of(big_opening(1, 1, title="示例\U00020bb7")), OPENING)
    assert caught.value.code == "glyph-missing"


def test_pages_in_a_row_are_one_range() -> None:
    assert find_runs([7, 1, 2, 3, 9, 2]) == [[1, 3], [7, 7], [9, 9]]
    assert find_runs([]) == []

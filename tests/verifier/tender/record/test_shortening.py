"""What is printed of a very large opening is cut, and says how much is not there."""

from typing import Any

import pytest

from tests.tender.record.records import big_opening, pages_of
from verifier.tender.record.paper import shortening

OPENING = big_opening(30, 4)


def lengths(pages: Any) -> dict[str, int]:
    return {part["name"]: len(part["rows"]) for part in pages["sections"]}


def test_an_opening_of_the_usual_size_is_printed_whole() -> None:
    assert lengths(pages_of(OPENING))["certificates"] == 29
    assert "未印出" not in str(pages_of(OPENING))


def test_the_pages_of_a_large_opening_say_how_many_lines_they_leave_out(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    whole: Any = pages_of(OPENING)
    monkeypatch.setattr(shortening, "MOST_CHARACTERS", 4_000)
    cut: Any = pages_of(OPENING)
    for before, after in zip(whole["sections"], cut["sections"], strict=True):
        assert after["name"] == before["name"]
        if after != before:
            *kept, last = after["rows"]
            assert kept == before["rows"][: len(kept)]
            said, *rest = last
            assert (
                said
                == f"另有 {len(before['rows']) - len(kept)} 行未印出，全部内容见核验回执（receipt.json）。"
            )
            assert rest == [""] * (len(after["head"]) - 1)
    assert lengths(cut)["certificates"] < 29
    assert lengths(cut)["criteria"] == lengths(whole)["criteria"]
    texts = sum(len(text) for part in cut["sections"] for row in part["rows"] for text in row)
    assert texts < 4_000 + 60 * len(cut["sections"])

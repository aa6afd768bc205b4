"""Charts: to scale, every number printed, and no overlapping words at the largest text size."""

from itertools import combinations, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from api.pages.charts.chart_text import TEXT, WIDTH, ChartText, measure, wrap
from api.pages.charts.geometry import (
    COLOURS,
    Box,
    Chart,
    Line,
    draw_bars,
    draw_columns,
    draw_line,
    draw_stack,
    mark_axis,
    percent,
)

NUMBERS = st.integers(0, 10**6)
LABELS = st.text("水气固废污染治理设施运行服务能力（示例）AW mil 0123", max_size=80)
LINES = st.lists(st.builds(Line, LABELS, NUMBERS, st.sampled_from(COLOURS)), max_size=40)
MONTHS = st.lists(NUMBERS, min_size=1, max_size=36).map(
    lambda numbers: [Line(f"2026-{month:02}", number) for month, number in enumerate(numbers)]
)
ASCENT, DESCENT = 0.88, 0.22
"""Ascent and descent of the highest fonts, in heights of the text."""

Area = tuple[float, float, float, float]


def area(text: ChartText) -> Area:
    return (text.room[0], text.y - ASCENT * TEXT, text.room[1], text.y + DESCENT * TEXT)


def box_area(box: Box) -> Area:
    return (box.x, box.y, box.x + box.width, box.y + box.height)


def overlap(one: Area, other: Area) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]


def check_clear(chart: Chart) -> None:
    """Check that words stay inside and clear of each other and of filled shapes."""
    areas = [area(text) for text in chart.texts]
    for left, top, right, bottom in areas:
        assert left >= -0.1
        assert right <= WIDTH + 0.1
        assert top >= -0.1
        assert bottom <= chart.height
    filled = [box_area(box) for box in chart.boxes if box.width]
    assert not any(overlap(*pair) for pair in combinations(areas, 2))
    assert not any(overlap(words, box) for words in areas for box in filled)


@given(LINES)
def test_bars_are_to_scale_and_have_their_numbers(lines: list[Line]) -> None:
    chart = draw_bars(lines)
    check_clear(chart)
    most = max((line.number for line in lines), default=0)
    longest = max((box.width for box in chart.boxes), default=0)
    for line, box in zip(lines, chart.boxes, strict=True):
        assert box.width == pytest.approx(longest * line.number / max(1, most), abs=0.11)
        assert box.colour == line.colour
    words = [text.words for text in chart.texts]
    assert all(f"{line.number:,}" in words for line in lines)


@given(MONTHS)
def test_a_line_stands_over_a_marked_axis(lines: list[Line]) -> None:
    chart = draw_line(lines)
    check_clear(chart)
    words = [text.words for text in chart.texts]
    assert f"{lines[-1].number:,}" in words
    assert lines[-1].label in words
    assert "0" in words, "where the axis begins is said"
    assert [point.number for point in chart.points] == [line.number for line in lines]
    numbers = [line.number for line in lines]
    ticks = mark_axis(numbers)
    lowest, highest = chart.rules[0], chart.rules[-1]
    for point in chart.points:
        part = (point.number - ticks[0]) / (ticks[-1] - ticks[0])
        assert point.y == pytest.approx(lowest - part * (lowest - highest), abs=0.11)
    assert all(one.x < other.x for one, other in pairwise(chart.points))


@given(MONTHS, st.integers(1, 4))
def test_columns_stand_in_groups_to_scale_on_the_axis(lines: list[Line], many: int) -> None:
    labels, numbers = [line.label for line in lines], [line.number for line in lines]
    chart = draw_columns(labels, [[number // part for number in numbers] for part in range(1, many + 1)])
    check_clear(chart)
    assert labels[-1] in [text.words for text in chart.texts]
    top, (lowest, highest) = mark_axis(numbers)[-1], (chart.rules[0], chart.rules[-1])
    for box, number in zip(chart.boxes, numbers, strict=False):
        assert box.height == pytest.approx((lowest - highest) * number / top, abs=0.11)
        assert box.y + box.height == pytest.approx(lowest, abs=0.11)
    ordered = sorted(chart.boxes, key=lambda box: box.x)
    assert [box.colour for box in ordered] == [*COLOURS[:many]] * len(labels)
    assert all(one.x + one.width <= other.x + 0.21 for one, other in pairwise(ordered))
    assert ordered[-1].x + ordered[-1].width <= WIDTH


@given(st.lists(NUMBERS, min_size=1, max_size=36))
def test_an_axis_covers_every_value_and_begins_at_0(numbers: list[int]) -> None:
    ticks = mark_axis(numbers)
    assert ticks[0] == 0
    assert max(numbers) <= ticks[-1]
    assert 2 <= len(ticks) <= 6
    assert len({other - one for one, other in pairwise(ticks)}) == 1


@given(NUMBERS, NUMBERS)
def test_a_share_is_rounded_to_a_tenth(number: int, more: int) -> None:
    whole = number + more
    assert abs(float(percent(number, whole).removesuffix("%")) - number * 100 / max(1, whole)) <= 0.05 + 1e-9
    assert (percent(36, 70), percent(1, 8), percent(0, 0)) == ("51.4%", "12.5%", "0.0%")


@given(st.lists(st.integers(1, 10**6), min_size=1, max_size=4))
def test_a_stack_is_to_scale_and_its_hundredths_stand_above_in_order(numbers: list[int]) -> None:
    chart = draw_stack([Line("", number, colour) for number, colour in zip(numbers, COLOURS, strict=False)])
    check_clear(chart)
    assert [text.words for text in chart.texts] == [percent(number, sum(numbers)) for number in numbers]
    assert [text.x for text in chart.texts] == sorted(text.x for text in chart.texts)
    whole = sum(box.width for box in chart.boxes)
    for number, box in zip(numbers, chart.boxes, strict=True):
        assert box.width == pytest.approx(whole * number / sum(numbers), abs=0.3)
        assert box.x + box.width <= WIDTH + 0.1


@given(LABELS)
def test_a_label_takes_two_lines_at_most_and_says_where_it_is_cut(label: str) -> None:
    lines = wrap(label)
    assert 1 <= len(lines) <= 2
    assert all(measure(line) <= WIDTH for line in lines)
    kept = "".join(lines).replace(" ", "")
    whole = label.replace(" ", "")
    assert kept == whole or (kept.endswith("…") and whole.startswith(kept[:-1]))


def test_words_are_not_broken_where_a_space_would_do() -> None:
    assert wrap("Pollution control facility operation (Example)") == [
        "Pollution control facility operation",
        "(Example)",
    ]
    assert wrap("") == [""]
    assert wrap("重庆") == ["重庆"]


def test_a_chart_without_data_is_drawn() -> None:
    assert draw_line([]).texts == ()
    assert draw_bars([]).boxes == ()
    assert draw_stack([]).boxes == ()
    assert draw_columns([], [[]]).boxes == ()

"""Reports reveal no contributor: their rows are attacked with all published reports of all years."""

from collections.abc import Sequence
from functools import reduce
from random import Random
from typing import Any

import pytest
from hypothesis import event, given, settings
from hypothesis import strategies as st

from credentials.documents.works.survey import SurveyForm
from tests.harness.fuzz import examples
from tests.works.surveys.attack import Known, find_exposed, read_rows
from works.surveys.tabulate import SurveyAnswer, is_safe, tabulate

SEGMENTS = ("水", "气", "土")
EACH = [{0: 1}, {1: 1}, {0: 1, 1: -1}]


def form(questions: int = 2, *, units: Sequence[str] = ("wan-yuan", "wan-yuan")) -> SurveyForm:
    """Return a survey of so many questions and three segments."""
    return SurveyForm.model_validate(
        {
            "year": 2025,
            "title": {"zh": "示例", "en": "Example"},
            "questions": [
                {"name": {"zh": f"示例{one}", "en": f"Example {one}"}, "unit": units[one]}
                for one in range(questions)
            ],
            "segments": [{"zh": one, "en": f"Segment {one}"} for one in SEGMENTS],
        }
    )


def answers(segment: str, *values: tuple[int, ...], first: int = 0) -> list[SurveyAnswer]:
    """Return answers of one enterprise each."""
    return [SurveyAnswer(f"{segment}{first + place}", segment, one) for place, one in enumerate(values)]


def publish(year: int, given_in: Sequence[SurveyAnswer], parts: Sequence[tuple[int, int]] = ()) -> Known:
    """Return the report of these answers, or None."""
    rows: Any = tabulate(form(), given_in) or []
    return read_rows(year, rows, given_in, parts)


def attack(*known: Known) -> Any:
    """Attack all reports together."""
    return find_exposed(reduce(Known.joined, known), EACH)


EVEN = [(10 + place, 3) for place in range(6)]


def test_safe_segments_stand_alone_and_others_together() -> None:
    held = [*answers("水", *EVEN), *answers("气", *EVEN, *EVEN), *answers("土", (7, 2))]
    assert tabulate(form(), held) == [
        {"segments": ["气"], "contributors": "10-19", "totals": [150, 36]},
        {"segments": ["水", "土"], "contributors": "5-9", "totals": [82, 20]},
    ]
    assert attack(publish(2025, held)) is None


def test_segments_that_are_unsafe_even_together_are_not_published() -> None:
    few = [*answers("水", *EVEN[:2]), *answers("土", *EVEN[:2])]
    assert tabulate(form(), few) is None
    assert tabulate(form(), []) is None


def test_a_group_of_companies_is_one_contributor() -> None:
    held = [*answers("水", *EVEN)]
    one = [answer._replace(contributor="group") for answer in held[:2]]
    assert tabulate(form(), [*held, *answers("气", *EVEN), *answers("土", *EVEN)]) is not None
    told = tabulate(form(), [*one, *held[2:], *answers("气", *EVEN), *answers("土", *EVEN)])
    assert told is not None
    assert told[0]["contributors"] == "5-9"
    assert tabulate(form(), [*one, *(a._replace(contributor="group") for a in held[2:4]), *held[4:]]) is None


@pytest.mark.parametrize(
    ("parts", "safe"),
    [
        ((10, 10, 10, 10), False),
        ((10, 10, 10, 10, 0), False),
        ((10, 10, 10, 10, 10), True),
        ((1, 1, 1, 1, 1), False),
        ((40, 10, 10, 10, 10), True),
        ((41, 10, 10, 10, 10), False),
        ((40, 28, 4, 4, 4), True),
        ((40, 29, 4, 4, 4), False),
        ((-10, -10, -10, -10, -10), True),
        ((-90, 10, 10, 10, 10), True),
        ((), False),
    ],
)
def test_five_half_eighty_five_percent_two_for_each(parts: tuple[int, ...], safe: bool) -> None:
    assert is_safe(parts) is safe


def test_a_total_beside_its_parts_tells_the_rest_of_five_or_more() -> None:
    """One enterprise alone has something besides the part: the difference would be its own."""
    held = [*answers("水", (14, 4), *((10 + one, 10 + one) for one in range(8)))]
    assert tabulate(form(), held) is None
    other = form(units=("wan-yuan", "persons"))
    assert tabulate(other, [*held, *answers("气", *EVEN), *answers("土", *EVEN)]) is not None
    row = {"segments": ["水"], "totals": [sum(v) for v in zip(*(a.values for a in held), strict=True)]}
    assert attack(read_rows(2025, [row], held, [(0, 1)])) == {"水0"}


def unsafe() -> list[tuple[str, list[Known]]]:
    """Return cases that the rule refuses, each with the contributor it reveals and the known reports."""
    four = answers("水", *[(10, 3)] * 4)
    five = answers("水", *[(1, 9)] * 5)
    six = answers("水", *EVEN)

    def told(year: Any, held: Sequence[SurveyAnswer], name: str = "水") -> Known:
        totals = [sum(v) for v in zip(*(one.values for one in held), strict=True)]
        return read_rows(year, [{"segments": [name], "totals": totals}], held)

    edition = told(2025, [*six, *answers("水", (9, 9), first=9)])
    return [
        ("four contributors", [told(2025, four)]),
        ("one each", [told(2025, five)]),
        ("a second edition with one more", [told(2025, six)._replace(most=[]), edition._replace(most=[])]),
    ]


@pytest.mark.parametrize(("name", "known"), unsafe(), ids=[name for name, _ in unsafe()])
def test_the_attack_finds_what_the_rule_refuses(name: str, known: list[Known]) -> None:
    assert attack(*known) is not None


_SEGMENT = st.tuples(
    st.lists(st.sampled_from((0, 1, 1, 1, 12, 13, 14, 60)), max_size=8),
    st.sampled_from((0, 1, 10)),
    st.integers(0, 8),
)
_SURVEY = st.tuples(_SEGMENT, _SEGMENT, _SEGMENT, st.booleans())


def draw_answers(drawn: Any, *, has_parts: bool) -> list[SurveyAnswer]:
    """Draw a few contributors a segment, near the limits of the rule: small answers, and large parts."""
    *segments, is_grouped = drawn
    made = []
    for name, (values, more, some) in zip(SEGMENTS, segments, strict=True):
        for place, value in enumerate(values):
            beyond = more if place < some else 0
            who = "group" if is_grouped and not place else f"{name}{place}"
            other = value + beyond if has_parts else 20 + place
            made.append(SurveyAnswer(who, name, (other, value)))
    return made


@settings(max_examples=examples(250), deadline=None)
@given(st.lists(_SURVEY, min_size=1, max_size=2), st.booleans())
def test_all_reports_of_a_party_reveal_no_contributor(surveys: Any, has_parts: bool) -> None:
    """Contributors return year by year, some in several segments, some with a part of a total."""
    known = Known([], [], {})
    for year, drawn in enumerate(surveys, 2025):
        held = draw_answers(drawn, has_parts=has_parts)
        known = known.joined(publish(year, held, [(0, 1)] if has_parts else []))
    event(f"{len({name[0] for term, _ in known.equal for name in term})} reports")
    assert attack(known) is None


def test_most_surveys_can_be_published() -> None:
    """Of 200 random surveys of 60 answers nearly all; a rule that refuses everything is no rule."""
    told, random = 0, Random(29)
    for _ in range(200):
        held = [
            SurveyAnswer(
                str(one),
                random.choices(SEGMENTS, (6, 4, 1))[0],
                (round(random.lognormvariate(7, 1)), round(random.lognormvariate(4, 0.8))),
            )
            for one in range(60)
        ]
        told += tabulate(form(units=("wan-yuan", "persons")), held) is not None
    assert told > 180

"""Facets of technologies: limits by quantity and state; numbers that are not stated come apart."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.documents.works.facets import (
    FACETS,
    Comparison,
    LeastRemoval,
    Stated,
    StatedRange,
    TechnologyQuery,
    best,
    fits_facets,
    judge_limits,
    query_of_need,
    rank,
    words_of_query,
)
from credentials.documents.works.indicators import Limit
from credentials.documents.works.limits.as_typed import parse_limit
from credentials.documents.works.technology import TechnologyRecord
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import read_body
from tests.world import World
from tests.world.works import grant_technologies, notice, signed, technology

MET, NOT_MET, NOT_STATED = Stated.MET, Stated.NOT_MET, Stated.NOT_STATED
NOT_COMPARABLE = Stated.NOT_COMPARABLE


@pytest.fixture(scope="module")
def world() -> World:
    """Both associations list technologies."""
    made = World()
    grant_technologies(made)
    return made


@pytest.fixture(scope="module")
def record(world: World) -> TechnologyRecord:
    """A technology with COD, ammonia and NOx, the first two verified."""
    body = parse_any(signed(world, technology(world))).body
    assert isinstance(body, TechnologyRecord)
    return body


@pytest.fixture(scope="module")
def at(record: TechnologyRecord) -> datetime:
    """Return a day on which its verification is in force."""
    return record.valid_from + timedelta(days=1)


def ask(*limits: str, **members: Any) -> TechnologyQuery:
    """Return a query with limits as people type them."""
    found = [parse_limit(one) for one in limits]
    return TechnologyQuery(
        limits=tuple(one for one in found if isinstance(one, Limit)),
        removals=tuple(one for one in found if isinstance(one, LeastRemoval)),
        **members,
    )


def results(query: TechnologyQuery, record: TechnologyRecord, at: datetime) -> list[Stated]:
    return [one.result for one in judge_limits(query, record, at=at)]


@pytest.mark.parametrize(
    ("limit", "expected"),
    [
        ("outlet nox <= 35 mg/m3 dry-standard 6 % O2", MET),
        ("outlet nox <= 35 mg/m3 dry-standard 6.0 % O2", MET),
        ("outlet nox <= 0.035 mg/m3 dry-standard 6 % O2", NOT_MET),
        ("outlet nox <= 35000 ug/m3 dry-standard 6 % O2", MET),
        ("outlet nox <= 34.999999 mg/m3 dry-standard 6 % O2", NOT_MET),
        ("outlet nox <= 23.333334 mg/m3 dry-standard 11 % O2", MET),
        ("outlet nox <= 23.333333 mg/m3 dry-standard 11 % O2", NOT_MET),
        ("outlet nox <= 35 mg/m3 dry-standard", NOT_COMPARABLE),
        ("outlet nox <= 35 mg/m3 dry-standard 21 % O2", NOT_COMPARABLE),
        ("outlet nox <= 35 mg/m3 wet-standard 6 % O2", NOT_COMPARABLE),
        ("outlet nox <= 35 mg/m3 actual", NOT_COMPARABLE),
        ("outlet so2 <= 35 mg/m3 dry-standard", NOT_STATED),
        ("removal nox >= 1 %", NOT_STATED),
    ],
)
def test_a_number_is_compared_with_its_own_kind_only(
    record: TechnologyRecord, at: datetime, limit: str, expected: Stated
) -> None:
    (answer,) = judge_limits(ask(limit), record, at=at)
    assert answer.result is expected
    assert (answer.indicator.code if answer.indicator is not None else None) == (
        None if expected is NOT_STATED else "outlet-nox"
    )


def test_a_query_for_verified_numbers_finds_no_others(record: TechnologyRecord, at: datetime) -> None:
    named = record.verification.indicators if record.verification else ()
    told = {one.target for one in record.credential_subject.indicators if one.code in named}
    assert "nox" not in told
    limit = "outlet nox <= 50 mg/m3 dry-standard 6 % O2"
    assert results(ask(limit), record, at) == [MET]
    assert results(ask(limit, verified=True), record, at) == [Stated.NOT_VERIFIED]
    assert results(ask(limit, tested=True), record, at) == [Stated.NOT_TESTED]
    missed = "outlet nox <= 5 mg/m3 dry-standard 6 % O2"
    assert results(ask(missed, verified=True, tested=True), record, at) == [NOT_MET]
    assert results(ask("removal nox >= 1 %", verified=True), record, at) == [NOT_STATED]
    one = next(i for i in record.credential_subject.indicators if i.code in named and i.measure == "outlet")
    assert one.high is not None
    verified = ask(f"{one.target} <= {one.high} {one.unit}", verified=True)
    assert results(verified, record, at) == [MET]
    over = record.valid_from + timedelta(days=300)
    assert results(verified, record, over) == [Stated.NOT_VERIFIED]
    assert fits_facets(verified, record, at=at)
    assert not fits_facets(verified, record, at=over)


def test_each_facet_narrows_by_itself(record: TechnologyRecord, at: datetime) -> None:
    subject = record.credential_subject
    mine: dict[str, Any] = {
        "media": ("water",), "forms": (subject.form,), "targets": ("nox",), "maturities": (subject.maturity,),
        "classes": ("推荐",), "issuers": (record.issuer,),
        "industries": ((subject.industries or ())[0].code[:2],),
    }  # fmt: skip
    other: dict[str, Any] = {
        "media": ("noise",), "forms": ("software",), "targets": ("radon",), "maturities": ("bench",),
        "classes": ("收录",), "issuers": ("did:web:nobody.example",), "industries": ("99",),
    }  # fmt: skip
    assert set(mine) == set(other) == set(FACETS)
    assert fits_facets(TechnologyQuery(**mine), record, at=at)
    for facet in FACETS:
        assert not fits_facets(TechnologyQuery(**{**mine, facet: other[facet]}), record, at=at)
        both = (*other[facet], *mine[facet])
        assert fits_facets(TechnologyQuery(**{**mine, facet: both}), record, at=at)


def test_joint_follows_from_the_listings(record: TechnologyRecord, at: datetime) -> None:
    assert not fits_facets(TechnologyQuery(joint=True), record, at=at)
    assert fits_facets(TechnologyQuery(joint=True), record, at=at, joint=True)


@pytest.mark.parametrize(
    "words", ["短程脱氮", "nitrogen oxides", "短程 重庆示例", "ＣＯＤ", "化學需氧量", "氮氧化物　脱氮"]
)
def test_words_are_found_in_any_width_and_script(record: TechnologyRecord, at: datetime, words: str) -> None:
    assert words_of_query(TechnologyQuery(words=words))
    assert fits_facets(TechnologyQuery(words=words), record, at=at)
    assert not fits_facets(TechnologyQuery(words=f"{words} 放射性"), record, at=at)


def test_a_need_becomes_the_query_of_its_text(world: World, record: TechnologyRecord, at: datetime) -> None:
    limits = [{"target": "nox", "high": "30", "unit": "mg/m3", "gasState": "dry-standard",
               "referenceO2": "6"}]  # fmt: skip
    need = parse_any(
        signed(world, notice(world, media=["water", "air"], targets=["nox"], limits=limits))
    ).body
    query = query_of_need(need)
    assert fits_facets(query, record, at=at)
    assert results(query, record, at) == [NOT_MET]
    call = parse_any(signed(world, notice(world, kind="call", media=["noise"]))).body
    assert query_of_need(call).limits == ()
    assert not fits_facets(query_of_need(call), record, at=at)


def test_unmet_limits_exclude_and_unstated_ones_come_last() -> None:
    unverified = Stated.NOT_VERIFIED, False
    assert best([]) is NOT_STATED
    assert best([(NOT_COMPARABLE, True), (NOT_STATED, True)]) is NOT_COMPARABLE
    assert best([(NOT_COMPARABLE, True), (NOT_MET, False)]) is NOT_MET, "what says something is heard"
    assert rank([MET, NOT_COMPARABLE]) == 1
    assert best([(NOT_STATED, True), (NOT_MET, True)]) is NOT_MET
    assert best([(NOT_MET, True), (MET, True)]) is MET
    assert best([(NOT_MET, True), unverified]) is NOT_MET, "what is verified is heard first"
    assert best([(NOT_STATED, True), (NOT_MET, False), unverified]) is Stated.NOT_VERIFIED
    assert rank([MET, Stated.NOT_VERIFIED, Stated.NOT_TESTED]) == 2
    assert rank([]) == rank([MET]) == 0
    assert rank([MET, NOT_STATED, NOT_STATED]) == 2
    assert rank([NOT_STATED, NOT_MET]) is None


NUMBERS = st.decimals(0, 10**6, places=3).map(lambda number: f"{number.normalize():f}")


@given(asked=NUMBERS, low=st.none() | NUMBERS, high=st.none() | NUMBERS)
def test_an_outlet_is_judged_by_its_worst_number(asked: str, low: str | None, high: str | None) -> None:
    limit = Limit(target="cod", high=asked, unit="mg/L")
    found = Comparison(limit).judge(low, high, "ug/L")
    most = Fraction(asked) * 1000
    if high is not None:
        assert (found is MET) == (Fraction(high) <= most)
        assert found is not NOT_STATED
    else:
        assert (found is NOT_MET) == (low is not None and Fraction(low) > most)
        assert found is not MET


@given(asked=st.integers(0, 100), low=st.none() | st.integers(0, 100), high=st.none() | st.integers(0, 100))
def test_a_removal_is_judged_by_its_lowest_number(asked: int, low: int | None, high: int | None) -> None:
    told = StatedRange(None if low is None else str(low), None if high is None else str(high), "%")
    found = Comparison(LeastRemoval(target="cod", low=str(asked))).judge(*told)
    if low is not None:
        assert (found is MET) == (low >= asked)
        assert found is not NOT_STATED
    else:
        assert (found is NOT_MET) == (high is not None and high < asked)
        assert found is not MET


@pytest.mark.parametrize(
    ("members", "field"),
    [
        ({"media": ["water", "fire"]}, "media[1]"),
        ({"industries": ["C26"]}, "industries[0]"),
        ({"words": "x" * 201}, "words"),
        ({"targets": ["cod"] * 21}, "targets"),
        ({"joint": "yes"}, "joint"),
        ({"targets": ["\ud800"]}, "targets[0]"),
        ({"words": "\ud800"}, "words"),
        ({"colour": "red"}, "colour"),
        ({"removals": [{"target": "cod", "low": "101"}]}, "removals[0].low"),
    ],
)
def test_a_query_is_read_as_strictly_as_a_record(members: dict[str, Any], field: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_body(members, TechnologyQuery)
    assert caught.value.field == field

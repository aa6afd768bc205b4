"""What is asked of technologies: facets, limits by quantity and state, and what is not stated apart."""

from datetime import datetime, timedelta
from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.documents.works.facets import (
    FACETS,
    LeastRemoval,
    Stated,
    TechnologyQuery,
    best,
    compare,
    fits_facets,
    judge_limits,
    query_of_need,
    rank,
    words_of_query,
)
from credentials.documents.works.indicators import Limit
from credentials.documents.works.limits_as_typed import format_limit, parse_limit
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.technology import TechnologyRecord
from credentials.documents.works.units import IN_GAS, quantity_of, scale, units_of
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.record import read_body
from tests.world import World
from tests.world.works import grant_technologies, notice, signed, technology

MET, NOT_MET, NOT_STATED = Stated.MET, Stated.NOT_MET, Stated.NOT_STATED


@pytest.fixture(scope="module")
def world() -> World:
    """Both associations list technologies."""
    made = World()
    grant_technologies(made)
    return made


@pytest.fixture(scope="module")
def record(world: World) -> TechnologyRecord:
    """COD, ammonia and NOx; the first two verified."""
    body = parse_any(signed(world, technology(world))).body
    assert isinstance(body, TechnologyRecord)
    return body


@pytest.fixture(scope="module")
def at(record: TechnologyRecord) -> datetime:
    """A day on which it is verified."""
    return record.valid_from + timedelta(days=1)


def ask(*limits: str, **members: Any) -> TechnologyQuery:
    """A query with limits as people type them."""
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
        ("outlet nox <= 35 mg/m3 dry-standard", MET),
        ("outlet nox <= 0.035 mg/m3 dry-standard", NOT_MET),
        ("outlet nox <= 35000 ug/m3 dry-standard", MET),
        ("outlet nox <= 34.999999 mg/m3 dry-standard", NOT_MET),
        ("outlet nox <= 35 mg/m3 wet-standard", NOT_STATED),
        ("outlet nox <= 35 mg/m3 actual", NOT_STATED),
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


def test_who_asks_for_verified_numbers_gets_no_others(record: TechnologyRecord, at: datetime) -> None:
    named = record.verification.indicators if record.verification else ()
    told = {one.target for one in record.credential_subject.indicators if one.code in named}
    assert "nox" not in told
    limit = "outlet nox <= 50 mg/m3 dry-standard"
    assert results(ask(limit), record, at) == [MET]
    assert results(ask(limit, verified=True), record, at) == [Stated.NOT_VERIFIED]
    assert results(ask(limit, tested=True), record, at) == [Stated.NOT_TESTED]
    missed = "outlet nox <= 5 mg/m3 dry-standard"
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


def test_joint_is_what_the_listings_say(record: TechnologyRecord, at: datetime) -> None:
    assert not fits_facets(TechnologyQuery(joint=True), record, at=at)
    assert fits_facets(TechnologyQuery(joint=True), record, at=at, joint=True)


@pytest.mark.parametrize("words", ["短程脱氮", "短程 重庆示例", "ＣＯＤ", "化學需氧量", "氮氧化物　脱氮"])
def test_words_are_found_in_any_width_and_script(record: TechnologyRecord, at: datetime, words: str) -> None:
    assert words_of_query(TechnologyQuery(words=words))
    assert fits_facets(TechnologyQuery(words=words), record, at=at)
    assert not fits_facets(TechnologyQuery(words=f"{words} 放射性"), record, at=at)


def test_a_need_asks_what_it_says(world: World, record: TechnologyRecord, at: datetime) -> None:
    limits = [{"target": "nox", "high": "30", "unit": "mg/m3", "gasState": "dry-standard"}]
    need = parse_any(
        signed(world, notice(world, media=["water", "air"], targets=["nox"], limits=limits))
    ).body
    query = query_of_need(need)
    assert fits_facets(query, record, at=at)
    assert results(query, record, at) == [NOT_MET]
    call = parse_any(signed(world, notice(world, kind="call", media=["noise"]))).body
    assert query_of_need(call).limits == ()
    assert not fits_facets(query_of_need(call), record, at=at)


def test_what_is_not_met_is_out_and_what_is_not_stated_is_last() -> None:
    unverified = Stated.NOT_VERIFIED, False
    assert best([]) is NOT_STATED
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
def test_an_outlet_meets_what_its_worst_number_meets(asked: str, low: str | None, high: str | None) -> None:
    limit = Limit(target="cod", high=asked, unit="mg/L")
    found = compare(limit, low, high, "ug/L")
    most = Fraction(asked) * 1000
    if high is not None:
        assert (found is MET) == (Fraction(high) <= most)
        assert found is not NOT_STATED
    else:
        assert (found is NOT_MET) == (low is not None and Fraction(low) > most)
        assert found is not MET


@given(asked=st.integers(0, 100), low=st.none() | st.integers(0, 100), high=st.none() | st.integers(0, 100))
def test_a_removal_meets_what_its_lowest_number_meets(asked: int, low: int | None, high: int | None) -> None:
    found = compare(
        LeastRemoval(target="cod", low=str(asked)),
        None if low is None else str(low),
        None if high is None else str(high),
        "%",
    )
    if low is not None:
        assert (found is MET) == (low >= asked)
        assert found is not NOT_STATED
    else:
        assert (found is NOT_MET) == (high is not None and high < asked)
        assert found is not MET


@st.composite
def limits(draw: st.DrawFn) -> Limit | LeastRemoval:
    """Any limit of any target in any of its units."""
    target = draw(st.sampled_from([*TARGETS]))
    if draw(st.booleans()):
        return LeastRemoval(target=target, low=str(draw(st.integers(0, 100))))
    unit = draw(st.sampled_from(units_of(*TARGETS[target].quantities)))
    states = st.sampled_from(["dry-standard", "wet-standard", "actual"])
    state = {"gasState": draw(states)} if quantity_of(unit) in IN_GAS else {}
    return read_body({"target": target, "high": draw(NUMBERS), "unit": unit, **state}, Limit)


@given(limits())
def test_what_is_printed_is_read_again(limit: Limit | LeastRemoval) -> None:
    for lang in (None, "zh", "en"):
        said = format_limit(limit, lang)
        assert parse_limit(said) == limit
        assert parse_limit(said.upper().replace(" ", "\u3000")) == limit


@pytest.mark.parametrize(
    ("text", "printed"),
    [
        ("COD≤30mg/L", "outlet cod <= 30 mg/L"),
        ("出水 ＮＨ３－Ｎ ＜＝ ５ ｍｇ／Ｌ", "outlet ammonia-nitrogen <= 5 mg/L"),
        ("氮氧化物 ≤ 50 mg/m³，干基", "outlet nox <= 50 mg/m3 dry-standard"),
        ("pH <= 9", "outlet ph <= 9 [pH]"),
        ("化学需氧量去除率 ≥ 90%", "removal cod >= 90 %"),
        ("COD >= 90 %", "removal cod >= 90 %"),
        ("noise <= 55 dB(A)", "outlet noise <= 55 dB[A]"),
        ("二噁英 <= 0.1 ng TEQ/m3 干基", "outlet dioxins <= 0.1 ng{TEQ}/m3 dry-standard"),
        ("Dioxin <= 0.1 ng TEQ/m³ dry", "outlet dioxins <= 0.1 ng{TEQ}/m3 dry-standard"),
        ("COD <= 30 毫克／升", "outlet cod <= 30 mg/L"),
        ("CODCr ≤ 30 毫克/L", "outlet cod <= 30 mg/L"),
        ("BOD ≤ 10 mg/L", "outlet bod5 <= 10 mg/L"),
        ("NH4-N ≤ 5 mg/L", "outlet ammonia-nitrogen <= 5 mg/L"),
        ("Ｃr（VI）≤ 0.1 mg/L", "outlet chromium-vi <= 0.1 mg/L"),
        ("粪大肠菌群数 ≤ 1000 MPN/L", "outlet coliforms <= 1000 {MPN}/L"),
        ("出口石油类 ≤ 5 mg/L", "outlet oil <= 5 mg/L"),
        ("动植物油 ≤ 5 mg/L", "outlet oil <= 5 mg/L"),
        ("出口苯 ≤ 4 mg/m³ 干基", "outlet benzene <= 4 mg/m3 dry-standard"),
        ("outlet Benzene <= 4 mg/m3 dry", "outlet benzene <= 4 mg/m3 dry-standard"),
        ("苯系物去除率 ≥ 90 %", "removal benzene >= 90 %"),
        ("removal benzene >= 90 %", "removal benzene >= 90 %"),
        ("颗粒物 ≤ 10 毫克/立方米（标准状态干基）", "outlet pm <= 10 mg/m3 dry-standard"),
    ],
)
def test_a_limit_is_read_as_people_write_it(text: str, printed: str) -> None:
    assert format_limit(parse_limit(text)) == printed


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "limit-form", "limits"),
        ("COD <= 3 0 mg/L", "limit-form", "limits"),
        ("COD < 30 mg/L", "limit-form", "limits"),
        ("COD <= 30", "limit-form", "limits"),
        ("COD >= 30 mg/L", "limit-form", "limits"),
        ("removal COD <= 30 %", "limit-form", "limits"),
        ("<= 30 mg/L", "limit-form", "limits"),
        ("COD <= 30 <= 40 mg/L", "unit-unknown", "unit"),
        ("COD <= 1,000 mg/L", "member-form", "high"),
        ("COD <= 30 ppm", "unit-basis", "unit"),
        ("COD <= 30 mg/m3 dry", "unit-quantity", "unit"),
        ("COD <= 30 mg/L dry", "condition-stray", "gasState"),
        ("nox <= 30 mg/m3", "state-missing", "gasState"),
        ("glamour <= 30 mg/L", "limit-target", "target"),
        ("COD >= 101 %", "percent-range", "low"),
        ("COD <= " + "9" * 300, "limit-form", "limits"),
        ("\ud800 <= 1 %", "limit-form", "limits"),
    ],
)
def test_what_is_no_limit_is_named_with_its_mend(text: str, code: str, field: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse_limit(text)
    assert (caught.value.code, caught.value.field) == (code, field)
    for lang in ("zh", "en"):
        assert caught.value.sentence(lang)
        assert caught.value.mend(lang)


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("出口 二噁英某某 ＜＝ ０．１ ng TEQ/m3", "二噁英某某"),
        ("Removal of Glamour >= 9 %", "Glamour"),
        ("Ｇlamour去除率 ≥ 9 %", "Ｇlamour"),
        ("石油类去除率 ≥ 9 %", "石油类"),
        ("苯去除率 ≥ 9 %", "苯"),
        ("COD ≤ 3０ mg/Nm3", "mg/Nm3"),
    ],
)
def test_what_is_unknown_is_told_as_typed(text: str, item: str) -> None:
    with pytest.raises(RecordError) as caught:
        parse_limit(text)
    assert caught.value.facts["item"] == item


@given(st.text(max_size=260))
def test_any_text_is_a_limit_or_refused(text: str) -> None:
    try:
        limit = parse_limit(text)
    except RecordError:
        return
    unit = limit.unit if isinstance(limit, Limit) else "%"
    assert scale(limit.high if isinstance(limit, Limit) else limit.low, unit) >= 0


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

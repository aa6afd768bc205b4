"""Limits as people type and print them: their basis, their units, and those of a standard."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.documents.works.facets import (
    MOST_LIMITS,
    Comparison,
    LeastRemoval,
    Stated,
    StatedRange,
)
from credentials.documents.works.gas_basis import GasBasis, convert, round_reckoned, say_conversion
from credentials.documents.works.indicators import Limit
from credentials.documents.works.limits.as_typed import (
    format_limit,
    parse_limit,
    parse_limits,
    read_limits,
)
from credentials.documents.works.limits.limit_sets import LIMIT_SETS, find_set
from credentials.documents.works.limits.spellings import find_target, find_unit, says_standard
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import IN_GAS, UNITS, format_unit, quantity_of, scale, units_of
from credentials.errors import RecordError
from credentials.record import read_body

NUMBERS = st.decimals(0, 10**6, places=3).map(lambda number: f"{number.normalize():f}")
OXYGEN = st.decimals(0, 20, places=2).map(lambda number: f"{number.normalize():f}")


@st.composite
def limits(draw: st.DrawFn) -> Limit | LeastRemoval:
    """Any limit of any target in any of its units."""
    target = draw(st.sampled_from([*TARGETS]))
    if draw(st.booleans()):
        return LeastRemoval(target=target, low=str(draw(st.integers(0, 100))))
    unit = draw(st.sampled_from(units_of(*TARGETS[target].quantities)))
    more: dict[str, str] = {}
    if quantity_of(unit) in IN_GAS:
        more["gasState"] = draw(st.sampled_from(["dry-standard", "wet-standard", "actual"]))
        if draw(st.booleans()):
            more["referenceO2"] = draw(st.sampled_from(["3", "3.5", "6", "11", "16", "21", "100"]))
    if target == "ph" and draw(st.booleans()):
        more["low"] = "0"
    return read_body({"target": target, "high": draw(NUMBERS), "unit": unit, **more}, Limit)


@given(limits())
def test_a_printed_limit_reads_back(limit: Limit | LeastRemoval) -> None:
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
        ("颗粒物 ≤ 10 mg/Nm³ 干基，基准氧含量 9 %", "outlet pm <= 10 mg/m3 dry-standard 9 % O2"),
        ("nox <= 50 mg/Nm3 @ 6 % O2, dry", "outlet nox <= 50 mg/m3 dry-standard 6 % O2"),
        ("SO2 ≤ 35 ㎎/㎥ 湿基 含氧量：6%", "outlet so2 <= 35 mg/m3 wet-standard 6 % O2"),
        ("CO <= 80 mg/m3 dry at 11% O₂", "outlet carbon-monoxide <= 80 mg/m3 dry-standard 11 % O2"),
        ("SO2 ≤ 35 mg/m3（标干，含氧量 6%）", "outlet so2 <= 35 mg/m3 dry-standard 6 % O2"),
        ("SO2 ≤ 35 mg/m3 标态湿基", "outlet so2 <= 35 mg/m3 wet-standard"),
        ("pH 6~9", "outlet ph 6-9 [pH]"),
        ("出水酸碱度：６至９", "outlet ph 6-9 [pH]"),
        ("色度 ≤ 30", "outlet colour <= 30 {DILUTION}"),
        ("色度 ≤ 30 倍", "outlet colour <= 30 {DILUTION}"),
        ("LAS <= 0.5 mg·L⁻¹", "outlet anionic-surfactants <= 0.5 mg/L"),
        ("氟化物 ≤ 6 毫克每标准立方米 湿基", "outlet fluoride <= 6 mg/m3 wet-standard"),
        ("氟化物 ≤ 10 ｍｇ／Ｌ", "outlet fluoride <= 10 mg/L"),
        ("总铬 ≤ 1.5 毫克每升", "outlet chromium <= 1.5 mg/L"),
        ("粪大肠菌群 ≤ 1000 个/升", "outlet coliforms <= 1000 {COUNT}/L"),
        ("粪大肠菌群 ≤ 1000", "outlet coliforms <= 1000 {MPN}/L"),
    ],
)
def test_a_limit_is_read_as_people_write_it(text: str, printed: str) -> None:
    assert format_limit(parse_limit(text)) == printed


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ("", "limit-form", "limits"),
        ("COD <= 3 0 mg/L", "limit-form", "limits"),
        ("COD < 30 mg/L", "limit-sign", "limits"),
        ("COD <= 30 %", "limit-sign", "limits"),
        ("CO2 = 5 %", "limit-sign", "limits"),
        ("COD <= 30", "limit-unit", "unit"),
        ("COD >= 30 mg/L", "limit-sign", "limits"),
        ("COD >= 90 % 6 % O2", "limit-sign", "limits"),
        ("removal COD <= 30 %", "limit-sign", "limits"),
        ("<= 30 mg/L", "limit-form", "limits"),
        ("COD <= 30 <= 40 mg/L", "unit-unknown", "unit"),
        ("COD <= 1,000 mg/L", "limit-number", "high"),
        ("COD <= 1e400 mg/L", "limit-number", "high"),
        ("COD <= 1E+400 mg/L", "limit-number", "high"),
        ("COD <= 10^9 mg/L", "limit-number", "high"),
        ("COD <= NaN mg/L", "limit-number", "high"),
        ("COD <= inf mg/L", "limit-number", "high"),
        ("COD <= -1 mg/L", "limit-number", "high"),
        ("COD <= +1 mg/L", "limit-number", "high"),
        ("COD <= 5-10 mg/L", "limit-number", "high"),
        ("COD <= \u0663\u0660 mg/L", "limit-number", "high"),
        ("COD <= 1234567890123 mg/L", "limit-number", "high"),
        ("COD <= 0.0000001 mg/L", "limit-number", "high"),
        ("nox <= 30 mg/Nm3", "limit-state", "gasState"),
        ("nox <= 30 mg/Nm3 actual", "condition-stray", "gasState"),
        ("nox <= 30 mg/m3 dry 101 % O2", "percent-range", "referenceO2"),
        ("nox <= 30 mg/m3 dry 1e3 % O2", "unit-unknown", "unit"),
        ("COD <= 30 mg/L 6 % O2", "condition-stray", "referenceO2"),
        ("COD 6-9", "limit-form", "limits"),
        ("pH 9-6", "range-upside-down", "high"),
        ("COD <= 30 ppm", "unit-basis", "unit"),
        ("COD <= 30 mg/m3 dry", "unit-quantity", "unit"),
        ("COD <= 30 mg/L dry", "condition-stray", "gasState"),
        ("nox <= 30 mg/m3", "limit-state", "gasState"),
        ("glamour <= 30 mg/L", "limit-target", "target"),
        ("COD >= 101 %", "percent-range", "low"),
        ("COD <= " + "9" * 300, "limit-form", "limits"),
        ("\ud800 <= 1 %", "limit-form", "limits"),
    ],
)
def test_a_text_that_is_not_a_limit_is_refused_with_its_mend(text: str, code: str, field: str) -> None:
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
        ("COD ≤ 3０ mg/Lx", "mg/Lx"),
    ],
)
def test_an_unknown_word_is_quoted_as_typed(text: str, item: str) -> None:
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


@pytest.mark.parametrize("code", [*UNITS])
def test_a_unit_is_read_as_it_is_printed(code: str) -> None:
    for text in (code, format_unit(code, "en"), format_unit(code, "zh")):
        for typed in (text, text.upper(), text.replace("/", "／"), text.replace(" ", "")):
            assert not UNITS[code].en or find_unit(typed) == code


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("万t/a", "10*4.t/a"), ("万吨/年", "10*4.t/a"), ("吨每年", "t/a"), ("万m3/d", "10*4.m3/d"),
        ("万立方米/日", "10*4.m3/d"), ("万㎥/天", "10*4.m3/d"), ("万吨/日", "10*4.t/d"), ("mg/Nm³", "mg/m3"),
        ("㎎/㎥", "mg/m3"), ("μg/Nm3", "ug/m3"), ("µg/m³", "ug/m3"), ("毫克每标立方米", "mg/m3"),
        ("mg·m⁻³", "mg/m3"), ("ng TEQ/Nm3", "ng{TEQ}/m3"), ("个/升", "{COUNT}/L"), ("稀释倍数", "{DILUTION}"),
        ("kW·h/m³", "kW.h/m3"),
        ("千瓦时/吨", "kW.h/t"), ("元/立方米", "CNY/m3"),
    ],
)  # fmt: skip
def test_units_are_read_as_people_spell_them(typed: str, code: str) -> None:
    assert find_unit(typed) == code
    assert says_standard(typed) is ("n" in typed.lower().removeprefix("ng") or "标" in typed)


@pytest.mark.parametrize(
    "typed", ["ppm", "度", "Nm3", "mg", "mg/", "/L", "m3", "万", "mg/LL", "1e400", "NaN", ""]
)
def test_an_unknown_unit_is_not_parsed(typed: str) -> None:
    assert find_unit(typed) is None


@given(number=NUMBERS, one=st.sampled_from([*UNITS]), other=st.sampled_from([*UNITS]))
def test_a_number_is_reckoned_exactly_in_any_unit_of_its_quantity(number: str, one: str, other: str) -> None:
    """Converting there and back, or by a third unit of the quantity, gives the same number."""
    if quantity_of(one) != quantity_of(other):
        return
    there = scale(number, one) / UNITS[other].factor
    assert there * UNITS[other].factor == scale(number, one)
    assert there * UNITS[other].factor / UNITS[one].factor == Fraction(number)
    assert scale(number, one) + scale(number, one) == 2 * scale(number, one)


def test_a_ton_a_year_is_no_number_of_tons_a_day() -> None:
    assert quantity_of("t/a") == quantity_of("10*4.t/a") != quantity_of("t/d")
    assert scale("1", "10*4.t/a") == scale("10000", "t/a")
    assert scale("1", "10*4.m3/d") == scale("10000", "m3/d")
    assert scale("1", "10*4.t/d") == scale("10000", "t/d")
    assert scale("1000", "{COUNT}/L") == scale("1000", "{MPN}/L")


def dry(oxygen: str) -> GasBasis:
    return GasBasis("dry-standard", oxygen)


@given(OXYGEN, OXYGEN, OXYGEN)
def test_oxygen_is_converted_there_and_back_and_in_any_order(one: str, two: str, three: str) -> None:
    direct, first, second = (convert(dry(a), dry(b)) for a, b in ((one, three), (one, two), (two, three)))
    back = convert(dry(three), dry(one))
    assert direct is not None
    assert first is not None
    assert second is not None
    assert back is not None
    assert direct == first * second
    assert direct * back == 1
    assert (direct > 1) == (Fraction(three) < Fraction(one)), "less air: a higher number"


@given(OXYGEN, OXYGEN, NUMBERS, st.integers(1, 1000))
def test_units_and_oxygen_are_converted_in_either_order(one: str, two: str, number: str, times: int) -> None:
    factor = convert(dry(one), dry(two))
    assert factor is not None
    assert scale(number, "ug/m3") * factor == factor * Fraction(number) * UNITS["ug/m3"].factor
    assert scale(str(times), "mg/m3") * factor == times * (scale("1", "mg/m3") * factor), "it scales"


def test_75_at_11_per_cent_is_112_5_at_6() -> None:
    factor = convert(dry("11"), dry("6"))
    assert factor is not None
    assert round_reckoned("75", factor) == ("112.5", True)
    assert say_conversion(dry("11"), dry("6")) == "× (21 − 6) / (21 − 11)"
    told = StatedRange(None, "75", "mg/m3", *dry("11"))
    for limit, expected in (
        ("nox <= 112.5 mg/m3 dry 6 % O2", Stated.MET),
        ("nox <= 112.499999 mg/m3 dry 6 % O2", Stated.NOT_MET),
        ("nox <= 75 mg/m3 dry 6 % O2", Stated.NOT_MET),
        ("nox <= 75 mg/m3 dry 11 % O2", Stated.MET),
        ("nox <= 75 mg/m3 dry", Stated.NOT_COMPARABLE),
        ("nox <= 500 mg/m3 wet 11 % O2", Stated.NOT_COMPARABLE),
    ):
        assert Comparison(parse_limit(limit)).judge(*told) is expected, limit


@pytest.mark.parametrize(
    ("stated", "wanted"),
    [
        (dry("6"), dry("")), (dry(""), dry("6")), (dry("21"), dry("6")), (dry("6"), dry("21")),
        (dry("100"), dry("6")), (dry("6"), GasBasis("wet-standard", "6")),
        (GasBasis("wet-standard", "6"), GasBasis("wet-standard", "11")),
        (GasBasis("actual", "6"), GasBasis("actual", "9")),
    ],
)  # fmt: skip
def test_a_basis_stated_on_one_side_only_is_not_converted(stated: GasBasis, wanted: GasBasis) -> None:
    assert convert(stated, wanted) is None
    assert convert(stated, stated) == convert(wanted, wanted) == 1


@pytest.mark.parametrize(
    ("number", "factor", "told"),
    [("1", Fraction(1, 3), "≈ 0.3333"), ("75", Fraction(1, 2), "37.5"), ("0", Fraction(7), "0"),
     ("999999999999", Fraction(10**6), "999999999999000000"), ("123456", Fraction(1, 7), "≈ 17637"),
     ("30", Fraction(1), "30"), ("0.000001", Fraction(1, 3), "≈ 0"), ("0.05", Fraction(10, 15), "≈ 0.0333")],
)  # fmt: skip
def test_a_reckoned_number_says_where_it_is_rounded(number: str, factor: Fraction, told: str) -> None:
    text, is_exact = round_reckoned(number, factor)
    assert (text if is_exact else f"≈ {text}") == told


def test_both_grades_of_sewage_have_the_figures_of_the_standard() -> None:
    """GB 18918-2002, table 1."""
    figures = {
        code: [format_limit(one).removeprefix("outlet ") for one in found.limits]
        for code, found in LIMIT_SETS.items()
    }
    assert figures == {
        "gb-18918-2002-1a": [
            "cod <= 50 mg/L", "bod5 <= 10 mg/L", "ss <= 10 mg/L", "oil <= 1 mg/L",
            "anionic-surfactants <= 0.5 mg/L", "total-nitrogen <= 15 mg/L", "ammonia-nitrogen <= 5 mg/L",
            "total-phosphorus <= 0.5 mg/L", "colour <= 30 {DILUTION}", "ph 6-9 [pH]",
            "coliforms <= 1000 {COUNT}/L",
        ],
        "gb-18918-2002-1b": [
            "cod <= 60 mg/L", "bod5 <= 20 mg/L", "ss <= 20 mg/L", "oil <= 3 mg/L",
            "anionic-surfactants <= 1 mg/L", "total-nitrogen <= 20 mg/L", "ammonia-nitrogen <= 8 mg/L",
            "total-phosphorus <= 1 mg/L", "colour <= 30 {DILUTION}", "ph 6-9 [pH]",
            "coliforms <= 10000 {COUNT}/L",
        ],
    }  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "code"),
    [("GB 18918 一级A", "1a"), ("gb18918-2002一级Ａ标准", "1a"), ("一级 A", "1a"),
     ("GB 18918-2002 Grade 1B", "1b"), ("GB—18918", None), ("一级C", None), ("1A", None),
     ("gb-18918-2002-1b", "1b"), ("一级B標準", "1b")],
)  # fmt: skip
def test_a_limit_set_is_found_by_its_name(typed: str, code: str | None) -> None:
    found = find_set(typed)
    assert found is (LIMIT_SETS[f"gb-18918-2002-{code}"] if code is not None else None)
    if found is not None:
        assert parse_limits(typed) == found.limits
        assert all(find_set(found.name(lang)) is found for lang in ("zh", "en"))


def test_limits_beyond_the_cap_are_named_and_the_others_asked() -> None:
    texts = ["一级A", *(f"nox <= {number} mg/m3 dry" for number in range(1, 12)), "一级A"]
    answers = dict(read_limits(texts))
    refused = {text: one for text, one in answers.items() if isinstance(one, RecordError)}
    assert [*refused] == ["nox <= 10 mg/m3 dry", "nox <= 11 mg/m3 dry"]
    assert {one.code for one in refused.values()} == {"member-length"}
    assert sum(len(one) for one in answers.values() if not isinstance(one, RecordError)) == MOST_LIMITS


def test_an_unknown_target_is_refused_with_suggestions() -> None:
    with pytest.raises(RecordError) as caught:
        parse_limit("氨氮类 <= 5 mg/L")
    assert "氨氮" in caught.value.mend("zh")
    assert "ammonia nitrogen" in caught.value.mend("en")
    with pytest.raises(RecordError) as caught:
        parse_limit("COD <= 30 furlongs")
    assert caught.value.facts["expected"] == units_of("mass-in-liquid")


@pytest.mark.parametrize(
    ("word", "code"),
    [("LAS", "anionic-surfactants"), ("总铬", "chromium"), ("色度（稀释倍数）", "colour"),
     ("氟化物", "fluoride"), ("Cr", "chromium"), ("六价铬", "chromium-vi"), ("苯", None), ("", None)],
)  # fmt: skip
def test_targets_go_by_their_usual_names(word: str, code: str | None) -> None:
    assert find_target(word) == code

"""Reading technologies, notices and listings: each fault alone names its member and its mend."""

import re
from collections.abc import Mapping
from fractions import Fraction
from typing import Any, get_args

import pytest

from credentials.documents.conferences.resolution import CitedKind, ItemDecision
from credentials.documents.works import indicators
from credentials.documents.works import technology as works
from credentials.documents.works.condition_words import join_conditions
from credentials.documents.works.listing import ListingDecision
from credentials.documents.works.notice import NoticeKind
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import QUANTITIES, UNITS, format_amount, scale
from credentials.errors import RecordError
from credentials.kinds import parse_any
from credentials.words import work_words
from signing.jcs import canonicalize
from tests.credentials.works.refused_works import NOTICES, TECHNOLOGIES, Fault
from tests.harness.vectors import read_vectors
from tests.world import World
from tests.world.works import change, grant_technologies, listing, notice, signed, technology


@pytest.fixture(scope="module")
def world() -> World:
    """Both associations list technologies."""
    made = World()
    grant_technologies(made)
    return made


def refusal(world: World, document: dict[str, Any]) -> RecordError:
    with pytest.raises(RecordError) as caught:
        parse_any(canonicalize(world.cq.sign(document, "assessment", world.now)))
    return caught.value


def check(world: World, document: dict[str, Any], fault: Fault) -> None:
    changes, code, member = fault
    error = refusal(world, change(document, changes))
    assert (error.code, error.field) == (code, member)
    for lang in ("zh", "en"):
        assert error.sentence(lang)
        assert error.mend(lang)
        assert re.search(r"\{[a-z_]+[:}]", error.sentence(lang) + error.mend(lang)) is None


@pytest.mark.parametrize("name", TECHNOLOGIES)
def test_a_refused_technology_names_the_member(world: World, name: str) -> None:
    check(world, technology(world), TECHNOLOGIES[name])


@pytest.mark.parametrize("name", NOTICES)
def test_a_refused_notice_names_the_member(world: World, name: str) -> None:
    check(world, notice(world), NOTICES[name])


def test_an_objecting_listing_needs_a_reason(world: World) -> None:
    about = signed(world, technology(world))
    error = refusal(
        world, change(listing(world, about, decision="objects"), {"credentialSubject.grounds": ...})
    )
    assert (error.code, error.field) == ("member-missing", "credentialSubject.grounds")


def test_units_are_of_one_quantity_each_and_exact() -> None:
    agreed = {code: (quantity, Fraction(factor)) for code, quantity, factor in read_vectors("units")["units"]}
    assert {code: (unit.quantity, unit.factor) for code, unit in UNITS.items()} == agreed
    assert len(UNITS) == 40
    assert {unit.quantity for unit in UNITS.values()} == set(QUANTITIES)
    assert len(QUANTITIES) == 27
    assert scale("24", "t/d") == scale("1", "t/h") == scale("1000", "kg/h")
    assert scale("0.03", "g/L") == scale("30", "mg/L") == scale("30000", "ug/L")
    assert scale("24", "m3/d") == scale("1", "m3/h")
    assert scale("0.1", "mg/L") + scale("0.2", "mg/L") == scale("0.3", "mg/L")
    used = {name for target in TARGETS.values() for name in target.quantities}
    assert used <= set(QUANTITIES)
    for unit in UNITS:
        assert UNITS[unit].factor > 0


@pytest.mark.parametrize(
    ("low", "high", "unit", "zh", "en"),
    [
        (None, "30", "mg/L", "≤ 30 mg/L", "≤ 30 mg/L"),
        ("90.0", None, "%", "≥ 90.0 %", "≥ 90.0 %"),
        ("6", "9", "[pH]", "6–9 (pH)", "6–9 (pH)"),
        ("2", "2", "CNY/m3", "2 元/m³", "2 CNY/m³"),
        (None, "500", "1", "≤ 500", "≤ 500"),
    ],
)
def test_a_number_is_written_as_signed(
    low: str | None, high: str | None, unit: str, zh: str, en: str
) -> None:
    assert (format_amount(low, high, unit, "zh"), format_amount(low, high, unit, "en")) == (zh, en)


@pytest.mark.parametrize(
    ("members", "zh", "en"),
    [
        ({}, "", ""),
        (
            {"influentLow": "200", "influentHigh": "450", "influentUnit": "mg/L", "averaging": "day",
             "temperatureLow": "12"},
            "进水 200–450 mg/L，≥ 12 °C，日均值", "influent 200–450 mg/L, ≥ 12 °C, over a day",
        ),
        (
            {"influentLow": "800.0", "influentHigh": "900", "influentUnit": "mg/m3", "gasState": "actual",
             "referenceO2": "6", "temperatureLow": "-5", "temperatureHigh": "40"},
            "进口 800.0–900 mg/m³，实际状态，基准氧含量 6 %，-5–40 °C",
            "inlet 800.0–900 mg/m³, as it is, reference oxygen 6 %, -5–40 °C",
        ),
        (
            {"influentLow": "5", "influentHigh": "9", "influentUnit": "mg/kg"},
            "进料 5–9 mg/kg", "feed 5–9 mg/kg",
        ),
    ],
)  # fmt: skip
def test_conditions_are_shown_as_signed(members: dict[str, str], zh: str, en: str) -> None:
    condition = indicators.Condition.model_validate(members)
    assert (join_conditions(condition, "zh"), join_conditions(condition, "en")) == (zh, en)
    assert join_conditions(None, "zh") == ""


@pytest.mark.parametrize(
    ("labels", "codes"),
    [
        (work_words.MEDIA, works.Medium),
        (work_words.FORMS_OF_TECHNOLOGY, works.TechnologyForm),
        (work_words.MATURITIES, works.Maturity),
        (work_words.EVIDENCE_KINDS, works.EvidenceKind),
        (work_words.RIGHTS, works.RightKind),
        (work_words.KEEPERS, works.Keeper),
        (work_words.GAS_STATES, indicators.GasState),
        (work_words.AVERAGINGS, indicators.Averaging),
        (work_words.MEASURES, indicators.Measure),
        (work_words.ROLES, indicators.Role),
        (work_words.DECISIONS, ListingDecision),
        (work_words.NOTICE_KINDS, NoticeKind),
        (work_words.ITEM_DECISIONS, ItemDecision),
        (work_words.CITED_KINDS, CitedKind),
    ],
)
def test_every_code_has_its_words(labels: Mapping[str, tuple[str, str]], codes: object) -> None:
    assert tuple(labels) == get_args(codes)


def test_a_technology_has_every_property_that_its_row_promises(world: World) -> None:
    body = parse_any(signed(world, technology(world))).body
    assert (body.title, body.holder, body.region, body.scheme, body.categories, body.grade) == (
        "示例短程脱氮一体化工艺", "重庆示例安林环境治理有限公司",
        "CN-CQ", "cq-technology", ("water",), "推荐",
    )  # fmt: skip

"""The closed list of units against UCUM, read by ucumvert: factors, and units that UCUM cannot compare."""

from itertools import groupby
from typing import Any

import pytest

from credentials.documents.works.units import UNITS, quantity_of
from tests.harness.groups import require

OURS = {"[pH]", "dB[A]", "CNY", "CNY/m3", "CNY/t", "CNY/(m3/d)"}
"""Units without a conversion in UCUM: a logarithm, a weighted one, money."""


@pytest.fixture(scope="module")
def ucum() -> Any:
    return require("ucumvert", "unit-oracle").PintUcumRegistry()


def test_ucum_knows_every_code_but_these(ucum: Any) -> None:
    unknown = set()
    for code in UNITS:
        try:
            ucum.from_ucum(code)
        except require("lark.exceptions", "unit-oracle").LarkError:
            unknown.add(code)
    assert unknown == OURS


def test_a_factor_is_that_of_ucum_within_each_quantity(ucum: Any) -> None:
    compared = 0
    for _, codes in groupby(sorted({*UNITS} - OURS, key=quantity_of), key=quantity_of):
        first, *others = sorted(codes, key=lambda code: UNITS[code].factor != 1)
        for code in others:
            told = ucum.from_ucum(code).to(ucum.from_ucum(first).units).magnitude
            assert told == pytest.approx(float(UNITS[code].factor), rel=1e-12)
            compared += 1
    assert compared == 13


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("mg/L", "mg/m3"),
        ("mg/L", "g/m3"),
        ("mg/m3", "ng{TEQ}/m3"),
        ("kW.h/m3", "Pa"),
        ("mg/kg", "%"),
        ("kg/t", "%"),
        ("1", "[NTU]"),
        ("t/a", "t/d"),
    ],
)
def test_ucum_converts_units_that_may_not_be_compared(ucum: Any, one: str, other: str) -> None:
    """Therefore we compare numbers by quantity."""
    assert ucum.from_ucum(one).is_compatible_with(ucum.from_ucum(other).units)
    assert quantity_of(one) != quantity_of(other)

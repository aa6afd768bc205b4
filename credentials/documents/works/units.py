"""Units and their quantities: a closed list, by codes of UCUM where it has one.

Two numbers are compared if their units are of one quantity, never by dimension: mg/L in water and g/m3 of
reagent share a dimension but not a meaning. Nor is a ton a year converted to tons a day: no plant runs every
day, and the number of days is not stated. Factors are exact.
"""

from collections.abc import Mapping
from fractions import Fraction
from typing import NamedTuple

from signing.errors import Lang

QUANTITIES: Mapping[str, tuple[str, str]] = {
    "mass-in-liquid": ("concentration in a liquid", "液体中浓度"),
    "mass-in-gas": ("concentration in gas", "气体中浓度"),
    "teq-in-gas": ("toxic equivalents in gas", "气体中毒性当量浓度"),
    "mass-in-solid": ("content in a solid", "固体中含量"),
    "ratio": ("share", "比率"),
    "number": ("number", "数值"),
    "ph": ("pH", "酸碱度"),
    "turbidity": ("turbidity", "浊度"),
    "count-in-liquid": ("count of germs in a liquid", "液体中菌数"),
    "dilution": ("dilution multiple", "稀释倍数"),
    "sound-level": ("sound level", "声级"),
    "flow": ("flow", "流量"),
    "mass-rate": ("mass in a time", "质量流量"),
    "mass-in-a-year": ("mass in a year", "年处理量"),
    "energy-per-volume": ("energy for a volume", "单位体积能耗"),
    "energy-per-mass": ("energy for a mass", "单位质量能耗"),
    "power": ("power", "功率"),
    "dose-per-volume": ("reagent for a volume", "单位体积药耗"),
    "dose-per-mass": ("reagent for a mass", "单位质量药耗"),
    "area": ("area", "面积"),
    "time": ("time", "时间"),
    "temperature": ("temperature", "温度"),
    "pressure": ("pressure", "压力"),
    "money": ("money", "金额"),
    "money-per-volume": ("cost of a volume", "单位体积费用"),
    "money-per-mass": ("cost of a mass", "单位质量费用"),
    "money-per-capacity": ("cost of a capacity", "单位规模投资"),
}
"""The quantities, in English and Chinese."""


class UnitOfMeasure(NamedTuple):
    """A unit: one is `factor` of the first of its quantity; then its sign as English and Chinese print it."""

    quantity: str
    factor: Fraction
    en: str
    zh: str


def _unit(quantity: str, factor: str, en: str, zh: str = "") -> UnitOfMeasure:
    return UnitOfMeasure(quantity, Fraction(factor), en, zh or en)


UNITS: Mapping[str, UnitOfMeasure] = {
    "mg/L": _unit("mass-in-liquid", "1", "mg/L"),
    "ug/L": _unit("mass-in-liquid", "1/1000", "µg/L"),
    "g/L": _unit("mass-in-liquid", "1000", "g/L"),
    "mg/m3": _unit("mass-in-gas", "1", "mg/m³"),
    "ug/m3": _unit("mass-in-gas", "1/1000", "µg/m³"),
    "ng{TEQ}/m3": _unit("teq-in-gas", "1", "ng TEQ/m³"),
    "mg/kg": _unit("mass-in-solid", "1", "mg/kg"),
    "%": _unit("ratio", "1", "%"),
    "1": _unit("number", "1", ""),
    "[pH]": _unit("ph", "1", "(pH)"),
    "[NTU]": _unit("turbidity", "1", "NTU"),
    "{MPN}/L": _unit("count-in-liquid", "1", "MPN/L"),
    "{COUNT}/L": _unit("count-in-liquid", "1", "counts/L", "个/L"),
    "{DILUTION}": _unit("dilution", "1", "times", "倍"),
    "dB[A]": _unit("sound-level", "1", "dB(A)"),
    "m3/h": _unit("flow", "1", "m³/h"),
    "m3/d": _unit("flow", "1/24", "m³/d"),
    "10*4.m3/d": _unit("flow", "10000/24", "10⁴ m³/d", "万 m³/d"),
    "kg/h": _unit("mass-rate", "1", "kg/h"),
    "t/d": _unit("mass-rate", "1000/24", "t/d"),
    "t/h": _unit("mass-rate", "1000", "t/h"),
    "10*4.t/d": _unit("mass-rate", "10000000/24", "10⁴ t/d", "万 t/d"),
    "t/a": _unit("mass-in-a-year", "1", "t/a"),
    "10*4.t/a": _unit("mass-in-a-year", "10000", "10⁴ t/a", "万 t/a"),
    "kW.h/m3": _unit("energy-per-volume", "1", "kWh/m³"),
    "kW.h/t": _unit("energy-per-mass", "1", "kWh/t"),
    "kW": _unit("power", "1", "kW"),
    "kg/m3": _unit("dose-per-volume", "1", "kg/m³"),
    "g/m3": _unit("dose-per-volume", "1/1000", "g/m³"),
    "kg/t": _unit("dose-per-mass", "1", "kg/t"),
    "m2": _unit("area", "1", "m²"),
    "h": _unit("time", "1", "h"),
    "d": _unit("time", "24", "d"),
    "Cel": _unit("temperature", "1", "°C"),
    "Pa": _unit("pressure", "1", "Pa"),
    "kPa": _unit("pressure", "1000", "kPa"),
    "CNY": _unit("money", "1", "CNY", "元"),
    "CNY/m3": _unit("money-per-volume", "1", "CNY/m³", "元/m³"),
    "CNY/t": _unit("money-per-mass", "1", "CNY/t", "元/t"),
    "CNY/(m3/d)": _unit("money-per-capacity", "1", "CNY/(m³/d)", "元/(m³/d)"),
}
"""By the code that is signed."""

IN_GAS = frozenset({"mass-in-gas", "teq-in-gas"})
"""Quantities that mean nothing without the state of the gas."""

CONCENTRATIONS = IN_GAS | {"mass-in-liquid", "mass-in-solid", "count-in-liquid", "turbidity", "dilution"}
"""Quantities that a treatment reduces."""

WITHOUT_BASIS = frozenset({"ppm", "ppb", "ppmv", "ppmw", "ppmd", "ppbv", "ppbw"})
"""Spellings that nobody can compare: parts of volume or of mass, of an unknown whole."""


def quantity_of(unit: str) -> str:
    """Return the quantity of a unit of the list."""
    return UNITS[unit].quantity


def units_of(*quantities: str) -> list[str]:
    """Return the units of these quantities, in the order of the list."""
    return [code for code, unit in UNITS.items() if unit.quantity in quantities]


def scale(number: str, unit: str) -> Fraction:
    """Return a decimal string in the first unit of its quantity, exact, for comparison."""
    return Fraction(number) * UNITS[unit].factor


def format_unit(code: str, lang: Lang) -> str:
    """Return the unit as printed; the code itself where the list does not know it."""
    unit = UNITS.get(code)
    return code if unit is None else unit.zh if lang == "zh" else unit.en


def format_amount(low: str | None, high: str | None, unit: str, lang: Lang) -> str:
    """Return `≤ 30 mg/L`, `≥ 90 %`, `6–9`, `35 mg/m³`: only high, only low, both, both alike."""
    if low is None:
        number = f"≤ {high}"
    elif high is None:
        number = f"≥ {low}"
    else:
        number = low if low == high else f"{low}–{high}"
    return f"{number} {format_unit(unit, lang)}".rstrip()

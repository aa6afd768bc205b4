"""How a measured number is written, on every face: as it was signed, with its unit. zh and en."""

from credentials.documents.works.units import UNITS
from signing.errors import Lang


def format_unit(code: str, lang: Lang) -> str:
    """The unit as it is printed; the code itself where the list does not know it."""
    unit = UNITS.get(code)
    return code if unit is None else unit.zh if lang == "zh" else unit.en


def format_amount(low: str | None, high: str | None, unit: str, lang: Lang) -> str:
    """`≤ 30 mg/L`, `≥ 90 %`, `6–9`, `35 mg/m³`: only high, only low, both, both alike."""
    if low is None:
        number = f"≤ {high}"
    elif high is None:
        number = f"≥ {low}"
    else:
        number = low if low == high else f"{low}–{high}"
    return f"{number} {format_unit(unit, lang)}".rstrip()

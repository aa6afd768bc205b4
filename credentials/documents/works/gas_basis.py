"""The basis of a concentration in gas: the state of the gas, and reference oxygen. zh and en.

75 mg/m3 at 11 % oxygen is not 75 mg/m3 at 6 %: with as little air as at 6 % it would be 112.5. A number is
converted between two stated reference oxygens of dry gas at 0 °C and 101.325 kPa, by (21 - wanted) / (21 -
stated), as in the emission standards (docs/reference/technology.md). Nothing else is converted: wet gas would
need its water, actual gas its temperature and pressure, and an unstated oxygen is not assumed.
"""

from fractions import Fraction
from functools import lru_cache
from typing import NamedTuple

from credentials.words.closed_lists import word_for
from credentials.words.work_words import GAS_STATES
from signing.errors import Lang

_OF_AIR = 21
"""Per cent of oxygen in air, as the standards round it."""
_CONVERTED = "dry-standard"
_DIGITS = 4


class GasBasis(NamedTuple):
    """Both are empty outside gas; `oxygen`, a decimal string in per cent, also where none is stated."""

    gas_state: str = ""
    oxygen: str = ""


@lru_cache(maxsize=1024)
def convert(stated: GasBasis, wanted: GasBasis) -> Fraction | None:
    """Return the factor that converts a number to the other basis; None if it cannot be converted."""
    if stated.gas_state != wanted.gas_state:
        return None
    source, target = (Fraction(basis.oxygen) if basis.oxygen else None for basis in (stated, wanted))
    if source == target:
        return Fraction(1)
    # at 21 % the formula divides by zero, and above 21 % it changes the sign
    if source is None or target is None or stated.gas_state != _CONVERTED or max(source, target) >= _OF_AIR:
        return None
    # as in GB 13223, GB 13271 and GB 18485: at 11 % 75 mg/m3 are 112.5 at 6 %
    return (_OF_AIR - target) / (_OF_AIR - source)


def say_basis(gas_state: str | None, oxygen: str | None, lang: Lang) -> list[str]:
    """Return the state of the gas and the reference oxygen in words, each where it is given."""
    parts = [word_for(GAS_STATES, gas_state, lang)] if gas_state is not None else []
    if oxygen is not None:
        parts.append(f"基准氧含量 {oxygen} %" if lang == "zh" else f"reference oxygen {oxygen} %")
    return parts


def say_conversion(stated: GasBasis, wanted: GasBasis) -> str:
    """Return the calculation: `× (21 − 6) / (21 − 11)`."""
    return f"× ({_OF_AIR} − {wanted.oxygen}) / ({_OF_AIR} − {stated.oxygen})"


def round_reckoned(number: str, factor: Fraction) -> tuple[str, bool]:
    """Return a number times a factor, to four digits at least, and whether it is exact."""
    exact = Fraction(number) * factor
    whole = len(str(exact.numerator // exact.denominator).lstrip("0"))
    places = max(0, _DIGITS - whole)
    rounded = f"{round(exact * 10**places):0{places + 1}d}"
    rounded = f"{rounded[:-places]}.{rounded[-places:]}".rstrip("0").rstrip(".") if places else rounded
    return rounded, Fraction(rounded) == exact

"""Words for the conditions of a technology's numbers, beside `units.format_amount`. zh, en."""

from credentials.documents.works.gas_basis import say_basis
from credentials.documents.works.indicators import Amount, Condition
from credentials.documents.works.units import IN_GAS, format_amount, quantity_of
from credentials.words.closed_lists import word_for
from credentials.words.work_words import AVERAGINGS
from signing.errors import Lang

_INFLUENT = {"mass-in-gas": ("inlet", "进口"), "mass-in-solid": ("feed", "进料")}
_WATER = ("influent", "进水")


def format_number(amount: Amount, lang: Lang) -> str:
    """Return the number as signed, with its unit."""
    return format_amount(amount.low, amount.high, amount.unit, lang)


def format_conditions(condition: Condition | None, lang: Lang) -> list[str]:
    """Return each condition in a few words, in the order of their weight; none where none is stated."""
    if condition is None:
        return []
    side = 1 if lang == "zh" else 0
    parts = []
    unit = condition.influent_unit
    if unit is not None:
        quantity = quantity_of(unit)
        label = _INFLUENT.get("mass-in-gas" if quantity in IN_GAS else quantity, _WATER)[side]
        parts.append(f"{label} {format_amount(condition.influent_low, condition.influent_high, unit, lang)}")
    parts += say_basis(condition.gas_state, condition.reference_o2, lang)
    if condition.temperature_low is not None or condition.temperature_high is not None:
        parts.append(format_amount(condition.temperature_low, condition.temperature_high, "Cel", lang))
    if condition.averaging is not None:
        parts.append(word_for(AVERAGINGS, condition.averaging, lang))
    return parts


def join_conditions(condition: Condition | None, lang: Lang) -> str:
    """Return all conditions in one phrase; empty where none is stated."""
    return ("，" if lang == "zh" else ", ").join(format_conditions(condition, lang))

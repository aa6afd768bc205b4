"""Limits as people type them, and as they are printed: both are read.

    LIMIT  = ["outlet" / "出口"] TARGET "<=" NUMBER [UNIT] [STATE]
           / ["removal" / "去除率"] TARGET ">=" NUMBER "%"
    outlet COD <= 30 mg/L · 出口氮氧化物 ≤ 50 mg/m³（标准状态干基） · removal cod >= 90 %

TARGET, UNIT and STATE are codes of their lists or words for them, in any case and width. A target of one unit
needs none. `<` alone is refused: a record says what is not exceeded.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain

from credentials.documents.works.facets import AskedLimit, LeastRemoval, LimitAnswer
from credentials.documents.works.indicators import Limit
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import IN_GAS, UNITS, format_amount, quantity_of, units_of
from credentials.errors import RecordError
from credentials.record import JsonObject, read_body
from credentials.words.closed_lists import word_for
from credentials.words.simplified import fold_closely, fold_for_search
from credentials.words.work_words import GAS_STATES
from signing.errors import Lang

MAX_LENGTH = 200
_MEASURES = {"outlet": ("outlet", "出口", "出水"), "removal": ("removalof", "removal", "去除率")}
_SIGNS = {"outlet": ("<=", "=<", "≤", "≦", "⩽"), "removal": (">=", "=>", "≥", "≧", "⩾")}
_LIMIT = re.compile(
    r"(?!.*[\ud800-\udfff])(?P<target>[^<>=≤≥≦≧⩽⩾]+)"
    rf"(?P<sign>{'|'.join(chain(*_SIGNS.values()))})(?P<number>[0-9.,]+)(?P<unit>.*)",
    re.ASCII,
)
_TYPED = re.compile(
    r"(?is)\s*(?:(?:outlet|removal of|removal|出口|出水)\s*)?(?P<target>[^<>=≤≥≦≧⩽⩾＜＞＝]+?)(?:去除率)?\s*"
    r"[<>=≤≥≦≧⩽⩾＜＞＝]+\s*[0-9０-９.．,，]+(?P<unit>.*)"
)
_TWO_NUMBERS = re.compile(r"[0-9.,]\s+[0-9.,]")
_FORMULAS = {
    "nh3-n": "ammonia-nitrogen", "tn": "total-nitrogen", "tp": "total-phosphorus", "h2s": "hydrogen-sulfide",
    "nh3": "ammonia", "hcl": "hydrogen-chloride", "co": "carbon-monoxide", "co2": "carbon-dioxide",
    "ch4": "methane", "hg": "mercury", "cd": "cadmium", "pb": "lead", "as": "arsenic", "ni": "nickel",
    "cu": "copper", "zn": "zinc", "cr6+": "chromium-vi", "cr(vi)": "chromium-vi", "codcr": "cod",
    "bod": "bod5", "nh4-n": "ammonia-nitrogen", "nh4+-n": "ammonia-nitrogen", "pm2.5": "pm2-5", "voc": "vocs",
}  # fmt: skip
"""What some targets are called beside their names."""
_COMMON_NAMES: Mapping[str, Sequence[str]] = {
    "dioxins": ("dioxin", "二噁英", "PCDD/Fs", "PCDD/F"), "so2": ("sulphur dioxide",),
    "phenol": ("挥发性酚",), "sulfide": ("sulphide",), "hydrogen-sulfide": ("hydrogen sulphide",),
    "pm": ("particulates",), "ss": ("TSS", "固体悬浮物"), "coliforms": ("fecal coliforms", "粪大肠菌群数"),
    "odour": ("odor", "odor concentration"), "salinity": ("TDS",), "ammonia": ("氨气",), "pahs": ("PAH",),
}  # fmt: skip
_PARTS = {"石油类": "oil", "动植物油": "oil", "动植物油类": "oil", "苯": "benzene", "benzene": "benzene"}
"""What an outlet that keeps a limit of the whole keeps as well. No names of the target, even where its code
is one: a record that states a part states no whole.
"""
_SPELT_UNITS: Mapping[str, Sequence[str]] = {
    "mg/L": ("毫克/升", "毫克每升", "毫克/L"), "ug/L": ("微克/升", "微克/L"), "g/L": ("克/升", "克/L"),
    "mg/m3": ("毫克/立方米",),
    "ug/m3": ("微克/立方米",), "mg/kg": ("毫克/千克", "毫克/公斤"), "m3/h": ("立方米/小时",),
    "m3/d": ("立方米/天", "立方米/日"), "kg/h": ("千克/小时", "公斤/小时"), "t/d": ("吨/天", "吨/日"),
    "t/h": ("吨/小时",), "kW.h/m3": ("千瓦时/立方米",), "kW.h/t": ("千瓦时/吨",), "kW": ("千瓦",),
    "kg/m3": ("千克/立方米", "公斤/立方米"), "g/m3": ("克/立方米",), "kg/t": ("千克/吨", "公斤/吨"),
    "m2": ("平方米",), "h": ("小时",), "d": ("天",), "Cel": ("摄氏度",), "kPa": ("千帕",),
    "CNY/m3": ("元/立方米",), "CNY/t": ("元/吨",),
}  # fmt: skip
"""Units in words, as Chinese forms have them; none that leaves open what it is a share of."""
_STATES = {"dry": "dry-standard", "wet": "wet-standard", "干基": "dry-standard", "湿基": "wet-standard"}

_TARGETS = {fold_closely(word): code for code, one in TARGETS.items() for word in (one.en, one.zh, code)}
_TARGETS = {word: code for word, code in _TARGETS.items() if word not in _PARTS}
_TARGETS |= _FORMULAS
_TARGETS |= {fold_closely(name): code for code, names in _COMMON_NAMES.items() for name in names}
_UNITS = {
    fold_closely(word): code for code, unit in UNITS.items() for word in (unit.en, unit.zh, code) if unit.en
}
_UNITS |= {fold_closely(name): code for code, names in _SPELT_UNITS.items() for name in names}
_STATE_WORDS = {
    **_STATES,
    **{fold_closely(word): code for code, words in GAS_STATES.items() for word in (*words, code)},
}
_LONGEST_FIRST = sorted(_STATE_WORDS, key=len, reverse=True)


def find_target(text: str) -> str | None:
    """The code of a target by its code, its name or its formula, as people type it."""
    return _TARGETS.get(fold_closely(text))


def find_unit(text: str) -> str | None:
    """The code of a unit by its code or its sign, as people type it."""
    return _UNITS.get(fold_closely(text))


def parse_limit(text: str) -> AskedLimit:
    """RecordError `limit-form`, `limit-target`, or of its number, unit or state, as they were typed."""
    try:
        return _parse(text)
    except RecordError as error:
        typed = _TYPED.fullmatch(text)
        name = {"target-unknown": "target", "unit-unknown": "unit"}.get(error.code)
        if name is None or typed is None:
            raise
        code = "limit-target" if name == "target" else error.code
        raise RecordError(code, error.field, **{**error.facts, "item": typed[name].strip()[:60]}) from None


def _parse(text: str) -> AskedLimit:
    folded = fold_for_search(text[: MAX_LENGTH + 1])
    found = None if _TWO_NUMBERS.search(folded) else _LIMIT.fullmatch("".join(folded.split()))
    measure = next((one for one, signs in _SIGNS.items() if found and found["sign"] in signs), "")
    said = _without_measure(found["target"], measure) if found else ""
    if len(text) > MAX_LENGTH or found is None or not said:
        raise RecordError("limit-form", "limits", item=text[:60])
    target, number = _TARGETS.get(said, said), found["number"]
    if measure == "outlet":
        target = _PARTS.get(said, target)
    unit, state = _split_state(found["unit"])
    unit = _UNITS.get(unit, unit) or _only_unit(target)
    if not unit or (measure == "removal" and (unit != "%" or state is not None)):
        raise RecordError("limit-form", "limits", item=text[:60])
    if measure == "removal":
        return read_body({"target": target, "low": number}, LeastRemoval)
    if state is not None and unit in UNITS and quantity_of(unit) not in IN_GAS:
        raise RecordError("condition-stray", "gasState")
    asked: JsonObject = {"target": target, "high": number, "unit": unit}
    return read_body(asked if state is None else {**asked, "gasState": state}, Limit)


def _without_measure(said: str, measure: str) -> str:
    """The target alone; nothing where the other measure is named."""
    for other, words in _MEASURES.items():
        for word in words:
            if said.startswith(word) or said.endswith(word):
                return said.removeprefix(word).removesuffix(word) if other == measure else ""
    return said


def _only_unit(target: str) -> str:
    """The unit that a target is measured in, where there is but one."""
    fitting = units_of(*TARGETS[target].quantities) if target in TARGETS else []
    return fitting[0] if len(fitting) == 1 else ""


def _split_state(said: str) -> tuple[str, str | None]:
    """What stands behind the number: a unit, and maybe the state of the gas, in brackets or not."""
    bare = said.removesuffix(")")
    word = next((word for word in _LONGEST_FIRST if bare.endswith(word)), None)
    if word is None:
        return said, None
    return bare.removesuffix(word).rstrip("(,、"), _STATE_WORDS[word]


def format_limit(limit: AskedLimit, lang: Lang | None = None) -> str:
    """As it is printed in `lang`; without it in codes, as addresses say it: `outlet cod <= 30 mg/L`."""
    return " ".join(_pieces(limit)) if lang is None else _say(limit, lang)


def describe_answer(answer: LimitAnswer) -> JsonObject:
    """For programs: the limit, what became of it, and the code of the indicator that says so."""
    indicator = answer.indicator.code if answer.indicator is not None else None
    return {"limit": format_limit(answer.limit), "result": answer.result.value, "indicator": indicator}


def _pieces(limit: AskedLimit) -> Iterator[str]:
    if isinstance(limit, LeastRemoval):
        yield from ("removal", limit.target, ">=", limit.low, "%")
        return
    yield from ("outlet", limit.target, "<=", limit.high)
    if UNITS[limit.unit].en:
        yield limit.unit
    if limit.gas_state is not None:
        yield limit.gas_state


def _say(limit: AskedLimit, lang: Lang) -> str:
    target = TARGETS[limit.target]
    if isinstance(limit, LeastRemoval):
        amount = format_amount(limit.low, None, "%", lang)
        return f"{target.zh}去除率 {amount}" if lang == "zh" else f"removal of {target.en} {amount}"
    amount = format_amount(None, limit.high, limit.unit, lang)
    if limit.gas_state is not None and quantity_of(limit.unit) in IN_GAS:
        state = word_for(GAS_STATES, limit.gas_state, lang)
        amount += f"（{state}）" if lang == "zh" else f" ({state})"
    return f"出口{target.zh} {amount}" if lang == "zh" else f"outlet {target.en} {amount}"

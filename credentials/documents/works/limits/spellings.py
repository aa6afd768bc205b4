"""People's spellings of targets, units and states of a gas beside their codes: any width and case.

A unit is taken apart: 毫克每标立方米, mg·m⁻³, mg/Nm³ and mg/m3 are one. The N of a cubic metre tells that the
gas is at 0 °C and 101.325 kPa, but not whether it is dry or wet, so the state is asked for all the same.
"""

import re
from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import IN_GAS, UNITS, units_of
from credentials.words.simplified import fold_closely
from credentials.words.work_words import GAS_STATES
from signing.errors import Lang

_FORMULAS = {
    "nh3-n": "ammonia-nitrogen", "tn": "total-nitrogen", "tp": "total-phosphorus", "h2s": "hydrogen-sulfide",
    "nh3": "ammonia", "hcl": "hydrogen-chloride", "co": "carbon-monoxide", "co2": "carbon-dioxide",
    "ch4": "methane", "hg": "mercury", "cd": "cadmium", "pb": "lead", "as": "arsenic", "ni": "nickel",
    "cu": "copper", "zn": "zinc", "cr": "chromium", "cr6+": "chromium-vi", "cr(vi)": "chromium-vi",
    "codcr": "cod", "bod": "bod5", "nh4-n": "ammonia-nitrogen", "nh4+-n": "ammonia-nitrogen",
    "pm2.5": "pm2-5", "voc": "vocs", "las": "anionic-surfactants", "f-": "fluoride",
}  # fmt: skip
"""Formulas of some targets beside their names."""
_COMMON_NAMES: Mapping[str, Sequence[str]] = {
    "dioxins": ("dioxin", "二噁英", "PCDD/Fs", "PCDD/F"), "so2": ("sulphur dioxide",),
    "phenol": ("挥发性酚",), "sulfide": ("sulphide",), "hydrogen-sulfide": ("hydrogen sulphide",),
    "pm": ("particulates",), "ss": ("TSS", "固体悬浮物"), "coliforms": ("fecal coliforms", "粪大肠菌群数"),
    "odour": ("odor", "odor concentration"), "salinity": ("TDS",), "ammonia": ("氨气",), "pahs": ("PAH",),
    "anionic-surfactants": ("阴离子表面活性剂(LAS)", "MBAS"), "colour": ("color", "色度(稀释倍数)"),
    "chromium": ("铬",), "fluoride": ("氟化物(以F计)", "氟"),
}  # fmt: skip
PARTS = {"石油类": "oil", "动植物油": "oil", "动植物油类": "oil", "苯": "benzene", "benzene": "benzene"}
"""Parts that an outlet keeps too if it keeps the limit of the whole.

They are no names of the target, even where its code is one: a record that states a part states no whole.
"""
_STATES = {
    "dry": "dry-standard", "干基": "dry-standard", "标态干基": "dry-standard", "标干": "dry-standard",
    "wet": "wet-standard", "湿基": "wet-standard", "标态湿基": "wet-standard", "标湿": "wet-standard",
}  # fmt: skip

_TARGETS = {
    fold_closely(word): code for code, target in TARGETS.items() for word in (target.en, target.zh, code)
}
_TARGETS = {word: code for word, code in _TARGETS.items() if word not in PARTS}
_TARGETS |= _FORMULAS
_TARGETS |= {fold_closely(name): code for code, names in _COMMON_NAMES.items() for name in names}

_PIECES = (
    ("千瓦时", "kwh"), ("千瓦", "kw"), ("千帕", "kpa"), ("毫克", "mg"), ("微克", "ug"), ("纳克", "ng"),
    ("千克", "kg"), ("公斤", "kg"), ("克", "g"), ("标准立方米", "nm3"), ("标立方米", "nm3"), ("立方米", "m3"),
    ("平方米", "m2"), ("升", "l"), ("吨", "t"), ("小时", "h"), ("天", "d"), ("日", "d"), ("年", "a"),
    ("每", "/"), ("摄氏度", "°c"), ("稀释倍数", "倍"), ("μ", "u"),
)  # fmt: skip
"""Words and signs in units, longer words first; none leaves open a share of what."""
_PER = re.compile(r"[·⋅.](n?m3|[a-z]+)-1")
_PER_CUBE = re.compile(r"[·⋅.](n?m)-3")
_JOINTS = re.compile(r"[·⋅.]")


def _fold_unit(text: str) -> str:
    folded = fold_closely(text)
    for word, sign in _PIECES:
        folded = folded.replace(word, sign)
    folded = _PER_CUBE.sub(r"/\g<1>3", folded)
    folded = _PER.sub(r"/\1", folded)
    return _JOINTS.sub("", folded)


_UNITS = {
    _fold_unit(word): code for code, unit in UNITS.items() for word in (unit.en, unit.zh, code) if unit.en
}
_STANDARD = {
    name.replace("/m3", "/nm3"): code for name, code in _UNITS.items() if UNITS[code].quantity in IN_GAS
}
"""Units of a cubic metre at 0 °C and 101.325 kPa."""

STATE_WORDS = {
    **_STATES,
    **{fold_closely(word): code for code, words in GAS_STATES.items() for word in (*words, code)},
}
"""Names of the states of a gas."""


def find_target(text: str) -> str | None:
    """Return the code of a target for its code, its name or its formula, as people type it."""
    return _TARGETS.get(fold_closely(text))


def find_unit(text: str) -> str | None:
    """Return the code of a unit for its code or its sign, as people type it."""
    folded = _fold_unit(text)
    return _UNITS.get(folded) or _STANDARD.get(folded)


def says_standard(text: str) -> bool:
    """Return whether a unit as typed tells that the gas is at 0 °C and 101.325 kPa."""
    return _fold_unit(text) in _STANDARD


def only_unit(target: str) -> str:
    """Return the target's unit, where there is one, or several that mean the same."""
    fitting = units_of(*TARGETS[target].quantities) if target in TARGETS else []
    return fitting[0] if len({(UNITS[code].quantity, UNITS[code].factor) for code in fitting}) == 1 else ""


def near_targets(text: str, lang: Lang) -> list[str]:
    """Return a few names of targets, those most like the text first, as suggestions."""
    side = 1 if lang == "zh" else 0
    folded = fold_closely(text)
    holding = [word for word in _TARGETS if set(word) & set(folded) and (word in folded or folded in word)]
    like = get_close_matches(folded, [*_TARGETS], n=4, cutoff=0.5)
    usual = ("cod", "ammonia-nitrogen", "total-phosphorus", "nox", "so2", "pm")
    codes = dict.fromkeys([*(_TARGETS[word] for word in (*holding, *like)), *usual])
    return [(TARGETS[code].en, TARGETS[code].zh)[side] for code in codes][:6]

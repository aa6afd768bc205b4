"""Limits as people type them, and as they are printed: both are read.

    LIMIT  = ["outlet" / "出口"] TARGET "<=" NUMBER [UNIT] [STATE] [NUMBER "% O2"]
           / ["removal" / "去除率"] TARGET ">=" NUMBER "%"
           / ["outlet" / "出口"] "pH" NUMBER "-" NUMBER
    outlet COD <= 30 mg/L · 出口氮氧化物 ≤ 50 mg/m³（标准状态干基，基准氧含量 6 %） · removal cod >= 90 %

TARGET, UNIT and STATE are codes of their lists or words for them, in any case and width. A target of one unit
needs none. `<` alone is refused: a record states a number that is not exceeded.
"""

import re
from collections.abc import Iterable, Iterator

from credentials.documents.works.facets import MOST_LIMITS, AskedLimit, LeastRemoval, LimitAnswer
from credentials.documents.works.gas_basis import say_basis
from credentials.documents.works.indicators import Limit
from credentials.documents.works.limits.limit_sets import find_set
from credentials.documents.works.limits.spellings import (
    PARTS,
    STATE_WORDS,
    find_target,
    find_unit,
    near_targets,
    only_unit,
    says_standard,
)
from credentials.documents.works.targets import TARGETS
from credentials.documents.works.units import IN_GAS, UNITS, format_amount, quantity_of, units_of
from credentials.errors import RecordError
from credentials.patterns import NUMBER_PATTERN
from credentials.record import JsonObject, read_body
from credentials.words.simplified import fold_for_search
from signing.errors import Lang

MAX_LENGTH = 200
_MEASURES = {"outlet": ("outlet", "出口", "出水"), "removal": ("removalof", "removal", "去除率")}
_SIGNS = {"outlet": ("<=", "=<", "≤", "≦", "⩽"), "removal": (">=", "=>", "≥", "≧", "⩾")}
_ANY_SIGN = "[<>=≤≥≦≧⩽⩾]+"
_LIMIT = re.compile(rf"(?P<target>[^<>=≤≥≦≧⩽⩾]+)(?P<sign>{_ANY_SIGN})(?P<rest>.+)")
_NUMBER = re.compile(r"[0-9][0-9.,]*", re.ASCII)
_BETWEEN = "(?:[-–—~～]|" + "to|" + "至)"
_NO_NUMBER = re.compile(rf"[0-9.,]+(?:e[+-]?[0-9]+|[x×*^][0-9*^]+|{_BETWEEN}[0-9.,]+)", re.ASCII)
"""A power or a range: digits that form no number."""
_RANGE = re.compile(
    rf"(?P<target>[^\d<>=≤≥≦≧⩽⩾]+?)[:=]?(?P<low>[0-9.]+){_BETWEEN}(?P<high>[0-9.]+)(?P<unit>\D*)", re.ASCII
)
_DECIMAL = re.compile(NUMBER_PATTERN, re.ASCII)
_TWO_NUMBERS = re.compile(r"[0-9.,]\s+[0-9.,]")
_TEN_THOUSAND = re.compile(r"10(?:⁴|\*4\.?)")
"""The beginning of a unit, after a number."""
_HALF = re.compile(r"[\ud800-\udfff]")
_O2 = r"(?:o2|oxygen|含氧量|氧含量|氧)"
_OXYGEN = re.compile(
    rf"[,;(@、\s]*(?:\bat\s+)?(?<![0-9.a-z])(?:(?:reference|基准)\s*)?"
    rf"(?:{_O2}\s*[:=]?\s*(?P<behind>[0-9.]+)\s*%|(?P<leading>[0-9.]+)\s*%\s*(?:reference\s*)?{_O2})",
    re.ASCII,
)
_TYPED = re.compile(
    r"(?is)\s*(?:(?:outlet|removal of|removal|出口|出水)\s*)?(?P<target>[^<>=≤≥≦≧⩽⩾＜＞＝]+?)(?:去除率)?\s*"
    r"[<>=≤≥≦≧⩽⩾＜＞＝]+\s*[0-9０-９.．,，]+(?P<unit>.*)"
)
# a longer name may end in a shorter one
_LONGEST_FIRST = sorted(STATE_WORDS, key=len, reverse=True)


def read_limits(texts: Iterable[str]) -> Iterator[tuple[str, tuple[AskedLimit, ...] | RecordError]]:
    """Yield each text with its limits, all of a limit set too, or an error; MOST_LIMITS in all."""
    limits: set[AskedLimit] = set()
    for text in dict.fromkeys(texts):
        try:
            parsed = parse_limits(text)
        except RecordError as error:
            yield text, error
            continue
        if len(limits.union(parsed)) > MOST_LIMITS:
            yield text, RecordError("member-length", "limits", expected=MOST_LIMITS)
        else:
            limits.update(parsed)
            yield text, parsed


def parse_limits(text: str) -> tuple[AskedLimit, ...]:
    """Return the limits of the set with this name, or the typed one; RecordError as `parse_limit`."""
    limit_set = find_set(text)
    return limit_set.limits if limit_set is not None else (parse_limit(text),)


def is_limit(words: str) -> bool:
    """Return whether it is a limit or the name of a limit set."""
    try:
        return bool(parse_limits(words))
    except RecordError:
        return False


def refuse_words(words: str) -> RecordError | None:
    """Return why words with a digit are no limit, for a search that finds nothing by them; else None."""
    if not any(map(str.isdigit, words)):
        return None
    return RecordError("limit-form", "limits", item=words[:60].encode("utf-8", "replace").decode())


def parse_limit(text: str) -> AskedLimit:
    """Parse a limit; RecordError `limit-…`, or of its number, unit or state, as typed."""
    try:
        return _parse(text)
    except RecordError as error:
        typed = _TYPED.fullmatch(_without_oxygen(text))
        if error.code not in ("unit-unknown", "limit-target") or typed is None:
            raise
        name = "unit" if error.code == "unit-unknown" else "target"
        raise RecordError(
            error.code, error.field, **{**error.facts, "item": typed[name].strip()[:60]}
        ) from None


def _without_oxygen(text: str) -> str:
    return _OXYGEN.sub("", text)


def _parse(text: str) -> AskedLimit:
    # before folding: NFKC makes 104 of 10⁴
    folded = fold_for_search(_TEN_THOUSAND.sub("万", text[: MAX_LENGTH + 1]))
    item, oxygen = text[:60].encode("utf-8", "replace").decode(), _OXYGEN.search(folded)
    if oxygen is not None:
        folded = folded[: oxygen.start()] + folded[oxygen.end() :]
    closed = "".join(folded.split())
    # two numbers are looked for while the blanks are there: “30 50” would close up to 3050
    if len(text) > MAX_LENGTH or _HALF.search(text) or _TWO_NUMBERS.search(folded):
        raise RecordError("limit-form", "limits", item=item)
    between = _RANGE.fullmatch(closed)
    if between is not None and oxygen is None:
        return _parse_range(item, between)
    match = _LIMIT.fullmatch(closed)
    if match is None:
        raise RecordError("limit-form", "limits", item=item)
    measure = next((name for name, signs in _SIGNS.items() if match["sign"] in signs), "")
    word = _without_measure(match["target"], measure)
    number, rest = _split_number(match["rest"])
    target = (PARTS.get(word) if measure == "outlet" else None) or find_target(word)
    target = target or (word if word in TARGETS else None)
    if target is None:
        if not word:
            raise _wrong_sign(item, match["sign"], None)
        raise _unknown_target(word)
    if not measure:
        raise _wrong_sign(item, match["sign"], target)
    if measure == "removal":
        if rest != "%" or oxygen is not None:
            raise _wrong_sign(item, match["sign"], target)
        return read_body({"target": target, "low": number}, LeastRemoval)
    percent = (oxygen["behind"] or oxygen["leading"]) if oxygen is not None else None
    return _read_outlet(item, target, number, rest, percent)


def _read_outlet(item: str, target: str, number: str, rest: str, oxygen: str | None) -> Limit:
    typed, state = _split_state(rest)
    unit = (find_unit(typed) or typed) if typed else only_unit(target)
    fitting = units_of(*TARGETS[target].quantities)
    names = {"target": TARGETS[target].en, "target_zh": TARGETS[target].zh}
    if not unit:
        raise RecordError("limit-unit", "unit", item=item, number=number, expected=fitting, **names)
    if unit == "%" and "%" not in fitting:
        raise _wrong_sign(item, "<=", target)
    members: JsonObject = {"target": target, "high": number, "unit": unit}
    members |= {"gasState": state} if state is not None else {}
    members |= {"referenceO2": oxygen} if oxygen is not None else {}
    # Nm³ says 0 °C and 101.325 kPa, which contradicts the actual state
    if (state is not None and unit in UNITS and quantity_of(unit) not in IN_GAS) or (
        state == "actual" and says_standard(typed)
    ):
        raise RecordError("condition-stray", "gasState")
    try:
        return read_body(members, Limit)
    except RecordError as error:
        if error.code == "state-missing":
            raise RecordError("limit-state", "gasState", item=item) from None
        if error.code == "unit-unknown":
            raise RecordError("unit-unknown", "unit", item=typed[:60], expected=fitting) from None
        raise


def _parse_range(item: str, match: re.Match[str]) -> Limit:
    """Parse a limit of pH, which has a lower end too."""
    word = _without_measure(match["target"], "outlet")
    target, unit = find_target(word), match["unit"]
    if target is None:
        raise _unknown_target(word) if word else RecordError("limit-form", "limits", item=item)
    if TARGETS[target].quantities != ("ph",) or (unit and find_unit(unit) != only_unit(target)):
        raise RecordError("limit-form", "limits", item=item)
    return read_body(
        {"target": target, "low": match["low"], "high": match["high"], "unit": only_unit(target)}, Limit
    )


def _split_number(rest: str) -> tuple[str, str]:
    """Split off the number; RecordError limit-number where there is none."""
    match = _NO_NUMBER.match(rest) or _NUMBER.match(rest)
    if match is None or not _DECIMAL.fullmatch(match[0]):
        raise RecordError("limit-number", "high", item=(match[0] if match is not None else rest)[:60])
    return match[0], rest[match.end() :]


def _unknown_target(word: str) -> RecordError:
    known, known_zh = ", ".join(near_targets(word, "en")), "、".join(near_targets(word, "zh"))
    return RecordError("limit-target", "target", item=word[:60], known=known, known_zh=known_zh)


def _wrong_sign(item: str, sign: str, target: str | None) -> RecordError:
    en, zh = (TARGETS[target].en, TARGETS[target].zh) if target is not None else ("a target", "治理对象")
    return RecordError("limit-sign", "limits", item=item, sign=sign, target=en, target_zh=zh)


def _without_measure(text: str, measure: str) -> str:
    """Return the target alone; empty where the other measure is named."""
    for other, words in _MEASURES.items():
        for word in words:
            if text.startswith(word) or text.endswith(word):
                bare = text.removeprefix(word).removesuffix(word)
                return bare if measure in (other, "") else ""
    return text


def _split_state(text: str) -> tuple[str, str | None]:
    """Split a unit from the state of the gas behind it, if any, in brackets or not."""
    bare = text.rstrip("),、")
    word = next((word for word in _LONGEST_FIRST if bare.endswith(word)), None)
    if word is None:
        return text, None
    return bare.removesuffix(word).rstrip("(,、"), STATE_WORDS[word]


def format_limit(limit: AskedLimit, lang: Lang | None = None) -> str:
    """Return it as printed in `lang`; without, in codes as in addresses: `outlet cod <= 30 mg/L`."""
    return " ".join(_pieces(limit)) if lang is None else _say(limit, lang)


def describe_answer(answer: LimitAnswer) -> JsonObject:
    """Return for programs the limit, the answer, and the code of the indicator that gives it."""
    indicator = answer.indicator.code if answer.indicator is not None else None
    return {"limit": format_limit(answer.limit), "result": answer.result.value, "indicator": indicator}


def _pieces(limit: AskedLimit) -> Iterator[str]:
    if isinstance(limit, LeastRemoval):
        yield from ("removal", limit.target, ">=", limit.low, "%")
        return
    yield from ("outlet", limit.target)
    yield from ("<=", limit.high) if limit.low is None else (f"{limit.low}-{limit.high}",)
    if UNITS[limit.unit].en:
        yield limit.unit
    if limit.gas_state is not None:
        yield limit.gas_state
    if limit.reference_o2 is not None:
        yield f"{limit.reference_o2} % O2"


def _say(limit: AskedLimit, lang: Lang) -> str:
    target = TARGETS[limit.target]
    if isinstance(limit, LeastRemoval):
        amount = format_amount(limit.low, None, "%", lang)
        return f"{target.zh}去除率 {amount}" if lang == "zh" else f"removal of {target.en} {amount}"
    amount = format_amount(limit.low, limit.high, limit.unit, lang)
    if quantity_of(limit.unit) in IN_GAS:
        basis = say_basis(limit.gas_state, limit.reference_o2, lang)
        amount += f"（{'，'.join(basis)}）" if lang == "zh" else f" ({', '.join(basis)})"
    return f"出口{target.zh} {amount}" if lang == "zh" else f"outlet {target.en} {amount}"

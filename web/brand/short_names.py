"""Checks that a short name is made from the legal name of a party, so that no other party can bear it.

In Chinese: characters of the name in their order, 川环协; in English: beginnings of its words in their order,
SCEPIA. The short form of the province, 渝 or CQ, may stand in front. Something of the last word, 协会, must
stand there, because 重庆环境保护 alone reads like a government's.
"""

import re
import unicodedata
from collections.abc import Mapping, Sequence

from credentials.documents.agreement import Party
from credentials.words.simplified import simplify
from signing.errors import Lang

_OF_REGION: Mapping[str, str] = {
    "CN-AH": "皖", "CN-BJ": "京", "CN-CQ": "渝", "CN-FJ": "闽", "CN-GD": "粤", "CN-GS": "甘陇",
    "CN-GX": "桂", "CN-GZ": "贵黔", "CN-HA": "豫", "CN-HB": "鄂", "CN-HE": "冀", "CN-HI": "琼",
    "CN-HK": "港", "CN-HL": "黑", "CN-HN": "湘", "CN-JL": "吉", "CN-JS": "苏", "CN-JX": "赣",
    "CN-LN": "辽", "CN-MO": "澳", "CN-NM": "蒙", "CN-NX": "宁", "CN-QH": "青", "CN-SC": "川蜀",
    "CN-SD": "鲁", "CN-SH": "沪", "CN-SN": "陕秦", "CN-SX": "晋", "CN-TJ": "津", "CN-TW": "台",
    "CN-XJ": "新", "CN-XZ": "藏", "CN-YN": "云滇", "CN-ZJ": "浙",
}  # fmt: skip
"""The characters that stand for a province, on its number plates and in names."""


_BRACKETED = re.compile(r"[(（][^()（）]*[)）]")
_RANKS = str.maketrans("", "", "省市")
"""Ranks that may stand behind the name of a province, or be left out."""
_SIGN = re.compile(r"[^\w \-.&'()（）]|_")
"""Characters that a short name may not have: neither letters nor digits nor separators of words."""


def shortens(short: str, party: Party, lang: Lang) -> bool:
    """Return whether `short` is made of the legal name of the party in that language."""
    return _is_made_of(letters(short), _units(party, party.legal_name.text(lang), lang))


def is_short_name(short: str, party: Party, lang: Lang) -> bool:
    """Return whether `short` is an acceptable short name: only letters, made of the legal name, and
    shorter than the name without its last word."""
    return _SIGN.search(short) is None and _is_whole(short, party, party.legal_name.text(lang), lang)


def names(text: str, party: Party) -> bool:
    """Return whether a text contains the legal name of the party, or is a short form of it."""
    folded = text.translate(_RANKS)
    for lang in ("zh", "en"):
        name = party.legal_name.text(lang).translate(_RANKS)
        if any(letters(word) in letters(folded) for word in (name, strip_brackets(name))):
            return True
        if _is_whole(folded, party, name, lang):
            return True
    return False


def _is_whole(short: str, party: Party, name: str, lang: Lang) -> bool:
    if not _is_made_of(letters(short), _units(party, name, lang)):
        return False
    units, last = _units(party, strip_brackets(name), lang), 2 if lang == "zh" else 1
    bare = letters(strip_brackets(short))
    return not _is_made_of(bare, units[:-last]) and not _is_made_of(bare, units[-last:])


def letters(text: str) -> str:
    """Return the compared part of a name: letters and digits without accents, in one width, case and
    script."""
    plain = unicodedata.normalize("NFKD", text).casefold()
    # decomposes again, because folding the case can produce characters that decompose (Unicode 3.13, D146)
    return simplify("".join(filter(str.isalnum, unicodedata.normalize("NFKD", plain))))


def strip_brackets(name: str) -> str:
    """Return a name without its brackets; return the whole name if nothing else would remain."""
    bare = _BRACKETED.sub("", name)
    return bare if letters(bare) else name


def _units(party: Party, name: str, lang: Lang) -> Sequence[str]:
    """Return the units of the name: the short form of its province, then characters or words."""
    if lang == "zh":
        return [*_OF_REGION.get(party.region, ""), *letters(name)]
    return [letters(word) for word in (party.region.partition("-")[2], *name.split())]


def _is_made_of(short: str, units: Sequence[str]) -> bool:
    """Return whether `short` is made of beginnings of units in order; a unit may be left out."""
    reached = {0}
    for unit in units:
        for at in tuple(reached):
            length = 0
            while length < len(unit) and short[at + length : at + length + 1] == unit[length]:
                length += 1
                reached.add(at + length)
    return len(short) in reached

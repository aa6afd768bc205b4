"""A short name of a party is made of its legal name, so that it can be nobody else's.

In Chinese: characters of the name in their order, 川环协; in English: beginnings of its words in their order,
SCEPIA. What people call the province by, 渝 or CQ, may stand in front.
"""

import unicodedata
from collections.abc import Mapping, Sequence

from credentials.documents.agreement import Party
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


def shortens(short: str, party: Party, lang: Lang) -> bool:
    """Whether `short` is made of the legal name of the party in that language."""
    name = party.legal_name.text(lang)
    if lang == "zh":
        units = [*_OF_REGION.get(party.region, ""), *letters(name)]
    else:
        units = [letters(word) for word in (party.region.partition("-")[2], *name.split())]
    return _is_made_of(letters(short), units)


def letters(text: str) -> str:
    """What of a name is compared: letters and digits, in one width and case."""
    return "".join(filter(str.isalnum, unicodedata.normalize("NFKC", text).casefold()))


def _is_made_of(short: str, units: Sequence[str]) -> bool:
    """Whether it is beginnings of units, perhaps of none of its length, one after the other."""
    reached = {0}
    for unit in units:
        for at in tuple(reached):
            length = 0
            while length < len(unit) and short[at + length : at + length + 1] == unit[length]:
                length += 1
                reached.add(at + length)
    return len(short) in reached

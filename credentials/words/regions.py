"""The provinces of China: ISO 3166-2:CN codes with their names (GB/T 2260, Newsletter 2017)."""

from collections.abc import Mapping

from signing.errors import Lang

REGIONS: Mapping[str, tuple[str, str]] = {
    "CN-AH": ("Anhui", "安徽省"),
    "CN-BJ": ("Beijing", "北京市"),
    "CN-CQ": ("Chongqing", "重庆市"),
    "CN-FJ": ("Fujian", "福建省"),
    "CN-GD": ("Guangdong", "广东省"),
    "CN-GS": ("Gansu", "甘肃省"),
    "CN-GX": ("Guangxi", "广西壮族自治区"),
    "CN-GZ": ("Guizhou", "贵州省"),
    "CN-HA": ("Henan", "河南省"),
    "CN-HB": ("Hubei", "湖北省"),
    "CN-HE": ("Hebei", "河北省"),
    "CN-HI": ("Hainan", "海南省"),
    "CN-HK": ("Hong Kong", "香港特别行政区"),
    "CN-HL": ("Heilongjiang", "黑龙江省"),
    "CN-HN": ("Hunan", "湖南省"),
    "CN-JL": ("Jilin", "吉林省"),
    "CN-JS": ("Jiangsu", "江苏省"),
    "CN-JX": ("Jiangxi", "江西省"),
    "CN-LN": ("Liaoning", "辽宁省"),
    "CN-MO": ("Macao", "澳门特别行政区"),
    "CN-NM": ("Inner Mongolia", "内蒙古自治区"),
    "CN-NX": ("Ningxia", "宁夏回族自治区"),
    "CN-QH": ("Qinghai", "青海省"),
    "CN-SC": ("Sichuan", "四川省"),
    "CN-SD": ("Shandong", "山东省"),
    "CN-SH": ("Shanghai", "上海市"),
    "CN-SN": ("Shaanxi", "陕西省"),
    "CN-SX": ("Shanxi", "山西省"),
    "CN-TJ": ("Tianjin", "天津市"),
    "CN-TW": ("Taiwan", "台湾省"),
    "CN-XJ": ("Xinjiang", "新疆维吾尔自治区"),
    "CN-XZ": ("Xizang", "西藏自治区"),
    "CN-YN": ("Yunnan", "云南省"),
    "CN-ZJ": ("Zhejiang", "浙江省"),
}
"""A code, and the name in English and Chinese."""

_SIGNS = dict(
    zip(
        "皖京渝闽粤甘桂贵豫鄂冀琼港黑湘吉苏赣辽澳蒙宁青川鲁沪陕晋津台新藏云浙",
        REGIONS,
        strict=True,
    )
)
_LONG_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def _short_name(name: str) -> str:
    """Return 重庆 for 重庆市, 广西 for 广西壮族自治区."""
    return next((name.removesuffix(ending) for ending in _LONG_ENDINGS if name.endswith(ending)), name)


_CODES = {
    spelling.casefold(): code
    for code, (en, zh) in REGIONS.items()
    for spelling in (code, zh, _short_name(zh), en)
}


def region_code(text: str) -> str | None:
    """Return the code for a code or a province's Chinese (with or without 省, 市, 自治区) or English name."""
    return _CODES.get(text.casefold())


def region_of_sign(text: str) -> str | None:
    """Return the code for a province's single character (渝, as on number plates), or for CQ."""
    return _SIGNS.get(text) or (code if (code := f"CN-{text.upper()}") in REGIONS else None)


def region_name(code: str, lang: Lang) -> str:
    """Return the name of a province in `lang`; the code itself for a region outside China."""
    names = REGIONS.get(code)
    return code if names is None else names[1] if lang == "zh" else names[0]


def short_region_name(code: str, lang: Lang) -> str:
    """Return the name of a province without its type: 四川 for 四川省."""
    return _short_name(region_name(code, lang))

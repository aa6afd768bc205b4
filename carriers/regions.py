"""The provinces of China: ISO 3166-2:CN codes with their names (GB/T 2260, Newsletter 2017)."""

from signing.errors import Lang

_NAMES = {
    "CN-AH": ("安徽省", "Anhui"),
    "CN-BJ": ("北京市", "Beijing"),
    "CN-CQ": ("重庆市", "Chongqing"),
    "CN-FJ": ("福建省", "Fujian"),
    "CN-GD": ("广东省", "Guangdong"),
    "CN-GS": ("甘肃省", "Gansu"),
    "CN-GX": ("广西壮族自治区", "Guangxi"),
    "CN-GZ": ("贵州省", "Guizhou"),
    "CN-HA": ("河南省", "Henan"),
    "CN-HB": ("湖北省", "Hubei"),
    "CN-HE": ("河北省", "Hebei"),
    "CN-HI": ("海南省", "Hainan"),
    "CN-HK": ("香港特别行政区", "Hong Kong"),
    "CN-HL": ("黑龙江省", "Heilongjiang"),
    "CN-HN": ("湖南省", "Hunan"),
    "CN-JL": ("吉林省", "Jilin"),
    "CN-JS": ("江苏省", "Jiangsu"),
    "CN-JX": ("江西省", "Jiangxi"),
    "CN-LN": ("辽宁省", "Liaoning"),
    "CN-MO": ("澳门特别行政区", "Macao"),
    "CN-NM": ("内蒙古自治区", "Inner Mongolia"),
    "CN-NX": ("宁夏回族自治区", "Ningxia"),
    "CN-QH": ("青海省", "Qinghai"),
    "CN-SC": ("四川省", "Sichuan"),
    "CN-SD": ("山东省", "Shandong"),
    "CN-SH": ("上海市", "Shanghai"),
    "CN-SN": ("陕西省", "Shaanxi"),
    "CN-SX": ("山西省", "Shanxi"),
    "CN-TJ": ("天津市", "Tianjin"),
    "CN-TW": ("台湾省", "Taiwan"),
    "CN-XJ": ("新疆维吾尔自治区", "Xinjiang"),
    "CN-XZ": ("西藏自治区", "Xizang"),
    "CN-YN": ("云南省", "Yunnan"),
    "CN-ZJ": ("浙江省", "Zhejiang"),
}

_LONG_ENDINGS = ("壮族自治区", "回族自治区", "维吾尔自治区", "自治区", "特别行政区", "省", "市")


def _short_name(name: str) -> str:
    """重庆 for 重庆市, 广西 for 广西壮族自治区."""
    return next((name.removesuffix(ending) for ending in _LONG_ENDINGS if name.endswith(ending)), name)


_CODES = {
    spelling.casefold(): code
    for code, (zh, en) in _NAMES.items()
    for spelling in (code, zh, _short_name(zh), en)
}


def region_code(text: str) -> str | None:
    """The code for a code or for a province's Chinese (with or without 省, 市, 自治区) or English name."""
    return _CODES.get(text.casefold())


def region_name(code: str, lang: Lang) -> str:
    """The name of a province in `lang`; the code itself for a region outside China."""
    names = _NAMES.get(code)
    return code if names is None else names[0] if lang == "zh" else names[1]

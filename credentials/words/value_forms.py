"""Words for the values that a member accepts: types of JSON, forms of texts, lists. zh and en."""

import re

from credentials.patterns import (
    BASE64URL_PATTERN,
    DID_PATTERN,
    DIGEST_PATTERN,
    ENDPOINT_PATTERN,
    HOST_PATTERN,
    INDUSTRY_PATTERN,
    LABEL_PATTERN,
    LINK_PATTERN,
    MEDIA_TYPE_PATTERN,
    METHOD_ID_PATTERN,
    NONCE_PATTERN,
    NOTICE_NAMED_PATTERN,
    NUMBER_PATTERN,
    REGION_PATTERN,
    SIGNATURE_PATTERN,
    SLUG_PATTERN,
    TEMPERATURE_PATTERN,
    UUID_PATTERN,
)
from credentials.words.closed_lists import Labels
from signing.errors import Lang
from signing.plain_text import quoted

_OBJECT, _LIST, _NUMBER = ("a JSON object", "JSON 对象"), ("a list", "列表"), ("a whole number", "整数")
TYPES: Labels = {
    "string": ("text", "文本"),
    **dict.fromkeys(("int", "int parsing", "int from float"), _NUMBER),
    "float": ("a number", "数字"),
    "bool": ("“true” or “false”", "“true”或“false”"),
    **dict.fromkeys(("dict", "model", "model attributes", "credential"), _OBJECT),
    **dict.fromkeys(("tuple", "list"), _LIST),
}
"""The types by their names in a reader."""
FORMS: Labels = {
    DID_PATTERN: (
        "the identifier of a party, such as “did:web:association.example”",
        "形如“did:web:association.example”的成员标识",
    ),
    METHOD_ID_PATTERN: (
        "the identifier of a key, such as “did:web:association.example#assessment-1”",
        "形如“did:web:association.example#assessment-1”的密钥标识",
    ),
    UUID_PATTERN: (
        "a “UUID” in lower case, written as a “URN”",
        "写成“URN”的小写“UUID”",
    ),
    SLUG_PATTERN: (
        "lower-case letters, digits and single hyphens, such as “water-treatment”",
        "小写字母、数字与单个连字符，形如“water-treatment”",
    ),
    REGION_PATTERN: ("the code of a region, such as “CN-CQ”", "形如“CN-CQ”的地区代码"),
    DIGEST_PATTERN: ("64 hex digits in lower case", "64 位小写十六进制数"),
    LABEL_PATTERN: (
        "up to 40 letters, digits, dots and hyphens, such as “lot-1”",
        "不超过 40 个字母、数字、点或连字符，形如“lot-1”",
    ),
    NUMBER_PATTERN: (
        "one number in plain digits, such as “35” or “0.5”; a range is a lowest and a highest number",
        "半角数字的单个数值，形如“35”“0.5”；区间请分填下限与上限",
    ),
    TEMPERATURE_PATTERN: (
        "one number in plain digits, such as “35” or “-5.5”",
        "半角数字的单个数值，形如“35”“-5.5”",
    ),
    INDUSTRY_PATTERN: (
        "two to four digits of the classification of industries, such as “17” or “2614”",
        "国民经济行业分类的两至四位代码，形如“17”“2614”",
    ),
    ENDPOINT_PATTERN: (
        "an address that begins with “https://”, “http://”, “mailto:” or “tel:”",
        "以“https://”“http://”“mailto:”或“tel:”开头的地址",
    ),
    SIGNATURE_PATTERN: ("a signature that begins with “z”", "以“z”开头的签名"),
    LINK_PATTERN: ("an address that begins with “https://”", "以“https://”开头的网址"),
    MEDIA_TYPE_PATTERN: (
        "a type of file, such as “application/pdf”",
        "形如“application/pdf”的文件类型",
    ),
    NONCE_PATTERN: ("32 hex digits in lower case", "32 位小写十六进制数"),
    NOTICE_NAMED_PATTERN: (
        "the digest of a notice, “opening-stock” or “skipped”",
        "公示的摘要，或表示存量录入、免予公示的固定值",
    ),
    BASE64URL_PATTERN: (
        "“base64url” text without “=”, as a browser gives it",
        "不带“=”的“base64url”文本，以浏览器所给为准",
    ),
    HOST_PATTERN: ("a name such as “desk.association.example”", "形如“desk.association.example”的域名"),
}
"""The forms by their patterns."""
_BOUNDS: Labels = {"<": ("at most ", "不超过 "), ">": ("at least ", "不小于 ")}
_VALUE = re.compile(r"'([^']*)'")
_BOUND = re.compile(r"([<>])=(-?\d+)", re.ASCII)


def format_type(name: str, lang: Lang) -> str:
    """Return a type of JSON in words."""
    return TYPES.get(name, ("a value of another type", "其他类型的值"))[lang == "zh"]


def format_form(pattern: str, lang: Lang) -> str:
    """Return a form in words; the pattern itself where it has none."""
    words = FORMS.get(pattern)
    return quoted(pattern) if words is None else words[lang == "zh"]


def format_values(expected: str, lang: Lang) -> str:
    """Return the accepted values in words, from `'a', 'b' or 'c'`, `<=500` or `>=1`."""
    bound = _BOUND.fullmatch(expected)
    if bound is not None:
        return _BOUNDS[bound[1]][lang == "zh"] + bound[2]
    values = [quoted(value) for value in _VALUE.findall(expected)]
    if not values:
        return ("为" if lang == "zh" else "") + quoted(expected)
    if lang == "zh":
        return "为" + "、".join(values) + ("之一" if len(values) > 1 else "")
    return ("one of " if len(values) > 1 else "") + ", ".join(values)

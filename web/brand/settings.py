"""The table `[brand]` of the settings: facts on a node that the operator adds to those of the agreement."""

import itertools
import re
import unicodedata
from pathlib import Path
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, StringConstraints
from pydantic_core import PydanticCustomError

from credentials.name_rules import check_name
from credentials.record import BilingualName, Did
from credentials.words.simplified import simplify
from web.brand.colours import COLOUR

SAID = "said"
"""Type of a pydantic error that carries its own sentence in `en` and `zh`."""
LONGEST = 120

_PHONE = re.compile(r"\+?\d[\d ()-]{3,30}\d(?: ?(?:ext\. ?|转 ?)\d{1,6})?", re.ASCII)
_CHINESE = "CJK UNIFIED", "IDEOGRAPHIC NUMBER ZERO"
_RADICALS = "\u2e80", "\u2fdf"
"""First and last of the characters for radicals, which look like ordinary characters."""
_EMAIL = re.compile(r"[A-Za-z0-9._%+-]{1,64}@(?:[A-Za-z0-9-]{1,63}\.){1,8}[A-Za-z]{2,24}", re.ASCII)


def _form(pattern: re.Pattern[str], en: str, zh: str) -> AfterValidator:
    def check(text: str) -> str:
        if pattern.fullmatch(text) is None:
            raise PydanticCustomError(SAID, "{en}", {"en": en, "zh": zh})
        return text

    return AfterValidator(check)


def _is_known(letter: str) -> bool:
    """Return whether a letter is Latin or Chinese: letters of other scripts may look like an a."""
    parts = unicodedata.normalize("NFKD", letter).casefold()
    return not _RADICALS[0] <= letter <= _RADICALS[1] and all(
        part.isascii() or not part.isalnum() or unicodedata.name(part, "").startswith(_CHINESE)
        for part in parts
    )


def _check_line(line: BilingualName) -> BilingualName:
    for text in (line.zh, line.en):
        strange = next(itertools.filterfalse(_is_known, text), None)
        if strange is not None:
            en = f"“{strange}” is neither a Latin nor a Chinese letter; write it in those alone."
            zh = f"“{strange}”既非拉丁字母也非汉字，请只用这两种文字书写。"
            raise PydanticCustomError(SAID, "{en}", {"en": en, "zh": zh})
        if check_name(text) is not None or len(text) > LONGEST:
            en = f"it must be one line of at most {LONGEST} characters, without hidden ones and spare spaces."
            zh = f"须为单行文字，不超过 {LONGEST} 字，不含不可见字符与多余空格。"
            raise PydanticCustomError(SAID, "{en}", {"en": en, "zh": zh})
    return line


def _check_registry(line: BilingualName) -> BilingualName:
    if "登记" not in simplify(line.zh) or "regist" not in line.en.lower():
        en = "it must say that it is a register: “登记” in Chinese, “register” or “registry” in English."
        zh = "须表明其为登记库：中文含“登记”，英文含“register”或“registry”。"
        raise PydanticCustomError(SAID, "{en}", {"en": en, "zh": zh})
    return line


SaidLine = Annotated[BilingualName, AfterValidator(_check_line)]
RegistryName = Annotated[SaidLine, AfterValidator(_check_registry)]
Phone = Annotated[
    str,
    _form(_PHONE, "it must be a telephone number, such as “+86 28 8600 0000”.",
          "须为电话号码，例如“028-86000000”。"),
]  # fmt: skip
Email = Annotated[
    str,
    StringConstraints(max_length=LONGEST),
    _form(_EMAIL, "it must be an e-mail address, such as “info@cq.huren.example”.",
          "须为电子邮箱地址，例如“info@cq.huren.example”。"),
]  # fmt: skip
Colour = Annotated[
    str, _form(COLOUR, "it must be “#” and six hex digits in lower case.", "须为“#”加六位小写十六进制数。")
]


def _say(en: str, zh: str) -> Any:
    """Return an optional field with its documentation in both languages."""
    return Field(None, description=en, json_schema_extra={"zh": zh})


class SettingsTable(BaseModel):
    """A table of TOML: no unknown members, no later changes."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    def list_texts(self) -> dict[str, BilingualName]:
        """Return the bilingual texts by their path, with those of inner tables."""
        words = {}
        for name in type(self).model_fields:
            value = getattr(self, name)
            if isinstance(value, BilingualName):
                words[name] = value
            elif isinstance(value, SettingsTable):
                words |= {f"{name}.{inner}": text for inner, text in value.list_texts().items()}
        return words


class Contact(SettingsTable):
    """Contacts of somebody; empty ones are not shown."""

    phone: Phone | None = _say("Telephone number.", "电话。")
    email: Email | None = _say("E-mail address.", "电子邮箱。")
    address: SaidLine | None = _say("Postal address, as { zh, en }.", "通信地址，写作 { zh, en }。")
    hours: SaidLine | None = _say("Opening hours, as { zh, en }.", "工作时间，写作 { zh, en }。")

    def __bool__(self) -> bool:
        return any(getattr(self, name) is not None for name in type(self).model_fields)


class BrandSettings(SettingsTable):
    """Names and addresses in both languages; docs/how-to/brand-a-node.md shows one filled in."""

    party: Did | None = _say(
        "The party of the agreement that this node speaks for; its legal name heads every page. "
        "Default: the one party whose log is here, if there is just one.",
        "本节点代表的互认协议成员，其法定名称显示在各页页首。默认：日志由本节点保存的唯一成员（如只有一个）。",
    )
    short_name: SaidLine | None = _say(
        "What that party is called for short, made of its legal name, as { zh, en }.",
        "该成员的简称，须由其法定名称缩写而成，写作 { zh, en }。",
    )
    registry: RegistryName | None = _say(
        "What the registry is called, as { zh, en }: under the party's name, and at the foot.",
        "登记库的名称，写作 { zh, en }；显示在协会名称之下及页脚。",
    )
    operator: SaidLine | None = _say(
        "Who runs this node, if not that party, as { zh, en }: “Registry run by …” under the name.",
        "节点的运行单位（如非该成员），写作 { zh, en }；名称之下显示为“登记库由……运行”。",
    )
    emblem: Path | None = _say(
        "The emblem beside the name: an SVG file of plain shapes.",
        "名称旁的徽标：由基本图形构成的 SVG 文件。",
    )
    accent: Colour | None = _say(
        "The colour of the head of every page, “#rrggbb”; white text must be readable on it.",
        "页首底色，“#rrggbb”；其上的浅色文字须可读。",
    )
    accent_dark: Colour | None = _say(
        "The same where the screen is dark; default: the accent, darkened.",
        "深色模式下的页首底色；默认由上一项加深。",
    )
    contact: Contact = Field(Contact(), description="How the association is reached.",
                             json_schema_extra={"zh": "协会的联系方式。"})  # fmt: skip
    objections: Contact = Field(Contact(), description="Where objections to an assessment go.",
                                json_schema_extra={"zh": "对评价的异议受理方式。"})  # fmt: skip

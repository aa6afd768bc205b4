"""Characters allowed in names: the rules of admission (docs/reference/credential.md).

They apply when a sheet is read and when a record is admitted, never when a signed record is verified: a
signed name stays readable whatever a later Unicode version says.
"""

import re
import unicodedata

from signing.errors import Message

_INVISIBLE = re.compile(
    "[\u034f\u115f\u1160\u17b4\u17b5\u180b-\u180f\u2800\u3164\ufe00-\ufe0f\uffa0\U000e0100-\U000e01ef]"
)
"""Letters and marks that print nothing (Unicode Default_Ignorable_Code_Point, and the blank braille cell)."""

NAME_MESSAGES = {
    "name-characters": Message(
        "{field:member} contains a character that does not show in print, is not assigned, or only looks like a space.",
        "{field:member} 含有不可见字符、未定义字符或形似空格的特殊字符。",
        "Type the text again instead of pasting it; the value shown has \\u and a number in its place.",
        "请重新键入，不要粘贴；所示内容中以 \\u 加编号表示的就是该字符。",
    ),
    "name-form": Message(
        "{field:member} is not in Unicode normal form C: it would not compare equal to the same name typed elsewhere.",
        "{field:member} 不是 Unicode NFC 规范形式，与别处录入的同一名称比对会不一致。",
        "Type the text again instead of pasting it.",
        "请重新键入，不要粘贴。",
    ),
    "name-space": Message(
        "{field:member} begins or ends with a space, or has two in a row.",
        "{field:member} 首尾有空格，或含有连续空格。",
        "Remove the superfluous spaces.",
        "请删去多余的空格。",
    ),
    "name-letters": Message(
        "{field:member} contains no letter or Chinese character.",
        "{field:member} 不含任何汉字或字母。",
        "Write the name as it stands on the business licence.",
        "请按营业执照填写名称。",
    ),
}  # fmt: skip
"""The codes of this module, for the tables of the floors that report them."""


def check_characters(text: str) -> str | None:
    """Return the code of the first rule that a single line of text breaks, or None.

    Refused: categories Cc, Cf, Cs, Co, Cn, Zl, Zp and every space but U+0020 (so bidirectional controls and
    surrogates too), letters that print nothing, text outside NFC (UAX 15), superfluous spaces.
    """
    if not text.isprintable() or _INVISIBLE.search(text):
        return "name-characters"
    if not unicodedata.is_normalized("NFC", text):
        return "name-form"
    if text != text.strip(" ") or "  " in text:
        return "name-space"
    return None


def check_name(text: str) -> str | None:
    """Return the code of the first rule that an enterprise's name breaks, or None; names have a letter."""
    return check_characters(text) or (None if any(map(str.isalpha, text)) else "name-letters")

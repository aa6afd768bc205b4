"""CSV cells that spreadsheet programs keep as text, as the page's `csv.js` writes them.

A program turns a cell of digits into a number of 15 digits, `(5)` into a negative number, `2026-05` and
`2026年5月1日` into a day, `true` into a logical value, with or without blanks around it. Such a cell is
written as the formula `="…"`, whose value is that text in Excel, WPS and LibreOffice. The text holds
letters, digits, units and signs but no quote, so the formula can only be a constant. A cell that would
itself be a formula, also behind blanks or in full-width signs, gets an apostrophe in front.
"""

import re

_RUNS = re.compile(r"[\t\r]|[ \u00a0\u3000]*[=+@＝＋－＠-]")
_TAKEN = re.compile(
    r"[ \u00a0\u3000]*(?:"
    r"[(（$¥￥€£.．,，]* ?(?:上午|下午)?[0-9０-９]"
    r"[0-9０-９A-Za-z \u00a0\u3000.．,，:：/／%％+＋－()（）年月日号时分秒上下午百千万亿元-]*"
    r"|[A-Za-z]{3,9}[.]? [0-9][0-9 \u00a0\u3000,:]*"
    r"|(?:[A-Za-z](?=.*[0-9])[0-9A-Za-z.:/-]*|true|false)[ \u00a0\u3000]*"
    r")",
    re.ASCII | re.IGNORECASE,
)
"""Texts that a program may take for a number, a sum of money, a date, a time or a logical value."""


def format_text(text: str) -> str:
    """Return the cell, before the quotes of RFC 4180."""
    if _RUNS.match(text):
        return f"'{text}"
    return f'="{text}"' if _TAKEN.fullmatch(text) else text

"""Cells of a CSV that spreadsheet programs take for the text they are, as the page's `csv.js` writes them.

Opened in a program, a cell of digits becomes a number of 15 of them, `(5)` one below zero, `2026-05` and
`2026年5月1日` a day, `true` a truth, wherever blanks stand around it. Such a cell is written as the formula
`="…"`, whose value is that text in Excel, WPS and LibreOffice. Letters, digits, units and signs stand in it,
but no quote, so it can be nothing but a constant. A cell that would be a formula of its own, also one behind
blanks or in full-width signs, gets an apostrophe in front.
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
"""What a program may take for a number, a sum of money, a date, a time or a truth."""


def format_text(text: str) -> str:
    """The cell, before the quotes of RFC 4180."""
    if _RUNS.match(text):
        return f"'{text}"
    return f'="{text}"' if _TAKEN.fullmatch(text) else text

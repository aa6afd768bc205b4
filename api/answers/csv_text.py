"""Cells of a CSV that spreadsheet programs take for the text they are, as the page's `csv.js` writes them.

Opened in a program, a cell of digits becomes a number of 15 of them, `2026-05` a day, `true` a truth. Such a
cell is written as the formula `="…"`, whose value is that text in Excel, WPS and LibreOffice. What stands in
it is letters, digits and a few signs, so it can be nothing but a constant. A cell that would be a formula of
its own gets an apostrophe in front.
"""

import re

_RUNS = ("=", "+", "-", "@", "\t", "\r")
_TAKEN = re.compile(
    r"[0-9][0-9A-Za-z .,:/%+-]*|(?=.*[0-9])[A-Za-z][0-9A-Za-z.:/-]*|[A-Za-z]{3,9} [0-9]+|true|false",
    re.ASCII | re.IGNORECASE,
)
"""What a program may take for a number, a date, a time or a truth."""


def format_text(text: str) -> str:
    """The cell, before the quotes of RFC 4180."""
    if text.startswith(_RUNS):
        return f"'{text}"
    return f'="{text}"' if _TAKEN.fullmatch(text) else text

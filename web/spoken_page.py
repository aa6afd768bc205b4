"""Translates a page to English: replaces its Chinese words by those of its tables."""

import json
import re
from collections.abc import Iterable
from html import escape

_TEXT = re.compile(r'(data-say="(\w+)"[^>]*>)[^<]*')
_ATTRIBUTE = re.compile(r'(data-say-(?:label|hint)="(\w+)" (?:aria-label|placeholder)=")[^"]*')
_LINK = re.compile(r'href="(/[a-z-]*)" data-page="\1"')


def speak_english(page: str, sentences: Iterable[bytes]) -> str:
    """Return a page with the words of its tables, as its script would show them; a later table overrides an
    earlier one.

    KeyError for a word that the tables lack.
    """
    table: dict[str, tuple[str, str]] = {}
    for rows in sentences:
        table |= json.loads(rows)

    def say(match: re.Match[str]) -> str:
        return match[1] + escape(table[match[2]][0])

    page = _ATTRIBUTE.sub(say, _TEXT.sub(say, page))
    page = _LINK.sub(r'href="\1?lang=en" data-page="\1"', page)
    return page.replace('<html lang="zh-CN">', '<html lang="en">', 1).replace(
        'disabled lang="en" data-say="language"', 'disabled lang="zh-CN" data-say="language"'
    )

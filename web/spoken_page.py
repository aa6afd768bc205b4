"""The verify page in English: the words of its own table where the Chinese ones stand."""

import json
import re
from html import escape

_TEXT = re.compile(r'(data-say="(\w+)"[^>]*>)[^<]*')
_ATTRIBUTE = re.compile(r'(data-say-(?:label|hint)="(\w+)" (?:aria-label|placeholder)=")[^"]*')
_LINK = re.compile(r'href="(/[a-z]*)" data-page="\1"')


def speak_english(page: str, sentences: bytes) -> str:
    """`page/verify.html` with the words of `page/words/sentences.json`, as its script would say them.

    KeyError for a word that the table lacks.
    """
    table: dict[str, tuple[str, str]] = json.loads(sentences)

    def say(found: re.Match[str]) -> str:
        return found[1] + escape(table[found[2]][0])

    page = _ATTRIBUTE.sub(say, _TEXT.sub(say, page))
    page = _LINK.sub(r'href="\1?lang=en" data-page="\1"', page)
    return page.replace('<html lang="zh-CN">', '<html lang="en">', 1).replace(
        'disabled lang="en" data-say="language"', 'disabled lang="zh-CN" data-say="language"'
    )

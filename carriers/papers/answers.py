"""Answers of the reading process about a file and a page, as bytes for the pipe and the cache.

    {"attached":[…],"codes":[],"page":0,"pages":12,"text":"","thumbnail":"","unreadable":[]}
    {"attached":[],"codes":[{"box":[102,731,299,870],"text":"https://…"}],"page":7,"pages":0,…}

The process has read strangers' files, so its answers are parsed like strangers' bytes: strictly and with
caps.
"""

from base64 import b64decode, b64encode
from typing import Any, NamedTuple

from carriers.papers.limits import MAX_PAGES, THUMBNAIL_MAX_BYTES
from carriers.papers.paper_file import PaperBox, PaperCode
from carriers.pdf import MAX_ATTACHMENTS
from credentials.kinds import max_judged_bytes
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import JsonValue, parse_json

MAX_PAGE_CODES = 500
MAX_CODE_TEXT = 8192  # a QR code holds 7,089 digits
MAX_PAGE_TEXT = 4000
"""Characters of a page's text layer; a page of Chinese type has some 1,500."""
_MAX_BYTES = 2 * MAX_ATTACHMENTS * max_judged_bytes()


class PaperAnswer(NamedTuple):
    """The codes of a page and the boxes of unread ones; the text of a page without a code.

    `thumbnail` is a JPEG of a page that a person may have to look at; it stays in the cache. For the file
    (page 0): its number of pages, and the documents attached or in it.
    """

    page: int
    pages: int = 0
    codes: tuple[PaperCode, ...] = ()
    unreadable: tuple[PaperBox, ...] = ()
    text: str = ""
    thumbnail: bytes = b""


class AnswerError(ValueError):
    """Raised for bytes that no sound reading process sends."""


def format_answer(answer: PaperAnswer) -> bytes:
    """Return the answer on one line."""
    attached: list[JsonValue] = [
        b64encode(code.data).decode() for code in answer.codes if code.data is not None
    ]
    codes: list[JsonValue] = [
        {"box": [*code.box] if code.box else [], "text": code.text[:MAX_CODE_TEXT]}
        for code in answer.codes[:MAX_PAGE_CODES]
        if code.text is not None
    ]
    unreadable: list[JsonValue] = [[*box] for box in answer.unreadable[:MAX_PAGE_CODES]]
    return canonicalize(
        {
            "attached": attached,
            "codes": codes,
            "page": answer.page,
            "pages": answer.pages,
            "text": answer.text[:MAX_PAGE_TEXT],
            "thumbnail": b64encode(answer.thumbnail).decode(),
            "unreadable": unreadable,
        }
    )


def parse_answer(data: bytes) -> PaperAnswer:
    """Parse the answer in `data`; AnswerError for any other bytes."""
    try:
        value: Any = parse_json(data, max_bytes=_MAX_BYTES)
        page, pages, text = value["page"], value["pages"], value["text"]
        attached = [PaperCode(None, None, data=b64decode(item)) for item in value["attached"]]
        codes = [
            PaperCode(page or None, _box(item["box"]) if item["box"] else None, item["text"])
            for item in value["codes"]
        ]
        unreadable = tuple(_box(box) for box in value["unreadable"])
        thumbnail = b64decode(value["thumbnail"])
    except (SigningError, LookupError, TypeError, ValueError) as error:
        raise AnswerError from error
    sound = (
        # the exact type: `true` would be page 1
        type(page) is int
        and type(pages) is int
        and 0 <= page <= MAX_PAGES
        and 0 <= pages <= MAX_PAGES
        and all(isinstance(code.text, str) for code in codes)
        and isinstance(text, str)
        and len(text) <= MAX_PAGE_TEXT
        and len(thumbnail) <= THUMBNAIL_MAX_BYTES
    )
    if not sound:
        raise AnswerError
    return PaperAnswer(page, pages, (*attached, *codes), unreadable, text, thumbnail)


def _box(value: list[int]) -> PaperBox:
    left, top, right, bottom = value
    if not all(type(edge) is int and 0 <= edge <= 1000 for edge in value):
        raise AnswerError
    return left, top, right, bottom

"""The credentials that a PDF presents, and the comparison of print and attachment (docs/adr/0016).

A certificate carries its credential twice: attached, and in the code on the page. People read the page, a
verifier the attachment, so the two are compared; a verifier must report a difference.
"""

import hashlib
import re
from enum import StrEnum
from typing import NamedTuple

from carriers.pdf import PdfReading
from credentials.errors import RecordError
from credentials.h1 import decode_h1, find_h1
from credentials.kinds import max_judged_bytes
from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.strict_json import parse_json

_BY_REFERENCE = re.compile(r"/records/([0-9a-f]{64})\.json\Z", re.ASCII)


class Print(StrEnum):
    """The relation of the codes on the pages to the attachments."""

    AGREES = "agrees"
    """Every attachment is printed too, or there is none."""
    DIFFERS = "differs"
    """Codes are printed, and an attachment is not among them."""
    UNREAD = "unread"
    """An attachment is not among the printed codes that could be decoded, and one could not be."""
    ABSENT = "absent"
    """There is an attachment, and no readable code of a credential on the pages."""


class Presented(NamedTuple):
    """The items to verify, each once, attachments first: JSON or a code's text; and the comparison.

    `pages` are, at the same place, those that show the code of the item.
    """

    items: tuple[bytes, ...]
    print: Print
    pages: tuple[tuple[int, ...], ...] = ()


def compare(reading: PdfReading) -> Presented:
    """Compare attachments and codes: equal are those with the same signed value, or with its digest.

    Foreign codes (of a licence, a web page), and JSON that is plainly no credential (of an invoice), count
    only where there is nothing else.
    """
    # 1. attachments, by the value that was signed
    attached = {_canonical(data): data for data in reading.attached if _may_be_credential(data)}
    digests = {hashlib.sha256(canonical).hexdigest(): canonical for canonical in attached}
    # 2. codes on the pages: of the same value, or with its digest in an address
    printed: dict[bytes, bytes] = {}
    unread: dict[bytes, bytes] = {}
    pages: dict[bytes, tuple[int, ...]] = {}
    for place, text in enumerate(reading.printed):
        whole, reference = text.encode("utf-8", "replace"), _BY_REFERENCE.search(text)
        if find_h1(text) is not None:
            form = _decoded(text)
            key = whole if form is None else form
            (unread if form is None else printed)[key] = whole
        elif reference is not None:
            key = digests.get(reference[1], whole)
            printed[key] = whole
        else:
            continue
        pages[key] = (*pages.get(key, ()), *(reading.pages[place] if reading.pages else ()))
    # 3. if nothing is ours, take everything: the verdict then says why it is no credential
    if not attached and not printed and not unread:
        attached = {_canonical(data): data for data in reading.attached}
    items = {**unread, **printed, **attached}
    order = [*attached, *(key for key in {**printed, **unread} if key not in attached)]
    if not items:
        texts = tuple(text.encode("utf-8", "replace") for text in reading.printed)
        return Presented(texts, Print.AGREES, reading.pages)
    relation = _relation(set(attached), set(printed), bool(unread))
    shown = tuple(pages.get(key, ()) for key in order) if reading.pages else ()
    return Presented(tuple(items[key] for key in order), relation, shown)


def _relation(attached: set[bytes], printed: set[bytes], some_unread: bool) -> Print:
    # there may be fewer attachments than codes, since tools that merge PDFs drop attachments
    if attached <= printed:
        return Print.AGREES
    if some_unread:
        return Print.UNREAD
    return Print.DIFFERS if printed else Print.ABSENT


def _may_be_credential(data: bytes) -> bool:
    """Return whether data may be a credential: damaged JSON, or an object with a subject or a proof."""
    try:
        value = parse_json(data, max_bytes=max_judged_bytes())
    except SigningError:
        return True
    return isinstance(value, dict) and ("credentialSubject" in value or "proof" in value)


def _canonical(data: bytes) -> bytes:
    """Return an attachment in canonical form; its own bytes where it is no JSON of the profile."""
    try:
        return canonicalize(parse_json(data, max_bytes=max_judged_bytes()))
    except SigningError:
        return data


def _decoded(text: str) -> bytes | None:
    """Return a code's content in canonical form; None where it is damaged, or newer than this version."""
    try:
        return canonicalize(decode_h1(text))
    except (RecordError, SigningError):
        return None

"""A feed as Atom (RFC 4287); foreign text is escaped, so that it cannot act as markup."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree as Xml

from credentials.times import format_time
from signing.errors import Lang
from signing.plain_text import plain

ATOM_TYPE = "application/atom+xml"
_ATOM = "http://www.w3.org/2005/Atom"
_NO_XML = re.compile("[\ufffe\uffff]")
"""Characters that XML forbids and `plain` does not remove (XML 1.0, 2.2)."""


class FeedItem(NamedTuple):
    """One item: its permanent id, its page, its text, the time of its last change; `tag` names its category.

    `text` may have several lines.
    """

    id: str
    url: str
    title: str
    text: str
    published: datetime
    updated: datetime
    tag: str


class Feed(NamedTuple):
    """A feed in one language; addresses are absolute; `older` is the address of the next page of older items.

    `note` is its subtitle.
    """

    id: str
    title: str
    author: str
    lang: Lang
    home: str
    address: str
    older: str | None
    updated: datetime
    items: Sequence[FeedItem]
    note: str | None = None


def write_atom(feed: Feed) -> bytes:
    """Return the feed in XML; pages follow RFC 5005 3."""
    Xml.register_namespace("", _ATOM)
    root = Xml.Element(f"{{{_ATOM}}}feed", {"{http://www.w3.org/XML/1998/namespace}lang": _tag(feed.lang)})
    _put(root, "id", feed.id)
    _put(root, "title", feed.title)
    if feed.note is not None:
        _put(root, "subtitle", feed.note)
    _put(root, "updated", format_time(feed.updated))
    _put(Xml.SubElement(root, f"{{{_ATOM}}}author"), "name", feed.author)
    _put(root, "generator", "huren")
    _link(root, "self", feed.address, ATOM_TYPE)
    _link(root, "alternate", feed.home, "text/html")
    if feed.older is not None:
        _link(root, "next", feed.older, ATOM_TYPE)
    for item in feed.items:
        entry = Xml.SubElement(root, f"{{{_ATOM}}}entry")
        _put(entry, "id", item.id)
        _put(entry, "title", item.title)
        _put(entry, "published", format_time(item.published))
        _put(entry, "updated", format_time(item.updated))
        _link(entry, "alternate", item.url, "text/html")
        Xml.SubElement(entry, f"{{{_ATOM}}}category", {"term": item.tag})
        Xml.SubElement(entry, f"{{{_ATOM}}}content").text = _clean_lines(item.text)
    data: bytes = Xml.tostring(root, encoding="utf-8", xml_declaration=True)
    return data


def _put(parent: Xml.Element, name: str, text: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}{name}").text = _clean(text)


def _link(parent: Xml.Element, rel: str, address: str, media: str) -> None:
    Xml.SubElement(parent, f"{{{_ATOM}}}link", {"rel": rel, "type": media, "href": _clean(address)})


def _clean(text: str) -> str:
    return _NO_XML.sub(lambda match: f"\\u{ord(match[0]):04x}", plain(text))


def _clean_lines(text: str) -> str:
    return "\n".join(map(_clean, text.split("\n")))


def _tag(lang: Lang) -> str:
    return "zh-CN" if lang == "zh" else "en"

"""Atom feeds by their elements (RFC 4287), for tests of feeds."""

from datetime import datetime
from typing import NamedTuple
from xml.etree import ElementTree as Xml

ATOM = "{http://www.w3.org/2005/Atom}"


class AtomEntry(NamedTuple):
    """An entry of a feed; `url` leads to its page."""

    id: str
    url: str
    title: str
    text: str
    published: datetime
    updated: datetime
    tag: str


class AtomFeed(NamedTuple):
    """A feed: its own address, that of the page before, and its entries."""

    address: str
    older: str | None
    entries: list[AtomEntry]


def read_atom(data: bytes) -> AtomFeed:
    """Parse a feed. Assert what every feed and entry must have, unique ids, times with an offset."""
    root = Xml.fromstring(data)  # noqa: S314 - what the node itself wrote
    assert root.tag == f"{ATOM}feed"
    for name in ("id", "title", "updated"):
        assert root.findtext(f"{ATOM}{name}"), name
    links = {link.attrib["rel"]: link.attrib["href"] for link in root.findall(f"{ATOM}link")}
    entries = [_read_entry(entry) for entry in root.findall(f"{ATOM}entry")]
    ids = [entry.id for entry in entries]
    assert len(ids) == len(set(ids))
    return AtomFeed(links["self"], links.get("next"), entries)


def _read_entry(entry: Xml.Element) -> AtomEntry:
    texts = {name: entry.findtext(f"{ATOM}{name}") or "" for name in ("id", "title", "content")}
    assert all(texts.values()), texts
    published, updated = (
        datetime.fromisoformat(entry.findtext(f"{ATOM}{name}") or "") for name in ("published", "updated")
    )
    assert published.tzinfo is not None
    assert updated.tzinfo is not None
    (link,), (tag,) = entry.findall(f"{ATOM}link"), entry.findall(f"{ATOM}category")
    return AtomEntry(
        texts["id"],
        link.attrib["href"],
        texts["title"],
        texts["content"],
        published,
        updated,
        tag.attrib["term"],
    )

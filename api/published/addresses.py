"""Addresses whose answers are published as files, and the names of the files.

A page has a file in each language, `pages/zh/notices.html`; the file of another answer is below `pages/any`.
A parameter of a list is part of the name: `pages/en/notices~when=over.html`.
"""

import re
from collections.abc import Iterable, Iterator
from html import unescape
from urllib.parse import unquote

from web.brand.markup import BrandMarkup
from web.served_page import VERIFY, Doors, kept_offline

FOLDER = "pages"

FIRST = ("/", VERIFY.address, "/help", "/associations", "/agreements", "/schemes", "/statistics")
"""Pages that are made at every publication, before those at the doors of apartments."""

FURTHER = ("/records",)
"""Families of pages to which others lead."""

CREDENTIALS = "/credentials"

PARAMETERS = ("when", "after", "cursor")
"""Parameters by which lists lead to their further pages, in the order in which a file's name has them."""

DATA = ("/api/v1/trust", "/api/v1/bundle", "/service_worker.js")
"""What the verify page asks of its node."""

_LINK = re.compile(rb'\b(?:href|src)="([^"#]*)')
_VALUE = re.compile(r"[A-Za-z0-9_.%+-]{1,120}", re.ASCII)
_ASSET = re.compile(r"/(?:static|brand)/[^?]+")
_LONGEST_PART = 200
_LEFT_OUT = ("/log", ".csv", ".ics", ".xml")
"""Ends of addresses that a family has beside its pages."""


def file_of(address: str, lang: str | None = None) -> str | None:
    """Return the name of the file of an address; None for an address that no file may be named after."""
    path, _, query = address.partition("?")
    parts = unquote(path).removeprefix("/").split("/") if path != "/" else ["index"]
    if any(part in ("", ".", "..") or "~" in part or not part.isprintable() for part in parts):
        return None
    name = "/".join(parts) + "".join(f"~{pair}" for pair in query.split("&") if pair)
    if any(len(part.encode()) > _LONGEST_PART for part in name.split("/")):
        return None
    return f"{FOLDER}/any/{name}" if lang is None else f"{FOLDER}/{lang}/{name}.html"


def list_loaded(brand: BrandMarkup, doors: Doors) -> list[str]:
    """Return the addresses of what the verify page loads, but DATA."""
    return [path for path in kept_offline(brand, doors) if path != VERIFY.address]


def find_assets(page: bytes) -> Iterator[str]:
    """Yield the addresses of what a page loads."""
    yield from (link for link in _links(page) if _ASSET.fullmatch(link))


def find_pages(page: bytes, address: str, families: Iterable[str]) -> Iterator[str]:
    """Yield the addresses of published pages to which the page at `address` leads, without a language."""
    for link in _links(page):
        path, _, query = link.partition("?")
        path = path or address.partition("?")[0]
        narrowed = _narrow(query)
        if narrowed is None or path.endswith(_LEFT_OUT):
            continue
        if any(path == family or path.startswith(f"{family}/") for family in families):
            yield path + (f"?{narrowed}" if narrowed else "")


def _links(page: bytes) -> Iterator[str]:
    yield from (unescape(link.decode()) for link in _LINK.findall(page))


def _narrow(query: str) -> str | None:
    """Return the parameters in their order, without the language; None if there are others."""
    given = dict(pair.partition("=")[::2] for pair in query.split("&") if pair)
    given.pop("lang", None)
    if not given.keys() <= {*PARAMETERS} or not all(map(_VALUE.fullmatch, given.values())):
        return None
    return "&".join(f"{name}={given[name]}" for name in PARAMETERS if name in given)

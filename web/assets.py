"""Assets of pages: files of this folder. Read once, served with their digest as ETag."""

import re
from functools import lru_cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple

MEDIA = {
    "css": "text/css; charset=utf-8",
    "html": "text/html; charset=utf-8",
    "js": "text/javascript; charset=utf-8",
    "mjs": "text/javascript; charset=utf-8",
    "json": "application/json",
    "svg": "image/svg+xml",
    "png": "image/png",
    "txt": "text/plain; charset=utf-8",
    "wasm": "application/wasm",
    "webmanifest": "application/manifest+json",
}
"""Media types of the files that are served; any other file of the folder is not."""

_LONGEST = 200
_PATH = re.compile(r"(?:[A-Za-z0-9_-][A-Za-z0-9._-]*/)*[A-Za-z0-9_-][A-Za-z0-9._-]*", re.ASCII)
"""No name begins with a dot."""


class Asset(NamedTuple):
    """One file, its media type and its SHA-256."""

    data: bytes
    media: str
    digest: str


@lru_cache(maxsize=512)
def find_asset(path: str) -> Asset | None:
    """Return the file at `path` below `static/`, None when there is none; no path leaves the folder."""
    media = MEDIA.get(path.rpartition(".")[2])
    if media is None or len(path) > _LONGEST or _PATH.fullmatch(path) is None:
        return None
    place = files("web") / path
    if not place.is_file():
        return None
    data = place.read_bytes()
    return Asset(data, media, sha256(data).hexdigest())

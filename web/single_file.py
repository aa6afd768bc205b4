"""A page as one file for a computer without a network: scanner, PDF reader, bundle and pin in it.

Our own modules, with those that a served page loads on demand, are linked into one inline script. Its policy
allows that script and the browser libraries, which an import map holds as data URLs. Other files stand
gzipped in data blocks. The same input and packer give the same bytes.
"""

import base64
import gzip
import json
import re
from collections.abc import Callable, Mapping
from hashlib import sha256

from web.assets import find_asset
from web.brand.markup import BrandMarkup
from web.linker import FIRST, link, rename_library_imports
from web.served_page import (
    BEGIN,
    DECODERS,
    INSTEAD,
    SCANNER,
    VERIFY,
    ServedPage,
    needed_asset,
    put_brand,
    raw_html,
)

_PREFIX = "huren/"
_INSTEAD = INSTEAD | {"page/resources.js": "page/inline/resources.js"}
"""Replacements of modules."""

_REMARKED = "vendor/noble/"
_REMARKS = re.compile(
    r"^[ \t]*(?:/\*(?!!)(?:[^*]|\*(?!/))*\*/|//[^\n]*)[ \t]*\n| // [^'\"`\n]*$|^[ \t]+", re.MULTILINE
)
"""Comments and indentation, which are more than half of these libraries; comments on the licence stay."""

_SERVED = re.compile(rb"<!-- served -->.*?<!-- /served -->\s*", re.DOTALL)
"""Parts of the HTML that only a served page has."""

_HEAD = re.compile(rb"<link [^>]*>\n|<script [^>]*></script>\n|<meta name=\"referrer\"[^>]*>\n")


def _gzip(data: bytes) -> bytes:
    # no time in the header: the same build of zlib gives the same bytes
    return gzip.compress(data, 9, mtime=0)


def build_one_file(
    bundle: bytes, pin: str, brand: BrandMarkup | None = None, served: ServedPage = VERIFY
) -> bytes:
    """Return the HTML of a page that verifies, under a brand; it needs no other file."""
    trust = {"pin": pin, "bundle": sha256(bundle).hexdigest(), "samples": []}
    blocks = {"trust.json": json.dumps(trust).encode(), "bundle.json": bundle}
    for path in (SCANNER, *DECODERS):
        if (asset := find_asset(path)) is not None:
            blocks[path] = asset.data
    return build_page(served, blocks, brand, more="'wasm-unsafe-eval'; worker-src blob:")


def build_page(
    served: ServedPage,
    blocks: Mapping[str, bytes],
    brand: BrandMarkup | None = None,
    *,
    more: str = "",
    instead: Mapping[str, str] | None = None,
    pack: Callable[[bytes], bytes] = _gzip,
) -> bytes:
    """Return the HTML with the page's own data and `blocks`; its policy forbids every connection.

    `more` are further sources that may run, added to those of scripts in the policy. `instead` maps modules
    to their replacements. `pack` makes a gzip file of a data block.
    """
    instead = {**_INSTEAD, **(instead or {})}
    map_text = json.dumps({"imports": _libraries(served.entry, instead)}, sort_keys=True)
    script = link(served.entry, foreign=_name, instead=instead)[FIRST]
    begin = needed_asset(BEGIN).data.decode()
    styles = [needed_asset(path).data.decode() for path in served.styles]
    if brand is not None and brand.sheet is not None:
        styles.append(brand.sheet.decode())
    policy = (
        f"default-src 'none'; script-src {' '.join(map(_hash, (map_text, script, begin)))} data: {more}; "
        f"style-src {' '.join(map(_hash, styles))}; img-src data:; base-uri 'none'; form-action 'none'"
    )
    head = [
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="referrer" content="no-referrer">',
        *(f"<style>{style}</style>" for style in styles),
        f'<script type="importmap">{map_text}</script>',
        f'<script type="module">{script}</script>',
    ]
    data = {path: asset.data for path in served.data if (asset := find_asset(path)) is not None}
    page = _SERVED.sub(b"", _HEAD.sub(b"", raw_html(served))).replace(
        b'<html lang="zh-CN">', b'<html lang="zh-CN" class="file-first">'
    )
    page = page.replace(b' href="/" data-page="/"', b"")
    if brand is not None:
        page = put_brand(page, brand, served=served)
    page = page.replace(b"<title", "\n".join(head).encode() + b"\n<title", 1)
    kept = (_block(path, pack(block)) for path, block in {**blocks, **data}.items())
    last = [f"<script>{begin}</script>\n".encode(), *kept, b"</body>"]
    return page.replace(b"</body>", b"".join(last), 1)


def _name(path: str) -> str:
    """Return the name by which a browser library is imported."""
    return _PREFIX + path


def _libraries(entry: str, instead: dict[str, str]) -> dict[str, str]:
    """Return the browser libraries by name, as data URLs, with their own imports in each: a worker has no
    import map."""

    def nested(path: str) -> str:
        text = needed_asset(path).data.decode()
        kept = _REMARKS.sub("", text) if path.startswith(_REMARKED) else text
        return _data_url(rename_library_imports(path, kept, nested))

    wanted: dict[str, None] = {}
    link(entry, foreign=lambda path: wanted.setdefault(path) or "", instead=instead)
    return {_name(path): nested(path) for path in sorted(wanted) if find_asset(path) is not None}


def _data_url(text: str) -> str:
    return "data:text/javascript;base64," + base64.b64encode(text.encode()).decode()


def _block(path: str, packed: bytes) -> bytes:
    """Return a data block with these bytes, which no browser runs."""
    return (
        b'<script type="application/octet-stream" data-path="'
        + path.encode()
        + b'">'
        + base64.b64encode(packed)
        + b"</script>\n"
    )


def _hash(text: str) -> str:
    """Return the policy source that allows only this inline text (CSP3 2.3.1)."""
    return f"'sha256-{base64.b64encode(sha256(text.encode()).digest()).decode()}'"

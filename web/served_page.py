"""The verify page as it is served: its HTML, its scripts, its service worker, and what that keeps offline."""

import json
import re
from functools import lru_cache
from hashlib import sha256
from typing import TYPE_CHECKING

from web.assets import Asset, find_asset
from web.linker import FIRST, LATER, foreign_modules, link
from web.spoken_page import speak_english

if TYPE_CHECKING:  # the build hook links where no dependency is installed
    from signing.errors import Lang
    from web.brand.markup import BrandMarkup

ENTRY = "page/entry.js"
BEGIN = "page/loading.js"
"""What runs before it, in any browser."""
SCRIPT, LATER_SCRIPT = (f"page/{name}" for name in (FIRST, LATER))
"""Where the linked scripts are below `static/`; browser libraries are named from there."""
ON_DEMAND = (
    "page/answers/one/paper.js",
    "page/answers/one/rest.js",
    "page/answers/list/table.js",
    "page/input/reading.js",
    "page/input/samples.js",
    "page/input/scanning.js",
    "page/offline.js",
    "verifier/checks/log_inclusion.js",
    "verifier/day.js",
    "credentials/words/document_speech.js",
    "texts/errors.js",
)
"""What the first answer to a code does not need: the second script, loaded when one of them is asked for."""

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""For scripts that run in a worker, as the page's own does: they obey the policy they were served with."""

STYLES = ("styles/tokens.css", "styles/components.css", "page/verify.css")
INSTEAD = {"texts/codes.js": "page/words/codes.js"}
"""Modules that another takes the place of: what is data on a page is no script."""

ICON = "page/icon.svg"
SENTENCES = "page/words/sentences.json"
DATA = (SENTENCES, "texts/codes.json", "texts/pin_words.json")
"""What the page says; loaded with it."""

SCANNER = "vendor/zxing/zxing_reader.wasm"
DECODERS = ("vendor/pdfjs/wasm/jbig2.wasm", "vendor/pdfjs/wasm/openjpeg.wasm")
PDF_WORKER = "page/input/pdf_worker.js"
_OF_PDF_WORKER = ("page/polyfills.js", "vendor/pdfjs/pdf.worker.min.mjs")
"""What it imports."""

_HEAD = re.compile(rb"<!-- brand -->.*?<!-- /brand -->", re.DOTALL)
_FOOT = re.compile(rb"<!-- reached -->.*?<!-- /reached -->", re.DOTALL)
_TITLE = re.compile(rb"<title>.*?</title>")
_EXAMPLE = re.compile(rb'(<p id="example" [^>]*?) hidden>')
"""Where the page says who speaks."""


def needed_asset(path: str) -> Asset:
    """A file of `static/` that is always there."""
    asset = find_asset(path)
    if asset is None:
        raise FileNotFoundError(path)
    return asset


@lru_cache(maxsize=8)
def page_html(brand: "BrandMarkup | None" = None, lang: "Lang" = "zh") -> bytes:
    """The page, asking for its script in one piece, under a brand; its script may change the language."""
    page = needed_asset("page/verify.html").data.replace(ENTRY.encode(), SCRIPT.encode())
    if lang == "en":
        page = speak_english(page.decode(), needed_asset(SENTENCES).data).encode()
    if brand is None:
        return page
    if brand.sheet_name is not None:
        page = page.replace(
            b"<script", f'<link rel="stylesheet" href="{brand.address}">\n<script'.encode(), 1
        )
    return put_brand(page, brand, lang)


def put_brand(page: bytes, brand: "BrandMarkup", lang: "Lang" = "zh") -> bytes:
    """The page with who speaks in its title, its head and at its foot."""
    zh, en = brand.title
    said = f"Verify a credential · {en}" if lang == "en" else f"核验凭证 · {zh}"
    if brand.is_example:
        page = _EXAMPLE.sub(rb"\1>", page)
    title = f'<title data-zh="{zh}" data-en="{en}">{said}</title>'
    for place, html in ((_TITLE, title), (_HEAD, brand.head), (_FOOT, brand.foot)):
        page, times = place.subn(lambda _, html=html: html.encode(), page)  # type: ignore[misc]
        assert times == 1, place.pattern  # noqa: S101 - the page and this module are two files
    return page


@lru_cache(maxsize=1)
def page_scripts() -> dict[str, bytes]:
    """All modules of the page as two scripts, by path: those of the wheel; a checkout links on the fly."""
    made = {path: find_asset(path) for path in (SCRIPT, LATER_SCRIPT)}
    found = {path: asset.data for path, asset in made.items() if asset is not None}
    return found if len(found) == len(made) else link_scripts()


def link_scripts() -> dict[str, bytes]:
    """The scripts as `hatch_build.py` puts them into the wheel, by path."""
    first, later = link(ENTRY, foreign=lambda path: f"../{path}", instead=INSTEAD, later=ON_DEMAND)
    return {SCRIPT: first.encode(), LATER_SCRIPT: later.encode()}


@lru_cache(maxsize=4)
def kept_offline(brand: "BrandMarkup | None" = None) -> dict[str, str]:
    """What the page needs without a network: address to SHA-256; the browser libraries if they are here."""
    paths = (
        *STYLES,
        ICON,
        BEGIN,
        *DATA,
        *foreign_modules(ENTRY),
        SCANNER,
        *DECODERS,
        PDF_WORKER,
        *_OF_PDF_WORKER,
    )
    found = {f"/static/{path}": asset.digest for path in paths if (asset := find_asset(path)) is not None}
    made = {"/v": page_html(brand)} | {f"/static/{path}": data for path, data in page_scripts().items()}
    if brand is not None and brand.sheet is not None:
        made[brand.address] = brand.sheet
    return {address: sha256(data).hexdigest() for address, data in made.items()} | found


@lru_cache(maxsize=4)
def service_worker(brand: "BrandMarkup | None" = None) -> bytes:
    """The service worker with what it keeps; another version whenever a byte of that changes."""
    kept = json.dumps(kept_offline(brand), indent=1, sort_keys=True)
    version = sha256(kept.encode()).hexdigest()[:16]
    script = needed_asset("service_worker.js").data
    return f'const VERSION = "{version}";\nconst KEPT = {kept};\n'.encode() + script

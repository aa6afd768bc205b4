"""The verify page as it is served: its HTML, its script, its service worker, and what that keeps offline."""

import json
from functools import lru_cache
from hashlib import sha256

from web.assets import Asset, find_asset
from web.linker import foreign_modules, link

ENTRY = "page/entry.js"
BEGIN = "page/loading.js"
"""What runs before it, in any browser."""
SCRIPT = "page/linked.js"
"""Where the linked script is below `static/`; browser libraries are named from there."""

VERSION = "%version%"
"""Where a script has its digest."""

PATHS = ("/", "/v")
"""Where the page is; `/v` is what the QR codes name."""

POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""For scripts that run in a worker, as the page's own does: they obey the policy they were served with."""

STYLES = ("style.css", "page/verify.css")
ICON = "page/icon.svg"
DATA = ("page/words/sentences.json", "texts/pin_words.json")
"""What the page says; loaded with it."""

SCANNER = "vendor/zxing/zxing_reader.wasm"
DECODERS = ("vendor/pdfjs/wasm/jbig2.wasm", "vendor/pdfjs/wasm/openjpeg.wasm")
PDF_WORKER = "page/input/pdf_worker.js"
_OF_PDF_WORKER = ("page/polyfills.js", "vendor/pdfjs/pdf.worker.min.mjs")
"""What it imports."""


def needed_asset(path: str) -> Asset:
    """A file of `static/` that is always there."""
    asset = find_asset(path)
    if asset is None:
        raise FileNotFoundError(path)
    return asset


@lru_cache(maxsize=1)
def page_html() -> bytes:
    """The page, asking for its script in one piece."""
    return needed_asset("page/verify.html").data.replace(ENTRY.encode(), SCRIPT.encode())


@lru_cache(maxsize=1)
def page_script() -> bytes:
    """All modules of the page as one script: that of the wheel; a checkout has none and links on the fly."""
    made = find_asset(SCRIPT)
    return link_script() if made is None else made.data


def link_script() -> bytes:
    """The script as `hatch_build.py` puts it into the wheel."""
    return stamp(link(ENTRY, foreign=lambda path: f"../{path}")).encode()


def stamp(script: str) -> str:
    """The script with its digest in it, by which the page knows what an earlier visit of it found."""
    return script.replace(VERSION, sha256(script.encode()).hexdigest())


@lru_cache(maxsize=1)
def kept_offline() -> dict[str, str]:
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
    made = {"/v": page_html(), f"/static/{SCRIPT}": page_script()}
    return {address: sha256(data).hexdigest() for address, data in made.items()} | found


@lru_cache(maxsize=1)
def service_worker() -> bytes:
    """The service worker with what it keeps; another version whenever a byte of that changes."""
    kept = json.dumps(kept_offline(), indent=1, sort_keys=True)
    version = sha256(kept.encode()).hexdigest()[:16]
    script = needed_asset("service_worker.js").data
    return f'const VERSION = "{version}";\nconst KEPT = {kept};\n'.encode() + script

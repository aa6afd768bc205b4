"""Pages that run in a browser, in the form that a node serves: HTML, scripts, the verify page's service
worker.

A page is a `ServedPage`, a list of its parts. `VERIFY` is at /v, `TENDER` at /tender; `PACKET` and
`DESK` are parts.
"""

import json
import re
from functools import cache, lru_cache
from hashlib import sha256
from html import escape
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, NamedTuple

from web.assets import Asset, find_asset
from web.linker import FIRST, foreign_modules, link
from web.spoken_page import speak_english

if TYPE_CHECKING:  # the build hook links where no dependency is installed
    from signing.errors import Lang
    from web.brand.markup import BrandMarkup

BEGIN = "page/loading.js"
"""The script that runs before everything else, in any browser."""

LATER, RARE = "later.js", "rare.js"
"""The further scripts of every page."""

_RARELY = (
    "credentials/documents/works/models.js",
    "page/verifying/beside.js",
    "texts/rare_errors.js",
    "verifier/checks/works/own_checks.js",
)
"""Modules for technologies, their listings and notices, which no credential needs."""


class Door(NamedTuple):
    """A link of every page to another page of the node."""

    address: str
    called: tuple[str, str]
    """The name in English and Chinese."""


class Doors(NamedTuple):
    """The links in head and foot of every page of a node."""

    head: tuple[Door, ...] = ()
    foot: tuple[Door, ...] = ()


NO_DOORS = Doors()


class FurtherScript(NamedTuple):
    """A further script, loaded when one of its modules is first needed."""

    name: str
    modules: tuple[str, ...]


def _place(entry: str, on_demand: tuple[FurtherScript, ...]) -> tuple[str, ...]:
    """Return the paths of linked scripts, the first script first; they name browser libraries relative to
    that folder."""
    folder = entry.rpartition("/")[0]
    return tuple(f"{folder}/{script}" for script in (FIRST, *dict(on_demand)))


class PartScripts(NamedTuple):
    """The scripts of a part of a page that another floor makes; paths are below `static/`."""

    entry: str
    """Its first module, in the folder that its linked scripts are served from."""
    on_demand: tuple[FurtherScript, ...]

    @property
    def scripts(self) -> tuple[str, ...]:
        """Return the scripts, the first first."""
        return _place(self.entry, self.on_demand)


class ServedPage(NamedTuple):
    """The parts of a page; paths are below `static/`."""

    address: str
    html: str
    title: tuple[str, str]
    """The title in English and Chinese, before the name of the brand."""
    entry: str
    """Its first module, in the folder that its linked scripts are served from."""
    on_demand: tuple[FurtherScript, ...]
    """LATER is for needs after the first view, RARE for needs of few visits, others for a single act."""
    styles: tuple[str, ...]
    sentences: tuple[str, ...]
    """Tables of its sentences; a later table overrides an earlier one."""
    data: tuple[str, ...]
    """Data files that the page loads, the tables of sentences among them."""

    @property
    def scripts(self) -> tuple[str, ...]:
        """Return the scripts, the first first."""
        return _place(self.entry, self.on_demand)


_SENTENCES = "page/words/sentences.json"
_CODES = ("texts/codes.json", "texts/pin_words.json")
_STYLES = ("styles/tokens.css", "styles/components.css", "page/verify.css")

VERIFY = ServedPage(
    "/v",
    "page/verify.html",
    ("Verify a credential", "核验凭证"),
    "page/entry.js",
    (
        FurtherScript(
            LATER,
            (
                "page/answers/one/paper.js",
                "page/answers/one/rest.js",
                "page/answers/list/table.js",
                "page/input/lookup.js",
                "page/input/reading.js",
                "page/input/scanning.js",
                "page/offline.js",
                "verifier/checks/log_inclusion.js",
                "verifier/day.js",
                "credentials/words/document_speech.js",
                "texts/errors.js",
            ),
        ),
        FurtherScript(RARE, (*_RARELY, "page/input/samples.js")),
        FurtherScript("sheet.js", ("page/answers/spreadsheet.js",)),
        FurtherScript("keys.js", ("signing/keys/sha512.js",)),
    ),
    _STYLES,
    (_SENTENCES,),
    (_SENTENCES, *_CODES),
)
TENDER = ServedPage(
    "/tender",
    "tender/tender.html",
    ("Check certificates at a bid opening", "开标证书核验"),
    "tender/entry.js",
    (
        FurtherScript(
            LATER,
            (
                "tender/checking/opening_check.js",
                "tender/rest.js",
                "tender/papers/pages.js",
                "tender/papers/pdf_pages.js",
                "tender/papers/reader.js",
                "verifier/checks/log_inclusion.js",
                "credentials/words/document_speech.js",
                "texts/errors.js",
            ),
        ),
        FurtherScript(
            RARE,
            (
                *_RARELY,
                "tender/checking/held_register.js",
                "tender/checking/record.js",
                "tender/record/printed_files.js",
                "tender/registers.js",
                "texts/tender/receipt_errors.js",
                "verifier/tender/looks/own_list.js",
            ),
        ),
        FurtherScript(
            "lists.js", ("tender/lists/folders.js", "tender/lists/saving.js", "tender/lists/taking.js")
        ),
        FurtherScript(
            "acts.js",
            (
                "tender/acts/acts_view.js",
                "tender/checking/award_run.js",
                "tender/checking/kept_records.js",
            ),
        ),
        FurtherScript("example.js", ("tender/sample.js",)),
        FurtherScript("keys.js", ("signing/keys/sha512.js", "signing/keys/signer.js")),
        FurtherScript("tiff.js", ("tender/papers/tiff/tiff_pages.js",)),
    ),
    (*_STYLES, "tender/tender.css"),
    (_SENTENCES, "tender/sentences.json"),
    (_SENTENCES, "tender/sentences.json", *_CODES),
)
PAGES = (VERIFY, TENDER)
PACKET = PartScripts(
    "packet/entry.js",
    (
        FurtherScript(LATER, ("packet/making.js",)),
        FurtherScript(RARE, (*_RARELY, "signing/keys/sha512.js")),
    ),
)
"""The packet for a tender, on an enterprise's page; the first script has only the choice of a file."""
DESK = PartScripts("desk/entry.js", ())
"""Passkeys, on the pages of an association's desk."""

ENTRY, STYLES, DATA = VERIFY.entry, VERIFY.styles, VERIFY.data
SCRIPT = VERIFY.scripts[0]

# 'wasm-unsafe-eval': the reader of codes is WebAssembly; it allows no eval of scripts
POLICY = (
    "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; img-src 'self' data:; "
    "connect-src 'self'; worker-src 'self'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"
)
WORKER_POLICY = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'"
"""For scripts that run in a worker, as the page's own does: they obey the policy they were served with."""

INSTEAD = {"texts/codes.js": "page/words/codes.js"}
"""Replacements of modules: a page loads these tables as data, not as script."""

ICON = "page/icon.svg"
SCANNER = "vendor/zxing/zxing_reader.wasm"
DECODERS = ("vendor/pdfjs/wasm/jbig2.wasm", "vendor/pdfjs/wasm/openjpeg.wasm")
PDF_WORKER = "page/input/pdf_worker.js"
_OF_PDF_WORKER = ("page/polyfills.js", "vendor/pdfjs/pdf.worker.min.mjs")
"""The imports of the PDF worker."""

_HEAD = re.compile(rb"<!-- brand -->.*?<!-- /brand -->", re.DOTALL)
_FOOT = re.compile(rb"<!-- reached -->.*?<!-- /reached -->", re.DOTALL)
_DOORS = re.compile(r"<!-- doors -->.*?<!-- /doors -->")
_MORE = re.compile(r"<!-- more -->.*?<!-- /more -->")
_TITLE = re.compile(rb"<title>.*?</title>")
_EXAMPLE = re.compile(rb'(<p id="example" [^>]*?) hidden>')
"""The place where the page marks examples."""


def needed_asset(path: str) -> Asset:
    """Return a file of `static/` that must exist."""
    asset = find_asset(path)
    if asset is None:
        raise FileNotFoundError(path)
    return asset


@cache
def find_release() -> str:
    """Return the release of this program, which pages put into what they make."""
    try:
        return version("huren")
    except PackageNotFoundError:  # a checkout without an installation
        return "0"


@cache
def raw_html(served: ServedPage) -> bytes:
    """Return the HTML of the page as in the source, with the release filled in."""
    return needed_asset(served.html).data.replace(b"%release%", find_release().encode())


@lru_cache(maxsize=16)
def page_html(
    brand: "BrandMarkup | None" = None,
    lang: "Lang" = "zh",
    served: ServedPage = VERIFY,
    doors: Doors = NO_DOORS,
) -> bytes:
    """Return the page under a brand, with its scripts linked; its script may change the language."""
    page = put_doors(raw_html(served), doors, served).replace(
        served.entry.encode(), served.scripts[0].encode()
    )
    if lang == "en":
        page = speak_english(page.decode(), [needed_asset(path).data for path in served.sentences]).encode()
    if brand is None:
        return page
    # style sheets stand before scripts, or the browser would lay the page out twice
    if brand.sheet_name is not None:
        page = page.replace(
            b"<script", f'<link rel="stylesheet" href="{brand.address}">\n<script'.encode(), 1
        )
    return put_brand(page, brand, lang, served)


def put_doors(page: bytes, doors: Doors, served: ServedPage) -> bytes:
    """Return the page with the links of its head and foot in both languages; the style sheet shows one of
    them."""

    def link(door: Door) -> str:
        en, zh = map(escape, door.called)
        here = ' aria-current="page"' if door.address == served.address else ""
        label = f'<span class="in-zh" lang="zh-CN">{zh}</span><span class="in-en" lang="en">{en}</span>'
        return f'<a href="{door.address}" data-page="{door.address}"{here}>{label}</a>'

    text = page.decode()
    for place, listed in ((_DOORS, doors.head), (_MORE, doors.foot)):
        html = "".join(map(link, listed))
        text = place.sub(lambda _, html=html: html, text)  # type: ignore[misc]
    return text.encode()


def put_brand(page: bytes, brand: "BrandMarkup", lang: "Lang" = "zh", served: ServedPage = VERIFY) -> bytes:
    """Return the page with the brand in its title, its head and at its foot."""
    zh, en = brand.title
    text = f"{served.title[0]} · {en}" if lang == "en" else f"{served.title[1]} · {zh}"
    if brand.is_example:
        page = _EXAMPLE.sub(rb"\1>", page)
    title = f'<title data-zh="{zh}" data-en="{en}">{text}</title>'
    for place, html in ((_TITLE, title), (_HEAD, brand.head), (_FOOT, brand.foot)):
        page, times = place.subn(lambda _, html=html: html.encode(), page)  # type: ignore[misc]
        assert times == 1, place.pattern  # noqa: S101 - the page and this module are two files
    return page


@lru_cache(maxsize=3)
def page_scripts(served: ServedPage | PartScripts = VERIFY) -> dict[str, bytes]:
    """Return the linked scripts of the page by path: from the wheel, or linked now in a checkout."""
    made = {path: find_asset(path) for path in served.scripts}
    assets = {path: asset.data for path, asset in made.items() if asset is not None}
    return assets if len(assets) == len(made) else link_scripts(served)


def link_scripts(served: ServedPage | PartScripts = VERIFY) -> dict[str, bytes]:
    """Return the scripts as `hatch_build.py` puts them into the wheel, by path."""
    linked = link(
        served.entry, foreign=lambda path: f"../{path}", instead=INSTEAD, later=dict(served.on_demand)
    )
    return {path: script.encode() for path, script in zip(served.scripts, linked.values(), strict=True)}


def link_all_scripts() -> dict[str, bytes]:
    """Return the scripts of every page and part."""
    parts = (*PAGES, PACKET, DESK)
    return {path: script for served in parts for path, script in link_scripts(served).items()}


@lru_cache(maxsize=4)
def kept_offline(brand: "BrandMarkup | None" = None, doors: Doors = NO_DOORS) -> dict[str, str]:
    """Return the files that the page needs without a network, as SHA-256 by address; with browser
    libraries if installed."""
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
    digests = {f"/static/{path}": asset.digest for path in paths if (asset := find_asset(path)) is not None}
    made = {"/v": page_html(brand, doors=doors)} | {
        f"/static/{path}": data for path, data in page_scripts().items()
    }
    if brand is not None and brand.sheet is not None:
        made[brand.address] = brand.sheet
    return {address: sha256(data).hexdigest() for address, data in made.items()} | digests


@lru_cache(maxsize=4)
def service_worker(brand: "BrandMarkup | None" = None, doors: Doors = NO_DOORS) -> bytes:
    """Return the service worker with the list of files that it keeps; the version changes whenever a byte
    of them changes."""
    kept = json.dumps(kept_offline(brand, doors), indent=1, sort_keys=True)
    version = sha256(kept.encode()).hexdigest()[:16]
    script = needed_asset("service_worker.js").data
    return f'const VERSION = "{version}";\nconst KEPT = {kept};\n'.encode() + script

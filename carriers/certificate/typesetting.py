"""Typesetting: typst sets the templates of this folder, the same bytes for the same content."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from importlib.metadata import version
from pathlib import Path
from threading import local
from typing import Any, Literal, Protocol

import orjson
import pylopdf_fonts_zh_cn as noto
import typst

from carriers.certificate.content import Certificate
from carriers.certificate.glyphs import characters_of, check_glyphs, printed_texts
from carriers.certificate.pdf_dates import with_offset
from carriers.errors import CarrierError

LabelFormat = Literal["pdf", "svg", "png"]
LABEL_DPI = 300
_FOLDER = Path(__file__).parent
_LONG_WORD, _LONG_IDENTIFIER = (
    re.compile(rf"[^\s\u3000-\u303f\u3400-\u9fff\uff00-\uffef]{{{least},}}") for least in (20, 60)
)
_IDENTIFIERS = ("agreement", "credential_id", "key")
"""Members set in small type, on lines that have room for three times as much."""
_COMPILERS = local()
"""A typst compiler serves one thread at a time; several threads set several papers at once."""


class PrintedPaper(Protocol):
    """A dataclass for a template; its date is the time when the record was signed."""

    @property
    def signed_at(self) -> datetime: ...


def format_certificate(paper: Certificate, *, font: Path | None = None) -> bytes:
    """Set the certificate on one A4 page: PDF/A-3b with the credential attached as credential.json.

    `font` is a font file for characters that the Noto fonts lack. Raises CarrierError glyph-missing,
    font-unreadable, paper-not-set.
    """
    return set_paper(paper, "certificate.typ", font, format="pdf", pdf_standards="a-3b")


def format_label(paper: Certificate, kind: LabelFormat, *, font: Path | None = None) -> bytes:
    """Set a label of 70 x 42 mm; PNG at 300 dpi. Raises CarrierError like `format_certificate`."""
    extra = {"pdf_standards": "a-3b"} if kind == "pdf" else {"ppi": LABEL_DPI} if kind == "png" else {}
    return set_paper(paper, "label.typ", font, format=kind, **extra)


@dataclass(frozen=True, slots=True)
class TypeFonts:
    """Typst's fonts, the characters they have, and the order of families for serif and sans, as JSON."""

    loaded: typst.Fonts
    files: tuple[Path, ...]
    characters: frozenset[int]
    serif: str
    sans: str


@cache
def load_fonts(font: Path | None) -> TypeFonts:
    """Load Noto Serif and Sans, then `font`; never the system's, so that paper is the same everywhere."""
    files = [noto.serif_path(), noto.sans_path()]
    folders = {str(path.parent) for path in files}
    if font is not None:
        files.append(font.resolve())
        folders.add(str(font.resolve().parent))
    loaded = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=sorted(folders))
    families: dict[str, list[str]] = {str(path): [] for path in files}
    for info in loaded.fonts():
        families.get(str(info.path), []).append(info.family)
    serif, sans, *more = families.values()
    if not all(more):
        raise CarrierError("font-unreadable", path=str(font))
    extra = [family for group in more for family in group]
    characters = frozenset[int]().union(*map(characters_of, files))
    return TypeFonts(
        loaded, tuple(files), characters, to_json([*serif, *sans, *extra]), to_json([*sans, *serif, *extra])
    )


@cache
def describe_typesetter(font: Path | None) -> tuple[str, str]:
    """Return typst's version, and SHA-256 over the digests of the fonts: both decide the bytes of a paper."""
    digest = hashlib.sha256()
    for file in load_fonts(font).files:
        digest.update(hashlib.sha256(file.read_bytes()).digest())
    return version("typst"), digest.hexdigest()


def set_paper(paper: PrintedPaper, template: str, font: Path | None, **options: Any) -> bytes:
    """Set a paper with a template of this folder; raises CarrierError as `format_certificate`."""
    check_glyphs(printed_texts(paper), load_fonts(font).characters)
    inputs = {"data": to_json(paper), "words": _words(paper)}
    made = compile_paper(_FOLDER / template, _FOLDER, inputs, paper.signed_at, font, **options)
    return with_offset(made, paper.signed_at) if options["format"] == "pdf" else made


def compile_paper(
    template: Path, root: Path, inputs: Mapping[str, str], moment: datetime, font: Path | None, **options: Any
) -> bytes:
    """Compile a template below `root`, dated `moment`; it gets the fonts beside `inputs`.

    Raises CarrierError font-unreadable, paper-not-set.
    """
    fonts = load_fonts(font)
    variables = {**inputs, "serif": fonts.serif, "sans": fonts.sans}
    try:
        made = _compiler(template, root, font).compile(sys_inputs=variables, timestamp=moment, **options)
    except RuntimeError as error:  # TypstError is a RuntimeError
        raise CarrierError("paper-not-set", why=str(error)[:200]) from error
    if not isinstance(made, bytes):  # typst returns a list for several pages in another format than PDF
        raise CarrierError("paper-not-set", why="more than one page")
    return made


def _words(paper: PrintedPaper) -> str:
    """Return `long` where a word may be wider than its line: such a template takes a third longer."""
    long = any(_long_word(field).search(text) for field, text in printed_texts(paper))
    return "long" if long else "usual"


def _long_word(field: str) -> re.Pattern[str]:
    return _LONG_IDENTIFIER if field.partition(".")[0] in _IDENTIFIERS else _LONG_WORD


def _compiler(template: Path, root: Path, font: Path | None) -> typst.Compiler:
    known: dict[tuple[Path, Path | None], typst.Compiler] = _COMPILERS.__dict__.setdefault("known", {})
    if (template, font) not in known:
        known[template, font] = typst.Compiler(
            template, root=root, font_paths=load_fonts(font).loaded, ignore_system_fonts=True
        )
    return known[template, font]


def to_json(value: object) -> str:
    """Return JSON for typst; dataclasses by their members."""
    return orjson.dumps(value).decode()

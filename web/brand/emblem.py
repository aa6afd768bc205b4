"""An emblem: a small SVG drawing, which pages show as an `<img>` with the bytes in its address.

A browser runs no script in an image, opens no address from it and shows no text of it to a screen reader (SVG
2, 2.7). An image can still harm the visitor: entities and references that multiply until the browser stands
still. This module refuses such drawings. Its other rules tell an association early which parts browsers would
not show.
"""

import re
from base64 import b64encode
from collections.abc import Mapping, Sequence
from pyexpat import ExpatError, ParserCreate, XMLParserType
from typing import NoReturn

from web.brand.colours import contrast
from web.errors import BrandError

SETTING = "brand.emblem"
MAX_BYTES = 16 * 1024
MAX_ELEMENTS = 200
LEAST = 3.0
"""The contrast on the head that one colour of the drawing must have, WCAG 2.2, 1.4.11."""
GLOW = "#ffd58a"
"""The colour for `currentcolor`, in an emblem without its own (token `--glow`)."""

_SVG = "http://www.w3.org/2000/svg "
_SHAPES = ("path", "circle", "ellipse", "rect", "line", "polyline", "polygon")
_KNOWN = ("g", *_SHAPES, "title", "desc", "defs", "linearGradient", "radialGradient", "stop")
"""The elements allowed. None of them can repeat another element, so that a drawing cannot multiply itself."""
_TAG = re.compile(rb"<[^\s/>]+")
_COLOUR = re.compile(r"#(?:[0-9a-f]{3}){1,2}(?![0-9a-z])", re.ASCII)
_ELSEWHERE = re.compile(r"url\(\s*[\"']?(?!#)")


def draw_emblem(data: bytes, grounds: Sequence[str] = ()) -> str:
    """Return the emblem as an `img` for HTML, without alternative text, because its name stands beside it.

    `grounds` are the background colours. Raises BrandError emblem-…, with the place and the remedy.
    """
    if len(data) > MAX_BYTES:
        raise BrandError("emblem-size", SETTING, limit=MAX_BYTES)
    data = data.removeprefix(b"\xef\xbb\xbf")
    try:
        data.decode()
    except UnicodeDecodeError:
        raise BrandError("emblem-text", SETTING) from None
    drawing = _Drawing()
    drawing.read(data)
    if not drawing.is_painted:
        raise BrandError("emblem-empty", SETTING)
    if not any(
        all(contrast(ink, ground) >= LEAST for ground in grounds) for ink in drawing.colours or {GLOW}
    ):
        raise BrandError("emblem-contrast", SETTING, least=f"{LEAST:.0f} : 1", grounds=[*grounds])
    begin = drawing.root_ends
    coloured = data[:begin] + drawing.painted.encode() + data[begin:]
    return f'<img alt="" src="data:image/svg+xml;base64,{b64encode(coloured).decode()}">'


class _Drawing:
    """State of the parser while it reads a drawing."""

    def __init__(self) -> None:
        self.colours: set[str] = set()
        self.is_painted = False
        self.elements = 0
        self.root_ends = 0
        """Offset in the file where the attributes of the root begin."""
        self.painted = ""
        """Attributes to add to the root, because an image does not inherit the colours of its page."""

    def read(self, data: bytes) -> None:
        parser = ParserCreate("utf-8", namespace_separator=" ")

        def begin(qualified: str, given: Mapping[str, str]) -> None:
            name = qualified.removeprefix(_SVG)
            if name == qualified or name not in (_KNOWN if self.root_ends else ("svg",)):
                _refuse(parser, "emblem-element", found=name.rpartition(" ")[2], known=_KNOWN)
            self.elements += 1
            if self.elements > MAX_ELEMENTS:
                raise BrandError("emblem-count", SETTING, limit=MAX_ELEMENTS)
            if not self.root_ends:
                tag = _TAG.match(data, parser.CurrentByteIndex)
                self.root_ends = tag.end() if tag is not None else 0
                self.painted = "".join(
                    f' {attribute}="{value}"'
                    for attribute, value in (("color", GLOW), ("fill", "currentcolor"))
                    if attribute not in given
                )
            self.is_painted |= name in _SHAPES
            for attribute, value in given.items():
                self._look_at(parser, name, attribute.rpartition(" ")[2], value.lower())

        parser.StartElementHandler = begin
        parser.XmlDeclHandler = lambda _, encoding, __: _check_encoding(encoding)
        # a DTD can declare entities that multiply until the browser stops
        parser.StartDoctypeDeclHandler = lambda *_: _refuse(parser, "emblem-declaration", found="<!DOCTYPE")
        parser.ProcessingInstructionHandler = lambda *_: _refuse(parser, "emblem-declaration", found="<?")
        try:
            parser.Parse(data, True)
        except ExpatError as error:
            raise BrandError("emblem-xml", SETTING, line=error.lineno) from None

    def _look_at(self, parser: XMLParserType, element: str, name: str, value: str) -> None:
        is_elsewhere = name == "href" and not value.startswith("#")
        if is_elsewhere or name.lower().startswith("on") or _ELSEWHERE.search(value):
            _refuse(parser, "emblem-attribute", element=element, found=name)
        if "currentcolor" in value:
            self.colours.add(GLOW)
        for colour in _COLOUR.findall(value):
            self.colours.add(colour if len(colour) == 7 else "#" + "".join(digit * 2 for digit in colour[1:]))


def _check_encoding(encoding: str | None) -> None:
    if encoding is not None and encoding.lower() != "utf-8":
        raise BrandError("emblem-text", SETTING)


def _refuse(parser: XMLParserType, code: str, **facts: object) -> NoReturn:
    raise BrandError(code, SETTING, line=parser.CurrentLineNumber, **facts)

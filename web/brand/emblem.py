"""An emblem: a small SVG drawing, read by a list of what may be in one and written anew from that.

Nothing of the file reaches a page but names and values that stand in the tables of `web.brand.svg_values`:
no script, style, link, picture, font, animation, identifier or text has a way out. What is in no table is
refused, so that an association sees its drawing whole or learns what to mend.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pyexpat import ExpatError, ParserCreate
from typing import Any, NoReturn

from web.brand.colours import contrast
from web.brand.outline import LEAST_PART, NOTHING, AffineMap, EmblemView, find_outline, read_transform, widen
from web.brand.svg_values import PAINT, PLACED, SHAPES, ValueForm, read_numbers
from web.brand.visible import find_coats, inherit
from web.errors import BrandError

SETTING = "brand.emblem"
MAX_BYTES = 16 * 1024
MAX_ELEMENTS = 200
MAX_DEPTH = 8
LEAST = 3.0
"""The contrast of what is drawn on the head, WCAG 2.2, 1.4.11: one of its colours has it."""

_SVG = "http://www.w3.org/2000/svg"
_KNOWN = ("g", *SHAPES, "title")
_SPACE = "http://www.w3.org/XML/1998/namespace space"
_UNSAID = {"svg": {_SPACE, "id", "version", "width", "height", "x", "y"}}
"""Attributes that draw nothing here: they may stand in the file, and stay behind."""
_PLAIN = {"fill": "currentcolor", "stroke": "none", "stroke-width": "1", "stroke-linecap": "butt",
          "stroke-linejoin": "miter"}  # fmt: skip
"""Written on the drawing, so that the sheet of a page changes nothing in it; a shape without a fill has the
colour of the words beside it, where a file of its own would be black."""


def rebuild_emblem(data: bytes, grounds: Sequence[str] = ()) -> str:
    """The emblem as an `svg` element for HTML, hidden from readers of the screen: its name stands beside it.

    `grounds` are the colours it stands on. Raises BrandError emblem-…, which says where and what to do.
    """
    if len(data) > MAX_BYTES:
        raise BrandError("emblem-size", SETTING, limit=MAX_BYTES)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise BrandError("emblem-text", SETTING) from None
    drawing = _Drawing(ParserCreate("utf-8", namespace_separator=" "))
    drawing.read(text.encode())
    written = drawing.written()
    if not any(all(contrast(colour, ground) >= LEAST for ground in grounds) for colour in drawing.seen):
        raise BrandError("emblem-contrast", SETTING, least=f"{LEAST:.0f} : 1", grounds=[*grounds])
    return written


@dataclass
class _Drawing:
    """What has been read, as it will be written."""

    parser: Any
    view: str = ""
    window: EmblemView = NOTHING
    paint: Mapping[str, str] = field(default_factory=dict)
    out: list[str] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    painted: list[Mapping[str, str]] = field(default_factory=list)
    placed: list[AffineMap] = field(default_factory=list)
    seen: set[str] = field(default_factory=set)
    is_painted: bool = False
    elements: int = 0

    def read(self, data: bytes) -> None:
        parser = self.parser
        parser.buffer_text = True
        parser.StartElementHandler = self._begin
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._words
        parser.XmlDeclHandler = self._encoded
        parser.StartDoctypeDeclHandler = lambda *_: self._declared("<!DOCTYPE")
        parser.ProcessingInstructionHandler = lambda *_: self._declared("<?")
        try:
            parser.Parse(data, True)
        except ExpatError as error:
            raise BrandError("emblem-xml", SETTING, line=error.lineno) from None

    def written(self) -> str:
        """The element, once all was read."""
        if not self.is_painted:
            raise BrandError("emblem-empty", SETTING)
        if not self.seen:
            raise BrandError("emblem-outside", SETTING, view=self.view, share=round(1 / LEAST_PART))
        paint = _attributes({**_PLAIN, **self.paint})
        return f'<svg viewBox="{self.view}" aria-hidden="true"><g{paint}>{"".join(self.out)}</g></svg>'

    def _begin(self, qualified: str, given: Mapping[str, str]) -> None:
        name = self._local(qualified)
        self.elements += 1
        if self.elements > MAX_ELEMENTS or len(self.open) >= MAX_DEPTH:
            raise BrandError("emblem-count", SETTING, limit=MAX_ELEMENTS, depth=MAX_DEPTH)
        if name not in (_KNOWN if self.open else ("svg",)) or not {"svg", "g"}.issuperset(self.open):
            self._refuse("emblem-element", found=name, known=_KNOWN)
        self.open.append(name)
        if name == "svg":
            self._take_root(given)
        elif name == "title":
            self._take(name, {}, given)
        elif name == "g":
            taken = self._take(name, PLACED, given)
            self.painted.append(inherit(self.painted[-1], taken))
            self.placed.append(self._place(taken))
            self.out.append(f"<g{_attributes(taken)}>")
        else:
            taken = self._take(name, {**SHAPES[name], **PLACED}, given)
            self._look_at(name, taken)
            self.out.append(f"<{name}{_attributes(taken)}/>")

    def _end(self, _: str) -> None:
        if self.open.pop() == "g":
            self.painted.pop()
            self.placed.pop()
            self.out.append("</g>")

    def _words(self, text: str) -> None:
        if text.strip(" \t\r\n") and self.open[-1] != "title":
            self._refuse("emblem-words")

    def _take_root(self, given: Mapping[str, str]) -> None:
        numbers = read_numbers(given.get("viewBox", ""))
        if numbers is None or len(numbers) != 4:
            self._refuse_view()
        self.window = EmblemView(*map(float, numbers))
        shorter, longer = sorted(self.window[2:])
        if not (shorter > 0 and longer <= 2 * shorter):
            self._refuse_view()
        self.view = " ".join(numbers)
        rest = {name: value for name, value in given.items() if name != "viewBox"}
        self.paint = self._take("svg", PAINT, rest)
        self.painted.append(inherit(_PLAIN, self.paint))
        self.placed.append(AffineMap())

    def _place(self, taken: Mapping[str, str]) -> AffineMap:
        """The transform of an element, those of its groups among it."""
        return self.placed[-1].then(read_transform(taken.get("transform", "")))

    def _look_at(self, name: str, taken: Mapping[str, str]) -> None:
        """Notes the colours of a shape that can be seen."""
        matrix = self._place(taken)
        for coat in find_coats(name, inherit(self.painted[-1], taken)):
            self.is_painted = True
            around = map(matrix.move, widen(find_outline(name, taken), coat.reach))
            if not matrix.is_flat and self.window.shows(around):
                self.seen.add(coat.colour)

    def _take(self, name: str, forms: Mapping[str, ValueForm], given: Mapping[str, str]) -> dict[str, str]:
        """The attributes by the table, in its order."""
        unsaid = _UNSAID.get(name, {"id"})
        for attribute in given:
            if attribute not in forms and attribute not in unsaid:
                self._refuse("emblem-attribute", element=name, found=self._local(attribute))
        taken = {}
        for attribute, form in forms.items():
            if attribute in given:
                value = form.read(given[attribute])
                if value is None or (attribute == "stroke-width" and float(value) > max(self.window[2:])):
                    en, zh = form.words
                    self._refuse(
                        "emblem-value",
                        element=name,
                        found=attribute,
                        value=given[attribute],
                        expected=en,
                        expected_zh=zh,
                    )
                taken[attribute] = value
        return taken

    def _local(self, qualified: str) -> str:
        """The name without its namespace, which is that of SVG or none."""
        namespace, _, name = qualified.rpartition(" ")
        if namespace not in (_SVG, ""):
            self._refuse("emblem-namespace", found=name)
        return name

    def _encoded(self, _: str, encoding: str | None, __: int) -> None:
        if encoding is not None and encoding.lower() != "utf-8":
            raise BrandError("emblem-text", SETTING)

    def _declared(self, found: str) -> NoReturn:
        self._refuse("emblem-declaration", found=found)

    def _refuse_view(self) -> NoReturn:
        raise BrandError("emblem-view", SETTING, found="viewBox", example="0 0 24 24")

    def _refuse(self, code: str, **facts: object) -> NoReturn:
        raise BrandError(code, SETTING, line=self.parser.CurrentLineNumber, **facts)


def _attributes(values: Mapping[str, str]) -> str:
    """Values of the tables alone: none holds a quotation mark or a bracket."""
    return "".join(f' {name}="{value}"' for name, value in values.items())

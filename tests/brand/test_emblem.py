"""An emblem is written anew from a list of what may be in one; everything else is refused, by name."""

import re
from contextlib import suppress
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brand.drawings import NS, RING, refused, svg
from tests.harness.checkout import ROOT
from web.brand.brand import PLACEHOLDER, plain_emblem
from web.brand.emblem import MAX_BYTES, MAX_DEPTH, MAX_ELEMENTS, rebuild_emblem
from web.brand.svg_values import PLACED, SHAPES
from web.errors import BrandError

LINK = "http://www.w3.org/1999/xlink"
LOCAL = "file:///etc/passwd"
BEGIN = f'<svg {NS} viewBox="0 0 24 24">'


LAUGHS = '<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + svg("<title>&b;</title>")


ELEMENTS = [
    "<script>alert(1)</script>",
    "<style>*{fill:red}</style>",
    '<a href="https://evil.example"><path d="M0 0"/></a>',
    '<use href="#x"/>',
    '<image href="https://evil.example/x.png"/>',
    "<foreignObject><p>Hello</p></foreignObject>",
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<animateTransform attributeName="transform"/>',
    "<defs><path d='M0 0'/></defs>",
    '<linearGradient id="x"/>',
    '<filter id="x"/>',
    '<mask id="x"/>',
    '<clipPath id="x"/>',
    '<pattern id="x"/>',
    '<marker id="x"/>',
    '<symbol id="x"/>',
    "<text>重庆示例环境保护产业协会</text>",
    "<metadata/>",
    "<desc>words</desc>",
    "<switch/>",
    "<view/>",
    "<iframe/>",
    "<SCRIPT/>",
    "<Path d='M0 0'/>",
    "<svg/>",
    "<title><g/></title>",
    '<path d="M0 0"><animate/></path>',
    '<path d="M0 0"><title>x</title></path>',
]
ATTRIBUTES = [
    ("onload", "alert(1)"),
    ("onclick", "alert(1)"),
    ("style", "fill:url(https://evil.example)"),
    ("class", "answer"),
    ("href", "javascript:alert(1)"),
    ("clip-path", "url(#x)"),
    ("mask", "url(#x)"),
    ("filter", "url(#x)"),
    ("marker-end", "url(#x)"),
    ("tabindex", "0"),
    ("cursor", "url(https://evil.example/x)"),
    ("font-family", "x"),
    ("visibility", "hidden"),
    ("display", "none"),
    ("role", "alert"),
    ("aria-label", "valid"),
    ("data-say", "title"),
    ("lang", "en"),
    ("base", "https://evil.example"),
    ("Fill", "#fff"),
    ("x", "1"),
]
VALUES = [
    ("fill", "url(#x)"),
    ("fill", "url(https://evil.example/x)"),
    ("fill", "red"),
    ("fill", "#12345"),
    ("fill", "#1234567"),
    ("fill", "rgb(1,2,3)"),
    ("fill", "var(--mast)"),
    ("fill", "#fff;}"),
    ("fill", '"><script>'),
    ("fill", "expression(alert(1))"),
    ("stroke", "inherit"),
    ("stroke", "context-fill"),
    ("stroke-width", "-1"),
    ("stroke-width", "1em"),
    ("stroke-width", "calc(1px)"),
    ("stroke-width", "1e"),
    ("stroke-width", "NaN"),
    ("opacity", "2"),
    ("opacity", "50%"),
    ("opacity", "inf"),
    ("fill-rule", "Evenodd"),
    ("stroke-linecap", "url(#x)"),
    ("d", ""),
    ("d", "0 0"),
    ("d", "M0 0 url(#x)"),
    ("d", "M0 0<script>"),
    ("d", "M0 0;L1 1"),
    ("d", "M٠ ٠"),
    ("d", "M0 0 L\u20282 2"),
    ("transform", "url(#x)"),
    ("transform", "rotate()"),
    ("transform", "rotate(1deg)"),
    ("transform", "rotate(1) expression(1)"),
    ("transform", "rotate(rotate(1))"),
    ("transform", ""),
    ("transform", "translate(1 2 3)"),
    ("transform", "rotate(1 2)"),
    ("transform", "matrix(1 2 3 4 5)"),
    ("transform", "skewX(1 2)"),
]


@pytest.mark.parametrize("inside", ELEMENTS)
def test_attack_an_element_that_is_not_in_the_list(inside: str) -> None:
    error = refused(svg(RING + "\n" + inside))
    assert error.code == "emblem-element"
    assert error.facts["line"] == 2
    assert str(error.facts["found"]) in inside


@pytest.mark.parametrize(("name", "value"), ATTRIBUTES)
@pytest.mark.parametrize("element", ["path", "g"])
def test_attack_an_attribute_that_is_not_in_the_list(element: str, name: str, value: str) -> None:
    drawn = f'd="M0 0" {name}={quoteattr(value)}' if element == "path" else f"{name}={quoteattr(value)}"
    error = refused(svg(f"{RING}<{element} {drawn}/>"))
    assert (error.code, error.facts["found"]) == ("emblem-attribute", name)
    assert f"“{name}”" in error.sentence("zh")


@pytest.mark.parametrize(("name", "value"), VALUES)
def test_attack_a_value_that_is_none(name: str, value: str) -> None:
    drawn = {"d": "M0 0", name: value}
    error = refused(svg("<path " + " ".join(f"{n}={quoteattr(v)}" for n, v in drawn.items()) + "/>"))
    assert (error.code, error.facts["found"]) == ("emblem-value", name)


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml-stylesheet href="https://evil.example/x.css"?>' + svg(), "emblem-declaration"),
        (svg("<?php echo 1 ?>" + RING), "emblem-declaration"),
        ("<!DOCTYPE svg>" + svg(), "emblem-declaration"),
        (f'<!DOCTYPE svg SYSTEM "{LOCAL}">' + svg(), "emblem-declaration"),
        (LAUGHS, "emblem-declaration"),
        (f'<!DOCTYPE s [<!ENTITY x SYSTEM "{LOCAL}">]>' + svg("<title>&x;</title>"), "emblem-declaration"),
        (svg("&nbsp;"), "emblem-xml"),
        (svg(f'<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>{RING}'), "emblem-namespace"),
        (svg(f'<script xmlns="http://www.w3.org/1999/xhtml"/>{RING}'), "emblem-namespace"),
        (svg(f'<g xmlns:l="{LINK}" l:href="javascript:alert(1)">{RING}</g>'), "emblem-namespace"),
        (svg(f'<g xml:base="https://evil.example">{RING}</g>'), "emblem-namespace"),
        (svg(f'<g xmlns:e="urn:x-events" e:event="load">{RING}</g>'), "emblem-namespace"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>', "emblem-namespace"),
        ("<html><script>1</script></html>", "emblem-element"),
        (f"<path {NS} d='M0 0'/>", "emblem-element"),
        (svg("valid"), "emblem-words"),
        (svg(f"<g>{RING}<![CDATA[</g><script>]]></g>"), "emblem-words"),
        (svg("<title>only words</title>"), "emblem-empty"),
        (svg("<g/>"), "emblem-empty"),
        (svg(RING, 'onload="alert(1)"'), "emblem-attribute"),
        (svg(RING, 'style="position:fixed"'), "emblem-attribute"),
        (svg(RING, 'preserveAspectRatio="none"'), "emblem-attribute"),
        (svg(RING, 'overflow="visible"'), "emblem-attribute"),
        (svg(RING, 'transform="scale(99)"'), "emblem-attribute"),
        (svg(RING, 'fill="url(#x)"'), "emblem-value"),
        ("", "emblem-xml"),
        (svg()[:-3], "emblem-xml"),
        (svg() + svg(), "emblem-xml"),
        (svg(f"<g {NS}{RING}"), "emblem-xml"),
        (svg("\x00"), "emblem-xml"),
        (svg("<g fill='#fff' fill='#000'/>"), "emblem-xml"),
        (svg().encode("utf-16"), "emblem-text"),
        (b"\x1f\x8b\x08" + bytes(9), "emblem-text"),
        (b"\xff\xd8\xff\xe0JFIF", "emblem-text"),
        (svg(RING * 1000), "emblem-size"),
        (svg(" " * MAX_BYTES), "emblem-size"),
        (svg("<g/>" * MAX_ELEMENTS), "emblem-count"),
        (svg("<g>" * MAX_DEPTH + "</g>" * MAX_DEPTH), "emblem-count"),
        (svg("<g>" * 2000), "emblem-count"),
    ],
)  # fmt: skip
def test_attack_what_is_no_drawing(text: str | bytes, code: str) -> None:
    assert refused(text).code == code


@pytest.mark.parametrize(
    "view",
    ["", "0 0 24", "0 0 24 24 24", "0 0 0 24", "0 0 -24 -24", "0 0 24 49", "0 0 100 24", "0 0 24 x",
     "0 0 1e999 1e999", "1e400 0 24 24", "1e6 0 24 24",
     "0 0 100% 100%", "0 0 24 24;", '0 0 24 24" onload="x'],
)  # fmt: skip
def test_attack_a_view_that_would_break_the_head(view: str) -> None:
    assert refused(f"<svg {NS} viewBox={quoteattr(view)}>{RING}</svg>").code == "emblem-view"
    assert refused(f"<svg {NS}>{RING}</svg>").code == "emblem-view"


@pytest.mark.parametrize("encoding", ["utf-7", "UTF-16", "gb2312"])
def test_attack_another_encoding_that_is_declared_is_refused(encoding: str) -> None:
    hidden = f"<?xml version='1.0' encoding='{encoding}'?>" + svg(RING, 'id="+ACIAPg-"')
    assert refused(hidden).code == "emblem-text"


@pytest.mark.parametrize(
    "inside",
    [
        '<path d="M 0 0"/>', '<path d="M 0 0 9 9" fill="none"/>', '<path d="M1 1zM2 2z"/>',
        '<circle r="0"/>', "<circle/>",
        '<ellipse rx="0" ry="4"/>', '<rect width="9"/>', '<rect width="9" height="0"/>', '<line x2="9"/>',
        '<line x1="4" x2="4" stroke="#fff"/>', '<polyline points="1 1"/>', '<circle r="9" opacity="0"/>',
        '<circle r="9" fill="none"/>', '<circle r="9" fill-opacity="0"/>',
        '<g opacity="0"><circle r="9"/></g>',
        '<circle r="9" fill="none" stroke="#fff" stroke-width="0"/>', '<g fill="none"><circle r="9"/></g>',
        '<g opacity=".2"><g opacity=".2"><circle r="9"/></g></g>',
    ],
)  # fmt: skip
def test_attack_a_drawing_of_nothing(inside: str) -> None:
    assert refused(svg(inside)).code == "emblem-empty"
    assert rebuild_emblem(svg(inside + '<path d="m0 0 9 9 0 9z"/>').encode())


@pytest.mark.parametrize(
    ("name", "value"),
    [("stroke-width", "1e9"), ("stroke-width", "25"), ("d", "M0 0L1e9 1"), ("transform", "scale(1e400)")],
)
def test_attack_a_number_that_fills_every_view(name: str, value: str) -> None:
    drawn = {"d": "M0 0L9 9", name: value}
    error = refused(svg("<path " + " ".join(f"{n}={quoteattr(v)}" for n, v in drawn.items()) + "/>"))
    assert (error.code, error.facts["found"]) == ("emblem-value", name)


HEAD = ("#083f33", "#0a2e26")


@pytest.mark.parametrize(
    ("inside", "grounds", "is_seen"),
    [
        ('<circle r="9" fill="#000"/>', HEAD, False),
        ('<g fill="#123"><circle r="9" stroke="#111111"/></g>', HEAD, False),
        ('<circle r="9" fill="#000" stroke="#fff"/>', HEAD, True),
        ('<circle r="9" fill="#000"/><path d="M1 1h9v9" fill="#ffd58a"/>', HEAD, True),
        ('<circle r="9" fill="#000"/><path d="M31 1h9v9" fill="#ffd58a"/>', HEAD, False),
        (RING, HEAD, True),
        ('<circle r="9" fill="#777"/>', ("#1d3f72", "#000000"), False),
        ('<circle r="9" fill="#999"/>', ("#1d3f72", "#000000"), True),
    ],
)
def test_attack_an_emblem_as_dark_as_the_head(inside: str, grounds: tuple[str, str], is_seen: bool) -> None:
    if is_seen:
        assert rebuild_emblem(svg(inside).encode(), grounds)
        return
    with pytest.raises(BrandError) as caught:
        rebuild_emblem(svg(inside).encode(), grounds)
    assert caught.value.code == "emblem-contrast"
    assert grounds[0] in caught.value.sentence("zh")


def test_what_says_nothing_of_the_drawing_may_stand_and_stays_behind() -> None:
    text = (
        '\ufeff<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- made by <script> -->\n'
        f'<svg {NS} xmlns:l="{LINK}" id="a" version="1.1" width="24" height="24px" x="0" '
        f'xml:space="preserve" viewBox="0, 0 24 24">\n<title>四川</title>\n<g id="b">{RING}</g></svg>\n'
    )
    assert rebuild_emblem(text.encode()) == (
        '<svg viewBox="0 0 24 24" aria-hidden="true"><g fill="currentcolor" stroke="none" stroke-width="1" '
        'stroke-linecap="butt" stroke-linejoin="miter"><g><circle cx="12" cy="12" r="9"/></g></g></svg>'
    )


@pytest.mark.parametrize(
    ("given_path", "written"),
    [
        ("M1 2l3-4.5.5z", "M 1 2 l 3 -4.5 .5 z"),
        ("m1,2\n\ta5 5 0 0110 4", "m 1 2 a 5 5 0 0110 4"),
        ("M1.23456789012345 1E-7H2", "M 1.23456789012345 1E-7 H 2"),
    ],
)
def test_a_path_keeps_its_numbers(given_path: str, written: str) -> None:
    assert f' d="{written}"' in rebuild_emblem(svg(f'<path d="{given_path}"/>{RING}').encode())


def test_colours_and_strokes_of_the_file_come_out() -> None:
    drawn = '<rect width="9px" height="9" fill="#AbC" transform="translate(1,2)rotate(45 12 12)"/>'
    out = rebuild_emblem(svg(drawn, 'fill="None"').encode())
    assert '<g fill="none"' in out
    assert '<rect width="9" height="9" transform="translate(1 2) rotate(45 12 12)" fill="#abc"/>' in out


def test_the_placeholder_and_the_icons_of_the_page_pass() -> None:
    assert plain_emblem().count("<circle") == 4
    assert (ROOT / "web" / PLACEHOLDER).is_file()


TAG = re.compile(r'</?(\w+)((?: [\w-]+="[\w# .+(),-]*")*)/?>')
"""Everything that may come out: nothing in a value ends it."""

DRAWN = [f'<path d="M0 0" {name}={quoteattr(value)}/>' for name, value in ATTRIBUTES + VALUES]
MARKUP = ["<g>", "</g>", "<title>", "</title>", '<path d="M0 0"/>', "<!--", "-->", "<![CDATA[", "]]>"]
PIECES = st.sampled_from([*ELEMENTS, *DRAWN, *MARKUP, RING, "&#60;", "&lt;script&gt;", " ", '"', "'"])


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12))
def test_attack_nothing_else_ever_comes_out(pieces: list[str]) -> None:
    try:
        out = rebuild_emblem(svg("".join(pieces)).encode("utf-8", "replace"))
    except BrandError:
        return
    assert TAG.sub("", out) == ""
    for name, attributes in TAG.findall(out):
        assert name in {"svg", "g", *SHAPES}
        known = {"viewBox", "aria-hidden", *PLACED, *SHAPES.get(name, {})}
        assert set(re.findall(r" ([\w-]+)=", attributes)) <= known


@given(st.binary(max_size=300))
def test_attack_any_bytes_are_an_answer(data: bytes) -> None:
    for text in (data, svg().encode()[:40] + data, svg().encode().replace(b"24", data)):
        with suppress(BrandError):
            rebuild_emblem(text)

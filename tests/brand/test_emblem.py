"""An emblem is shown as an image; a drawing that could run code or mislead is refused with the reason."""

import base64
import re
from contextlib import suppress
from xml.sax.saxutils import quoteattr

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.brand.drawings import NS, RING, refused, svg
from web.brand.brand import plain_emblem
from web.brand.emblem import GLOW, MAX_BYTES, MAX_ELEMENTS, draw_emblem
from web.errors import BrandError

LINK = "http://www.w3.org/1999/xlink"
LOCAL = "file:///etc/passwd"
LAUGHS = '<!DOCTYPE s [<!ENTITY a "aa"><!ENTITY b "&a;&a;">]>' + svg("<title>&b;</title>")
USES = "".join(f'<g id="g{n}"><use href="#g{n - 1}"/><use href="#g{n - 1}"/></g>' for n in range(1, 20))

ELEMENTS = [
    "<script>alert(1)</script>",
    "<style>*{fill:red}</style>",
    '<a href="https://evil.example"><path d="M0 0"/></a>',
    '<use href="#x"/>',
    '<image href="https://evil.example/x.png"/>',
    "<foreignObject><p>Hello</p></foreignObject>",
    '<animate attributeName="href" to="javascript:alert(1)"/>',
    '<set attributeName="onload" to="alert(1)"/>',
    '<filter id="x"/>',
    '<mask id="x"/>',
    '<clipPath id="x"/>',
    '<pattern id="x"/>',
    '<marker id="x"/>',
    '<symbol id="x"/>',
    "<text>重庆示例环境保护产业协会</text>",
    "<iframe/>",
    "<SCRIPT/>",
    "<svg/>",
    '<h:script xmlns:h="http://www.w3.org/1999/xhtml">1</h:script>',
    '<script xmlns="http://www.w3.org/1999/xhtml"/>',
    '<path xmlns="" d="M0 0"/>',
]
ATTRIBUTES = [
    ("onload", "alert(1)"),
    ("onclick", "alert(1)"),
    ("ONLOAD", "alert(1)"),
    ("style", "fill:url(https://evil.example)"),
    ("style", "fill:URL( 'https://evil.example')"),
    ("href", "javascript:alert(1)"),
    ("fill", "url(https://evil.example/x)"),
    ("cursor", "url(https://evil.example/x)"),
]


@pytest.mark.parametrize("inside", ELEMENTS)
def test_attack_an_element_that_is_not_in_the_list(inside: str) -> None:
    error = refused(svg(RING + "\n" + inside))
    assert error.code == "emblem-element"
    assert error.facts["line"] == 2
    assert str(error.facts["found"]) in inside


@pytest.mark.parametrize(("name", "value"), ATTRIBUTES)
@pytest.mark.parametrize("element", ["path", "g"])
def test_attack_an_attribute_that_runs_or_opens_something(element: str, name: str, value: str) -> None:
    error = refused(svg(f"{RING}<{element} {name}={quoteattr(value)}/>"))
    assert (error.code, error.facts["found"]) == ("emblem-attribute", name)
    assert f"“{name}”" in error.sentence("zh")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ('<?xml-stylesheet href="https://evil.example/x.css"?>' + svg(), "emblem-declaration"),
        (svg("<?php echo 1 ?>" + RING), "emblem-declaration"),
        ("<!DOCTYPE svg>" + svg(), "emblem-declaration"),
        (f'<!DOCTYPE svg SYSTEM "{LOCAL}">' + svg(), "emblem-declaration"),
        (LAUGHS, "emblem-declaration"),
        (f'<!DOCTYPE s [<!ENTITY x SYSTEM "{LOCAL}">]>' + svg("<title>&x;</title>"), "emblem-declaration"),
        (svg(f'<g id="g0">{RING}</g>{USES}'), "emblem-element"),
        (svg("&nbsp;"), "emblem-xml"),
        (svg(f'<g xmlns:l="{LINK}" l:href="javascript:alert(1)">{RING}</g>'), "emblem-attribute"),
        ('<html xmlns="http://www.w3.org/1999/xhtml"><script>1</script></html>', "emblem-element"),
        ("<html><script>1</script></html>", "emblem-element"),
        ("<svg viewBox='0 0 9 9'><path d='M0 0'/></svg>", "emblem-element"),
        (f"<path {NS} d='M0 0'/>", "emblem-element"),
        (svg("<title>only words</title>"), "emblem-empty"),
        (svg("<g/>"), "emblem-empty"),
        (svg(RING, 'onload="alert(1)"'), "emblem-attribute"),
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
        (svg("<g>" * 2000), "emblem-count"),
    ],
)
def test_attack_a_file_that_is_not_a_drawing(text: str | bytes, code: str) -> None:
    assert refused(text).code == code


@pytest.mark.parametrize("encoding", ["utf-7", "UTF-16", "gb2312"])
def test_attack_another_encoding_that_is_declared_is_refused(encoding: str) -> None:
    hidden = f"<?xml version='1.0' encoding='{encoding}'?>" + svg(RING, 'id="+ACIAPg-"')
    assert refused(hidden).code == "emblem-text"


HEAD = ("#083f33", "#0a2e26")


@pytest.mark.parametrize(
    ("inside", "grounds", "is_seen"),
    [
        ('<circle r="9" fill="#000"/>', HEAD, False),
        ('<g fill="#123"><circle r="9" stroke="#111111"/></g>', HEAD, False),
        ('<circle r="9" style="fill:#000"/>', HEAD, False),
        ('<circle r="9" fill="#000" stroke="#fff"/>', HEAD, True),
        ('<circle r="9" fill="#000"/><path d="M1 1h9v9" fill="currentColor"/>', HEAD, True),
        (RING, HEAD, True),
        ('<circle r="9" fill="#777"/>', ("#1d3f72", "#000000"), False),
        ('<circle r="9" fill="#999"/>', ("#1d3f72", "#000000"), True),
    ],
)
def test_attack_an_emblem_as_dark_as_the_head(inside: str, grounds: tuple[str, str], is_seen: bool) -> None:
    if is_seen:
        assert draw_emblem(svg(inside).encode(), grounds)
        return
    with pytest.raises(BrandError) as caught:
        draw_emblem(svg(inside).encode(), grounds)
    assert caught.value.code == "emblem-contrast"
    assert grounds[0] in caught.value.sentence("zh")


IMG = re.compile(r'<img alt="" src="data:image/svg\+xml;base64,([A-Za-z0-9+/]+=*)">')


def drawn(text: str) -> str:
    """What is in the image."""
    (found,) = IMG.findall(draw_emblem(text.encode()))
    return base64.b64decode(found).decode()


def test_the_image_is_the_file_in_the_colour_of_the_head() -> None:
    text = (
        f'<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n<!-- <svg -->\n'
        f'<svg {NS} id="甲" viewBox="0 0 24 24"><title>四川</title>{RING}</svg>\n'
    )
    assert drawn("\ufeff" + text) == text.replace(
        "<svg xmlns", f'<svg color="{GLOW}" fill="currentcolor" xmlns'
    )
    own = svg(RING, 'fill="none" color="#ffffff"')
    assert drawn(own) == own, "what the file says of its colours stands"
    prefixed = '<s:svg xmlns:s="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><s:path d="M0 0"/></s:svg>'
    assert drawn(prefixed).startswith(f'<s:svg color="{GLOW}"')


def test_gradients_of_the_drawing_itself_may_stand() -> None:
    gradient = '<defs><linearGradient id="x"><stop stop-color="#ffd58a"/></linearGradient></defs>'
    assert drawn(svg(gradient + '<circle r="9" fill="url(#x)"/>'))


def test_the_placeholder_takes_the_colour_of_the_page() -> None:
    assert plain_emblem().count("<circle") == 4
    assert "currentcolor" in plain_emblem()


PIECES = st.sampled_from(
    [*ELEMENTS, "<g>", "</g>", "<!--", "-->", "<![CDATA[", "]]>", RING, "&#60;", " ", '"', "'"]
)


@given(st.lists(st.one_of(PIECES, st.text(max_size=8)), max_size=12))
def test_attack_any_accepted_drawing_becomes_one_image(pieces: list[str]) -> None:
    with suppress(BrandError):
        assert IMG.fullmatch(draw_emblem(svg("".join(pieces)).encode("utf-8", "replace")))


@given(st.binary(max_size=300))
def test_attack_any_bytes_are_accepted_or_refused(data: bytes) -> None:
    for text in (data, svg().encode()[:40] + data, svg().encode().replace(b"24", data)):
        with suppress(BrandError):
            draw_emblem(text)

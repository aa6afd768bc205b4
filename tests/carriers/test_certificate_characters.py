"""The characters of a certificate: those a font lacks, a font of one's own, any name, markup in a name."""

import re
from dataclasses import replace
from pathlib import Path

import pytest
from fontTools.fontBuilder import FontBuilder
from fontTools.pens.ttGlyphPen import TTGlyphPen
from hypothesis import given, settings
from hypothesis import strategies as st

from carriers.certificate.content import Certificate, Said
from carriers.certificate.typesetting import format_certificate, format_label
from carriers.errors import CarrierError
from tests.carriers.papers import credential, paper, world
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.papers import paper_of, text_of

__all__ = ["credential", "paper", "world"]


@pytest.mark.parametrize(("odd", "shown"), [("𠮷", "“𠮷” (U+20BB7)"), ("\n", "U+000A"), ("\u200b", "U+200B")])
def test_a_missing_glyph_is_named_with_its_place_and_the_way_out(
    paper: Certificate, odd: str, shown: str
) -> None:
    made = replace(paper, enterprise=Said(f"重庆{odd}公司", ""))
    for write in (format_certificate, lambda paper: format_label(paper, "svg")):
        with pytest.raises(CarrierError) as caught:
            write(made)
        error = caught.value
        assert (error.code, error.field) == ("glyph-missing", "enterprise.zh")
        assert shown in error.sentence("en")
        assert "HUREN_FONT" in error.mend("zh")


@pytest.fixture(scope="module")
def rare_font(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A font of one character that the Noto fonts lack: a square."""
    pen = TTGlyphPen(None)
    pen.moveTo((0, 0))
    for point in ((0, 700), (700, 700), (700, 0)):
        pen.lineTo(point)
    pen.closePath()
    builder = FontBuilder(1000, isTTF=True)
    builder.setupGlyphOrder([".notdef", "rare"])
    builder.setupCharacterMap({0x20BB7: "rare"})
    builder.setupGlyf({".notdef": TTGlyphPen(None).glyph(), "rare": pen.glyph()})
    builder.setupHorizontalMetrics({".notdef": (800, 0), "rare": (800, 0)})
    builder.setupHorizontalHeader(ascent=880, descent=-120)
    builder.setupNameTable({"familyName": "Rare Example", "styleName": "Regular", "psName": "RareExample"})
    builder.setupOS2(sTypoAscender=880, sTypoDescender=-120)
    builder.setupPost()
    path = tmp_path_factory.mktemp("font") / "rare.ttf"
    builder.save(path)
    return path


def test_an_operators_font_brings_the_missing_character(paper: Certificate, rare_font: Path) -> None:
    made = replace(paper, enterprise=Said("重庆𠮷公司", ""))
    assert "重庆𠮷公司" in text_of(format_certificate(made, font=rare_font))
    assert format_certificate(paper, font=rare_font) == format_certificate(paper)


@pytest.mark.parametrize("content", [b"", b"no font", None])
def test_a_file_that_is_not_a_font_is_refused(
    paper: Certificate, tmp_path: Path, content: bytes | None
) -> None:
    path = tmp_path / "font.otf"
    if content is not None:
        path.write_bytes(content)
    with pytest.raises(CarrierError) as caught:
        format_certificate(paper, font=path)
    assert caught.value.code == "font-unreadable"
    assert str(path) in caught.value.sentence("zh")


def test_text_that_cannot_be_set_is_refused(paper: Certificate) -> None:
    with pytest.raises(CarrierError) as caught:
        format_certificate(replace(paper, code="<svg"))
    assert caught.value.code == "paper-not-set"


@given(zh=st.text(min_size=1, max_size=200), en=st.text(max_size=200))
@settings(deadline=None, max_examples=examples(25))
def test_any_name_is_printed_or_refused_by_its_character(zh: str, en: str) -> None:
    check_name(zh, en)


LETTERS = st.text(
    st.sampled_from("重庆市示例环保有限公司（）·#$\\[]{}*_`'\"<>@=-/~^&%! AZaz09"), min_size=1, max_size=200
)


@given(zh=LETTERS, en=LETTERS)
@settings(deadline=None, max_examples=examples(25))
def test_markup_in_a_name_is_text(zh: str, en: str) -> None:
    assert check_name(zh, en) is not None


WORLD = World()
PAPER = paper_of(WORLD, WORLD.issue(), example=False)


def check_name(zh: str, en: str) -> bytes | None:
    try:
        pdf = format_certificate(replace(PAPER, enterprise=Said(zh, en)))
    except CarrierError as error:
        if error.code != "glyph-missing":
            raise
        return None
    assert re.sub(r"\s", "", zh) in text_of(pdf)
    return pdf

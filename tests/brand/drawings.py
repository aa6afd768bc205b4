"""Emblems to be taken and to be refused."""

import pytest

from web.brand.emblem import draw_emblem
from web.errors import BrandError

NS = 'xmlns="http://www.w3.org/2000/svg"'
RING = '<circle cx="12" cy="12" r="9"/>'


def svg(inside: str = RING, attributes: str = "") -> str:
    """A drawing that is taken, but for what a test puts into it."""
    return f'<svg {NS} viewBox="0 0 24 24" {attributes}>{inside}</svg>'


def refused(text: str | bytes) -> BrandError:
    """How a drawing is refused: in both languages, with what to do."""
    with pytest.raises(BrandError) as caught:
        draw_emblem(text if isinstance(text, bytes) else text.encode())
    assert caught.value.field == "brand.emblem"
    for lang in ("en", "zh"):
        assert caught.value.sentence(lang)
        assert caught.value.mend(lang)
    return caught.value

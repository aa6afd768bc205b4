"""Emblems to accept and to refuse."""

import pytest

from web.brand.emblem import draw_emblem
from web.errors import BrandError

NS = 'xmlns="http://www.w3.org/2000/svg"'
RING = '<circle cx="12" cy="12" r="9"/>'


def svg(inside: str = RING, attributes: str = "") -> str:
    """Return a drawing that is accepted, with the markup that a test puts into it."""
    return f'<svg {NS} viewBox="0 0 24 24" {attributes}>{inside}</svg>'


def refused(text: str | bytes) -> BrandError:
    """Return the refusal of a drawing, which must say in both languages what to do."""
    with pytest.raises(BrandError) as caught:
        draw_emblem(text if isinstance(text, bytes) else text.encode())
    assert caught.value.field == "brand.emblem"
    for lang in ("en", "zh"):
        assert caught.value.sentence(lang)
        assert caught.value.mend(lang)
    return caught.value

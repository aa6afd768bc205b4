"""Pages that read like a certificate, judged by their text alone."""

import pytest

from tests.verifier.tender.looks.texts import TEXTS
from verifier.tender.looks.text_layer import is_certificate_like


@pytest.mark.parametrize(("text", "titles", "enterprises", "answer"), TEXTS)
def test_a_page_reads_like_a_certificate_by_title_or_number(
    text: str, titles: list[str], enterprises: list[str], answer: bool
) -> None:
    assert is_certificate_like(text, titles, enterprises) is answer

"""The sentence of an electronic seal."""

from typing import get_args

import pytest

from carriers.pdf_seal.reading import Cover, Seal
from cli.verify.seal_words import describe_seal
from terminal.language import use_language


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_each_state_of_a_seal_has_its_own_sentence_and_counts_for_nothing(lang: str) -> None:
    use_language("zh" if lang == "zh" else "en")
    said = [describe_seal(Seal(cover, "示例", "示例", "2026-12-02T00:00:00Z")) for cover in get_args(Cover)]
    use_language("en")
    assert len({*said}) == len(get_args(Cover))
    assert all("不计入结论" in line or "ot counted" in line for line in said)
    (sm2,) = (line for line in said if "SM2" in line)
    assert ("阅读器" if lang == "zh" else "reader") in sm2
    assert "改动" not in sm2
    assert "changed" not in sm2

"""Figures of the prose do not get worse: `python -m tools.prose` prints them."""

import pytest

from tools.prose import measure


@pytest.mark.night
def test_figures_of_names_comments_and_how_tos_do_not_get_worse() -> None:
    figures = measure()
    assert figures.question_docstrings == 0
    assert figures.vague_names <= 0.005
    assert figures.comments >= 11.5
    assert figures.relatives <= 0.12
    assert figures.you >= 0.2
    assert figures.passive <= 0.35

"""Figures of the prose do not get worse: `python -m tools.prose` prints them."""

from tools.prose import measure


def test_names_comments_and_how_tos_read_no_worse() -> None:
    figures = measure()
    assert figures.question_docstrings == 0
    assert figures.vague_names <= 0.005
    assert figures.comments >= 11.5
    assert figures.relatives <= 0.12
    assert figures.you >= 0.2
    assert figures.passive <= 0.35

"""File names are safe on every system."""

from pathlib import PurePosixPath, PureWindowsPath

import pytest
from hypothesis import given
from hypothesis import strategies as st

from credentials.words.file_names import LONGEST, distinct_stem, file_stem


@pytest.mark.parametrize(
    ("number", "stem"),
    [
        ("CQ-2026-VALID", "CQ-2026-VALID"),
        ("渝环协〔2026〕7号", "渝环协〔2026〕7号"),
        ("../../etc/passwd", "__.._etc_passwd"),
        ('a"; filename="b', "a_; filename=_b"),
        ("a\r\nSet-Cookie: x", "a_u000d_u000aSet-Cookie_ x"),
        ("con", "_con"),
        ("LPT1.x", "_LPT1.x"),
        ("a\u202egpj", "a_u202egpj"),
        (" . ", "_"),
        ("", "_"),
    ],
)
def test_a_number_is_a_file_name_on_every_system(number: str, stem: str) -> None:
    assert file_stem(number) == stem


def test_one_number_of_two_associations_gives_two_file_names() -> None:
    taken: set[str] = set()
    stems = [distinct_stem(number, digest * 64, taken) for number, digest in (("A-1", "a"), ("a-1", "b"))]
    assert stems == ["A-1", f"a-1-{'b' * 16}"]


@given(st.text(max_size=200))
def test_no_text_leaves_the_folder(number: str) -> None:
    stem = file_stem(number)
    assert 0 < len(stem) <= LONGEST + 1
    assert PurePosixPath(stem).name == stem == PureWindowsPath(stem).name

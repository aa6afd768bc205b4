"""Canonical form: RFC 8785 byte for byte, and refusal of values outside the profile."""

import dataclasses
import datetime
import enum
import json
import struct
import uuid
from decimal import Decimal

import orjson
import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from signing.errors import SigningError
from signing.jcs import canonicalize
from signing.json_profile import MAX_DEPTH, MAX_INTEGER
from signing.strict_json import parse_json
from tests.harness.fuzz import examples
from tests.harness.vectors import read_vectors

# Names on both sides of every point where code point order and UTF-16 order differ.
LETTERS = st.sampled_from('aZ"\\/\x00\x1f\x7f\x80éһ中\ud7ff\ue000（ﬀ\uffff𐀀😀\U0010ffff') | st.characters(
    exclude_categories=["Cs"]
)
TEXTS = st.text(LETTERS, max_size=5)
SCALARS = st.none() | st.booleans() | st.integers(-MAX_INTEGER, MAX_INTEGER) | TEXTS
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(TEXTS, inner, max_size=6),
    max_leaves=25,
)
ANYTHING = st.recursive(
    SCALARS | st.floats() | st.integers() | st.text() | st.binary() | st.uuids() | st.dates(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=3) | st.integers(), inner),
)


class Colour(enum.Enum):
    RED = "red"


class Named(enum.StrEnum):
    A = "a"


class Text(str):
    __slots__ = ()


class Number(int):
    pass


@dataclasses.dataclass
class Row:
    a: int = 1


@settings(deadline=None, max_examples=examples(100))
@given(VALUES)
def test_the_canonical_form_is_rfc_8785(value: object) -> None:
    data = canonicalize(value)  # type: ignore[arg-type]
    assert data == rfc8785.dumps(value)  # type: ignore[arg-type]
    assert parse_json(data) == value
    assert canonicalize(parse_json(data)) == data


@pytest.mark.parametrize("name", ["french", "structures", "unicode", "weird", "arrays", "values"])
def test_published_vectors_are_reproduced_or_refused(name: str) -> None:
    (vector,) = (one for one in read_vectors("jcs-testdata")["documents"] if one["case"] == name)
    value = json.loads(vector["text"])
    if name == "values":  # its numbers are fractions: refused, with their place
        with pytest.raises(SigningError) as caught:
            canonicalize(value)
        assert (caught.value.code, caught.value.field) == ("float", "numbers.0")
        assert rfc8785.dumps(value) == vector["canonical"].encode()
        return
    if name == "structures":  # it contains one 56.0
        with pytest.raises(SigningError) as caught:
            canonicalize(value)
        assert caught.value.code == "float"
        value["1"]["\n"] = 56
    expected = vector["canonical"].encode()
    assert canonicalize(value) == expected
    assert parse_json(expected) == value


def test_published_whole_numbers_are_reproduced() -> None:
    """A whole number below 2^53 is written as published; others are refused, as text and as a value."""
    testdata = [row[1:] for row in read_vectors("jcs-testdata")["numbers"]]
    appendix = read_vectors("jcs-rfc8785")["numbers"]
    assert (len(testdata), len(appendix)) == (1219, 26)
    whole = 0
    for bits, text in testdata + appendix:
        (number,) = struct.unpack(">d", bytes.fromhex(bits))
        with pytest.raises(SigningError) as caught:
            canonicalize(number)
        assert caught.value.code == "float"
        if text is None:  # infinity and NaN have no form
            with pytest.raises(rfc8785.CanonicalizationError):
                rfc8785.dumps(number)
            continue
        assert rfc8785.dumps(number) == text.encode()
        if number.is_integer() and abs(number) <= MAX_INTEGER:
            whole += 1
            assert canonicalize(parse_json(text.encode())) == canonicalize(int(number)) == text.encode()
            continue
        with pytest.raises(SigningError) as caught:
            parse_json(text.encode())
        assert caught.value.code in ("float", "integer-too-large")
    assert whole == 16


def test_names_sort_by_utf16_code_unit() -> None:
    value: dict[str, object] = {"\ufb33": 1, "😂": 2, "é": 3, "（": 4, "a": 5}
    assert list(json.loads(canonicalize(value))) == ["a", "é", "😂", "\ufb33", "（"]  # type: ignore[arg-type]
    # Inside a value such a character changes no order, so the fast encoder can be used.
    assert canonicalize({"b": "（中）😂", "a": 1}) == '{"a":1,"b":"（中）😂"}'.encode()


@pytest.mark.parametrize("bmp", ["\ue000", "\uefff", "\uf000", "\uffff"])
@pytest.mark.parametrize("astral", ["\U00010000", "\U00050000", "\U000a0000", "\U000f0000", "\U0010ffff"])
def test_names_sort_by_utf16_at_every_border(bmp: str, astral: str) -> None:
    assert canonicalize([{bmp: 1, astral: 2}]) == f'[{{"{astral}":2,"{bmp}":1}}]'.encode()


def test_true_and_one_have_different_bytes() -> None:
    assert canonicalize([True, 1, False, 0]) == b"[true,1,false,0]"


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (1.0, "float"),
        (float("nan"), "float"),
        (float("-inf"), "float"),
        (-0.0, "float"),
        (MAX_INTEGER + 1, "integer-too-large"),
        (-MAX_INTEGER - 1, "integer-too-large"),
        pytest.param(10**5000, "integer-too-large", id="huge"),
        ("\ud800", "lone-surrogate"),
        (uuid.UUID(int=1), "not-json-value"),
        (datetime.date(2026, 1, 1), "not-json-value"),
        (datetime.datetime(2026, 1, 1, tzinfo=datetime.UTC), "not-json-value"),
        (Colour.RED, "not-json-value"),
        (Named.A, "not-json-value"),
        (Text("a"), "not-json-value"),
        (Number(1), "not-json-value"),
        (Row(), "not-json-value"),
        (orjson.Fragment(b'{"a":1.5}'), "not-json-value"),
        (b"a", "not-json-value"),
        ((1, 2), "not-json-value"),
        ({1}, "not-json-value"),
        (Decimal(1), "not-json-value"),
    ],
)
def test_values_outside_the_profile_are_refused(value: object, code: str) -> None:
    wrapped: list[object] = [value, [value], {"a": [0, value]}]
    for shape, field in zip(wrapped, ["", "0", "a.1"], strict=True):
        with pytest.raises(SigningError) as caught:
            canonicalize(shape)  # type: ignore[arg-type]
        assert (caught.value.code, caught.value.field) == (code, field)
        assert str(caught.value)


@pytest.mark.parametrize("name", [1, None, True, 1.5, Named.A, Text("a"), b"a", "\ud800"])
def test_refuses_names_that_are_not_text(name: object) -> None:
    for value in ({name: 1}, [{"a": {name: 1}}], {"é（": {name: "（"}}):
        with pytest.raises(SigningError) as caught:
            canonicalize(value)  # type: ignore[arg-type]
        assert caught.value.code in ("not-json-value", "lone-surrogate")
        str(caught.value).encode()


def test_refuses_depth_and_cycles() -> None:
    value: list[object] = []
    for _ in range(MAX_DEPTH - 1):
        value = [value]
    assert canonicalize(value) == b"[" * MAX_DEPTH + b"]" * MAX_DEPTH  # type: ignore[arg-type]
    cycle: list[object] = []
    cycle.append(cycle)
    for deep in ([value], {"a": value}, cycle):
        with pytest.raises(SigningError) as caught:
            canonicalize(deep)  # type: ignore[arg-type]
        assert caught.value.code == "too-deep"


@settings(deadline=None, max_examples=examples(100))
@given(ANYTHING)
def test_canonicalize_raises_only_signing_errors(value: object) -> None:
    try:
        data = canonicalize(value)  # type: ignore[arg-type]
    except SigningError as error:
        str(error).encode()
    else:
        assert data == rfc8785.dumps(value)  # type: ignore[arg-type]

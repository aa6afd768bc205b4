"""The strict JSON reader: refusals with reason and place; the fast path changes no result."""

import ast
import contextlib
import json
import time
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import signing
from signing.errors import SigningError
from signing.json_profile import MAX_DEPTH, MAX_INTEGER, MAX_RECORD_BYTES
from signing.strict_json import _parse_carefully, parse_json
from tests.harness.fuzz import examples
from tests.signing.json_texts import SCALARS, SCRAPS, TEXTS, VALUES


def refusal(data: bytes, **options: int) -> SigningError:
    with pytest.raises(SigningError) as caught:
        parse_json(data, **options)
    assert "–" not in str(caught.value)  # text in place of a missing fact
    return caught.value


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ('{"b":1,"a":[true,false,null,"x"]}', {"b": 1, "a": [True, False, None, "x"]}),
        (' {\n"a" : -7 }\r\n', {"a": -7}),
        ('"\\ud83d\\ude00"', "😀"),
        ("9007199254740991", MAX_INTEGER),
        ("-9007199254740991", -MAX_INTEGER),
        ("0", 0),
        ("[]", []),
        ('{"":"\\u0000"}', {"": "\0"}),
        ('{"at":"12:1.5,[2.5]","e":":1e5,"}', {"at": "12:1.5,[2.5]", "e": ":1e5,"}),
    ],
)
def test_documents_of_the_profile_are_read(text: str, value: object) -> None:
    assert parse_json(text.encode()) == value


@pytest.mark.parametrize(
    ("text", "code", "field"),
    [
        ('{"a":1,"a":1}', "duplicate-member", "a"),
        ('{"x":[{"a":1,"b":2,"\\u0061":3}]}', "duplicate-member", "x.0.a"),
        ('{"a":1.0}', "float", "a"),
        ('{"a":1e2}', "float", "a"),
        ('{"a":{"b":[0,1E400]}}', "float", "a.b.1"),
        ("[1.5]", "float", "0"),
        ("1.5", "float", ""),
        ("9007199254740992", "integer-too-large", ""),
        ('{"n":-9007199254740992}', "integer-too-large", "n"),
        ('{"n":' + "9" * 5000 + "}", "integer-too-large", "n"),
        ('{"n":-0}', "negative-zero", "n"),
        ('{"n":NaN}', "not-a-number", "n"),
        ("[Infinity]", "not-a-number", "0"),
        ("[-Infinity]", "not-a-number", "0"),
        ('{"k":"\\ud800"}', "lone-surrogate", "k"),
        ('["\\udc00\\ud800"]', "lone-surrogate", "0"),
        ('{"\\udfff":1}', "lone-surrogate", "\\udfff"),
        ('{"a":1} x', "not-json", ""),
        ('{"a":1}{}', "not-json", ""),
        ('{"a":1,}', "not-json", ""),
        ("{'a':1}", "not-json", ""),
        ('"a\nb"', "not-json", ""),
        ("01", "not-json", ""),
        ("+1", "not-json", ""),
        ("1.", "not-json", ""),
        ("", "not-json", ""),
        ("[" * 33 + "]" * 33, "too-deep", ""),
        ("[" * 60_000, "too-deep", ""),
        ('{"a":' * 10_000, "too-deep", ""),
        ("\ufeff{}", "has-bom", ""),
    ],
)
def test_a_refusal_has_code_and_field(text: str, code: str, field: str) -> None:
    error = refusal(text.encode())
    assert (error.code, error.field) == (code, field)


def test_refuses_bytes_that_are_not_utf8() -> None:
    assert refusal(b'{"a":"\xff"}').facts == {"at": 6}
    assert refusal(b'"\xed\xa0\x80"').code == "not-utf8"  # an encoded surrogate
    assert refusal(b'"\xc0\xaf"').code == "not-utf8"  # an overlong slash
    assert refusal("{}".encode("utf-16")).code == "not-utf8"


def test_depth_is_counted_outside_strings_only() -> None:
    deepest = "[" * MAX_DEPTH + "]" * MAX_DEPTH
    assert parse_json(deepest.encode()) is not None
    assert parse_json((" " + deepest).encode()) is not None
    assert parse_json(b'{"a":"' + b"[{" * 100 + b'"}') == {"a": "[{" * 100}
    assert parse_json(b' {"a":"\\"' + b"[{" * 100 + b'"}') == {"a": '"' + "[{" * 100}
    flat = b"[" + b",".join([b"[]"] * 100) + b"]"
    assert len(parse_json(flat)) == len(parse_json(b" " + flat)) == 100  # type: ignore[arg-type]
    for prefix in (b"", b" "):
        nested = b'{"a":' * (MAX_DEPTH + 1) + b"1" + b"}" * (MAX_DEPTH + 1)
        assert refusal(prefix + nested).code == "too-deep"


def test_size_is_checked_first() -> None:
    assert refusal(b"\xff" * 11, max_bytes=10).code == "too-large"
    assert parse_json(b'"12345678"', max_bytes=10) == "12345678"
    assert refusal(b'"' + b"x" * MAX_RECORD_BYTES + b'"').code == "too-large"


@pytest.mark.parametrize(
    "hostile",
    [
        b'"' + b'\\"' * 500_000,
        b"[" + b"[]," * 300_000,
        b'[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[[["' + b"\\\\" * 500_000,
        b'{"a":' + b"1" * 1_000_000,
        b'"a' * 300_000,
        b"{" + b'"a":1,' * 150_000 + b'"b":1}',
    ],
)
def test_time_is_bounded(hostile: bytes) -> None:
    start = time.process_time()
    refusal(hostile, max_bytes=2_000_000)
    assert time.process_time() - start < 5


def outcome(read: object, data: bytes) -> object:
    try:
        return ("value", repr(read(data)))  # type: ignore[operator]
    except SigningError as error:
        str(error)
        error.sentence("zh")
        return "refused"


def agree(data: bytes) -> None:
    assert outcome(parse_json, data) == outcome(_parse_carefully, data)


@settings(deadline=None, max_examples=examples(100))
@given(st.binary(max_size=40) | SCRAPS.map(lambda text: text.encode()))
def test_fast_and_careful_reader_agree_on_any_bytes(data: bytes) -> None:
    agree(data)


@settings(deadline=None, max_examples=examples(100))
@given(VALUES, st.data())
def test_fast_and_careful_reader_agree_on_mutations(value: object, data: st.DataObject) -> None:
    canonical = orjson.dumps(value, option=orjson.OPT_SORT_KEYS)
    agree(canonical)
    assert parse_json(canonical) == value
    assert parse_json(json.dumps(value, indent=1).encode()) == value
    cut = data.draw(st.integers(0, len(canonical)))
    end = data.draw(st.integers(cut, min(len(canonical), cut + 3)))
    scrap = data.draw(st.binary(max_size=3) | SCRAPS.map(lambda text: text.encode()))
    agree(canonical[:cut] + scrap + canonical[end:])


@settings(deadline=None, max_examples=examples(100))
@given(st.recursive(SCALARS | st.floats() | st.integers(), lambda v: st.lists(v) | st.dictionaries(TEXTS, v)))
def test_the_fast_reader_refuses_the_same_numbers(value: object) -> None:
    agree(json.dumps(value, separators=(",", ":"), ensure_ascii=False, sort_keys=True).encode())
    with contextlib.suppress(orjson.JSONEncodeError):  # beyond 64 bits
        agree(orjson.dumps(value, option=orjson.OPT_SORT_KEYS))


def test_every_code_raised_has_a_message_and_every_message_is_raised() -> None:
    """Walks the package's source: SigningError("code", …) and Misfit("code", …) against the table."""
    raised: set[str] = set()
    for path in Path(signing.__file__).parent.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call) and getattr(node.func, "id", "") in ("SigningError", "Misfit"):
                codes = [item for item in ast.walk(node.args[0]) if isinstance(item, ast.Constant)]
                raised |= {item.value for item in codes if isinstance(item.value, str)}
    # only web/signing/keys/signer.js raises it, for keys that WebCrypto cannot open
    in_browsers = {"key-not-opened-here"}
    assert raised | in_browsers == set(SigningError.MESSAGES)


@pytest.mark.parametrize("code", sorted(SigningError.MESSAGES))
def test_messages_are_whole_in_both_languages(code: str) -> None:
    facts = dict.fromkeys(("size", "limit", "at", "line", "column", "name", "text", "kind", "length"), "7")
    error = SigningError(code, "a.b", **facts)
    assert not error.sentence("en").startswith("a.b"), "a path leads no sentence"
    assert error.sentence("en").endswith(".")
    assert error.mend("en").endswith(".")
    assert error.sentence("zh").endswith("。")
    assert error.mend("zh").endswith("。")
    assert code in str(error)

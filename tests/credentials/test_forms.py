"""Forms that every reader reads alike, whatever its language or version: times, codes, JSON."""

import zlib

import pytest

from credentials.dates_as_typed import parse_typed
from credentials.errors import RecordError
from credentials.h1 import decode_h1
from credentials.h1_dictionary import DICTIONARY
from credentials.times import format_time, parse_date, parse_time
from signing.data_integrity import parse_proof
from signing.errors import SigningError
from signing.strict_json import parse_json


@pytest.mark.parametrize(
    "text",
    [
        "2026-05-01T00:00:00+08:60",
        "2026-05-01T24:00:00Z",
        "2026-05-01T00:00:60Z",
        "2026-05-01T00:00:00+24:00",
    ],
)
def test_a_time_has_one_form(text: str) -> None:
    """Versions of Python differ in reading some of these texts."""
    with pytest.raises(RecordError) as caught:
        parse_time(text)
    assert caught.value.code == "time-form"


@pytest.mark.parametrize("day", ["2026-02-30", "2026-13-01", "2100-02-29", "2026-00-10"])
def test_a_day_that_no_calendar_has_is_named(day: str) -> None:
    for parse, text in ((parse_date, day), (parse_time, f"{day}T09:00:00+08:00"), (parse_typed, day)):
        with pytest.raises(RecordError) as caught:
            parse(text)
        assert (caught.value.code, caught.value.facts) == ("day-nonexistent", {"day": day})


@pytest.mark.parametrize(
    "text", ["2026-05-01T00:00:00+08:00", "1970-01-01T00:00:00Z", "2199-12-31T23:59:59-23:59"]
)
def test_times_are_written_as_they_are_read(text: str) -> None:
    assert format_time(parse_time(text)) == text


@pytest.mark.parametrize(
    ("text", "line", "column"),
    [("[1,]", 1, 4), ('{"a":1,}', 1, 8), ("[1, \n ]", 2, 2), ("[1,", 1, 4), ("{,}", 1, 2)],
)
def test_a_comma_with_nothing_after_it_is_shown_at_the_same_place(text: str, line: int, column: int) -> None:
    with pytest.raises(SigningError) as caught:
        parse_json(text.encode())
    assert (caught.value.code, caught.value.facts) == ("not-json", {"line": line, "column": column})


@pytest.mark.parametrize(
    ("text", "name", "line", "column"),
    [
        ('{"a":1,\n "b":"{\\"",\n  "a" : 2}', "a", 3, 3),
        ('{"甲":[{"b":{"c":1},"b":2}],\n"d":1,"d":1,"甲":2}', "d", 2, 7),
        ('[{"a":"a","b":"a"},\n{"a":1,"\\u0061":2}]', "a", 2, 8),
    ],
)
def test_a_member_that_is_there_twice_is_shown_where_it_stands_again(
    text: str, name: str, line: int, column: int
) -> None:
    with pytest.raises(SigningError) as caught:
        parse_json(text.encode())
    assert caught.value.code == "duplicate-member"
    assert caught.value.facts == {"name": name, "line": line, "column": column}


def code_of(packed: bytes) -> str:
    """Return the H1 text of a container without id and signature."""
    whole = bytes((0, 1)) + packed
    groups = [whole[i : i + 7] for i in range(0, len(whole), 7)]
    widths = (0, 3, 5, 8, 10, 13, 15, 17)
    return "H1." + "".join(str(int.from_bytes(group, "big")).zfill(widths[len(group)]) for group in groups)


def test_a_container_that_inflates_beyond_the_cap_is_too_large_whatever_follows() -> None:
    """A reader stops at the cap, so it never sees the rest."""
    deflate = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    packed = deflate.compress(b'{"a":"' + b"a" * 20_000 + b'"}') + deflate.flush()
    short = zlib.compressobj(9, zlib.DEFLATED, -15, 9, zlib.Z_DEFAULT_STRATEGY, DICTIONARY)
    fits = short.compress(b'{"a":"b"}') + short.flush()
    cases = [(one, "h1-too-large") for one in (packed, packed[:-1], packed + b"\0")]
    for data, code in (*cases, (fits[:-1], "h1-damaged"), (fits + b"\0", "h1-damaged")):
        with pytest.raises(RecordError) as caught:
            decode_h1(code_of(data))
        assert caught.value.code == code


def test_a_proof_of_an_unknown_kind_is_quoted_as_json() -> None:
    proof = dict.fromkeys(("created", "verificationMethod", "proofPurpose", "proofValue", "@context"), "x")
    for kind, shown in ((None, "null"), ({"b": True, "a": []}, '{"a":[],"b":true}'), ("z" * 50, "z" * 40)):
        with pytest.raises(SigningError) as caught:
            parse_proof({"proof": {**proof, "type": kind, "cryptosuite": "x"}})  # type: ignore[dict-item]
        assert caught.value.facts == {"name": shown}

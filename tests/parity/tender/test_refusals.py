"""Malformed Tender/1 and Bidders/1 are refused alike by Python and JavaScript: code, member, sentences."""

import json
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from datetime import timedelta
from pathlib import Path
from random import Random
from typing import Any

import pytest

from signing.errors import HurenError
from signing.jcs import canonicalize
from tests.parity.tender.made_up import make_tender
from tests.parity.tender.openings import Openings, differences
from tests.verifier.tender.opening import OPENING, B, Room, requirement, single, tender, together

pytestmark = pytest.mark.javascript

ODD: tuple[Any, ...] = (
    None, True, 0, -1, 10**6, "", "x", "甲 \U0001f600", "x" * 3_000, [], {}, ["L1", "L1"], [1], {"x": 1},
    "2026-13-01", "2026-05-20T25:00:00Z", "1970-01-01", "constructor", "__proto__", "L1\n",
    "91350100M000100Y44",
)  # fmt: skip


def whole_tender() -> dict[str, Any]:
    """Return a tender with every member of its model."""
    asked = requirement(workItem="W1", acceptEquivalents=False, text="须具有", page=12)
    found = tender(asked, requirement(id="R2", categories={"allOf": ["水", "气"]}))
    found["criteria"][0] |= {
        "title": "能力", "lots": ["L1"], "mandatory": True, "points": [{"minGrade": "甲级", "points": "5.5"}],
    }  # fmt: skip
    return found | {
        "version": 2, "previous": "0" * 64, "stage": "postqualification", "otherCriteria": 3,
        "awardAt": "2026-06-05T01:00:00Z", "freshness": {"warnAfterHours": 24, "failAfterHours": 168},
        "consortium": {"allowed": True, "rule": "same-work", "maxMembers": 3},
    }  # fmt: skip


def whole_bidders() -> dict[str, Any]:
    """Return bidders with every member of their model."""
    alone = single() | {
        "folder": "1号", "ignore": [{"file": "a.pdf", "reason": "重复"}],
        "marks": [{"file": "b.pdf", "page": 7, "claims": "CQ-1"}],
        "looked": [
            {"file": "b.pdf", "page": 8, "lastPage": 9, "saw": "illegible", "by": "评委", "on": "2026-05-20"}
        ],
        "clarifications": [
            {
                "file": "c.pdf", "request": "2026-05-21", "about": {"file": "b.pdf", "page": 8},
                "answerBy": "2026-05-24",
            }
        ],
    }  # fmt: skip
    shared = together(["W1"], ["W1", "W2"]) | {"id": "B2", "folder": "2号", "uscc": B, "name": "联合体"}
    shared["members"][0]["lead"] = True
    return {"type": "Bidders/1", "version": 2, "previous": "0" * 64, "bidders": [alone, shared]}


WHOLE = {"tender": whole_tender(), "bidders": whole_bidders()}


def places(value: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of everything in a document."""
    yield path
    inside = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, member in inside:
        yield from places(member, (*path, name))


def mutated(document: Any) -> Iterator[tuple[str, Any]]:
    """Yield the document with one change: a member absent, odd, doubled, or an unknown one beside it."""
    for path in [*places(document)][1:]:
        *before, last = path

        def at(copy: Any, before: list[str | int] = before) -> Any:
            for name in before:
                copy = copy[name]
            return copy

        label = ".".join(map(str, path))
        for place, odd in enumerate(ODD):
            copy = deepcopy(document)
            at(copy)[last] = odd
            yield f"{label} odd {place}", copy
        copy = deepcopy(document)
        del at(copy)[last]
        yield f"{label} absent", copy
        copy = deepcopy(document)
        if isinstance(last, int):
            at(copy).append(at(copy)[last])
        else:
            at(copy)[f"{last}2"] = at(copy)[last]
        yield f"{label} twice", copy


def test_every_member_is_read_alike(tmp_path: Path) -> None:
    openings = Openings()
    for kind, document in WHOLE.items():
        openings.read(kind, kind, canonicalize(document))
        for name, changed in mutated(document):
            openings.read(f"{kind} {name}", kind, json.dumps(changed, ensure_ascii=False).encode())
    read = [one for one in openings.expected if "digest" in one]
    codes = {one["error"]["code"] for one in openings.expected if "error" in one}
    assert len(openings.cases) > 2_000
    assert len(read) > 50
    assert codes >= {
        "member-missing", "member-unknown", "member-type", "member-value", "member-form", "member-length",
        "time-form", "date-form", "day-nonexistent", "uscc-form", "uscc-check", "interval-empty",
        "item-repeated", "reference-unknown", "previous-form",
    }  # fmt: skip
    assert differences(openings, openings.answers(tmp_path)) == []


def hostile() -> Iterator[tuple[str, str, bytes]]:
    """Yield bytes that are no document, too large, or ambiguous."""
    for kind, document in WHOLE.items():
        data = canonicalize(document)
        most = {"tender": (512 * 1024, 40_000), "bidders": (2 * 1024 * 1024, 100_000)}[kind]
        yield "bom", kind, b"\xef\xbb\xbf" + data
        yield "not utf8", kind, data[:-1] + b"\xff}"
        yield "cut", kind, data[:-5]
        yield "more", kind, data + b"{}"
        yield "list", kind, b"[" + data + b"]"
        yield "empty", kind, b""
        yield "deep", kind, b"[" * 10_000
        yield "twice", kind, data[:-1] + b',"type":"x"}'
        yield "float", kind, data.replace(b'"version":2', b'"version":2.0')
        yield "large integer", kind, data.replace(b'"version":2', b'"version":9007199254740993')
        yield "half a pair", kind, data.replace(b'"version":2', b'"version":2,"x":"\\ud800"')
        yield "spaces", kind, data + b" " * (most[0] - len(data))
        yield "too large", kind, data + b" " * (most[0] - len(data) + 1)
        yield "too many values", kind, b"[" + b"0," * most[1] + b"0]"
        yield "just enough values", kind, b"[" + b"0," * (most[1] - 1) + b"0]"
    titled = {"id": "L", "title": "示例"}
    for size, odd in ((200, None), (201, None), (201, 200), (202, 201)):
        lots: list[Any] = [{**titled, "id": f"L{n}"} for n in range(size)]
        if odd is not None:
            lots[odd] = {"id": "L"}
        yield f"{size} lots, odd {odd}", "tender", canonicalize({**WHOLE["tender"], "lots": lots})


def test_hostile_bytes_are_refused_alike(tmp_path: Path) -> None:
    openings = Openings()
    for name, kind, data in hostile():
        openings.read(name, kind, data)
    assert differences(openings, openings.answers(tmp_path)) == []
    codes = {one["error"]["code"] for one in openings.expected if "error" in one}
    assert codes >= {"has-bom", "not-utf8", "not-json", "not-an-object", "too-deep", "too-large"}
    assert codes >= {"duplicate-member", "float", "integer-too-large", "lone-surrogate", "too-many-values"}


def test_any_tender_is_known_by_the_same_digest(tmp_path: Path) -> None:
    openings, random = Openings(), Random(1)
    for number in range(30):
        value = make_tender(random)
        openings.read(f"tender {number}", "tender", json.dumps(value, indent=1).encode())
    assert all("digest" in one for one in openings.expected)
    assert differences(openings, openings.answers(tmp_path)) == []


@pytest.mark.parametrize(
    ("asked", "bidder", "code"),
    [
        (tender(), {**single(), "lots": ["L1", "L9"]}, "reference-unknown"),
        (tender(), together(["W1"], ["W9"]), "reference-unknown"),
        (tender(), {**single(), "claims": [{"criterion": "C9", "number": "1"}]}, "reference-unknown"),
        (tender(home="did:web:nobody.example"), single(), "home-unknown"),
    ],
)
def test_an_invalid_question_is_refused_alike(asked: Any, bidder: Any, code: str, tmp_path: Path) -> None:
    openings = Openings()
    with openings.recording(code), suppress(HurenError):
        Room().check(asked, bidder, now=OPENING + timedelta(hours=1))
    (expected,) = openings.expected
    assert expected["error"]["code"] == code
    assert differences(openings, openings.answers(tmp_path)) == []

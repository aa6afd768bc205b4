"""Certificate numbers in the browser's verifier: the same folding, answers and refusals (group `node`)."""

import json
import random
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest

from credentials.times import format_time, parse_time
from signing.errors import HurenError
from tests.harness.fuzz import examples
from tests.harness.node import ask_node
from tests.verifier.numbers.committed import SCHEME, Committed, commit
from verifier import Policy
from verifier.numbers.commitment import fold_number, hash_number
from verifier.numbers.look_up import look_up_number

pytestmark = pytest.mark.javascript

NUMBERS = [f"CQ-2026-{i:03}" for i in range(37)]
FOLDS = [
    "cq-2026-001", " ＣＱ－２０２６ ", "渝环协〔2026〕1号", "straße\u3000ﬁ", "ŉǰΐ",
    "ǆ\u00a0Ⅻ", "\x1c\x85\u2028a\ufeff",
    "İıſ", "①½™", "e\u0301é", "ΑΣ", "\u1680\u202f\u205f", "",
    "cq‐1–2—3−4－5﹘6", "\u200b\u2060\xad", "C\u200bQ\U000e0041", "—ー一",
]  # fmt: skip


def altered(source: random.Random, held: Committed, number: str) -> bytes:
    """Return an honest proof of some number, or one with members of other proofs."""
    value: Any = json.loads(held.prove(source.choice([number, *NUMBERS, "NONE"])))
    other: Any = json.loads(held.prove(source.choice([*NUMBERS, "NONE", "OTHER"])))
    for name in source.sample(["start", "leaves", "path"], source.randint(0, 2)):
        value[name] = other[name]
    match source.randrange(12):
        case 0:
            value["numbers"]["count"] += source.choice([-1, 1])
        case 1:
            value["numbers"]["coverage"] = []
        case 2:
            value["issuer"] = held.world.sc.did
        case 3:
            value["start"] = source.choice([-1, 0, 36, 37, 2**53 - 1, 1.5, "1"])
        case 4:
            value["path"] = value["path"][1:] if source.random() < 0.5 else [*value["path"], "0" * 64]
        case 5:
            value["leaves"] = source.choice([[], value["leaves"] * 3, ["F" * 64]])
        case 6:
            del value[source.choice([*value])]
    return json.dumps(value, ensure_ascii=False).encode()


def asked_of(held: Committed) -> list[dict[str, Any]]:
    source = random.Random(48)
    cases: list[dict[str, Any]] = []
    for _ in range(max(150, examples(300))):  # with fewer proofs none of an absent number comes up
        number = source.choice(
            [*NUMBERS, "NONE", "cq - 2026 - 007", "0", "ＣＱ－２０２６－０３６", "cq–2026−003", "\u200b"]
        )
        case: dict[str, Any] = {"number": number, "scheme": None, "issued": None}
        honest = source.random() < 0.4
        case["proof"] = (held.prove(number) if honest else altered(source, held, number)).decode()
        if source.random() < 0.3:
            case["scheme"] = source.choice([SCHEME, "cq-credit"])
        if source.random() < 0.3:
            case["issued"] = source.choice(["2026-01-31", "2026-02-01", "2027-01-01"])
        if source.random() < 0.1:
            case["later"] = format_time(held.world.now + timedelta(days=9))
        cases.append(case)
    return cases


def in_python(held: Committed, case: dict[str, Any]) -> list[Any]:
    now = parse_time(case["later"]) if "later" in case else held.world.now
    issued = date.fromisoformat(case["issued"]) if case["issued"] else None
    try:
        answer = look_up_number(
            held.trust,
            case["number"],
            case["proof"].encode(),
            now=now,
            policy=Policy(),
            scheme=case["scheme"],
            issued=issued,
        )
    except HurenError as error:
        return [error.code, error.field]
    manifest = answer.manifest.digest if answer.manifest is not None else None
    problem = answer.problem.code if answer.problem is not None else None
    return [answer.state, answer.why, answer.number, manifest, problem]


def test_javascript_answers_as_python_does(tmp_path: Path) -> None:
    held = commit(map(hash_number, NUMBERS))
    cases = asked_of(held)
    world = held.world
    question = {"bundle": world.bundle().decode(), "pin": world.pin, "now": format_time(world.now)}
    asked = {**question, "folds": FOLDS, "asked": cases}
    found = ask_node("tests/parity/js/numbers.mjs", tmp_path, asked)
    assert found["folds"] == [fold_number(text) for text in FOLDS]
    expected = [in_python(held, case) for case in cases]
    assert [(case, a) for case, a, b in zip(cases, found["answers"], expected, strict=True) if a != b] == []
    said = {answer[0] for answer in expected}
    assert said >= {
        "found",
        "absent",
        "not-covered",
        "number-proof",
        "numbers-unnamed",
        "member-missing",
        "number-empty",
    }

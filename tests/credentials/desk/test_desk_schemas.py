"""The schemas of the desk's documents and files take what the readers take."""

import json
from typing import Any

import pytest

from tests.credentials.desk.papers import D1, KeyFile, Passkey, Value, people, person, plan, statement
from tests.harness.groups import require
from tests.harness.vectors import read_vectors
from tests.signing.authenticator import Authenticator
from tests.world import World
from verifier.desk.schemas import DESK_MODELS, desk_schema

jsonschema_rs = require("jsonschema_rs", "schemathesis")

VECTORS = read_vectors("desk-carried")
FILE, PASSKEY = KeyFile("p1"), Passkey(Authenticator.of(-7))
VALIDATORS = {
    name: jsonschema_rs.validator_for(json.loads(desk_schema(name) or b""), validate_formats=True)
    for name in DESK_MODELS
}


def samples() -> list[tuple[str, Value]]:
    world = World()
    persons = person("p1", FILE.entry), person("p2", PASSKEY.entry, holds=[f"{world.cq.did}#assessment-1"])
    listed = world.cq.sign(people(*persons, policy={"plain": 2}), "assessment", world.now)
    returned = statement(decision="return", rows=[0], reasons="示例", after=D1)
    return [
        ("plan", plan(notice="skipped", reasons="示例", attachments=[{"name": "示例", "digest": D1}])),
        ("plan", plan(notBefore="2026-03-10T00:00:00+08:00", previous=D1)),
        ("statement", {**returned, "proof": FILE.prove(b"")}),
        ("statement", {**statement(), "proof": PASSKEY.prove(b"")}),
        ("people", listed),
        ("unsigned", VECTORS["unsigned"]),
        ("signed", VECTORS["signed"]),
    ]


def without(value: Value, name: str) -> Value:
    return {member: inner for member, inner in value.items() if member != name}


@pytest.mark.parametrize(("name", "value"), samples())
def test_a_sample_fits_its_schema_and_no_other(name: str, value: Any) -> None:
    VALIDATORS[name].validate(value)
    assert [other for other in VALIDATORS if VALIDATORS[other].is_valid(value)] == [name]
    optional = {
        "notice",
        "reasons",
        "attachments",
        "notBefore",
        "previous",
        "rows",
        "after",
        "rpId",
        "origin",
        "about",
        "before",
        "keyList",
    }
    for member in value:
        assert VALIDATORS[name].is_valid(without(value, member)) == (member in optional), member
        assert not VALIDATORS[name].is_valid({**value, member: True}), member
    assert not VALIDATORS[name].is_valid({**value, "bogus": 1})

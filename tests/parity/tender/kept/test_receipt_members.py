"""Parity of the receipt's two models: each member present, null or absent is judged alike."""

from collections.abc import Iterator, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from signing.jcs import canonicalize
from tests.parity.tender.kept.kept_acts import Acts
from tests.verifier.tender.opening import OPENING, A, B, Room, requirement, single, tender
from tests.verifier.tender.record.drawn import draw, opening_of
from verifier.tender import Paper
from verifier.tender.record import TenderReceipt, parse_receipt

pytestmark = pytest.mark.javascript

DIGEST, BOX = "1" * 64, [1, 2, 3, 4]
Place = tuple[str | int, ...]


@pytest.fixture(scope="module")
def full() -> Any:
    """Return a receipt with every member of its model; it need not hold together."""
    room = Room()
    room.hand_in(A)
    room.hand_in(B, grade="甲临")
    room.world.publish()
    listed = {"type": "Bidders/1", "version": 1, "bidders": [single()]}
    papers = {"B1": [*room.papers, Paper("锁.pdf", DIGEST, unread="paper-locked")]}
    opening = opening_of(room.world, tender(requirement(validAt="all")), listed, papers)
    value: Any = deepcopy(draw(opening, OPENING).value)
    value["header"]["first"] = DIGEST
    value["header"]["dates"]["award"] = value["header"]["now"]
    value["header"]["pending"] = ["award"]
    value["header"]["counts"]["otherCriteria"] = 1
    value["header"]["trust"]["clauses"] = ["第一条"]
    entry: Any = next(one for one in value["inputs"] if one["codes"])
    entry["codes"][0] |= {"box": BOX, "early": True}
    entry |= {"withoutCode": [1], "unreadable": [{"page": 1, "box": BOX}], "certificateLike": [1]}
    entry["unreadPages"] = [{"page": 1, "reason": "paper-locked"}]
    credential: Any = value["credentials"][0]
    credential["witnessed"] = {"by": value["header"]["home"], "seen": credential["since"]}
    credential["logProof"] = DIGEST
    credential["columns"] = {name: {"outcome": "yes", "code": "valid"} for name in credential["columns"]}
    credential["places"][0] |= {"page": 1, "box": BOX, "byNumber": True}
    cell: Any = value["cells"][0]
    reason = {"code": "expired", "credential": DIGEST, "holder": "甲公司", "facts": {}}
    column = next(one for one in cell["columns"].values() if one is not None)
    column = column | {"reasons": [reason], "without": ["甲公司"], "clauses": ["第一条"], "grade": "甲级"}
    cell["columns"] = dict.fromkeys(cell["columns"], column | {"credentials": [DIGEST], "codes": ["x"]})
    cell["codes"] = ["x"]
    value["criteria"][0]["points"] = {"row": 0, "minGrade": "甲级", "points": "3"}
    flag = {"code": "x", "lot": "L1", "bidders": ["B1"], "enterprise": "甲公司", "facts": {}}
    note = {"bidder": "B1", "file": "甲.pdf", "page": 1, "code": "x", "credential": DIGEST, "facts": {}}
    looks = dict.fromkeys(("read", "toLookAt", "lookedAt", "unreadable", "like"), 1)
    value |= {"flags": [flag], "papers": [note], "looks": [{"bidder": "B1", **looks}]}
    return value


def list_models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
        for field in annotation.model_fields.values():
            yield from list_models(field.annotation)
    for inner in get_args(annotation):
        yield from list_models(inner)


def list_present(value: object) -> Iterator[tuple[type[BaseModel], str]]:
    """List members that are neither null nor an empty list, with the model that defines them."""
    if isinstance(value, BaseModel):
        for name in type(value).model_fields:
            member = getattr(value, name)
            if member is not None and member != ():
                yield type(value), name
            yield from list_present(member)
    elif isinstance(value, tuple):
        for item in value:
            yield from list_present(item)


def list_places(value: object, above: Place = ()) -> Iterator[Place]:
    """List every member and item of a JSON value by its path."""
    if isinstance(value, Mapping | list):
        for step, inner in value.items() if isinstance(value, Mapping) else enumerate(value):
            yield (*above, step)
            yield from list_places(inner, (*above, step))


def changed(value: Any, place: Place, *, is_away: bool) -> bytes:
    made = deepcopy(value)
    inner = made
    for step in place[:-1]:
        inner = inner[step]
    if is_away:
        del inner[place[-1]]
    else:
        inner[place[-1]] = None
    return canonicalize(made)


def test_the_sample_has_every_member_of_the_model(full: Any) -> None:
    known = {(model, name) for model in list_models(TenderReceipt) for name in model.model_fields}
    assert known - {*list_present(parse_receipt(canonicalize(full)).body)} == set()


def test_a_member_that_is_there_null_or_away_is_judged_alike(full: Any, tmp_path: Path) -> None:
    acts = Acts(tmp_path)
    acts.describe(canonicalize(full))
    kinds: dict[Place, Place] = {}
    for place in list_places(full):
        kinds.setdefault(tuple("*" if isinstance(step, int) else step for step in place), place)
    for place in kinds.values():
        # these belong to another kind of file, or have free members
        if place == ("type",) or place[:2] == ("header", "proof"):
            continue
        acts.describe(changed(full, place, is_away=False))
        acts.describe(changed(full, place, is_away=True))
    acts.check()
    assert {"member-type", "member-missing", "header-signature"} <= {*acts.codes}

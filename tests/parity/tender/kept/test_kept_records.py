"""Parity of acts on kept records: difference, extract, and refusals, byte for byte."""

import hashlib
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signing.jcs import canonicalize
from tender.record.pack import write_pack
from tests.parity.tender.kept.kept_acts import Acts
from tests.tender.record.hostile_packs import HOSTILE
from tests.verifier.tender.opening import OPENING, A, B, Room, requirement, single, tender, together
from tests.verifier.tender.record.changed import ATTACKS, EXTRACTS
from tests.verifier.tender.record.drawn import CODE, OFFICER, SEED, draw, opening_of
from verifier.tender import Paper, Unsigned
from verifier.tender.record import (
    ReceiptInput,
    TenderOpening,
    TenderReceipt,
    list_pack,
    make_extract,
)
from verifier.tender.record.inputs import list_timely
from verifier.tender.record.printed_papers import VouchedFile, vouch

pytestmark = pytest.mark.javascript

AWARD = OPENING + timedelta(days=10)
LATER = AWARD + timedelta(hours=1)
ALL = requirement(validAt="all")
BIDDERS: Any = {
    "type": "Bidders/1", "version": 1,
    "bidders": [single(), {**together(["W1"], ["W1"]), "id": "B2"}, {**single(), "id": "B3"}],
}  # fmt: skip


@pytest.fixture
def acts(tmp_path: Path) -> Acts:
    return Acts(tmp_path)


@pytest.fixture
def room() -> Room:
    made = Room()
    made.hand_in(A)
    made.hand_in(B, grade="甲临")
    made.world.publish()
    return made


def opened(room: Room, *asked: Any, bidders: Any = None, **changes: Any) -> TenderOpening:
    papers = {
        "B1": room.papers[:1],
        "B2": room.papers,
        "B3": [Paper("锁.pdf", "1" * 64, unread="paper-locked")],
    }
    return opening_of(room.world, tender(*asked, **changes), bidders or BIDDERS, papers)


def packed(receipt: Unsigned[TenderReceipt], opening: TenderOpening) -> bytes:
    return write_pack(list_pack(receipt, opening))


def test_opening_and_award_differ_in_the_same_words(acts: Acts, room: Room) -> None:
    first = opened(room, ALL, requirement(id="R2", minGrade="甲级"))
    before = draw(first, OPENING)
    since = OPENING + timedelta(days=8)
    suspended: Any = room.papers[0].codes[0].data
    room.world.suspend(suspended, effective_from=since, created=since, reason="complaint")
    room.world.now = LATER
    room.world.publish()
    second = opened(room, ALL, requirement(id="R2", minGrade="甲级"))
    after = draw(second, LATER, AWARD)
    packs = packed(before, first), packed(after, second)
    for one, two in ((0, 1), (1, 0), (0, 0)):
        acts.compare(packs[one], packs[two])
        acts.compare((before.data, after.data)[one], packs[two])
        acts.compare((before.data, after.data)[one], (before.data, after.data)[two])
    acts.check()
    codes = {cause["code"] for one in acts.expected for cell in one["cells"] for cause in cell["causes"]}
    assert "status-event" in codes


def test_other_documents_policies_software_and_papers_are_reported_alike(acts: Acts, room: Room) -> None:
    first = opened(room, ALL)
    lists = [{**BIDDERS, "version": 2, "previous": digest} for digest in (first.bidders.digest, "1" * 64)]
    marked = deepcopy(lists[0])
    marked["bidders"][0]["marks"] = [{"file": "别.pdf", "page": 1, "claims": "certificate"}]
    stricter = requirement(validAt="all", minGrade="甲级")
    others = [
        opened(room, stricter),
        opened(room, stricter, version=2, previous=first.tender.digest),
        opened(room, stricter, version=2, previous="2" * 64),
        opened(room, ALL, requirement(id="R2"), version=2, previous=first.tender.digest),
        opened(room, ALL, bidders=marked),
        opened(room, ALL, bidders=lists[1]),
        opened(room, ALL, freshness={"failAfterHours": 24}),
        replace(first, inputs={}),
        replace(first, inputs={**first.inputs, "B3": [ReceiptInput(Paper("锁.pdf", "3" * 64), 9, 1)]}),
        replace(first, inputs={**first.inputs, "B1": [measured(first.inputs["B1"][0])]}),
        opened(room, ALL, number="别的-1"),
    ]
    now = OPENING + timedelta(days=2)
    before = packed(draw(first, now), first)
    for other in others:
        after = packed(draw(other, now), other)
        acts.compare(before, after)
        acts.compare(after, before)
    acts.compare(before, packed(draw(first, now, code=replace_code()), first))
    acts.compare(before, packed(draw(first, now + timedelta(days=9)), first))
    acts.check()
    assert "records-apart" in acts.codes
    codes = {cause["code"] for one in acts.expected for cause in one.get("causes", ())}
    assert codes >= {"tender", "bidders", "policy", "software", "input", "date"}
    assert {one["code"] for found in acts.expected for one in found.get("versions", ())} >= {
        "tender:other-text", "tender:older", "tender:other-previous", "bidders:other-previous"}  # fmt: skip


def measured(entry: ReceiptInput) -> ReceiptInput:
    """Return the same file with its codes at slightly other places."""
    codes = tuple(code._replace(box=(1, 2, 3, 4)) for code in entry.paper.codes)
    return replace(entry, paper=replace(entry.paper, codes=codes))


def replace_code() -> Any:
    return CODE.model_copy(update={"digest": "0" * 64})


def test_changed_rows_of_an_agreement_are_reported_alike(acts: Acts) -> None:
    room = Room()
    room.hand_in(scheme="sc-pollution-control", category=["水污染治理"], grade="一级")
    room.world.publish()

    def lower(text: Any) -> None:
        for row in text["equivalences"]:
            if (row["from"]["scheme"], row["from"]["grade"]) == ("sc-pollution-control", "一级"):
                row["to"]["grade"] = "乙级"

    def drop(text: Any) -> None:
        text["equivalences"] = [
            row for row in text["equivalences"] if row["from"]["scheme"] != "sc-pollution-control"
        ]

    packs = []
    for change in (lower, drop, None):
        opening = opened(room, requirement(minGrade="甲级"))
        packs.append(packed(draw(opening, LATER), opening))
        if change is not None:
            room.world.amend(change)
            room.world.now = LATER
            room.world.publish()
    for before, after in ((0, 1), (1, 2), (0, 2), (2, 0)):
        acts.compare(packs[before], packs[after])
    acts.check()
    codes = {cause["code"] for one in acts.expected for cell in one["cells"] for cause in cell["causes"]}
    assert "agreement-row" in codes


def test_extracts_are_the_same_bytes(acts: Acts, room: Room) -> None:
    receipt = draw(opened(room, ALL, requirement(id="R2", minGrade="甲级")), OPENING)
    for bidder in ("B1", "B2", "B3", "B9"):
        acts.extract(receipt, bidder)
    lots = {cell.lot for cell in receipt.body.cells}
    criteria = {cell.criterion for cell in receipt.body.cells}
    acts.extract(receipt, "B2", lot=min(lots), criterion=min(criteria))
    acts.extract(receipt, "B2", lot="none")
    acts.check()
    assert acts.codes.count("extract-empty") == 2


def test_an_inconsistent_file_is_refused_alike(acts: Acts, room: Room) -> None:
    opening = opened(room, ALL)
    for receipt in (draw(opening, OPENING), draw(opening, OPENING, signer=None)):
        acts.describe(packed(receipt, opening))
        acts.describe(receipt.data)
        acts.describe(make_extract(receipt, "B2").data)
    receipt = draw(opening, OPENING)
    for change, _ in ATTACKS.values():
        acts.describe(canonicalize(edited(receipt.value, change)))
    for change, _ in EXTRACTS.values():
        acts.describe(canonicalize(edited(make_extract(receipt, "B2").value, change)))
    no_proof = edited(receipt.value, lambda value: value["header"]["proof"].update(proofPurpose="x"))
    acts.describe(canonicalize(no_proof))
    acts.describe(canonicalize({**receipt.value, "seed": SEED.hex().upper()}))
    acts.describe(canonicalize({**receipt.value, "more": 1}))
    acts.describe(canonicalize({**receipt.value, "cells": [{}]}))
    acts.describe(receipt.data[:-1])
    acts.check()
    assert {"header-signature", "receipt-rows", "receipt-content", "extract-row"} <= {*acts.codes}


def vouched_file(name: str, data: bytes) -> VouchedFile:
    digest = hashlib.sha256(data).hexdigest()
    return VouchedFile(name=name, size=len(data), sha256=digest, languages=("zh",), software=CODE)


def test_an_altered_file_of_a_pack_is_named_alike(acts: Acts, room: Room) -> None:
    opening = opened(room, ALL)
    other = opened(room, requirement(validAt="all", minGrade="甲级"))
    printed = {"record.pdf": b"%PDF page", "matrix.xlsx": b"PK sheet"}
    for signer in (OFFICER, None):
        receipt = draw(opening, OPENING, signer=signer)
        files = {**list_pack(receipt, opening), **printed}
        named = [vouched_file(name, data) for name, data in printed.items()]
        files["papers.json"] = papers = vouch(receipt, named, signer).data
        statement: Any = json.loads(papers)
        for changes in (
            {}, {"record.pdf": b"%PDF pagf"}, {"record.pdf": b"%PDF page seal"},
            {"matrix.xlsx": b"PK sheet."}, {"record.html": b"<p>"},
            {"papers.json": papers.replace(b'"size":9', b'"size":8')},
            {"papers.json": b"{}"}, {"papers.json": canonicalize({**statement, "receipt": "1" * 64})},
            {"papers.json": canonicalize({**statement, "officer": None})},
            {"papers.json": canonicalize({**statement, "files": statement["files"] * 2})},
            {"tender.json": other.tender.data}, {"tender.json": b"{"}, {"bundle.json": b"{}"},
        ):  # fmt: skip
            acts.describe(write_pack({**files, **changes}))
            acts.compare(receipt.data, write_pack({**files, **changes}))
        for name in ("record.pdf", "papers.json", "tender.json", "bundle.json"):
            acts.describe(write_pack({kept: data for kept, data in files.items() if kept != name}))
    acts.check()
    states = {state for one in acts.expected for _, state in one.get("papers") or ()}
    assert states == {"same", "appended", "changed", "missing", "unvouched"}
    assert {"papers-other", "officer-other", "papers-signature", "pack-file-other"} <= {*acts.codes}


def test_papers_in_time_are_the_same(acts: Acts, room: Room) -> None:
    opening = opened(room, ALL)
    late = [replace(one, paper=replace(one.paper, late=True)) for one in opening.inputs["B2"][1:]]
    for inputs in (opening.inputs, {**opening.inputs, "B2": [*opening.inputs["B2"][:1], *late]}, {}):
        receipt = draw(replace(opening, inputs=inputs), OPENING)
        timely = {bidder: sorted(digests) for bidder, digests in list_timely(receipt.body).items()}
        expected = {"digest": receipt.digest, "timely": timely}
        acts.add("first", lambda expected=expected: expected, file=acts.keep(receipt.data))  # type: ignore[misc]
    acts.check()
    assert acts.expected[2]["timely"] == {}


def edited(value: Any, change: Callable[[Any], object]) -> Any:
    copied = deepcopy(value)
    change(copied)
    return copied


def test_packs_in_another_form_are_refused_alike(acts: Acts) -> None:
    for make, _ in HOSTILE.values():
        acts.describe(make())
    acts.check()
    assert {"pack-damaged", "pack-form"} <= {*acts.codes}


def test_objections_are_the_same_bytes_and_refused_alike(acts: Acts, room: Room) -> None:
    receipt = draw(opened(room, ALL), OPENING)
    good = written(receipt)
    answer = {
        "answeredAt": "2026-05-22T10:00:00+08:00",
        "outcome": "rejected",
        "text": "不成立。",
        "extract": "1" * 64,
    }
    acts.object(receipt, good)
    acts.object(receipt, {**good, "answer": answer, "about": {}})
    changes: list[Any] = [
        {"receipt": "0" * 64}, {"tender": "0" * 64}, {"raisedAt": "2026-05-19T10:00:00+08:00"},
        {"about": {"bidder": "B9"}}, {"about": {"lot": "L9"}},
        {"about": {"bidder": "B1", "requirement": "R9"}}, {"about": {"more": 1}},
        {"arguments": []}, {"remedies": ["money"]}, {"classification": "x"},
        {"answer": {**answer, "answeredAt": "2026-05-20T09:00:00+08:00"}}, {"raisedBy": {"name": ""}},
        {"raisedBy": {"name": "示例", "uscc": "1"}}, {"arguments": [{"text": "", "evidence": []}]},
    ]  # fmt: skip
    for change in changes:
        acts.object(receipt, {**good, **change})
    acts.check()
    assert {"objection-other", "objection-early", "reference-unknown", "interval-empty"} <= {*acts.codes}


def written(receipt: Unsigned[TenderReceipt]) -> Any:
    return {
        "type": "Objection/1", "tender": receipt.body.header.tender.digest, "receipt": receipt.digest,
        "raisedBy": {"name": "示例甲", "uscc": A}, "raisedAt": "2026-05-21T10:00:00+08:00",
        "classification": "cell", "about": {"bidder": "B2", "requirement": "R1"},
        "arguments": [{"text": "理由。", "evidence": [{"title": "附件", "sha256": "2" * 64}]}],
        "remedies": ["check-again", "clarify"],
    }  # fmt: skip

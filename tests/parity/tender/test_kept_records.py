"""Parity of what is done with kept records: difference, extract and what does not hold, byte for byte."""

import base64
import json
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from signing.errors import HurenError, Lang
from signing.jcs import canonicalize
from tender.command.compare import compare_kept
from tender.command.record_files import KeptRecord, load_kept, load_record
from tender.record.pack import write_pack
from terminal.names import SpokenNames
from tests.harness.node import ask_node
from tests.tender.record.hostile_packs import HOSTILE
from tests.verifier.tender.opening import OPENING, A, B, Room, requirement, single, tender, together
from tests.verifier.tender.record.changed import ATTACKS, EXTRACTS
from tests.verifier.tender.record.drawn import CODE, SEED, draw, opening_of
from verifier.tender import Paper, Unsigned
from verifier.tender.record import (
    ReceiptInput,
    TenderOpening,
    TenderReceipt,
    check_extract,
    check_objection,
    check_receipt,
    list_pack,
    make_extract,
    parse_objection,
)
from verifier.tender.record.inputs import list_timely
from verifier.tender.record.objection import find_cells
from verifier.tender.record.paper.telling import say_cause, say_version

pytestmark = pytest.mark.javascript

LANGUAGES: tuple[Lang, ...] = ("zh", "en")
AWARD = OPENING + timedelta(days=10)
LATER = AWARD + timedelta(hours=1)
ALL = requirement(validAt="all")
BIDDERS: Any = {
    "type": "Bidders/1", "version": 1,
    "bidders": [single(), {**together(["W1"], ["W1"]), "id": "B2"}, {**single(), "id": "B3"}],
}  # fmt: skip


class Acts:
    """Acts on files, what Python makes of each, and the same asked of JavaScript."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []
        self.cases: list[dict[str, Any]] = []
        self.expected: list[Any] = []

    def keep(self, data: bytes) -> int:
        """A file; its number."""
        self.paths.append(self.folder / str(len(self.paths)))
        self.paths[-1].write_bytes(data)
        return len(self.paths) - 1

    def add(self, act: str, come: Callable[[], Any], **given: Any) -> None:
        """One act, and what Python comes to."""
        self.cases.append({"act": act, **given})
        try:
            self.expected.append(come())
        except HurenError as error:
            said = [error.sentence("zh"), error.sentence("en")]
            self.expected.append({"error": error.code, "field": error.field, "said": said})

    def compare(self, before: bytes, after: bytes) -> None:
        """What two files differ in, in data and in words."""
        numbers = self.keep(before), self.keep(after)
        paths = [self.paths[number] for number in numbers]
        self.add("compare", lambda: compared(*map(load_record, paths)), before=numbers[0], after=numbers[1])

    def describe(self, data: bytes) -> None:
        """Whether a file is a record or an extract that holds together."""
        number = self.keep(data)
        self.add("describe", lambda: described(self.paths[number]), file=number)

    def extract(self, receipt: Unsigned[TenderReceipt], bidder: str, **of: str) -> None:
        """The rows of a bidder."""
        self.add(
            "extract",
            lambda: {"data": base64.b64encode(make_extract(receipt, bidder, **of).data).decode()},
            file=self.keep(receipt.data),
            of={"bidder": bidder, **of},
        )

    def object(self, receipt: Unsigned[TenderReceipt], value: Any) -> None:
        """An objection to a receipt."""
        data = json.dumps(value).encode()
        told = {"objection": base64.b64encode(data).decode(), "file": self.keep(receipt.data)}
        self.add("object", lambda: objected(receipt, data), **told)

    def check(self) -> None:
        """Both are the same."""
        files = [base64.b64encode(path.read_bytes()).decode() for path in self.paths]
        given = {"files": files, "cases": self.cases}
        answers = ask_node("tests/parity/tender/kept_records.mjs", self.folder, given)
        for number, (expected, answer) in enumerate(zip(self.expected, answers, strict=True)):
            assert answer == expected, (number, self.cases[number])

    @property
    def codes(self) -> list[str]:
        """The errors that were met."""
        return [one.get("error", "") for one in self.expected]


def compared(before: KeptRecord, after: KeptRecord) -> Any:
    found, breaks = compare_kept(before, after)
    causes = [*found.causes, *(cause for cell in found.cells for cause in cell.causes)]
    named = next((one for one in (after, before) if one.trust is not None), None)
    said = []
    for lang in LANGUAGES:
        names = (
            SpokenNames.of(named.trust, named.receipt.body.header.now, lang)
            if named and named.trust
            else None
        )
        told = [say_cause(cause, lang, names) for cause in causes]
        said.append([*told, *(say_version(code, facts, lang) for code, facts in breaks)])
    versions = [{"code": code, "facts": facts} for code, facts in breaks]
    return {**found.to_json(), "versions": versions, "said": said}


def objected(receipt: Unsigned[TenderReceipt], data: bytes) -> Any:
    found = parse_objection(data)
    check_objection(found.body, receipt)
    cells = [[c.requirement, c.bidder, c.state] for c in find_cells(found.body, receipt.body)]
    return {"data": base64.b64encode(found.data).decode(), "digest": found.digest, "cells": cells}


def described(path: Path) -> Any:
    kept = load_kept(path)
    if isinstance(kept, KeptRecord):
        check_receipt(kept.receipt)
        return {"kind": "record", "digest": kept.receipt.digest}
    check_extract(kept)
    return {"kind": "extract", "digest": None}


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


def test_other_documents_policies_software_and_papers_are_told_alike(acts: Acts, room: Room) -> None:
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
    """The same file, its codes a little apart."""
    codes = tuple(code._replace(box=(1, 2, 3, 4)) for code in entry.paper.codes)
    return replace(entry, paper=replace(entry.paper, codes=codes))


def replace_code() -> Any:
    return CODE.model_copy(update={"digest": "0" * 64})


def test_the_rows_of_an_agreement_that_changed_are_told_alike(acts: Acts) -> None:
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


def test_what_does_not_hold_together_is_refused_alike(acts: Acts, room: Room) -> None:
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


def test_what_came_in_time_is_the_same(acts: Acts, room: Room) -> None:
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

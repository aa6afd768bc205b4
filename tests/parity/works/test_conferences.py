"""Resolutions and standards: JavaScript reads and judges them as Python does."""

from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import pytest

from credentials.documents.conferences.resolution import ResolutionHalf
from credentials.kinds import parse_any
from credentials.record import parse_document, read_body
from keys_example import STRANGER
from signing.errors import HurenError
from signing.jcs import canonicalize
from tests.credentials.works.refused_conferences import RESOLUTIONS, STANDARDS
from tests.parity.members import VALUES, check, paths
from tests.parity.parity import Recorder
from tests.world import World
from tests.world.works import Document, change, half, publish_part, signed, signed_halves, standard
from verifier.trust.parts import HandedParts

pytestmark = pytest.mark.javascript


def test_forms_are_read_alike(tmp_path: Path) -> None:
    """Each fault of form once; each member left out, emptied, or of another type."""
    recorder, world = Recorder(), World()
    whole = (half(world), standard(world))
    faults = (RESOLUTIONS, STANDARDS)
    with recorder.recording("form"):
        for document, refused in zip(whole, faults, strict=True):
            changes = [{}, *(members for members, *_ in refused.values())]
            changes += [
                {path: value}
                for path in paths(document["credentialSubject"], "credentialSubject")
                for value in VALUES
            ]
            for members in changes:
                made = change(document, members)
                world.verify(canonicalize(world.cq.sign(made, "assessment", world.now)))
    codes = {case["expected"]["en"]["code"] for case in recorder.cases if case["kind"] == "verdict"}
    assert {"malformed", "half-missing"} <= codes
    check(recorder, tmp_path)


def test_own_checks_are_judged_alike(tmp_path: Path) -> None:
    recorder, world = Recorder(), World()
    with recorder.recording("own checks"):
        made = signed(world, standard(world))
        whole = signed_halves(world, made)
        title = {"zh": "示例别的", "en": "Other (Example)"}
        other = signed(world, half(world, "sc", made, items__0__title=title))
        strange = signed_halves(world, made, number="示例 3", parties=[world.cq.did, world.sc.did, STRANGER])
        later = signed_halves(world, made, number="示例 1")
        astral = signed_halves(world, made, number="示例 😀")
        rejected = signed_halves(
            world,
            made,
            number="示例 4",
            items__0__decision="rejected",
            items__0__due=...,
            items__0__owner=...,
        )
        sets = ((), whole, whole[:1], (whole[0], other), (*whole, other), strange, rejected, (*whole, *later),
                (*later, *astral), (made,))  # fmt: skip
        for beside in sets:
            for data in (made, *whole, other, strange[0], rejected[0]):
                world.verify(data, beside=[parse_any(one) for one in beside])
        for altered in _altered(half(world, "sc", made)):
            theirs = parse_any(signed(world, altered))
            assert world.verify(whole[0], beside=[theirs]).codes in (("half-differs",), ("half-missing",))
            assert world.verify(made, beside=[parse_any(whole[0]), theirs]).codes == ("unadopted",)
    told = {
        code
        for case in recorder.cases
        if case["kind"] == "verdict"
        for code in case["expected"]["en"]["codes"]
    }
    assert told >= {"resolved", "half-missing", "half-differs", "parties-differ", "adopted", "unadopted"}
    check(recorder, tmp_path)


def _altered(document: Document) -> Iterator[Document]:
    """Return the half with one byte of its content altered, where the result is still a half."""
    whole = canonicalize(document["credentialSubject"])
    for place in range(0, len(whole), 19):
        for byte in b"1x":
            data = whole[:place] + bytes([byte]) + whole[place + 1 :]
            with suppress(ValueError, HurenError):
                made = {**document, "credentialSubject": parse_document(data, len(data))}
                read_body(made, ResolutionHalf)
                if data != whole:
                    yield made


def test_parts_are_opened_alike(tmp_path: Path) -> None:
    """Whole parts, parts without one association's records, older parts, parts with foreign records."""
    recorder, world = Recorder(), World()
    made = signed(world, standard(world))
    mine, theirs = signed_halves(world, made)
    other = signed(world, half(world, "sc", made, number="示例 9"))
    rival = signed(world, half(world, "sc", made, items__0__title={"zh": "示例别的", "en": "Other"}))
    world.publish()
    older = publish_part(world, "sc", [theirs], "resolutions")
    parts = [publish_part(world, "sc", [theirs, other, rival, world.issue()], "resolutions")]
    with recorder.recording("parts"):
        parts.append(publish_part(world, "cq", [made, mine], "resolutions"))
        trust = world.trust()
        for handed in ([], parts, parts[:1], parts[1:], [older, parts[1]]):
            for data in (made, mine, theirs, other):
                recorder.beside(trust, handed, data)
    found = HandedParts(trust, parts).find_beside(parse_any(made))
    assert {one.data for one in found.records} == {mine, theirs}, "what one signed alone is not read"
    assert world.verify(made, beside=[*found.records]).codes == ("adopted",)
    with_older = HandedParts(trust, [older, parts[1]]).find_beside(parse_any(mine))
    assert {one.data for one in with_older.records} == {mine, theirs}
    check(recorder, tmp_path)

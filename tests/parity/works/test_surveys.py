"""Documents of a survey: JavaScript reads and judges each as Python does."""

from pathlib import Path

import pytest

from credentials.kinds import parse_any
from signing.jcs import canonicalize
from tests.credentials.works.refused_surveys import COMMITMENTS, DEFINITIONS, REPORTS
from tests.parity.members import VALUES, check, paths
from tests.parity.parity import Recorder
from tests.verifier.attacks import ATTACKS, surveys
from tests.world import World
from tests.world.works import (
    change,
    publish_part,
    signed,
    signed_halves,
    survey_commitment,
    survey_definition,
    survey_report,
)
from verifier.trust.parts import HandedParts

pytestmark = pytest.mark.javascript

CODES = (
    "no-definition", "table-differs", "no-commitment", "commitment-later", "count-differs", "sums-differ",
    "cell-alone", "no-edition", "pattern-differs", "area-foreign", "survey-early", "survey-unadopted",
    "commitment-rival", "edition-rival",
)  # fmt: skip


def test_forms_are_read_alike(tmp_path: Path) -> None:
    """What is refused by form, each fault once; each member left out, emptied, of another type."""
    recorder, world = Recorder(), World()
    whole = (survey_definition(world), survey_commitment(world, b""), survey_report(world, b"", b""))
    with recorder.recording("form"):
        for document, refused in zip(whole, (DEFINITIONS, COMMITMENTS, REPORTS), strict=True):
            changes = [{}, *(members for members, *_ in refused.values())]
            changes += [
                {path: value}
                for path in paths(document["credentialSubject"], "credentialSubject")
                for value in VALUES[:3]
            ]
            for members in changes:
                made = change(document, members)
                world.verify(canonicalize(world.cq.sign(made, "assessment", world.now)))
    codes = {case["expected"]["en"]["code"] for case in recorder.cases if case["kind"] == "verdict"}
    assert {"malformed", "ok"} <= codes
    check(recorder, tmp_path)


def test_own_checks_are_judged_alike(tmp_path: Path) -> None:
    recorder = Recorder()
    with recorder.recording("own checks"):
        for code in CODES:
            for attack in ATTACKS[code]:
                attack(World())
        world = World()
        made = surveys.ask_all(world)
        first = signed(world, survey_report(world, *made))
        second = signed(world, survey_report(world, *made, previous=first))
        for beside in ((), made, (*made, first), (first,), (made.definition,)):
            for data in (*made, first, second):
                world.verify(data, beside=[parse_any(one) for one in beside])
        for cells in ([""] * 15 + ["0"], ["c"] * 15 + ["1.5"], ["0.5"] * 15 + ["1.50"]):
            world.verify(signed(world, survey_report(world, *made, tables__0__cells=cells)))
    told = {
        code
        for case in recorder.cases
        if case["kind"] == "verdict"
        for code in case["expected"]["en"]["codes"]
    }
    assert told >= {*CODES}
    check(recorder, tmp_path)


def test_parts_are_opened_alike(tmp_path: Path) -> None:
    """Whole, wanting, with records that do not belong there; what a resolution adopts is in another part."""
    recorder, world = Recorder(), World()
    made = surveys.ask_all(world)
    first = signed(world, survey_report(world, *made))
    second = signed(world, survey_report(world, *made, previous=first))
    halves = signed_halves(world, made.definition)
    rival = signed(world, survey_commitment(world, made.definition))
    another = signed(world, survey_report(world, made.definition, rival))
    world.publish()
    with recorder.recording("parts"):
        parts = [
            publish_part(
                world, "cq", [*made, first, second, rival, another, world.issue(), halves[0]], "statistics"
            ),
            publish_part(world, "cq", [halves[0], second], "resolutions"),
            publish_part(world, "sc", [halves[1], made.commitment], "resolutions"),
        ]
        trust = world.trust()
        for handed in ([], parts, parts[:1], parts[1:]):
            for data in (*made, first, second, another):
                recorder.beside(trust, handed, data)
    handed_in = HandedParts(trust, parts)
    found = handed_in.beside(parse_any(second))
    assert [one.data for one in found.records] == [*made, first, rival, *halves]
    assert world.verify(second, beside=found).codes == ("commitment-rival",)
    beside = handed_in.beside(parse_any(first))
    assert world.verify(first, beside=beside).codes == ("commitment-rival", "edition-rival")
    assert world.verify(made.definition, beside=handed_in.beside(parse_any(made.definition))).codes == (
        "adopted",
    )
    check(recorder, tmp_path)

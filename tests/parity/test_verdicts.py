"""Parity: the verifier in JavaScript gives exactly Python's verdict on every input."""

import json
from contextlib import suppress
from pathlib import Path

import pytest

from signing.errors import HurenError
from tests.harness.node import run_parity
from tests.parity.parity import Recorder, differences
from tests.parity.scenes import days, in_words, mutated, scenes, signed_anew
from tests.verifier.attacks import ATTACKS
from tests.world import World

pytestmark = pytest.mark.javascript


@pytest.fixture(scope="module")
def recorder() -> Recorder:
    """All the vectors."""
    found = Recorder()
    for name, scene in scenes().items():
        with found.recording(name), suppress(HurenError):
            scene(World())
    mutated(found)
    signed_anew(found)
    days(found)
    in_words(found)
    return found


def test_there_are_enough_cases(recorder: Recorder) -> None:
    verdicts = [case for case in recorder.cases if case["kind"] == "verdict"]
    assert len(verdicts) >= 200
    assert {case["expected"]["en"]["outcome"] for case in verdicts} == {"valid", "invalid", "indeterminate"}
    codes = {code for case in verdicts for code in case["expected"]["en"]["codes"]}
    of_carriers = {"print-differs", "print-unread", "print-absent"}
    assert set(ATTACKS) - codes <= of_carriers


@pytest.mark.parametrize(
    "webcrypto", [True, pytest.param(False, marks=pytest.mark.night)], ids=["webcrypto", "noble"]
)
def test_verdicts_are_equal(recorder: Recorder, tmp_path: Path, webcrypto: bool) -> None:
    asked = recorder if webcrypto else recorder.one_of_each()
    assert len(asked.cases) > 100
    result = run_parity(asked.to_json(), tmp_path, webcrypto=webcrypto)
    assert result["failures"] == [], differences(result)
    assert result["implementation"] == ("webcrypto" if webcrypto else "noble")


def test_a_difference_is_noticed(tmp_path: Path) -> None:
    recorder, world = Recorder(), World()
    with recorder.recording("one of three"):
        for _ in range(3):
            world.verify(world.issue())
    vectors = json.loads(recorder.to_json())
    cases = [case for case in vectors["cases"] if case["kind"] == "verdict"]
    cases[1]["expected"]["zh"]["findings"][4]["detail"] += "?"
    result = run_parity(json.dumps({**vectors, "cases": cases}), tmp_path)
    assert [failure["name"] for failure in result["failures"]] == [cases[1]["name"]]

"""Scenes of other tests put to the verifier in JavaScript, which must give the same answers."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.harness.node import ask_node, run_parity
from tests.parity.parity import Recorder, differences


def retell(scenes: Mapping[str, Callable[[], object]], folder: Path) -> None:
    """Play each scene and put its questions to node; skip the test without node."""
    recorder = Recorder()
    for name, scene in scenes.items():
        with recorder.recording(name):
            scene()
    assert recorder.cases
    result = run_parity(recorder.to_json(), folder)
    assert result["failures"] == [], differences(result)


def run_javascript(tmp_path: Path, recorder: Recorder, **more: Any) -> list[Any]:
    """Return the cases in which JavaScript, with `more` in its tables, answers otherwise."""
    vectors = {**json.loads(recorder.to_json()), **more}
    found: list[Any] = ask_node("tests/parity/js/new_kind.mjs", tmp_path, vectors)
    return found

"""Scenes of other tests told to the verifier in JavaScript: it must say the same."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from tests.harness.node import ask_node, run_parity
from tests.parity.parity import Recorder, differences


def retell(scenes: Mapping[str, Callable[[], object]], folder: Path) -> None:
    """Plays each scene, and asks node what was asked in it; skipped where there is no node."""
    recorder = Recorder()
    for name, scene in scenes.items():
        with recorder.recording(name):
            scene()
    assert recorder.cases
    result = run_parity(recorder.to_json(), folder)
    assert result["failures"] == [], differences(result)


def run_javascript(tmp_path: Path, recorder: Recorder, **more: Any) -> list[Any]:
    """The cases in which JavaScript, with `more` in its tables, says otherwise."""
    vectors = {**json.loads(recorder.to_json()), **more}
    found: list[Any] = ask_node("tests/parity/js/new_kind.mjs", tmp_path, vectors)
    return found

"""Scenes of other tests told to the verifier in JavaScript: it must say the same."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.harness.node import run_parity
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

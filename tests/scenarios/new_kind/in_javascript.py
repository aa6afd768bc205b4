"""The verifier in JavaScript with a row of its table more."""

import json
import subprocess
from pathlib import Path
from typing import Any

from tests.harness.checkout import ROOT
from tests.harness.node import find_node
from tests.parity.parity import Recorder


def run_javascript(tmp_path: Path, recorder: Recorder, **more: Any) -> list[Any]:
    """The cases in which JavaScript says otherwise."""
    vectors = tmp_path / "vectors.json"
    vectors.write_text(json.dumps({**json.loads(recorder.to_json()), **more}), encoding="utf-8")
    script = ROOT / "tests" / "parity" / "js" / "new_kind.mjs"
    done = subprocess.run([find_node(), str(script), str(vectors)], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()
    found: list[Any] = json.loads(done.stdout)
    return found

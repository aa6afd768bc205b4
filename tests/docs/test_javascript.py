"""The JavaScript of the documentation runs unchanged in node, on the documents of the reference."""

import json
import subprocess
from pathlib import Path

import pytest

from credentials.documents.agreement import agreement_digest
from credentials.h1 import format_h1_url
from tests.harness.checkout import ROOT
from tests.harness.node import find_node
from tools.docs.example_history import bundle, common_text, documents

pytestmark = pytest.mark.javascript

PAGE = ROOT / "docs" / "explanation" / "verifier-in-javascript.md"


def test_the_block_gives_the_verdict(tmp_path: Path) -> None:
    block = PAGE.read_text("utf-8").partition("```js\n")[2].partition("```")[0]
    given = {
        "bundle": bundle().decode(),
        "pin": agreement_digest(common_text()),
        "textOfTheCode": format_h1_url(documents()["capability"], "https://cq.huren.example"),
    }
    script = tmp_path / "block.mjs"
    script.write_text(
        f"const {{ bundle, pin, textOfTheCode }} = {json.dumps(given)};\n"
        "const bundleBytes = new TextEncoder().encode(bundle), remembered = null;\n"
        + block.replace("'/static/", f"'{ROOT.as_uri()}/web/"),
        encoding="utf-8",
    )
    done = subprocess.run([find_node(), str(script)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.startswith("valid ")
    assert "有效" in done.stdout or "通过" in done.stdout

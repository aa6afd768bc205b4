"""Codes under seals in the browser's reader as in Python: read, or reported as unread (group `node`)."""

import json
import random
import subprocess
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from carriers.image import locate_page_codes
from carriers.papers.page.boxes import answer_page
from tests.carriers.pictures import TEXT
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.node import VENDOR, find_node
from tests.world.scans import SEALED_PAGES, blotted_page, page_of_text, sealed_page

pytestmark = [pytest.mark.javascript, pytest.mark.night]


def in_javascript(folder: Path, pages: list[Image.Image]) -> list[dict[str, Any]]:
    """Return the answers of the bid opening page about these scanned pages."""
    if not VENDOR.exists():
        skip_group("vendor", "built without the browser libraries")
    cases = []
    for number, page in enumerate(pages):
        path = folder / f"{number}.rgba"
        path.write_bytes(page.convert("RGBA").tobytes())
        cases.append({"path": str(path), "width": page.width, "height": page.height})
    (folder / "cases.json").write_text(json.dumps(cases), encoding="utf-8")
    command = [find_node(), str(ROOT / "tests/parity/seals.mjs"), str(folder / "cases.json")]
    found: list[dict[str, Any]] = json.loads(subprocess.run(command, capture_output=True, check=True).stdout)
    return found


def test_codes_under_seals_are_read_or_reported_alike(tmp_path: Path) -> None:
    sealed = [sealed_page(name, TEXT) for name in SEALED_PAGES]
    blotted, text = blotted_page(TEXT, 400), page_of_text(random.Random(0))
    answers = in_javascript(tmp_path, [*sealed, blotted, text])
    for found in answers[: len(sealed)]:
        assert found["first"] == []
        assert [code["text"] for code in found["codes"]] == [TEXT]
        assert found["unreadable"] == []
    told, nothing = answers[len(sealed) :]
    here = answer_page(1, locate_page_codes(blotted))
    assert [code["text"] for code in told["codes"]] == [code.text for code in here.codes] == [TEXT]
    [box], [lost] = here.unreadable, told["unreadable"]
    assert lost["page"] == 1
    assert lost["box"] == pytest.approx(box, abs=3)
    assert (nothing["codes"], nothing["unreadable"]) == ([], [])

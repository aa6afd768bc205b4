"""The wheel holds what the source tree does: templates and lists are data, and data is easily left behind."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FLOORS = ("signing", "credentials", "verifier", "carriers", "registry", "api", "cli", "keys_example")


@pytest.fixture(scope="module")
def names(tmp_path_factory: pytest.TempPathFactory) -> set[str]:
    """The files in the wheel, built from this tree without the parts that need npm."""
    folder = tmp_path_factory.mktemp("wheel")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(folder)],
        cwd=ROOT,
        env={**os.environ, "HUREN_WITHOUT_SCANNER": "1"},
        capture_output=True,
        check=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as opened:
        return {*opened.namelist()}


@pytest.mark.parametrize(
    "name",
    [
        "credentials/pin_words.json",
        "credentials/huren-v1.jsonld",
        "carriers/certificate/certificate.typ",
        "carriers/certificate/label.typ",
        "carriers/certificate/setting.typ",
        "api/templates/base.html",
        "api/templates/words.toml",
        "api/static/style.css",
    ],
)
def test_the_data_is_in_it(names: set[str], name: str) -> None:
    assert name in names


def test_every_module_is_in_it(names: set[str]) -> None:
    modules = {str(path.relative_to(ROOT)) for floor in FLOORS for path in (ROOT / floor).rglob("*.py")}
    assert modules - names == set()

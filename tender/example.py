"""The sample opening: 12 invented bidders with their papers, and the trust data of their day."""

import json
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path


def list_example() -> Iterator[tuple[str, Path]]:
    """Yield the files of the sample by their paths below its folder."""
    folder = _folder()
    for path in sorted(folder.rglob("*")):
        if path.is_file():
            yield path.relative_to(folder).as_posix(), path


def read_moment() -> str:
    """Return the time of the sample's opening; its trust data is too old at any later time."""
    expected = json.loads((_folder() / "expected.json").read_bytes())
    return str(expected["opening"]["now"])


def _folder() -> Path:
    """Return the sample's folder: beside this module in a wheel, in `examples` of a checkout."""
    installed = Path(str(files("tender"))) / "example"
    return installed if installed.is_dir() else Path(__file__).parents[1] / "examples" / "tender"

"""The bid opening that the demo shows: examples/tender as one file, which the page takes apart."""

import json
from importlib.resources import files
from pathlib import Path

from tender.record.pack import write_pack

OPENING = "opening.zip"
_DOCUMENTS = ("tender.json", "bidders.json", "bundle.json", "pin.txt")
_PAPERS = "bids"


def pack_opening() -> bytes:
    """Documents, papers, and the trust data of their day, with the time of that opening."""
    folder = _folder()
    found = {name: (folder / name).read_bytes() for name in _DOCUMENTS}
    for path in sorted((folder / _PAPERS).rglob("*")):
        if path.is_file():
            found[path.relative_to(folder).as_posix()] = path.read_bytes()
    expected = json.loads((folder / "expected.json").read_bytes())
    return write_pack({**found, "now.txt": f"{expected['opening']['now']}\n".encode()})


def _folder() -> Path:
    """In the wheel beside this module; in a checkout where the example is."""
    installed = Path(str(files("cli.demo"))) / "opening"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "examples" / "tender"

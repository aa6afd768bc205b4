"""Cache of page readings, by the file's digest, the page and the reader's version.

One file for each digest, one line for each page: `<SHA-256 of the rest> <JSON>`. A line is written in one
piece. A line that a crash cut short or that was damaged does not match its digest, so its page is read again.
The folder is trusted like the machine: a person who may write there could replace the program as well.
"""

import os
from contextlib import suppress
from functools import partial
from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from carriers.papers.answers import PaperAnswer, parse_answer

READER = f"5-{version('zxing-cpp')}-{version('pypdfium2')}"
"""Changes with everything that may change the reading of a page."""
CACHE_MAX_BYTES = 512 * 1024 * 1024
_LINE_MAX_BYTES = 16 * 1024 * 1024


class PaperCache:
    """Answers of the reader in a folder that the caller names; an unwritable cache stays empty."""

    def __init__(self, folder: Path, max_bytes: int = CACHE_MAX_BYTES) -> None:
        """Make the folder, and make room in it by removing the files unused for longest."""
        self._folder = folder / READER
        with suppress(OSError):
            self._folder.mkdir(parents=True, exist_ok=True)
            _prune(folder, max_bytes)

    def load(self, digest: str) -> dict[int, PaperAnswer]:
        """Return the known answers of a file, by page; 0 is the file itself."""
        known: dict[int, PaperAnswer] = {}
        with suppress(OSError), open(self._folder / digest, "rb") as file:
            for line in iter(partial(file.readline, _LINE_MAX_BYTES), b""):
                digest_kept, _, rest = line.rstrip(b"\n").partition(b" ")
                if sha256(rest).hexdigest().encode() == digest_kept:
                    answer = parse_answer(rest)
                    known[answer.page] = answer
        return known

    def keep(self, digest: str, data: bytes) -> None:
        """Append an answer as the reader gave it; its line begins anew even after one that was cut short."""
        line = b"\n" + sha256(data).hexdigest().encode() + b" " + data + b"\n"
        flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
        with suppress(OSError):
            # one file for each page would mean 300,000 files for a hundred bidders
            descriptor = os.open(self._folder / digest, flags, 0o600)
            try:
                os.write(descriptor, line)
            finally:
                os.close(descriptor)


def _prune(folder: Path, max_bytes: int) -> None:
    files = []
    for path in folder.glob("*/*"):
        with suppress(OSError):
            status = path.stat()
            files.append((status.st_mtime_ns, status.st_size, path))
    total = sum(size for _, size, _ in files)
    for _, size, path in sorted(files):
        if total <= max_bytes:
            return
        with suppress(OSError):
            path.unlink()
            total -= size

"""Where a process can die: in a child, every boundary that lies between two steps on the way to the disk.

The package knows nothing of this: a forked child wraps the real boundaries of the real code and ends with
them. Names are the same on every run: `before commit 2`, `after sign manifest`, `before rename heads`.
"""

import os
import signal
import stat
from collections import Counter
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

from credentials.kinds import model_of
from registry.database import whole_files
from registry.database.transactions import Database
from registry.issuing import issue as issuing
from registry.issuing import plan_events
from registry.publishing import log_head, publish
from signing.jcs import canonicalize

Watch = Callable[[str], None]
Tell = Callable[[Any], None]


class Killer:
    """Kills this process, as `kill -9` does, when it passes a boundary for the nth time."""

    def __init__(self, boundary: str | None, turn: int = 1) -> None:
        self._boundary, self._turn = boundary, turn
        self._last = ""
        self.passed: Counter[str] = Counter()

    def __call__(self, boundary: str) -> None:
        """Note a boundary, or die there.

        The end of one step and the beginning of the next are one place, with the first name. A commit
        without writes since the last has none.
        """
        last, self._last = self._last, boundary
        if last.startswith("after") and boundary.startswith(("before sign", "before sync", "before rename")):
            return
        self.passed[boundary] += 1
        if boundary == self._boundary and self.passed[boundary] == self._turn:
            os.kill(os.getpid(), signal.SIGKILL)


def wrap_boundaries(watch: Watch, tell: Tell, site: Path) -> None:
    """Watch every boundary of this process from now on, and report every document that is signed."""
    _wrap_commits(watch)
    _wrap_signing(watch, tell)
    _wrap_files(watch, site)


def _wrap_commits(watch: Watch) -> None:
    run, numbers = Database.run_in_transaction, count(1)

    def run_in_transaction(store: Database, work: Callable[[Any], Any], *, write: bool = True) -> Any:
        number = next(numbers)

        def watched(connection: Any) -> Any:
            result = work(connection)
            watch(f"before commit {number}")
            return result

        result = run(store, watched, write=write)
        watch(f"after commit {number}")
        return result

    Database.run_in_transaction = run_in_transaction  # type: ignore[method-assign, assignment]


def _wrap_signing(watch: Watch, tell: Tell) -> None:
    sign, add = issuing.sign_canonical, publish.add_proof  # type: ignore[attr-defined]
    sign_note = log_head.sign_note  # type: ignore[attr-defined]

    def sign_document(document: Any, *how: Any, **more: Any) -> Any:
        kind = model_of(document).KIND
        watch(f"before sign {kind}")
        signed, proof = sign(document, *how, **more)
        tell(("signed", canonicalize(signed)))
        watch(f"after sign {kind}")
        return signed, proof

    def add_proof(document: Any, *how: Any, **more: Any) -> Any:
        kind = model_of(document).KIND
        watch(f"before sign {kind}")
        signed = add(document, *how, **more)
        tell(("signed", canonicalize(signed)))
        watch(f"after sign {kind}")
        return signed

    def sign_head(text: str, *how: Any) -> Any:
        watch("before sign checkpoint")
        note = sign_note(text, *how)
        tell(("head", text))
        watch("after sign checkpoint")
        return note

    issuing.sign_canonical = plan_events.sign_canonical = sign_document  # type: ignore[attr-defined]
    publish.add_proof = add_proof  # type: ignore[attr-defined]
    log_head.sign_note = sign_head  # type: ignore[attr-defined, assignment]


def _wrap_files(watch: Watch, site: Path) -> None:
    def begin(path: Path, mode: str) -> Any:
        file = open(path, mode)  # noqa: SIM115 - the caller closes it
        watch(f"while writing {name_file(path.with_name(path.name.removeprefix('.huren-')), site)}")
        return file

    setattr(whole_files, "open", begin)  # noqa: B010 - a module's global
    setattr(whole_files, "os", _Files(watch, site))  # noqa: B010


class _Files:
    """The module `os` as `registry.database.whole_files` sees it."""

    def __init__(self, watch: Watch, site: Path) -> None:
        self._watch, self._site = watch, site

    def __getattr__(self, name: str) -> Any:
        return getattr(os, name)

    def fsync(self, handle: int) -> None:
        """Watch the two files that are synced: the last heads and their folder."""
        what = "folder of heads" if stat.S_ISDIR(os.fstat(handle).st_mode) else "heads"
        self._watch(f"before sync {what}")
        os.fsync(handle)
        self._watch(f"after sync {what}")

    def replace(self, source: Path, target: Path) -> None:
        """Watch a file when it gets its name."""
        name = name_file(target, self._site)
        self._watch(f"before rename {name}")
        os.replace(source, target)
        self._watch(f"after rename {name}")


_NAMES = {
    "bundle.json": "bundle",
    "ns/v1": "context",
    "schemas/": "schema",
    "did.json": "key list",
    "/records/": "record",
    "/status/": "status list",
    "/log/key": "log key",
    "/log/data/": "pack",
    "/log/loose": "loose events",
    "trust.json": "trust",
    "/log/tile/": "tile",
    "/parts/": "part",
    "/log/checkpoint": "checkpoint",
    "/log/.arrived": "arrivals",
}


def name_file(path: Path, site: Path) -> str:
    """Return the kind of a written file; raise AssertionError for a kind without a name here."""
    if not path.is_relative_to(site):
        assert path.name.endswith("heads"), path
        return "heads"
    inside = path.relative_to(site).as_posix()
    names = [name for part, name in _NAMES.items() if part in inside]
    assert names, inside
    return names[0]

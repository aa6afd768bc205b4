"""The named points: where in each operation a process is killed, and what is true there.

The end of one step and the beginning of the next are one place, named after the first. `turn` counts how
often an operation has passed the boundary. Each kind of file in the tree is a point; repetitions of a test
take different files of that kind.
"""

from typing import NamedTuple


class Point(NamedTuple):
    """One place to die."""

    operation: str
    boundary: str
    state: str
    turn: int = 1

    @property
    def name(self) -> str:
        """Name of the point, as test ids show it."""
        return f"{self.operation}: {self.boundary}" + (f" {self.turn}" if self.turn > 1 else "")


_ISSUE = "issue"
_EVENT = "event"
_PUBLISH = "publish"
_TREE = "write tree"
_SUBMIT = "submit"

_BEGUN = {
    "while writing": "half of it is there, under a name that nobody reads",
    "before rename": "all of it is there, under that name",
}
_FILES = {
    "context": "it is there; nothing else is new",
    "schema": "it is there; nothing else is new",
    "key list": "it is there; its records are not there",
    "log key": "it is there; its records are not there",
    "record": "it is there; nothing points to it yet",
    "loose events": "it is there; the bundle is older",
    "pack": "it is there; no checkpoint covers it yet",
    "trust": "it is there; the bundle is older",
    "status list": "it is there; the bundle is older",
    "tile": "it is there; no checkpoint covers it yet",
    "part": "it is there; no manifest there names it yet",
    "checkpoint": "it is there; all tiles are there",
    "bundle": "it is there; all else is new, but for the arrivals",
    "arrivals": "they are noted for the next writer; all else is new",
}
"""What is true when a file of the tree has its name."""

POINTS = (
    # two credentials, of which one supersedes another: three documents
    Point(_ISSUE, "before commit 1", "checked; no index is reserved"),
    Point(_ISSUE, "after commit 1", "indexes reserved, documents planned; nothing is signed"),
    Point(_ISSUE, "after sign capability", "one of three is signed; nothing is stored"),
    Point(_ISSUE, "after sign status-event", "two of three are signed, the event before its credential"),
    Point(_ISSUE, "after sign capability", "all is signed; nothing is stored", 2),
    Point(_ISSUE, "before commit 2", "records, log leaves and rows are written, not committed"),
    Point(_ISSUE, "after commit 2", "all is stored; nobody was answered"),
    Point(_ISSUE, "after answer", "all is stored and answered"),
    # one revocation
    Point(_EVENT, "before sign status-event", "checked; nothing is signed"),
    Point(_EVENT, "after sign status-event", "signed; nothing is stored"),
    Point(_EVENT, "before commit 1", "record, log leaf and rows are written, not committed"),
    Point(_EVENT, "after commit 1", "stored; nobody was answered"),
    Point(_EVENT, "after answer", "stored and answered"),
    # lists, checkpoint, manifest: one transaction; then the number of the manifest beside the database
    Point(_PUBLISH, "before sign status-list", "nothing is signed"),
    Point(_PUBLISH, "after sign status-list", "one list is signed; nothing is stored"),
    Point(_PUBLISH, "after sign status-list", "both lists are signed; nothing is stored", 2),
    Point(_PUBLISH, "while writing heads", "the head about to be signed is half written beside the database"),
    Point(_PUBLISH, "before sync heads", "it is written, under a name that nobody reads"),
    Point(_PUBLISH, "after sync heads", "it is on disk, under that name"),
    Point(_PUBLISH, "after rename heads", "it is remembered; its name may not be on disk"),
    Point(_PUBLISH, "after sync folder of heads", "it is remembered; not signed"),
    Point(_PUBLISH, "after sign checkpoint", "the head is signed; not stored"),
    Point(_PUBLISH, "after sign manifest", "the manifest is signed; nothing is stored"),
    Point(_PUBLISH, "before commit 1", "lists, head and manifest are written, not committed"),
    Point(_PUBLISH, "after commit 1", "they are stored; the number of the manifest is not remembered"),
    Point(_PUBLISH, "while writing heads", "the number is half written beside the database", 2),
    Point(_PUBLISH, "before sync heads", "it is written, under a name that nobody reads", 2),
    Point(_PUBLISH, "after sync heads", "it is on disk, under that name", 2),
    Point(_PUBLISH, "after rename heads", "it is remembered; its name may not be on disk", 2),
    Point(_PUBLISH, "after sync folder of heads", "it is remembered", 2),
    Point(_PUBLISH, "before commit 2", "the turn of this writer has not ended"),
    Point(_PUBLISH, "after commit 2", "published; nobody was answered"),
    Point(_PUBLISH, "after answer", "published and answered"),
    # the static tree, after a publication
    *(
        Point(_TREE, f"{step} {file}", state)
        for file, named in _FILES.items()
        for step, state in (*_BEGUN.items(), ("after rename", named))
    ),
    Point(_TREE, "after answer", "all is there and answered"),
    # a record from outside is admitted
    Point(_SUBMIT, "before commit 1", "verified and written, not committed"),
    Point(_SUBMIT, "after commit 1", "stored; nobody was answered"),
    Point(_SUBMIT, "after answer", "stored and answered"),
)

MANY = (_TREE,)
"""Operations that pass a boundary as often as there are files."""

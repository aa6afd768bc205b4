"""

Health checks of a registry in use: can it be written, and is its content readable? `registry.upkeep.audit`
checks everything and takes long; these checks take milliseconds.
"""

from collections.abc import Callable, Iterator
from hashlib import sha256

from sqlalchemy import bindparam, select, update

from registry.database.tables import RECORD, SETTING
from registry.database.whole_files import probe_folder
from registry.errors import RegistryError
from registry.log.last_heads import load_heads, witnessed_path
from registry.log.shown import find_behind, shown_path
from registry.registry import Registry
from registry.sync.conflicts import LOG, list_conflicts
from registry.view.view import RegistryView

PORTION = 200
"""Records that a patrol reads at a time."""

_NEXT = (
    select(RECORD.c.digest, RECORD.c.data)
    .where(RECORD.c.digest > bindparam("after"))
    .order_by(RECORD.c.digest)
    .limit(PORTION)
)
_ONE = select(RECORD.c.digest, RECORD.c.data).where(RECORD.c.digest == bindparam("digest"))


def probe_writing(registry: Registry) -> None:
    """Commit an empty change and write beside the last heads; both are on disk when this returns.

    Nothing grows by it. Raises RegistryError: disk-full, registry-read-only, write-failed, database-busy,
    database-unreachable, storage-failed.
    """
    # `recover`, not `write`: another check reports a rewound database
    registry.recover(_write_again)
    if registry.remembers_heads:
        probe_folder(registry.heads.parent)


def _write_again(view: RegistryView) -> None:
    """Write the row `type` unchanged, which still writes its page to disk."""
    view.connection.execute(update(SETTING).where(SETTING.c.name == "type").values(value=SETTING.c.value))


def find_unsound(registry: Registry) -> Iterator[RegistryError]:
    """Yield every obstacle to serving: in file, pages, disk, bytes of records, heads and logs.

    Raises what reading raises.
    """
    tries: tuple[Callable[[], object], ...] = (
        lambda: registry.check_place(pages=True),
        lambda: probe_writing(registry),
        lambda: _patrol_all(registry),
    )
    for work in tries:
        try:
            work()
        except RegistryError as error:
            yield error
    yield from registry.find_rewound()
    yield from find_log_faults(registry)


def find_log_faults(registry: Registry) -> list[RegistryError]:
    """Return two histories that an association signed, and own logs that others have seen go further.

    RegistryError log-forked, log-behind; heads-damaged for the files of shown heads and of heads cosigned
    here.
    """
    try:
        forked = {conflict.issuer for conflict in registry.read(lambda view: list_conflicts(view, LOG))}
        faults = [RegistryError("log-forked", issuer=issuer) for issuer in sorted(forked)]
        if registry.remembers_heads:
            load_heads(witnessed_path(registry.heads))
            faults += find_behind(registry.heads, registry.read)
        text = registry.load_trust().chain.latest.text
    except RegistryError as error:
        paths = (str(path) for path in (shown_path(registry.heads), witnessed_path(registry.heads)))
        is_new = error.code == "heads-damaged" and error.field in paths
        return [error] if is_new else []  # other checks report the heads, and a missing agreement
    for fault in faults:
        fault.text = text
    return faults


def _patrol_all(registry: Registry) -> None:
    patrol = Patrol(registry)
    while not patrol.go_on():
        pass


class Patrol:
    """Rereads records in rounds, some at a time, and compares their digests."""

    def __init__(self, registry: Registry) -> None:
        self._registry = registry
        self._after = ""
        self._altered: str | None = None

    def go_on(self) -> bool:
        """Check the next portion; return whether it was the last of a round.

        Raises RegistryError bytes-altered, in each round while a record is altered.
        """
        if self._altered is not None:
            self._compare(self._registry.fetch(_ONE, digest=self._altered))
        self._altered = None
        rows = self._registry.fetch(_NEXT, after=self._after)
        self._after = rows[-1][0] if len(rows) == PORTION else ""
        self._compare(rows)
        return not self._after

    def _compare(self, rows: list[tuple[str, bytes]]) -> None:
        for digest, data in rows:
            if sha256(data).hexdigest() != digest:
                self._altered = digest
                raise RegistryError("bytes-altered", f"records/{digest}")

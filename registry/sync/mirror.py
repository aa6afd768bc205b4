"""Mirror of another's log: each entry at its place in the owner's log, admitted or not."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

import orjson
from sqlalchemy import and_, delete, exists, func, insert, select, update

from registry.database.bulk import insert_rows
from registry.database.tables import (
    AHEAD,
    CHECKPOINT,
    COSIGNATURES,
    EVENT,
    LEAF,
    LOOKED,
    MIRROR,
    MONITOR,
    PEER,
)
from registry.errors import RegistryError
from registry.log.last_heads import keep_up, load_heads
from registry.registry import Registry
from registry.view.trees import MIRRORED, RECORDS, Refused, count_leaves, log_name
from registry.view.view import RegistryView
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.note import NoteSignature, format_note, parse_note
from verifier.policy import AGEING_AFTER

RETRIED = 2_000
"""Most failed retries of refused records in one pull."""
MOST_AHEAD = 10_000
"""Most heads of a log that wait for their entries: one every ten seconds for a day."""
IN_FUTURE = ("signed-in-future", "begins-in-future")
"""Reasons for a refusal that the passage of time removes."""

_AS_OF = "as of"
"""Key of the time `taken_as_of` among the tags; no path has this name."""


def check_foreign(registry: Registry, issuer: str) -> None:
    """Check that the association's log is not signed here; RegistryError log-kept-here."""
    if registry.remembers_heads and issuer in load_heads(registry.heads):
        raise RegistryError("log-kept-here", issuer=issuer)


def begin_mirror(view: RegistryView, issuer: str) -> None:
    """From now on use the association's own log order here."""
    if view.connection.scalar(select(PEER.c.issuer).where(PEER.c.issuer == issuer)) is None:
        view.connection.execute(insert(PEER), {"issuer": issuer, "pulled": 0, "cuts": 0, "tags": "{}"})


def read_tags(view: RegistryView, issuer: str) -> dict[str, str]:
    """Return the tags of the files last taken from its node, by path."""
    text = view.connection.scalar(select(PEER.c.tags).where(PEER.c.issuer == issuer))
    tags: dict[str, str] = orjson.loads(text) if text is not None else {}
    return tags


def note_pulled(view: RegistryView, issuer: str, tags: dict[str, str], now: datetime) -> None:
    """Note that everything was taken; the tags also get the time of the pull (`taken_as_of`)."""
    newest = view.newest_manifest(issuer, repeating_unknown=True)
    signed = [view.load_trust().newest_by_root, *([newest.created] if newest is not None else [])]
    # bounded by others' signatures: if this clock was ahead, later entries would count as late for ever
    taken = min(now, max(signed) + AGEING_AFTER)
    kept = {**tags, _AS_OF: str(int(taken.timestamp()))}
    values = {"pulled": int(now.timestamp()), "tags": orjson.dumps(kept).decode()}
    view.connection.execute(update(PEER).where(PEER.c.issuer == issuer).values(values))


def taken_as_of(view: RegistryView, issuer: str) -> datetime:
    """Return the time of the last full pull: an entry that was absent then was logged later.

    At most AGEING_AFTER the newest signature by its owner's manifest or a root: our clock may have been
    ahead, and then all entries logged until that day would be late for ever. Other keys are no measure.
    """
    seconds = read_tags(view, issuer).get(_AS_OF) or last_pulls(view).get(issuer, 0)
    return datetime.fromtimestamp(int(seconds), UTC)


def last_pulls(view: RegistryView) -> dict[str, int]:
    """Return the time of each association's last full pull, in seconds since 1970; 0 for never."""
    rows = view.connection.execute(select(PEER.c.issuer, PEER.c.pulled).order_by(PEER.c.issuer))
    return {str(issuer): int(pulled) for issuer, pulled in rows}


def store_head(view: RegistryView, issuer: str, head: Checkpoint, text: str) -> None:
    """Store a checked checkpoint; merge its signatures with those of a stored copy.

    A checkpoint whose entries are not here is stored as ahead until `settle_heads`. Of more than MOST_AHEAD,
    only the first ones and the newest stay.
    """
    table = CHECKPOINT if view.log(issuer).goes_on_from(head.size, head.root) else AHEAD
    where = (table.c.issuer == issuer, table.c.size == head.size)
    stored = view.connection.scalar(select(table.c.note).where(*where))
    if stored is None:
        if table is AHEAD:
            _make_place(view, issuer, head.size)
        view.connection.execute(insert(table), {"issuer": issuer, "size": head.size, "note": one_each(text)})
        return
    before, after = parse_note(stored).text, parse_note(text).text
    if before == after:
        merged = merge_signatures(stored, text)
    else:  # the stored one was by a stolen key, or has other extension lines
        merged = stored if parse_checkpoint(before) == head else text
    if merged != stored:
        view.connection.execute(update(table).where(*where).values(note=merged))


def _make_place(view: RegistryView, issuer: str, size: int) -> None:
    """Make room for a head: a holder of the publication key may have one cosigned with each request."""
    row = AHEAD.c
    ahead = select(func.count(), func.max(row.size)).where(row.issuer == issuer)
    count, newest = view.connection.execute(ahead).one()
    if count >= MOST_AHEAD:
        # drop the second newest: the first ones date records, and the log must continue the newest
        before = select(func.max(row.size)).where(row.issuer == issuer, row.size < max(newest, size))
        passed = row.issuer == issuer, row.size == before.scalar_subquery()
        view.connection.execute(delete(AHEAD).where(*passed))


def is_kept(view: RegistryView, heads: Path | None, issuer: str, head: Checkpoint) -> bool:
    """Return whether a checkpoint shown by another node belongs to the history here.

    The log must be mirrored or signed here. A log whose own node was never asked is neither, even if it
    begins alike.
    """
    if not head.size or not view.log(issuer).goes_on_from(head.size, head.root):
        return False
    mirrored = log_name(view.connection, issuer) == MIRRORED
    return mirrored or heads is None or issuer in load_heads(heads)


def store_shown(view: RegistryView, heads: Path | None, issuer: str, head: Checkpoint, text: str) -> None:
    """Store such a checkpoint. The database may be an older copy beside the file of last heads.

    So that file is written first: an unknown head of a log signed here blocks writes to the database.
    """
    if heads is not None and log_name(view.connection, issuer) != MIRRORED:
        keep_up(heads, issuer, head)
    store_head(view, issuer, head, text)


def settle_heads(view: RegistryView, issuer: str) -> None:
    """Move checkpoints ahead whose entries are here now to the ordinary ones; others stay."""
    log, row = view.log(issuer), AHEAD.c
    reached = row.issuer == issuer, row.size <= log.size
    for (text,) in view.connection.execute(select(row.note).where(*reached)).all():
        head = parse_checkpoint(parse_note(text).text)
        if log.goes_on_from(head.size, head.root):
            store_head(view, issuer, head, text)
            view.connection.execute(delete(AHEAD).where(row.issuer == issuer, row.size == head.size))


def one_each(text: str) -> str:
    """Return a note with one line for each key: anybody who passes a note on may add thousands of lines."""
    return merge_signatures(text, text)


def merge_signatures(first: str, other: str) -> str:
    """Return the note `first` with the lines of further keys in the other; one line for each key."""
    note = parse_note(first)
    lines: dict[tuple[str, bytes], NoteSignature] = {}
    for line in (*note.signatures, *parse_note(other).signatures):
        lines.setdefault((line.name, line.key_id), line)
    return format_note(type(note)(note.text, (*lines.values(),)))


def cut_mirror(view: RegistryView, issuer: str, size: int) -> None:
    """Remove entries from `size` on; the records stay, and checkpoints over them wait for others.

    The monitor looks at the following entries; the records it has reported stay noted.
    """
    _keep_looked(view, issuer, size)
    view.connection.execute(delete(MIRROR).where(MIRROR.c.issuer == issuer, MIRROR.c.position >= size))
    over = CHECKPOINT.c.issuer == issuer, CHECKPOINT.c.size > size
    ahead_sizes = select(AHEAD.c.size).where(AHEAD.c.issuer == issuer)
    moved = select(CHECKPOINT.c.issuer, CHECKPOINT.c.size, CHECKPOINT.c.note).where(
        *over, CHECKPOINT.c.size.not_in(ahead_sizes)
    )
    view.connection.execute(insert(AHEAD).from_select(["issuer", "size", "note"], moved))
    view.connection.execute(delete(CHECKPOINT).where(*over))
    view.connection.execute(delete(COSIGNATURES))  # may name checkpoints that are gone
    view.connection.execute(update(PEER).where(PEER.c.issuer == issuer).values(cuts=PEER.c.cuts + 1))
    looked_at = (MONITOR.c.issuer == issuer, MONITOR.c.place > size)
    view.connection.execute(update(MONITOR).where(*looked_at).values(place=size))


def _keep_looked(view: RegistryView, issuer: str, size: int) -> None:
    """Note the records from `size` on that the monitor has seen."""
    own_digests = select(LOOKED.c.digest).where(LOOKED.c.issuer == issuer)
    place, arrived = (
        select(column).where(MONITOR.c.issuer == issuer).scalar_subquery()
        for column in (MONITOR.c.place, MONITOR.c.arrived)
    )
    leaf = and_(LEAF.c.issuer == MIRROR.c.issuer, LEAF.c.digest == MIRROR.c.digest, LEAF.c.tree == RECORDS)
    looked = (
        select(MIRROR.c.issuer, MIRROR.c.digest)
        .join(LEAF, leaf)
        .where(MIRROR.c.issuer == issuer, MIRROR.c.position >= size, MIRROR.c.position < place)
        .where(MIRROR.c.code.is_(None), LEAF.c.position < arrived, MIRROR.c.digest.not_in(own_digests))
        .distinct()
    )
    view.connection.execute(insert(LOOKED).from_select(["issuer", "digest"], looked))


def enter(
    view: RegistryView,
    issuer: str,
    entries: Sequence[tuple[int, str, Refused | None]],
) -> None:
    """Write (place, digest, refused entry or None) for consecutive places.

    Entries that another process has written meanwhile stay: that process proved them as well.
    """
    size = count_leaves(view.connection, issuer, MIRRORED)
    rows = [
        (
            issuer,
            place,
            digest,
            *((entry.code, entry.data, int(entry.moment.timestamp())) if entry else (None,) * 3),
        )
        for place, digest, entry in entries
        if place >= size
    ]
    if rows and rows[0][1] == size:
        insert_rows(view.connection, MIRROR, rows)


def count_refused(view: RegistryView, issuer: str) -> int:
    """Count the association's log entries that are here and not admitted."""
    where = MIRROR.c.issuer == issuer, MIRROR.c.code.is_not(None)
    return view.connection.scalar(select(func.count()).select_from(MIRROR).where(*where)) or 0


def ends_in_future(view: RegistryView, issuer: str) -> bool:
    """Return whether the log ends with entries signed in our future: one clock is wrong."""
    row = MIRROR.c
    admitted = select(row.position).where(row.issuer == issuer, row.code.is_(None))
    last = view.connection.scalar(admitted.order_by(row.position.desc()).limit(1))
    after = row.issuer == issuer, row.position > (-1 if last is None else last)
    return bool(view.connection.scalar(select(exists().where(*after, row.code.in_(IN_FUTURE)))))


def set_outcomes(view: RegistryView, issuer: str, outcomes: Sequence[tuple[int, str | None]]) -> None:
    """Store the outcomes of retried entries: (place, code or admitted)."""
    for place, code in outcomes:  # an entry that another process has admitted meanwhile stays admitted
        where = (MIRROR.c.issuer == issuer, MIRROR.c.position == place, MIRROR.c.code.is_not(None))
        values = {"code": code} if code is not None else {"code": None, "data": None, "moment": None}
        view.connection.execute(update(MIRROR).where(*where).values(values))


def read_event_order(view: RegistryView, issuer: str) -> list[str]:
    """Return the digests of the association's events in the order of its log."""
    query = (
        select(MIRROR.c.digest)
        .join(EVENT, EVENT.c.digest == MIRROR.c.digest)
        .where(MIRROR.c.issuer == issuer, EVENT.c.issuer == issuer)
        .order_by(MIRROR.c.position)
    )
    return [*view.connection.scalars(query)]

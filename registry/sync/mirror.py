"""The mirror of another's log: each entry at the place where its owner signed it, admitted or not."""

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
"""Refused records that one pull tries again in vain."""
MOST_AHEAD = 10_000
"""Heads of a log that wait for their entries: one every ten seconds for a day."""
IN_FUTURE = ("signed-in-future", "begins-in-future")
"""Why a record is refused until a day comes."""

_AS_OF = "as of"
"""Where that is kept among the tags; no path is called so."""


def check_foreign(registry: Registry, issuer: str) -> None:
    """The association's log is not signed here; RegistryError log-kept-here."""
    if registry.remembers_heads and issuer in load_heads(registry.heads):
        raise RegistryError("log-kept-here", issuer=issuer)


def begin_mirror(view: RegistryView, issuer: str) -> None:
    """From now on the association's log is the one that it signs."""
    if view.connection.scalar(select(PEER.c.issuer).where(PEER.c.issuer == issuer)) is None:
        view.connection.execute(insert(PEER), {"issuer": issuer, "pulled": 0, "cuts": 0, "tags": "{}"})


def read_tags(view: RegistryView, issuer: str) -> dict[str, str]:
    """The tags of the files that were taken from its node last, by path."""
    text = view.connection.scalar(select(PEER.c.tags).where(PEER.c.issuer == issuer))
    tags: dict[str, str] = orjson.loads(text) if text is not None else {}
    return tags


def note_pulled(view: RegistryView, issuer: str, tags: dict[str, str], now: datetime) -> None:
    """All there was has been taken; as of when that may be said goes among the tags (`taken_as_of`)."""
    newest = view.newest_manifest(issuer, repeating_unknown=True)
    signed = [view.load_trust().newest_by_root, *([newest.created] if newest is not None else [])]
    taken = min(now, max(signed) + AGEING_AFTER)
    kept = {**tags, _AS_OF: str(int(taken.timestamp()))}
    values = {"pulled": int(now.timestamp()), "tags": orjson.dumps(kept).decode()}
    view.connection.execute(update(PEER).where(PEER.c.issuer == issuer).values(values))


def taken_as_of(view: RegistryView, issuer: str) -> datetime:
    """As of when all was taken last: an entry that was not there then was logged later.

    AGEING_AFTER the newest that its owner or a root had signed by then, where that was before our clock: it
    may have been ahead, and all that was logged until that day would be late for ever. Other keys are no
    measure.
    """
    seconds = read_tags(view, issuer).get(_AS_OF) or last_pulls(view).get(issuer, 0)
    return datetime.fromtimestamp(int(seconds), UTC)


def last_pulls(view: RegistryView) -> dict[str, int]:
    """When all was taken last from the node of each association, in seconds since 1970; 0: never yet."""
    rows = view.connection.execute(select(PEER.c.issuer, PEER.c.pulled).order_by(PEER.c.issuer))
    return {str(issuer): int(pulled) for issuer, pulled in rows}


def store_head(view: RegistryView, issuer: str, head: Checkpoint, text: str) -> None:
    """Keeps a checkpoint that was found right; signatures of one that is here already are put together.

    One whose entries are not here is kept apart until `settle_heads`; of more than MOST_AHEAD the first ones
    and the newest.
    """
    table = CHECKPOINT if view.log(issuer).goes_on_from(head.size, head.root) else AHEAD
    where = (table.c.issuer == issuer, table.c.size == head.size)
    held = view.connection.scalar(select(table.c.note).where(*where))
    if held is None:
        if table is AHEAD:
            _make_place(view, issuer, head.size)
        view.connection.execute(insert(table), {"issuer": issuer, "size": head.size, "note": one_each(text)})
        return
    before, after = parse_note(held).text, parse_note(text).text
    if before == after:
        merged = merge_signatures(held, text)
    else:  # the other came with a key that was stolen, but for one with other extension lines
        merged = held if parse_checkpoint(before) == head else text
    if merged != held:
        view.connection.execute(update(table).where(*where).values(note=merged))


def _make_place(view: RegistryView, issuer: str, size: int) -> None:
    """Whoever has an association's publication key may have a head cosigned with each request."""
    row = AHEAD.c
    here = select(func.count(), func.max(row.size)).where(row.issuer == issuer)
    count, newest = view.connection.execute(here).one()
    if count >= MOST_AHEAD:
        before = select(func.max(row.size)).where(row.issuer == issuer, row.size < max(newest, size))
        passed = row.issuer == issuer, row.size == before.scalar_subquery()
        view.connection.execute(delete(AHEAD).where(*passed))


def is_kept(view: RegistryView, heads: Path | None, issuer: str, head: Checkpoint) -> bool:
    """Whether a checkpoint that another node shows is of the history here, of a log mirrored or signed here.

    What came of another log before its own node was asked may begin like it, and is none.
    """
    if not head.size or not view.log(issuer).goes_on_from(head.size, head.root):
        return False
    mirrored = log_name(view.connection, issuer) == MIRRORED
    return mirrored or heads is None or issuer in load_heads(heads)


def store_shown(view: RegistryView, heads: Path | None, issuer: str, head: Checkpoint, text: str) -> None:
    """Keeps such a checkpoint. The database may be an older copy with the file of last heads beside it.

    So that file goes first: a head of the log signed here that it does not know locks the database.
    """
    if heads is not None and log_name(view.connection, issuer) != MIRRORED:
        keep_up(heads, issuer, head)
    store_head(view, issuer, head, text)


def settle_heads(view: RegistryView, issuer: str) -> None:
    """Of the checkpoints that were ahead those count whose entries are here now; others stay as they are."""
    log, row = view.log(issuer), AHEAD.c
    reached = row.issuer == issuer, row.size <= log.size
    for (text,) in view.connection.execute(select(row.note).where(*reached)).all():
        head = parse_checkpoint(parse_note(text).text)
        if log.goes_on_from(head.size, head.root):
            store_head(view, issuer, head, text)
            view.connection.execute(delete(AHEAD).where(row.issuer == issuer, row.size == head.size))


def one_each(text: str) -> str:
    """A note with one line a key: whoever passes it on may have added thousands."""
    return merge_signatures(text, text)


def merge_signatures(held: str, other: str) -> str:
    """The note `held` with the lines of keys that only the other has; one line a key."""
    note = parse_note(held)
    lines: dict[tuple[str, bytes], NoteSignature] = {}
    for line in (*note.signatures, *parse_note(other).signatures):
        lines.setdefault((line.name, line.key_id), line)
    return format_note(type(note)(note.text, (*lines.values(),)))


def cut_mirror(view: RegistryView, issuer: str, size: int) -> None:
    """Takes entries away from `size` on; the records stay, and the checkpoints over them wait for others.

    The monitor looks at what follows; of which records it has told already is kept.
    """
    _keep_looked(view, issuer, size)
    view.connection.execute(delete(MIRROR).where(MIRROR.c.issuer == issuer, MIRROR.c.position >= size))
    over = CHECKPOINT.c.issuer == issuer, CHECKPOINT.c.size > size
    here = select(AHEAD.c.size).where(AHEAD.c.issuer == issuer)
    moved = select(CHECKPOINT.c.issuer, CHECKPOINT.c.size, CHECKPOINT.c.note).where(
        *over, CHECKPOINT.c.size.not_in(here)
    )
    view.connection.execute(insert(AHEAD).from_select(["issuer", "size", "note"], moved))
    view.connection.execute(delete(CHECKPOINT).where(*over))
    view.connection.execute(delete(COSIGNATURES))  # each may name one that is gone; publications bring others
    view.connection.execute(update(PEER).where(PEER.c.issuer == issuer).values(cuts=PEER.c.cuts + 1))
    looked_at = (MONITOR.c.issuer == issuer, MONITOR.c.place > size)
    view.connection.execute(update(MONITOR).where(*looked_at).values(place=size))


def _keep_looked(view: RegistryView, issuer: str, size: int) -> None:
    """Keeps what the monitor has looked at of the records from `size` on."""
    told = select(LOOKED.c.digest).where(LOOKED.c.issuer == issuer)
    place, arrived = (
        select(column).where(MONITOR.c.issuer == issuer).scalar_subquery()
        for column in (MONITOR.c.place, MONITOR.c.arrived)
    )
    leaf = and_(LEAF.c.issuer == MIRROR.c.issuer, LEAF.c.digest == MIRROR.c.digest, LEAF.c.tree == RECORDS)
    looked = (
        select(MIRROR.c.issuer, MIRROR.c.digest)
        .join(LEAF, leaf)
        .where(MIRROR.c.issuer == issuer, MIRROR.c.position >= size, MIRROR.c.position < place)
        .where(MIRROR.c.code.is_(None), LEAF.c.position < arrived, MIRROR.c.digest.not_in(told))
        .distinct()
    )
    view.connection.execute(insert(LOOKED).from_select(["issuer", "digest"], looked))


def enter(
    view: RegistryView,
    issuer: str,
    entries: Sequence[tuple[int, str, Refused | None]],
) -> None:
    """Writes (place, digest, what is kept of one that was refused), of places in a row.

    What another process has written meanwhile stays: it was proven as well.
    """
    here = count_leaves(view.connection, issuer, MIRRORED)
    rows = [
        (issuer, place, digest, *((one.code, one.data, int(one.moment.timestamp())) if one else (None,) * 3))
        for place, digest, one in entries
        if place >= here
    ]
    if rows and rows[0][1] == here:
        insert_rows(view.connection, MIRROR, rows)


def count_refused(view: RegistryView, issuer: str) -> int:
    """How many entries of the association's log are here and not admitted."""
    where = MIRROR.c.issuer == issuer, MIRROR.c.code.is_not(None)
    return view.connection.scalar(select(func.count()).select_from(MIRROR).where(*where)) or 0


def ends_in_future(view: RegistryView, issuer: str) -> bool:
    """Whether what the log ends with is signed later than it is here: whose clock is wrong is not known."""
    row = MIRROR.c
    admitted = select(row.position).where(row.issuer == issuer, row.code.is_(None))
    last = view.connection.scalar(admitted.order_by(row.position.desc()).limit(1))
    after = row.issuer == issuer, row.position > (-1 if last is None else last)
    return bool(view.connection.scalar(select(exists().where(*after, row.code.in_(IN_FUTURE)))))


def set_outcomes(view: RegistryView, issuer: str, outcomes: Sequence[tuple[int, str | None]]) -> None:
    """What became of entries that were refused when they were tried again: (place, code or admitted)."""
    for place, code in outcomes:  # another process may have admitted one meanwhile: that stays
        where = (MIRROR.c.issuer == issuer, MIRROR.c.position == place, MIRROR.c.code.is_not(None))
        values = {"code": code} if code is not None else {"code": None, "data": None, "moment": None}
        view.connection.execute(update(MIRROR).where(*where).values(values))


def read_event_order(view: RegistryView, issuer: str) -> list[str]:
    """The digests of the association's events in the order of its log."""
    query = (
        select(MIRROR.c.digest)
        .join(EVENT, EVENT.c.digest == MIRROR.c.digest)
        .where(MIRROR.c.issuer == issuer, EVENT.c.issuer == issuer)
        .order_by(MIRROR.c.position)
    )
    return [*view.connection.scalars(query)]

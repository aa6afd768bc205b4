"""Applications that become rows of a batch: an entry of the inbox is in one batch of the list at a time."""

from collections.abc import Sequence
from datetime import datetime

from desk.batches.kept import list_batches
from desk.errors import DeskError
from desk.inbox.entries import InboxEntry, find_entries, note_batch
from desk.office.desk import DeskView


def find_open_batch(desk: DeskView, entry: InboxEntry) -> tuple[str, str] | None:
    """Return the id and name of the batch in which an application is; None for one taken off the list."""
    return next(((batch.id, batch.name) for batch in list_batches(desk) if batch.id == entry.batch), None)


def find_applications(desk: DeskView, ids: Sequence[str]) -> list[InboxEntry]:
    """Return the applications to begin a batch with, each once.

    DeskError entry-unknown, entry-not-taken, entry-in-batch.
    """
    entries, names = find_entries(desk, ids), {batch.id: batch.name for batch in list_batches(desk)}
    for entry in entries:
        if not entry.is_taken_up:
            raise DeskError("entry-not-taken", name=entry.body.by.name)
        if entry.batch in names:
            raise DeskError("entry-in-batch", name=entry.body.by.name, batch=names[entry.batch])
    return entries


def note_begun(desk: DeskView, ids: Sequence[str], batch: str, person: str, now: datetime) -> None:
    """Note that a batch begins with these applications; DeskError as `find_applications`."""
    for entry in find_applications(desk, ids):
        note_batch(desk, entry, batch, person, now)

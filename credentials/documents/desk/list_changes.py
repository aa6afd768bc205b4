"""Changes from one version of a notice to the next, item by item."""

from collections.abc import Iterator
from datetime import date
from typing import Literal, NamedTuple

from credentials.documents.desk.list_notice import ListedObjection, ListItem, ListSubject

WhatChanged = Literal["until", "withdrawn", "received", "answered"]


class VersionChange(NamedTuple):
    """One change; `until` is the previous last day, and the places of items count from 1."""

    what: WhatChanged
    until: date | None = None
    place: int = 0
    item: ListItem | None = None
    objection: ListedObjection | None = None


def find_changes(before: ListSubject, after: ListSubject) -> Iterator[VersionChange]:
    """Yield what a version changes against the previous version."""
    if after.until != before.until:
        yield VersionChange("until", until=before.until)
    for place, (item, earlier) in enumerate(zip(after.items, before.items, strict=True), 1):
        if item.withdrawn and not earlier.withdrawn:
            yield VersionChange("withdrawn", place=place, item=item)
        known = earlier.objections or ()
        for number, objection in enumerate(item.objections or ()):
            was = known[number] if number < len(known) else None
            if was is None:
                yield VersionChange("received", place=place, item=item, objection=objection)
            if objection.result is not None and (was is None or was.result is None):
                yield VersionChange("answered", place=place, item=item, objection=objection)

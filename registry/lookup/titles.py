"""Find records by the names people use: a title in either language, a code, a number, part of a digest.

No table has the titles of works: the terminal looks through the records of their kinds.
"""

import re
from collections.abc import Collection, Iterator
from typing import Any

import orjson
from sqlalchemy import select

from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.words.simplified import fold_closely
from registry.database.tables import RECORD
from registry.registry import Registry
from registry.view.view import RegistryView

_BEGINNING = re.compile(r"[0-9a-f]{8,63}…?")
_NUMBERED = ("number", "code", "batch")


def find_titled(
    registry: Registry, words: str, kinds: Collection[str], issuer: str | None = None
) -> list[Record[Any]]:
    """Find records of these kinds with this title, else those with these words in the title.

    They come in the order of their digests; ended ones are left out if others remain. With `issuer`, its own
    alone.
    """
    query = select(RECORD.c.digest, RECORD.c.data).where(RECORD.c.kind.in_([*kinds]))
    if issuer is not None:
        query = query.where(RECORD.c.issuer == issuer)
    if _BEGINNING.fullmatch(words):
        begun = query.where(RECORD.c.digest.startswith(words.rstrip("…")))
        return [parse_any(row.data) for row in registry.rows(begun.order_by(RECORD.c.digest))]
    wanted = fold_closely(words)
    exact: list[bytes] = []
    partial: list[bytes] = []
    for row in registry.rows(query.order_by(RECORD.c.digest)) if wanted else ():
        titles = {fold_closely(title) for title in _titles(orjson.loads(row.data))}
        if wanted in titles:
            exact.append(row.data)
        elif any(wanted in title for title in titles):
            partial.append(row.data)
    # the halves of one resolution say the same
    contents = {orjson.dumps(orjson.loads(data)["credentialSubject"]): data for data in exact or partial}
    records = [parse_any(data) for data in contents.values()]
    return registry.read(lambda view: _going_on(view, records)) if len(records) > 1 else records


def _titles(value: JsonObject) -> Iterator[str]:
    """Yield title, number, code and batch of a signed record, also with its version."""
    subject: Any = value["credentialSubject"]
    title = subject.get("title")
    names = [*title.values()] if isinstance(title, dict) else []
    names += [subject[name] for name in _NUMBERED if isinstance(subject.get(name), str)]
    yield from names
    version = subject.get("version")
    if version is not None:
        yield from (f"{name} {version}" for name in names)


def _going_on(view: RegistryView, records: list[Record[Any]]) -> list[Record[Any]]:
    def is_over(record: Record[Any]) -> bool:
        events = view.events(record.body.signer, record.body.id)
        return any(event.counts and event.change.action in ("revoke", "supersede") for event in events)

    return [record for record in records if not is_over(record)] or records

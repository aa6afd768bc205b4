"""Plans: unsigned documents recorded before anything is signed, so that a crash loses none."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from uuid import UUID

import orjson
from sqlalchemy import Connection, select

from credentials.record import JsonObject
from registry.database.bulk import delete_rows, insert_rows
from registry.database.portions import narrow, select_in
from registry.database.tables import PLAN
from signing.jcs import encode_profile

_UUIDS = re.compile(rb"urn:uuid:[0-9a-f-]{36}")
_DIGESTS = narrow(select(PLAN.c.digest), PLAN.c.digest)


@dataclass(frozen=True, slots=True)
class Planned:
    """Unsigned document that the registry expects back signed; a draft may have two.

    `digest` is the SHA-256 of its JCS bytes `data`, under which it is on record. It is kept as bytes because
    a batch may be large: parsed, it takes ten times the room.
    """

    data: bytes
    digest: str
    issuer: str
    draft_position: int

    @classmethod
    def of(cls, document: JsonObject, issuer: str, draft_position: int = 0) -> "Planned":
        """Return the plan of an unsigned document."""
        data = bytes(memoryview(encode_profile(document)))  # copied: the encoder's buffer is thrice as large
        return cls(data, sha256(data).hexdigest(), issuer, draft_position)

    @property
    def document(self) -> JsonObject:
        """The document, parsed from `data`."""
        value: JsonObject = orjson.loads(self.data)
        return value


def record_plans(connection: Connection, plans: Sequence[Planned], *, now: datetime) -> None:
    """Put plans on record."""
    planned = int(now.timestamp())
    insert_rows(connection, PLAN, [(p.digest, p.issuer, planned, p.data) for p in plans])


def find_plans(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Return which of the plans are on record."""
    return {digest for (digest,) in select_in(connection, _DIGESTS, digests)}


def find_planned_ids(connection: Connection, issuer: str, ids: Sequence[str]) -> dict[str, str]:
    """Return the digests of the association's recorded plans with one of these ids, by id.

    A document is parsed only if its bytes contain the id, since an unsigned batch has many plans.
    """
    wanted = {*ids}
    planned: dict[str, str] = {}
    for digest, data in connection.execute(select(PLAN.c.digest, PLAN.c.data).where(PLAN.c.issuer == issuer)):
        if wanted.isdisjoint(name.decode() for name in _UUIDS.findall(data)):
            continue
        name = orjson.loads(data).get("id")
        if name in wanted:
            planned[name] = digest
    return planned


def drop_plans(connection: Connection, digests: Sequence[str]) -> None:
    """Remove plans from the record: their documents are stored signed."""
    delete_rows(connection, PLAN.c.digest, digests)


def make_id(random: Random) -> str:
    """Return a random urn:uuid (RFC 9562 5.4)."""
    return UUID(int=random.getrandbits(128), version=4).urn

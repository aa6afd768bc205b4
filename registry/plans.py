"""Plans: unsigned documents on record before anything is signed (crash safety: record what you will sign)."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from uuid import UUID

from sqlalchemy import Connection, delete, insert, select

from credentials.record import Body, JsonObject
from registry.store import IN_LIMIT
from registry.tables import PLAN
from signing.jcs import canonicalize


@dataclass(frozen=True, slots=True)
class Planned:
    """An unsigned document that the registry expects back signed; a draft may yield two.

    `body` is its typed reading, `digest` the SHA-256 of its JCS bytes `data`, under which it is on record.
    """

    document: JsonObject
    draft_position: int
    body: Body
    data: bytes
    digest: str

    @classmethod
    def of(cls, document: JsonObject, body: Body, draft_position: int = 0) -> "Planned":
        """The plan of an unsigned document."""
        data = canonicalize(document)
        return cls(document, draft_position, body, data, sha256(data).hexdigest())


def record_plans(connection: Connection, plans: Sequence[Planned], *, now: datetime) -> None:
    """Puts plans on record."""
    planned = int(now.timestamp())
    rows = [
        {"digest": plan.digest, "issuer": plan.body.signer, "planned": planned, "data": plan.data}
        for plan in plans
    ]
    if rows:
        connection.execute(insert(PLAN), rows)


def find_plans(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Which of the plans are on record."""
    found: set[str] = set()
    for portion in _portions(digests):
        found.update(connection.scalars(select(PLAN.c.digest).where(PLAN.c.digest.in_(portion))))
    return found


def drop_plans(connection: Connection, digests: Sequence[str]) -> None:
    """Takes plans off the record: their documents are stored signed."""
    for portion in _portions(digests):
        connection.execute(delete(PLAN).where(PLAN.c.digest.in_(portion)))


def make_id(random: Random) -> str:
    """A random urn:uuid (RFC 9562 5.4)."""
    return f"urn:uuid:{UUID(int=random.getrandbits(128), version=4)}"


def _portions(values: Sequence[str]) -> Iterable[Sequence[str]]:
    return (values[start : start + IN_LIMIT] for start in range(0, len(values), IN_LIMIT))

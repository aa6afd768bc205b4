"""Plans: unsigned documents on record before anything is signed (crash safety: record what you will sign)."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from random import Random
from uuid import UUID

from sqlalchemy import Connection, select

from credentials.record import Body, JsonObject
from registry.bulk import delete_rows, insert_rows
from registry.rows import narrow, select_in
from registry.tables import PLAN
from signing.jcs import encode_profile

_DIGESTS = narrow(select(PLAN.c.digest), PLAN.c.digest)


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
        data = encode_profile(document)
        return cls(document, draft_position, body, data, sha256(data).hexdigest())


def record_plans(connection: Connection, plans: Sequence[Planned], *, now: datetime) -> None:
    """Puts plans on record."""
    planned = int(now.timestamp())
    insert_rows(connection, PLAN, [(p.digest, p.body.signer, planned, p.data) for p in plans])


def find_plans(connection: Connection, digests: Sequence[str]) -> set[str]:
    """Which of the plans are on record."""
    return {digest for (digest,) in select_in(connection, _DIGESTS, digests)}


def drop_plans(connection: Connection, digests: Sequence[str]) -> None:
    """Takes plans off the record: their documents are stored signed."""
    delete_rows(connection, PLAN.c.digest, digests)


def make_id(random: Random) -> str:
    """A random urn:uuid (RFC 9562 5.4)."""
    return UUID(int=random.getrandbits(128), version=4).urn

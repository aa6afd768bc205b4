"""Status indexes: drawn at random from a list's free ones, one for each credential id, never twice."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from sqlalchemy import Connection, bindparam, func, select
from sqlalchemy.exc import IntegrityError

from credentials.documents.assessment import LIST_BITS
from registry.database.bulk import insert_rows
from registry.database.portions import narrow, select_in
from registry.database.tables import INDEX

# a list is filled to three quarters, so that a free index takes four draws on average at most
FULL = LIST_BITS * 3 // 4

_OF_LIST = (INDEX.c.issuer == bindparam("issuer"), INDEX.c.list_number == bindparam("number"))
_TAKEN = narrow(select(INDEX.c.position).where(*_OF_LIST), INDEX.c.position)

_HOLDER = select(INDEX.c.credential).where(*_OF_LIST, INDEX.c.position == bindparam("position"))


class Slot(NamedTuple):
    """Place in an association's status lists."""

    list_number: int
    position: int


def draw_slots(connection: Connection, issuer: str, count: int, random: Random) -> list[Slot]:
    """Draw `count` distinct free slots; only `reserve_slots` takes them."""
    newest = connection.scalar(select(func.max(INDEX.c.list_number)).where(INDEX.c.issuer == issuer))
    number = 1 if newest is None else int(newest)
    slots: list[Slot] = []
    while len(slots) < count:
        used = _count_taken(connection, issuer, number)
        room = min(count - len(slots), FULL - used)
        drawn: dict[int, None] = {}
        while len(drawn) < room:
            # random: otherwise an index reveals order and number of credentials (Bitstring Status List 1.0,
            # 5.2)
            candidates = dict.fromkeys(random.randrange(LIST_BITS) for _ in range(room - len(drawn)))
            taken = find_taken(connection, issuer, number, [*candidates]) if used else ()
            drawn.update((position, None) for position in candidates if position not in taken)
        slots += (Slot(number, position) for position in drawn)
        number += 1
    return slots


def reserve_slots(
    connection: Connection, issuer: str, slots: Sequence[Slot], credentials: Sequence[str]
) -> bool:
    """Take the slots for the credential ids; take none and return False when one is no longer free."""
    rows = [
        (issuer, slot.list_number, slot.position, credential)
        for slot, credential in zip(slots, credentials, strict=True)
    ]
    try:
        # a savepoint: on PostgreSQL a failed INSERT ends the whole transaction
        with connection.begin_nested():
            insert_rows(connection, INDEX, rows)
    except IntegrityError:  # another process has taken one meanwhile
        return False
    return True


def find_slot_holder(connection: Connection, issuer: str, slot: Slot) -> str | None:
    """Return the credential id that has a slot."""
    slot_key = {"issuer": issuer, "number": slot.list_number, "position": slot.position}
    holder: str | None = connection.scalar(_HOLDER, slot_key)
    return holder


def _count_taken(connection: Connection, issuer: str, number: int) -> int:
    query = select(func.count()).where(INDEX.c.issuer == issuer, INDEX.c.list_number == number)
    return int(connection.scalar(query) or 0)


def find_taken(connection: Connection, issuer: str, number: int, positions: Sequence[int]) -> set[int]:
    """Return those of `positions` of a list that are taken."""
    rows = select_in(connection, _TAKEN, positions, issuer=issuer, number=number)
    return {position for (position,) in rows}

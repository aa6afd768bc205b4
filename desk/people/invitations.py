"""Invitations: a code that lets one person enrol, once, for fifteen minutes."""

import json
from base64 import b32encode
from collections.abc import Sequence
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random

from desk.office.desk import DeskView
from desk.office.journal import add_journal
from desk.office.stored import seconds
from desk.tables import INVITATION
from registry.database.bulk import insert_rows

LIFE = timedelta(minutes=15)
_BITS = 128
_GROUP = 4


def invite(
    desk: DeskView, now: datetime, random: Random, *, person: str, name: str, roles: Sequence[str]
) -> str:
    """Return a new code, to be shown once: only its hash is kept. `random` is a source of secrets."""
    text = b32encode(random.getrandbits(_BITS).to_bytes(_BITS // 8)).decode().rstrip("=").lower()
    code = "-".join(text[start : start + _GROUP] for start in range(0, len(text), _GROUP))
    row = (
        hash_code(code),
        desk.issuer,
        person,
        name,
        json.dumps([*roles]),
        seconds(now),
        seconds(now + LIFE),
        None,
    )
    insert_rows(desk.view.connection, INVITATION, [row])
    add_journal(desk, now, "invite", person)
    return code


def hash_code(code: str) -> str:
    """Return the hash under which an invitation is kept; case, spaces and hyphens make no difference."""
    plain = "".join(character for character in code.casefold() if character.isalnum())
    return sha256(plain.encode("utf-8", "replace")).hexdigest()

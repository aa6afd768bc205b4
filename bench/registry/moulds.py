"""Credentials by the million without a million signatures: these measurements do not check them."""

import random
from functools import cache
from typing import NamedTuple
from uuid import UUID

from credentials.identifiers import uscc_check_character
from credentials.kinds import parse_credential
from keys_example.enterprises import example_enterprises
from registry.admission.status_indexes import FULL

CHUNK = 20_000
EACH = 4
"""Credentials of each enterprise."""
_NAMES = 4_800
_DIVISIONS = ("500103", "500105", "500112", "500113", "500116", "500151", "500233", "500240")


@cache
def _names() -> list[str]:
    everybody = example_enterprises(random.Random(5), 2 * _NAMES)
    return [enterprise.legal_name for enterprise in everybody if enterprise.region == "CN-CQ"]


def code_of(number: int) -> str:
    """Return an enterprise's code: an eighth of all in each division."""
    body = f"91{_DIVISIONS[number % 8]}M{number:08}"
    return body + uscc_check_character(body)


class Mould(NamedTuple):
    """Signed credential, and the parts of its bytes to replace; lookups do not check the signature."""

    data: bytes
    id: bytes
    uscc: bytes
    name: bytes
    number: bytes
    place: bytes

    @classmethod
    def of(cls, data: bytes) -> "Mould":
        body = parse_credential(data).body
        subject = body.credential_subject
        number = subject.assessment.certificate_number
        uscc, name = subject.unified_social_credit_code, subject.legal_name
        place = b'"statusListIndex":"%d"' % body.index
        return cls(data, body.id.encode(), uscc.encode(), name.encode(), number.encode(), place)


def make_bytes(stock: list[Mould], number: int, source: random.Random) -> bytes:
    """Make the bytes of one credential with its own id, certificate number and status index from 2 on;
    each enterprise gets EACH of them."""
    template = stock[number % len(stock)]
    new_id = f"urn:uuid:{UUID(int=source.getrandbits(128), version=4)}"
    data = template.data.replace(template.id, new_id.encode())
    data = data.replace(template.uscc, code_of(number // EACH).encode())
    data = data.replace(template.name, _names()[number // EACH % _NAMES].encode())
    data = data.replace(template.number, f"示例-{number:07}".encode())
    data = data.replace(template.place, b'"statusListIndex":"%d"' % (number % FULL))
    return data.replace(b'/1"', b'/%d"' % (number // FULL + 2))

"""Credentials by the million without a million signatures: what is measured does not ask for them."""

import random
from typing import NamedTuple
from uuid import UUID

from credentials.identifiers import uscc_check_character
from credentials.kinds import parse_credential
from registry.admission.status_indexes import FULL

CHUNK = 20_000
EACH = 4
"""Credentials an enterprise holds."""
_FIRST = "清蓝绿碧青澄源泽润沃瑞华恒康嘉宏泰安信达"
_SECOND = "源泉波涛林森岚川江河海洋湖原野峰谷晨曦阳"
_TRADES = (
    "水务",
    "环保科技",
    "环境工程",
    "环境治理",
    "固废处置",
    "检测技术",
    "噪声控制",
    "土壤修复",
    "大气治理",
    "生态",
    "节能",
    "监测",
)
_DIVISIONS = ("500103", "500105", "500112", "500113", "500116", "500151", "500233", "500240")


def name_of(number: int) -> str:
    """The name of an enterprise; 4,800 are different."""
    first, rest = _FIRST[number % 20], number // 20
    return f"重庆示例{first}{_SECOND[rest % 20]}{_TRADES[rest // 20 % 12]}有限公司"


def code_of(number: int) -> str:
    """Its code: an eighth of all in each division."""
    body = f"91{_DIVISIONS[number % 8]}M{number:08}"
    return body + uscc_check_character(body)


class Mould(NamedTuple):
    """A signed credential, and what in its bytes stands for whom: lookups do not ask the signature."""

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
    """One of a million: its own id, number and place in the status lists from 2 on; EACH of an enterprise."""
    template = stock[number % len(stock)]
    new_id = f"urn:uuid:{UUID(int=source.getrandbits(128), version=4)}"
    data = template.data.replace(template.id, new_id.encode())
    data = data.replace(template.uscc, code_of(number // EACH).encode())
    data = data.replace(template.name, name_of(number // EACH).encode())
    data = data.replace(template.number, f"示例-{number:07}".encode())
    data = data.replace(template.place, b'"statusListIndex":"%d"' % (number % FULL))
    return data.replace(b'/1"', b'/%d"' % (number // FULL + 2))

"""Counting credentials: a log only grows, so what was counted once is never read again."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from threading import Lock
from typing import Any, NamedTuple

from sqlalchemy import Row, Select, select

from credentials.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from credentials.times import CHINA
from registry.desk import Desk
from registry.finding import CREDENTIAL_KINDS
from registry.registry import Registry
from registry.tables import LEAF, RECORD
from registry.trees import RECORDS

PAGE = 2_000


class Group(NamedTuple):
    """What credentials that are counted together have in common; `month` is that of the signature, +08:00."""

    issuer: str
    region: str
    scheme: str
    categories: tuple[str | None, ...]
    grade: str
    month: str
    valid_from: datetime
    valid_until: datetime

    @classmethod
    def of(cls, record: Record[Assessment]) -> "Group":
        """The group a credential belongs to."""
        body = record.body
        assessment = body.credential_subject.assessment
        return cls(
            body.issuer,
            body.credential_subject.region,
            assessment.scheme,
            assessment.categories,
            assessment.grade,
            record.created.astimezone(CHINA).strftime("%Y-%m"),
            body.valid_from,
            body.valid_until,
        )


class Tally:
    """How many credentials each group has; for several threads."""

    def __init__(self) -> None:
        self._counts: Counter[Group] = Counter()
        self._next: dict[str, int] = {}
        self._lock = Lock()

    def catch_up(
        self, registry: Registry, issuers: Iterable[str], *, progress: Callable[[int], None] | None = None
    ) -> Mapping[Group, int]:
        """All credentials of `issuers` that are here now; `progress` gets the number read so far."""
        with self._lock:
            for issuer in issuers:
                while rows := registry.read(partial(self._read, issuer=issuer)):
                    self._counts.update(Group.of(parse_credential(row.data)) for row in rows)
                    self._next[issuer] = rows[-1].position + 1
                    if progress is not None:
                        progress(self._counts.total())
            return dict(self._counts)

    def _read(self, desk: Desk, issuer: str) -> Sequence[Row[Any]]:
        query: Select[Any] = (
            select(LEAF.c.position, RECORD.c.data)
            .join(RECORD, RECORD.c.digest == LEAF.c.digest)
            .where(
                LEAF.c.issuer == issuer,
                LEAF.c.tree == RECORDS,
                LEAF.c.position >= self._next.get(issuer, 0),
                RECORD.c.kind.in_(CREDENTIAL_KINDS),
            )
            .order_by(LEAF.c.position)
            .limit(PAGE)
        )
        return desk.connection.execute(query).all()


def find_changed(registry: Registry, changed: Mapping[str, Iterable[str]]) -> list[Record[Assessment]]:
    """The credentials of these ids by issuer, those that are here: for what events say of them."""

    def find(desk: Desk) -> list[Record[Assessment]]:
        found = (desk.credential(issuer, one) for issuer, ids in changed.items() for one in ids)
        return [record for record in found if record is not None]

    return registry.read(find)

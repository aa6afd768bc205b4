"""The registry as its callers see it: a thin handle over the store."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar

from sqlalchemy import Connection, Select, select, update

from credentials.agreement import AgreementText
from credentials.key_list import Method
from credentials.record import Record
from registry.admission.admit import Admitted, admit_record, parse_record
from registry.admission.settling import bring_order, settle
from registry.bulk import insert_rows
from registry.desk import Desk, Memory
from registry.errors import RegistryError
from registry.heads import Check, Guard, heads_path
from registry.store import Store
from registry.tables import SETTING
from verifier.agreements import AgreementChain
from verifier.trust import TrustStore

__all__ = ["Admitted", "Registry"]

CHUNK = 500
"""Records a transaction: long enough for speed, short enough for other writers."""

T = TypeVar("T")

_PIN = select(SETTING.c.value).where(SETTING.c.name == "pin")


class Registry:
    """A registry in one SQLite file or one PostgreSQL database, for several threads and processes."""

    def __init__(self, store: Store, memory: Memory, heads: Path | None) -> None:
        self._store = store
        self._memory = memory
        self._guard = Guard(heads) if heads is not None else None

    @classmethod
    def open(
        cls,
        place: Path | str,
        *,
        heads: Path | None = None,
        create: bool = True,
        demo: bool = False,
        refused_keys: frozenset[str] = frozenset(),
    ) -> Self:
        """The registry in the SQLite file at a path, or in PostgreSQL at a `postgresql+psycopg://` URL.

        Its tables are made if it is empty and `create`, and brought up to this version's. `heads` is the file
        with the last signed log heads, by default beside the SQLite file. `refused_keys` are multikeys
        (keys_example's) that no key list or agreement may hold unless `demo`. Raises RegistryError:
        not-a-registry, registry-empty, registry-newer, registry-read-only, database-url, database-busy,
        database-unreachable, disk-full, storage-failed.
        """
        if heads is None and isinstance(place, Path):
            heads = heads_path(place)
        return cls(Store(place, create=create), Memory(frozenset() if demo else refused_keys), heads)

    def close(self) -> None:
        """Gives the database back."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, work: Callable[[Desk], T]) -> T:
        """`work(desk)` on one unchanging view."""
        return self._store.read(lambda connection: work(Desk(connection, self._memory)))

    def fetch(self, query: Select[Any], **parameters: object) -> list[tuple[Any, ...]]:
        """The rows of one SELECT, quickly (registry.store)."""
        return self._store.fetch(query, **parameters)

    def write(self, work: Callable[[Desk], T]) -> T:
        """`work(desk)` in one write transaction, which may run it again (registry.store).

        Not in a database that does not continue what was signed last, nor beside an old copy of that:
        RegistryError log-rewound, manifest-rewound, heads-missing, heads-rewound, heads-damaged.
        """
        return self._write(work, self._guard.begin() if self._guard is not None else None)

    def recover(self, work: Callable[[Desk], T]) -> T:
        """`write` into a rewound database, too: for what brings it up to date and nothing else."""
        return self._write(work, None)

    def _write(self, work: Callable[[Desk], T], check: Check | None) -> T:
        def run(connection: Connection) -> T:
            desk = Desk(connection, self._memory)
            if check is not None:
                check(desk)
            return work(desk)

        return self._store.run_in_transaction(run)

    def check_place(self, *, pages: bool = False, stop: Callable[[], bool] = lambda: False) -> None:
        """The database is still the one that was opened; with `pages`, its pages hang together, which takes a
        second for each gigabyte or two unless `stop` ends it (SQLite; PostgreSQL looks after its own).

        Raises RegistryError: file-replaced, registry-empty, pages-damaged.
        """
        self._store.check_place(pages=pages, stop=stop)

    @property
    def damage(self) -> int:
        """How often a page was met that cannot be read."""
        return self._store.damage

    @property
    def remembers_heads(self) -> bool:
        """Whether there is a place for the last signed log heads; without one nothing is published."""
        return self._guard is not None

    @property
    def heads(self) -> Path:
        """The file with the last signed log heads; RegistryError heads-unset."""
        if self._guard is None:
            raise RegistryError("heads-unset")
        return self._guard.path

    @property
    def pin(self) -> str | None:
        """The digest of agreement version 1; None until it was set."""
        found = self.fetch(_PIN)
        return str(found[0][0]) if found else None

    def set_pin(self, pin: str) -> None:
        """Ties the registry to the agreement whose version 1 has this digest: a local act.

        For good with the first half that is admitted; until then another pin takes its place, as the one
        may have been mistyped. Raises RegistryError other-agreement when it is tied to another.
        """

        def write(desk: Desk) -> None:
            if desk.pin is None:
                insert_rows(desk.connection, SETTING, [("pin", pin)])
            elif desk.pin != pin:
                if desk.halves():
                    raise RegistryError("other-agreement", "pin", pin=desk.pin)
                desk.connection.execute(update(SETTING).where(SETTING.c.name == "pin").values(value=pin))

        self.write(write)

    def text(self, now: datetime) -> AgreementText | None:
        """The agreement in force at `now`, else the last complete one; None while version 1 is pending."""
        chain = self.chain()
        return chain.in_force_or_last(now).text if chain is not None else None

    def chain(self) -> AgreementChain | None:
        """The complete versions; None while version 1 is pending."""
        try:
            return self.trust().chain
        except RegistryError as error:
            if error.code == "no-agreement":
                return None
            raise

    def trust(self) -> TrustStore:
        """What admission believes: agreements, key lists, salvage. RegistryError no-agreement before that."""
        return self.read(lambda desk: desk.trust)

    def method_id(self, public_multikey: str, use: str, now: datetime) -> tuple[str, str] | None:
        """Whose key this is: (association, method id), if it may sign for `use` at `now`.

        A root key that stands in no key list is known from the agreement, also a pending one, as `#root-1`.
        """
        chain = self.chain()
        for party in chain.answering(now) if chain is not None else ():
            for method in self.methods(party.id, use, now):
                if method.public_key_multibase == public_multikey:
                    return party.id, method.id
        if use != "root":
            return None
        text = chain.in_force_or_last(now).text if chain is not None else None
        halves = self.read(lambda desk: desk.halves())
        texts = [half.body.credential_subject for half in halves]
        current = [t for t in texts if text is None or t.version >= text.version]
        owners = (p.id for t in current for p in t.parties if p.root_key == public_multikey)
        return next(((did, f"{did}#root-1") for did in owners), None)

    def methods(self, issuer: str, use: str, now: datetime) -> tuple[Method, ...]:
        """The association's keys that may sign for `use` at `now`."""
        key_list = self.trust().key_list(issuer, now)
        methods = key_list.body.verification_method if key_list is not None else ()
        return tuple(
            m
            for m in methods
            if m.use == use
            and m.compromised_since is None
            and m.valid_from <= now
            and (m.signs_until is None or now < m.signs_until)
        )

    def admit(self, data: bytes, *, now: datetime) -> Admitted:
        """Verifies and stores one signed record of whatever kind; RegistryError says why not."""
        record = parse_record(data)
        return self.write(lambda desk: _admit_one(desk, record, now))

    def admit_many(
        self,
        items: Iterable[bytes],
        *,
        now: datetime,
        orders: Mapping[str, Sequence[str]] | None = None,
        progress: Callable[[int], None] | None = None,
    ) -> list[Admitted | RegistryError]:
        """Like `admit` for each, in order; a refusal stops nothing. `progress` gets the number so far.

        `orders` are digests of events by association, as a bundle brings them: they are counted as far as the
        association's own signature proves that order.
        """
        parsed = [_parse(data) for data in items]
        results: list[Admitted | RegistryError] = []
        for start in range(0, len(parsed), CHUNK):
            chunk = parsed[start : start + CHUNK]
            results += self.write(partial(_admit_all, chunk=chunk, now=now, orders=orders or {}))
            if progress is not None:
                progress(len(results))
        for issuer, digests in (orders or {}).items():
            self.write(partial(bring_order, issuer=issuer, digests=digests, now=now))
        return results


def _admit_one(desk: Desk, record: Record[Any], now: datetime) -> Admitted:
    admitted = admit_record(desk, record, now=now)
    if not admitted.already:
        settle(desk, [admitted.kind], now=now)
    return admitted


def _parse(data: bytes) -> Record[Any] | RegistryError:
    try:
        return parse_record(data)
    except RegistryError as error:
        return error


def _admit_all(
    desk: Desk,
    chunk: Sequence[Record[Any] | RegistryError],
    now: datetime,
    orders: Mapping[str, Sequence[str]],
) -> list[Admitted | RegistryError]:
    desk.brought = orders
    results: list[Admitted | RegistryError] = []
    for item in chunk:
        try:
            results.append(item if isinstance(item, RegistryError) else admit_record(desk, item, now=now))
        except RegistryError as error:
            results.append(error)
    kinds = [result.kind for result in results if isinstance(result, Admitted) and not result.already]
    settle(desk, kinds, now=now)
    return results

"""The registry as callers use it: a thin handle over database, views and admission."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from datetime import datetime
from functools import cache, partial
from pathlib import Path
from types import TracebackType
from typing import Any, Self, TypeVar, cast

from sqlalchemy import Connection, Row, Select, update

from credentials.documents.agreement import AgreementText
from credentials.documents.key_list import Method, Use
from credentials.record import Record
from registry.admission.admit import Admitted
from registry.admission.companions import NO_COMPANIONS, Companions
from registry.admission.settling import bring_order
from registry.admission.submission import NONE_PROVEN, Proven
from registry.admission.turns import TURN, Screen, TurnResult, consider_turn, read_turns, take_turn
from registry.database.bulk import insert_rows
from registry.database.tables import SETTING
from registry.database.transactions import Database
from registry.errors import RegistryError
from registry.filing import Filing, Filings, check_gates, derive_tables, find_stale
from registry.log.last_heads import Guard, ManifestOrder, find_rewound, heads_path, save_manifest
from registry.log.shown import check_taking
from registry.view.view import PIN, Memory, RegistryView
from verifier.trust.agreements import AgreementChain
from verifier.trust.trust_store import TrustStore

__all__ = ["Admitted", "Registry"]

T = TypeVar("T")


class Registry:
    """A registry in one SQLite file or one PostgreSQL database, for several threads and processes."""

    def __init__(self, store: Database, memory: Memory, heads: Path | None) -> None:
        self._store = store
        self._memory = memory
        self._guard = Guard(heads) if heads is not None else None

    @classmethod
    def open(
        cls,
        place: Path | str,
        *,
        filings: Iterable[Filing],
        heads: Path | None = None,
        create: bool = True,
        demo: bool = False,
        refused_keys: frozenset[str] = frozenset(),
        write_lock: Callable[[], AbstractContextManager[object]] = nullcontext,
    ) -> Self:
        """Open the registry in the SQLite file at a path, or in PostgreSQL at a `postgresql+psycopg://` URL.

        An empty database gets its tables if `create`; older tables are brought up to this version's. Any
        other database is left as it is. `filings` are the works it admits beside the core kinds. `heads` is
        the file with the last signed log heads, by default beside the SQLite file. `refused_keys` are
        multikeys (keys_example's) that no key list or agreement may have unless `demo`. `write_lock` is
        entered while others may not write, for measurements. Raises RegistryError: not-a-registry,
        registry-empty, registry-earlier, registry-newer, registry-read-only, database-url, database-busy,
        database-unreachable, disk-full, storage-failed.
        """
        if heads is None and isinstance(place, Path):
            heads = heads_path(place)
        memory = Memory(frozenset() if demo else refused_keys, Filings.of(filings))
        registry = cls(Database(place, create=create, write_lock=write_lock), memory, heads)
        try:
            if registry.read(find_stale):
                # `recover`, not `write`: derived rows follow from stored records even in a rewound database
                registry.recover(derive_tables)
        except BaseException:
            registry.close()
            raise
        return registry

    @property
    def filings(self) -> tuple[Filing, ...]:
        """The filings of this registry."""
        filed: Filings = self._memory.filed
        return filed.filings

    def close(self) -> None:
        """Close the database."""
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def read(self, work: Callable[[RegistryView], T]) -> T:
        """Run `work(view)` on one unchanging view."""
        return self._store.read(lambda connection: self._run(work, RegistryView(connection, self._memory)))

    def rows(self, query: Select[Any]) -> Sequence[Row[Any]]:
        """Return the rows of one SELECT, on a view of their own."""
        return self.read(lambda view: view.connection.execute(query).all())

    def fetch(self, query: Select[Any], **parameters: object) -> list[tuple[Any, ...]]:
        """Return the rows of one SELECT, quickly (registry.database.transactions)."""
        return self._store.fetch(query, **parameters)

    def write(self, work: Callable[[RegistryView], T]) -> T:
        """Run `work(view)` in one write transaction, which may run it again (registry.database.transactions).

        Refuse if the database does not continue the last signed heads, or if the file with them is an old
        copy: RegistryError log-rewound, manifest-rewound, heads-missing, heads-rewound, heads-damaged. While
        others have seen a longer copy of a log signed here, it takes only trust data: log-behind.
        """
        return self._store.run_in_transaction(self._guarded(work))

    def recover(self, work: Callable[[RegistryView], T]) -> T:
        """Write even into a rewound database: only to bring it up to date."""
        return self._store.run_in_transaction(lambda connection: work(RegistryView(connection, self._memory)))

    def _guarded(self, work: Callable[[RegistryView], T]) -> Callable[[Connection], T]:
        # read the file before the view: everything in the file was committed, so a later view shows it
        check = self._guard.begin() if self._guard is not None else None

        def run(connection: Connection) -> T:
            view = RegistryView(connection, self._memory)
            if check is not None:
                check(view)
                view.check_taking = cache(partial(check_taking, view, self.heads))
            return self._run(work, view)

        return run

    def _run(self, work: Callable[[RegistryView], T], view: RegistryView) -> T:
        try:
            return work(view)
        except RegistryError as error:
            self._name_parties(error)
            raise

    def _name_parties(self, error: RegistryError) -> None:
        """Set the newest known agreement on a refusal, so that its message has the parties' names."""
        if self._memory.trust is not None:
            text = self._memory.trust[1].chain.latest.text
            for refusal in (error, *(problem for _, problem in error.problems)):
                refusal.text = text

    def check_place(self, *, pages: bool = False, stop: Callable[[], bool] = lambda: False) -> None:
        """Check that the database is still the one that was opened.

        With `pages`, also check that its pages are consistent and its indexes find every row. That takes
        seconds for each gigabyte unless `stop` ends it (SQLite; PostgreSQL has checks of its own).

        Raises RegistryError: file-replaced, registry-empty, pages-damaged.
        """
        self._store.check_place(pages=pages, stop=stop)

    @property
    def damage(self) -> int:
        """Number of unreadable pages found so far."""
        return self._store.damage

    @property
    def remembers_heads(self) -> bool:
        """True if there is a file for the last signed log heads; without a file nothing is published."""
        return self._guard is not None

    @property
    def heads(self) -> Path:
        """File with the last signed log heads; RegistryError heads-unset."""
        if self._guard is None:
            raise RegistryError("heads-unset")
        return self._guard.path

    def find_rewound(self) -> list[RegistryError]:
        """Return every reason not to write this database; none for a sound one (registry.log.last_heads)."""
        return find_rewound(self.heads, self.read) if self.remembers_heads else []

    def check_heads(self) -> None:
        """Raise the first of `find_rewound`."""
        for error in self.find_rewound():
            raise error

    def check_taking(self, issuer: str) -> None:
        """Check heads, and that the association's log takes records; RegistryError log-behind."""
        self.check_heads()
        if self.remembers_heads:
            self.read(lambda view: check_taking(view, self.heads, issuer))

    def check_gates(self, issuer: str) -> None:
        """Refuse to sign or store for an association that decides by plans; RegistryError approval-needed."""
        heads = self.heads if self.remembers_heads else None
        self.read(lambda view: check_gates(view, issuer, heads))

    def remember_manifest(self, issuer: str, order: ManifestOrder) -> None:
        """Write to the file of last heads that this manifest is stored, before it leaves the registry."""
        self.write(lambda _: save_manifest(self.heads, issuer, order))

    def read_pin(self) -> str | None:
        """Return the digest of agreement version 1; None until it is set."""
        stored = self.fetch(PIN)
        return str(stored[0][0]) if stored else None

    def set_pin(self, pin: str) -> None:
        """Tie the registry to the agreement whose version 1 has this digest: a local act.

        The first admitted half makes it final; until then another pin may replace a mistyped one. A new
        database beside the last heads of a lost one may be tied, too, and is then brought up to date. Raises
        RegistryError other-agreement when it is tied to another.
        """

        def write(view: RegistryView) -> None:
            stored = view.read_pin()
            if stored is None:
                insert_rows(view.connection, SETTING, [("pin", pin)])
            elif stored != pin:
                if view.halves():
                    raise RegistryError("other-agreement", "pin", pin=stored)
                view.connection.execute(update(SETTING).where(SETTING.c.name == "pin").values(value=pin))

        self.recover(write)

    def text(self, now: datetime) -> AgreementText | None:
        """Return the agreement in force at `now`, else the last complete one; None before version 1 is."""
        chain = self.chain()
        return chain.in_force_or_last(now).text if chain is not None else None

    def chain(self) -> AgreementChain | None:
        """Return the complete versions; None while version 1 is pending."""
        try:
            return self.load_trust().chain
        except RegistryError as error:
            if error.code == "no-agreement":
                return None
            raise

    def load_trust(self) -> TrustStore:
        """Load admission's trust data: agreements, key lists, salvage.

        RegistryError no-agreement before that.
        """
        return self.read(lambda view: view.load_trust())

    def method_id(self, public_multikey: str, use: Use, now: datetime) -> tuple[str, str] | None:
        """Return (association, method id) of this key, if it may sign for `use` at `now`.

        A root key in no key list is known from the agreement, even a pending one, as `#root-1`.
        """
        chain = self.chain()
        for party in chain.answering(now) if chain is not None else ():
            for method in self.methods(party.id, use, now):
                if method.public_key_multibase == public_multikey:
                    return party.id, method.id
        if use != "root":
            return None
        text = chain.in_force_or_last(now).text if chain is not None else None
        halves = self.read(lambda view: view.halves())
        texts = [half.body.credential_subject for half in halves]
        current = [t for t in texts if text is None or t.version >= text.version]
        owners = (p.id for t in current for p in t.parties if p.root_key == public_multikey)
        return next(((did, f"{did}#root-1") for did in owners), None)

    def methods(self, issuer: str, use: Use, now: datetime) -> tuple[Method, ...]:
        """Return the association's keys that may sign for `use` at `now`."""
        trust = self.load_trust()
        party, key_list = trust.party(issuer), trust.key_list(issuer, now)
        if party is None:
            return ()
        methods = (key.method for key in party.keys.values())
        return tuple(m for m in methods if party.find_objection(m.id, use, now, key_list) is None)

    def admit(self, data: bytes, *, now: datetime) -> Admitted:
        """Verify and store one signed record of any kind; RegistryError says why not."""
        (outcome,) = self.admit_many([data], now=now)
        if isinstance(outcome, RegistryError):
            raise outcome
        return outcome

    def admit_many(
        self,
        items: Iterable[bytes],
        *,
        now: datetime,
        orders: Mapping[str, Sequence[str]] | None = None,
        progress: Callable[[int], None] | None = None,
        companions: Companions = NO_COMPANIONS,
    ) -> list[Admitted | RegistryError]:
        """Admit each record in order; a refusal does not stop the others. `progress` gets the number so far.

        `orders` are digests of events by association, as in a bundle: events are counted as far as the
        association's own signature proves that order. `companions` are the key lists in the same delivery.
        """
        results: list[Admitted | RegistryError] = []
        for turn in self.admit_in_turns(items, now=now, orders=orders, companions=companions):
            results += cast("list[Admitted | RegistryError]", turn)
            if progress is not None:
                progress(len(results))
        for issuer, digests in (orders or {}).items():
            self.write(partial(bring_order, issuer=issuer, digests=digests, now=now))
        return results

    def admit_in_turns(
        self,
        items: Iterable[bytes],
        *,
        now: datetime,
        orders: Mapping[str, Sequence[str]] | None = None,
        screen: Screen | None = None,
        turn_size: int = TURN,
        proven: Proven = NONE_PROVEN,
        companions: Companions = NO_COMPANIONS,
    ) -> Iterator[list[TurnResult]]:
        """Admit records in short transactions; yield the outcomes of each once it is on disk.

        Signatures are verified first, on a separate view. `screen` may refuse a record first. Longer turns
        take less time in all, but others wait longer. `proven` credentials are not verified again.
        """
        for turn in read_turns(items, screen, turn_size):
            if not any(isinstance(item, Record) for item in turn):
                yield cast("list[TurnResult]", turn)
                continue
            # checked as a write: an old copy refuses before it verifies anything
            considered = self._store.read(
                self._guarded(
                    partial(consider_turn, turn=turn, now=now, proven=proven, companions=companions)
                )
            )
            if considered.is_settled:
                outcomes = cast("list[TurnResult]", considered.outcomes)
            else:
                outcomes = self.write(partial(take_turn, considered=considered, now=now, orders=orders or {}))
            for outcome in outcomes:
                if isinstance(outcome, RegistryError):
                    self._name_parties(outcome)
            yield outcomes

"""Storing of a published tree beside others' logs: own logs in their order, and records in no log.

Each record of an own log is verified by the rule of its kind as of its signature, or of the one before it if
that is later: it is judged by what was in force then. A record in no log is admitted as if it were brought
now.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any, NamedTuple

from credentials.record import Record
from registry.admission.admit import admit_record, parse_record
from registry.admission.settling import bring_order, settle
from registry.database.portions import portions_of
from registry.errors import RegistryError
from registry.registry import Registry
from registry.sync.taken import LONG_AGO
from registry.upkeep.published_tree import PublishedLog, PublishedTree, list_parties
from registry.view.view import RegistryView
from signing.jcs import canonicalize

CHUNK = 256
"""Records of one transaction."""


class _Taken(NamedTuple):
    """Number of stored entries, the time reached, and the refusal of the next."""

    stored: int
    moment: datetime
    refusal: RegistryError | None


@dataclass(slots=True)
class Storing:
    """Storing of own logs and of the bundle's records of all parties, whatever the last heads say."""

    registry: Registry
    logs: Sequence[PublishedLog]
    starts: dict[str, int]
    now: datetime
    progress: Callable[[int], None] | None
    stored: int = 0
    moments: dict[str, datetime] = field(default_factory=dict)
    _orders: dict[str, list[str]] = field(default_factory=dict)
    _refused: dict[str, tuple[bytes, RegistryError]] = field(default_factory=dict)

    def run(self, tree: PublishedTree) -> None:
        """Store the own logs entirely, then the bundle; raise the refusal that ends a log."""
        bundle = tree.bundle
        halves = [half.data for version in bundle.agreements for half in version]
        trusted: tuple[Record[Any], ...] = (*bundle.salvage, *bundle.key_lists)
        lists = {key_list.digest: key_list.data for key_list in trusted}
        logged = {digest for log in self.logs for digest in log.digests() if digest in lists}
        others = [data for digest, data in lists.items() if digest not in logged]
        before, refusals = -1, list[RegistryError]()
        while before != self.stored:
            before, refusals = self.stored, self._store_logs()
            others = self._try(others)
            # a half only when nothing else goes on: a root that its version replaces signs nothing more
            for half in halves if self.stored == before else ():
                halves = [other for other in halves if other != half or self._try([half])]
                if self.stored != before:
                    break
        for refusal in refusals:
            example = (error for _, error in self._refused.values() if error.code == "example-key")
            # a refused demo key leaves no agreement: the key is the reason to tell
            raise next(example, refusal) if refusal.code == "no-agreement" else refusal
        self._count(tree, {log.issuer for log in self.logs})

    def store_rest(self, tree: PublishedTree, loose: Iterable[bytes]) -> None:
        """Store records in no log here; retry refused ones as long as that helps."""
        self.admit(loose)
        self.admit(map(canonicalize, (*tree.bundle.events, *tree.bundle.loose)))
        before, parties = -1, {*list_parties(tree.trust)}
        self._count(tree, parties - {log.issuer for log in self.logs})
        # as long as it helps: what is stored now may be what a refused record waited for
        while before != self.stored:
            before = self.stored
            self._bring_orders(tree, parties)
            self.admit([data for data, _ in self._refused.values()])

    def _count(self, tree: PublishedTree, issuers: Collection[str]) -> None:
        """Store event orders, then manifests, newest first: the newest proves the order of older ones."""
        self._bring_orders(tree, issuers)
        manifests = sorted(tree.bundle.manifests, key=_order_of, reverse=True)
        self.admit([manifest.data for manifest in manifests if manifest.body.issuer in issuers])

    def _bring_orders(self, tree: PublishedTree, issuers: Collection[str]) -> None:
        for event in tree.bundle.events if not self._orders else ():
            digest = sha256(canonicalize(event)).hexdigest()
            self._orders.setdefault(str(event.get("issuer")), []).append(digest)
        for issuer, digests in self._orders.items():
            if issuer in issuers:
                bring = partial(bring_order, issuer=issuer, digests=digests, now=self.now)
                self.registry.recover(bring)

    def _try(self, items: list[bytes]) -> list[bytes]:
        """Return those that are still refused."""
        self.admit(items)
        return [data for data in items if sha256(data).hexdigest() in self._refused]

    def find_refused(self) -> list[RegistryError]:
        """Return the refusals of records not here, but not of publications by a key in other hands."""
        known = self.registry.read(lambda view: view.known_digests(self._refused))
        left = (pair for digest, pair in self._refused.items() if digest not in known)
        return [error for data, error in left if not (error.code == "key-compromised" and _publishes(data))]

    def admit(self, items: Iterable[bytes]) -> None:
        """Store those that are not here, as if they were brought now."""
        for portion in portions_of(items, CHUNK):
            by_digest = {sha256(data).hexdigest(): data for data in portion}
            refusals, stored = self.registry.recover(partial(_admit_all, items=by_digest, now=self.now))
            for digest, data in by_digest.items():
                self._refused.pop(digest, None)
                if digest in refusals:
                    self._refused[digest] = data, refusals[digest]
            self._note(stored)

    def _note(self, stored: int) -> None:
        self.stored += stored
        if self.progress is not None and stored:
            self.progress(self.stored)

    def _store_logs(self) -> list[RegistryError]:
        """Store the own logs as far as they go; return why one does not go on."""
        return [refusal for log in self.logs if (refusal := self._store_log(log)) is not None]

    def _store_log(self, log: PublishedLog) -> RegistryError | None:
        start = self.starts[log.issuer]
        for lines in log.portions(start) if start < log.head.size else ():
            for portion in portions_of(lines, CHUNK):
                moment = self.moments.get(log.issuer, LONG_AGO)
                step = self.registry.recover(
                    partial(_admit_in_order, issuer=log.issuer, lines=portion, moment=moment)
                )
                self.moments[log.issuer] = step.moment
                self.starts[log.issuer] += step.stored
                self._note(step.stored)
                if step.refusal is not None:
                    return step.refusal
        return None


def _admit_in_order(view: RegistryView, issuer: str, lines: Sequence[bytes], moment: datetime) -> _Taken:
    """Admit entries of an own log, each as of its signature or the one before it."""
    for place, data in enumerate(lines):
        try:
            record = parse_record(data)
            if record.body.signer != issuer:
                raise RegistryError("other-log", "issuer", issuer=issuer)
            when = max(moment, record.created)
            admit_record(view, record, now=when)
        except RegistryError as error:
            return _Taken(place, moment, _named(error, data))
        moment = when
    return _Taken(len(lines), moment, None)


def _admit_all(
    view: RegistryView, items: Mapping[str, bytes], now: datetime
) -> tuple[dict[str, RegistryError], int]:
    """Return the refusals by digest, and how many records were stored."""
    refusals: dict[str, RegistryError] = {}
    known, kinds = view.known_digests(items), list[str]()
    for digest, data in items.items():
        if digest in known:
            continue
        try:
            record = parse_record(data)
            admit_record(view, record, now=now)
            kinds.append(record.body.KIND)
        except RegistryError as error:
            refusals[digest] = _named(error, data)
    settle(view, kinds, now=now)
    return refusals, len(kinds)


def _named(error: RegistryError, data: bytes) -> RegistryError:
    return RegistryError(error.code, f"records/{sha256(data).hexdigest()}", **error.facts)


def _publishes(data: bytes) -> bool:
    return parse_record(data).body.KIND in ("manifest", "status-list")


def _order_of(manifest: Record[Any]) -> tuple[int, int, int]:
    order: tuple[int, int, int] = manifest.body.credential_subject.order
    return order

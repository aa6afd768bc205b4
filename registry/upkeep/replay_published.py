"""The way back of a rewound database: what was published since is stored again, each log in its order.

A log that was published is replayed: every record is verified by the rule of its kind at the time when it was
signed, or when the one before it was, so that it is judged by what was in force then. Records of others, and
what is in no log, are admitted as if they were brought now; then the logs of other nodes are mirrored. Killed
in between, the log is a shorter beginning of the published one, and the same command goes on.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import insert, select

from carriers.peers.files import PeerFiles
from credentials.kinds import kinds_where
from credentials.record import Record
from registry.admission.admit import admit_record, parse_record
from registry.admission.settling import bring_order, settle
from registry.database.tables import CHECKPOINT, RECORD
from registry.errors import RegistryError
from registry.log.last_heads import Heads, LastHead, load_heads, save_heads, witnessed_path
from registry.log.shown import find_behind, load_shown, note_shown, shown_path
from registry.publishing.published_tree import PublishedLog, PublishedTree, read_tree
from registry.registry import Registry
from registry.sync.mirror import last_pulls
from registry.sync.take_status_lists import adopt_lists
from registry.sync.taken import LONG_AGO
from registry.upkeep.restore_logs import (
    find_witnessed,
    read_witnessed,
    take_checkpoints,
    take_indexes,
    take_mirrors,
    take_witnessed,
)
from registry.view.trees import RECORDS, read_leaves
from registry.view.view import RegistryView
from signing.log.checkpoint import parse_checkpoint
from signing.log.note import parse_note

CHUNK = 500
"""Records a transaction."""

_BEFORE, _BEHIND = ("salvage", "key-list"), ("status-event", "manifest", "status-list")
"""The order in which others' records are tried: these, all that are judged by them, and those. Agreement
halves come last, each when nothing else goes on: a root that a version replaces signs nothing more once that
is here."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """How many records were stored, what was refused of others, and what the tree could not bring back."""

    records: int
    refused: tuple[RegistryError, ...]
    rewound: tuple[RegistryError, ...]


def restore_from_tree(
    registry: Registry,
    directory: Path,
    *,
    now: datetime,
    peers: Collection[str] = (),
    keys: Collection[str] = (),
    original: PeerFiles | None = None,
    progress: Callable[[int], None] | None = None,
) -> Recovered:
    """Stores all records of the published tree that are not here, and makes the last heads agree with it.

    The logs of `peers`, which other nodes sign, are mirrored; where no peers are known and heads were signed
    here, those that the node which wrote the tree had witnessed. Publication `keys` of this node, as
    multikeys, say of which log it is the owner: then every other one is to be a peer's. What the last heads
    name beyond the tree, or somebody has cosigned beyond what is here, stays `rewound`. `progress` gets the
    number of records stored.
    With an `original`, the tree that `directory` is a copy of without its packs, a log is mirrored that
    whoever wrote it witnesses, or of which he left something out, as of his last publication; what he did not
    admit is not stored.
    Raises RegistryError: no-agreement while the registry has no pin, tree-unusable, log-diverges,
    peers-needed, peer-with-own-key and log-kept-here before a record is stored, and the refusal of a record
    without which its log cannot go on.
    """
    pin = registry.read_pin()
    if pin is None:
        raise RegistryError("no-agreement")
    tree = read_tree(directory, pin)
    heads = _known_heads(registry)
    _set_damaged_aside(registry.heads)
    mirrored = registry.read(last_pulls)
    owners = tree.find_owners(keys)
    foreign = {*peers, *mirrored}
    if original is None:
        _note_own(registry, directory, tree, (owners - foreign) | ({*heads} - {*mirrored}))
    for issuer in sorted({*peers} & owners):
        raise RegistryError("peer-with-own-key", issuer=issuer)
    for issuer in sorted({*peers} & {*heads}):
        raise RegistryError("log-kept-here", issuer=issuer)
    owners -= foreign  # a key of one whose log is mirrored here
    rest = {log.issuer for log in tree.logs} - foreign - owners - {*heads}
    witnessed = find_witnessed(directory, rest)
    # of the other one's tree what was witnessed would be the own log, of the own one another's
    unclear = rest if owners else witnessed if not heads and (not foreign or witnessed != rest) else set()
    if unclear and original is None:
        raise RegistryError("peers-needed")
    foreign = foreign or witnessed
    if original is not None:
        foreign = foreign | {
            log.issuer for log in tree.logs if any(one in tree.packed for one in log.entries)
        }
    mirrors = [log for log in tree.logs if log.issuer in foreign]
    tree = replace(tree, logs=tuple(log for log in tree.logs if log.issuer not in foreign))
    replay = registry.read(lambda view: _Replay.of(view, tree, heads, now))
    while replay.advance(registry):
        if progress is not None:
            progress(replay.stored)
    for queue in replay.queues.values():
        if queue:
            raise replay.find_cause(queue[0])
    registry.recover(lambda view: _finish(view, tree, registry.heads))
    wrong = [error for log in tree.logs for error in take_checkpoints(registry, directory, log)]
    rewound = registry.find_rewound()
    if not rewound:
        written: dict[str, datetime] = {}
        if original is not None:
            moments = {**replay.moments, **{log.issuer: _find_newest(tree, log) for log in mirrors}}
            written = registry.read(lambda view: _find_written(view, moments))
            now = min(now, max(written.values(), default=now))
        wrong += take_mirrors(
            registry, directory, mirrors, now=now, filed=tree.digests, written=written, original=original
        )
        followed = {log.issuer for log in (*tree.logs, *mirrors)}
        wrong += take_indexes(registry, directory, followed)
        wrong += take_witnessed(registry, directory, foreign, owners, now=now)
        wrong += filter(None, (adopt_lists(registry, issuer) for issuer in sorted(followed)))
        rewound = find_behind(registry.heads, registry.read)
    held = registry.read(lambda view: view.held(replay.others))
    missing = [record for digest, record in replay.others.items() if digest not in held]
    refused = [replay.refusals[record.digest] for record in missing if not replay.is_void(record)]
    return Recovered(replay.stored, (*refused, *wrong), (*rewound,))


def _note_own(registry: Registry, directory: Path, tree: PublishedTree, own: Collection[str]) -> None:
    """What a tree shows of own logs binds at once: one that is refused may go further than one before it."""
    shown = [(log.issuer, log.note) for log in tree.logs if log.issuer in own]
    shown += [(issuer, text) for issuer in own if (text := read_witnessed(directory, issuer)) is not None]
    trust = tree.trust if registry.chain() is None else None

    def keep(view: RegistryView) -> None:
        for issuer, text in shown:
            note_shown(view, registry.heads, issuer, text, trust=trust)

    if shown:
        registry.recover(keep)


def _find_newest(tree: PublishedTree, log: PublishedLog) -> datetime:
    """When the newest entry of a log was signed that has a file."""
    filed = tree.digests
    records = (parse_record(tree.data(digest)) for digest in log.entries if digest in filed)
    return max((record.created for record in records), default=LONG_AGO)


def _find_written(view: RegistryView, moments: Mapping[str, datetime]) -> dict[str, datetime]:
    """Until when whoever wrote the tree looked at each log, as far as is known: what was signed then is here.

    `moments` are those of the newest records that have a file; another association's prove nothing of it.
    """
    newest = {issuer: view.newest_manifest(issuer) for issuer in moments}
    return {
        issuer: moment if (manifest := newest[issuer]) is None else max(moment, manifest.created)
        for issuer, moment in moments.items()
    }


def _set_damaged_aside(heads: Path) -> None:
    """What was cosigned, and what others have seen, the tree says as well: such a file is put aside."""
    for path, load in ((witnessed_path(heads), load_heads), (shown_path(heads), load_shown)):
        try:
            load(path)
        except RegistryError as error:
            try:
                path.replace(path.with_name(path.name + ".damaged"))
            except OSError:
                raise error from None


def _known_heads(registry: Registry) -> Heads:
    """A damaged file knows none; what the tree says replaces it."""
    try:
        return load_heads(registry.heads)
    except RegistryError as error:
        if error.code != "heads-damaged":
            raise
        return {}


class _ReplayStep(NamedTuple):
    """Of some entries, how many were stored and are done with, the time that it was, why the next was not."""

    stored: int
    done: int
    moment: datetime
    refusal: RegistryError | None


class _Replay:
    """What is still to be stored: the rest of each log in order, and all others by digest."""

    def __init__(
        self,
        tree: PublishedTree,
        queues: dict[str, list[str]],
        others: Iterable[Record[Any]],
        now: datetime,
    ) -> None:
        self.queues = queues
        self.others = {record.digest: record for record in others}
        self.refusals: dict[str, RegistryError] = {}
        self.stored = 0
        self._tree, self._now = tree, now
        self.moments = dict.fromkeys(queues, LONG_AGO)

    @classmethod
    def of(cls, view: RegistryView, tree: PublishedTree, heads: Heads, now: datetime) -> "_Replay":
        """Everything of the tree that `view` does not see; RegistryError log-diverges, tree-unusable."""
        queues = {log.issuer: _find_rest(view, log, heads.get(log.issuer)) for log in tree.logs}
        for queue in queues.values():
            for digest in queue:
                tree.data(digest)  # all of it is whole before anything is written
        logged = {digest for log in tree.logs for digest in log.entries}
        missing = tree.digests - logged - {*view.connection.scalars(select(RECORD.c.digest))}
        others = [parse_record(tree.data(digest)) for digest in missing]
        others.sort(key=lambda record: (*_rank(record), record.created))
        return cls(tree, queues, others, now)

    def advance(self, registry: Registry) -> bool:
        """The logs as far as they go, then the others, else one more half; whether anything was stored."""
        before = self.stored
        for issuer in self.queues:
            while self._replay_some(registry, issuer):
                pass
        halves = [record for record in self.others.values() if record.body.KIND == "agreement"]
        rest = [record for record in self.others.values() if record.body.KIND != "agreement"]
        for start in range(0, len(rest), CHUNK):
            self._admit(registry, rest[start : start + CHUNK])
        for issuer, digests in self._tree.orders.items():
            registry.recover(partial(bring_order, issuer=issuer, digests=digests, now=self._now))
        for half in halves:
            if self.stored == before:
                self._admit(registry, [half])
        return self.stored > before

    def find_cause(self, digest: str) -> RegistryError:
        """Why the record was refused; where no agreement is complete, that a half is by an example key."""
        refusal = self.refusals[digest]
        if refusal.code != "no-agreement":
            return refusal
        return next((one for one in self.refusals.values() if one.code == "example-key"), refusal)

    def is_void(self, record: Record[Any]) -> bool:
        """Whether it is a publication by a key in other hands, of which old files stay in every tree."""
        is_publication = record.body.KIND in ("manifest", "status-list")
        return is_publication and self.refusals[record.digest].code == "key-compromised"

    def _replay_some(self, registry: Registry, issuer: str) -> bool:
        """Stores the next records of a log; whether there may be more to store."""
        queue = self.queues[issuer]
        portion = queue[:CHUNK]
        step = registry.recover(lambda view: self._replay(view, issuer, portion))
        self.moments[issuer] = step.moment
        self.stored += step.stored
        if step.refusal is not None:
            self.refusals[portion[step.done]] = step.refusal
        del queue[: step.done]
        return bool(queue) and step.refusal is None

    def _replay(self, view: RegistryView, issuer: str, digests: Sequence[str]) -> "_ReplayStep":
        stored, moment = 0, self.moments[issuer]
        for place, digest in enumerate(digests):
            try:
                record = parse_record(self._tree.data(digest))
                if record.body.signer != issuer:
                    raise RegistryError("other-log", "issuer", issuer=issuer)
                when = max(moment, record.created)
                admit_record(view, record, now=when)
            except RegistryError as error:
                refusal = RegistryError(error.code, f"records/{digest}", **error.facts)
                return _ReplayStep(stored, place, moment, refusal)
            stored, moment = stored + 1, when
        return _ReplayStep(stored, len(digests), moment, None)

    def _admit(self, registry: Registry, records: list[Record[Any]]) -> None:
        refusals = registry.recover(lambda view: _admit_all(view, records, self._now))
        for record in records:
            if record.digest in refusals:
                self.refusals[record.digest] = refusals[record.digest]
            else:
                del self.others[record.digest]
                self.stored += 1


def _rank(record: Record[Any]) -> tuple[int, tuple[int, ...]]:
    body = record.body
    ranks = (*_BEFORE, *kinds_where(lambda kind: kind.is_judged), *_BEHIND)
    rank = ranks.index(body.KIND) if body.KIND in ranks else len(ranks)
    if body.KIND == "manifest":  # the newest first: it proves the order by which the older ones are whole
        return rank, tuple(-number for number in body.credential_subject.order)
    if body.KIND == "agreement":
        return rank, (body.credential_subject.version,)
    return rank, (body.version,) if body.KIND == "key-list" else ()


def _find_rest(view: RegistryView, log: PublishedLog, last: LastHead | None) -> list[str]:
    """The entries behind those that are here; RegistryError log-diverges when they do not go together."""
    here = [leaf.hex() for leaf in read_leaves(view.connection, log.issuer, RECORDS)]
    for place, (own, published) in enumerate(zip(here, log.entries, strict=False)):
        if own != published:
            raise RegistryError("log-diverges", issuer=log.issuer, place=place)
    if last is not None and last.size <= log.head.size and log.root(last.size).hex() != last.root:
        raise RegistryError("log-diverges", issuer=log.issuer, place=last.size)
    return [*log.entries[len(here) :]]


def _admit_all(view: RegistryView, records: Iterable[Record[Any]], now: datetime) -> dict[str, RegistryError]:
    refusals: dict[str, RegistryError] = {}
    for record in records:
        try:
            admit_record(view, record, now=now)
        except RegistryError as error:
            refusals[record.digest] = RegistryError(error.code, f"records/{record.digest}", **error.facts)
    settle(view, [r.body.KIND for r in records if r.digest not in refusals], now=now)
    return refusals


def _finish(view: RegistryView, tree: PublishedTree, path: Path) -> None:
    """Keeps the published heads and remembers them, in one transaction: nobody else does meanwhile."""
    try:
        heads = load_heads(path)
    except RegistryError:
        heads = {}
    before = dict(heads)
    for log in tree.logs:
        held = view.newest_checkpoint(log.issuer)
        if held is None or held.size < log.head.size:
            row = {"issuer": log.issuer, "size": log.head.size, "note": log.note}
            view.connection.execute(insert(CHECKPOINT), row)
            newest = log.head
        else:
            newest = parse_checkpoint(parse_note(held.note).text)
        last, order = heads.get(log.issuer), view.highest_order(log.issuer)
        if last is None or last.size < newest.size:
            last = LastHead(
                size=newest.size, root=newest.root.hex(), manifest=last.manifest if last else order
            )
        heads[log.issuer] = last.model_copy(update={"manifest": max(last.manifest, order)})
    if heads != before:
        save_heads(path, heads)

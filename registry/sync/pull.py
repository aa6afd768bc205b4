"""Pull of everything that an association's node publishes, verified from the pin.

A pull takes trust data first, then the heads of logs signed here that the other node saw. It goes on with
that node's log, loose events, manifests and cosignatures. At the end it retries refused records.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime
from functools import partial
from hashlib import sha256
from typing import Any

from carriers.peers.files import PeerFiles
from credentials.documents.bundle import Bundle, parse_bundle
from credentials.errors import RecordError
from credentials.record import Record
from credentials.times import format_time
from registry.admission.admit import Admitted
from registry.admission.companions import Companions
from registry.admission.settling import bring_order
from registry.errors import RegistryError
from registry.log.last_heads import load_heads
from registry.log.packs import split_lines
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.conflicts import Conflict, drop_void, is_forked, keep_conflict, save_conflict
from registry.sync.heads import SignedHead, drop_disowned, read_head
from registry.sync.mirror import (
    check_foreign,
    ends_in_future,
    note_pulled,
    read_event_order,
    read_tags,
)
from registry.sync.take_cosignatures import take_cosignatures
from registry.sync.take_log import (
    ForkError,
    admit_all,
    keep_rival,
    prove_rival,
    retry_refused,
    take_log,
)
from registry.sync.take_status_lists import take_status_lists
from registry.sync.taken import Pulled
from registry.sync.witness import Cosigner, cosign_newest, recall_cosigned
from registry.sync.witnessed_pages import leave_places, look_at_pages, tell_left_out
from registry.view.waiting_manifests import tell_waiting
from signing.errors import HurenError
from signing.log.note import MAX_NOTE_BYTES

MAX_TRUST_BYTES = 64 * 1024 * 1024
"""Largest bundle without events."""
MAX_LOOSE_BYTES = 16 * 1024 * 1024
_TRUST_TAKEN = "trust.json sha-256"
"""Tag with the digest of the trust data last taken; no path has this name."""
_SHOWN, _ORDER_TRIED = "manifest shown", "order tried"
"""Tags with the digest of the newest manifest that the node showed, and of the waiting one tried last."""
_FAULTS = ("equivocation", "rollback")
"""Codes of signatures that no association may make, whatever is stored here."""
WITHHELD = "trust-withheld"
"""Code for documents that the node's tree withholds."""
_OUTDATED = "manifest-incomplete"
"""Code for a manifest that a newer waiting one replaces."""
_FOR_GOOD = (*_FAULTS, "conflict")
"""Refusals that no later clock, key list or agreement can end."""


def pull(
    registry: Registry,
    issuer: str,
    files: PeerFiles,
    *,
    now: datetime,
    cosigners: Sequence[Cosigner] = (),
    progress: Callable[[int], None] | None = None,
) -> Pulled:
    """Take what the association's node publishes; report faults in the result and raise nothing.

    With the publication keys of this node's own associations its log is cosigned. Of two histories the proof
    is stored in the database and as a file; nothing more of that log is taken.
    """
    pulled = Pulled(issuer)
    try:
        _Pull(registry, issuer, files, now, pulled).run(cosigners, progress)
    except ForkError as error:
        pulled.error = error
        _keep(registry, error.conflict, now, pulled)
    except HurenError as error:
        pulled.error = error
    pulled.error = pulled.error or pulled.behind
    for conflict in pulled.taken.conflicts if registry.remembers_heads else ():
        save_conflict(registry.heads, conflict)
    return pulled


def _keep(registry: Registry, conflict: Conflict, now: datetime, pulled: Pulled) -> None:
    if registry.write(partial(keep_conflict, conflict=conflict, now=now)):
        pulled.taken.conflicts.append(conflict)


class _Pull:
    def __init__(
        self, registry: Registry, issuer: str, files: PeerFiles, now: datetime, pulled: Pulled
    ) -> None:
        self._registry, self._issuer, self._files, self._now = registry, issuer, files, now
        self._pulled, self._taken = pulled, pulled.taken
        self._host = folder_of(issuer)
        self._check_end = partial(files.check_end, f"{self._host}/log/data")
        self._tags: dict[str, str] = {}
        self._pages: dict[str, bytes | None] = {}
        self._own: set[str] = set()
        self._cosigners: Sequence[Cosigner] = ()
        self._progress: Callable[[int], None] | None = None
        self._is_dated = True

    def run(self, cosigners: Sequence[Cosigner], progress: Callable[[int], None] | None) -> None:
        """Take the steps in order; raise the first fault after taking everything that can be taken."""
        self._cosigners, self._progress = cosigners, progress
        self._begin()
        try:
            bundle = self._take_trust()  # 1. agreement and keys, which prove everything else
        except HurenError:  # any readable page may show that this node is an old copy
            self._look_at_witnessed()
            raise
        amiss = [self._look_at_witnessed()]  # 2. what it saw of logs signed here: is this node the old copy?
        head = self._read_head()  # 3. its head, signed
        amiss.append(self._take_log(head))  # 4. the records up to it
        self._take_loose()  # 5. events outside any count, since a revocation acts at once
        if bundle is not None:
            self._take_manifests(bundle)  # 6. manifests, which vouch that nothing is missing
        amiss += [
            self._follow_manifest(),  # 7. order and status lists
            self._finish(),  # 8. cosign the log, now that everything has been taken
            self._try_again(),  # 9. retry refused records: their key may have arrived
        ]
        for error in filter(None, amiss):
            raise error

    def _begin(self) -> None:
        registry = self._registry
        check_foreign(registry, self._issuer)
        recall_cosigned(registry)
        self._tags = registry.read(lambda view: read_tags(view, self._issuer))
        heads = load_heads(registry.heads) if registry.remembers_heads else {}
        self._own = {*heads, *(cosigner.issuer for cosigner in self._cosigners)}

    def _read_head(self) -> SignedHead:
        """Return the newest head that the log's owner signed; None if this registry takes nothing of it."""
        registry, issuer = self._registry, self._issuer
        trust = registry.load_trust()
        if issuer not in trust.chain.members:
            raise RegistryError("peer-unknown", issuer=issuer)
        drop_disowned(registry, issuer)
        drop_void(registry, issuer)
        if registry.read(lambda view: is_forked(view, issuer)):
            raise RegistryError("log-forked", issuer=issuer)
        return read_head(self._needed("log/checkpoint", MAX_NOTE_BYTES), issuer, trust)

    def _take_log(self, head: SignedHead) -> HurenError | None:
        """Take the log's entries up to the head; return an error if an earlier pull saw a newer head."""
        older = take_log(
            self._registry, head, self._needed, now=self._now, taken=self._taken,
            progress=self._progress, check_end=self._check_end,
        )  # fmt: skip
        self._pulled.size = head.head.size
        return older

    def _cosign(self) -> None:
        """Cosign the log unless its last entries are of the future: such a log cannot be dated."""
        registry, issuer = self._registry, self._issuer
        self._is_dated = not registry.read(lambda view: ends_in_future(view, issuer))
        if self._is_dated:
            done = [cosign_newest(registry, issuer, cosigner, now=self._now) for cosigner in self._cosigners]
            self._pulled.cosigned |= any(done)

    def _try_again(self) -> HurenError | None:
        """Retry refused records and what depends on them; the log may then be cosigned."""
        stored_before, fault = self._taken.records, None
        try:
            retry_refused(
                self._registry, self._issuer, now=self._now, taken=self._taken, check_end=self._check_end
            )
        except HurenError as error:
            fault = error
        if self._taken.records > stored_before:
            fault = self._follow_manifest() or fault
        if not self._is_dated:
            self._cosign()
        return fault

    def _finish(self) -> HurenError | None:
        """Cosign the head, take others' cosignatures, and note the pull as complete."""
        self._cosign()
        try:
            lacking = self._take_cosignatures() if self._pulled.behind is None else None
        except HurenError as error:
            return error
        self._registry.write(partial(note_pulled, issuer=self._issuer, tags=self._tags, now=self._now))
        return lacking

    def _needed(self, path: str, limit: int) -> bytes:
        """Fetch a required file of the association's folder; a path without a slash is below `log/`."""
        path = path if path.startswith("log/") else f"log/{path}"
        data = self._optional(f"{self._host}/{path}", limit)
        if data is None:
            raise RegistryError("file-absent", issuer=self._issuer, path=path)
        return data

    def _optional(self, path: str, limit: int) -> bytes | None:
        file = self._files.fetch(path, limit)
        return file.data if file is not None else None

    def _fresh(self, path: str, limit: int) -> bytes | None:
        """Fetch a file if it has changed since it was last taken."""
        file = self._files.fetch(path, limit, self._tags.get(path))
        if file is None or file.data is None:
            return None
        self._tags.pop(path, None)
        if file.tag is not None:
            self._tags[path] = file.tag
        return file.data

    def _take_trust(self) -> Bundle | None:
        """Take agreements, salvage lists and key lists, each proven by those before it."""
        data = self._fresh("trust.json", MAX_TRUST_BYTES)
        if data is None:
            return None
        try:
            bundle = parse_bundle(data)
        except RecordError as error:
            raise self._unfit("trust.json", error) from None
        halves = [half for version in bundle.agreements for half in version]
        companions = Companions(bundle.key_lists)
        self._look_at_witnessed()
        shown: list[Record[Any]] = [*halves, *bundle.salvage, *companions.in_strides()]
        records = leave_places(self._registry, shown)
        if len(records) < len(shown):
            self._tags.pop("trust.json", None)
            self._pulled.untrusted += tell_left_out(shown, records)
        self._tags[_TRUST_TAKEN] = sha256(data).hexdigest()
        lines = self._until_end("trust.json", (fetched.data for fetched in records))
        outcomes = self._registry.admit_many(lines, now=self._now, companions=companions)
        self._pulled.faults = []
        self._note_refused("trust.json", [fetched.body.signer for fetched in records], outcomes)
        for record, outcome in zip(records, outcomes, strict=True):
            if isinstance(outcome, HurenError):
                self._keep_rival(record.body.signer, record.data, outcome)
        self._note_withheld(bundle)
        return bundle

    def _until_end(self, path: str, items: Iterable[bytes]) -> Iterator[bytes]:
        """Yield items until the pull ends; what is stored stays, and the next pull goes on."""
        for item in items:
            self._files.check_end(path)
            yield item

    def _note_refused(
        self, path: str, signers: Sequence[str], outcomes: Sequence[Admitted | HurenError]
    ) -> None:
        """Note a file's refused records; the next pull takes the file again while a refusal may change."""
        faults = self._pulled.faults if self._pulled.faults is not None else []
        for signer, outcome in zip(signers, outcomes, strict=True):
            if isinstance(outcome, Admitted):
                continue
            is_own, may_change = signer == self._issuer, outcome.code not in _FOR_GOOD
            if may_change:
                self._tags.pop(path, None)
            if outcome.code == _OUTDATED:
                continue
            if is_own or may_change:
                self._pulled.untrusted.append(outcome)
            if is_own and isinstance(outcome, RegistryError) and outcome.code in _FAULTS:
                faults.append(outcome)

    def _take_loose(self) -> None:
        path = f"{self._host}/log/loose.ndjson.gz"
        data = self._fresh(path, MAX_LOOSE_BYTES)
        if data is not None:
            lines = split_lines(data, path=path, limit=MAX_LOOSE_BYTES)
            results = self._until_end(path, lines)
            outcomes = admit_all(self._registry, self._issuer, results, now=self._now)
            self._note_refused(path, [self._issuer] * len(lines), outcomes)
            for line, outcome in zip(lines, outcomes, strict=True):
                if isinstance(outcome, Admitted):
                    self._taken.records += not outcome.already
                else:
                    self._keep_rival(self._issuer, line, outcome)

    def _take_manifests(self, bundle: Bundle) -> None:
        """Take the manifests, the association's own last, so that those it repeats are here."""
        registry, issuer, now = self._registry, self._issuer, self._now
        manifests = sorted(bundle.manifests, key=lambda item: (item.body.issuer == issuer, item.created))
        lines = self._until_end("trust.json", (record.data for record in manifests))
        outcomes = registry.admit_many(lines, now=now)
        self._note_refused("trust.json", [manifest.body.signer for manifest in manifests], outcomes)
        for record, outcome in zip(manifests, outcomes, strict=True):
            if isinstance(outcome, RegistryError):
                self._keep_rival(record.body.issuer, record.data, outcome)
            elif isinstance(outcome, Admitted) and not outcome.already:  # a waiting one is signed, too
                prove_rival(registry, record.body.issuer, record.data, now=now, taken=self._taken)
        own = [manifest for manifest in manifests if manifest.body.issuer == issuer]
        self._tags[_SHOWN] = own[-1].digest if own else ""
        self._note_older([manifest.created for manifest in own])
        self._bring_order()

    def _bring_order(self) -> None:
        issuer, now = self._issuer, self._now
        self._registry.write(lambda view: bring_order(view, issuer, read_event_order(view, issuer), now=now))
        self._tags[_ORDER_TRIED] = self._registry.read(partial(tell_waiting, issuer=issuer)) or ""

    def _follow_manifest(self) -> HurenError | None:
        """Follow its newest manifest even if unchanged: an earlier pull may have ended halfway."""
        issuer = self._issuer
        waiting = self._registry.read(partial(tell_waiting, issuer=issuer))
        if waiting not in (None, self._tags.get(_ORDER_TRIED)):
            self._bring_order()
        try:
            take_status_lists(self._registry, issuer, self._optional, now=self._now)
        except RegistryError as error:
            return self._unless_written(error)
        except HurenError as error:
            return error
        return None

    def _note_older(self, shown: Sequence[datetime]) -> None:
        """Report a tree whose manifest is older than the newest one that this node has shown."""
        issuer, faults = self._issuer, self._pulled.faults
        newest = self._registry.read(lambda view: view.newest_manifest(issuer))
        last = max(shown, default=None)
        if newest is not None and last is not None and faults is not None and last < newest.created:
            times = {"shown": format_time(last), "known": format_time(newest.created)}
            faults.append(RegistryError("manifest-older", issuer=issuer, **times))

    def _note_withheld(self, bundle: Bundle) -> None:
        """Report a tree without the agreement, its owner's key lists or the newest manifest.

        The tree is read again until it has them. After a key was marked, there may be no valid manifest for a
        while.
        """
        issuer, pulled = self._issuer, self._pulled
        trust = self._registry.load_trust() if self._registry.chain() is not None else None
        party = trust.party(issuer) if trust is not None else None
        if party is None or pulled.faults is None:
            return  # the pull reports the reason at its end
        newest = self._registry.read(lambda view: view.newest_manifest(issuer))
        stands = party.publication_keys(compromised=True) == party.publication_keys()
        shown = {
            ("agreement", "协议"): bool(bundle.agreements),
            ("key list of its own", "自己的密钥清单"): issuer in (item.body.id for item in bundle.key_lists),
            ("manifest of its own", "自己的发布清单"): not (newest is not None or stands)
            or any(manifest.body.issuer == issuer for manifest in bundle.manifests),
        }
        for name_en, name_zh in (name for name, is_shown in shown.items() if not is_shown):
            self._tags.pop("trust.json", None)
            pulled.faults.append(RegistryError(WITHHELD, issuer=issuer, what=name_en, what_zh=name_zh))

    def _keep_rival(self, issuer: str, data: bytes, refusal: HurenError) -> None:
        keep_rival(self._registry, issuer, data, refusal, now=self._now, taken=self._taken)

    def _look_at_witnessed(self) -> HurenError | None:
        """Read the pages on which that node shows every other log; return the error if a page failed."""
        look = look_at_pages(self._registry, self._issuer, self._page, own=self._own)
        self._pulled.behind = look.behind
        for conflict in look.conflicts:
            _keep(self._registry, conflict, self._now, self._pulled)
        return look.missed

    def _page(self, path: str) -> bytes | None:
        """Fetch a page once for each pull."""
        if path not in self._pages:
            self._pages[path] = self._optional(path, MAX_NOTE_BYTES)
        return self._pages[path]

    def _take_cosignatures(self) -> RegistryError | None:
        """Take the cosignatures that its index names; return the error if that failed."""
        try:
            for conflict in take_cosignatures(self._registry, self._issuer, self._optional):
                _keep(self._registry, conflict, self._now, self._pulled)
        except RegistryError as error:
            return self._unless_written(error)
        return None

    def _unless_written(self, error: RegistryError) -> RegistryError | None:
        """Drop a fault of a tree that is being written or belongs to another publication.

        An older publication was complete; a newer one may repeat records that only another association has.
        """
        newest = self._registry.read(lambda view: view.newest_manifest(self._issuer))
        if newest is not None and self._tags.get(_SHOWN, newest.digest) != newest.digest:
            return None
        trust = self._files.fetch("trust.json", MAX_TRUST_BYTES, self._tags.get("trust.json"))
        if trust is None or trust.data is None:
            return error
        # a peer without stable tags sends complete files that are here already
        return error if sha256(trust.data).hexdigest() == self._tags.get(_TRUST_TAKEN) else None

    def _unfit(self, path: str, error: HurenError) -> RegistryError:
        why, why_zh = error.sentence("en"), error.sentence("zh")
        return RegistryError("file-unfit", issuer=self._issuer, path=path, why=why, why_zh=why_zh)

"""Sign and store an association's publication; bundle and static tree need no key."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import sha256
from operator import attrgetter
from random import Random
from typing import Any

from credentials.documents.key_list import KeyList
from credentials.documents.manifest import MAX_LOOSE, Manifest, next_version
from credentials.documents.status_list import StatusList
from credentials.drafting.compose import build_manifest, build_seen
from credentials.kinds import read_any
from credentials.record import MAX_VERSION, EventCount, JsonObject, Record
from credentials.times import format_time
from registry.admission.store import store_records
from registry.errors import RegistryError
from registry.issuing.stored_plans import make_id
from registry.log.cosignatures import COSIGNATURES_PART, make_index, store_index
from registry.publishing.bundle import build_bundle
from registry.publishing.log_head import check_publisher, sign_head
from registry.publishing.parts import join_parts, part_address
from registry.publishing.recomputed import recompute
from registry.publishing.served_lists import choose_publication
from registry.publishing.static_tree import write_tree
from registry.publishing.status_lists import draft_status_lists
from registry.registry import Registry
from registry.view.event_order import count_events, count_own, read_loose, read_order
from registry.view.view import RegistryView
from signing.data_integrity import add_proof, check_signature
from signing.log.checkpoint import Checkpoint
from signing.signer import Signer
from verifier.trust.events import Event, EventItem, read_event

__all__ = ["Published", "build_bundle", "publish", "publish_all", "write_tree"]

MANIFEST_LIFE = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Published:
    """Result of one publication; `status_lists` are only the newly signed ones."""

    manifest: Record[Manifest]
    status_lists: tuple[Record[StatusList], ...]
    checkpoint: str


def publish(
    registry: Registry, issuer: str, signer: Signer, *, now: datetime, random: Random, whole: bool = False
) -> Published:
    """Sign and store the association's status lists, log head and manifest, in one transaction.

    Its uncounted events are counted now, in the order of its log. Status lists that are still true and a head
    of the same size are kept. The last lists stand for older events, unless `whole`. Raises RegistryError:
    no-agreement, no-key-list, unknown-key, wrong-use, key-expired, bad-signature (the signer's key is another
    than the key list's), log-mirrored, log-rewound, manifest-rewound, publication-blocked.
    """
    public = check_publisher(registry, issuer, signer, now)
    published = registry.write(
        lambda view: _Publication(registry, view, issuer, signer, public, now=now, whole=whole).run(random)
    )
    registry.remember_manifest(issuer, published.manifest.body.credential_subject.order)
    return published


def publish_all(
    registry: Registry,
    signers: Sequence[tuple[str, Signer]],
    *,
    now: datetime,
    random: Random,
    whole: bool = False,
) -> list[Published]:
    """Publish for each (association, signer), then once more for all but the last.

    So each repeats the newest manifest of every other. Raises as `publish`.
    """
    done = {}
    for issuer, signer in (*signers, *signers[:-1]):
        done[issuer] = publish(registry, issuer, signer, now=now, random=random, whole=whole)
    return [*done.values()]


class _Publication:
    """One publication inside its transaction."""

    def __init__(
        self,
        registry: Registry,
        view: RegistryView,
        issuer: str,
        signer: Signer,
        public: bytes,
        *,
        now: datetime,
        whole: bool,
    ) -> None:
        self._view, self._issuer, self._signer, self._public = view, issuer, signer, public
        self._now, self._whole = now, whole
        self._registry = registry
        self._trust = view.load_trust()

    def run(self, random: Random) -> Published:
        """Publish the lists first, then the log head, then the manifest that names both."""
        # 1. count the events now, in the order of the log: only the issuer orders them
        self._order = count_own(self._view, self._issuer)
        # 2. status lists, computed from those events
        lists = self._status_lists()
        fresh = tuple(record for record, is_new in lists if is_new)
        # 3. the head, on disk before it is signed: a restored old database must not sign another one
        checkpoint, note = sign_head(self._registry, self._view, self._issuer, self._signer, self._public)
        # 4. the index of cosignatures: it shows if a mirror drops one
        index = make_index(self._view)
        if index is not None:
            store_index(self._view, self._issuer, index)
        # 5. the manifest last, since it names all of these by digest
        manifest = self._manifest(random, [record for record, _ in lists], checkpoint, index)
        # 6. all or nothing: after a crash before the commit the last publication stays
        store_records(self._view, [*fresh, manifest], now=self._now)
        choose_publication(self._view, manifest)
        return Published(manifest, fresh, note)

    def _status_lists(self) -> list[tuple[Record[StatusList], bool]]:
        """Return every list of the association, and whether it is new: an earlier list may still be true."""
        view, issuer = self._view, self._issuer
        drafts = draft_status_lists(view, issuer, self._now, whole=self._whole)
        lists = [draft if isinstance(draft, Record) else self._sign(draft) for draft in drafts]
        return [(record, view.data(record.digest) is None) for record in lists]

    def _manifest(
        self,
        random: Random,
        lists: Sequence[Record[StatusList]],
        checkpoint: Checkpoint,
        index: bytes | None,
    ) -> Record[Manifest]:
        key_list = self._key_list(self._issuer)
        if key_list is None:
            raise RegistryError("no-key-list", "issuer", issuer=self._issuer)
        salvage = self._view.own_salvage(self._issuer)
        document = build_manifest(
            self._issuer,
            manifest_id=make_id(random),
            version=self._next_version(key_list),
            key_list_version=key_list.body.version,
            agreement=self._agreement,
            events=count_events(self._order),
            parts=[
                ("key-list", key_list.body.id, key_list.digest),
                *(("agreement", half.body.id, half.digest) for half in self._trust.chain.latest.halves),
                *(("salvage", record.body.id, record.digest) for record in salvage),
                *(("status-list", record.body.id, record.digest) for record in lists),
                *(
                    (name, part_address(self._issuer, name), sha256(data).hexdigest())
                    for name, data in join_parts(self._view, self._issuer, checkpoint.size)
                ),
                *(
                    (COSIGNATURES_PART, part_address(self._issuer, COSIGNATURES_PART), digest)
                    for digest in ([sha256(index).hexdigest()] if index is not None else [])
                ),
            ],
            seen=self._seen(),
            valid_from=self._now,
            valid_until=self._now + MANIFEST_LIFE,
            checkpoint=(checkpoint.size, checkpoint.root.hex()),
        )
        return self._sign(document)

    def _next_version(self, key_list: Record[KeyList]) -> int:
        newest = self._view.newest_manifest(self._issuer)
        order = self._agreement[0], key_list.body.version
        subject = newest.body.credential_subject if newest is not None else None
        version = subject.version if subject is not None and subject.order[:2] == order else 0
        # a thief's manifest may have the highest possible number; the next key list begins numbers anew
        if version >= MAX_VERSION:
            raise RegistryError("publication-blocked", "issuer", issuer=self._issuer, version=version)
        # not just the newest plus one: a node restored from a copy would use its numbers again
        return next_version(version, key_list.created, self._now)

    def _seen(self) -> list[JsonObject]:
        """Return every other party's newest manifest and its uncounted events, if it has a key list."""
        others = [issuer for issuer in self._trust.parties if issuer != self._issuer]
        return [seen for other in others if (seen := self._seen_of(other)) is not None]

    def _seen_of(self, other: str) -> JsonObject | None:
        manifest, key_list = self._view.newest_manifest(other), self._key_list(other)
        if manifest is None:
            if key_list is None:
                return None
            nothing = count_events(())
            return build_seen(
                other,
                key_list_version=key_list.body.version,
                agreement=self._agreement,
                events=nothing,
                loose=self._loose_of(other, nothing),
            )
        subject = manifest.body.credential_subject
        return build_seen(
            other,
            key_list_version=subject.key_list_version,
            agreement=(subject.agreement.version, subject.agreement.digest),
            events=subject.events,
            manifest=(manifest.digest, manifest.created),
            loose=self._loose_of(other, subject.events),
            recomputed=recompute(self._view, manifest),
        )

    def _loose_of(self, other: str, counted: EventCount) -> list[tuple[str, str]]:
        """Return uncounted events, first arrivals first; a manifest names a limited number.

        If there are more, leave out events without effect: void ones of a compromised key.
        """
        order = read_order(self._view, other)[: counted.count]
        loose = read_loose(self._view, other, order)
        if len(loose) > MAX_LOOSE:
            loose = [event for event in loose if self._acts(other, event.digest)]
        first, more = loose[:MAX_LOOSE], loose[MAX_LOOSE:]
        return [(e.credential, e.digest) for e in (*sorted(first, key=attrgetter("digest")), *more)]

    def _acts(self, issuer: str, digest: str) -> bool:
        party = self._trust.parties[issuer]
        event_read = read_event(issuer, EventItem.of(self._view.event_record(digest).value), party.keys)
        return isinstance(event_read, Event) and event_read.counts

    @property
    def _agreement(self) -> tuple[int, str]:
        latest = self._trust.chain.latest
        return latest.text.version, latest.digest

    def _key_list(self, issuer: str) -> Record[KeyList] | None:
        return self._trust.key_list(issuer, self._now)

    def _sign(self, document: JsonObject) -> Record[Any]:
        record = read_any(add_proof(document, self._signer, created=format_time(self._now)))
        # nobody could verify signatures by a key that the key list lacks
        if not check_signature(record.value, record.proof, self._public):
            raise RegistryError("bad-signature", "proof.proofValue")
        return record

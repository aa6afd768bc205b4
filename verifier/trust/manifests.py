"""One association's manifests: their rank, manifests ahead of the data here, and contradictions.

1. A manifest counts if a publication key that is not compromised signed it, in the key's time. Any other is
   ignored, and no reason to refuse a bundle.
2. It ranks by (agreement version, key-list version, key in force, manifest version); the first two only if
   that agreement and key list are here, signed by a root. Under one list a key with signsUntil ranks below
   one without, so that an ended key outranks nothing by an early date. Versions start anew under a new key
   list.
3. A manifest that names an agreement version or key list missing here is *ahead*: it has no rank, no counts
   and no freshness, only the finding that newer data exists.
4. Two manifests of the highest rank are an equivocation, which the next publication ends. A manifest that
   counts fewer events than one of lower rank is a rollback.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property

from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.record import Record
from signing.data_integrity import check_signature
from verifier.trust.agreements import AgreementChain
from verifier.trust.keys import Key

Rank = tuple[int, int, bool, int]


@dataclass(frozen=True)
class Manifests:
    """Manifests `ranked` newest first, `ahead` last signed first; `void`, by digest, by compromised keys."""

    ranked: tuple[Record[Manifest], ...] = ()
    ahead: tuple[Record[Manifest], ...] = ()
    void: Mapping[str, Record[Manifest]] = field(default_factory=dict)
    twins: tuple[Record[Manifest], ...] = ()
    """Two manifests of the highest rank, if any: an equivocation."""

    @property
    def newest(self) -> Record[Manifest] | None:
        """The manifest with the highest rank."""
        return self.ranked[0] if self.ranked else None

    @cached_property
    def fullest(self) -> Record[Manifest] | None:
        """The manifest that counts most events; the newest of several."""
        return max(self.ranked, key=_count, default=None)

    @cached_property
    def longest(self) -> Record[Manifest] | None:
        """The manifest whose log head covers most entries; the newest of several."""
        return max(self.ranked, key=_length, default=None)

    @property
    def rolled_back(self) -> tuple[int, int] | None:
        """The counts of events or entries in the newest manifest and in an earlier one with more, if any."""
        if self.newest is None or self.fullest is None or self.longest is None:
            return None
        return goes_back(self.newest, self.fullest) or goes_back(self.newest, self.longest)

    def by_digest(self, digest: str) -> Record[Manifest] | None:
        """Return the ranked manifest with this digest."""
        return self._by_digest.get(digest)

    @cached_property
    def _by_digest(self) -> dict[str, Record[Manifest]]:
        return {record.digest: record for record in self.ranked}


def read_manifests(
    records: Iterable[Record[Manifest]],
    keys: Mapping[str, Key],
    lists: Mapping[int, Record[KeyList]],
    chain: AgreementChain,
) -> Manifests:
    """Read the manifests of one association; `lists` are its key lists by version."""
    ranked: dict[str, tuple[Rank, Record[Manifest]]] = {}
    ahead: dict[str, Record[Manifest]] = {}
    void: dict[str, Record[Manifest]] = {}
    for record in records:
        key = keys.get(record.proof.verification_method)
        # rule 1: anybody may put a manifest into a bundle
        if key is None or not check_signature(record.value, record.proof, key.public):
            continue
        if key.stand is not None:
            # kept: another party's newest manifest may repeat it
            void[record.digest] = record
        elif key.publishes_at(record.created):
            # rule 3: its counts have no place in the order, so it only shows that something newer exists
            if is_ahead(record, lists, chain):
                ahead[record.digest] = record
            elif (rank := find_rank(record, lists)) is not None:
                ranked[record.digest] = rank, record
    order = sorted(ranked.values(), key=lambda entry: (entry[0], entry[1].digest), reverse=True)
    highest = [record for rank, record in order if rank == order[0][0]]
    # rule 4: of two manifests with one number neither is older
    twins = tuple(highest[:2]) if len(highest) > 1 else ()
    newest_first = sorted(ahead.values(), key=lambda r: (r.created, r.digest), reverse=True)
    return Manifests(tuple(r for _, r in order), tuple(newest_first), void, twins)


def is_ahead(record: Record[Manifest], lists: Mapping[int, Record[KeyList]], chain: AgreementChain) -> bool:
    """Return whether the manifest names an agreement version or key list that is missing here."""
    subject = record.body.credential_subject
    version = chain.by_number(subject.agreement.version)
    key_list = lists.get(subject.key_list_version)
    if version is None or version.digest != subject.agreement.digest or key_list is None:
        return True
    own = (part.digest for part in subject.parts if (part.kind, part.id) == ("key-list", key_list.body.id))
    return any(digest != key_list.digest for digest in own)


def find_rank(record: Record[Manifest], lists: Mapping[int, Record[KeyList]]) -> Rank | None:
    """Return the manifest's rank among its issuer's; None where the key list it names lacks its key."""
    subject = record.body.credential_subject
    named = lists.get(subject.key_list_version)
    method = named.body.method(record.proof.verification_method) if named is not None else None
    if method is None:
        return None
    # an ended key that was stolen may write any earlier date, so it ranks below others
    in_force = method.signs_until is None
    return subject.agreement.version, subject.key_list_version, in_force, subject.version


def goes_back(later: Record[Manifest], earlier: Record[Manifest]) -> tuple[int, int] | None:
    """Return both manifests' counts of events or log entries if the later one has fewer, else None.

    An honest association loses neither events nor entries. Without a log head only the events are compared.
    """
    # dates are not compared: a thief chooses them
    pairs = [(_count(later), _count(earlier))]
    pairs += [(_length(later), _length(earlier))] if _length(later) else []
    return next((pair for pair in pairs if pair[0] < pair[1]), None)


def _count(record: Record[Manifest]) -> int:
    return record.body.credential_subject.events.count


def _length(record: Record[Manifest]) -> int:
    """Return the size of the manifest's log head, 0 without one."""
    head = record.body.credential_subject.checkpoint
    return head.size if head is not None else 0

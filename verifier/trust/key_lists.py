"""The key lists of every party: their order and their faults.

1. A root that some agreement version gives the party signs each list; other lists do not count.
2. Rank is (agreement version that names the root, version of the list). If the new root's first list does not
   continue a list of a replaced root, that list does not count, whatever its number.
3. Each list but version 1 names the digest of the list before it, and only appends to it
   (credentials.documents.key_list.find_rewrite). A list that rewrites does not count, nor do those that
   continue it.
4. Where two lists of one root continue the same list, that common list is the newest: neither branch adds a
   key, a mark, a decline or a floor.
5. A list whose `previous` is missing here proves nothing about earlier lists; its own content holds.
A breach of 3 to 5 is a fault of that party alone: no verdict about it can be valid, and no bundle is refused.
The fault ends when another root signs the lists.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from typing import Literal

from credentials.documents.key_list import KeyList, find_rewrite
from credentials.documents.salvage import Salvage, SalvageList
from credentials.record import EventCount, Record
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.trust.agreements import AgreementChain

Path = tuple[Record[KeyList], ...]
"""Key lists from the oldest that is here to the newest."""


@dataclass(frozen=True, slots=True)
class ListFault:
    """A fault of a party's lists from `version` on; `records` prove it."""

    what: Literal["fork", "rewrite", "gap"]
    version: int
    records: tuple[Record[KeyList], ...] = ()
    member: str = "previous"
    """The member of the list that the faulty list rewrites."""


@dataclass(frozen=True, slots=True)
class PartyLists:
    """A party's lists by root key, oldest root first, each in order of version; and their fault."""

    by_root: Mapping[str, Path]
    fault: ListFault | None = None

    @property
    def whole(self) -> Path:
        """All lists, oldest first."""
        return tuple(record for records in self.by_root.values() for record in records)


def read_key_lists(records: Iterable[Record[KeyList]], chain: AgreementChain) -> dict[str, PartyLists]:
    """Read the lists of each party that signed any of `records`, which has no duplicates."""
    signed: dict[str, dict[str, tuple[str, Record[KeyList]]]] = {}
    for record in records:
        # rule 1: anybody may put a list into a bundle
        root = _root_of(record, chain)
        if root is not None:
            signed.setdefault(record.body.id, {})[record.digest] = root, record
    return {
        issuer: _read_party(own, dict.fromkeys(reversed(chain.roots_of(issuer))))
        for issuer, own in signed.items()
    }


def find_floors(lists: Iterable[Record[KeyList]]) -> dict[str, EventCount]:
    """Return by marked method the floor of the first list that marks it; `lists` are in order."""
    floors: dict[str, EventCount] = {}
    for record in lists:
        for method in record.body.verification_method:
            if method.compromised_since is not None:
                floors.setdefault(method.id, record.body.events)
    return floors


def read_salvage(records: Iterable[Record[SalvageList]], chain: AgreementChain) -> dict[str, Salvage]:
    """Return by digest the salvage lists that a root of their party signed."""
    return {r.digest: r.body.credential_subject for r in records if _root_of(r, chain) is not None}


def _root_of(record: Record[KeyList] | Record[SalvageList], chain: AgreementChain) -> str | None:
    roots = chain.roots_of(record.body.signer)
    signed = (root for root in roots if check_signature(record.value, record.proof, decode_multikey(root)))
    return next(signed, None)


def _read_party(signed: Mapping[str, tuple[str, Record[KeyList]]], newest_first: Iterable[str]) -> PartyLists:
    """Return the lists that count, from the first to the newest root that signed any; `signed` by digest."""
    lists = {digest: record for digest, (_, record) in signed.items()}
    begins = _find_beginnings(lists)
    fault: ListFault | None = None
    # rule 2: a replaced root may be stolen, so only lists that the newest one continues count
    for root in newest_first:
        own = sorted((record for by, record in signed.values() if by == root), key=_place)
        # rule 3: no list rewrites the list before it
        rewriting = next((record for record in own if record.digest not in begins), None)
        if rewriting is not None:
            fault = fault or _tell_rewrite(rewriting, lists)
        tips = _find_tips([record for record in own if record.digest in begins], begins, lists)
        if not tips:
            continue
        # rule 4: no list counts after the point where two branches part
        path, rivals = _find_common(tips, lists)
        if rivals:
            fault = fault or ListFault("fork", rivals[0].body.version, rivals)
        # rule 5: the oldest list here may have lost its predecessors
        elif path[0].body.previous is not None:
            fault = fault or ListFault("gap", path[0].body.version)
        if path:
            return PartyLists(_by_root(path, signed), fault)
    return PartyLists({}, fault)


def _tell_rewrite(record: Record[KeyList], lists: Mapping[str, Record[KeyList]]) -> ListFault:
    before = lists[record.body.previous or ""]
    member = find_rewrite(before.body, record.body) or "previous"
    return ListFault("rewrite", record.body.version, (record,), member)


def _find_beginnings(lists: Mapping[str, Record[KeyList]]) -> dict[str, int]:
    """Return for each list the version of the oldest list before it; skip lists that follow a rewrite."""
    begins: dict[str, int] = {}
    for record in sorted(lists.values(), key=_place):
        before = lists.get(record.body.previous or "")
        if before is None:
            begins[record.digest] = record.body.version
        elif before.digest in begins and find_rewrite(before.body, record.body) is None:
            begins[record.digest] = begins[before.digest]
    return begins


def _find_tips(
    own: Iterable[Record[KeyList]], begins: Mapping[str, int], lists: Mapping[str, Record[KeyList]]
) -> list[Record[KeyList]]:
    """Return the lists that none of `own` continues, newest first; a path continues all before its start."""
    continued: set[str] = set()
    tips = []
    for record in sorted(own, key=_place, reverse=True):
        if record.digest not in continued:
            tips.append(record)
        for before in islice(_walk(record, lists), 1, None):
            if before.digest in continued:
                break
            continued.add(before.digest)
    latest = max((begins[tip.digest] for tip in tips), default=0)
    return [tip for tip in tips if tip.body.version >= latest]


def _find_common(tips: list[Record[KeyList]], lists: Mapping[str, Record[KeyList]]) -> tuple[Path, Path]:
    """Return the common beginning of the paths to all tips, and two lists by which they differ, if any."""
    way = [*_walk(tips[0], lists)]
    places = {record.digest: place for place, record in enumerate(way)}
    rivals: Path = ()
    shared, passed = 0, set[str]()
    for tip in tips[1:]:
        last = tip
        for record in _walk(tip, lists):
            if record.digest in passed:
                break
            place = places.get(record.digest)
            if place is not None:
                break
            passed.add(record.digest)
            last = record
        else:
            place = len(way)
        if place is not None and place > shared:
            shared, rivals = place, (way[place - 1], last)
    return (*reversed(way[shared:]),), tuple(sorted(rivals, key=_place))


def _walk(record: Record[KeyList], lists: Mapping[str, Record[KeyList]]) -> Iterator[Record[KeyList]]:
    """Yield the list and those before it, as far as they are here, the newest first."""
    current: Record[KeyList] | None = record
    while current is not None:
        yield current
        current = lists.get(current.body.previous or "")


def _by_root(path: Path, signed: Mapping[str, tuple[str, Record[KeyList]]]) -> dict[str, Path]:
    kept: dict[str, Path] = {}
    for record in path:
        root = signed[record.digest][0]
        kept[root] = (*kept.pop(root, ()), record)  # a root in use again is the newest again
    return kept


def _place(record: Record[KeyList]) -> tuple[int, str]:
    return record.body.version, record.digest

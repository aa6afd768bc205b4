"""The key lists of every party: which of them are, in which order, and what is wrong with them.

1. Each is signed by a root that some agreement version gives its party; anything else is none.
2. Rank is (agreement version that names the root, version of the list). Lists of a replaced root that the
   new root's first list does not continue are none, whatever number they bear.
3. Each list but version 1 names the digest of the list before it, and is an append-only continuation of it
   (credentials.documents.key_list.find_rewrite). One that rewrites is none, and neither is what continues it.
4. Where two lists of one root continue one list, the newest is the one that both continue: no branch adds a
   key, a mark, a decline or a floor.
5. Of a list whose `previous` is not here nothing before is known; what it says itself holds.

What breaks 3 to 5 is a fault of that party, which no verdict about it gets past; it is nobody else's, and no
reason to refuse a bundle. It ends when another root signs the lists.
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
"""From the oldest list that is here to the newest."""


@dataclass(frozen=True, slots=True)
class ListFault:
    """What is wrong with a party's lists from `version` on; `records` prove it."""

    what: Literal["fork", "rewrite", "gap"]
    version: int
    records: tuple[Record[KeyList], ...] = ()
    member: str = "previous"
    """Where one rewrites another."""


@dataclass(frozen=True, slots=True)
class PartyLists:
    """A party's lists by root key, oldest root first, each in order of version; what is wrong with them."""

    by_root: Mapping[str, Path]
    fault: ListFault | None = None

    @property
    def whole(self) -> Path:
        """All of them, oldest first."""
        return tuple(record for records in self.by_root.values() for record in records)


def read_key_lists(records: Iterable[Record[KeyList]], chain: AgreementChain) -> dict[str, PartyLists]:
    """The lists of each party that signed any of `records`, which has each once."""
    signed: dict[str, dict[str, tuple[str, Record[KeyList]]]] = {}
    for record in records:
        root = _root_of(record, chain)
        if root is not None:
            signed.setdefault(record.body.id, {})[record.digest] = root, record
    return {
        issuer: _read_party(own, dict.fromkeys(reversed(chain.roots_of(issuer))))
        for issuer, own in signed.items()
    }


def find_floors(lists: Iterable[Record[KeyList]]) -> dict[str, EventCount]:
    """By method that is marked, the floor of the first of `lists` that marks it; they are in order."""
    floors: dict[str, EventCount] = {}
    for record in lists:
        for method in record.body.verification_method:
            if method.compromised_since is not None:
                floors.setdefault(method.id, record.body.events)
    return floors


def read_salvage(records: Iterable[Record[SalvageList]], chain: AgreementChain) -> dict[str, Salvage]:
    """The salvage lists by digest, those that a root of their party signed."""
    return {r.digest: r.body.credential_subject for r in records if _root_of(r, chain) is not None}


def _root_of(record: Record[KeyList] | Record[SalvageList], chain: AgreementChain) -> str | None:
    roots = chain.roots_of(record.body.signer)
    signed = (root for root in roots if check_signature(record.value, record.proof, decode_multikey(root)))
    return next(signed, None)


def _read_party(signed: Mapping[str, tuple[str, Record[KeyList]]], newest_first: Iterable[str]) -> PartyLists:
    """The lists that stand of the newest root that signed any, back to the first; `signed` by digest."""
    lists = {digest: record for digest, (_, record) in signed.items()}
    begins = _find_beginnings(lists)
    fault: ListFault | None = None
    for root in newest_first:
        own = sorted((record for by, record in signed.values() if by == root), key=_place)
        rewriting = next((record for record in own if record.digest not in begins), None)
        if rewriting is not None:
            fault = fault or _tell_rewrite(rewriting, lists)
        tips = _find_tips([record for record in own if record.digest in begins], begins, lists)
        if not tips:
            continue
        path, rivals = _find_common(tips, lists)
        if rivals:
            fault = fault or ListFault("fork", rivals[0].body.version, rivals)
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
    """The version of the oldest list on the way to each; those on whose way one rewrites are left out."""
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
    """Those that none of `own` continues, the newest first; a way that begins later continues it, too."""
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
    """What the ways to all tips have in common, and two lists by which they differ, if they do."""
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
    """The list, and those before it as far as they are here, the newest first."""
    one: Record[KeyList] | None = record
    while one is not None:
        yield one
        one = lists.get(one.body.previous or "")


def _by_root(path: Path, signed: Mapping[str, tuple[str, Record[KeyList]]]) -> dict[str, Path]:
    kept: dict[str, Path] = {}
    for record in path:
        root = signed[record.digest][0]
        kept[root] = (*kept.pop(root, ()), record)  # a root that comes back is the newest again
    return kept


def _place(record: Record[KeyList]) -> tuple[int, str]:
    return record.body.version, record.digest

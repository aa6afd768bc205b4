"""The key lists of every party: which of them are, in which order.

1. Each is signed by a root that some agreement version gives its party.
2. Rank is (agreement version that names the root, version of the list). Lists of a replaced root that the
   new root's first list does not continue are none, whatever number they bear.
3. Each list but version 1 names the digest of the list before it, and is an append-only continuation of it
   (credentials.documents.key_list.find_rewrite).
4. Two lists of one root that continue one list are an equivocation.
"""

from collections.abc import Iterable, Mapping

from credentials.documents.key_list import KeyList, find_rewrite
from credentials.documents.salvage import Salvage, SalvageList
from credentials.record import EventCount, Record
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.errors import TrustError
from verifier.trust.agreements import AgreementChain

Lists = dict[str, dict[str, list[Record[KeyList]]]]
"""By party, then by root key, oldest root first, each in order of version."""


def read_key_lists(records: Iterable[Record[KeyList]], chain: AgreementChain) -> Lists:
    """The lists in `records`, each given once.

    Raises TrustError: unknown-party, bad-signature, equivocation, not-append-only.
    """
    signed: Lists = {}
    for record in records:
        root = _root_of(record, chain)
        signed.setdefault(record.body.id, {}).setdefault(root, []).append(record)
    return {issuer: _chain_of(issuer, by_root, chain) for issuer, by_root in signed.items()}


def find_floors(lists: Iterable[Record[KeyList]]) -> dict[str, EventCount]:
    """By method that is marked, the floor of the first of `lists` that marks it; they are in order."""
    floors: dict[str, EventCount] = {}
    for record in lists:
        for method in record.body.verification_method:
            if method.compromised_since is not None:
                floors.setdefault(method.id, record.body.events)
    return floors


def read_salvage(records: Iterable[Record[SalvageList]], chain: AgreementChain) -> dict[str, Salvage]:
    """The salvage lists by digest; TrustError unknown-party, bad-signature."""
    for record in records:
        _root_of(record, chain)
    return {record.digest: record.body.credential_subject for record in records}


def _root_of(record: Record[KeyList] | Record[SalvageList], chain: AgreementChain) -> str:
    issuer = record.body.signer
    roots = chain.roots_of(issuer)
    if not roots:
        raise TrustError("unknown-party", record.body.KIND, issuer=issuer)
    for root in roots:
        if check_signature(record.value, record.proof, decode_multikey(root)):
            return root
    raise TrustError("bad-signature", f"{record.body.KIND} ({issuer})")


def _chain_of(
    issuer: str, by_root: Mapping[str, list[Record[KeyList]]], chain: AgreementChain
) -> dict[str, list[Record[KeyList]]]:
    """From the newest list back to the first, then by root in order."""
    newest_first = [root for root in dict.fromkeys(reversed(chain.roots_of(issuer))) if root in by_root]
    by_digest = {record.digest: (root, record) for root in newest_first for record in by_root[root]}
    newest_root = newest_first[0]
    _refuse_forks(issuer, by_root[newest_root])
    record = max(by_root[newest_root], key=lambda r: r.body.version)
    path = [(newest_root, record)]
    while record.body.previous is not None:
        name = f"{issuer} key list {record.body.version}"
        before = by_digest.get(record.body.previous)
        if before is None:
            raise TrustError("not-append-only", name, member="previous")
        member = find_rewrite(before[1].body, record.body)
        if member is not None:
            raise TrustError("not-append-only", name, member=member)
        path.append(before)
        record = before[1]
    kept: dict[str, list[Record[KeyList]]] = {}
    for root, one in reversed(path):
        kept[root] = [*kept.pop(root, ()), one]  # a root that comes back is the newest again
    if len(kept[newest_root]) != len(by_root[newest_root]):
        versions = {one.body.version for one in by_root[newest_root]} - {
            r.body.version for r in kept[newest_root]
        }
        raise TrustError("not-append-only", f"{issuer} key list {min(versions)}", member="previous")
    return kept


def _refuse_forks(issuer: str, records: Iterable[Record[KeyList]]) -> None:
    versions: set[int] = set()
    continued: set[str | None] = set()
    for record in sorted(records, key=lambda record: (record.body.version, record.digest)):
        if record.body.version in versions or record.body.previous in continued:
            raise TrustError("equivocation", f"{issuer} key list {record.body.version}")
        versions.add(record.body.version)
        continued.add(record.body.previous)

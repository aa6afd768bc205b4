"""Heads of logs in a published tree: its owner's, of the entries here, every line under it proven.

What is published is what was found right (`sync.heads.read_head`), so a line that no key of a party made was
altered, and a file that another reading would write differently is wrong itself.
"""

from collections.abc import Collection, Iterable, Iterator

from carriers.peers.files import TreeFiles
from credentials.documents.manifest import Manifest
from credentials.identifiers import log_origin
from credentials.record import Record
from registry.errors import RegistryError
from registry.log.cosignatures import cosigners_of, count_known, parse_index, read_index
from registry.publishing.log_files import newest_cosigned, witness_path
from registry.sync.heads import SignedHead, read_head
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.log.merkle import MerkleTree
from signing.log.note import MAX_NOTE_BYTES
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore

MOST = 100_000
"""Files in the folder of checkpoints that are read."""


def names_log(party: PartyTrust, newest: Record[Manifest] | None) -> bool:
    """Whether an association keeps a log by its newest manifest; where a stolen key left none, it may."""
    if newest is None:
        return party.publication_keys(compromised=True) != party.publication_keys()
    return newest.body.credential_subject.checkpoint is not None


def check_head(path: str, data: bytes, issuer: str, trust: TrustStore) -> SignedHead | RegistryError:
    """The head in a file; published-unsigned, or published-line where a line is no party's."""
    try:
        head = read_head(data, issuer, trust, by_compromised=True)
    except (RegistryError, SigningError):
        return RegistryError("published-unsigned", path, issuer=issuer)
    kept = head.text.encode()
    if data == kept:
        return head
    lines = enumerate(
        zip(data.splitlines(keepends=True), [*kept.splitlines(keepends=True), b""], strict=False)
    )
    first = next((number for number, (one, other) in lines if one != other), 0)
    place = sum(map(len, data.splitlines(keepends=True)[:first])) + 1
    return RegistryError("published-line", path, place=place)


def list_earlier(files: TreeFiles, folder: str, said: Collection[int], index: Collection[int]) -> list[str]:
    """The names in the folder of checkpoints, and those that belong there by the index, sizes in order.

    Where a folder cannot be listed, the sizes that manifests have `said` are tried.
    """
    names = files.names(folder)
    tried = map(str, said) if names is None else names
    return sorted({*tried, *map(str, index)}, key=lambda name: (len(name), name))


def earlier_paths(folder: str, names: Iterable[str]) -> Iterator[tuple[str, int | None]]:
    """(path, size) of each file in the folder of checkpoints; None for a name that is no size."""
    for name in names:
        is_size = name.isascii() and name.isdigit() and name[0] != "0" and len(name) <= len(str(2**53))
        yield f"{folder}/{name}", int(name) if is_size else None


def check_earlier(
    path: str, data: bytes, issuer: str, *, size: int | None, trust: TrustStore, tree: MerkleTree
) -> RegistryError | None:
    """What is wrong with an earlier checkpoint: its name, signatures, or the root of that many entries."""
    found = check_head(path, data, issuer, trust)
    if isinstance(found, RegistryError):
        return found
    head = found.head
    if head.size != size or head.size > tree.size or tree.root(head.size) != head.root:
        return RegistryError("published-unsigned", path, issuer=issuer)
    return None


def find_uncosigned(path: str, data: bytes, origin: str, keys: frozenset[str]) -> RegistryError | None:
    """The first key that an index names and that is not under a checkpoint which was found right."""
    lacking = sorted(keys - cosigners_of(data.decode(), origin)) if keys else ()
    return RegistryError("published-uncosigned", path, key=lacking[0]) if lacking else None


def check_witnessed(view: RegistryView, files: TreeFiles) -> tuple[int, list[RegistryError]]:
    """How many logs of others the tree shows as witnessed, and which of those files are wrong.

    A checkpoint of more entries than are here is its owner's word alone.
    """
    number, problems, trust = 0, list[RegistryError](), view.load_trust()
    absent = set()
    for issuer in trust.parties:
        path = f"{witness_path(issuer)}/checkpoint"
        file = files.fetch(path, MAX_NOTE_BYTES)
        if file is None or file.data is None:
            absent.add(issuer)
            continue
        number += 1
        found, log = check_head(path, file.data, issuer, trust), view.log(issuer)
        if isinstance(found, SignedHead):
            head = found.head
            if head.size > log.size or log.goes_on_from(head.size, head.root):
                continue
            found = RegistryError("published-unsigned", path, issuer=issuer)
        problems.append(found)
    return number, [*problems, *_find_unwitnessed(view, absent)]


def _find_unwitnessed(view: RegistryView, absent: set[str]) -> Iterator[RegistryError]:
    """Of two associations that have cosigned each other's log neither is shown as witnessed.

    Whoever wrote the tree signs one of the two logs at most, and witnesses the other; which, nothing says.
    """
    cosigned: set[tuple[str, str]] = set()
    by_origin = {log_origin(issuer): issuer for issuer in absent}
    for party in view.load_trust().parties:
        index = read_index(view, party)
        named = count_known(parse_index(index), view.load_trust()) if index is not None else {}
        for origin, sizes in named.items():
            names = {key.partition("+")[0] for keys in sizes.values() for key in keys}
            pairs = ((by_origin.get(name), by_origin.get(origin)) for name in names)
            cosigned.update((one, other) for one, other in pairs if one is not None and other is not None)
    for one, other in sorted(cosigned):
        shown = all(newest_cosigned(view, issuer) is not None for issuer in (one, other))
        if one < other and (other, one) in cosigned and shown:
            paths = [f"{witness_path(issuer)}/checkpoint" for issuer in (one, other)]
            yield RegistryError("published-unwitnessed", paths[0], other=paths[1])

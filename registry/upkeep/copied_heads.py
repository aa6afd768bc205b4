"""Heads of logs in a published tree: its owner's, of the entries here, every line under it proven.

What is published is what was found right (`sync.heads.read_head`), so a line that no key of a party made was
altered, and a file that another reading would write differently is wrong itself.
"""

from collections.abc import Iterator

from carriers.peers.files import TreeFiles
from registry.errors import RegistryError
from registry.publishing.log_files import witness_path
from registry.sync.heads import SignedHead, read_head
from registry.view.view import RegistryView
from signing.errors import SigningError
from signing.log.merkle import MerkleTree
from signing.log.note import MAX_NOTE_BYTES
from verifier.trust.trust_store import TrustStore

_MOST = 100_000
"""Names in the folder of checkpoints that are read."""


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


def earlier_paths(files: TreeFiles, folder: str, named: set[int]) -> Iterator[tuple[str, int | None]]:
    """(path, size) of each file in the folder of checkpoints; None for a name that is no size.

    Where a folder cannot be listed, the sizes that something signed has `named` are tried.
    """
    names = files.names(folder)
    if names is None:
        names = [str(size) for size in sorted(named)]
    for name in names[:_MOST]:
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


def check_witnessed(view: RegistryView, files: TreeFiles) -> tuple[int, list[RegistryError]]:
    """How many logs of others the tree shows as witnessed, and which of those files are wrong.

    A checkpoint of more entries than are here is its owner's word alone.
    """
    number, problems, trust = 0, [], view.load_trust()
    for issuer in trust.parties:
        path = f"{witness_path(issuer)}/checkpoint"
        file = files.fetch(path, MAX_NOTE_BYTES)
        if file is None or file.data is None:
            continue
        number += 1
        found, log = check_head(path, file.data, issuer, trust), view.log(issuer)
        if isinstance(found, SignedHead):
            head = found.head
            if head.size > log.size or log.goes_on_from(head.size, head.root):
                continue
            found = RegistryError("published-unsigned", path, issuer=issuer)
        problems.append(found)
    return number, problems

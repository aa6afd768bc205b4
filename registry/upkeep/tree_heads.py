"""Log heads in a published tree: signed by the owner, over the entries here, every line proven.

Published heads were found right (`sync.heads.read_head`). So a line without a party's key was altered, and a
file that would be written differently after reading is wrong itself.
"""

from collections.abc import Callable, Collection, Iterator
from typing import NamedTuple

from carriers.peers.files import TreeFiles
from credentials.documents.manifest import Manifest
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from credentials.record import Record
from registry.errors import RegistryError
from registry.log.cosignatures import (
    COSIGNATURES_PART,
    MAX_INDEX_BYTES,
    Named,
    count_known,
    parse_index,
    read_index,
)
from registry.publishing.log_files import newest_cosigned, witness_path
from registry.publishing.static_tree import index_path
from registry.sync.heads import SignedHead, read_head
from registry.upkeep.differences import check_digest
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.log.note import MAX_NOTE_BYTES
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore

MAX_HEAD_BYTES = 64 * 1024

Take = Callable[[str, int], bytes | None]
"""Reads a file at a path of the tree, of at most so many bytes, or None."""


def taking(files: TreeFiles) -> Take:
    """Return a reader of the files as bytes."""

    def take(path: str, limit: int) -> bytes | None:
        file = files.fetch(path, limit)
        return file.data if file is not None else None

    return take


def names_log(party: PartyTrust, newest: Record[Manifest] | None) -> bool:
    """Return whether the newest manifest names a log; if a stolen key left none, it may."""
    if newest is None:
        return party.publication_keys(compromised=True) != party.publication_keys()
    return newest.body.credential_subject.checkpoint is not None


def find_witnessed(take: Take, issuers: Collection[str]) -> set[str]:
    """Return the associations whose logs the tree's writer witnessed: other nodes sign those."""
    return {issuer for issuer in issuers if read_page(take, issuer) is not None}


def read_page(take: Take, issuer: str) -> bytes | None:
    """Return the page of a witnessed log; empty for an unreadable one."""
    try:
        return take(f"{witness_path(issuer)}/checkpoint", MAX_NOTE_BYTES)
    except HurenError:
        return b""


class FoundHead(NamedTuple):
    """Head of a file with the lines that parties signed, and the file's fault."""

    head: SignedHead | None
    problem: RegistryError | None


def check_head(path: str, data: bytes, issuer: str, trust: TrustStore) -> FoundHead:
    """Read the head in a file; published-unsigned, or published-line where a line is no party's."""
    try:
        head = read_head(data, issuer, trust, by_compromised=True)
    except HurenError:
        return FoundHead(None, RegistryError("published-unsigned", path, issuer=issuer))
    kept = head.text.encode()
    if data == kept:
        return FoundHead(head, None)
    lines = enumerate(
        zip(data.splitlines(keepends=True), [*kept.splitlines(keepends=True), b""], strict=False)
    )
    first = next((number for number, (line, other) in lines if line != other), 0)
    place = sum(map(len, data.splitlines(keepends=True)[:first])) + 1
    return FoundHead(head, RegistryError("published-line", path, place=place))


def read_indexes(
    take: Take, trust: TrustStore, flaws: list[RegistryError], *, may_lack: bool
) -> dict[str, Named]:
    """Read the indexes of cosignatures by association, with known keys; faults go to `flaws`."""
    indexes: dict[str, Named] = {}
    for issuer, party in trust.parties.items():
        manifest, path = party.manifest, index_path(issuer)
        parts = manifest.body.credential_subject.parts if manifest is not None else ()
        for expected in (part.digest for part in parts if part.kind == COSIGNATURES_PART):
            data = take(path, MAX_INDEX_BYTES)
            wrong = check_digest(path, data, expected)
            if data is None or wrong is not None:
                flaws += [wrong] if wrong is not None and not (data is None and may_lack) else []
                continue
            try:
                indexes[issuer] = count_known(parse_index(data), trust)
            except RecordError as error:
                facts = {"why": error.sentence("en"), "why_zh": error.sentence("zh")}
                flaws.append(RegistryError("file-unfit", path, issuer=issuer, path=path, **facts))
    return indexes


def check_witnessed(view: RegistryView, take: Take) -> tuple[int, list[RegistryError]]:
    """Count the logs that the tree shows as witnessed; return also the wrong files.

    A checkpoint of more entries than are here is its owner's word alone.
    """
    number, problems, trust = 0, list[RegistryError](), view.load_trust()
    absent = set()
    for issuer in trust.parties:
        path = f"{witness_path(issuer)}/checkpoint"
        data = take(path, MAX_NOTE_BYTES)
        if data is None:
            absent.add(issuer)
            continue
        number += 1
        (own, problem), log = check_head(path, data, issuer, trust), view.log(issuer)
        head = own.head if own is not None else None
        if head is not None and head.size <= log.size and not log.goes_on_from(head.size, head.root):
            problem = RegistryError("published-unsigned", path, issuer=issuer)
        if problem is not None:
            problems.append(problem)
    return number, [*problems, *_find_unwitnessed(view, absent)]


def _find_unwitnessed(view: RegistryView, absent: set[str]) -> Iterator[RegistryError]:
    """Report two associations that cosigned each other's log if neither is shown as witnessed.

    The tree's writer signs at most one of the two logs and witnesses the other; nothing says which.
    """
    cosigned: set[tuple[str, str]] = set()
    by_origin = {log_origin(issuer): issuer for issuer in absent}
    for party in view.load_trust().parties:
        index = read_index(view, party)
        index_keys = count_known(parse_index(index), view.load_trust()) if index is not None else {}
        for origin, sizes in index_keys.items():
            names = {key.partition("+")[0] for keys in sizes.values() for key in keys}
            pairs = ((by_origin.get(name), by_origin.get(origin)) for name in names)
            cosigned.update(
                (first, other) for first, other in pairs if first is not None and other is not None
            )
    for cosigner, other in sorted(cosigned):
        shown = all(newest_cosigned(view, issuer) is not None for issuer in (cosigner, other))
        if cosigner < other and (other, cosigner) in cosigned and shown:
            paths = [f"{witness_path(issuer)}/checkpoint" for issuer in (cosigner, other)]
            yield RegistryError("published-unwitnessed", paths[0], other=paths[1])

"""Read a peer's pages about every other log: cosignatures of our logs, and logs that are behind here.

An own log of which others have seen a longer copy takes no entries: any further entry would make it another
log.
"""

from collections import Counter
from collections.abc import Callable, Collection, Container, Sequence
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

from credentials.kinds import kind_of_record
from credentials.record import Record
from registry.errors import RegistryError
from registry.log.shown import find_behind, find_shown, note_shown
from registry.publishing.log_files import witness_path
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.conflicts import Conflict
from registry.sync.heads import SignedHead, find_contradiction, known_beside, read_head
from registry.sync.mirror import is_kept, store_shown
from registry.view.trees import MIRRORED, RECORDS, log_name, read_leaves
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.log.merkle import MerkleTree


@dataclass(slots=True)
class Looked:
    """Result of the pages; `missed` is the error that made a page fail.

    `behind` is log-behind for an own log of which that node has seen more than is here: its copy may be
    longer than the head it cosigned.
    """

    behind: RegistryError | None = None
    missed: HurenError | None = None
    conflicts: list[Conflict] = field(default_factory=list)


def look_at_pages(
    registry: Registry, peer: str, fetch: Callable[[str], bytes | None], *, own: Collection[str]
) -> Looked:
    """Store the heads that the node of `peer` has seen of the logs here; `own` are logs that this node signs.

    An error of `fetch` becomes `missed`.
    """
    looked = Looked()
    if registry.chain() is None:
        return looked
    trust = registry.load_trust()
    others = [issuer for issuer in trust.parties if issuer != peer]
    page_paths = [(issuer, f"{witness_path(issuer)}/checkpoint") for issuer in others]
    page_paths += [(issuer, f"{folder_of(issuer)}/log/checkpoint") for issuer in others if issuer in own]
    for issuer, path in page_paths:
        try:
            data = fetch(path)
            head = read_head(data, issuer, trust) if data is not None else None
        # an unsigned page proves nothing, and must not hide the pages after it
        except RegistryError:
            continue
        except HurenError as error:
            looked.missed = looked.missed or error
            continue
        if head is not None:
            _look_at(registry, head, looked, is_own=issuer in own)
    return looked


def _look_at(registry: Registry, head: SignedHead, looked: Looked, *, is_own: bool) -> None:
    heads = registry.heads if registry.remembers_heads else None
    conflict = registry.write(partial(_compare, heads=heads, shown=head))
    if conflict is not None:
        looked.conflicts.append(conflict)
    elif heads is not None and is_own:
        looked.behind = registry.write(partial(_note_own, heads=heads, head=head)) or looked.behind


def _compare(view: RegistryView, heads: Path | None, shown: SignedHead) -> Conflict | None:
    """Store a checkpoint of the same history; return the proof if it is of another history."""
    issuer, head = shown.issuer, shown.head
    conflict = find_contradiction(view, shown, known_beside(view, shown, view.load_trust()))
    if conflict is None and is_kept(view, heads, issuer, head):
        store_shown(view, heads, issuer, head, shown.text)
    return conflict


def _note_own(view: RegistryView, heads: Path, head: SignedHead) -> RegistryError | None:
    """Note a longer own log; a longer mirrored log arrives with the next pull from its owner."""
    if log_name(view.connection, head.issuer) == MIRRORED:
        return None
    return note_shown(view, heads, head.issuer, head.text)


def leave_places(registry: Registry, records: Sequence[Record[Any]]) -> list[Record[Any]]:
    """Drop records of an own log that is behind, unless they complete the log that others have seen."""
    left = [*records]
    if not registry.remembers_heads or registry.chain() is None:
        return left
    for error in find_behind(registry.heads, registry.read):
        issuer = str(error.facts["issuer"])
        own = [
            record.digest for record in left if record.body.signer == issuer and kind_of_record(record).logged
        ]
        new = registry.read(partial(_find_misplaced, heads=registry.heads, issuer=issuer, digests=own))
        left = [record_left for record_left in left if record_left.digest not in new]
    return left


def tell_left_out(shown: Sequence[Record[Any]], taken: Sequence[Record[Any]]) -> list[RegistryError]:
    """Return own-list-left-out for each association with documents that `leave_places` dropped."""
    digests = {record.digest for record in taken}
    left = Counter(record.body.signer for record in shown if record.digest not in digests)
    return [RegistryError("own-list-left-out", issuer=issuer, count=count) for issuer, count in left.items()]


def _find_misplaced(view: RegistryView, heads: Path, issuer: str, digests: Sequence[str]) -> Container[str]:
    """Return the records that are not here, unless in this order they are exactly what the log lacks."""
    known = view.known_digests(digests)
    new = [digest for digest in dict.fromkeys(digests) if digest not in known]
    tree = MerkleTree([*read_leaves(view.connection, issuer, RECORDS), *map(bytes.fromhex, new)])
    shown = find_shown(view, heads, issuer)
    return () if all((head.size, head.root) == (tree.size, tree.root()) for head in shown) else new

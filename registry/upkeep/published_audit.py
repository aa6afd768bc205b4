"""The audit of what is published: the node is rebuilt from its tree, and the tree from the node.

Every file that a node writes follows from signed records (`publishing.static_tree`). So a tree is sound when
the node that was rebuilt from it writes the same files, byte for byte, and the heads in it are proven line by
line (`copied_heads`). Nothing else is looked at: old manifests and partial tiles stay in a tree.
It is rebuilt as a restore does it: a log that whoever wrote the tree witnesses, or of which he did not admit
everything, is mirrored, any other is stored in its order. What is refused has its place and its bytes in a
pack, and no other file. What was signed before the newest manifest
of the log's owner, or the newest of its entries that have a file, could have been admitted, and has one. What
was signed later, or under a grant that has ended, may have been refused or be gone: it is counted.
Which cosignatures there were when the newest manifests were signed their indexes say; of one that came since,
nothing does.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from carriers.peers.files import TreeFiles
from carriers.peers.folder import FolderFiles
from credentials.documents.bundle import MAX_BUNDLE_BYTES
from registry.admission.admit import parse_record
from registry.errors import RegistryError
from registry.publishing.static_tree import tree_files
from registry.registry import Registry
from registry.sync.mirror import IN_FUTURE, list_refused
from registry.sync.take_log import ENDED
from registry.upkeep.copied_heads import check_witnessed
from registry.upkeep.differences import find_difference
from registry.upkeep.replay_published import restore_from_tree
from registry.upkeep.tree_copy import copy_tree
from registry.view.view import RegistryView
from verifier.policy import CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True)
class PublishedAudit:
    """How many records were verified and files compared, and every wrong file; none for a sound tree.

    `unjudged` are the entries of logs without a file of which nothing in the tree says whether they had one,
    `absent` the associations whose logs are not in the tree: whoever wrote it may not take them.
    """

    records: int
    files: int
    problems: tuple[RegistryError, ...]
    unjudged: int = 0
    absent: tuple[str, ...] = ()


def audit_published(
    files: TreeFiles,
    pin: str,
    *,
    now: datetime,
    demo: bool = False,
    refused_keys: frozenset[str] = frozenset(),
    progress: Callable[[int], None] | None = None,
) -> PublishedAudit:
    """Rebuilds a node from `files` under the agreement with this pin and compares what it would publish.

    What a rebuild needs comes first (`tree_copy`); where that is wrong nothing is compared. `now` judges what
    is in no log. Needs room for a copy of the records and a registry in the folder for temporary files.
    Raises CarrierError as `PeerFiles.fetch`, and what the registry in that folder raises.
    """
    with TemporaryDirectory(prefix="huren-audit-") as name:
        folder = Path(name)
        problems, lacking, absent = copy_tree(files, folder / "tree", pin, progress=progress)
        if problems:
            return PublishedAudit(0, 0, (*problems,))
        with Registry.open(folder / "registry.db", demo=demo, refused_keys=refused_keys) as registry:
            registry.set_pin(pin)
            try:
                found = restore_from_tree(registry, folder / "tree", now=now, original=files)
            except RegistryError as error:
                judged = registry.chain() is not None  # else nothing of a log was
                return PublishedAudit(0, 0, (*(lacking if judged else ()), error))
            if found.refused or found.rewound:
                return PublishedAudit(found.records, 0, (*lacking, *found.refused, *found.rewound))
            number, problems = registry.read(lambda view: _compare(view, files, folder / "tree"))
            witnessed, wrong = registry.read(lambda view: check_witnessed(view, FolderFiles(folder / "tree")))
            unjudged = registry.read(lambda view: _count_unjudged(view, now))
            return PublishedAudit(found.records, number + witnessed, (*problems, *wrong), unjudged, absent)


def _count_unjudged(view: RegistryView, now: datetime) -> int:
    """Entries that whoever wrote the tree may have refused, or whose files are gone.

    Signed after he is known to have looked at that log, or under a grant that has ended. What is signed later
    than `now` nobody admitted.
    """
    refused = (found for issuer in view.load_trust().parties for found in list_refused(view, issuer))
    codes = (ENDED, *IN_FUTURE)
    unclear = (parse_record(one.data).created for one in refused if one.code in codes)
    return sum(created <= now + CLOCK_TOLERANCE for created in unclear)


def _compare(view: RegistryView, files: TreeFiles, copied: Path) -> tuple[int, list[RegistryError]]:
    """How many files the rebuilt node writes, and the wrong ones; a copied one is not asked for again.

    Which logs are shown as witnessed is `check_witnessed`'s: not every log that was copied is known for one.
    """
    number, problems = 0, []
    files_of_logs = (file for file in tree_files(view) if not file.path.startswith("witness/"))
    for number, file in enumerate(files_of_logs, start=1):  # noqa: B007 - the last is the count
        here = copied / file.path
        if here.is_file():
            data: bytes | None = here.read_bytes()
        else:
            found = files.fetch(file.path, MAX_BUNDLE_BYTES)
            data = found.data if found is not None else None
        problem = RegistryError("published-missing", file.path)
        wrong = problem if data is None else find_difference(file.path, data, file.data)
        if wrong is not None:
            problems.append(wrong)
    return number, problems

"""Audit of a published tree: a node is rebuilt from it, and the tree from that node.

Every file that a node writes follows from signed records (`publishing.static_tree`). So a tree is sound if
the rebuilt node writes the same files, byte for byte, and every line of its heads is proven (`tree_heads`).
Other files, such as old manifests and partial tiles, are not looked at.

The rebuilding follows a restore. A log that the tree's writer witnesses, or of which it did not admit
everything, is mirrored; any other is stored in its order. A refused entry has its place and its bytes in a
pack, but no file of its own.

An entry signed before the newest manifest of the log's owner, or before its newest entry with a file, could
have been admitted, and has a file. A later entry, or one under an ended grant, may have been refused or be
gone: it is counted. The indexes say which cosignatures there were when the newest manifests were signed;
nothing shows a later one.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from carriers.peers.files import PeerFile, TreeFiles
from credentials.documents.bundle import MAX_BUNDLE_BYTES
from registry.admission.admit import parse_record
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.filing import Filing
from registry.publishing.static_tree import tree_files
from registry.registry import Registry
from registry.sync.mirror import IN_FUTURE
from registry.sync.take_log import ENDED
from registry.upkeep.differences import find_difference
from registry.upkeep.other_logs import Filed
from registry.upkeep.published_tree import PublishedLog, PublishedTree, read_tree
from registry.upkeep.restore_from_tree import rebuild
from registry.upkeep.tree_heads import check_witnessed, find_witnessed
from registry.view.trees import read_refused
from registry.view.view import RegistryView
from verifier.policy import CLOCK_TOLERANCE


@dataclass(frozen=True, slots=True)
class PublishedAudit:
    """Numbers of records verified and files compared, and every wrong file; none for a sound tree.

    `unjudged` counts log entries without a file of which nothing in the tree says whether they had one.
    `absent` are the associations whose logs are not in the tree: its writer may not take them.
    """

    records: int
    files: int
    problems: tuple[RegistryError, ...]
    unjudged: int = 0
    absent: tuple[str, ...] = ()


class CopiedFiles:
    """Copies of a tree's files in a folder; each file is fetched once."""

    def __init__(self, files: TreeFiles, folder: Path, progress: Callable[[int], None] | None) -> None:
        self.requests = 0
        self._files, self._folder, self._progress = files, folder, progress
        self._absent: set[str] = set()

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """See `PeerFiles`; a copy has no tag."""
        copy = self._folder / path
        if path in self._absent:
            return None
        if copy.is_file():
            return PeerFile(copy.read_bytes(), None)
        file = self.ask(path, limit, tag)
        if file is None or file.data is None:
            self._absent.add(path)
            return None
        write_file(copy, file.data)
        return PeerFile(file.data, None)

    def ask(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        """Fetch a file without keeping it, unless it is kept already."""
        if (self._folder / path).is_file():
            return self.fetch(path, limit)
        self.requests += 1
        if self._progress is not None:
            self._progress(self.requests)
        return self._files.fetch(path, limit, tag)

    def names(self, folder: str) -> list[str] | None:
        """See `TreeFiles`."""
        return self._files.names(folder)

    def check_end(self, path: str) -> None:
        """See `PeerFiles`."""
        self._files.check_end(path)


def audit_published(
    files: TreeFiles,
    pin: str,
    *,
    now: datetime,
    filings: Iterable[Filing],
    demo: bool = False,
    refused_keys: frozenset[str] = frozenset(),
    progress: Callable[[int], None] | None = None,
) -> PublishedAudit:
    """Rebuild a node from `files` under the agreement with this pin; compare what it would publish.

    If a file that a rebuild reads is wrong, nothing is compared. `now` judges records in no log. `progress`
    gets the number of files so far. The folder for temporary files needs room for a copy of the packs and a
    registry. Raises CarrierError as `PeerFiles.fetch`, and what the registry in that folder raises.
    """
    with TemporaryDirectory(prefix="huren-audit-") as name:
        copied = CopiedFiles(files, Path(name) / "tree", progress)
        try:
            tree = read_tree(copied, pin)
        except RegistryError as error:
            return PublishedAudit(0, 0, (error,))
        proven = (log.prove() for log in tree.logs.values())
        problems = [*tree.problems, *tree.flaws, *filter(None, proven)]
        if problems:
            return PublishedAudit(0, 0, (*problems,))
        foreign = find_witnessed(tree.take, tree.logs)
        foreign |= {issuer for issuer, log in tree.logs.items() if not _is_filed(tree, log)}
        with Registry.open(
            Path(name) / "registry.db", filings=filings, demo=demo, refused_keys=refused_keys
        ) as registry:
            registry.set_pin(pin)
            try:
                rebuilt = rebuild(registry, tree, foreign, now=now, as_written=True)
            except RegistryError as error:
                return PublishedAudit(0, 0, (error,))
            if rebuilt.refused or rebuilt.rewound:
                return PublishedAudit(rebuilt.records, 0, (*rebuilt.refused, *rebuilt.rewound))
            number, problems = registry.read(lambda view: _compare(view, copied))
            witnessed, wrong = registry.read(lambda view: check_witnessed(view, tree.take))
            unjudged = registry.read(lambda view: _count_unjudged(view, now))
            return PublishedAudit(
                rebuilt.records, number + witnessed, (*problems, *wrong), unjudged, tree.absent
            )


def _is_filed(tree: PublishedTree, log: PublishedLog) -> bool:
    """Return whether the tree's writer admitted all entries of the log."""
    filed = Filed(tree, log.issuer)
    return all(digest in filed for digest in log.digests())


def _count_unjudged(view: RegistryView, now: datetime) -> int:
    """Count the entries that the tree's writer may have refused, or whose files are gone.

    They were signed after its last known look at that log, or under an ended grant. Entries signed after
    `now` were admitted by nobody.
    """
    parties = view.load_trust().parties
    refused = (refusal for issuer in parties for refusal in read_refused(view.connection, issuer))
    codes = (ENDED, *IN_FUTURE)
    unclear = (parse_record(refusal.data).created for refusal in refused if refusal.code in codes)
    return sum(created <= now + CLOCK_TOLERANCE for created in unclear)


def _compare(view: RegistryView, files: CopiedFiles) -> tuple[int, list[RegistryError]]:
    """Return the number of files that the rebuilt node writes, and the wrong ones.

    `check_witnessed` compares the logs shown as witnessed: not every copied log is known to be one.
    """
    number, problems = 0, []
    files_of_logs = (file for file in tree_files(view) if not file.path.startswith("witness/"))
    for number, file in enumerate(files_of_logs, start=1):  # noqa: B007 - the last is the count
        data_served = files.ask(file.path, MAX_BUNDLE_BYTES)
        data = data_served.data if data_served is not None else None
        problem = RegistryError("published-missing", file.path)
        wrong = problem if data is None else find_difference(file.path, data, file.data)
        if wrong is not None:
            problems.append(wrong)
    return number, problems

"""Take others' logs from a published tree, and records in no log."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from datetime import datetime
from functools import partial
from hashlib import sha256

from credentials.kinds import MAX_ANY_BYTES
from registry.admission.admit import parse_record
from registry.database.portions import portions_of
from registry.errors import RegistryError
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.heads import read_head
from registry.sync.take_log import ForkError, take_log
from registry.sync.taken import LONG_AGO, Taken
from registry.sync.witness import recall_cosigned
from registry.upkeep.differences import check_digest
from registry.upkeep.published_tree import PublishedLog, PublishedTree, list_parties
from registry.upkeep.tree_cosignatures import prove_fork
from registry.view.view import RegistryView

_PORTION = 500
"""Names of files looked for at once."""


class Filed:
    """Records of an association with a file of their own in the tree, by digest."""

    def __init__(self, tree: PublishedTree, issuer: str) -> None:
        self._folder, self._take = f"{folder_of(issuer)}/records", tree.take
        names = tree.files.names(self._folder)
        self._names = {*names} if names is not None else None

    def __contains__(self, digest: object) -> bool:
        name = f"{digest}.json"
        if self._names is not None:
            return name in self._names
        return self._take(f"{self._folder}/{name}", MAX_ANY_BYTES) is not None


def take_logs(
    registry: Registry,
    tree: PublishedTree,
    logs: Sequence[PublishedLog],
    wrong: list[RegistryError],
    *,
    now: datetime,
    newest: datetime | None,
    progress: Callable[[int], None] | None,
) -> int:
    """Take other nodes' logs as a pull does; return the number of records. Faults go to `wrong`.

    Unlike a first pull, an ended grant is not overlooked for an entry without a file: the tree's writer had
    refused it. `newest` is when the newest record of an own log was signed. With it, logs are taken as of the
    time the writer looked at each, as far as known: a record signed by then has a file. `progress` gets the
    entries so far.
    """
    recall_cosigned(registry)
    written: dict[str, datetime] = {}
    if newest is not None:
        written = {log.issuer: _find_written(tree, log) for log in logs}
        published = (_find_published(tree, issuer) for issuer in tree.logs)
        now = min(now, max(newest, *written.values(), *published))
    records = 0
    for log in logs:
        taken = Taken(filed=Filed(tree, log.issuer), written=written.get(log.issuer))
        try:
            head = read_head(log.note, log.issuer, registry.load_trust())
            take_log(registry, head, log.fetch, now=now, taken=taken, progress=progress)
        except ForkError as error:
            wrong.append(prove_fork(registry, error.conflict, now))
        except RegistryError as error:
            if error.code != "checkpoint-older":  # this node already has more of the log
                wrong.append(error)
        records += taken.records
    return records


def _find_published(tree: PublishedTree, issuer: str) -> datetime:
    party = tree.trust.party(issuer)
    manifest = party.manifest if party is not None else None
    return manifest.created if manifest is not None else LONG_AGO


def _find_written(tree: PublishedTree, log: PublishedLog) -> datetime:
    """Return until when the tree's writer looked at a log: by its newest manifest or filed entry."""
    newest, filed = _find_published(tree, log.issuer), Filed(tree, log.issuer)
    for lines in log.portions():
        for data in lines:
            if sha256(data).hexdigest() in filed:
                with suppress(RegistryError):
                    newest = max(newest, parse_record(data).created)
    return newest


def find_loose(
    registry: Registry, tree: PublishedTree, wrong: list[RegistryError], *, listed: bool
) -> Iterator[bytes]:
    """Yield records in no log here: status lists named by manifests, or, if `listed`, a folder's records.

    A file that is not the record of its name is `wrong`.
    """
    for issuer in list_parties(tree.trust):
        party, host = tree.trust.party(issuer), folder_of(issuer)
        manifest = party.manifest if party is not None else None
        for part in manifest.body.credential_subject.parts if manifest is not None else ():
            path = part.id.removeprefix("https://")
            if part.kind != "status-list" or not path.startswith(f"{host}/"):
                continue
            data = tree.take(path, MAX_ANY_BYTES)
            problem = check_digest(path, data, part.digest) if not listed else None
            if problem is None and data is not None:
                yield data
            elif problem is not None and (data is not None or issuer not in tree.absent):
                wrong.append(problem)
        names = (tree.files.names(f"{host}/records") or ()) if listed else ()
        digests = (name.removesuffix(".json") for name in names if name.endswith(".json"))
        for portion in portions_of(digests, _PORTION):
            for digest in sorted(
                {*portion} - registry.read(partial(RegistryView.known_digests, digests=portion))
            ):
                path = f"{host}/records/{digest}.json"
                data = tree.take(path, MAX_ANY_BYTES)
                problem = check_digest(path, data, digest)
                if problem is not None:
                    wrong.append(problem)
                elif data is not None:
                    yield data

"""What a node is rebuilt from, copied out of a published tree wherever it is: each file proven on its way.

The pin proves the bundle, the bundle the keys, a key the head of a log, the head its entries, an entry the
record that it is the digest of; the newest manifest names the status lists, and the index of cosignatures
which earlier checkpoints there are.
"""

import re
from collections.abc import Callable, Collection
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from carriers.peers.files import TreeFiles
from credentials.documents.bundle import MAX_BUNDLE_BYTES, parse_bundle
from credentials.errors import RecordError
from credentials.identifiers import log_origin
from credentials.kinds import MAX_ANY_BYTES
from registry.database.whole_files import write_file
from registry.errors import RegistryError
from registry.log.cosignatures import COSIGNATURES_PART, MAX_INDEX_BYTES, count_known, parse_index
from registry.log.tiles import MAX_ENTRIES, WIDTH, Tile, split_tiles
from registry.publishing.log_files import witness_path
from registry.publishing.static_tree import folder_of, index_path
from registry.upkeep.copied_heads import (
    MOST,
    check_earlier,
    check_head,
    earlier_paths,
    find_uncosigned,
    list_earlier,
    names_log,
)
from registry.upkeep.differences import find_difference
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.log.merkle import MerkleTree, leaf_hash
from signing.log.note import MAX_NOTE_BYTES
from verifier.trust.party_trust import PartyTrust
from verifier.trust.trust_store import TrustStore

MAX_HEAD_BYTES = 64 * 1024
MAX_LACKING = 100
"""Entries without a file that are named."""
ENTRY = 34
"""Bytes of an entry in a tile: its length in two, then the digest."""
_LENGTH = (32).to_bytes(2, "big")
_STATUS_LIST = re.compile(r"/status/[a-z]+/[0-9]+", re.ASCII)


class Copied(NamedTuple):
    """What is wrong with a tree; `lacking` and `absent` may be as they are.

    `lacking` are published-missing of the first entries that have no file: those that whoever wrote the tree
    did not admit have none. `absent` are associations whose manifests name a log that is not in the tree:
    who does not take it has none.
    """

    problems: list[RegistryError]
    lacking: list[RegistryError]
    absent: tuple[str, ...]


def copy_tree(
    files: TreeFiles, folder: Path, pin: str, *, progress: Callable[[int], None] | None = None
) -> Copied:
    """Copies below `folder` what `published_tree.read_tree` asks of a tree under this agreement, but packs.

    Each problem names its file and, where the right bytes are known, the first wrong one; without a problem
    the copy is whole. `progress` gets the number of files so far. Raises CarrierError as `PeerFiles.fetch`.
    """
    copy = _Copy(files, folder, progress)
    copy.run(pin)
    return Copied(copy.problems, copy.lacking, copy.absent)


class _Copy:
    def __init__(self, files: TreeFiles, folder: Path, progress: Callable[[int], None] | None) -> None:
        self.problems: list[RegistryError] = []
        self.lacking: list[RegistryError] = []
        self.absent: tuple[str, ...] = ()
        self._files, self._folder, self._progress = files, folder, progress
        self._number = 0
        self._known: dict[str, bytes] = {}
        """The records of the bundle by digest: a second copy of their files."""
        self._heads: dict[str, str] = {}
        """The heads in the bundle by origin: every log that is here has one."""
        self._said: dict[str, set[int]] = {}
        """Sizes of each association's log that its manifests in the bundle name."""
        self._named: dict[str, dict[int, frozenset[str]]] = {}
        """The cosigned checkpoints that an index names, as `registry.log.cosignatures.Named`."""
        self._taken: set[str] = set()

    def run(self, pin: str) -> None:
        data = self._take("bundle.json", MAX_BUNDLE_BYTES)
        if data is None:
            return
        try:
            trust = TrustStore.from_bundle(data, pin=pin)
        except HurenError as error:
            why, why_zh = error.sentence("en"), error.sentence("zh")
            what = error.field or "bundle.json"
            self._add("published-unproven", "bundle.json", what=what, why=why, why_zh=why_zh)
            return
        bundle = parse_bundle(data)
        halves = [half.value for version in bundle.agreements for half in version]
        lists = [*(record.value for record in bundle.key_lists), *(record.value for record in bundle.salvage)]
        logged = [*lists, *bundle.events, *bundle.loose]
        values = (*halves, *logged, *(record.value for record in bundle.manifests))
        self._known = {sha256(record).hexdigest(): record for record in map(canonicalize, values)}
        self._heads = {note.partition("\n")[0]: note for note in bundle.checkpoints}
        for record in bundle.manifests:
            said = record.body.credential_subject.checkpoint
            if said is not None:
                self._said.setdefault(record.body.issuer, set()).add(said.size)
        parties = sorted({party.id for version in trust.chain.versions for party in version.text.parties})
        hosts = {issuer: folder_of(issuer) for issuer in parties}
        found = {host: party for issuer, host in hosts.items() if (party := trust.party(issuer)) is not None}
        strange = {
            party.issuer
            for party in found.values()
            if names_log(party, party.manifest) and log_origin(party.issuer) not in self._heads
        }
        self.absent = (*sorted(strange),)
        for host, party in found.items():
            self._take_parts(host, party, trust, strange)
        for host, party in found.items():
            self._take_log(host, party, trust)
            self._take(f"{witness_path(party.issuer)}/checkpoint", MAX_NOTE_BYTES, may_lack=True)
        for value in logged:  # of associations whose log is not here
            home = hosts.get(str(value.get("issuer", value.get("id"))))
            if home is not None:
                digest = sha256(canonicalize(value)).hexdigest()
                self._take_digest(f"{home}/records/{digest}.json", digest)

    def _take_parts(self, host: str, party: PartyTrust, trust: TrustStore, strange: Collection[str]) -> None:
        """Its status lists and its index of cosignatures.

        Of those whose logs are not here, the `strange`, no list needs be; an index may name such a log.
        """
        if party.manifest is None:
            return
        for part in party.manifest.body.credential_subject.parts:
            path = part.id.removeprefix("https://")
            own = path.startswith(host) and _STATUS_LIST.fullmatch(path[len(host) :]) is not None
            if part.kind == "status-list" and own:
                self._take_digest(path, part.digest, may_lack=party.issuer in strange)
            elif part.kind == COSIGNATURES_PART:
                self._take_index(party.issuer, part.digest, trust, may_lack=bool(strange))

    def _take_index(self, issuer: str, digest: str, trust: TrustStore, *, may_lack: bool) -> None:
        path = index_path(issuer)
        data = self._take(path, MAX_INDEX_BYTES, may_lack=may_lack)
        if data is None:
            return
        if sha256(data).hexdigest() != digest:
            self._add("published-digest", path, found=sha256(data).hexdigest(), expected=digest)
            return
        try:
            named = count_known(parse_index(data), trust)
        except RecordError as error:
            why, why_zh = error.sentence("en"), error.sentence("zh")
            facts = {"issuer": issuer, "path": path, "why": why, "why_zh": why_zh}
            self.problems.append(RegistryError("file-unfit", path, **facts))
            return
        for origin, sizes in named.items():
            log = self._named.setdefault(origin, {})
            for size, keys in sizes.items():
                log[size] = log.get(size, frozenset()) | keys

    def _note_lacking(self, path: str) -> None:
        if len(self.lacking) < MAX_LACKING:
            self.lacking.append(RegistryError("published-missing", path))

    def _add(self, code: str, path: str, **facts: object) -> None:
        self.problems.append(RegistryError(code, path, **facts))

    def _take(self, path: str, limit: int, *, may_lack: bool = False) -> bytes | None:
        """The file, copied; a problem where it is not there, unless it `may_lack`."""
        found = self._files.fetch(path, limit)
        self._number += 1
        if self._progress is not None:
            self._progress(self._number)
        if found is None or found.data is None:
            if not may_lack:
                self._add("published-missing", path)
            return None
        write_file(self._folder / path, found.data)
        return found.data

    def _take_digest(self, path: str, digest: str, *, may_lack: bool = False) -> bool:
        """Whether there is a file, as far as it was not asked for before."""
        if digest in self._taken:
            return True
        self._taken.add(digest)
        data = self._take(path, MAX_ANY_BYTES, may_lack=may_lack)
        if data is None:
            return False
        if sha256(data).hexdigest() == digest:
            return True
        right = self._known.get(digest)
        difference = find_difference(path, data, right) if right is not None else None
        if difference is not None:
            self.problems.append(difference)
        else:
            self._add("published-digest", path, found=sha256(data).hexdigest(), expected=digest)
        return True

    def _take_log(self, host: str, party: PartyTrust, trust: TrustStore) -> None:
        """The head, entries with its root, the records that they name; nothing of a log elsewhere."""
        path = f"{host}/log/checkpoint"
        found = self._files.fetch(path, MAX_HEAD_BYTES)
        said = self._heads.get(log_origin(party.issuer))
        if found is None or found.data is None:
            if said is not None or log_origin(party.issuer) in self._named:
                self._add("published-missing", path)
            return
        write_file(self._folder / path, found.data)
        checked = check_head(path, found.data, party.issuer, trust)
        if isinstance(checked, RegistryError):
            right = said is not None and not isinstance(
                check_head(path, said.encode(), party.issuer, trust), RegistryError
            )
            exact = find_difference(path, found.data, said.encode()) if right and said else None
            self.problems.append(exact or checked)
            return
        head = checked.head
        if head.size > MAX_ENTRIES:
            self._add("published-long-log", path, size=head.size, limit=MAX_ENTRIES)
            return
        entries = self._take_entries(f"{host}/log", head.size)
        if entries is None:
            return
        tree = MerkleTree(entries)
        if tree.root() != head.root:
            if not self._find_wrong_entry(f"{host}/log", entries):
                self._add("published-unsigned", path, issuer=party.issuer)
            return
        for digest in (entry.hex() for entry in entries):
            may_lack = digest not in self._known  # what is in the bundle was admitted
            path = f"{host}/records/{digest}.json"
            if not self._take_digest(path, digest, may_lack=may_lack) and may_lack:
                self._note_lacking(path)
        self._take_earlier(host, party.issuer, tree, trust)

    def _take_earlier(self, host: str, issuer: str, tree: MerkleTree, trust: TrustStore) -> None:
        """The earlier checkpoints that are there, and all that an index names, with whoever cosigned them."""
        folder, origin = f"{host}/log/checkpoints", log_origin(issuer)
        index, said_sizes = self._named.get(origin, {}), {tree.size, *self._said.get(issuer, ())}
        names = list_earlier(self._files, folder, said_sizes, index)
        if len(names) > MOST:
            self._add("published-many", folder, size=len(names), limit=MOST)
        for path, size in earlier_paths(folder, names[:MOST]):
            file = self._files.fetch(path, MAX_HEAD_BYTES)
            if file is None or file.data is None:
                if size in index:
                    self._add("published-missing", path)
                continue
            write_file(self._folder / path, file.data)
            wrong = check_earlier(path, file.data, issuer, size=size, trust=trust, tree=tree)
            wrong = wrong or find_uncosigned(path, file.data, origin, index.get(size or 0, frozenset()))
            if wrong is not None:
                self.problems.append(wrong)

    def _take_entries(self, log: str, size: int) -> list[bytes] | None:
        """The first `size` entries; None, with a problem, as soon as a tile is not whole."""
        entries: list[bytes] = []
        for index, width in split_tiles(size):
            path = f"{log}/tile/{Tile(None, index, width).path}"
            data = self._take(path, WIDTH * ENTRY)
            if data is None:
                return None
            cut = [data[start : start + ENTRY] for start in range(0, len(data), ENTRY)]
            whole = b"".join(_LENGTH + entry[2:] for entry in cut[:width])
            if len(data) < width * ENTRY:
                self._add("published-cut", path, place=len(data), expected=width * ENTRY)
                return None
            if (difference := find_difference(path, data, whole)) is not None:
                self.problems.append(difference)
                return None
            entries += (entry[2:] for entry in cut)
        return entries

    def _find_wrong_entry(self, log: str, entries: list[bytes]) -> bool:
        """Names the first entry that the lowest hash tiles do not have; the bundle may hold the right one."""
        hashes = {leaf_hash(bytes.fromhex(digest)): bytes.fromhex(digest) for digest in self._known}
        for index, width in split_tiles(len(entries)):
            found = self._files.fetch(f"{log}/tile/{Tile(0, index, width).path}", WIDTH * 32)
            tile = found.data if found is not None and found.data is not None else b""
            for place, entry in enumerate(entries[index * WIDTH : index * WIDTH + width]):
                said = tile[place * 32 : place * 32 + 32]
                if leaf_hash(entry) == said:
                    continue
                path, begin = f"{log}/tile/{Tile(None, index, width).path}", place * ENTRY
                right = hashes.get(said)
                difference = find_difference(path, entry, right) if right is not None else None
                if difference is not None:
                    difference.facts["place"] = begin + 2 + int(str(difference.facts["place"]))
                    self.problems.append(difference)
                else:
                    self._add("published-entry", path, place=begin + 1)
                return True
        return False

"""Merkle roots signed in checkpoints, manifests and key lists, and the last heads."""

from pathlib import Path
from typing import Any

from sqlalchemy import select

from credentials.documents.agreement import agreement_digest
from credentials.documents.manifest import Sighting
from credentials.identifiers import log_origin
from credentials.kinds import parse_agreement_half, parse_key_list, parse_manifest
from registry.database.tables import AHEAD, CHECKPOINT, PEER, SETTING
from registry.database.transactions import REGISTRY_TYPE
from registry.errors import RegistryError
from registry.filing import MARK
from registry.log.last_heads import (
    NONE_YET,
    Heads,
    ManifestOrder,
    check_log,
    check_manifest,
    find_forgotten,
    load_heads,
)
from registry.publishing.served_lists import CHOICES
from registry.upkeep.audit.listed_keys import Listed
from registry.upkeep.audit.records import Leaves, TreeKey, each_leaf
from registry.upkeep.audit.report import Report
from registry.view.trees import EVENTS, MIRRORED, RECORDS, TreeView
from registry.view.view import RegistryView
from signing.log.checkpoint import Checkpoint, parse_checkpoint
from signing.log.merkle import MerkleTree
from signing.log.note import check_note, parse_note


def audit_roots(
    view: RegistryView, report: Report, leaves: Leaves, heads: Heads | None, path: Path | None
) -> None:
    """Compare every signed root, and the settings; the `leaves` are used up.

    `heads` are those signed last, read from the file at `path` before this view was opened.
    """
    _Roots(view, report, leaves).run(heads, path)


class _Roots:
    def __init__(self, view: RegistryView, report: Report, leaves: Leaves) -> None:
        self._view, self._report, self._listed = view, report, Listed(view)
        self._leaves = leaves
        self._trees: dict[TreeKey, MerkleTree] = {}
        self._mirrors = {*view.connection.scalars(select(PEER.c.issuer))}
        """Associations whose log another node signs."""
        self._heads: set[tuple[str, int]] = set()
        self._orders: dict[str, ManifestOrder] = {}

    def run(self, heads: Heads | None, path: Path | None) -> None:
        part = self._report.part
        with part("setting"):
            self._settings()
        with part("checkpoint"):
            self._checkpoints()
        for kind, compare in (("key-list", self._floor), ("manifest", self._manifest)):
            with part(kind):
                for data in self._view.of_kind(kind):
                    with part(kind):
                        compare(data)
        if heads is not None and path is not None:
            with part("heads"):
                self._last_heads(heads, path)

    def _last_heads(self, heads: Heads, path: Path) -> None:
        for error in find_forgotten(self._view, lambda: load_heads(path)):
            self._report.add(error)
        for issuer, last in heads.items():
            tree = self._tree((issuer, RECORDS))
            try:
                check_log(issuer, last, TreeView(tree, tree.size))
                check_manifest(issuer, last, self._orders.get(issuer, NONE_YET))
            except RegistryError as error:
                self._report.add(error)

    def _tree(self, key: TreeKey) -> MerkleTree:
        if key not in self._trees:
            # a tree takes twice the memory of its leaves
            self._trees[key] = MerkleTree(each_leaf(self._leaves.pop(key, bytearray())))
        return self._trees[key]

    def _settings(self) -> None:
        halves = map(parse_agreement_half, self._view.of_kind("agreement"))
        first = {
            agreement_digest(half.value["credentialSubject"])
            for half in halves
            if half.body.credential_subject.version == 1
        }
        others = select(SETTING).where(SETTING.c.name != CHOICES)  # registry.upkeep.audit.status_lists
        marks = self._view.memory.filed.marks(self._view.connection)
        rows = map(tuple, self._view.connection.execute(others))
        stored = {row for row in rows if row[0] in marks or not row[0].startswith(MARK)}
        pins = {("pin", digest) for digest in first} or {row for row in stored if row[0] == "pin"}
        for row in sorted(stored ^ {("type", REGISTRY_TYPE), *pins, *marks.items()}):
            code = "row-extra" if row in stored else "row-missing"
            self._report.add(RegistryError(code, f"setting {row[0]} {row[1]}"))

    def _checkpoints(self) -> None:
        for issuer, size, note in self._view.connection.execute(select(CHECKPOINT)):
            head = self._head("checkpoint", issuer, size, note)
            if head is not None:
                key = issuer, MIRRORED if issuer in self._mirrors else RECORDS
                if key[1] == RECORDS:
                    self._heads.add((issuer, head.size))
                where = f"checkpoint {issuer} {size}"
                with self._report.part(where):
                    self._compare(key, head.size, head.root.hex(), where, own=key[1] == RECORDS)
        for issuer, size, note in self._view.connection.execute(select(AHEAD)):
            self._head("ahead", issuer, size, note)

    def _head(self, table: str, issuer: str, size: int, note: str) -> Checkpoint | None:
        """Return the checkpoint of a signed head; report it where its association did not sign it."""
        where, head = f"{table} {issuer} {size}", None
        with self._report.part(where):
            parsed = parse_note(note)
            head = parse_checkpoint(parsed.text)
            for column, stored, signed in (
                ("issuer", log_origin(issuer), head.origin),
                ("size", size, head.size),
            ):
                if stored != signed:
                    self._report.add(
                        RegistryError("column-differs", where, column=column, found=stored, expected=signed)
                    )
            origin, keys = log_origin(issuer), self._listed.publication_keys(issuer)
            if not any(check_note(parsed, origin, key) for key in keys):
                self._report.add(RegistryError("proof-wrong", where))
        return head

    def _floor(self, data: bytes) -> None:
        """Compare a key list's event count, unless the new root has dropped the list."""
        record = parse_key_list(data)
        body, party = record.body, self._view.load_trust().party(record.body.id)
        standing = party.lists_by_version.get(body.version) if party is not None else None
        if standing is None or standing.digest != record.digest:
            return
        where = f"key list {body.version} of {body.id}"
        self._compare(
            (body.id, EVENTS), body.events.count, body.events.root, where, own=self._is_own(body.id)
        )

    def _manifest(self, data: bytes) -> None:
        """Compare a manifest's counts of its own log and others'; none for a compromised key."""
        record = parse_manifest(data)
        subject, issuer = record.body.credential_subject, record.body.issuer
        where = f"manifest {subject.version} of {issuer}"
        self._orders[issuer] = max(subject.order, self._orders.get(issuer, NONE_YET))
        head = subject.checkpoint
        has_head = head is not None and (issuer, head.size) in self._heads
        if not self._view.is_sound(record):
            return
        self._compare((issuer, EVENTS), subject.events.count, subject.events.root, where)
        if head is not None and has_head:
            self._compare((issuer, RECORDS), head.size, head.root, where)
        for entry in subject.seen if has_head else ():
            self._repeated(entry, where)

    def _repeated(self, entry: Sighting, where: str) -> None:
        """Compare a repeated count with the other association's own manifest, if that is here."""
        data = self._view.data(entry.manifest) if entry.manifest is not None else None
        listed = parse_manifest(data).body.credential_subject.events if data is not None else entry.events
        if listed != entry.events:
            self._report.add(
                RegistryError(
                    "root-differs",
                    where,
                    tree=EVENTS,
                    issuer=entry.issuer,
                    count=entry.events.count,
                    size=listed.count,
                )
            )

    def _is_own(self, issuer: str) -> bool:
        return any(owner == issuer for owner, _ in self._heads)

    def _compare(self, key: TreeKey, count: Any, root: str, where: str, *, own: bool = True) -> None:
        """Compare the root of the first `count` entries; the copy of another's tree may be shorter."""
        tree = self._tree(key)
        if count > tree.size and not own:
            return
        if count > tree.size or tree.root(count).hex() != root:
            self._report.add(
                RegistryError("root-differs", where, tree=key[1], issuer=key[0], count=count, size=tree.size)
            )

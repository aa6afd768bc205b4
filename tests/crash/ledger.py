"""The client's ledger across crashes: every answered record is stored, once, whole."""

from hashlib import sha256
from typing import Any

from sqlalchemy import Column, select

from credentials.documents.assessment import AssessmentCredential
from credentials.kinds import parse_any
from registry import Registry
from registry.database.tables import INDEX, RECORD
from registry.publishing.publish import build_bundle
from registry.upkeep.audit import audit_registry
from registry.view.trees import RECORDS
from signing.log.checkpoint import parse_checkpoint
from tests.crash.office import Office, Place
from tests.world import World
from tests.world.site import check_site
from verifier import Seen

Slot = tuple[str, int, int]


class Ledger:
    """The client's memory: answers, signatures and log heads that have left the processes it asked."""

    def __init__(self, place: Place, world: World) -> None:
        self._world, self._place = world, place
        self.answered: dict[str, bytes] = {}
        self._holders: dict[Slot, str] = {}
        self._heads: dict[str, str] = {}
        self._seen: Seen | None = None
        self._bundles: set[bytes] = set()
        self.note_site()

    def note_site(self, *, complete: bool = False) -> None:
        """Note what a reader of the tree has seen, which the tree must not lose again."""
        found = check_site(self._place.site, self._world, self._seen, complete=complete)
        self._seen = found.seen
        self._bundles = {found.bundle}

    def take(self, messages: list[Any]) -> None:
        """Take over the messages of a child."""
        for what, told in messages:
            if what == "answered":
                for data in told:
                    self.answered[sha256(data).hexdigest()] = data
                    self._hold(data)
            elif what == "signed":
                self._hold(told)
            elif what == "head":
                head = parse_checkpoint(told)
                self._heads.setdefault(f"{head.origin} {head.size}", head.root.hex())
                assert self._heads[f"{head.origin} {head.size}"] == head.root.hex(), "two heads of one size"

    def _hold(self, data: bytes) -> None:
        """Check that an index belongs to the first id signed for it."""
        record = parse_any(data)
        if isinstance(record.body, AssessmentCredential):
            slot = (record.body.issuer, record.body.list_number, record.body.index)
            holder = self._holders.setdefault(slot, record.body.id)
            assert holder == record.body.id, "an index was given twice"

    def check(self, registry: Registry, *, signatures: bool = True, once: bool = True) -> None:
        """Check that no answer is lost, no index free again, no head contradicted, and the audit clean.

        Readers rely on the tree: if written `once` at most, it is either the former or the new one.
        """
        stored = dict(_rows(registry, RECORD.c.digest, RECORD.c.data))
        assert self.answered.items() <= stored.items(), "an answered record is lost"
        columns = (INDEX.c.issuer, INDEX.c.list_number, INDEX.c.position, INDEX.c.credential)
        taken = {(*slot,): holder for *slot, holder in _rows(registry, *columns)}
        assert self._holders.items() <= taken.items(), "an index that was signed is free again"
        tree = registry.read(lambda view: view.tree(self._world.cq.did, RECORDS))
        for name, root in self._heads.items():
            assert tree.root(int(name.rpartition(" ")[2])).hex() == root
        audit = audit_registry(registry, signatures=signatures)
        assert audit.problems == ()
        before, now = self._bundles, build_bundle(registry)
        self.note_site()
        if once:
            assert self._bundles <= {*before, now}, "the tree's bundle is neither the old nor the new one"

    def go_on(self, office: Office, serial: int) -> None:
        """The next day's work, with nothing repaired by hand: issue, revoke, publish, write the tree."""
        for data in (office.issue_drafts(*(office.bench.draft(serial + n) for n in range(3))),
                     office.change(f"CQ-T-{serial:05}", "revoke", "serious-violation"),
                     office.publish()):  # fmt: skip
            self.take([("signed", one) for one in data] + [("answered", data)])
        office.write_tree()
        self.note_site(complete=True)


def _rows(registry: Registry, *columns: Column[Any]) -> list[Any]:
    return registry.read(lambda view: [tuple(row) for row in view.connection.execute(select(*columns))])

"""Every lie of a peer, told to a node that knows good, suspended and revoked credentials of both."""

from collections.abc import Callable, Iterable, Mapping
from copy import deepcopy
from datetime import timedelta
from itertools import product
from typing import Any, NamedTuple, TypeVar

from credentials.documents.status_event import Action
from credentials.identifiers import log_origin
from credentials.record import Record
from registry.publishing.bundle import build_bundle
from registry.publishing.log_files import witness_path
from signing.jcs import canonicalize
from signing.log.checkpoint import Checkpoint, format_checkpoint
from signing.log.merkle import EMPTY_ROOT
from signing.log.note import format_note, sign_note
from tests.sync.liars import Liar, lines_of, tell
from tests.sync.nodes import Node
from tests.world import World
from tests.world.association import Change
from verifier import Seen, TrustStore

SC = "sc.huren.example"
CHECKPOINT, PACK = f"{SC}/log/checkpoint", SC + "/log/data/000.p/{size}.ndjson.gz"
GOOD, REVOKED = 4, 7
"""Credentials of the other association."""
HOMES = (None, "cq", "sc")

T = TypeVar("T")
Answer = tuple[str, tuple[str, ...]]


class Scene:
    """Two nodes that know each other's records, a verifier's memory, and its answers so far.

    Each association has a good credential, a suspended, a reinstated and a revoked one.
    """

    def __init__(self, cq: Node, sc: Node) -> None:
        self.cq, self.sc = cq, sc
        self.records: list[Record[Any]] = []
        self.noted: set[str] = set()
        """Notes that verdicts may have by now, besides the earlier ones."""
        for node in (cq, sc):
            records = node.issue(4)
            for record in records[1:3]:
                node.change(record)
            node.change(records[2], "reinstate", "resolved")
            node.change(records[3], "revoke", "false-material")
            self.records += records
            node.publish()
        self.old = Liar(sc.site)
        """The other's publication before the last revocation."""
        self.exchange()
        for node in (cq, sc):
            records = node.issue(2)
            node.change(records[0], "revoke", "false-material")
            self.records += records
            node.publish()
        self.exchange()
        self.lines = lines_of(sc)
        self._judged: dict[Any, list[Answer]] = {}
        self.bundle = build_bundle(cq.registry)
        self.seen = self.trust(self.bundle).seen
        self.before = self.answers(self.bundle)
        assert {code for code, _ in self.before} == {"ok", "suspended", "revoked"}, self.before

    @property
    def nodes(self) -> tuple[Node, Node]:
        return self.cq, self.sc

    @property
    def world(self) -> World:
        return self.cq.world

    def exchange(self) -> None:
        """Let each pull the other's records, and repeat its manifest."""
        for node, other in ((self.cq, self.sc), (self.sc, self.cq)):
            assert node.pull(other).error is None
            node.publish()
        assert self.cq.pull(self.sc).error is None

    def trust(self, bundle: bytes, seen: Seen | None = None) -> TrustStore:
        return TrustStore.from_bundle(bundle, pin=self.world.pin, seen=seen)

    def answers(self, bundle: bytes) -> list[Answer]:
        """Return answers on every credential, for officers of each home, without and with memory."""
        asked = bundle, self.world.now, frozenset(self.noted)
        if asked in self._judged:
            return self._judged[asked]
        stores = [self.trust(bundle), *([self.trust(bundle, self.seen)] if hasattr(self, "seen") else [])]
        found = [
            [
                (verdict.code, tuple(code for code in verdict.codes if code not in self.noted))
                for record, home in product(self.records, HOMES)
                for verdict in [self.world.verify(record.data, trust=store, home=home)]
            ]
            for store in stores
        ]
        assert all(one == found[0] for one in found), "who remembers is answered as who does not"
        self._judged = {asked: found[0]}
        return found[0]

    def tell(self, *more: bytes) -> Liar:
        """Return the other's log, continued with `more`."""
        return self.tell_whole([*self.lines, *more])

    def tell_whole(self, lines: Iterable[bytes]) -> Liar:
        """Return another log for the other association."""
        self._told = [*lines]
        return tell(self.sc, self._told)

    def note_told(self, lie: "Lie") -> None:
        """Note the lie told last; an accepted log is the base of the next one."""
        if lie.code is None:
            self.lines = self._told
        if lie.note is not None:
            self.noted.add(lie.note)

    def later(self, days: int, make: Callable[[World], T]) -> T:
        """Return what `make` signs under a clock that is `days` ahead."""
        now = self.world.now
        self.world.now = now + timedelta(days=days)
        try:
            return make(self.world)
        finally:
            self.world.now = now


def swap_packs(scene: Scene) -> Liar:
    """Return the signed records in another order than that of the signed head."""
    lines = [*scene.lines, scene.world.issue(by="sc")]
    liar, swapped = scene.tell_whole(lines), scene.tell_whole(lines[::-1])
    pack = PACK.format(size=len(lines))
    liar.files[pack] = swapped.files[pack]
    return liar


def _grown(scene: Scene) -> Liar:
    return scene.tell(scene.world.issue(by="sc"))


def leave_out(path: str) -> Callable[[Scene], Liar]:
    """Return a grown log without one of its files."""

    def lie(scene: Scene) -> Liar:
        liar = _grown(scene)
        del liar.files[path.format(size=len(scene.lines) + 1)]
        return liar

    return lie


def put_in(path: str, data: bytes) -> Callable[[Scene], Liar]:
    """Return a grown log with other bytes in place of one file."""

    def lie(scene: Scene) -> Liar:
        liar = _grown(scene)
        path_of = path.format(size=len(scene.lines) + 1)
        assert path_of in liar.files
        liar.files[path_of] = data
        return liar

    return lie


def with_manifest(change: Change, *, days: int = 0) -> Callable[[Scene], Liar]:
    """Sign the next manifest after `change`, by the association's own key and a clock `days` ahead."""

    def lie(scene: Scene) -> Liar:
        sc, liar = scene.sc, scene.tell()
        newest = sc.registry.read(lambda view: view.newest_manifest(sc.did))
        assert newest is not None
        document: Any = deepcopy(newest.value)
        del document["proof"]
        document["id"] = scene.world.new_id()
        document["credentialSubject"]["version"] += 1
        change(document)
        signed = canonicalize(
            scene.later(days, lambda world: sc.party.sign(document, "publication", world.now))
        )
        trust = liar.files["trust.json"]
        liar.files["trust.json"] = trust.replace(b'"manifests":[', b'"manifests":[' + signed + b",", 1)
        assert liar.files["trust.json"] != trust
        return liar

    return lie


def say(**members: Any) -> Change:
    """Change members of the manifest."""
    return lambda document: document["credentialSubject"].update(members)


def with_event(action: Action, which: int, *, days: int = 0) -> Callable[[Scene], Liar]:
    """Add an event about one of the records, under a clock that is `days` ahead."""

    def lie(scene: Scene) -> Liar:
        target = scene.records[which].body.id
        sequence = 2 if which == REVOKED else 1
        event = scene.later(days, lambda world: world.event(target, action, by="sc", sequence=sequence))
        return scene.tell(event)

    return lie


def without_revocations(scene: Scene) -> Liar:
    """Return a longer history in which nothing was revoked."""
    kept = [line for line in scene.lines if b'"revoke"' not in line]
    return scene.tell_whole([*kept, *(scene.world.issue(by="sc") for _ in range(4))])


def never_end(scene: Scene) -> Liar:
    """Return a head of the greatest size that may be signed, whose tiles never end."""
    liar, key = scene.tell(), scene.sc.party.signers["publication"]
    origin = log_origin(scene.sc.did)
    text = format_checkpoint(Checkpoint(origin, HIGHEST, EMPTY_ROOT))
    liar.files[CHECKPOINT] = format_note(sign_note(text, origin, key.sign, key.public_key)).encode()
    return liar


def show_ours(scene: Scene) -> Liar:
    """Return a head of this node's own log that it never signed."""
    cq, liar = scene.cq, scene.tell()
    forged = tell(cq, lines_of(cq)[::-1]).files["cq.huren.example/log/checkpoint"]
    liar.files[f"{witness_path(cq.did)}/checkpoint"] = forged
    return liar


class Lie(NamedTuple):
    """How a lie is told, the code of its end (none: the pull goes on), and the later notes of verdicts."""

    told: Callable[[Scene], Liar]
    code: str | None = None
    note: str | None = None


HUGE = b"\x00" * (65_536 + 1)
HIGHEST = 2**53 - 1
NO_EVENTS = {"count": 0, "root": EMPTY_ROOT.hex()}
NO_AGREEMENT = {"version": HIGHEST, "digest": "3" * 64}
AHEAD = 2
"""Days by which the other's clock is ahead."""

LIES: Mapping[str, Lie] = {
    "rollback": Lie(lambda scene: scene.old, "checkpoint-older"),
    "rollback to nothing": Lie(lambda scene: scene.tell_whole(scene.lines[:1]), "checkpoint-older"),
    "omission: the checkpoint": Lie(leave_out(CHECKPOINT), "file-absent"),
    "omission: a pack": Lie(leave_out(PACK), "file-absent"),
    "omission: trust data": Lie(leave_out("trust.json")),
    "omission: loose events": Lie(leave_out(SC + "/log/loose.ndjson.gz")),
    "un-revocation: an event": Lie(with_event("reinstate", REVOKED)),
    "un-revocation: a manifest that counts less": Lie(with_manifest(say(events=NO_EVENTS))),
    "foreign records": Lie(
        lambda scene: scene.tell(scene.records[0].data, b"not JSON", scene.world.issue(by="stranger"))
    ),
    "replays": Lie(lambda scene: scene.tell(*scene.lines)),
    "same id, other bytes": Lie(
        lambda scene: scene.tell(scene.world.issue(by="sc", credential_id=scene.records[GOOD].body.id))
    ),
    "wrong order": Lie(swap_packs, "pack-differs"),
    "oversize: the checkpoint": Lie(put_in(CHECKPOINT, HUGE), "peer-too-large"),
    "endless: the log": Lie(never_end, "log-too-long"),
    "garbled: a pack": Lie(put_in(PACK, b"\x1f\x8b" + HUGE), "pack-unusable"),
    "garbled: trust data": Lie(put_in("trust.json", b"{" * 100_000), "file-unfit"),
    "poisoned versions: an agreement": Lie(with_manifest(say(agreement=NO_AGREEMENT))),
    "poisoned versions: key lists": Lie(with_manifest(say(keyListVersion=HIGHEST))),
    "their clock ahead: a record": Lie(
        lambda scene: scene.tell(scene.later(AHEAD, lambda world: world.issue(by="sc")))
    ),
    "their clock ahead: a revocation": Lie(with_event("revoke", GOOD, days=AHEAD)),
    "their clock ahead: a manifest": Lie(with_manifest(say(), days=AHEAD)),
    "their clock back: a reinstatement": Lie(with_event("reinstate", REVOKED, days=-1)),
    "their clock back: a manifest": Lie(with_manifest(say(), days=-3), note="ageing"),
    "poisoned versions: a manifest": Lie(with_manifest(say(version=HIGHEST))),
    "equivocation: a head of ours": Lie(show_ours),
    "fork: one size": Lie(lambda scene: scene.tell_whole(scene.lines[::-1]), "log-forked"),
    "fork: without revocations": Lie(without_revocations, "log-forked"),
}  # fmt: skip
"""All lies, in an order that one node can receive: the highest number late, a fork last."""

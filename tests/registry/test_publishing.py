"""Publishing: lists, heads, manifests, the bundle, and a tree of files that a stranger can check."""

import re
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.bundle import format_bundle, parse_bundle
from credentials.documents.status_list import decode_bitstring, is_set
from credentials.drafting.draft import StatusDraft
from credentials.identifiers import log_origin
from credentials.kinds import KINDS, parse_key_list, parse_status_list
from registry import Registry
from registry.admission.admit import admit_record, parse_record
from registry.database.whole_files import write_file
from registry.issuing.issue import change_status
from registry.log.tiles import hash_tiles, split_tiles, tile_path
from registry.lookup.lookup import list_credentials
from registry.publishing.publish import build_bundle, publish, write_tree
from registry.publishing.served_lists import served_status_lists
from registry.publishing.static_tree import key_list_path
from registry.upkeep.audit import audit_registry
from signing.jcs import canonicalize
from signing.log.checkpoint import parse_checkpoint
from signing.log.merkle import MerkleTree, leaf_hash, merkle_root, node_hash
from signing.log.note import check_note, parse_note
from tests.harness.apartments import FILINGS
from tests.world import digest_of
from tests.world.registry_setup import Bench, refused
from tests.world.site import read_entries, read_hashes
from verifier import Policy, TrustStore, verify

pytestmark = pytest.mark.one_database


def publish_as(bench: Bench, by: str = "cq", use: str = "publication") -> Any:
    party = bench.world.association(by)
    return publish(bench.registry, party.did, party.signers[use], now=bench.world.now, random=bench.random)


def suspend(bench: Bench, reference: str, **members: Any) -> Any:
    members.setdefault("effective_from", bench.world.now)
    return change_status(
        bench.registry,
        StatusDraft(reference, "suspend", "complaint", **members),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )


# --- signing


def test_a_bundle_of_the_registry_is_all_an_officer_needs(bench: Bench) -> None:
    world = bench.world
    records = bench.issue(*(bench.draft(number) for number in range(6)))
    suspend(bench, records[0].body.id)
    bench.admit(world.issue(by="sc"))
    publish_as(bench)
    their_word, own_word = publish_as(bench, "sc"), publish_as(bench)
    published = [own_word, their_word]
    trust = TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    verdicts = [verify(r.data, trust, policy=Policy(), now=world.now, home=world.sc.did) for r in records]
    assert [v.code for v in verdicts] == ["suspended", *["ok"] * 5]
    (theirs,) = list_credentials(bench.registry, world.sc.did)
    assert verify(theirs.data, trust, policy=Policy(), now=world.now, home=world.cq.did).code == "ok"
    for party, one in zip((world.cq, world.sc), published, strict=True):
        note = parse_note(one.checkpoint)
        assert check_note(note, log_origin(party.did), party.signers["publication"].public_key)
        head = parse_checkpoint(note.text)
        subject = one.manifest.body.credential_subject
        assert (subject.checkpoint.size, subject.checkpoint.root) == (head.size, head.root.hex())
    (seen,) = published[1].manifest.body.credential_subject.seen
    assert (seen.issuer, seen.events.count) == (world.cq.did, 1)


def test_the_bundle_is_written_as_the_format_says(bench: Bench) -> None:
    world = bench.world
    world.compromise("cq", "assessment-1")
    world.publish_key_list("cq")
    world.amend()
    bench.admit_trust()
    publish_as(bench)
    data = build_bundle(bench.registry)
    bundle = parse_bundle(data)
    assert format_bundle(bundle) == data
    assert [len(halves) for halves in bundle.agreements] == [2, 2]
    assert [
        len(part) for part in (bundle.key_lists, bundle.manifests, bundle.salvage, bundle.checkpoints)
    ] == [3, 1, 1, 1]


def test_manifests_count_up_and_repeat_what_was_seen(bench: Bench) -> None:
    first = publish_as(bench)
    bench.world.advance(days=1)
    second = publish_as(bench)
    orders = [p.manifest.body.credential_subject.order for p in (first, second, publish_as(bench))]
    assert orders == [(1, 1, 1), (1, 1, 86_400), (1, 1, 86_401)], "the seconds since the key list was signed"
    assert second.checkpoint == first.checkpoint, "the same head is not signed twice"
    seen = TrustStore.from_bundle(build_bundle(bench.registry), pin=bench.world.pin).seen
    bench.issue(bench.draft(1))
    publish_as(bench)
    TrustStore.from_bundle(build_bundle(bench.registry), pin=bench.world.pin, seen=seen)


def test_a_manifest_names_the_halves_of_the_newest_version(bench: Bench) -> None:
    bench.world.amend()
    bench.admit_trust()
    parts = publish_as(bench).manifest.body.credential_subject.parts
    named = {(part.id, part.digest) for part in parts if part.kind == "agreement"}
    assert named == {(half["id"], digest_of(half)) for half in bench.world.agreements[-1]}


@pytest.mark.night
def test_publications_of_one_second_end_with_the_last(bench: Bench) -> None:
    """Names of lists sort by whole seconds: within one second the manifest says which is current."""
    records = bench.issue(*(bench.draft(number) for number in range(6)))
    publish_as(bench)
    for record in records:
        suspend(bench, record.body.id)
        publish_as(bench)
        lists = bench.registry.read(lambda view: served_status_lists(view, bench.world.cq.did))
        assert _bit(lists[record.body.credential_status[1].status_list_credential], record)
        assert publish_as(bench).status_lists == ()
        assert audit_registry(bench.registry).problems == ()
    change_status(
        bench.registry,
        StatusDraft(records[-1].body.id, "reinstate", "resolved", bench.world.now),
        bench.world.cq.signers["assessment"],
        now=bench.world.now,
        random=bench.random,
    )
    assert publish_as(bench).status_lists == (), "the list of a moment ago is true again"
    assert audit_registry(bench.registry).problems == ()


def test_status_lists_end_with_the_next_change_and_are_reused_until_then(bench: Bench) -> None:
    world, now = bench.world, bench.world.now
    (first, second) = bench.issue(bench.draft(1), bench.draft(2))
    quiet = publish_as(bench)
    assert [s.body.valid_until for s in quiet.status_lists] == [now + timedelta(days=7)] * 2
    world.advance(days=1)
    assert publish_as(bench).status_lists == ()
    begins, ends = world.now + timedelta(hours=5), world.now + timedelta(hours=9)
    suspend(bench, first.body.id, effective_from=begins, until=ends)
    announced = publish_as(bench)
    assert [s.body.valid_until for s in announced.status_lists] == [begins] * 2
    assert not any(_bit(s, first) for s in announced.status_lists)
    assert publish_as(bench).status_lists == ()
    world.advance(hours=5)
    begun = publish_as(bench).status_lists
    assert [s.body.valid_until for s in begun] == [ends] * 2
    assert [_bit(s, first) for s in begun] == [False, True]
    assert not any(_bit(s, second) for s in begun)
    world.advance(hours=4)
    over = publish_as(bench).status_lists
    assert not any(_bit(s, first) for s in over)
    world.advance(days=5)
    assert len(publish_as(bench).status_lists) == 2, "two days before the end they are signed anew"


def _bit(status_list: Any, record: Any) -> bool:
    bits = decode_bitstring(status_list.body.credential_subject.encoded_list)
    return is_set(bits, record.body.index)


def test_only_a_publication_key_in_force_publishes(bench: Bench) -> None:
    world = bench.world
    with refused("wrong-use", "proof.verificationMethod"):
        publish_as(bench, use="assessment")
    with refused("unknown-key", "proof.verificationMethod"):
        publish_as(bench, "stranger")
    with refused("unknown-key", "issuer"):
        publish(
            bench.registry, world.sc.did, world.cq.signers["publication"], now=world.now, random=bench.random
        )

    class Impostor:
        verification_method = world.cq.signers["publication"].verification_method

        def sign(self, data: bytes) -> bytes:
            return world.sc.signers["publication"].sign(data)

    with refused("bad-signature"):
        publish(bench.registry, world.cq.did, Impostor(), now=world.now, random=bench.random)
    assert publish_as(bench).manifest.body.credential_subject.version == 1, "nothing of it was stored"
    world.advance(days=1)
    world.rotate("cq", "publication")
    bench.admit(canonicalize(world.publish_key_list("cq")))
    again = publish_as(bench)
    note = parse_note(again.checkpoint)
    assert check_note(note, log_origin(world.cq.did), world.cq.signers["publication"].public_key)


def test_nothing_is_published_before_there_is_an_agreement(tmp_path: Path) -> None:
    with Registry.open(tmp_path / "empty.db", filings=FILINGS) as registry:
        with refused("no-agreement"):
            build_bundle(registry)
        with refused("no-agreement"):
            write_tree(registry, tmp_path / "tree")


def test_a_head_under_a_compromised_key_spoils_no_bundle(bench: Bench) -> None:
    world = bench.world
    publish_as(bench)
    world.compromise("cq", "publication-1")
    world.cq.add_key("publication", world.now)
    world.publish_key_list("cq")
    bench.admit_trust()
    assert parse_bundle(build_bundle(bench.registry)).checkpoints == ()
    TrustStore.from_bundle(build_bundle(bench.registry), pin=world.pin)
    publish_as(bench)
    assert len(parse_bundle(build_bundle(bench.registry)).checkpoints) == 1


def test_an_old_copy_of_the_database_signs_no_other_head(bench: Bench) -> None:
    bench.issue(bench.draft(1))
    publish_as(bench)
    old = bench.copy()
    bench.issue(bench.draft(2))
    publish_as(bench)
    bench.place = old
    bench.reopen()
    with refused("log-rewound"):
        publish_as(bench)
    with refused("log-rewound"):
        bench.issue(bench.draft(3))
    with refused("log-rewound"):
        bench.admit(bench.world.issue())
    for _ in range(2):  # by a detour: the log is then longer, and another one
        record = parse_record(bench.world.issue())
        bench.registry.recover(lambda view, record=record: admit_record(view, record, now=bench.world.now))  # type: ignore[misc]
    with refused("log-rewound"):
        publish_as(bench)
    heads = bench.registry.heads
    heads.write_bytes(b'{"did:web:cq.huren.example":{"size":-1}}')
    with refused("heads-damaged"):
        publish_as(bench)
    heads.unlink()
    with refused("heads-missing"):
        publish_as(bench)


# --- files


@pytest.mark.parametrize(
    ("index", "width", "path"),
    [
        (0, 256, "000"),
        (999, 256, "999"),
        (1000, 256, "x001/000"),
        (1234067, 256, "x001/x234/067"),
        (273, 112, "273.p/112"),
    ],
)
def test_tile_paths(index: int, width: int, path: str) -> None:
    """C2SP tlog-tiles, Merkle Tree."""
    assert tile_path(index, width) == path


def test_tiles_of_a_tree_of_70000() -> None:
    """The example of C2SP tlog-tiles, Partial Tiles."""
    assert [len([*split_tiles(n)]) for n in (70_000, 70_000 // 256, 70_000 // 65_536)] == [274, 2, 1]
    assert [*split_tiles(256)] == [(0, 256)]
    tree = MerkleTree(bytes([n % 256]) for n in range(256))
    assert [path for path, _ in hash_tiles(tree, 256)] == ["0/000", "1/000.p/1"]
    assert dict(hash_tiles(tree, 256))["1/000.p/1"] == tree.root()


def files_of(folder: Path) -> set[str]:
    return {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}


def test_the_tree_is_complete_and_recomputes(bench: Bench, tmp_path: Path) -> None:
    """A reader with nothing but the files finds every record and recomputes the signed root."""
    world, tree = bench.world, tmp_path / "tree"
    bench.issue(*(bench.draft(number) for number in range(300)))
    publish_as(bench)
    done: list[int] = []
    assert write_tree(bench.registry, tree, progress=done.append) == done[-1] == len(files_of(tree))
    host = tree / "cq.huren.example"
    head = parse_checkpoint(parse_note((host / "log/checkpoint").read_text()).text)
    entries = read_entries(host / "log/tile/entries", head.size)
    assert merkle_root(entries) == head.root
    hashes = read_hashes(host / "log/tile/0", head.size)
    assert hashes == [leaf_hash(entry) for entry in entries]
    assert (host / "log/tile/1/000.p/1").read_bytes() == _root_of_hashes(hashes[:256])
    for entry in entries:
        assert (host / f"records/{entry.hex()}.json").is_file()
    assert (tree / "bundle.json").read_bytes() == build_bundle(bench.registry)
    assert parse_key_list((host / ".well-known/did.json").read_bytes()).body.id == world.cq.did
    for purpose in ("revocation", "suspension"):
        assert parse_status_list((host / f"status/{purpose}/1").read_bytes()).body.issuer == world.cq.did
    assert b"@context" in (tree / "ns/v1").read_bytes()
    assert {path.name for path in (tree / "schemas").iterdir()} == {*KINDS}
    assert not re.findall(r"\.huren-", " ".join(files_of(tree))), "no temporary file is left"
    manifest = bench.registry.read(lambda view: view.newest_manifest(world.cq.did))
    assert manifest is not None
    named = [p for p in manifest.body.credential_subject.parts if p.kind in ("status-list", "technologies")]
    assert len(named) >= 2
    for part in named:
        data = (tree / part.id.removeprefix("https://")).read_bytes()
        assert sha256(data).hexdigest() == part.digest


def _root_of_hashes(hashes: list[bytes]) -> bytes:
    while len(hashes) > 1:
        hashes = [node_hash(hashes[i], hashes[i + 1]) for i in range(0, len(hashes), 2)]
    return hashes[0]


def test_the_tree_grows_and_keeps_files_of_earlier_readers(bench: Bench, tmp_path: Path) -> None:
    tree = tmp_path / "tree"
    bench.issue(bench.draft(1))
    publish_as(bench)
    write_tree(bench.registry, tree)
    before, record = files_of(tree), min((tree / "cq.huren.example/records").iterdir())
    stamp = record.stat().st_mtime_ns
    bench.issue(bench.draft(2))
    publish_as(bench)
    write_tree(bench.registry, tree)
    assert before < files_of(tree)
    assert record.stat().st_mtime_ns == stamp


def test_a_key_list_is_where_did_web_says() -> None:
    """did:web method 3.2: with a path there is no .well-known."""
    assert key_list_path("did:web:a.example") == "a.example/.well-known/did.json"
    assert key_list_path("did:web:a.example:eco:cq") == "a.example/eco/cq/did.json"
    for did in ("did:web:a.example:..:..:etc", "did:web:a.example:."):
        with refused("unsafe-path", "issuer"):
            key_list_path(did)


def test_files_are_whole_or_absent(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    target = tmp_path / "a" / "b"
    write_file(target, b"first", durable=True)

    def fail(*_: Any) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("registry.database.whole_files.os.replace", fail)
    with refused("disk-full", str(target)):
        write_file(target, b"second")
    assert target.read_bytes() == b"first"
    assert files_of(tmp_path) == {"a/b"}
    monkeypatch.undo()
    with refused("write-failed"):
        write_file(target / "c", b"below a file")

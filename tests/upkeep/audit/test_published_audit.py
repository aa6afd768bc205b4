"""Audit of a published tree: a node is rebuilt from it, and the first wrong byte is named."""

import json
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from carriers.peers.files import PeerFile
from carriers.peers.folder import FolderFiles
from registry import RegistryError
from registry.publishing.log_files import witness_path
from registry.upkeep.differences import find_difference
from registry.upkeep.published_audit import PublishedAudit
from tests.harness.apartments import audit_published
from tests.harness.example_world import copy_world
from tests.harness.fuzz import examples
from tests.harness.processes.cli_runs import spawn
from tests.harness.processes.serving import serving
from tests.sync.nodes import Node, Nodes, copied
from tests.upkeep.rewound import host_of, publish_tree, second_day, stand_at
from tests.world.registry_setup import Bench

pytestmark = pytest.mark.upkeep


@pytest.fixture(scope="module")
def bench(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Bench]:
    """Of the tree below; its folder has that tree."""
    bench = stand_at(1, tmp_path_factory.mktemp("bench"))
    publish_tree(bench, bench.path.parent / "old")
    second_day(bench, bench.path.parent / "site")
    yield bench
    bench.registry.close()


@pytest.fixture(scope="module")
def site(bench: Bench) -> Path:
    """A tree of two days: renewals, events, an agreement with a new root, a new key list.

    A test restores what it alters.
    """
    return bench.path.parent / "site"


def audited(bench: Bench, site: Path) -> PublishedAudit:
    return audit_published(FolderFiles(site), bench.world.pin, now=bench.world.now)


def paths(site: Path) -> list[Path]:
    """Return the audited files: no list has credentials of an association whose log is not here."""
    found = (path for path in site.rglob("*") if path.is_file())
    # a dot begins the name of a note of the writer, which no reader asks for
    return sorted(path for path in found if not is_loose(path) and not path.name.startswith("."))


def is_loose(path: Path) -> bool:
    logged = (path.parents[1] / "log/checkpoint").exists()
    return path.parent.name == "records" and not logged and b'"assessment":' in path.read_bytes()


def test_a_sound_tree_is_written_again_byte_for_byte(bench: Bench, site: Path) -> None:
    """In an empty folder, with earlier manifests in the bundle only."""
    found = audited(bench, site)
    assert found.problems == ()
    assert found.files == len(paths(site))
    assert found.records > 20


@pytest.mark.parametrize("folders", [5, pytest.param(99, marks=pytest.mark.night)], ids=["few", "all"])
def test_the_first_wrong_byte_of_any_file_is_named(bench: Bench, site: Path, folders: int) -> None:
    """Exactly if signatures determine the right bytes; otherwise the file and its signed part.

    Of a folder of similar files one is tried, more by HUREN_FUZZ.
    """
    random, elsewhere = Random(6), set()
    tried = Counter[Path]()
    for path in random.sample(found := paths(site), len(found)):
        if path.parent not in tried and len(tried) == folders:
            continue
        tried[path.parent] += 1
        if tried[path.parent] > examples(1):
            continue
        data = path.read_bytes()
        place = random.randrange(len(data))
        path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
        problem = audited(bench, site).problems[0]
        path.write_bytes(data)
        assert problem.field == str(path.relative_to(site))
        assert problem.sentence("zh")
        if problem.code == "published-byte":
            assert problem.facts["place"] == place + 1, problem.field
        else:
            elsewhere.add((problem.code, path.parent.name))
    assert elsewhere <= {
        ("published-digest", "suspension"),
        ("published-digest", "revocation"),
        ("published-unsigned", "log"),
        ("published-unproven", "site"),
    }
    assert audited(bench, site).problems == ()


@pytest.mark.night
def test_a_file_that_is_cut_grows_or_is_lost_is_named(bench: Bench, site: Path) -> None:
    for path in (host_of(bench, site) / "log/key", *site.rglob("did.json")):
        data = path.read_bytes()
        for altered, code in ((data[:-1], "published-cut"), (data + b"\n", "published-longer")):
            path.write_bytes(altered)
            (problem,) = audited(bench, site).problems
            assert (problem.code, problem.field) == (code, str(path.relative_to(site)))
        path.unlink()
        (problem,) = audited(bench, site).problems
        assert (problem.code, problem.field) == ("published-missing", str(path.relative_to(site)))
        path.write_bytes(data)


def mirrored(own: Node, other: Node) -> Nodes:
    """A node that mirrors another's log and has cosigned two heads."""
    for _ in range(2):
        other.issue(2)
        other.publish()
        own.pull(other)
    own.change(*own.issue())
    own.publish()
    return Nodes((own, other))


@pytest.fixture
def witnessed(tmp_path: Path) -> Iterator[tuple[Node, Path]]:
    """The tree of `mirrored`."""
    with copied(mirrored, tmp_path) as (own, _):
        yield own, own.site


def named(node: Node, site: Path) -> list[tuple[str, str | None]]:
    found = audit_published(FolderFiles(site), node.world.pin, now=node.world.now)
    return [(problem.code, problem.field) for problem in found.problems]


@pytest.mark.night
def test_a_record_that_is_gone_is_named_though_a_pack_has_it(witnessed: tuple[Node, Path]) -> None:
    """A certificate and an event of the own log, and mirrored ones that would have been admitted."""
    node, site = witnessed
    for host, part in (("cq", b'"assessment":'), ("cq", b'"sequence":'), ("sc", b'"assessment":')):
        path = min(path for path in site.glob(f"{host}.*/records/*") if part in path.read_bytes())
        data = path.read_bytes()
        path.unlink()
        gone = ("published-missing", str(path.relative_to(site)))
        assert named(node, site) == [gone]
        if host == "cq":
            path.write_bytes(data)
            continue
        for other in site.glob(f"{host}.*/records/*"):
            held = other.read_bytes()
            other.unlink()
            wanted = {gone, ("published-missing", str(other.relative_to(site)))}
            assert {*named(node, site)} == wanted, "whichever is the last of its log"
            other.write_bytes(held)
    for pack in site.glob("sc.*/log/data/**/*.gz"):
        pack.unlink()
    assert named(node, site) == [gone], "nothing has it, nor is anything compared"


@pytest.mark.night
def test_an_altered_or_emptied_head_is_named_and_no_other_file(witnessed: tuple[Node, Path]) -> None:
    """Earlier checkpoints, witnessed ones, and the head: root, signature, cosignature."""
    node, site = witnessed
    assert named(node, site) == []
    random = Random(13)
    heads = [*site.rglob("log/checkpoints/*"), *site.rglob("checkpoint")]
    assert len(heads) == 5
    for path in heads:
        data, where = path.read_bytes(), str(path.relative_to(site))
        places = [data.index(b"\n") + 4, *random.sample(range(len(data)), 1), len(data) - 8]
        for place in places:
            path.write_bytes(data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :])
            assert [field for _, field in named(node, site)] == [where], place
        path.write_bytes(b"")
        ((code, field),) = named(node, site)
        assert (code in {"published-unsigned", "published-cut"}, field) == (True, where)
        path.write_bytes(data)


def test_a_line_that_no_party_signed_is_named_where_it_begins(witnessed: tuple[Node, Path]) -> None:
    node, site = witnessed
    path = min(site.rglob("log/checkpoints/*"), key=lambda path: int(path.name))
    data = path.read_bytes()
    path.write_bytes(data[:-8] + bytes([data[-8] ^ 1]) + data[-7:])
    (problem,) = audit_published(FolderFiles(site), node.world.pin, now=node.world.now).problems
    assert (problem.code, problem.facts["place"]) == ("published-line", data.rindex("—".encode()) + 1)


@pytest.mark.night
def test_a_file_among_the_checkpoints_that_is_none_is_named(witnessed: tuple[Node, Path]) -> None:
    node, site = witnessed
    first, last = sorted(site.rglob("log/checkpoints/*"))
    for name, data in (("99", b"junk"), ("junk", b""), ("1", first.read_bytes()), ("03", last.read_bytes())):
        junk = first.with_name(name)
        junk.write_bytes(data)
        assert named(node, site) == [("published-unsigned", str(junk.relative_to(site)))]
        junk.unlink()


def test_a_head_that_is_gone_is_named_alone(witnessed: tuple[Node, Path]) -> None:
    """The bundle has the head of every log."""
    node, site = witnessed
    for path in site.rglob("log/checkpoint"):
        data = path.read_bytes()
        path.unlink()
        assert named(node, site) == [("published-missing", str(path.relative_to(site)))]
        path.write_bytes(data)


def test_differences_are_counted_as_cmp_does() -> None:
    assert find_difference("a", b"abc", b"abc") is None
    for found, expected, code, place in (
        (b"axc", b"abc", "published-byte", 2),
        (b"ab", b"abc", "published-cut", 2),
        (b"abcd", b"abc", "published-longer", 3),
        (b"", b"abc", "published-cut", 0),
    ):
        problem = find_difference("a", found, expected)
        assert isinstance(problem, RegistryError)
        assert (problem.code, problem.facts["place"]) == (code, place)


def test_another_agreement_proves_nothing(bench: Bench, site: Path) -> None:
    (problem,) = audit_published(FolderFiles(site), "0" * 64, now=bench.world.now).problems
    assert (problem.code, problem.field) == ("published-unproven", "bundle.json")


class _Recorder(FolderFiles):
    """A tree that records its requested files."""

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        self.asked: list[str] = []

    def fetch(self, path: str, limit: int, tag: str | None = None) -> PeerFile | None:
        self.asked.append(path)
        return super().fetch(path, limit, tag)


def test_nothing_is_fetched_twice_and_nothing_outside_the_tree(bench: Bench, site: Path) -> None:
    files = _Recorder(site)
    audit_published(files, bench.world.pin, now=bench.world.now)
    asked = {str(path.relative_to(site)) for path in paths(site)}
    witnessed = {f"{witness_path(party.did)}/checkpoint" for party in (bench.world.cq, bench.world.sc)}
    assert sorted(files.asked) == sorted({*asked, "sc.huren.example/log/checkpoint", *witnessed})


@pytest.mark.night
def test_the_command_audits_a_folder_and_a_node(example_world: Path, tmp_path: Path) -> None:
    folder = copy_world(example_world, tmp_path / "demo")
    done = spawn("audit", "--from-tree", folder / "public", "--data", folder, "--json")
    assert done.returncode == 0, done.stderr
    whole = json.loads(done.stdout)
    assert whole["problems"] == []
    assert whole["files"] == len(paths(folder / "public"))
    pin = (folder / "pin.txt").read_text().strip()
    with serving(folder) as (_, address):
        done = spawn("audit", "--from-tree", address, "--pin", pin, "--data", folder, "--json")
    assert (done.returncode, json.loads(done.stdout)) == (0, whole), done.stderr
    done = spawn("audit", "--from-tree", folder / "nowhere", "--data", folder)
    assert done.returncode == 2
    assert "nowhere" in done.stderr


def test_example_keys_outside_a_demo_are_reported(bench: Bench, site: Path) -> None:
    """The report must not say that no half exists, as halves exist and were refused."""
    world = bench.world
    example = frozenset(one.multikey for party in (world.cq, world.sc) for one in party.signers.values())
    audit = audit_published(FolderFiles(site), bench.world.pin, now=bench.world.now, refused_keys=example)
    (problem,) = audit.problems
    assert problem.code == "example-key"
    assert problem.field.startswith("records/")

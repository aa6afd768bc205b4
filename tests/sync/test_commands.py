"""`huren sync` from a stick and `huren log`: output, written files, exit codes."""

import json
import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path

import pytest

from api.answers.readiness import Check, _check_logs
from credentials.words.closed_lists import KINDS
from keys_example import example_pem
from registry.monitor.alerts import Observation, raise_alert
from signing.jcs import canonicalize
from signing.log.log_proof import parse_log_proof
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren
from tests.harness.processes.ports import free_port
from tests.interop.documents import DOCUMENTS, sign
from tests.sync.liars import lines_of, tell
from tests.sync.nodes import Node, two_nodes

pytestmark = pytest.mark.nodes

NAMES = {
    "en": "Sichuan Environmental Protection Industry Association (Example)",
    "zh": "四川示例环境保护产业协会",
}

NOT_ADMITTED = 3 + len(DOCUMENTS)
"""Entries of a log with one of every kind that another association has signed, and three more."""


@pytest.fixture
def nodes(tmp_path: Path) -> Iterator[tuple[Node, Node]]:
    with two_nodes(tmp_path) as found:
        for node in found:
            (node.folder / "DEMO.txt").write_text("demo")
        yield found


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str]) -> Huren:
    return Huren(capsys)


def spread(node: Node, lines: list[bytes], folder: Path) -> Path:
    """Write a lie as a folder."""
    for path, data in tell(node, lines).files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


def test_a_stick_brings_the_others_publication(
    nodes: tuple[Node, Node], huren: Huren, tmp_path: Path
) -> None:
    cq, sc = nodes
    records = sc.issue(3)
    sc.publish()
    cq.publish()
    key = tmp_path / "publication.pem"
    save_key(key, example_pem("cq-publication"))
    now = cq.world.now.isoformat()
    done = huren("sync", "--from-tree", sc.site, "--key", key, "--data", cq.folder, "--now", now)
    assert "3 new records, 0 not admitted; its log has 4 entries, cosigned" in done.out
    again = json.loads(huren("sync", "--from-tree", sc.site, "--data", cq.folder, "--now", now, "--json").out)
    assert (again["records"], again["size"], again["cosigned"], again["conflicts"]) == (0, 4, False, [])
    done = huren(
        "log", "proof", records[0].body.id, "-o", tmp_path / "receipt.tlog-proof", "--data", cq.folder
    )
    assert "Logged, witnessed at" in done.err
    assert parse_log_proof((tmp_path / "receipt.tlog-proof").read_bytes()).index == 1
    done = huren("log", "proof", records[0].body.id, "-o", tmp_path / "own", "--data", sc.folder)
    assert "not yet witnessed" in done.err
    assert "no conflict is known" in huren("log", "conflicts", "--data", cq.folder).out


@pytest.mark.parametrize(
    ("lang", "told"),
    [
        (
            "en",
            "  1 of its agreements, key lists, manifests and loose events not admitted: the signature value",
        ),
        ("zh", "  其协议、密钥清单、发布清单与未计入的事件未接收 1 份："),
    ],
)
def test_a_refused_key_list_is_reported(nodes: tuple[Node, Node], huren: Huren, lang: str, told: str) -> None:
    cq, sc = nodes
    sc.publish()
    path = sc.site / "trust.json"
    trust = json.loads(path.read_bytes())
    forged = deepcopy(next(one for one in trust["keyLists"] if one["id"] == sc.did))
    forged["proof"]["proofValue"] = json.loads(sc.issue()[0].data)["proof"]["proofValue"]
    trust["keyLists"].append(forged)
    path.write_bytes(canonicalize(trust))
    asked = ("sync", "--from-tree", sc.site, "--data", cq.folder, "--now", cq.world.now.isoformat())
    for _ in range(2):  # as long as the refusal lasts
        assert told in huren("--lang", lang, *asked, code=1).err


def test_a_fork_is_reported_loudly_with_its_proof(
    nodes: tuple[Node, Node], huren: Huren, tmp_path: Path
) -> None:
    cq, sc = nodes
    sc.issue(3)
    sc.publish()
    cq.pull(sc)
    lie = spread(sc, lines_of(sc)[::-1], tmp_path / "lie")
    now = cq.world.now.isoformat()
    done = huren("sync", "--from-tree", lie, "--data", cq.folder, "--now", now, code=1)
    (proof,) = (cq.folder / "conflicts").iterdir()
    assert f"PROOF of a conflict kept: {proof}" in done.err
    assert f"{NAMES['en']} has signed two histories of its log" in done.err
    told = huren("log", "conflicts", proof, "--data", sc.folder, code=1)
    assert "two histories" in told.out
    content = proof.read_bytes()
    proof.unlink()  # the state after a restore of the database alone
    told = huren("log", "conflicts", "--data", cq.folder, "--lang", "zh", code=1)
    assert told.out == f"{NAMES['zh']}签署了两份互相矛盾的日志历史。证明：{proof}\n"
    assert proof.read_bytes() == content
    again = huren("sync", "--from-tree", lie, "--data", cq.folder, "--now", now, "--lang", "zh", code=1)
    assert f"{NAMES['zh']}签署了两份互相矛盾的日志历史。" in again.err
    assert sc.did.removeprefix("did:web:") not in again.err
    assert huren("log", "conflicts", "--data", cq.folder, "--json", code=1).out.count("digest") == 1
    junk = tmp_path / "junk.json"
    junk.write_text("{}")
    assert "proves nothing" in huren("log", "conflicts", junk, "--data", sc.folder, code=2).err
    assert [*_check_logs(cq.registry)] == [Check(f"log of {sc.did}", True, "log-forked")], "it is theirs"
    said = huren("doctor", "--data", cq.folder, "--now", now, code=1).out
    assert f"BAD   {NAMES['en']} has signed two histories of its log" in said
    assert "→ Keep the proof file" in said
    assert [*_check_logs(sc.registry)] == []


def _stays_told(huren: Huren, node: Node, lie: Path, told: str) -> None:
    """Check that with nothing new the report stays, in part if not all of it was retried."""
    asked = ("sync", "--from-tree", lie, "--data", node.folder, "--now", node.world.now.isoformat())
    again = huren(*asked, code=1)
    assert f"0 new records, {NOT_ADMITTED} not admitted" in again.out
    assert again.err == told
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("registry.sync.take_log.RETRIED", NOT_ADMITTED - 1)
        part = huren(*asked, code=1)
        found = json.loads(huren(*asked, "--json", code=1).out)
    assert f"{NOT_ADMITTED} not admitted" in part.out
    assert "  1 more: not tried again this time\n" in part.err
    assert (found["notAdmitted"], len(found["refused"])) == (NOT_ADMITTED, NOT_ADMITTED - 1)


def _stays_counted(huren: Huren, node: Node, site: Path) -> None:
    """Check that the count stays, also if the pull ends before any retry."""
    done = huren(
        "sync", "--from-tree", site, "--data", node.folder, "--now", node.world.now.isoformat(), code=1
    )
    assert "this copy is older than what is here" in done.out
    assert f"{NOT_ADMITTED} more: not tried again this time" in done.err


def test_refused_records_are_listed_by_reason(nodes: tuple[Node, Node], huren: Huren, tmp_path: Path) -> None:
    cq, sc = nodes
    sc.issue()
    sc.publish()
    host = sc.did.removeprefix("did:web:")
    assert "every entry is admitted" in huren("log", "refused", "--data", cq.folder).out
    stranger = cq.world.issue(by="cq")
    others = [
        sign({**document, **dict.fromkeys({"issuer"} & document.keys(), cq.did)}, key)
        for document, key, _ in DOCUMENTS.values()
    ]
    lie = spread(sc, [*lines_of(sc), b"{}", stranger, b"[]", *others], tmp_path / "lie")
    done = huren("sync", "--from-tree", lie, "--data", cq.folder, "--now", cq.world.now.isoformat(), code=1)
    assert f"{NOT_ADMITTED} not admitted" in done.out
    why = [line for line in done.err.splitlines() if "the first is entry" in line]
    assert [line.split(": ")[1][:20] for line in why] == [
        "This version does no", "the record is in the", "A JSON object is wan",
    ]  # fmt: skip
    assert f"huren log refused {host}" in done.err
    _stays_told(huren, cq, lie, done.err)
    _stays_counted(huren, cq, sc.site)
    told = huren("log", "refused", host, "--data", cq.folder, code=1).out.splitlines()
    number = json.loads(stranger)["credentialSubject"]["assessment"]["certificateNumber"]
    assert told[1] == (
        f"{NAMES['en']}, entry 4, capability credential “{number}”: the record is in the log of "
        f"{NAMES['en']} and is not by that association."
    )
    chinese = huren("log", "refused", "--data", cq.folder, "--lang", "zh", code=1)
    assert f"第 4 项，能力评价凭证“{number}”：该记录列于{NAMES['zh']}的日志中" in chinese.out
    called = [re.split("[“：]", line.split("，")[2])[0] for line in chinese.out.splitlines()[3:]]
    words = {name: word for name, (_, word) in KINDS.items()}
    assert called == [{**words, "key-list": "密钥清单第 1 版"}[kind] for kind in DOCUMENTS]
    assert "did:" not in chinese.out
    lines = huren("log", "refused", "--data", cq.folder, "--json", code=1).out.splitlines()
    assert [(line["position"], line["code"]) for line in map(json.loads, lines)] == [
        (2, "kind-unknown"), (3, "other-log"), (4, "not-an-object"),
        *((place, "other-log") for place in range(5, 5 + len(others))),
    ]  # fmt: skip
    watched = huren("monitor", host, "--no-pull", "--data", cq.folder, "--lang", "zh", code=1).out
    assert "逐项列出并附原因：huren log refused。" in watched
    assert "。 " not in watched


def test_the_command_says_what_to_do(nodes: tuple[Node, Node], huren: Huren, tmp_path: Path) -> None:
    cq, _ = nodes
    assert "huren.toml" in huren("sync", "--data", cq.folder, code=2).err
    empty = huren("monitor", "--from-tree", tmp_path, "--data", cq.folder, code=2).err
    assert f"{tmp_path} holds no log of another association" in empty
    assert (
        "there is no file or folder"
        in huren("sync", "--from-tree", tmp_path / "no", "--data", cq.folder, code=2).err
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUREN_PEERS", json.dumps({nodes[1].did: "http://peer.example"}))
        done = huren("sync", "--data", cq.folder, code=1)
    assert "is not the address of a node that may be asked" in done.err


def test_a_log_is_watched_from_a_stick_and_from_the_mirror(
    nodes: tuple[Node, Node], huren: Huren, tmp_path: Path
) -> None:
    cq, sc = nodes
    sc.issue(3)
    sc.publish()
    now = cq.world.now.isoformat()
    done = huren("monitor", "--from-tree", sc.site, "--data", cq.folder, "--now", now)
    assert (
        "entries since the last look: 4 (new certificates: 3, other records: 1, changes: 0, withdrawals: 0)"
        in done.out
    )
    assert "alerts: 0" in done.out
    quiet = huren("monitor", "sc.huren.example", "--no-pull", "--data", cq.folder, "--now", now, "--json")
    assert json.loads(quiet.out) == {
        "issuer": sc.did, "size": 4, "entries": 0, "new": 0, "others": 0, "changed": 0, "withdrawn": 0,
        "alerts": [],
    }  # fmt: skip
    for where in (["--no-pull"], ["--from-tree", sc.site]):
        wrong = huren("monitor", "nobody.example", *where, "--data", cq.folder, code=2).err
        assert "no log here called “nobody.example”" in wrong
        assert "Type one of these, or nothing for all: “sc.huren.example”." in wrong
    lie = spread(sc, lines_of(sc)[::-1], tmp_path / "lie")
    loud = huren("monitor", sc.did, "--from-tree", lie, "--data", cq.folder, "--now", now, code=1)
    assert "! 2026-" in loud.out
    assert "has signed two histories of its log" in loud.out
    assert "Keep the proof file" in loud.out
    again = huren("monitor", sc.did, "--no-pull", "--data", cq.folder, "--now", now, "--json", code=1)
    (alert,) = json.loads(again.out)["alerts"]
    assert (alert["code"], alert["stands"], alert["issuer"]) == ("log-forked", True, sc.did)
    chinese = huren("monitor", "--no-pull", "--data", cq.folder, "--now", now, "--lang", "zh", code=1)
    assert "自上次查看以来新增 0 项" in chinese.out


def test_a_node_that_cannot_be_asked_is_neither_good_nor_bad(nodes: tuple[Node, Node], huren: Huren) -> None:
    cq, sc = nodes
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HUREN_PEERS", json.dumps({sc.did: f"http://127.0.0.1:{free_port()}"}))
        patch.setenv("HUREN_PLAIN_HTTP", json.dumps(["127.0.0.1"]))
        done = huren("monitor", "--data", cq.folder, code=3)
        taken = huren("sync", "--data", cq.folder, "--lang", "zh", code=1)
    assert "cannot be reached: " in done.err
    assert "alerts: 0" in done.out
    assert taken.out == f"{NAMES['zh']}：未能完整获取；新记录 0 份，未接收 0 份\n"


def test_text_of_a_peer_does_not_steer_the_terminal(nodes: tuple[Node, Node], huren: Huren) -> None:
    cq, sc = nodes
    sc.issue()
    sc.publish()
    cq.pull(sc)
    hostile = "\x1b[31m\u202e\r示例"
    facts = {"issuer": sc.did, "path": hostile, "why": f"{hostile}.", "why_zh": f"{hostile}。"}
    told = Observation("file-unfit", hostile, facts)
    cq.registry.write(lambda view: raise_alert(view, sc.did, told, size=2, now=cq.world.now))
    for lang in ("en", "zh"):
        done = huren("monitor", "--no-pull", "--data", cq.folder, "--lang", lang, code=1)
        assert not {"\x1b", "\u202e", "\r"} & {*done.out, *done.err}
        assert "示例" in done.out

"""`huren demo --two-nodes`: each province has a node of its own, and one is unplugged."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from random import Random, SystemRandom
from socket import create_server
from tempfile import TemporaryDirectory
from threading import Event
from typing import Any

from carriers.peers.web import WebFiles
from cli.apartments import load_filings
from cli.demo.lay_out import SEED, begin_folder, demo_folder
from cli.demo.samples import Calendar
from cli.demo.works import join_technology, new_technology, sign_report, tell_adopted
from cli.demo.world import World
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.bundle import MAX_BUNDLE_BYTES
from credentials.documents.works.report import HeadCounted, StatisticsReport
from credentials.drafting.draft import StatusDraft
from credentials.identifiers import did_web_address
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import parse_time
from keys_example import ASSOCIATIONS, CHONGQING, SICHUAN, example_pem, example_signer
from keys_example.documents import sign_example
from keys_example.enterprises import example_drafts, example_enterprises
from registry import Registry
from registry.issuing.issue import change_status, issue
from registry.log.packs import read_records
from registry.publishing.publish import publish
from registry.view.trees import RECORDS, count_leaves
from registry.view.view import RegistryView
from signing.errors import HurenError
from signing.jcs import canonicalize
from signing.plural import format_count
from terminal.clock import read_clock
from terminal.errors import CommandError
from terminal.language import language, say
from terminal.output import coloured, format_moment, put
from terminal.workspace.files import save_bytes
from terminal.workspace.open_registry import DATABASE
from verifier import Policy, TrustStore, Verdict, verify, verify_record
from verifier.reasons import find_reasons, headline
from verifier.trust.parts import TECHNOLOGIES, HandedParts
from works.statistics.counts import find_heads
from works.statistics.lookup import find_recount

HOST = "127.0.0.1"
_PATIENCE = 600
_SECONDS = "1"
"""Seconds between two pulls; a real node waits minutes."""
_VERIFIED = timedelta(days=90)
"""Term of a technology's verification statement."""
_OF_WORKS = ("verification", "listing")


class DemoNode:
    """Node of one association: its registry, and the process that serves it."""

    def __init__(self, folder: Path, name: str, port: int, peer: dict[str, str]) -> None:
        self.name, self.did, self.folder = name, ASSOCIATIONS[name], folder / name
        self.port, self.address, self._peer = port, f"http://{HOST}:{port}", peer
        self._process: subprocess.Popen[bytes] | None = None
        begin_folder(self.folder)
        self._key = self.folder / "keys" / f"{name}-publication-example.pem"
        save_bytes(self._key, example_pem(f"{name}-publication"), mode=0o600)

    def open(self) -> Registry:
        """Open its registry; its process may be running."""
        return Registry.open(self.folder / DATABASE, filings=load_filings(), demo=True)

    def fill(self, whole: Registry, world: World) -> None:
        """Admit the association's records from the example world in their order, then publish."""

        def read(view: RegistryView) -> list[bytes]:
            size = count_leaves(view.connection, self.did, RECORDS)
            halves = sorted(view.halves(), key=lambda half: half.body.credential_subject.version)
            return [*(half.data for half in halves), *read_records(view, self.did, 0, size)]

        with self.open() as registry:
            registry.set_pin(world.pin)
            registry.admit_many(whole.read(read), now=world.calendar.now)
        self.publish()

    def publish(self) -> None:
        """Sign and publish the association's manifest, with what its node has seen of the other."""
        with self.open() as registry:
            signer = example_signer(f"{self.name}-publication")
            publish(registry, self.did, signer, now=read_clock(), random=SystemRandom())

    def start(self) -> None:
        """Start a process that serves, pulls from the other node, and signs the logs that have grown."""
        words = ["--data", str(self.folder), "serve", "--host", HOST, "--port", str(self.port)]
        # drops the operator's settings, which would make these nodes pull from real peers
        inherited = {name: value for name, value in os.environ.items() if not name.startswith("HUREN_")}
        chosen = {
            "HUREN_PEERS": json.dumps(self._peer),
            "HUREN_SYNC_SECONDS": _SECONDS,
            "HUREN_CHECKPOINT_SECONDS": _SECONDS,
            "HUREN_PUBLICATION_KEYS": json.dumps([str(self._key)]),
            "HUREN_LOG_LEVEL": "error",
        }
        run = "from cli.main import run; raise SystemExit(run())"
        self._process = subprocess.Popen(  # noqa: S603 - this program
            [sys.executable, "-c", run, *words],
            env={**inherited, **chosen},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        self.wait("healthz", bool)

    def heads(self) -> Sequence[HeadCounted]:
        """Return the newest heads of the logs here."""
        with self.open() as registry:
            return registry.read(find_heads)

    def adopted(self) -> tuple[str, str] | None:
        """Return, in English and Chinese, what the associations adopted by resolutions whose halves this
        node has."""
        with self.open() as registry:
            return tell_adopted(registry, read_clock())

    def stop(self) -> None:
        """Kill the process, without notice."""
        if self._process is not None:
            # like a power cut: every acknowledged write must survive
            self._process.kill()
            self._process.wait()
            self._process = None

    def get(self, path: str, limit: int = MAX_BUNDLE_BYTES) -> bytes | None:
        """Return a file of the node; None if the node lacks the file. CarrierError while the node does not
        answer."""
        files = WebFiles(self.address, plain=(HOST,))
        try:
            file = files.fetch(path, limit)
        finally:
            files.close()
        return file.data if file is not None else None

    def wait(self, path: str, holds: Callable[[bytes], Any]) -> bytes:
        """Wait until `holds(file)` is true, and return the file; CommandError demo-node if it takes too
        long."""
        for _ in range(_PATIENCE):
            try:
                data = self.get(path)
            except HurenError:
                data = None
            if data is not None and holds(data):
                return data
            Event().wait(0.1)
        raise CommandError("demo-node", address=self.address)

    def kept(self, issuer: str) -> dict[str, Any]:
        """Return this node's facts on the log of an association."""
        node = json.loads(self.get("api/v1/node") or b"{}")
        log: dict[str, Any] = next(line for line in node["keeps"] if line["issuer"] == issuer)
        return log


def run_two_nodes(data: Path | None, *, serve: bool) -> None:
    """Tell the story, then serve both nodes until Ctrl-C."""
    with demo_folder(data) as folder:
        nodes = _make(folder)
        cq, sc = nodes
        try:
            for node in nodes:
                node.start()
            _tell_story(cq, sc)
            if serve:
                here, there = (f"{node.address}/status" for node in nodes)
                put(say(f"Both go on: {here} and {there} show each log, when it was witnessed, and the age "
                        "of what came from the other; stop: Ctrl-C",
                        f"两个节点继续运行：{here} 与 {there} 显示各日志、见证时间，"
                        "以及上次获取对方数据的时间；停止：Ctrl-C"))  # fmt: skip
                Event().wait()
        except KeyboardInterrupt:
            return
        finally:
            for node in nodes:
                node.stop()


def _make(folder: Path) -> tuple[DemoNode, DemoNode]:
    """Make both nodes with their associations' records; neither has the other's."""
    begin_folder(folder)
    ports = _free_port(), _free_port()
    cq = DemoNode(folder, "cq", ports[0], {SICHUAN: f"http://{HOST}:{ports[1]}"})
    sc = DemoNode(folder, "sc", ports[1], {CHONGQING: f"http://{HOST}:{ports[0]}"})
    with (
        TemporaryDirectory() as place,
        Registry.open(Path(place) / DATABASE, filings=load_filings(), demo=True) as whole,
    ):
        random = Random(SEED)  # noqa: S311 - the same each time
        world = World(whole, Path(place), Calendar(read_clock()), random, lambda _: None)
        world.build()
        for node in (cq, sc):
            node.fill(whole, world)
    return cq, sc


def _free_port() -> int:
    with create_server((HOST, 0)) as listener:
        # another program may take the port first; then `wait` reports that the node does not answer
        return int(listener.getsockname()[1])


def _tell_story(cq: DemoNode, sc: DemoNode) -> None:
    put(f"huren 互认 · {say('two nodes', '两个节点')} {format_moment(read_clock())}")
    put(say(f"  Chongqing: {cq.address}    Sichuan: {sc.address}",
            f"  重庆：{cq.address}    四川：{sc.address}"))  # fmt: skip
    for node, other in ((cq, sc), (sc, cq)):
        node.wait("api/v1/node", lambda _, node=node, other=other: node.kept(other.did)["pulled"])  # type: ignore[misc]
        node.publish()
    record = _issue(cq)
    sc.wait(f"api/v1/records/{record.digest}", bool)
    number = record.body.credential_subject.assessment.certificate_number
    _step(f"certificate {number}, issued in Chongqing, is found at Sichuan's node",
          f"证书 {number} 在重庆签发，在四川的节点上可查")  # fmt: skip
    _verify_at(sc, record, "ok")
    _change(cq, record)
    _step("Chongqing has suspended it, and Sichuan knows", "重庆已将其暂停，四川已知")
    _verify_at(sc, record, "suspended")
    sc.wait("api/v1/node", lambda _: sc.kept(CHONGQING)["witnessed"])
    witnessed = format_moment(parse_time(sc.kept(CHONGQING)["witnessed"]))
    _step(f"Sichuan has cosigned Chongqing's log, last at {witnessed}",
          f"四川已联署重庆的日志，最近一次为 {witnessed}")  # fmt: skip
    cq.wait("healthz", lambda _: cq.adopted() is not None and cq.adopted() == sc.adopted())
    _step(*(cq.adopted() or ("", "")))
    _tell_of_technology(cq, sc)
    report = _tell_of_statistics(cq, sc)
    cq.stop()
    _step("Chongqing's node is unplugged; Sichuan's answers for both, and says how old that is",
          "重庆的节点断电；四川的节点仍答复两地的查询，并注明数据时间")  # fmt: skip
    _verify_at(sc, record, "suspended")
    for _ in range(2):
        Event().wait(1.5)
        pulled = parse_time(sc.kept(CHONGQING)["pulled"])
        age = int((read_clock() - pulled).total_seconds())
        put(say(f"      Sichuan took from it {age} s ago", f"      四川上次获取于 {age} 秒前"))
    late = _issue(cq)
    cq.start()
    sc.wait(f"api/v1/records/{late.digest}", bool)
    number = late.body.credential_subject.assessment.certificate_number
    _step(f"it is back, and Sichuan has caught up with certificate {number}",
          f"重庆的节点恢复运行，四川已补齐证书 {number}")  # fmt: skip
    _verify_at(sc, late, "ok")
    _tell_of_next_edition(sc, report)


def _tell_of_technology(cq: DemoNode, sc: DemoNode) -> None:
    """Let one association list a technology and the other join it; later its verification statement ends."""
    now = read_clock()
    until = now + _VERIFIED
    with cq.open() as registry:
        document = new_technology(SystemRandom(), _enterprises(), now=now, verified_until=until)
        record = parse_any(_admit(registry, document, now))
    sc.wait(f"api/v1/records/{record.digest}", bool)
    with sc.open() as registry:
        listing = parse_any(_admit(registry, join_technology(SystemRandom(), record, now=now), now))
    cq.wait(f"api/v1/records/{listing.digest}", bool)
    for node in (sc, cq):
        node.publish()
    for node in (cq, sc):
        node.wait("trust.json", lambda _, node=node: "joint" in _judge_beside(node, record, now).codes)  # type: ignore[misc]
    title = record.body.title
    _step(f"the technology {title}, recorded in Chongqing, is joined by Sichuan: joint at both nodes",
          f"技术“{title}”由重庆入库、四川联合入库，两个节点均答为联合入库")  # fmt: skip
    for moment in (now, until):
        verdict = _judge_beside(cq, record, moment)
        names = AgreementNames(verdict.trust.text, language())
        details = [
            finding.detail(language(), names) for finding in verdict.findings if finding.check in _OF_WORKS
        ]
        put(f"      {format_moment(moment)}{say(': ', '：')}{' '.join(details)}")


def _tell_of_statistics(cq: DemoNode, sc: DemoNode) -> Record[StatisticsReport]:
    """Let each association count the logs at its node, and recount the other's report."""
    for node in (cq, sc):
        node.publish()
    sc.wait("healthz", lambda _: cq.heads() == sc.heads())
    now, random = read_clock(), SystemRandom()
    reports = []
    for node in (cq, sc):
        with node.open() as registry:
            reports.append(sign_report(registry, node.did, random, now=now))
        node.publish()
    for node, other_report in ((cq, reports[1]), (sc, reports[0])):
        node.wait(f"api/v1/records/{other_report.digest}", bool)
        _recheck(node, other_report)
    first, second = (report.unsigned["credentialSubject"] for report in reports)
    # both reports must be equal: the log heads and the moment determine a report
    if first != second:
        raise CommandError("demo-node", address=sc.address)
    total = _total(reports[0])
    _step(f"each has counted both logs and signed its report: {format_count(total, 'certificates')}, the "
          "same bytes; counted again by the other, the same",
          f"两地各自统计两份日志并签署报告：均为 {total} 份凭证，逐字节相同；互相复算，结果一致")  # fmt: skip
    return reports[0]


def _tell_of_next_edition(node: DemoNode, before: Record[StatisticsReport]) -> None:
    """Show that later records do not change an earlier report."""
    node.publish()
    _recheck(node, before)
    with node.open() as registry:
        report = sign_report(registry, node.did, SystemRandom(), now=read_clock())
    _step(f"what came later is in the next report alone: {_total(report)} certificates; "
          f"the one before still has {_total(before)}",
          f"后到的凭证只计入下一期报告：{_total(report)} 份；上一期仍为 {_total(before)} 份")  # fmt: skip


def _recheck(node: DemoNode, report: Record[StatisticsReport]) -> None:
    """Recount the report at this node; CommandError demo-node if the bytes differ."""
    with node.open() as registry:
        recount = registry.read(lambda view: find_recount(view, report))
    if recount != "equal":
        raise CommandError("demo-node", address=node.address)


def _total(report: Record[StatisticsReport]) -> int:
    return sum(row.total for table in report.body.credential_subject.tables for row in table.rows)


def _admit(registry: Registry, document: JsonObject, now: datetime) -> bytes:
    data = canonicalize(sign_example(document, now))
    registry.admit(data, now=now)
    return data


def _judge_beside(node: DemoNode, record: Record[Any], now: datetime) -> Verdict:
    """Judge only by files that this node serves: its bundle, and the parts of both associations."""
    trust = _trust_of(node)
    paths = [
        f"{did_web_address(did).removeprefix('https://')}/parts/{TECHNOLOGIES}.json" for did in trust.parties
    ]
    parts = HandedParts(trust, filter(None, map(node.get, paths)))
    return verify_record(record, trust, policy=Policy(), now=now, beside=parts.find_beside(record))


def _step(en: str, zh: str) -> None:
    put(f"  {coloured('✓', 'green')} {say(en, zh)}")


def _issue(node: DemoNode) -> Record[Any]:
    """Issue one more credential, by the association's own key, in its own registry."""
    now, random = read_clock(), SystemRandom()
    with node.open() as registry:
        text: Any = registry.load_trust().chain.latest.halves[0].value["credentialSubject"]
        drafts = example_drafts(random, _enterprises(), text, node.did, count=1, today=now.date(), grades={})
        drafts = [draft.model_copy(update={"certificate_number": f"DEMO-{random.randrange(10**9):09}"})
                  for draft in drafts]  # fmt: skip
        signer = example_signer(f"{node.name}-assessment")
        (record,) = issue(registry, drafts, signer, now=now, random=random)
    return record


def _enterprises() -> list[Any]:
    return example_enterprises(Random(SEED), 40)  # noqa: S311 - the same each time


def _change(node: DemoNode, record: Record[Any]) -> None:
    now: datetime = read_clock()
    draft = StatusDraft(record.body.id, "suspend", "complaint", now)
    with node.open() as registry:
        signer = example_signer(f"{node.name}-assessment")
        change_status(registry, draft, signer, now=now, random=SystemRandom())


def _trust_of(node: DemoNode) -> TrustStore:
    with node.open() as registry:
        pin = registry.read_pin() or ""
    return TrustStore.from_bundle(node.get("bundle.json") or b"", pin=pin)


def _judge_at(node: DemoNode, record: Record[Any]) -> tuple[Verdict, str]:
    """Return the verdict by the bundle that this node serves, and its sentence."""
    trust = _trust_of(node)
    data = node.get(f"api/v1/records/{record.digest}") or b""
    verdict = verify(data, trust, policy=Policy(), now=read_clock(), home=node.did)
    names = AgreementNames(trust.chain.latest.text, language())
    words, (reason, _) = headline(verdict, node.did, names).words, find_reasons(verdict)
    because = say(f": {reason.detail('en', names)}", f"：{reason.detail('zh', names)}") if reason else ""
    return verdict, words + because


def _verify_at(node: DemoNode, record: Record[Any], expected: str) -> None:
    """Wait until the node gives the expected verdict: it must first pull what the other association
    signed."""
    node.wait("trust.json", lambda _: _judge_at(node, record)[0].code == expected)
    _, sentence = _judge_at(node, record)
    put(say(f"      verified by what {node.address} serves: {sentence}",
            f"      依据 {node.address} 提供的数据核验：{sentence}"))  # fmt: skip

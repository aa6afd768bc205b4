"""A third association uses the ids and certificate numbers of others, and no face confuses the records.

A look-up by id or number means the own association's record, or else one that has ended; the other record
is named and linked.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from starlette.testclient import TestClient

from carriers.pdf import read_pdf
from carriers.qr import credential_text
from credentials.kinds import parse_credential
from registry.lookup.lookup import find_credential, find_namesakes
from tests.harness.processes.cli_runs import Huren
from tests.harness.selection.by_day import by_day
from tests.sync.nodes import Nodes, copied, make_app
from tests.sync.three.associations import make_three

pytestmark = pytest.mark.nodes


class Stage:
    """Chongqing's and Sichuan's nodes. Yunnan's twins reach both, the second node before the true records."""

    def __init__(self, nodes: Nodes) -> None:
        self.cq, self.sc, liar = nodes
        world = self.cq.world
        self.revoked, self.good = self.cq.issue(2)
        self.liar = liar
        twins = [
            world.issue(by="yn", **given)
            for record in (self.revoked, self.good)
            for given in ({"credential_id": record.body.id}, {"certificate_number": self.number(record)})
        ]
        self.twins = [*map(parse_credential, twins)]
        for node in (self.cq, self.sc):
            for data in twins:
                node.registry.admit(data, now=world.now)
        world.advance(minutes=5)
        self.cq.change(self.revoked, "revoke", "serious-violation")
        self.cq.publish()
        assert self.sc.pull(self.cq).error is None
        self.sc.publish()
        assert self.cq.pull(self.sc).error is None
        self.cq.publish()

    @staticmethod
    def number(record: Any) -> str:
        return str(record.body.credential_subject.assessment.certificate_number)

    def asked(self, record: Any) -> list[tuple[str, str]]:
        """Yield each reference, and the digest of the twin that shares it."""
        return [*zip((record.body.id, self.number(record)), self.twins_of(record), strict=True)]

    def twins_of(self, record: Any) -> list[str]:
        place = 0 if record is self.revoked else 2
        return [twin.digest for twin in self.twins[place : place + 2]]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    with copied(make_three, tmp_path_factory.mktemp("nodes")) as nodes:
        yield Stage(nodes)


def test_a_lookup_gives_the_true_record_and_both_twins_beside_it(stage: Stage) -> None:
    for node, records in ((stage.cq, (stage.revoked, stage.good)), (stage.sc, (stage.revoked,))):
        for record in records:
            for reference, _ in stage.asked(record):
                found = find_credential(node.registry, reference)
                assert found == record
                others = {other.digest for other in find_namesakes(node.registry, record)}
                assert others == {*stage.twins_of(record)}


@pytest.mark.parametrize("name", by_day(["cq", "sc"], ["sc"]))
def test_interface_and_pages_name_the_issuer_and_link_the_other_record(stage: Stage, name: str) -> None:
    node, did = getattr(stage, name), stage.cq.did
    with TestClient(make_app(node)) as client:
        for reference, twin in stage.asked(stage.revoked):
            answer = client.get(f"/api/v1/credentials/{reference}").json()
            assert (answer["credential"]["issuer"], answer["standing"]) == (did, "revoked")
            named = {(one["issuer"], one["digest"]) for one in answer["namesakes"]}
            assert named == {(stage.liar.did, digest) for digest in stage.twins_of(stage.revoked)}
            for one in answer["namesakes"]:
                other = client.get(one["href"]).json()
                assert other["credential"]["issuer"] == stage.liar.did
                assert did in {back["issuer"] for back in other["namesakes"]}
            page = client.get(f"/credentials/{reference}?lang=en").text
            assert "cancelled" in page.lower()
            assert f'"/credentials/{twin}' in page
            assert "uses the same id or number for another" in page
            assert client.get(f"/credentials/{twin}?lang=en").text.count(stage.revoked.digest)
        number = stage.number(stage.revoked)
        led = client.get("/search", params={"q": number}, follow_redirects=False)
        assert led.headers["location"].partition("?")[0] == f"/credentials/{stage.revoked.digest}"
        told = client.get("/api/v1/numbers", params={"number": number}).json()
        assert did in {one["issuer"] for one in told["answers"] if one["state"] == "found"}
        assert stage.revoked.digest in told["credentials"]


@pytest.mark.night
def test_paper_at_the_owners_node_is_of_its_own_record(stage: Stage) -> None:
    with TestClient(make_app(stage.cq)) as client:
        for reference, _ in stage.asked(stage.good):
            answer = client.get(f"/api/v1/credentials/{quote(reference)}/certificate.pdf")
            assert read_pdf(answer.content).attached == (stage.good.data,), answer.text
            assert client.get(f"/api/v1/credentials/{stage.number(stage.revoked)}/qr.svg").status_code == 409


@pytest.mark.night
def test_commands_name_the_issuer_and_how_to_see_the_other_record(
    stage: Stage, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("HUREN_LANG", "en")
    huren, there = Huren(capsys), ("--data", stage.cq.folder)
    when = ("--now", stage.cq.world.now.isoformat())
    for reference, twin in stage.asked(stage.good):
        shown = huren("show", reference, *there, *when)
        assert stage.good.digest in shown.out
        drawn = huren("qr", reference, *there)
        assert drawn.out.strip() == credential_text(stage.good.value)
        printed = huren("certificate", reference, "-o", tmp_path, *there, *when)
        (paper,) = tmp_path.glob("*.pdf")
        assert read_pdf(paper.read_bytes()).attached == (stage.good.data,)
        for done in (shown, drawn, printed):
            assert f"This is that of {stage.cq.did}. {stage.liar.did} uses" in done.err
            assert f"huren show {twin}" in done.err
        assert (
            f"This is that of {stage.liar.did}. {stage.cq.did} uses" in huren("show", twin, *there, *when).err
        )

"""POST /api/v1/tenders/check: the verifier's own matrix, refusals that name the member, bounds."""

import json
import os
import signal
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from registry.publishing.register import build_register
from tender.asked import MAX_CELLS, MAX_COMPARISONS, read_tender_question
from tests.harness.fuzz import examples
from tests.tender.record.records import enterprise_code
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.tender.opening import CALLED, OPENING, A, B, requirement, single, tender, together
from tests.verifier.tender.record.drawn import CODE
from tests.world import World
from tests.world.api_node import Node, problem_of, running
from verifier import TrustStore
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import bundle_of_register, search_register
from verifier.numbers.registered_log import prove_by
from verifier.tender import FoundCode, Paper, check, read_bidders, read_tender
from verifier.tender.record import ReceiptInput, TenderOpening, draw_up, format_matrix_words

PATH = "/api/v1/tenders/check"


def bidders(*listed: Any) -> dict[str, Any]:
    return {"type": "Bidders/1", "version": 1, "bidders": [*(listed or (single(),))]}


def grouped(*requirements: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return a tender with one criterion of fifty requirements a group."""
    groups = [
        {"id": f"g{start}", "requirements": [*requirements[start : start + 50]]}
        for start in range(0, len(requirements), 50)
    ]
    return {**tender(**changes), "criteria": [{"id": "C1", "use": "qualification", "groups": groups}]}


BID, FIRST = "bidders.bidders[0]", "tender.criteria[0].groups"


class Desk:
    """A node an hour after the opening, with certificates of two enterprises."""

    def __init__(self, node: Node) -> None:
        self.node, world = node, node.world
        world.now = OPENING
        self.good = self.hand_in(A, grade="乙级")
        self.low = self.hand_in(A, grade="乙临")
        self.other = self.hand_in(B, grade="甲级")
        world.now = OPENING + timedelta(hours=1)
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        self.bundle = node.client.get("/api/v1/bundle").content
        self.trust = TrustStore.from_bundle(self.bundle, pin=world.pin)

    def hand_in(self, uscc: str, **draft: Any) -> bytes:
        if uscc in CALLED:
            draft = {"legal_name": CALLED[uscc], **draft}
        return self.node.world.issue(
            by="cq", scheme="cq-pollution-control", category=["水"], unified_social_credit_code=uscc, **draft
        )

    def ask(self, credentials: Any, **changes: Any) -> Any:
        value = {"tender": tender(), "bidders": bidders(), "credentials": credentials, **changes}
        return self.node.post(PATH, {name: part for name, part in value.items() if part is not None})


@pytest.fixture(scope="module")
def desk(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Desk]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield Desk(node)


def test_the_matrix_is_the_verifiers_own_with_the_words_of_its_receipt(desk: Desk) -> None:
    answer = desk.ask({"B1": [json.loads(desk.low), json.loads(desk.good)]})
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-type"] == "application/json"
    files = [
        ReceiptInput(Paper(f"000{n}", "0" * 64, (FoundCode(data),)), 1, 0, ())
        for n, data in enumerate((desk.low, desk.good), start=1)
    ]
    opening = TenderOpening(
        read_tender(tender()), read_bidders(bidders()), {"B1": files}, desk.bundle, desk.trust.pin
    )
    matrix = opening.check(now=desk.node.world.now)
    value = answer.json()
    assert value["matrix"] == json.loads(json.dumps(matrix.to_json()))
    assert [(c["state"], c["codes"]) for c in value["matrix"]["cells"]] == [("met", ["own-grade"])]
    receipt = draw_up(opening, matrix, code=CODE, seed=bytes(32))
    assert value["words"] == {lang: format_matrix_words(receipt, lang) for lang in ("zh", "en")}
    assert value["bundle"] == receipt.body.header.trust.bundle
    assert value["bundle"] == desk.node.client.get("/api/v1/trust").json()["bundle"]


@pytest.mark.parametrize(("lang", "title"), [("zh", "投标时出示"), ("en", "For a tender")])
def test_an_enterprises_page_has_the_command_for_its_packet(desk: Desk, lang: str, title: str) -> None:
    """The command has this node's pin. No form uploads a tender: a script reads the chosen file."""
    page = desk.node.client.get(f"/enterprises/{A}", params={"lang": lang}).text
    card = page[page.index('id="tender"') :].partition("</section>")[0]
    assert title in card
    assert f"--pin {desk.trust.pin}" in card
    assert 'href="/bundle.json"' in card
    assert "<form" not in card
    assert f'data-uscc="{A}"' in card
    assert "hidden>" in card.partition('id="packet"')[2].partition("\n")[0], "shown by its script"


def test_a_credential_may_be_text_and_is_called_by_its_place(desk: Desk) -> None:
    url = format_h1_url(parse_credential(desk.good).value, "https://elsewhere.example")
    value = desk.ask({"B1": ["no code", url, desk.good.decode(), json.loads(desk.other)]}).json()["matrix"]
    assert [cell["state"] for cell in value["cells"]] == ["met"]
    assert [(note["file"], note["code"]) for note in value["papers"]][1:] == [
        ("0003", "duplicate"),
        ("0004", "subject-mismatch"),
    ]
    assert {place["file"] for place in value["credentials"][0]["places"]} <= {"0002", "0003", "0004"}


def test_files_that_the_bidders_name_are_taken_as_handed_in(desk: Desk) -> None:
    """Papers are never sent, so none is called missing; numbers on marked pages are looked up."""
    marks = [{"file": "扫描.pdf", "page": 2, "claims": "CQ-1"}]
    listed = {**together(["W1"], ["W1"]), "marks": marks, "ignore": [{"file": "a.pdf", "reason": "x"}]}
    value = desk.ask({"B1": [json.loads(desk.good)]}, bidders=bidders(listed)).json()["matrix"]
    assert value["flags"] == []
    codes = [note["code"] for note in value["papers"]]
    assert codes == ["ignored", "page-marked", "number-not-covered", "number-not-covered"]


def test_marked_pages_are_counted_before_anything_is_checked(desk: Desk) -> None:
    marks = [{"file": "扫描.pdf", "page": page, "claims": "CQ-1"} for page in range(1, 10_001)]
    answer = desk.ask({}, bidders=bidders({**single(), "marks": marks}))
    assert problem_of(answer)["type"].endswith("check-too-long")


def test_a_bidder_without_credentials_meets_nothing_and_an_award_is_a_column(desk: Desk) -> None:
    award = (OPENING + timedelta(minutes=30)).isoformat()
    value = desk.ask({}, awardAt=award).json()["matrix"]
    assert [(cell["state"], cell["codes"]) for cell in value["cells"]] == [("not-met", ["no-credential"])]
    assert value["dates"]["award"] == award
    assert value["pending"] == []
    assert desk.ask({}).json()["matrix"]["pending"] == ["award"]


@pytest.mark.parametrize(
    ("changes", "status", "code", "field"),
    [
        ({"tender": None}, 422, "member-missing", "tender"),
        ({"tender": []}, 422, "member-type", "tender"),
        ({"tender": tender(requirement(page="3"))}, 422, "member-type", f"{FIRST}[0].requirements[0].page"),
        ({"tender": tender(home="did:web:nobody.example")}, 422, "home-unknown", "tender.home"),
        (
            {"tender": tender(requirement(workItem="W9"))},
            422,
            "reference-unknown",
            f"{FIRST}[0].requirements[0].workItem",
        ),
        ({"bidders": bidders({**single(), "lots": ["L9"]})}, 422, "reference-unknown", f"{BID}.lots"),
        ({"bidders": bidders(single(), single())}, 422, "item-repeated", "bidders.bidders"),
        ({"credentials": {"B9": []}}, 422, "reference-unknown", "credentials"),
        ({"credentials": {"B1": [3]}}, 422, "member-type", "credentials.B1[0]"),
        ({"credentials": {"B1": ["x", None]}}, 422, "member-type", "credentials.B1[1]"),
        ({"credentials": {"B1": "x"}}, 422, "member-type", "credentials.B1"),
        ({"credentials": []}, 422, "member-type", "credentials"),
        ({"credentials": {"B1": ["x"] * 1_000, "B2": ["x"] * 1_001}}, 413, "batch-too-long", "credentials"),
        ({"awardAt": "tomorrow"}, 422, "time-form", "awardAt"),
        ({"awardAt": "2026-05-01T00:00:00+08:00"}, 422, "interval-empty", "awardAt"),
        ({"now": "2026-05-01T00:00:00+08:00"}, 422, "member-unknown", "now"),
        ({"papers": {}}, 422, "member-unknown", "papers"),
    ],
)  # fmt: skip
def test_a_tender_that_cannot_be_checked(
    desk: Desk, changes: dict[str, Any], status: int, code: str, field: str
) -> None:
    changes = {"credentials": {"B1": ["x"]}, **changes}
    problem = problem_of(desk.ask(changes.pop("credentials"), **changes))
    assert (problem["status"], problem["code"], problem["field"]) == (status, code, field)


LOTS = [{"id": f"L{n}", "title": "示例"} for n in range(100)]
ENTERPRISES = [enterprise_code(n) for n in range(1, 7)]
CROWD = [
    {"id": f"B{n}", "name": "示例", "uscc": code, "lots": [lot["id"] for lot in LOTS]}
    for n, code in enumerate(ENTERPRISES)
]
TWO = [f"{n:02}" for n in range(50)]


@pytest.mark.parametrize(
    ("changes", "code", "what"),
    [
        ({"tender": grouped(*(requirement(id=f"R{n}", text="示" * 2_000) for n in range(90)))},
         "too-large", str(512 * 1024)),
        ({"tender": grouped(*(requirement(id=f"R{n}", categories={"anyOf": TWO}) for n in range(900)))},
         "too-many-values", "40000"),
        ({"tender": grouped(*(requirement(id=f"R{n}") for n in range(40)), lots=LOTS),
          "bidders": bidders(*CROWD), "credentials": {}},
         "check-too-long", f"24000 cells, more than {MAX_CELLS}"),
        ({"tender": grouped(requirement(categories={"anyOf": TWO})), "credentials": {"B1": ["x"] * 600}},
         "check-too-long", f"30050 comparisons, more than {MAX_COMPARISONS}"),
    ],
)  # fmt: skip
def test_more_than_is_checked_at_once_is_counted_before_a_credential_is_read(
    desk: Desk, changes: dict[str, Any], code: str, what: str
) -> None:
    problem = problem_of(desk.ask(**{"credentials": {"B1": ["x"]}, **changes}))
    assert (problem["status"], problem["code"], problem["field"]) == (413, code, "tender")
    assert what in problem["detail"]


def test_a_check_is_charged_by_its_size(tmp_path: Path) -> None:
    """Two requests with one body cost the same; a refused one costs what was read of it."""
    with running(tmp_path, rate_per_minute=60, rate_burst=1_000) as node:
        desk = Desk(node)
        value = {"tender": tender(), "bidders": bidders(), "credentials": {"B1": ["x"] * 20}}
        data = json.dumps(value).encode()
        cost = read_tender_question(data, len(data)).size.tokens
        assert cost == 3 * 20 + 21 // 20 + 1 // 10
        assert int(desk.node.post(PATH, data).headers["RateLimit-Remaining"]) == 1_000 - cost
        refused = desk.node.post(PATH, data.replace(b"T-1", b"T\\n1").replace(b'"L1"', b'"L2"', 1))
        assert int(refused.headers["RateLimit-Remaining"]) == 1_000 - cost - 1
        for _ in range(1_000 // cost - 1):
            desk.node.post(PATH, data)
        assert problem_of(desk.node.post(PATH, data))["code"] == "too-many-requests"


def test_the_process_of_tenders_answers_as_the_server_does(tmp_path: Path, desk: Desk) -> None:
    """If the process is killed, the server checks the tender."""
    with running(tmp_path, batch_workers=2) as node:
        other = Desk(node)
        credentials = {"B1": ["no code", json.loads(other.good)]}
        elsewhere = other.ask(credentials)
        (process,) = node.app.state.node.kept["tender"].processes
        assert node.app.state.node.workers.processes == ()
        os.kill(process, signal.SIGKILL)
        assert other.ask(credentials).json() == elsewhere.json()
        assert elsewhere.json()["matrix"]["cells"][0]["state"] == "met"


def told(desk: Desk, credentials: Any, changes: dict[str, Any]) -> dict[str, Any]:
    """Return the problem without the id of the request."""
    problem = problem_of(desk.ask(credentials, **changes))
    return {name: part for name, part in problem.items() if name != "requestId"}


def test_a_long_body_is_read_by_the_process_of_tenders_alone(
    tmp_path: Path, desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Reading four megabytes in the server would delay others by a tenth of a second."""
    many = {"B1": ["x" * 1_000] * 400}
    elsewhere = desk.ask(many)
    refusals: list[dict[str, Any]] = [
        {"awardAt": "tomorrow"},
        {"tender": tender(home="did:web:nobody.example")},
        {"papers": {}},
    ]
    refused = [told(desk, many, changes) for changes in refusals]
    with running(tmp_path, batch_workers=1) as node:
        other = Desk(node)

        def read(data: bytes, _: int) -> None:
            raise AssertionError(len(data))

        monkeypatch.setattr("tender.routes.read_asked", read)
        assert other.ask(many).json() == elsewhere.json()
        for changes, problem in zip(refusals, refused, strict=True):
            assert told(other, many, changes) == problem
        monkeypatch.undo()
        (process,) = node.app.state.node.kept["tender"].processes
        os.kill(process, signal.SIGKILL)
        assert other.ask(many).json() == elsewhere.json()


KNOWN = st.sampled_from(["L1", "B1", "R1", A])
ODD = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 9) | st.text(max_size=9) | KNOWN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=9), inner, max_size=3),
    max_leaves=9,
)  # fmt: skip


@settings(max_examples=examples(300), deadline=None, database=None, suppress_health_check=[*HealthCheck])
@given(data=st.data())
def test_no_altered_request_causes_a_5xx(desk: Desk, data: st.DataObject) -> None:
    """Any member of a good request, however deep, is replaced or left out."""
    handed_in = {"B1": [json.loads(desk.good), "no code"]}
    value: Any = {"tender": tender(), "bidders": bidders(together(["W1"], ["W2"])), "credentials": handed_in}
    inner = value
    while True:
        keys = [*inner] if isinstance(inner, dict) else [*range(len(inner))]
        key = data.draw(st.sampled_from(keys))
        if not isinstance(inner[key], dict | list) or not inner[key] or data.draw(st.integers(0, 4)) == 0:
            break
        inner = inner[key]
    if data.draw(st.booleans()):
        inner[key] = data.draw(ODD)
    else:
        del inner[key]
    answer = desk.node.post(PATH, value)
    assert answer.status_code in (200, 413, 422), answer.text
    if answer.status_code != 200:
        assert problem_of(answer)["field"] or key in ("tender", "bidders", "credentials")


def by_register(desk: Desk, handed_in: list[bytes]) -> Any:
    """Return the terminal's result with `--with-register`."""
    data = build_register(desk.node.registry, now=desk.node.world.now)
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=desk.node.world.pin)
    register, now = search_register(data, ()), desk.node.world.now
    for one in handed_in:
        register.log_proofs.extend(prove_by(register.logs, read_credential(one), trust, now))
    papers = [Paper(f"000{n}", "0" * 64, (FoundCode(one),)) for n, one in enumerate(handed_in, start=1)]
    return check(
        read_tender(tender()), read_bidders(bidders()), {"B1": papers}, trust, now=now, register=register
    )


@pytest.mark.parametrize("workers", [0, 1])
def test_the_receipts_of_the_node_decide_as_a_register_does(tmp_path: Path, workers: int) -> None:
    world = World()
    witness_needed(world)
    with running(tmp_path, world, batch_workers=workers) as node:
        desk = Desk(node)
        handed_in = [desk.low, desk.good]

        def ask() -> Any:
            asked = [desk.low.decode(), json.loads(desk.good)]
            answer = desk.ask({"B1": asked})
            assert answer.status_code == 200, answer.text
            matrix = answer.json()["matrix"]
            expected = json.loads(json.dumps(by_register(desk, handed_in).to_json()))
            said = [(cell["state"], cell["codes"]) for cell in matrix["cells"]]
            assert said == [(cell["state"], cell["codes"]) for cell in expected["cells"]]
            return said

        assert ask() == [("cannot-establish", ["witness-needed"])]
        node.cosign()
        assert ask() == [("met", ["own-grade"])]

"""The committed OpenAPI document is current, true of every answer, and allows no 5xx (schemathesis)."""

import json
from collections.abc import Iterator
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from api.app import openapi_document
from tests.harness.apartments import SERVINGS
from tests.harness.checkout import ROOT
from tests.harness.fuzz import examples
from tests.harness.groups import require
from tests.verifier.tender.opening import requirement, single, tender, together
from tests.world import World
from tests.world.api_node import NDJSON, Node
from tests.world.registries import documents_of
from tests.world.works import grant_technologies, listing, signed, signed_halves, standard, technology

pytestmark = pytest.mark.bounds

jsonschema_rs = require("jsonschema_rs", "schemathesis")
schemathesis = require("schemathesis", "schemathesis")
positive_data_acceptance = require(
    "schemathesis.specs.openapi.checks", "schemathesis"
).positive_data_acceptance

schemathesis.serializer("application/x-ndjson")(lambda _, value: getattr(value, "data", value))

COMMITTED = ROOT / "docs" / "reference" / "openapi.json"


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    """A node with a credential of each standing, a technology that another joins, an adopted standard."""
    world = World()
    grant_technologies(world)
    node = Node(tmp_path_factory.mktemp("node") / "registry.db", world)
    about = signed(world, technology(world))
    first = signed(world, standard(world))
    second = signed(world, standard(world, version=2, previous=sha256(first).hexdigest()))
    halves = (*signed_halves(world, second), signed_halves(world, number="示例")[0])
    for made in (about, signed(world, listing(world, about)), first, second, *halves):
        node.registry.admit(made, now=world.now)
    stock = [world.issue(by="cq") for _ in range(4)]
    world.revoke(stock[1])
    world.suspend(stock[2])
    node.fill()
    for name in ("cq", "sc", "cq"):
        node.publish(name)
    yield node
    node.registry.close()


@pytest.fixture(scope="module")
def schema(node: Node) -> Any:
    """The document as schemathesis reads it, bound to the application in this process."""
    found = schemathesis.openapi.from_asgi("/openapi.json", node.app)
    found.config.update(base_url="http://testserver")
    # a body longer than the schema allows may also exceed what the node reads
    rejected = found.config.checks.negative_data_rejection
    rejected.expected_statuses = [*rejected.expected_statuses, "413"]
    return found


def takes_something(operation: Any) -> bool:
    """Tell whether the operation has anything to get wrong: a body of some form, or a query parameter."""
    bodies = operation.get("requestBody", {}).get("content", {}).values()
    formed = any(body["schema"].get("format") != "binary" for body in bodies)
    return formed or any(p["in"] == "query" for p in operation.get("parameters", ()))


MODES = schemathesis.GenerationMode
LARGE = ("/api/v1/tenders/check",)
"""A body by the schema takes a minute to draw, and one against it a second; tests/api/tenders alters a good
one in 300 ways instead."""
TRIED = examples(500)
"""Requests by the schema and against it, shared out among the operations."""
CASES = [
    (path, method, mode)
    for path, methods in openapi_document(SERVINGS)["paths"].items()
    for method, operation in methods.items()
    for mode in (MODES.POSITIVE, MODES.NEGATIVE)
    if (path not in LARGE if mode is MODES.POSITIVE else takes_something(operation))
]


def test_the_committed_document_is_up_to_date(node: Node) -> None:
    assert json.loads(COMMITTED.read_bytes()) == node.app.openapi(), "run: python -m tools.docs.build"


def test_every_operation_is_complete(node: Node) -> None:
    document = node.app.openapi()
    assert document["openapi"] == "3.1.0"
    tags = {tag["name"] for tag in document["tags"]}
    for path, methods in document["paths"].items():
        for method, operation in methods.items():
            name = f"{method} {path}"
            assert operation["operationId"], name
            assert set(operation["tags"]) <= tags, name
            assert " · " in operation["summary"], name
            assert operation["description"].count("\n\n") == 1, name
            assert {"429", "431", "500"} <= {*operation["responses"]}, name
            for status, answer in operation["responses"].items():
                media = set(answer.get("content", {}))
                assert (media == {"application/problem+json"}) is (int(status) >= 400), (name, status)


def test_a_parameter_without_a_default_is_required(node: Node) -> None:
    """The service refuses a request that lacks it."""
    asked = {"/api/v1/numbers": {"number"}, "/api/v1/numbers/proof": {"number", "issuer"}}
    for path, methods in node.app.openapi()["paths"].items():
        query = [one for one in methods.get("get", {}).get("parameters", ()) if one["in"] == "query"]
        required = {one["name"] for one in query if one.get("required")}
        if required or path in asked:
            assert required == asked[path], path
            assert node.client.get(path).status_code == 422


@pytest.mark.parametrize(("path", "method", "mode"), CASES)
def test_no_answer_surprises(schema: Any, path: str, method: str, mode: Any) -> None:
    """Status and form of every answer are declared, whatever is sent; none is a 5xx.

    What fits the schema may still be refused: a signature that does not hold, a home that is no party.
    """

    @settings(
        max_examples=TRIED // len(CASES) // (4 if path in LARGE else 1) + 1,
        deadline=None,
        database=None,
        suppress_health_check=[*HealthCheck],
    )
    @given(case=schema[path][method].as_strategy(generation_mode=mode))
    def check(case: Any) -> None:
        case.call_and_validate(excluded_checks=[positive_data_acceptance])

    check()


def an_opening(credentials: Any) -> dict[str, Any]:
    """A tender with points and two bids, one of which has another's certificates or none."""
    asked = {**tender(requirement(validAt="all")), "openingAt": "2026-01-05T09:00:00+08:00"}
    asked["criteria"][0]["points"] = [{"minGrade": "乙级", "points": "5"}]
    uscc = credentials[0]["credentialSubject"]["unifiedSocialCreditCode"]
    bids = [{**single(), "uscc": uscc}, {**together(["W1"], ["W2"]), "id": "B2"}]
    return {
        "tender": asked,
        "bidders": {"type": "Bidders/1", "version": 1, "bidders": bids},
        "credentials": {"B1": credentials, "B2": [*credentials, "no code"]},
    }


def test_real_answers_are_what_is_declared(node: Node) -> None:
    """Random requests seldom succeed; these requests bring every kind of answer."""
    # the test of random requests has started and stopped the application
    node.app.state.node.stopping.clear()
    document = node.app.openapi()
    stock = documents_of(node.world)
    credentials = [json.loads(data) for data in stock if b"AssessmentCredential" in data]
    subject = credentials[0]["credentialSubject"]
    home = node.world.sc.did
    asked = {
        "VerdictView": [node.verify(json.dumps(c, ensure_ascii=False), home=home) for c in credentials],
        "VerdictsView": [
            node.post(
                "/api/v1/verifications/batch", {"verifications": [{"credential": c} for c in credentials]}
            ).json()
        ],
        "VcVerifyView": [
            node.post(
                "/credentials/verify",
                {"verifiableCredential": c, "options": {"returnResults": True, "returnCredential": True}},
            ).json()
            for c in credentials
        ],
        "TenderCheckView": [node.post("/api/v1/tenders/check", an_opening(credentials)).json()],
        "CredentialPageView": [node.client.get("/api/v1/credentials", params={"limit": 2}).json()],
        "CredentialView": [
            node.client.get(f"/api/v1/credentials/{c['id']}", params={"home": home}).json()
            for c in credentials
        ],
        "EnterpriseView": [
            node.client.get(f"/api/v1/enterprises/{subject['unifiedSocialCreditCode']}").json()
        ],
        "TechnologyPageView": [
            node.client.get("/api/v1/technologies", params={"require": limit}).json()
            for limit in ([], ["outlet nox <= 50 mg/m3 dry"], ["outlet nox <= 50 mg/m3 wet"])
        ],
        "TechnologyView": [
            node.client.get(f"/api/v1/technologies/{line['id']}").json()
            for line in node.client.get("/api/v1/technologies").json()["items"]
        ],
        "ResolutionPageView": [node.client.get("/api/v1/resolutions").json()],
        "ResolutionView": [
            node.client.get(f"/api/v1/resolutions/{line['digest']}").json()
            for line in node.client.get("/api/v1/resolutions").json()["items"]
        ],
        "OpenItemPageView": [node.client.get("/api/v1/open-items").json()],
        "StandardPageView": [node.client.get("/api/v1/standards").json()],
        "StandardView": [
            node.client.get(f"/api/v1/standards/{line['code']}").json()
            for line in node.client.get("/api/v1/standards").json()["items"]
        ],
        "AssociationsView": [node.client.get("/api/v1/associations").json()],
        "AgreementsView": [node.client.get("/api/v1/agreements").json()],
        "AgreementView": [
            node.client.get(node.client.get("/api/v1/agreements").json()["items"][0]["url"]).json()
        ],
        "SchemesView": [node.client.get("/api/v1/schemes").json()],
        "ReceiptView": [node.post("/api/v1/records", stock[0]).json()],
        "SubmissionView": [
            node.client.post(
                "/api/v1/records/batch", content=stock[0] + b"\n{}\n" + stock[-1][:-9], headers=NDJSON
            ).json()
        ],
        "ProblemView": [
            node.post("/api/v1/records", {**credentials[0], "id": credentials[1]["id"]}).json(),
            node.client.get("/nothing").json(),
        ],
        "NodeView": [node.client.get("/api/v1/node").json()],
        "HealthView": [node.client.get("/healthz").json()],
        "ReadyView": [node.client.get("/readyz").json()],
    }
    for name, values in asked.items():
        whole = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
        validator = jsonschema_rs.validator_for(whole)
        for value in values:
            validator.validate(value)
            assert not validator.is_valid({**value, "bogus": 1}), name

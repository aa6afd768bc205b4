"""POST /api/v1/verifications, its batches, and VCALM: the verifier's verdict, unchanged."""

import json
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from api import create_app
from api.answers.verdict_bytes import encode_verdict
from credentials.h1 import format_h1_url
from credentials.kinds import parse_credential
from registry import Registry
from tests.harness.apartments import FILINGS, SERVINGS
from tests.harness.fuzz import examples
from tests.world import World
from tests.world.api_node import Node, problem_of, running
from tests.world.works import grant_technologies, listing, signed, technology
from verifier import Expect, Policy, TrustStore, verify


class Scene:
    """A node with credentials that come to every outcome."""

    def __init__(self, node: Node) -> None:
        self.node, self.world = node, node.world
        self.good = self.world.issue(by="cq")
        self.revoked = self.world.issue(by="cq")
        self.suspended = self.world.issue(by="sc")
        self.world.revoke(self.revoked)
        self.world.suspend(self.suspended)
        node.fill()
        node.publish("cq")
        node.publish("sc")
        node.publish("cq")
        self.forged = self.good.replace("示例".encode(), "例示".encode(), 1)
        bundle = node.client.get("/api/v1/bundle").content
        self.trust = TrustStore.from_bundle(bundle, pin=self.world.pin)

    def expected(self, data: bytes, **question: Any) -> Any:
        """Return the verdict of the verifier itself."""
        lang = question.pop("lang", "en")
        verdict = verify(data, self.trust, policy=Policy(), now=self.world.now, **question)
        return verdict.to_json(lang)


@pytest.fixture(scope="module")
def scene(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Scene]:
    with running(tmp_path_factory.mktemp("node")) as node:
        yield Scene(node)


def test_the_scene_has_every_outcome(scene: Scene) -> None:
    outcomes = [scene.node.verify(data)["outcome"] for data in (scene.good, scene.revoked, scene.suspended)]
    assert outcomes == ["valid", "invalid", "invalid"]
    assert scene.node.verify("no code in this text")["outcome"] == "indeterminate"


@pytest.mark.parametrize("name", ["good", "revoked", "suspended", "forged"])
def test_the_verdict_is_the_verifiers_own(scene: Scene, name: str) -> None:
    data = getattr(scene, name)
    assert scene.node.verify(data) == scene.expected(data)
    home = scene.world.sc.did
    assert scene.node.verify(data, home=home) == scene.expected(data, home=home)


def test_text_reaches_the_verifier_byte_for_byte(scene: Scene) -> None:
    url = format_h1_url(parse_credential(scene.good).value, "https://elsewhere.example")
    assert scene.node.verify(url) == scene.expected(url.encode())
    twice = scene.good.decode().replace('"id":', '"id":"urn:uuid:x","id":', 1)
    verdict = scene.node.verify(twice)
    assert verdict["code"] == "malformed"
    assert verdict == scene.expected(twice.encode())


def test_the_question_is_passed_on(scene: Scene) -> None:
    subject = json.loads(scene.good)["credentialSubject"]
    uscc = subject["unifiedSocialCreditCode"]
    asked = {"uscc": uscc, "name": "别家公司"}
    expected = scene.expected(scene.good, expect=Expect(uscc, "别家公司"))
    assert "name-differs" in expected["codes"]
    assert scene.node.verify(scene.good, expect=asked) == expected
    at = scene.world.now - timedelta(days=400)
    verdict = scene.node.verify(scene.good, at=at.strftime("%Y-%m-%d"))
    assert verdict["at"] == at.strftime("%Y-%m-%dT00:00:00+08:00")
    assert verdict["code"] == "not-yet-valid"


def test_findings_speak_the_language_asked_for(scene: Scene) -> None:
    answer = scene.node.post(
        "/api/v1/verifications", {"credential": json.loads(scene.revoked)}, **{"accept-language": "zh-CN"}
    )
    assert answer.json() == scene.expected(scene.revoked, lang="zh")
    assert answer.headers["vary"] == "Accept-Language"


@pytest.mark.parametrize(
    ("body", "status", "code", "field"),
    [
        (b"", 400, "not-json", ""),
        (b"[]", 422, "not-an-object", ""),
        (b"{}", 422, "member-missing", "credential"),
        (b'{"credential":3}', 422, "member-type", "credential"),
        (b'{"credential":"x","credential":"y"}', 400, "duplicate-member", "credential"),
        (b'{"credential":{"score":1.5}}', 400, "float", "credential.score"),
        (b'{"credential":"x","bogus":1}', 422, "member-unknown", "bogus"),
        (b'{"credential":"x","at":null}', 422, "member-type", "at"),
        (b'{"credential":"x","at":"yesterday"}', 422, "when-form", "at"),
        (b'{"credential":"x","at":"2199-01-01"}', 422, "at-after-now", "at"),
        (b'{"credential":"x","home":"did:web:nobody.example"}', 422, "home-unknown", "home"),
        (b'{"credential":"x","expect":{"uscc":"91350100M000100Y4Z"}}', 422, "uscc-form", "expect.uscc"),
        (b'{"credential":' + b"[" * 40 + b"]" * 40 + b"}", 400, "too-deep", ""),
    ],
)
def test_an_invalid_question_is_refused(
    scene: Scene, body: bytes, status: int, code: str, field: str
) -> None:
    answer = scene.node.post("/api/v1/verifications", body)
    problem = problem_of(answer)
    assert (answer.status_code, problem["code"]) == (status, code)
    assert problem["field"].startswith(field)


def test_a_batch_is_answered_in_order(scene: Scene) -> None:
    home, early = scene.world.sc.did, "2021-01-01"
    value = {
        "verifications": [
            {"credential": json.loads(scene.good)},
            {"credential": "nothing", "home": scene.world.cq.did},
            {"credential": scene.revoked.decode(), "at": early},
        ],
        "home": home,
    }
    verdicts = scene.node.post("/api/v1/verifications/batch", value).json()["verdicts"]
    assert [v["code"] for v in verdicts] == ["ok", "unreadable", "not-yet-valid"]
    assert verdicts[0] == scene.expected(scene.good, home=home)
    assert verdicts[2]["at"] == "2021-01-01T00:00:00+08:00"


def test_a_batch_names_the_invalid_question(scene: Scene) -> None:
    value = {"verifications": [{"credential": "x"}, {"credential": "x", "home": "did:web:nobody.example"}]}
    answer = scene.node.post("/api/v1/verifications/batch", value)
    assert problem_of(answer)["field"] == "verifications[1].home"
    many = {"verifications": [{"credential": "x"}] * 1001}
    assert problem_of(scene.node.post("/api/v1/verifications/batch", many))["code"] == "member-length"
    assert problem_of(scene.node.post("/api/v1/verifications/batch", {"verifications": []}))["status"] == 422


def test_a_long_batch_has_the_verdicts_of_single_questions(scene: Scene) -> None:
    value = {"verifications": [{"credential": json.loads(scene.good)}] * 100}
    verdicts = scene.node.post("/api/v1/verifications/batch", value).json()["verdicts"]
    assert verdicts == [scene.expected(scene.good)] * 100


def test_a_large_batch_of_unreadable_texts_is_answered(scene: Scene) -> None:
    value = {"verifications": [{"credential": "x" * 3_000}] * 200}
    verdicts = scene.node.post("/api/v1/verifications/batch", value).json()["verdicts"]
    assert [verdict["code"] for verdict in verdicts] == ["unreadable"] * 200
    broken = json.dumps(value).encode()[:-1]
    assert problem_of(scene.node.post("/api/v1/verifications/batch", broken))["code"] == "not-json"


def test_vcalm(scene: Scene) -> None:
    def ask(data: bytes, **options: bool) -> Any:
        value = {"verifiableCredential": json.loads(data), "options": options}
        return scene.node.post("/credentials/verify", value).json()

    assert ask(scene.good) == {"verified": True, "problemDetails": []}
    revoked = ask(scene.revoked, returnResults=True, returnCredential=True)
    assert revoked["verified"] is False
    assert [p["title"] for p in revoked["problemDetails"]] == ["revoked"]
    assert revoked["credential"] == json.loads(scene.revoked)
    assert [entry["verified"] for entry in revoked["results"]["credentialStatus"]] == [False, False]
    assert revoked["results"]["proof"][0]["verified"] is True
    assert ask(scene.good, returnProblemDetails=False) == {"verified": True}
    indeterminate = ask(b'{"id":"x"}')
    assert indeterminate["verified"] is False


@pytest.mark.parametrize(
    ("path", "member"),
    [("/credentials/verify", "verifiableCredential"), ("/presentations/verify", "presentation")],
)
def test_vcalm_answers_what_it_does_not_know_with_an_error(scene: Scene, path: str, member: str) -> None:
    """VCALM 2.5: an error for options and values that are not understood; 3.8 names the type of the first.

    `checks` is an option of an older draft, which could leave the status out: it is unknown.
    """
    given = json.loads(scene.good) if member == "verifiableCredential" else presentation(scene.good)
    for name, value in (("checks", ["proof"]), ("checks", ["proof", "credentialStatus"]), ("other", 1)):
        answer = scene.node.post(path, {member: given, "options": {name: value}})
        assert answer.status_code == 400
        problem = answer.json()
        assert problem["type"] == "https://www.w3.org/TR/vcalm#UNKNOWN_OPTION_PROVIDED"
        assert (problem["code"], problem["field"]) == ("vcalm-option", f"options.{name}")
        assert "return" in problem["detail"], "it says which options there are"
    malformed: list[object] = [
        {member: given, "options": {"returnCredential": "yes", "returnPresentation": "yes"}},
        {member: given, "options": []},
        {member: given, "other": 1},
        {member: [given]},
        {},
        [],
    ]
    for wrong in malformed:
        answer = scene.node.post(path, wrong)
        assert (answer.status_code, answer.json()["status"]) == (400, 400), "VCALM knows no 422"


def presentation(*credentials: bytes, **members: Any) -> Any:
    return {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": [json.loads(data) for data in credentials],
        **members,
    }


def test_vcalm_verifies_the_credentials_of_a_presentation(scene: Scene) -> None:
    def ask(shown: Any, member: str = "presentation", **options: Any) -> Any:
        answer = scene.node.post("/presentations/verify", {member: shown, "options": options})
        assert answer.status_code == 200, answer.text
        return answer.json()

    both = ask(presentation(scene.good, scene.revoked))
    assert both["verified"] is False
    assert both["problemDetails"] == [], "nothing is wrong with the presentation itself"
    alone = [
        scene.node.post(
            "/credentials/verify",
            {"verifiableCredential": json.loads(data), "options": {"returnResults": True}},
        ).json()
        for data in (scene.good, scene.revoked)
    ]
    assert both["results"] == {"presentation": {"proof": []}, "credentials": alone}
    for shown in (
        presentation(scene.good),
        presentation(scene.good, scene.good),
        presentation(type="VerifiablePresentation", verifiableCredential=json.loads(scene.good)),
    ):
        assert ask(shown)["verified"] is True
        assert ask(shown, returnPresentation=True)["verifiablePresentation"] == shown


@pytest.mark.parametrize(
    ("members", "field", "said"),
    [
        (
            {"verifiableCredential": [{}] * 101},
            "verifiableCredential",
            ("限制为 100。", "The limit is 100."),
        ),
        ({"verifiableCredential": []}, "verifiableCredential", ("限制为 1。", "The limit is 1.")),
        (
            {"verifiableCredential": [{}, "a.b.c"]},
            "verifiableCredential[1]",
            ("应为 JSON 对象。", "JSON object"),
        ),
        ({"verifiableCredential": "a.b.c"}, "verifiableCredential", ("应为 JSON 对象。", "JSON object")),
        ({"type": [1]}, "type[0]", ("应为文本。", "text")),
        ({"holder": 5}, "holder", ("应为文本。", "text")),
        ({"proof": [1]}, "proof[0]", ("应为 JSON 对象。", "JSON object")),
        ({"@context": 5}, "@context", ("应为列表。", "a list")),
    ],
)
def test_a_presentation_is_refused_by_place_and_in_the_words_of_json(
    scene: Scene, members: dict[str, Any], field: str, said: tuple[str, str]
) -> None:
    asked = {"presentation": {**presentation(scene.good), **members}}
    for lang, words in zip(("zh", "en"), said, strict=True):
        answer = scene.node.post("/presentations/verify", asked, **{"accept-language": lang})
        problem = problem_of(answer)
        assert problem["field"] == f"presentation.{field}"
        assert words in problem["detail"]


def test_what_only_a_proof_of_the_presentation_could_say_is_not_verified(
    scene: Scene,
) -> None:
    holder = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ7XJPt4swbTQ2"
    proof = {"type": "DataIntegrityProof", "cryptosuite": "eddsa-jcs-2022", "proofPurpose": "authentication"}
    proven = presentation(scene.good, holder=holder, proof=proof)
    cases = [
        ("verifiablePresentation", proven, {"challenge": "c"}, "presentation-proof"),
        ("presentation", proven, {}, "presentation-proof"),
        ("verifiablePresentation", presentation(scene.good), {}, "presentation-unsigned"),
        ("presentation", presentation(scene.good), {"challenge": "c"}, "presentation-unsigned"),
        ("presentation", presentation(scene.good), {"domain": "d"}, "presentation-unsigned"),
    ]
    for member, shown, options, code in cases:
        for lang in ("zh", "en"):
            answer = scene.node.post(
                "/presentations/verify", {member: shown, "options": options}, **{"accept-language": lang}
            ).json()
            assert answer["verified"] is False
            (problem,) = answer["problemDetails"]
            assert problem["type"] == f"https://w3id.org/huren/problems/{code}"
            assert "presentation" in problem["detail"]
            assert problem["title"] == code
            assert answer["results"]["credentials"][0]["verified"] is True
            told = answer["results"]["presentation"]
            expected = {**options, **({"holder": holder} if shown is proven else {})}
            assert {name: value["input"] for name, value in told.items() if name != "proof"} == expected
            entries = [*told["proof"], *(value for name, value in told.items() if name != "proof")]
            assert not any(entry["verified"] for entry in entries)
    enveloped = {**presentation(scene.good), "type": "EnvelopedVerifiablePresentation"}
    other = presentation(scene.good, **{"@context": ["https://www.w3.org/2018/credentials/v1"]})
    for body in (
        {"presentation": enveloped},
        {"presentation": other},
        {"presentation": presentation()},
        {"presentation": presentation(*[scene.good] * 101)},
        {"presentation": presentation(scene.good), "verifiablePresentation": presentation(scene.good)},
    ):
        answer = scene.node.post("/presentations/verify", body)
        assert (answer.status_code, problem_of(answer)["code"]) == (400, "vcalm-request")


@settings(deadline=None, max_examples=examples(40))
@given(st.sampled_from(["good", "revoked", "suspended", "forged"]), st.data())
def test_encoded_verdicts_are_those_of_to_json(scene: Scene, name: str, data: Any) -> None:
    sample = getattr(scene, name)
    at = data.draw(st.integers(0, 40_000_000))
    verdict = verify(
        data.draw(st.sampled_from([sample, sample[:-2], b"", b"{}"])),
        scene.trust,
        policy=Policy(),
        now=scene.world.now,
        at=scene.world.now - timedelta(seconds=at),
        home=data.draw(st.sampled_from([None, scene.world.cq.did, scene.world.sc.did])),
    )
    for lang in ("zh", "en"):
        assert encode_verdict(verdict, lang) == orjson.dumps(verdict.to_json(lang))


def test_without_an_agreement_nothing_is_verified(tmp_path: Any) -> None:
    world = World()
    with running(tmp_path, world) as node:
        pass
    with Registry.open(tmp_path / "empty.db", demo=True, filings=FILINGS) as registry:
        client = TestClient(create_app(node.settings, registry, node.clock, servings=SERVINGS))
        with client:
            answer = client.post("/api/v1/verifications", json={"credential": "x"})
            assert problem_of(answer)["code"] == "nothing-to-trust"
            assert answer.headers["retry-after"] == "5"


def test_the_verdict_names_the_associations_that_join_by_records_of_the_node(tmp_path: Path) -> None:
    """One, a batch that other processes would answer, VCALM: the same, and as the verifier says it."""
    world = World()
    grant_technologies(world)
    about = signed(world, technology(world))
    joins, objects = (
        signed(world, listing(world, about, decision=decision, sequence=place))
        for place, decision in enumerate(("joins", "objects"), 1)
    )
    with running(tmp_path, world, batch_workers=1) as node:
        for data in (about, joins):
            node.registry.admit(data, now=world.now)
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        node.app.state.node.trust.note_change()
        assert node.verify(about)["codes"] == node.verify(about.decode())["codes"] == ["joint"]
        assert node.verify(about, through="2026-06-01")["codes"] == ["joint"]
        assert node.verify(joins)["codes"] == []
        node.registry.admit(objects, now=world.now)
        batch = {"verifications": [{"credential": json.loads(data)} for data in [about, joins] * 10]}
        verdicts = node.post("/api/v1/verifications/batch", batch).json()["verdicts"]
        assert [one["codes"] for one in verdicts] == [["objected"], ["listing-replaced"]] * 10
        told = node.post("/credentials/verify", {"verifiableCredential": json.loads(about)}).json()
        assert "objected" in json.dumps(told)

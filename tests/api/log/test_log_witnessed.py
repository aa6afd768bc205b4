"""A node under an agreement with `log: witnessed`: every face says whether a record is witnessed."""

from pathlib import Path

import pytest

from tests.verifier.attacks.freshness import witness_needed
from tests.world import World
from tests.world.api_node import running
from tests.world.association import digest_of


def test_every_face_of_a_node_says_whether_a_record_is_witnessed(tmp_path: Path) -> None:
    world = World()
    witness_needed(world)
    credential = world.issue()
    digest = digest_of(credential)
    with running(tmp_path, world) as node:
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)

        def asked() -> list[str]:
            """Return what each way of asking the node says about the log."""
            one = node.verify(credential)
            batch = node.post("/api/v1/verifications/batch", {"verifications": [{"credential": text}] * 2})
            vcalm = node.post(
                "/credentials/verify",
                {"verifiableCredential": one["credential"], "options": {"returnResults": True}},
            ).json()
            held = node.client.get(f"/api/v1/credentials/{digest}").json()["verdict"]
            assert vcalm["verified"] == (one["outcome"] == "valid")
            verdicts = [one, *batch.json()["verdicts"], held]
            return [f["code"] for verdict in verdicts for f in verdict["findings"] if f["check"] == "log"]

        text = credential.decode()
        page = f"/credentials/{digest}?lang=en"
        assert asked() == ["witness-needed"] * 4
        assert "not yet witnessed" in node.client.get(page).text
        node.cosign()
        assert asked() == ["witnessed"] * 4
        assert "Logged, witnessed by" in node.client.get(page).text
        assert "见证于" in node.client.get(f"/credentials/{digest}?lang=zh").text
        found = node.client.get("/enterprises?lang=en", params={"q": "示例", "home": world.sc.did})
        assert "cannot be confirmed" not in found.text.lower()
        agreement = node.client.get(f"/agreements/{world.text['agreement']}/{world.text['version']}?lang=en")
        assert "A record counts only when it is logged and witnessed" in agreement.text


def test_a_proof_in_the_request_is_judged(tmp_path: Path) -> None:
    """The node does not store this record; the log proof in the request comes from elsewhere."""
    world = World()
    witness_needed(world)
    with running(tmp_path, world) as node:
        node.fill()
        for name in ("cq", "sc", "cq"):
            node.publish(name)
        credential = world.issue()
        proof = world.inclusion_proof(credential).decode()

        def ask(**question: str) -> tuple[str, str]:
            verdict = node.verify(credential, **question)
            return verdict["outcome"], next(f["code"] for f in verdict["findings"] if f["check"] == "log")

        assert ask() == ("indeterminate", "witness-needed")
        assert ask(proof=proof) == ("valid", "witnessed")
        assert ask(proof=proof[:-9]) == ("indeterminate", "not-logged")
        both = [{"credential": credential.decode(), "proof": proof}, {"credential": credential.decode()}]
        answers = node.post("/api/v1/verifications/batch", {"verifications": both}).json()["verdicts"]
        assert [one["outcome"] for one in answers] == ["valid", "indeterminate"]


@pytest.mark.parametrize("proof", [1, None, "x" * 65_537])
def test_a_malformed_log_proof_is_refused(tmp_path: Path, proof: object) -> None:
    with running(tmp_path) as node:
        body = {"credential": "H1.1", "proof": proof}
        assert node.post("/api/v1/verifications", body).status_code in (400, 422)

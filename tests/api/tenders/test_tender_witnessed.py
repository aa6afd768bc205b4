"""POST /api/v1/tenders/check under `log: witnessed`: the node's own receipts decide as a register does."""

import json
from pathlib import Path
from typing import Any

import pytest

from registry.publishing.register import build_register
from tests.api.log.test_log_witnessed import cosign
from tests.api.tenders.test_tender_checks import Desk, bidders
from tests.verifier.attacks.freshness import witness_needed
from tests.verifier.tender.opening import tender
from tests.world import World
from tests.world.api_node import running
from verifier import TrustStore
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import bundle_of_register, search_register
from verifier.numbers.registered_log import prove_by
from verifier.tender import FoundCode, Paper, check, read_bidders, read_tender


def by_register(desk: Desk, handed_in: list[bytes]) -> Any:
    """What a terminal with `--with-register` comes to."""
    data = build_register(desk.node.registry)
    trust = TrustStore.from_bundle(bundle_of_register(data), pin=desk.node.world.pin)
    register = search_register(data, ())
    for one in handed_in:
        register.log_proofs.extend(prove_by(register.logs, read_credential(one), trust))
    papers = [Paper(f"000{n}", "0" * 64, (FoundCode(one),)) for n, one in enumerate(handed_in, start=1)]
    now = desk.node.world.now
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
        cosign(node)
        assert ask() == [("met", ["own-grade"])]

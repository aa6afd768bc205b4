"""Parity in a real browser: the same vectors with WebCrypto and, as over plain HTTP, without it."""

import json
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest

from signing.errors import HurenError
from tests.harness.browser import chromium, serving_files
from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.node import VENDOR
from tests.parity.parity import Recorder
from tests.verifier.attacks import ATTACKS
from tests.verifier.bundle_breaks import BREAKS
from tests.world import World

pytestmark = [pytest.mark.browser, pytest.mark.night]

RUN = """async (vectors) => {
    const { run } = await import('/tests/parity/js/parity.js');
    const failures = await run(JSON.parse(vectors));
    const { implementation } = await import('/web/signing/ed25519.js');
    return { failures, implementation, secure: globalThis.isSecureContext };
}"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Any]:
    """One Chromium for the module.

    Its name for this machine is not one that browsers trust like localhost.
    """
    with chromium(names=["plain.huren.test"]) as found:
        yield found


@pytest.fixture(scope="module")
def vectors() -> str:
    """An attack for every code and every broken bundle.

    Node has read all other vectors in the same modules.
    """
    found = Recorder()
    for name, scene in {**{code: attacks[0] for code, attacks in ATTACKS.items()}, **BREAKS}.items():
        with found.recording(name), suppress(HurenError):
            scene(World())
    assert len(found.cases) > 100
    return found.to_json()


@pytest.mark.parametrize(
    ("host", "secure"),
    [("127.0.0.1", True), ("plain.huren.test", False)],
    ids=["webcrypto", "noble"],
)
def test_verdicts_are_equal_in_chromium(browser: Any, vectors: str, host: str, secure: bool) -> None:
    if not secure and not VENDOR.exists():
        skip_group("vendor", "built without the browser libraries")
    with serving_files(ROOT) as port:
        page = browser.new_page()
        page.goto(f"http://{host}:{port}/tests/parity/js/parity.js")
        result = page.evaluate(RUN, vectors)
        page.close()
    assert result["failures"] == [], json.dumps(result["failures"][:3], ensure_ascii=False)[:4000]
    assert result["secure"] is secure
    assert result["implementation"] == ("webcrypto" if secure else "noble")

"""Log proofs that are dropped on the page (group `javascript`)."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.verifier.attacks.freshness import witness_needed
from tests.verify_page.page_visit import Site, node_at, verdict_of, visiting
from tests.world import World

pytestmark = pytest.mark.javascript


@pytest.fixture(scope="module")
def site(reader: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    world = World()
    witness_needed(world)
    with node_at(tmp_path_factory.mktemp("node"), world) as found:
        yield found


def test_a_proof_that_is_dropped_makes_its_credential_count(reader: Any, site: Site, tmp_path: Path) -> None:
    world = site.world
    first, second = world.issue(), world.issue()
    site.publish()
    files = {
        "first.json": first,
        "second.json": second,
        "first.tlog-proof": world.inclusion_proof(first),
        "second-proof.txt": world.inclusion_proof(second),
        "alone.tlog-proof": world.inclusion_proof(first, witnesses=()),
    }
    for name, data in files.items():
        (tmp_path / name).write_bytes(data)
    with visiting(reader, site) as person:
        page = person.open("/v")
        person.verify(page, tmp_path / "first.json")
        assert "须入日志并经见证方可采信" in page.locator(".result").first.inner_text()
        assert verdict_of(page) == ("indeterminate", "witness-needed")
        person.verify(page, tmp_path / "alone.tlog-proof")
        page.locator(".result", has_text="尚无见证").first.wait_for()
        # a proof alone asks again about what is in view
        person.verify(page, tmp_path / "first.tlog-proof")
        page.locator(".result", has_text="见证于").first.wait_for()
        assert verdict_of(page) == ("valid", "ok")
        assert "已采用文件 first.tlog-proof 中的日志存在性证明" in page.locator("#trust-state").inner_text()
        # with a credential beside it, in one go
        page = person.open("/v")
        person.verify(page, tmp_path / "second.json", tmp_path / "second-proof.txt")
        assert verdict_of(page) == ("valid", "ok")
        # on paper: of one answer among its checks, of many in each line
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert "见证于" in page.locator("#checks").inner_text()
        page = person.open("/v")
        person.verify(page, *(tmp_path / name for name in files if name != "alone.tlog-proof"))
        page.locator("tbody .mark.valid").nth(1).wait_for()
        page.evaluate("dispatchEvent(new Event('beforeprint'))")
        assert page.locator("#record tbody tr", has_text="见证于").count() == 2

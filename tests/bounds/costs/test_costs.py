"""In a large world no GET costs more than 1,600 verifications, nor 50 MB, nor more than it pays.

An address gains 20 tokens a second: at 200 verifications of 63 µs each it uses a quarter of a core.
"""

import gc
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from sqlalchemy import select

from api.http.rate_limits import Limits
from bench.service.api import bare_verify
from registry.database.tables import RECORD
from registry.publishing import parts
from registry.view.bundle_bytes import KeptParts
from tests.bounds.costs.large_world import BUSY, large_node
from tests.bounds.request_memory import give_back, read_memory
from tests.harness.asgi import flat_routes
from tests.pages.pages import HTML
from tests.world.api_node import Node

pytestmark = pytest.mark.bounds

MOST, MIB = 1_600, 1024 * 1024
MOST_BYTES = 50 * MIB
A_TOKEN = 200
"""Verifications; what costs fewer may be free."""
PURSE = 10_000_000
TRIES = 3
_LIMITS = (
    *("outlet cod <= 30 mg/L", "outlet nh3-n <= 5 mg/L", "outlet tp <= 1 mg/L", "outlet tn <= 15 mg/L"),
    *("outlet ss <= 10 mg/L", "removal cod >= 90 %", "removal nh3-n >= 80 %", "removal tp >= 80 %"),
    *("removal tn >= 70 %", "removal ss >= 90 %"),
)
REQUIRE = "&".join(f"require={quote(limit)}" for limit in _LIMITS)


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Node]:
    node = large_node(tmp_path_factory.mktemp("large"), rate_per_minute=1_200, rate_burst=PURSE)
    with node.client:
        yield node
    node.registry.close()


class Held:
    """One record of each kind, for addresses."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def one(self, kind: str) -> tuple[str, dict[str, Any]]:
        """Digest and document of a record."""
        query = select(RECORD.c.digest, RECORD.c.data).where(RECORD.c.kind == kind).limit(1)
        (row,) = self.node.registry.rows(query)
        return row.digest, json.loads(row.data)


def addresses_of(node: Node) -> dict[str, tuple[str, ...]]:
    """What is asked of each route: the most that it gives, and what is dear to find."""
    held = Held(node)
    (technology, _), (notice, _), (resolution, _) = map(held.one, ("technology", "notice", "resolution"))
    digest, credential = held.one("capability")
    manifest, _ = held.one("manifest")
    number = credential["credentialSubject"]["assessment"]["certificateNumber"]
    scheme = credential["credentialSubject"]["assessment"]["scheme"]
    did, site = node.world.cq.did, "cq.huren.example"
    text = node.client.get("/api/v1/agreements").json()
    version = text["versions"][-1]["version"] if "versions" in text else 1
    api, listed = "/api/v1/credentials", f"/api/v1/technologies?limit=40&{REQUIRE}"
    whole = "?limit=500"
    return {
        "/": ("/",),
        "/search": ("/search?q=示例", "/search?status=revoked", f"/search?q={BUSY}"),
        api: (f"{api}{whole}", f"{api}{whole}&status=revoked", f"{api}{whole}&q=示例"),
        f"{api}/{{reference:path}}": (f"{api}/{credential['id']}",),
        "/credentials/{reference:path}": (f"/credentials/{number}", f"/credentials/{digest}"),
        "/enterprises/{uscc}": (f"/enterprises/{BUSY}",),
        "/enterprises/{uscc}/feed.atom": (f"/enterprises/{BUSY}/feed.atom",),
        "/api/v1/enterprises/{uscc}": (f"/api/v1/enterprises/{BUSY}",),
        "/api/v1/numbers": (f"/api/v1/numbers?number={number}", "/api/v1/numbers?number=NOPE-1"),
        "/api/v1/numbers/proof": (f"/api/v1/numbers/proof?number={number}&issuer={did}",),
        "/api/v1/standards": ("/api/v1/standards?limit=100",),
        "/api/v1/standards/{code}": ("/api/v1/standards/criteria-1",),
        "/standards": ("/standards",),
        "/standards/{code}": ("/standards/criteria-1",),
        "/api/v1/resolutions": tuple(
            f"/api/v1/resolutions?limit=100{state}" for state in ("", "&state=pending", "&state=adopted")
        ),
        "/api/v1/resolutions/{reference:path}": (f"/api/v1/resolutions/{resolution}",),
        "/resolutions": ("/resolutions", "/resolutions?state=pending"),
        "/resolutions/{reference:path}": (f"/resolutions/{resolution}",),
        "/resolutions/feed.atom": ("/resolutions/feed.atom",),
        "/resolutions/calendar.ics": ("/resolutions/calendar.ics",),
        "/api/v1/open-items": ("/api/v1/open-items?limit=100",),
        "/api/v1/technologies": ("/api/v1/technologies?limit=40", listed),
        "/api/v1/technologies/{reference}": (f"/api/v1/technologies/{technology}",),
        "/technologies": ("/technologies", f"/technologies?{REQUIRE}"),
        "/technologies/{reference}": (f"/technologies/{technology}",),
        "/technologies/compare": (f"/technologies/compare?id={technology}",),
        "/api/v1/notices": ("/api/v1/notices?limit=500",),
        "/api/v1/notices/{reference}": (f"/api/v1/notices/{notice}",),
        "/api/v1/notices/{reference}/matches": (f"/api/v1/notices/{notice}/matches?limit=40",),
        "/notices": ("/notices",),
        "/notices/{reference}": (f"/notices/{notice}",),
        "/notices/calendar": ("/notices/calendar",),
        "/notices/feed.atom": ("/notices/feed.atom",),
        "/notices/calendar.ics": ("/notices/calendar.ics",),
        "/schemes": ("/schemes",),
        "/schemes/{scheme}": (f"/schemes/{scheme}",),
        "/schemes/{scheme}/feed.atom": (f"/schemes/{scheme}/feed.atom", "/schemes/cq-technology/feed.atom"),
        "/associations": ("/associations",),
        "/associations/{did}": (f"/associations/{did}",),
        "/associations/{did}/log": (f"/associations/{did}/log",),
        "/associations/{did}/log.atom": (f"/associations/{did}/log.atom",),
        "/records/{digest}": (f"/records/{manifest}",),
        "/api/v1/records/{digest}": (f"/api/v1/records/{technology}",),
        "/api/v1/records/{digest}/proof": (f"/api/v1/records/{technology}/proof",),
        "/agreements": ("/agreements",),
        "/agreements/{name}/{number}": (f"/agreements/{node.world.pin}/{version}",),
        "/api/v1/agreements/{name}/{version}": (f"/api/v1/agreements/{node.world.pin}/{version}",),
        "/{site:path}/parts/{name}.json": tuple(
            f"/{site}/parts/{name}.json" for name in ("technologies", "notices", "numbers", "nope")
        ),
        "/{site:path}/log/loose.ndjson.gz": (f"/{site}/log/loose.ndjson.gz",),
        "/{site:path}/log/data/{pack:path}": (f"/{site}/log/data/000.ndjson.gz", f"/{site}/log/data/0"),
        "/{site:path}/log/tile/{tile:path}": (f"/{site}/log/tile/0/000",),
        "/{site:path}/log/checkpoint": (f"/{site}/log/checkpoint",),
        "/{site:path}/log/checkpoints/{size}": (f"/{site}/log/checkpoints/1",),
        "/{site:path}/log/key": (f"/{site}/log/key",),
        "/{site:path}/status/{purpose}/{number}": (f"/{site}/status/revocation/1",),
        "/{site:path}/records/{name}.json": (f"/{site}/records/{technology}.json",),
        "/problems/{name}": ("/problems/ok", "/problems/body-too-large"),
        "/schemas/{kind}": ("/schemas/technology",),
    }


class Cost(NamedTuple):
    """Processor time of a request in bare verifications of the same moment, memory beside, tokens paid."""

    verifications: float
    peak: int
    tokens: int

    @property
    def fits(self) -> bool:
        """Whether it is within its bounds and paid for."""
        worth = min(MOST, (self.tokens + 1) * A_TOKEN)
        return self.verifications <= worth and self.peak <= MOST_BYTES


def cost_of(node: Node, path: str, bare: Any) -> Cost:
    """What a request costs, by one who has paid for nothing yet."""
    node.app.state.node.limits = Limits(1_200, PURSE, node.clock.monotonic)
    headers = {"accept": "*/*"} if path.startswith("/api") else HTML
    begin = read_memory("VmRSS")
    Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    answer = node.client.get(path, headers=headers)
    spent = time.process_time() - start
    peak = read_memory("VmHWM") - begin
    assert answer.status_code < 500, (path, answer.status_code)
    start = time.process_time()
    for _ in range(100):
        bare()
    tokens = PURSE - int(answer.headers.get("ratelimit-remaining", PURSE))
    return Cost(spent * 100 / (time.process_time() - start), peak, tokens)


def test_no_get_costs_more_than_its_bound(node: Node) -> None:
    """Whoever is over it is asked twice more: what is worked out once for all is there then."""
    asked = addresses_of(node)
    templates = {route.path for route in flat_routes(node.app.routes) if "GET" in route.methods}
    for path in templates - asked.keys():
        if "{" not in path:
            asked[path] = (path,)
    (row,) = node.registry.rows(select(RECORD.c.data).where(RECORD.c.kind == "capability").limit(1))
    bare, over = bare_verify(row.data), {}
    gc.collect()
    give_back()
    for path in sorted(path for paths in asked.values() for path in paths):
        for _ in range(TRIES):
            cost = cost_of(node, path, bare)
            if cost.fits:
                break
        else:
            over[path] = cost
    assert over == {}, "what is too dear, or does not pay"


def test_every_route_with_a_reference_is_asked(node: Node) -> None:
    """But for those of papers and files, which have bounds of their own (test_papers, test_memory)."""
    asked = addresses_of(node)
    templates = {
        route.path for route in flat_routes(node.app.routes) if "GET" in route.methods and "{" in route.path
    }
    elsewhere = ("/api/v1/credentials/{reference:path}/", "/brand/", "/samples/", "/static/", "/numbers/")
    left = {
        path
        for path in templates - asked.keys()
        if not path.startswith(elsewhere)
        and f"/{{site:path}}{path}" not in asked
        and not path.startswith(("/{site:path}/.well", "/{site:path}/did", "/{site:path}/numbers"))
    }
    assert left <= {"/records/{digest}/counts.csv", "/witness/{log}/checkpoint"}, left


def test_a_part_is_made_once_and_none_that_nobody_names(node: Node, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    join = parts._join
    monkeypatch.setattr(parts, "_join", lambda *asked: made.append(asked[2]) or join(*asked))
    node.registry.read(lambda view: setattr(view.memory, "parts", KeptParts()))
    for name, status in (("nope", 404), ("technologies", 200), ("technologies", 200), ("numbers", 200)):
        answer = node.client.get(f"/cq.huren.example/parts/{name}.json")
        assert answer.status_code == status, name
    assert made == ["technologies", "numbers"]

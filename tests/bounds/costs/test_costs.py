"""In a large world no GET costs more than 1,600 verifications, 50 MB, or what its route declares."""

import gc
import json
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import quote

import pytest
from sqlalchemy import Engine, event, func, select

from api.http.costs import A_TOKEN, REQUEST, Cost, cost_of
from api.http.rate_limits import Limits
from bench.scene import bare_verify
from registry.database.tables import RECORD
from registry.publishing import parts
from registry.view.bundle_bytes import KeptParts
from tests.bounds.costs.large_world import BUSY, large_node
from tests.bounds.request_memory import give_back, read_memory
from tests.harness.asgi import flat_routes
from tests.pages.pages import HTML
from tests.verifier.tender.opening import single, tender
from tests.world.api_node import JSON, NDJSON, Node

pytestmark = pytest.mark.bounds

MOST, MIB = 1_600, 1024 * 1024
MOST_BYTES = 50 * MIB
PURSE = 10_000_000
TRIES, BARE = 8, 100
_LIMITS = (
    *("outlet cod <= 30 mg/L", "outlet nh3-n <= 5 mg/L", "outlet tp <= 1 mg/L", "outlet tn <= 15 mg/L"),
    *("outlet ss <= 10 mg/L", "removal cod >= 90 %", "removal nh3-n >= 80 %", "removal tp >= 80 %"),
    *("removal tn >= 70 %", "removal ss >= 90 %"),
)
REQUIRE = "&".join(f"require={quote(limit)}" for limit in _LIMITS)


class Rows:
    """Count of the rows that the database gave, and of the records among them."""

    def __init__(self) -> None:
        self.all = self.records = 0

    def count(self, connection: Any, _: object) -> None:
        connection.row_factory = self._count

    def _count(self, _: object, row: tuple[Any, ...]) -> tuple[Any, ...]:
        self.all += 1
        self.records += any(isinstance(value, bytes) for value in row)
        return row


@pytest.fixture(scope="module")
def rows() -> Iterator[Rows]:
    rows = Rows()
    event.listen(Engine, "connect", rows.count)
    yield rows
    event.remove(Engine, "connect", rows.count)


@pytest.fixture(
    scope="module", params=[8, pytest.param(1, marks=pytest.mark.night)], ids=["an eighth", "whole"]
)
def node(
    rows: Rows, tmp_path_factory: pytest.TempPathFactory, request: pytest.FixtureRequest
) -> Iterator[Node]:
    """The node, after a garbage collection, so that requests do not pay for making the world."""
    node = large_node(
        tmp_path_factory.mktemp("large"), request.param, rate_per_minute=1_200, rate_burst=PURSE
    )
    gc.collect()
    gc.freeze()
    with node.client:
        yield node
    gc.unfreeze()
    node.registry.close()


class Held:
    """One record of each kind, for addresses that name one."""

    def __init__(self, node: Node) -> None:
        self.node = node

    def one(self, kind: str) -> tuple[str, dict[str, Any]]:
        """Return digest and document of a record."""
        query = select(RECORD.c.digest, RECORD.c.data).where(RECORD.c.kind == kind).limit(1)
        (row,) = self.node.registry.rows(query)
        return row.digest, json.loads(row.data)

    def longest(self, kind: str) -> str:
        """Digest of the longest record."""
        query = select(RECORD.c.digest).where(RECORD.c.kind == kind)
        return str(self.node.registry.rows(query.order_by(func.length(RECORD.c.data).desc()))[0].digest)


def addresses_of(node: Node) -> dict[str, tuple[str, ...]]:
    """Return what to ask of each route: the longest answers, and those that are dear to find."""
    held = Held(node)
    (technology, _), (notice, _), (resolution, _) = map(held.one, ("technology", "notice", "resolution"))
    listed_open = held.longest("list-notice")
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
        "/search": ("/search?q=示例公司", "/search?status=revoked", f"/search?q={BUSY}"),
        api: (
            f"{api}?limit=1&q=示例",
            f"{api}{whole}",
            f"{api}{whole}&status=revoked",
            f"{api}{whole}&q=示例",
        ),
        f"{api}/{{reference:path}}": (f"{api}/{credential['id']}",),
        "/credentials/{reference:path}": (f"/credentials/{number}", f"/credentials/{digest}"),
        "/enterprises/{uscc}": (f"/enterprises/{BUSY}",),
        "/enterprises/{uscc}/feed.atom": (f"/enterprises/{BUSY}/feed.atom",),
        "/enterprises/{uscc}/calendar.ics": (f"/enterprises/{BUSY}/calendar.ics",),
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
        "/api/v1/notices": ("/api/v1/notices?limit=500", "/api/v1/notices?limit=1"),
        "/api/v1/notices/{reference}": (f"/api/v1/notices/{notice}",),
        "/api/v1/notices/{reference}/matches": (f"/api/v1/notices/{notice}/matches?limit=40",),
        "/notices": ("/notices",),
        "/notices/{reference}": (f"/notices/{notice}",),
        "/notices/calendar": ("/notices/calendar",),
        "/notices/feed.atom": ("/notices/feed.atom",),
        "/notices/calendar.ics": ("/notices/calendar.ics",),
        "/api/v1/list-notices": ("/api/v1/list-notices?limit=200", "/api/v1/list-notices?limit=1"),
        "/api/v1/list-notices/{reference}": (f"/api/v1/list-notices/{listed_open}",),
        "/list-notices": ("/list-notices", f"/list-notices?uscc={BUSY}"),
        "/list-notices/{reference}": (f"/list-notices/{listed_open}", f"/list-notices/{listed_open}?words=9"),
        "/list-notices/{reference}/items.csv": (f"/list-notices/{listed_open}/items.csv",),
        "/list-notices/feed.atom": ("/list-notices/feed.atom",),
        "/list-notices/calendar.ics": ("/list-notices/calendar.ics",),
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


class Spent(NamedTuple):
    """Cost of a request: processor time in bare verifications of the same moment, rows, memory, tokens."""

    verifications: float
    peak: int
    records: int
    kib: float
    tokens: float

    def fits(self, declared: Cost) -> bool:
        """Tell whether the cost is within the common bounds and those of its route, and is paid for."""
        most = min(MOST, self.tokens * A_TOKEN)
        return (
            self.verifications <= most <= declared.work() + 1e-3
            and self.peak <= MOST_BYTES
            and self.records <= declared.rows
            and self.kib <= declared.kib
        )


def spent_on(node: Node, rows: Rows, bare: Any, method: str, path: str, **sent: Any) -> Spent:
    """Measure a request from a client that has not paid for anything yet; its time, if there is a `bare`."""
    limits = Limits(1_200, PURSE, node.clock.monotonic)
    node.app.state.node.limits = limits
    headers = {"accept": "*/*"} if path.startswith("/api") else HTML
    begin, rows.records = read_memory("VmRSS"), 0
    Path("/proc/self/clear_refs").write_text("5")
    start = time.process_time()
    answer = node.client.request(method, path, follow_redirects=False, **{"headers": headers, **sent})
    spent = time.process_time() - start
    peak = read_memory("VmHWM") - begin
    assert answer.status_code < 500, (path, answer.status_code)
    verifications = 0.0
    if bare is not None:
        start = time.process_time()
        for _ in range(BARE):
            bare()
        verifications = spent * BARE / (time.process_time() - start)
    tokens = PURSE - next((tokens for tokens, _ in limits._buckets.values()), PURSE)
    return Spent(verifications, peak, rows.records, len(answer.content) / 1024, tokens)


@pytest.fixture(scope="module")
def bare(node: Node) -> Any:
    """Verify one signature and nothing else."""
    (row,) = node.registry.rows(select(RECORD.c.data).where(RECORD.c.kind == "capability").limit(1))
    return bare_verify(row.data)


def test_no_get_costs_more_than_its_bound(
    node: Node, rows: Rows, bare: Any, request: pytest.FixtureRequest
) -> None:
    """An address over its bound is asked again, when what is computed once is cached.

    Processor time is compared in the whole world, at night: beside another worker the largest are over.
    """
    timed = bare if "whole" in request.node.name else None
    asked, over = addresses_of(node), {}
    declared = {
        route.path: cost_of(route) for route in flat_routes(node.app.routes) if "GET" in route.methods
    }
    for path in declared.keys() - asked.keys():
        if "{" not in path:
            asked[path] = (path,)
    gc.collect()
    give_back()
    for template, paths in sorted(asked.items()):
        cost = declared.get(template) or declared[template.removeprefix("/{site:path}")]
        for path in paths if cost != Cost() else ():
            for _ in range(TRIES):
                spent = spent_on(node, rows, timed, "GET", path)
                if spent.fits(cost):
                    break
            else:
                over[path] = spent, cost, cost.work()
    assert over == {}, "what is too dear, or takes more than it declares or pays"


@pytest.mark.night
def test_what_is_sent_costs_no_more_than_it_pays(node: Node, rows: Rows, bare: Any) -> None:
    """Credentials, technologies, new records and known ones, a tender."""
    world = node.world
    held = {
        kind: [
            json.loads(row.data)
            for row in node.registry.rows(select(RECORD.c.data).where(RECORD.c.kind == kind).limit(200))
        ]
        for kind in ("capability", "technology")
    }
    credentials, technologies = held.values()
    opening = {
        "tender": tender(),
        "bidders": {"type": "Bidders/1", "version": 1, "bidders": [single()]},
        "credentials": {"B1": [*credentials, *technologies]},
    }
    new = [world.issue(by="cq") for _ in range(100)]
    lines = b"\n".join([*new, *(world.suspend(one) for one in new[:50])])
    presentation = {
        "@context": ["https://www.w3.org/ns/credentials/v2"],
        "type": ["VerifiablePresentation"],
        "verifiableCredential": credentials[:100],
    }
    trqp = {"entity_id": world.cq.did, "authority_id": world.sc.did, "action": "recognize", "resource": "x"}
    sent: list[tuple[str, Any]] = [
        *(("/api/v1/verifications", {"credential": some[0]}) for some in held.values()),
        *(
            ("/api/v1/verifications/batch", {"verifications": [{"credential": one} for one in some]})
            for some in held.values()
        ),
        ("/api/v1/tenders/check", opening),
        ("/credentials/verify", {"verifiableCredential": credentials[0]}),
        ("/presentations/verify", {"presentation": presentation}),
        ("/recognition", trqp),
        ("/api/v1/records", world.issue(by="cq")),
        *(("/api/v1/records/batch", some) for some in (lines, lines, b"{}\n" * 1_000)),
    ]
    over = {}
    for path, value in sent:
        data = value if isinstance(value, bytes) else json.dumps(value, ensure_ascii=False).encode()
        headers = NDJSON if path.endswith("records/batch") else JSON
        for _ in range(TRIES):
            spent = spent_on(node, rows, bare, "POST", path, content=data, headers=headers)
            if spent.verifications <= spent.tokens * A_TOKEN:
                break
        else:
            over[path, data[:60]] = spent
    assert over == {}, "what takes more than it pays"


def test_a_current_feed_is_not_made_again(node: Node, rows: Rows) -> None:
    """Nor a calendar: nothing is read but what is newest, and nothing paid but the request."""
    feeds = {path: one for path, one in addresses_of(node).items() if path.endswith((".atom", ".ics"))}
    assert len(feeds) == 10
    for path in (path for paths in feeds.values() for path in paths):
        rows.all = 0
        first = node.client.get(path, headers=HTML)
        made, rows.all = rows.all, 0
        known = {**HTML, "if-none-match": first.headers["etag"]}
        spent = spent_on(node, rows, None, "GET", path, headers=known)
        assert node.client.get(path, headers=known).status_code == 304
        assert (spent.records, spent.kib) == (0, 0), path
        assert rows.all / 2 < 0.2 * made, path
        assert spent.tokens == pytest.approx(REQUEST / A_TOKEN), path


def test_every_route_with_a_reference_is_asked(node: Node) -> None:
    """Papers and files have bounds of their own (test_papers, test_memory)."""
    asked = addresses_of(node)
    templates = {
        route.path for route in flat_routes(node.app.routes) if "GET" in route.methods and "{" in route.path
    }
    elsewhere = ("/api/v1/credentials/{reference:path}/", "/brand/", "/samples/", "/static/")
    left = {
        path
        for path in templates - asked.keys()
        if not path.startswith(elsewhere)
        and f"/{{site:path}}{path}" not in asked
        and not path.startswith(("/{site:path}/.well", "/{site:path}/did"))
    }
    assert left <= {
        "/records/{digest}/counts.csv",
        "/records/{digest}/enterprises.csv",
        "/witness/{log}/checkpoint",
    }, left


def test_a_part_is_made_once_and_only_if_a_manifest_names_it(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    made: list[str] = []
    join = parts._join
    monkeypatch.setattr(parts, "_join", lambda *asked: made.append(asked[2]) or join(*asked))
    node.registry.read(lambda view: setattr(view.memory, "parts", KeptParts()))
    for name, status in (("nope", 404), ("technologies", 200), ("technologies", 200), ("numbers", 200)):
        answer = node.client.get(f"/cq.huren.example/parts/{name}.json")
        assert answer.status_code == status, name
    assert made == ["technologies", "numbers"]

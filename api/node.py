"""The state that all routes of one application share: settings, registry, clock, trust data, limits."""

import asyncio
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import datetime
from functools import partial
from math import inf
from pathlib import Path
from threading import Event
from typing import Any, TypeVar

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request

from api.answers.counting.amendments import Amendments
from api.answers.counting.overview import Overview
from api.answers.counting.statistics import Statistics
from api.answers.node_brand import NodeBrand
from api.answers.node_facts import NodeFacts, describe_node, read_gauges
from api.answers.offline_page import OfflinePages
from api.answers.peers.running import Peers, repeat, repeat_each
from api.answers.questions import tally
from api.answers.readiness import Check, Readiness
from api.answers.standings.search_place import SearchPlace
from api.answers.trust_holder import TrustHolder
from api.answers.worker_pool import ProvenTrust, Workers
from api.clock import Clock
from api.http.body import load_body
from api.http.body_memory import Room
from api.http.costs import Cost
from api.http.language import choose_language
from api.http.rate_limits import Limits, bucket_of
from api.metrics import Metrics
from api.paper.cache import Papers
from api.settings import Settings
from credentials.documents.agreement import AgreementText
from credentials.record import JsonObject
from registry import Registry
from registry.sync.witness import recall_cosigned
from registry.view.view import RegistryView
from signing.errors import HurenError, Lang
from signing.signer import KeySigner
from verifier import Verdict
from web.served_page import TENDER

T = TypeVar("T")

BYTES_A_TOKEN = 4096
"""Bytes of a body that cost one token; a credential is shorter."""


@dataclass(slots=True)
class Node:
    """One node, as `app.state.node`. Only its settings are ever replaced, by `adopt`."""

    settings: Settings
    registry: Registry
    clock: Clock
    trust: TrustHolder
    readiness: Readiness
    limits: Limits
    room: Room
    workers: Workers
    statistics: Statistics
    overview: Overview
    amendments: Amendments
    papers: Papers
    offline_pages: OfflinePages
    offline_tender_pages: OfflinePages
    about: NodeFacts
    brand: NodeBrand
    metrics: Metrics
    searches: SearchPlace
    peers: Peers
    samples: Path | None = None
    """Folder of a demo's samples; None on other nodes."""
    kept: dict[str, Any] = field(default_factory=dict)
    """Data that each apartment keeps in this node, by the name of the apartment."""
    pools: list[Workers] = field(default_factory=list)
    """The processes of this node, with those of apartments."""
    stopping: Event = field(default_factory=Event)
    """Set when open requests must end; work in threads then stops at its next step."""

    @classmethod
    def of(
        cls,
        settings: Settings,
        registry: Registry,
        clock: Clock,
        samples: Path | None,
        metrics: Metrics,
        *,
        signers: Sequence[KeySigner] = (),
    ) -> "Node":
        """Return a node on an open registry, which the caller closes; BrandError as for `NodeBrand`."""
        statistics, stopping = Statistics(registry), Event()
        workers = Workers(settings.batch_workers, tell=partial(metrics.count_verdicts, "batch"))
        return cls(
            settings,
            registry,
            clock,
            TrustHolder(
                registry,
                monotonic=clock.monotonic,
                poll=settings.trust_poll_seconds,
                wait=settings.trust_wait_seconds,
            ),
            Readiness(registry, monotonic=clock.monotonic),
            Limits(settings.rate_per_minute, settings.rate_burst, clock.monotonic),
            Room(settings.body_memory, settings.batch_bytes),
            workers,
            statistics,
            Overview(registry, statistics, monotonic=clock.monotonic),
            Amendments(registry, monotonic=clock.monotonic),
            Papers(),
            OfflinePages(),
            OfflinePages(TENDER),
            NodeFacts(registry, clock),
            NodeBrand(settings.brand, settings.other_nodes),
            metrics,
            SearchPlace(registry, settings.replica, monotonic=clock.monotonic),
            Peers(registry, signers, stopping),
            samples,
            pools=[workers],
            stopping=stopping,
        )

    def adopt(self, settings: Settings) -> None:
        """Apply the new settings that may change while the node runs (settings.RELOADED).

        BrandError for a brand that cannot be shown; nothing changes then.
        """
        self.brand.change(settings.brand, settings.other_nodes)
        self.settings = settings
        self.limits.change(settings.rate_per_minute, settings.rate_burst)
        self.room.change(settings.body_memory, settings.batch_bytes)

    def open_pool(self, count: int) -> Workers:
        """Open separate processes for an apartment, at most as many as batches have."""
        self.pools.append(Workers(min(count, self.settings.batch_workers)))
        return self.pools[-1]

    def speaker(self, trusted: ProvenTrust | None = None) -> NodeBrand:
        """Return the brand for a page, under the agreement in `trusted`, else in the trust data at hand."""
        self.brand.hear(self._text(trusted or self.trust.last))
        return self.brand

    async def prepare(self) -> None:
        """Load the brand and the cosignatures, which the first answers need.

        If the registry cannot give one of them now, the node asks again later.
        """
        with suppress(HurenError):
            self.brand.hear(await run_in_threadpool(self.registry.text, self.now()))
        with suppress(HurenError):
            await run_in_threadpool(recall_cosigned, self.registry)

    def close(self) -> None:
        """Stop the work under way, and close the processes."""
        self.stopping.set()
        self.peers.stop()
        for pool in self.pools:
            pool.close()
        self.papers.close()
        self.searches.close()

    def begin_tasks(self) -> "Iterator[asyncio.Task[None]]":
        """Start the tasks beside the requests: signing own heads, pulling from peers."""
        if self.settings.checkpoint_seconds:
            yield self._repeat(self.settings.checkpoint_seconds, self.peers.sign_heads)
        if self.settings.sync_seconds:
            yield asyncio.create_task(
                repeat_each(
                    self.settings.sync_seconds,
                    lambda: self.settings.peers,
                    lambda issuer: self.peers.take(self.settings, issuer, self.now()),
                    self.trust.note_change,
                    self.peers.threads,
                )
            )

    def _repeat(self, seconds: float, work: Callable[[Settings, datetime], bool]) -> "asyncio.Task[None]":
        once = lambda: work(self.settings, self.now())  # noqa: E731 - reads the settings anew each time
        return asyncio.create_task(repeat(seconds, once, self.trust.note_change))

    def _text(self, trusted: ProvenTrust | None) -> AgreementText | None:
        return trusted.store.chain.in_force_or_last(self.now()).text if trusted is not None else None

    def now(self) -> datetime:
        """Return this moment."""
        return self.clock.now()

    async def check_ready(self) -> list[Check]:
        """Return the checks of this node's readiness."""
        elsewhere = {**self.settings.other_nodes, **self.settings.peers}
        return await self.readiness.check(self.trust, elsewhere, self.now(), self.stopping)

    async def describe(self, trusted: ProvenTrust | None) -> JsonObject:
        """Return the members of `NodeView`."""
        brand = self.speaker(trusted).brand
        return describe_node(await self.about.kept(), trusted, self.settings, brand, self.now())

    async def render_metrics(self) -> bytes:
        """Return the counts of this process, and the sizes and ages of the records here (`api.metrics`)."""
        trusted, kept = await self.trust.known(), await self.about.logs()
        waiting = sum(pool.waiting for pool in self.pools)
        amiss = await self.about.amiss()
        gauges = read_gauges(trusted, kept, amiss, self.settings, waiting=waiting, now=self.now())
        return self.metrics.render(gauges)

    def tell_verdict(self, face: str, verdict: Verdict) -> None:
        """Count a verdict that was given through `face` (`Metrics.count_verdicts`)."""
        self.metrics.count_verdicts(face, tally([verdict]))

    async def read(self, work: Callable[[RegistryView], T]) -> T:
        """Return `work(view)` on one unchanging view of the registry, in a thread."""
        return await run_in_threadpool(self.registry.read, work)

    async def take_body(self, request: Request, *, limit: int, types: Iterable[str] | None) -> bytes:
        """Return the body and charge for its size: one part for each BYTES_A_TOKEN or fraction.

        Raises the errors of `load_body`, and ApiError too-many-requests.
        """
        # charges one part before it reads a byte, so that a client without tokens sends nothing; the rest
        # follows by size
        self.charge(request, 1)
        share = self.room.open(bucket_of(request.client.host if request.client is not None else None))
        request.scope["state"]["share"] = share
        seconds = self.settings.body_seconds
        rest = self.settings.batch_bytes  # the longest body that any route takes
        data = await load_body(request, limit=limit, rest=rest, seconds=seconds, types=types, share=share)
        self.charge(request, -(-len(data) // BYTES_A_TOKEN))
        return data

    def charge(self, request: Request, parts: int | None = None, *, owed: bool = False) -> None:
        """Charge the unpaid cost of this request, for `parts` parts or the highest cost.

        A POST costs at least a token for each part, up to a bucket. A full bucket lets any request begin; the
        rest becomes a debt. A small cost may become a debt of up to one bucket, so that an address without
        tokens can still look things up. A cost no higher than that of a refusal is free. Raises ApiError
        too-many-requests, but never for `owed` work, which is already done.
        """
        client, state, burst = request.client, request.scope["state"], self.settings.rate_burst
        cost: Cost = state["cost"]
        paid: float = state.get("paid", 0)
        sent = min(parts or 0, burst) if request.method == "POST" else 0
        price = max(sent, cost.tokens(parts))
        # a cost no higher than that of a refusal is free: refusing would cost as much
        if price <= paid or cost == Cost():
            return
        needed = -inf if owed else min(price, burst) - paid
        if request.method != "POST" and cost.is_small:
            # an address without tokens can still look things up
            needed -= burst
        address = client.host if client is not None else None
        share = self.limits.take(address, price - paid, needed=needed)
        state["paid"] = price
        if share is not None:
            state["rate_headers"] = share.headers


def node_of(request: Request) -> Node:
    """Return the node that answers this request."""
    node: Node = request.app.state.node
    return node


def language_of(request: Request) -> Lang:
    """Return the language this request asks for."""
    return choose_language(request.headers.get("accept-language"))


def request_id_of(request: Request) -> str:
    """Return the id of this request."""
    request_id: str = request.scope["state"]["request_id"]
    return request_id

"""The server: one process that listens until a signal stops it."""

import asyncio
import gc
import os
import signal
import socket
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial
from pathlib import Path
from threading import Event
from types import FrameType
from typing import Any, cast

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.clock import Clock, SystemClock, new_request_id
from api.errors import ApiError
from api.metrics import Metrics
from api.paper.cache import check_font
from api.server.connection import BoundedProtocol, Bounds, Crowd
from api.server.host_limits import is_container, make_room, warn_of_one_bucket
from api.server.log_lines import set_up_logging
from api.server.proxies import BehindProxies
from api.server.reload import reload_settings
from api.server.service_manager import Manager
from api.serving import Serving
from api.settings import Settings
from credentials.words.os_refusals import explain_system
from registry import Registry
from registry.lookup.speaker import check_brand
from signing.signer import KeySigner

BACKLOG = 2048

TURN_SECONDS = 0.0005
"""Time that a thread may keep the interpreter while another waits for it.

A submission makes twenty database calls, and after each one waits for the interpreter behind verifications.
With Python's default of 5 ms these waits would add up to a tenth of a second.
"""

CHECK_TICKS = 5
"""Ticks, in tenths of a second, between two checks of the connections' times."""


class _Server(uvicorn.Server):
    """A server that a signal ends without error: it does not raise the signal again."""

    manager = Manager()
    reload: Callable[[], None] | None = None
    stop: Event | None = None

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Start, and tell the service manager that the server takes requests."""
        await super().startup(sockets)
        if self.reload is not None and hasattr(signal, "SIGHUP"):
            asyncio.get_running_loop().add_signal_handler(signal.SIGHUP, self.reload)
        self.manager.tell("READY=1")

    async def on_tick(self, counter: int) -> bool:
        """Check the connections; uvicorn calls this every tenth of a second in the loop that answers
        requests."""
        if self.stop is not None and self.stop.is_set():
            self.should_exit = True
        if counter % CHECK_TICKS == 0:
            now = asyncio.get_running_loop().time()
            for connection in [*self.server_state.connections]:
                cast("BoundedProtocol", connection).check(now)
        return await super().on_tick(counter)

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        """Tell the service manager, then shut down."""
        self.manager.tell("STOPPING=1")
        await super().shutdown(sockets)

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as uvicorn calls it
        """Stop; at the second signal, do not wait for requests under way."""
        self.force_exit = self.should_exit
        self.should_exit = True


def run_node(
    settings: Settings,
    registry: Registry,
    *,
    announce: Callable[[str], None],
    servings: Iterable[Serving],
    clock: Clock | None = None,
    any_port: bool = False,
    samples: Path | None = None,
    metrics: Metrics | None = None,
    signers: Sequence[KeySigner] = (),
    manager: Manager | None = None,
    reload: Callable[[], Settings] | None = None,
) -> None:
    """Serve the registry until SIGTERM or Ctrl-C; requests under way get `stop_seconds`.

    `announce` gets the address once the server listens on it. With `any_port` the server takes a free port if
    the configured one is in use. `metrics` counts the work of the registry; `manager` hears that the node is
    ready, alive and stopping; `reload` reads the settings again at SIGHUP.

    Raises ApiError when nothing can be listened on, BrandError for a brand that no page may show, and
    RegistryError for a database that was rewound: it lacks later records (registry.log.last_heads).
    """
    clock = clock or SystemClock()
    check_font(settings.font)
    # an old copy would answer without revocations that were published
    registry.check_heads()
    check_brand(settings.brand, settings.other_nodes, registry, clock.now())
    set_up_logging(settings.log_level, sys.stderr)
    warn_of_one_bucket(settings, in_container=is_container(os.environ, os.getpid()))
    app = create_app(
        settings, registry, clock, servings=servings, samples=samples, metrics=metrics, signers=signers
    )
    listener = listen(settings, any_port=any_port)
    host, port = listener.getsockname()[:2]
    announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    again = partial(reload_settings, app.state.node, reload) if reload is not None else None
    serve_app(app, listener, settings, manager, again)


def serve_app(
    app: FastAPI,
    listener: socket.socket,
    settings: Settings,
    manager: Manager | None = None,
    reload: Callable[[], None] | None = None,
    *,
    stop: Event | None = None,
) -> None:
    """Answer requests on `listener` until a signal or `stop` ends it; tune the process meanwhile.

    A thread beside the main one hears no signal: it needs `stop`.
    """
    manager = manager or Manager()
    bounds = Bounds.of(settings, make_room(settings.connections))

    async def tell_alive() -> None:
        manager.tell("WATCHDOG=1")

    protocol = partial(BoundedProtocol, bounds=bounds, crowd=Crowd(bounds), new_request_id=new_request_id)
    config = uvicorn.Config(
        BehindProxies(app, settings.trusted_proxies),
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        timeout_graceful_shutdown=settings.stop_seconds,
        # uvicorn passes it to `call_later`, which takes fractions
        timeout_keep_alive=cast("int", settings.idle_seconds),
        callback_notify=tell_alive if manager.alive_seconds is not None else None,
        timeout_notify=cast("int", manager.alive_seconds),
        http=cast("Any", protocol),
        ws="none",
    )
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()  # objects loaded so far live as long as the process; the collector need not scan them
    server = _Server(config)
    server.manager, server.reload, server.stop = manager, reload, stop
    server.run(sockets=[listener])
    gc.unfreeze()
    sys.setswitchinterval(before)


def listen(settings: Settings, *, any_port: bool) -> socket.socket:
    """Return a socket that listens on the configured address; ApiError setting-value if that is
    impossible."""
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        try:
            return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
        except OSError:
            if not any_port:
                raise
            return socket.create_server((settings.host, 0), family=family, backlog=BACKLOG)
    except OSError as error:
        en, zh = (explain_system(error, lang) for lang in ("en", "zh"))
        raise ApiError("setting-value", "host, port", why=f"{en}.", why_zh=f"{zh}。") from None

"""The server: one process that listens until it is told to stop."""

import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path
from types import FrameType

import uvicorn
from fastapi import FastAPI

from api.app import create_app
from api.deps import Clock, SystemClock
from api.errors import ApiError
from api.logs import set_up_logging
from api.settings import Settings
from registry import Registry
from registry.heads import check_heads

BACKLOG = 2048

TURN_SECONDS = 0.0005
"""How long a thread may keep the interpreter while another waits for it.

A submission asks the database twenty times, and after each waits for its turn behind verifications: by
Python's own 5 ms it would take a tenth of a second.
"""


class _Server(uvicorn.Server):
    """Being told to stop is no failure: the signal is not raised again when all is done."""

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:  # noqa: ARG002 - as uvicorn calls it
        """The second signal does not wait for requests under way."""
        self.force_exit = self.should_exit
        self.should_exit = True


def run_node(
    settings: Settings,
    registry: Registry,
    *,
    announce: Callable[[str], None],
    clock: Clock | None = None,
    any_port: bool = False,
    samples: Path | None = None,
) -> None:
    """Serves the registry until SIGTERM or Ctrl-C; requests under way get `stop_seconds`.

    `announce` gets the address once it is listened on. With `any_port` a free port does when the wanted one
    is taken. Raises ApiError when nothing can be listened on, and RegistryError for a database that was
    rewound: it does not know what has changed since (registry.heads).
    """
    check_heads(registry)
    set_up_logging(settings.log_level, sys.stderr)
    app = create_app(settings, registry, clock or SystemClock(), samples=samples)
    listener = _listen(settings, any_port=any_port)
    host, port = listener.getsockname()[:2]
    announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
    serve_app(app, listener, settings)


def serve_app(app: FastAPI, listener: socket.socket, settings: Settings) -> None:
    """Answers on `listener` until told to stop. The process is tuned for it meanwhile."""
    config = uvicorn.Config(
        app,
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=True,
        forwarded_allow_ips=[*settings.trusted_proxies],
        timeout_graceful_shutdown=settings.stop_seconds,
        ws="none",
    )
    before = sys.getswitchinterval()
    sys.setswitchinterval(TURN_SECONDS)
    gc.collect()
    gc.freeze()  # what is here now stays: collections need not look at it again
    _Server(config).run(sockets=[listener])
    gc.unfreeze()
    sys.setswitchinterval(before)


def _listen(settings: Settings, *, any_port: bool) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        try:
            return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
        except OSError:
            if not any_port:
                raise
            return socket.create_server((settings.host, 0), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ApiError("setting-value", "host, port", why=error.strerror or str(error)) from None

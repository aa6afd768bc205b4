"""The server: one process that listens until it is told to stop."""

import gc
import socket
import sys
from collections.abc import Callable
from pathlib import Path

import uvicorn

from api.app import create_app
from api.deps import SystemClock
from api.errors import ApiError
from api.logs import set_up_logging
from api.settings import Settings
from registry import Registry

BACKLOG = 2048


def run_node(
    settings: Settings, registry: Registry, *, announce: Callable[[str], None], samples: Path | None = None
) -> None:
    """Serves the registry until SIGTERM or Ctrl-C; requests under way get `stop_seconds`.

    `announce` gets the address once it is listened on. Raises ApiError when it cannot be.
    """
    set_up_logging(settings.log_level, sys.stderr)
    app = create_app(settings, registry, SystemClock(), samples=samples)
    listener = _listen(settings)
    host, port = listener.getsockname()[:2]
    announce(f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}")
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
    gc.collect()
    gc.freeze()  # what is here now stays: collections need not look at it again
    uvicorn.Server(config).run(sockets=[listener])


def _listen(settings: Settings) -> socket.socket:
    family = socket.AF_INET6 if ":" in settings.host else socket.AF_INET
    try:
        return socket.create_server((settings.host, settings.port), family=family, backlog=BACKLOG)
    except OSError as error:
        raise ApiError("setting-value", "host, port", why=error.strerror or str(error)) from None

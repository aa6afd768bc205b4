"""The process of the desk: one association, on this machine unless told otherwise."""

from collections.abc import Callable
from threading import Event

from api.clock import Clock, SystemClock
from api.server.serve import listen, serve_app
from api.server.service_manager import Manager
from api.settings import Settings
from desk.office.desk import Desk
from desk.office.people import remember_people
from desk.web.app import create_desk_app
from registry.lookup.speaker import check_brand

PORT = 8001


def run_desk(
    settings: Settings,
    desk: Desk,
    *,
    origin: str | None,
    announce: Callable[[str], None],
    any_port: bool = False,
    manager: Manager | None = None,
    clock: Clock | None = None,
    stop: Event | None = None,
) -> None:
    """Serve the desk until SIGTERM, Ctrl-C or `stop`.

    `announce` gets the address once it is listened on; `manager` hears that the desk is ready and stopping.
    Raises ApiError when nothing can be listened on, BrandError for a brand that no page may show, and
    RegistryError for a database that was rewound.
    """
    clock = clock or SystemClock()
    desk.registry.check_heads()
    remember_people(desk)
    check_brand(settings.brand, settings.other_nodes, desk.registry, clock.now())
    # pages of the desk verify no batches, which a node has processes for
    own = settings.model_copy(update={"batch_workers": 0})
    app = create_desk_app(own, desk, clock, origin=origin)
    listener = listen(settings, any_port=any_port)
    host, port = listener.getsockname()[:2]
    # by the name that passkeys are bound to: browsers bind none to a number
    shown = "localhost" if host in ("127.0.0.1", "::1") else f"[{host}]" if ":" in host else host
    announce(f"http://{shown}:{port}")
    serve_app(app, listener, settings, manager, stop=stop)

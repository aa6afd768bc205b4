"""Carry out `huren desk serve`."""

import os
from pathlib import Path

from api.server.service_manager import Manager
from desk.command.opening import choose_office
from desk.office.desk import Desk
from desk.web.serve import PORT, run_desk
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import tell
from terminal.workspace.configuration import GIVEN_FOLDER, load_settings
from terminal.workspace.open_registry import open_at


def serve_desk(
    run: Invocation, config: Path | None, *, host: str | None, port: int | None, origin: str | None
) -> None:
    """Serve until stopped; the node's own settings hold, but for address and port."""
    data = run.data or GIVEN_FOLDER.get()
    # a port of huren.toml is that of `huren serve`
    settings = load_settings(config, host=host or "127.0.0.1", port=PORT if port is None else port, data=data)
    with open_at(settings.data, settings.database) as registry:
        run_desk(
            settings,
            Desk(registry, choose_office(run, registry)),
            origin=origin,
            manager=Manager.of(os.environ),
            announce=lambda address: tell(
                say(
                    f"serving {address} (the desk; stop: Ctrl-C)",
                    f"服务地址 {address}（工作台；停止：Ctrl-C）",
                )
            ),
        )

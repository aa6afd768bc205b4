"""Carry out `huren desk serve`."""

import os
from pathlib import Path

from api.server.service_manager import Manager
from credentials.documents.desk.people import ORIGIN
from desk.command.opening import choose_office
from desk.office.desk import Desk
from desk.web.serve import PORT, run_desk
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.workspace.configuration import GIVEN_FOLDER, load_settings
from terminal.workspace.open_registry import open_at


def serve_desk(
    run: Invocation, config: Path | None, *, host: str | None, port: int | None, origin: str | None
) -> None:
    """Serve until stopped; the node's own settings hold, but for address and port.

    Raises CommandError option-value for what is no origin.
    """
    if origin is not None and not ORIGIN.fullmatch(origin):
        how, how_zh = "Give https://NAME, without a path.", "请填写 https://域名，不带路径。"
        raise CommandError("option-value", option="--origin", text=plain(origin), how=how, how_zh=how_zh)
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

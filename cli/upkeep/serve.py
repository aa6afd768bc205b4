"""Carry out `huren serve`."""

import os
import signal
from functools import partial
from pathlib import Path

from api.metrics import Metrics
from api.server.serve import run_node
from api.server.service_manager import Manager
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import tell
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.configuration import GIVEN_FOLDER, load_settings
from terminal.workspace.key_files import load_key
from terminal.workspace.open_registry import open_at, samples_of


def serve_registry(run: Invocation, config: Path | None, *, host: str | None, port: int | None) -> None:
    """Serve until stopped; the settings are read again on SIGHUP."""
    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until the node can reload its settings
    # typed options survive a reload of the settings file
    load = partial(load_settings, config, host=host, port=port, data=run.data or GIVEN_FOLDER.get())
    settings = load()
    metrics = Metrics()
    with open_at(settings.data, settings.database, write_lock=metrics.write_lock) as registry:
        run_node(
            settings,
            registry,
            servings=APARTMENTS.get().servings(),
            samples=samples_of(settings.data),
            metrics=metrics,
            signers=[load_key(path) for path in settings.publication_keys],
            manager=Manager.of(os.environ),
            reload=load,
            announce=lambda address: tell(
                say(f"serving {address} (docs: {address}/docs; stop: Ctrl-C)",
                    f"服务地址 {address}（文档：{address}/docs；停止：Ctrl-C）")
            ),
        )  # fmt: skip

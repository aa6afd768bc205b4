"""`huren serve`: the registry over HTTP."""

import os
import signal
from functools import partial
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import command, new_app, option

app = new_app()


@command(
    app,
    "data",
    help=both(
        "Serve the registry over HTTP until Ctrl-C. Settings come from huren.toml, HUREN_* variables, and "
        "the options here.",
        "以 HTTP 提供登记库服务，直至 Ctrl-C。设置来自 huren.toml、HUREN_* 环境变量与此处选项。",
    ),
)
def serve(
    run: Invocation,
    *,
    config: Annotated[
        Path | None,
        option(
            "--config",
            "FILE",
            "Settings file (default: HUREN_CONFIG, else ./huren.toml if it is there).",
            "设置文件（默认：HUREN_CONFIG，其次 ./huren.toml，如存在）。",
        ),
    ] = None,
    host: Annotated[str | None, option("--host", None, "Address to listen on.", "监听地址。")] = None,
    port: Annotated[
        int | None, option("--port", None, "Port to listen on; 0 takes a free one.", "监听端口；0 表示任选。")
    ] = None,
) -> None:
    from api.metrics import Metrics
    from api.server.serve import run_node
    from api.server.service_manager import Manager
    from terminal.language import say
    from terminal.output import tell
    from terminal.workspace.apartments import APARTMENTS
    from terminal.workspace.configuration import GIVEN_FOLDER, load_settings
    from terminal.workspace.key_files import load_key
    from terminal.workspace.open_registry import open_at, samples_of

    if hasattr(signal, "SIGHUP"):
        signal.signal(signal.SIGHUP, signal.SIG_IGN)  # until there is something to read again
    load = partial(load_settings, config, host=host, port=port, data=run.data or GIVEN_FOLDER.get())
    settings = load()
    metrics = Metrics()
    with open_at(settings.data, settings.database, held=metrics.write_lock) as registry:
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

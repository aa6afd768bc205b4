"""Serves the desk that the demo has just made, and a node of its registry, on this machine until Ctrl-C."""

import sys
from datetime import datetime, timedelta
from functools import partial
from threading import Event, Thread
from typing import Any

from api.clock import SystemClock
from api.metrics import Metrics
from api.server.serve import run_node
from api.settings import Settings
from cli.apartments import load_filings, load_servings
from cli.demo.brand import demo_brand
from cli.demo.desk import DESK
from cli.demo.lay_out import Made
from cli.demo.transcript import put_people
from desk.office.desk import Desk
from desk.web.serve import PORT, run_desk
from keys_example import CHONGQING
from registry import Registry
from terminal.language import say
from terminal.output import tell
from terminal.workspace.open_registry import DATABASE, SAMPLES

_HOST = "127.0.0.1"
"""Local address only: the demo's private keys are public, so other people must not mistake it for a real
registry."""


class _ClockFrom(SystemClock):
    """Clock that starts at a given time and goes on from there."""

    def __init__(self, begin: datetime) -> None:
        self._begin, self._started = begin, self.monotonic()

    def now(self) -> datetime:
        """Return the current time of this clock, in whole seconds."""
        return self._begin + timedelta(seconds=int(self.monotonic() - self._started))


def serve_demo(made: Made, *, now: datetime | None, port: int | None) -> None:
    """Serve until Ctrl-C; ApiError if the server cannot listen on `port`."""
    wanted: dict[str, Any] = {} if port is None else {"port": port}
    folder = made.folder / DESK
    load = partial(Settings.load, None, data=folder, host=_HOST, log_level="warning", brand=demo_brand())
    clock = _ClockFrom(now) if now is not None else None

    def announce(address: str) -> None:
        sys.stdout.flush()
        tell(say(f"serving {address} (docs: {address}/docs; stop: Ctrl-C)",
                 f"服务地址 {address}（文档：{address}/docs；停止：Ctrl-C）"))  # fmt: skip
        tell(f"  curl '{address}/api/v1/credentials/{made.number}'")
        tell(f"  curl '{address}/api/v1/credentials?q=REINSTATED'")
        tell(say(f"  begin here, try a sample, try a forged one: {address}/",
                 f"  从这里开始，可试真样本与伪造样本：{address}/"))  # fmt: skip
        tell(say(f"  scan, or drop files: {address}/v", f"  扫码或拖入文件：{address}/v"))
        paper = f"{address}/api/v1/credentials/{made.number}/certificate.pdf"
        tell(say(f"  print this certificate, then scan it: {paper}",
                 f"  打印此证书后扫码：{paper}"))  # fmt: skip
        tell(say(f"  the other samples, annulled and forged ones too: {made.folder / SAMPLES}",
                 f"  其他样本（含已终止、伪造的）：{made.folder / SAMPLES}"))  # fmt: skip
        beside.start()

    def announce_desk(address: str) -> None:
        tell(say(f"  the association's desk: {address}", f"  协会工作台：{address}"))
        put_people(folder, tell)

    stop = Event()
    metrics = Metrics()
    with Registry.open(
        folder / DATABASE, filings=load_filings(), demo=True, write_lock=metrics.write_lock
    ) as registry:
        serve = partial(
            run_desk,
            load(port=PORT),
            Desk(registry, CHONGQING),
            origin=None,
            announce=announce_desk,
            any_port=True,
            clock=clock,
            stop=stop,
        )
        beside = Thread(target=serve)
        try:
            run_node(
                load(**wanted),
                registry,
                announce=announce,
                servings=load_servings(),
                clock=clock,
                # without a typed port, any free port will do
                any_port=port is None,
                samples=made.folder / SAMPLES,
                metrics=metrics,
            )
        finally:
            stop.set()
            if beside.is_alive():
                beside.join()
    tell(say("stopped", "已停止"))

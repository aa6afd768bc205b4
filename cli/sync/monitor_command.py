"""`huren monitor`: what is new in another association's log, and what is amiss."""

from typing import Annotated

import typer

from terminal.language import both
from terminal.options import AsJson, DataDir, NowOption, TreeFolder, new_app

app = new_app()


@app.command(
    help=both(
        "Watch the log of another association: what is new, changed and withdrawn since the last look, and "
        "what is amiss. Its node is asked first: that of the settings (peers), or a copy of its tree. Signs "
        "nothing. Exit code 0: nothing amiss, 1: alerts, 3: its node could not be asked, 2: usage.",
        "监视另一协会的日志：自上次查看以来新增、变更、终止的记录，以及异常情况。先向其节点获取内容："
        "设置中的对等节点（peers），或静态目录副本。不作任何签署。"
        "退出码 0：无异常，1：有告警，3：无法访问其节点，2：用法错误。",
    )
)
def monitor(
    *,
    peer: Annotated[
        str | None,
        typer.Argument(
            metavar="PEER",
            help=both(
                "The association, by its DID or address (default: every peer).",
                "协会的 DID 或地址（默认：全部对等节点）。",
            ),
            show_default=False,
        ),
    ] = None,
    folder: TreeFolder = None,
    no_pull: Annotated[
        bool,
        typer.Option(
            "--no-pull", help=both("Look at what is here; ask nobody.", "只查看本地已有内容，不访问他方。")
        ),
    ] = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.sync.monitor import watch_all

    raise typer.Exit(watch_all(peer, folder, data, no_pull=no_pull, now=now, as_json=as_json))

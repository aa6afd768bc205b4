"""`huren monitor`: what is new in another association's log, and what is amiss."""

from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, TreeFolder, argument, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    help=both(
        "Watch the log of another association: what is new, changed and withdrawn since the last look, and "
        "what is amiss. Its node is asked first: that of the settings (peers), or a copy of its tree. Signs "
        "nothing. Exit code 0: nothing amiss, 1: alerts, 3: its node could not be asked, 2: usage.",
        "监视另一协会的日志：自上次查看以来新增、变更、终止的记录，以及异常情况。先向其节点获取内容："
        "设置中的对等节点（peers），或静态目录副本。不作任何签署。"
        "退出码 0：无异常，1：有告警，3：无法访问其节点，2：用法错误。",
    ),
)
def monitor(
    run: Invocation,
    *,
    peer: Annotated[
        str | None,
        argument(
            "PEER",
            "The association, by its DID or address (default: every peer).",
            "协会的 DID 或地址（默认：全部对等节点）。",
        ),
    ] = None,
    folder: TreeFolder = None,
    no_pull: Annotated[
        bool,
        option("--no-pull", None, "Look at what is here; ask nobody.", "只查看本地已有内容，不访问他方。"),
    ] = False,
) -> int:
    from cli.sync.monitor import watch_all

    return watch_all(run, peer, folder, no_pull=no_pull)

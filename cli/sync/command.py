"""`huren sync | log | monitor`: other associations' publications, receipts of logs, and alerts."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import OF_ISSUER, STORE, Out, TreeFolder, argument, command, new_app, option

app = new_app()
log_app = new_app(
    help=both("Receipts of logs, and proofs of their lies.", "日志的回执，以及日志作假的证明。"),
    no_args_is_help=True,
)
app.add_typer(log_app, name="log")


@command(
    app,
    STORE,
    prints="issuer size records notAdmitted refused untrusted conflicts cosigned requests older behind",
    help=both(
        "Take what the nodes of other associations publish: those named in the settings (peers), or a copy "
        "of their static tree in a folder, such as a USB stick. All is verified from the pin. With the "
        "publication key of your own association their logs are cosigned. Exit code 1 when anything was "
        "wrong.",
        "获取其他协会节点发布的内容：设置中的对等节点（peers），或文件夹（如 U 盘）中的静态目录副本。"
        "全部内容均自指纹起核验。给出本协会的发布密钥时，联署其日志。有任何问题时退出码为 1。",
    ),
)
def sync(
    run: Invocation,
    *,
    folder: TreeFolder = None,
    issuer: Annotated[str | None, OF_ISSUER] = None,
    key: Annotated[
        list[Path] | None,
        option(
            "--key",
            "PEM",
            "Publication key that cosigns; may be repeated (default: publication_keys in the settings).",
            "用于联署的发布密钥；可重复（默认：设置中列出的密钥）。",
        ),
    ] = None,
) -> int:
    from cli.sync.run import take_all

    return take_all(run, folder, issuer, key)


@command(
    log_app,
    "data now",
    help=both(
        "Write the receipt of a record (C2SP tlog-proof): that it is in its association's log, and since "
        "when another association knows.",
        "写出记录的回执（C2SP tlog-proof）：证明其在所属协会的日志中，以及另一协会何时已知。",
    ),
)
def proof(
    run: Invocation,
    *,
    reference: Annotated[
        str,
        argument(
            "ID|NUMBER|FILE", "The record: number, id, digest or file.", "记录：编号、标识、摘要或文件。"
        ),
    ],
    out: Out = None,
) -> None:
    from cli.sync.receipts import write_receipt

    write_receipt(run, reference, out)


@command(
    log_app,
    "data as_json",
    prints="issuer kind digest file",
    help=both(
        "List what proves that an association signed two things that cannot both be; or check such a file "
        "that somebody brought. Exit code 1 where there is any.",
        "列出协会签署了互相矛盾内容的证明；或检查他人提供的证明文件。存在证明时退出码为 1。",
    ),
)
def conflicts(
    run: Invocation,
    *,
    file: Annotated[Path | None, argument("FILE", "A proof to check.", "要检查的证明文件。")] = None,
) -> int:
    from cli.sync.receipts import list_proofs

    return list_proofs(run, file)


@command(
    log_app,
    "data as_json",
    prints="issuer position digest code",
    help=both(
        "List the entries of other associations' logs that are not admitted here, and why. Exit code 1 where "
        "there is any.",
        "列出其他协会日志中未予接收的条目及原因。存在此类条目时退出码为 1。",
    ),
)
def refused(
    run: Invocation,
    *,
    peer: Annotated[
        str | None,
        argument(
            "PEER",
            "The association, by its DID or address (default: all).",
            "协会的 DID 或地址（默认：全部）。",
        ),
    ] = None,
) -> int:
    from cli.sync.receipts import list_entries

    return list_entries(run, peer)


@command(
    app,
    STORE,
    prints="issuer size entries new others changed withdrawn alerts",
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

"""`huren sync` and `huren log`: what the nodes of other associations publish, and receipts of logs."""

from pathlib import Path
from typing import Annotated

import typer

from terminal.language import both
from terminal.options import AsJson, DataDir, NowOption, Out, TreeFolder, new_app

app = new_app()
log_app = new_app(
    help=both("Receipts of logs, and proofs of their lies.", "日志的回执，以及日志作假的证明。"),
    no_args_is_help=True,
)
app.add_typer(log_app, name="log")


@app.command(
    help=both(
        "Take what the nodes of other associations publish: those named in the settings (peers), or a copy "
        "of their static tree in a folder, such as a USB stick. All is verified from the pin. With the "
        "publication key of your own association their logs are cosigned. Exit code 1 when anything was "
        "wrong.",
        "获取其他协会节点发布的内容：设置中的对等节点（peers），或文件夹（如 U 盘）中的静态目录副本。"
        "全部内容均自指纹起核验。给出本协会的发布密钥时，联署其日志。有任何问题时退出码为 1。",
    )
)
def sync(
    *,
    folder: TreeFolder = None,
    issuer: Annotated[
        str | None,
        typer.Option("--issuer", metavar="DID", help=both("Only this association.", "仅此协会。")),
    ] = None,
    key: Annotated[
        list[Path] | None,
        typer.Option(
            "--key",
            metavar="PEM",
            help=both(
                "Publication key that cosigns; may be repeated (default: publication_keys in the settings).",
                "用于联署的发布密钥；可重复（默认：设置中列出的密钥）。",
            ),
        ),
    ] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.sync.run import take_all

    raise typer.Exit(take_all(folder, issuer, key, data, now=now, as_json=as_json))


@log_app.command(
    "proof",
    help=both(
        "Write the receipt of a record (C2SP tlog-proof): that it is in its association's log, and since "
        "when another association knows.",
        "写出记录的回执（C2SP tlog-proof）：证明其在所属协会的日志中，以及另一协会何时已知。",
    ),
)
def proof(
    *,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="ID|NUMBER|FILE",
            help=both("The record: number, id, digest or file.", "记录：编号、标识、摘要或文件。"),
            show_default=False,
        ),
    ],
    out: Out = None,
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from cli.sync.receipts import write_receipt

    write_receipt(reference, out, data, now=now)


@log_app.command(
    "conflicts",
    help=both(
        "List what proves that an association signed two things that cannot both be; or check such a file "
        "that somebody brought. Exit code 1 where there is any.",
        "列出协会签署了互相矛盾内容的证明；或检查他人提供的证明文件。存在证明时退出码为 1。",
    ),
)
def conflicts(
    *,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="FILE", help=both("A proof to check.", "要检查的证明文件。"), show_default=False
        ),
    ] = None,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from cli.sync.receipts import list_proofs

    raise typer.Exit(list_proofs(file, data, as_json=as_json))


@log_app.command(
    "refused",
    help=both(
        "List the entries of other associations' logs that are not admitted here, and why. Exit code 1 where "
        "there is any.",
        "列出其他协会日志中未被接收的条目及原因。存在此类条目时退出码为 1。",
    ),
)
def refused(
    *,
    peer: Annotated[
        str | None,
        typer.Argument(
            metavar="PEER",
            help=both(
                "The association, by its DID or address (default: all).", "协会的 DID 或地址（默认：全部）。"
            ),
            show_default=False,
        ),
    ] = None,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from cli.sync.receipts import list_entries

    raise typer.Exit(list_entries(peer, data, as_json=as_json))

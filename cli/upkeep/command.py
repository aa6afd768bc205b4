"""`huren serve | audit | backup | restore | doctor`: serve, check, copy and restore a registry."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, PinOption, argument, command, new_app, option

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
    host: Annotated[str | None, option("--host", "HOST", "Address to listen on.", "监听地址。")] = None,
    port: Annotated[
        int | None,
        option("--port", "PORT", "Port to listen on; 0 takes a free one.", "监听端口；0 表示任选。"),
    ] = None,
) -> None:
    from cli.upkeep.serve import serve_registry

    serve_registry(run, config, host=host, port=port)


@command(
    app,
    STORE,
    prints="records proofs files unjudged absent problems",
    help=both(
        "Work out again from the signed bytes what the registry must hold (digests, columns, logs, roots, "
        "status lists) and list all that differs, with what to do. Exit code 1 when anything does.\n\n"
        "With --desk, audit the association's desk too: name each row that was edited, and each record since "
        "the first people list that nobody decided.\n\n"
        "With --from-tree, audit what a node has published: rebuild the node from its tree, in a temporary "
        "folder, and name the first wrong byte of every file that differs.",
        "依据签名内容重新推算登记库应有的全部内容（摘要、各列、日志、根、状态列表），"
        "列出所有不符之处及处理办法。有任何不符时退出码为 1。\n\n"
        "使用 --desk 时一并审计协会工作台：指出被改动的行，以及首份人员名单之后未经决定的记录。\n\n"
        "使用 --from-tree 时审计节点已发布的内容：在临时文件夹中由静态目录重建节点，"
        "并指出每个不符文件的首个错误字节。",
    ),
)
def audit(
    run: Invocation,
    *,
    signatures: Annotated[
        bool,
        option(
            "--signatures",
            None,
            "Verify every signature too; takes several times as long.",
            "同时核验每个签名；耗时数倍。",
        ),
    ] = False,
    desk: Annotated[
        bool,
        option("--desk", None, "Audit the association's desk too.", "一并审计协会工作台。"),
    ] = False,
    source: Annotated[
        str | None,
        option(
            "--from-tree",
            "DIR|URL|s3://…",
            "The published tree: its folder or bucket, or the address under which its bundle.json is.",
            "已发布的静态目录：文件夹、存储桶，或其 bundle.json 所在的网址。",
        ),
    ] = None,
    pin: PinOption = None,
) -> int:
    if source is not None:
        from cli.upkeep.published_audit import run_published_audit

        return run_published_audit(run, source, pin=pin)
    from cli.upkeep.audit import run_audit

    return run_audit(run, signatures=signatures, desk=desk)


@command(
    app,
    "data as_json",
    prints="file records bytes own",
    help=both(
        "Copy the registry to a new file while it is in use, and audit the copy.",
        "在使用中将登记库复制为一个新文件，并对副本进行审计。",
    ),
)
def backup(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE", "The backup to write.", "要写出的备份文件。")],
    public: Annotated[
        bool,
        option(
            "--public",
            None,
            "Without the desk: people, decisions, sessions and what came to the inbox.",
            "不含工作台数据：人员、表态、登录与收件。",
        ),
    ] = False,
) -> None:
    from cli.upkeep.backup import write_backup

    write_backup(run, file, public=public)


@command(
    app,
    STORE,
    prints="records own added refused rewound",
    help=both(
        "Put a backup in the place of the registry. Refused where the registry holds what the backup lacks, "
        "unless --yes is given. With --from-tree all that was published since is stored again. Without a "
        "backup it goes into the registry that is here; with --pin it makes a new one. The logs "
        "of the peers in the settings are mirrored, all others are signed here.",
        "用备份替换登记库。若登记库中有备份所缺的内容，则须加 --yes 才会替换。"
        "加 --from-tree 则补入此后已发布的全部记录；不给备份文件时，补入现有登记库；"
        "没有登记库的，再加 --pin 即新建。设置中对等节点的日志作为镜像，其余日志由本节点签署。",
    ),
)
def restore(
    run: Invocation,
    *,
    file: Annotated[Path | None, argument("[FILE]", "The backup to restore.", "要恢复的备份文件。")] = None,
    from_tree: Annotated[
        list[Path] | None,
        option(
            "--from-tree",
            "DIR",
            "The static tree that was published last; repeat for a copy of the other association's.",
            "最近一次发布的静态目录；另一协会静态目录的副本可再给一次。",
        ),
    ] = None,
    pin: PinOption = None,
    yes: Annotated[
        bool, option("--yes", None, "Replace the registry whatever it holds.", "无论登记库中有何内容都替换。")
    ] = False,
) -> int:
    from cli.upkeep.restore import bring_back

    return bring_back(run, file, from_tree or [], pin, lose=yes)


@command(
    app,
    STORE,
    prints="state found mend",
    help=both(
        "Check the installation, the registry, the clock, the keys and how fresh the publications are, and "
        "say "
        "what to do. Exit code 1 when something must be done.",
        "检查安装、登记库、时钟、密钥以及发布数据的时效，并说明应办事项。有必须处理的事项时退出码为 1。",
    ),
)
def doctor(run: Invocation) -> int:
    from cli.upkeep.doctor import examine, put_report

    return 1 if put_report(examine(run), as_json=run.as_json) == "bad" else 0

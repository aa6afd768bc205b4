"""`huren upgrade --check`: a new version is tried on a copy of the registry."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, command, new_app, option

app = new_app()


@command(
    app,
    STORE,
    prints="from to seconds tables records files points compared changes problems",
    help=both(
        "Try a new version on a copy of the registry: migrate the copy, audit it, examine it, write its "
        "published tree and compare that with the present version's, byte for byte. Say what will change, "
        "how long it took and what to run. The registry itself is only read. Exit code 1 when the version "
        "should not be taken.",
        "在登记库的副本上试运行新版本：迁移、审计、检查副本，写出其静态目录并与现版本的逐字节比对；"
        "说明将有哪些变化、所用时间和升级命令。登记库本身只读不改。不宜升级时退出码为 1。",
    ),
)
def upgrade(
    run: Invocation,
    *,
    check: Annotated[
        bool, option("--check", None, "Try it on a copy; needed.", "在副本上试运行；须填写。")
    ] = False,
    to: Annotated[
        Path | None,
        option(
            "--to",
            "WHEEL|PROGRAM",
            "The new version: its wheel, or the program huren of an installation elsewhere "
            "(default: the present version).",
            "新版本：.whl 文件，或安装在别处的 huren 程序（默认：现版本）。",
        ),
    ] = None,
    scratch: Annotated[
        str | None,
        option(
            "--scratch",
            "URL",
            "For records in PostgreSQL: the database into which a backup was restored; it is changed.",
            "记录在 PostgreSQL 中时：已恢复备份的另一数据库，其内容会被改动。",
        ),
    ] = None,
    tree: Annotated[
        Path | None,
        option(
            "--tree",
            "DIR",
            "Compare with this published tree (default: the one that the present version writes).",
            "与此已发布的静态目录比对（默认：现版本写出的静态目录）。",
        ),
    ] = None,
) -> int:
    if not check:
        from terminal.errors import CommandError

        raise CommandError("upgrade-unchecked")
    from cli.upgrade.trial import try_upgrade

    return try_upgrade(run, to, scratch=scratch, tree=tree)

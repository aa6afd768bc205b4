"""`huren backup` and `huren restore`: a proven copy of the registry, and back from it or from the tree."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, PinOption, argument, command, new_app, option

app = new_app()


@command(
    app,
    "data as_json",
    help=both(
        "Copy the registry to a new file while it is in use, and audit the copy.",
        "在使用中将登记库复制为一个新文件，并对副本进行审计。",
    ),
)
def backup(
    run: Invocation, *, file: Annotated[Path, argument("FILE", "The backup to write.", "要写出的备份文件。")]
) -> None:
    from cli.upkeep.backup import write_backup

    write_backup(run, file)


@command(
    app,
    STORE,
    help=both(
        "Put a backup in the place of the registry. Refused where the registry holds what the backup lacks, "
        "unless --yes is given. With --from-tree all that was published since is stored again: without a "
        "backup into the registry that is here, and with --pin into a new one where there is none. The logs "
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
            "The static tree that was published last; once more for a copy of the other association's.",
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

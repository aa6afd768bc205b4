"""`huren node init`: a machine becomes a node."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import PinOption, command, new_app, option

app = new_app(help=both("Set up a node on a machine.", "在机器上设置节点。"), no_args_is_help=True)


@app.callback()
def node() -> None:
    """Keep `init` a subcommand though it is the only one."""


@command(
    app,
    "dry_run now",
    help=both(
        "Make this machine a node: service user, folders, settings, units of systemd, the file of nginx, the "
        "publication key, the first publication. Print the plan first, check the node with huren doctor, "
        "and list what is left to do by hand. Run it again as often as you like: it does only what is "
        "missing, and writes over no file that somebody edited.",
        "把本机设置为节点：服务用户、文件夹、设置、systemd 单元、nginx 配置、发布密钥与首次发布。"
        "先列出计划，最后用 huren doctor 检查，并列出尚须人工办理的事项。可反复运行：只补所缺，"
        "不覆盖已被修改的文件。",
    ),
)
def init(
    run: Invocation,
    *,
    name: Annotated[
        str | None,
        option("--name", "HOST", "Host name of the node; needed once.", "节点的主机名；首次运行须填写。"),
    ] = None,
    root: Annotated[
        Path,
        option(
            "--root",
            "DIR",
            "Write the tree below this folder, without users or services, as for a package.",
            "把全部文件写到此文件夹之下，不建用户、不启动服务，例如用于打包。",
        ),
    ] = Path("/"),
    user: Annotated[
        str | None,
        option("--user", "NAME", "User of the service (default: huren).", "服务用户（默认：huren）。"),
    ] = None,
    program: Annotated[
        str | None,
        option(
            "--program",
            "FILE",
            "Program that the units start (default: the one that runs).",
            "systemd 单元启动的程序（默认：正在运行的程序）。",
        ),
    ] = None,
    port: Annotated[
        int | None,
        option(
            "--port",
            "PORT",
            "Port of the node behind nginx (default: 8000).",
            "nginx 之后节点的端口（默认：8000）。",
        ),
    ] = None,
    database: Annotated[
        str | None,
        option(
            "--database",
            "URL",
            "PostgreSQL database of the records (for a new node HUREN_DATABASE_URL may name it); without it "
            "they are in a file.",
            "记录所在的 PostgreSQL 数据库（新节点也可用 HUREN_DATABASE_URL 指明）；不填则保存在文件中。",
        ),
    ] = None,
    publication_key: Annotated[
        Path | None,
        option(
            "--publication-key",
            "PEM",
            "Copy this publication key for the service.",
            "把此发布密钥复制给服务使用。",
        ),
    ] = None,
    new_key: Annotated[
        bool,
        option(
            "--new-key",
            None,
            "Make a publication key here: it never leaves the machine.",
            "在本机制作发布密钥，私钥不离开本机。",
        ),
    ] = False,
    files: Annotated[
        list[Path] | None,
        option(
            "--import",
            "FILE",
            "Signed halves of the agreement, a key list, a bundle to begin with; may be repeated.",
            "首先导入的协议签署件、密钥清单或信任包；可重复。",
        ),
    ] = None,
    pin: PinOption = None,
) -> int:
    from cli.node.init import Request, init_node

    request = Request(name, root, user, program, port, database, publication_key, new_key, files or [], pin)
    return init_node(run, request)

"""`huren desk`: what is typed."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, BundleOption, PinOption, argument, command, new_app, option

app = new_app(
    no_args_is_help=True,
    help=both(
        "The association's desk: who decides, what is decided, and what waits for whom.",
        "协会工作台：由谁决定、决定什么、各事项等待谁办理。",
    ),
)
plan = new_app(no_args_is_help=True, help=both("Plans of what is to be signed.", "待签文件的方案。"))
app.add_typer(plan, name="plan")


@command(
    plan,
    f"issuer {STORE}",
    name="list",
    prints="plan operation state waitsFor day",
    help=both("List the plans of the last weeks, and what each waits for.", "列出近期方案及其等待的事项。"),
)
def list_(run: Invocation) -> None:
    from desk.command.plans import put_plans

    put_plans(run)


@command(
    app,
    "issuer data now",
    help=both(
        "Write plans, documents, statements, people lists, records and the journal as files, with which "
        "anybody checks every decision again (huren desk check).",
        "将方案、文件、表态、人员名单、记录与日志写成文件，任何人都可据以重新核对每项决定"
        "（huren desk check）。",
    ),
)
def export(
    run: Invocation,
    *,
    folder: Annotated[Path, argument("FOLDER", "A new folder.", "新文件夹。")],
) -> None:
    from desk.command.check import export_folder

    export_folder(run, folder)


@command(
    app,
    "issuer as_json",
    prints="record kind created code plan persons paper statement people version",
    help=both(
        "Check from an exported folder, a bundle and its pin alone which records were decided, by whom. "
        "Exit code 1 when one was not, or a file was edited.",
        "仅凭导出的文件夹、信任包与指纹，核对每条记录是否经过决定、由谁决定。"
        "有未经决定的记录或被改动的文件时退出码为 1。",
    ),
)
def check(
    run: Invocation,
    *,
    folder: Annotated[
        Path, argument("FOLDER", "What huren desk export wrote.", "huren desk export 写出的文件夹。")
    ],
    bundle: BundleOption = None,
    pin: PinOption = None,
    copies: Annotated[
        Path | None,
        option(
            "--copies",
            "DIR|FILE",
            "Statements that you kept yourself: each must be in the folder.",
            "您自己留存的表态：每一份都应在文件夹中。",
        ),
    ] = None,
) -> int:
    from desk.command.check import check_folder
    from terminal.workspace.trust_files import needed

    return check_folder(run, folder, needed(bundle, "--bundle"), needed(pin, "--pin"), copies)


@command(
    app,
    "issuer data",
    help=both(
        "Serve the desk to the association's people until Ctrl-C, on this machine unless --host says "
        "otherwise. Settings come from huren.toml and HUREN_* variables, but for address and port.",
        "向本协会人员提供工作台，直至 Ctrl-C；除非指定 --host，仅限本机。"
        "除地址与端口外，设置来自 huren.toml 与 HUREN_* 环境变量。",
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
        option(
            "--port",
            "PORT",
            "Port to listen on (default: 8001); 0 takes a free one.",
            "监听端口（默认 8001）；0 表示任选。",
        ),
    ] = None,
    origin: Annotated[
        str | None,
        option(
            "--origin",
            "URL",
            "Address at which the people open the desk, until a people list names one.",
            "人员打开工作台所用的网址；人员名单载明后以名单为准。",
        ),
    ] = None,
) -> None:
    from desk.command.serve import serve_desk

    serve_desk(run, config, host=host, port=port, origin=origin)

"""Command line of `huren demo`."""

from pathlib import Path
from typing import Annotated

import typer

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import command, new_app

app = new_app()


@command(
    app,
    "now",
    help=both(
        "Make an example world: two associations, 40 enterprises, 300 credentials, their events; then verify "
        "a sample of each kind offline, print the verdicts, and serve the registry and a desk until Ctrl-C.",
        "生成示例世界：两个协会、40 家企业、300 份凭证及其状态事件；再逐类离线核验样本并打印结论，"
        "然后以 HTTP 提供其登记库和协会工作台，直至 Ctrl-C。",
    ),
)
def demo(
    run: Invocation,
    *,
    data: Annotated[
        Path | None,
        typer.Option(
            "--data",
            metavar="DIR",
            help=both(
                "Keep it in this folder (default: a temporary one).", "保存到此文件夹（默认用临时文件夹）。"
            ),
        ),
    ] = None,
    serve: Annotated[
        bool,
        typer.Option(
            "--serve/--no-serve",
            help=both("Serve the registry, or end after the transcript.", "提供服务，或打印结束后即退出。"),
        ),
    ] = True,
    port: Annotated[
        int | None,
        typer.Option(
            "--port",
            metavar="PORT",
            min=0,
            max=65535,
            help=both(
                "Port to listen on (default: 8000, or a free one when that is taken).",
                "监听端口（默认 8000；如被占用则任选空闲端口）。",
            ),
        ),
    ] = None,
    two_nodes: Annotated[
        bool,
        typer.Option(
            "--two-nodes",
            help=both(
                "Instead, run each association's node as a process of its own: issue here, verify there, "
                "pull the plug of one, bring it back.",
                "改为由两个协会各自运行一个节点：一方签发，另一方核验；断开其中一个节点，再恢复。",
            ),
        ),
    ] = False,
) -> None:
    if two_nodes:
        from cli.demo.two_nodes import run_two_nodes
        from terminal.errors import CommandError

        if run.is_now_typed or port is not None:
            raise CommandError("option-conflict", options="--two-nodes, --now, --port")
        run_two_nodes(data, serve=serve)
        return
    from cli.demo.run import run_demo

    run_demo(data, now=run.now, serve=serve, port=port)

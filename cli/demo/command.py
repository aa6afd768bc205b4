"""The command line of `huren demo`."""

from pathlib import Path
from typing import Annotated

import typer

from cli.options import NowOption, new_app
from cli.words import both

app = new_app()


@app.command(
    help=both(
        "Make an example world: two associations, 40 enterprises, 300 credentials, their events; then verify "
        "a sample of each kind offline and print the verdicts.",
        "生成示例世界：两个协会、40 家企业、300 张凭证及其状态事件；再逐类离线核验样本并打印结论。",
    )
)
def demo(
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
    serve: Annotated[  # noqa: ARG001 - there is no server yet
        bool,
        typer.Option("--serve/--no-serve", help=both("End after the transcript.", "打印结束后即退出。")),
    ] = False,
    now: NowOption = None,
) -> None:
    from cli.demo.showing import run_demo

    run_demo(data, now=now)

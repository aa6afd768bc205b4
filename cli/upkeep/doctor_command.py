"""`huren doctor`: is this installation, and the registry in this folder, in good health?"""

import typer

from terminal.language import both
from terminal.options import AsJson, DataDir, NowOption, new_app

app = new_app()


@app.command(
    help=both(
        "Check the installation, the registry, the clock, the keys and how fresh the publications are, and "
        "say "
        "what to do. Exit code 1 when something must be done.",
        "检查安装、登记库、时钟、密钥以及发布数据的时效，并说明该做什么。有必须处理的事项时退出码为 1。",
    )
)
def doctor(*, data: DataDir = None, now: NowOption = None, as_json: AsJson = False) -> None:
    from cli.upkeep.doctor import examine, put_report

    worst = put_report(examine(data, now=now), as_json=as_json)
    raise typer.Exit(1 if worst == "bad" else 0)

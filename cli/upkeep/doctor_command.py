"""`huren doctor`: is this installation, and the registry in this folder, in good health?"""

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, command, new_app

app = new_app()


@command(
    app,
    STORE,
    help=both(
        "Check the installation, the registry, the clock, the keys and how fresh the publications are, and "
        "say "
        "what to do. Exit code 1 when something must be done.",
        "检查安装、登记库、时钟、密钥以及发布数据的时效，并说明该做什么。有必须处理的事项时退出码为 1。",
    ),
)
def doctor(run: Invocation) -> int:
    from cli.upkeep.doctor import examine, put_report

    return 1 if put_report(examine(run), as_json=run.as_json) == "bad" else 0

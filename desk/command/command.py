"""`huren desk`: what is typed."""

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, command, new_app

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

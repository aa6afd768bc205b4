"""`huren desk plan`: what is to be signed, and what it waits for."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, argument, command, new_app, option, parse_moment

plan = new_app(no_args_is_help=True, help=both("Plans of what is to be signed.", "待签文件的方案。"))

PlanArgument = Annotated[
    str, argument("PLAN", "The plan's digest, or its beginning.", "方案的摘要，可只写开头。")
]
_PLAN = "plan operation documents state code waitsFor day"


@command(
    plan,
    f"issuer {STORE}",
    name="list",
    prints=_PLAN,
    help=both("List the plans of the last weeks, and what each waits for.", "列出近期方案及其等待的事项。"),
)
def list_(run: Invocation) -> None:
    from desk.command.plans import put_plans

    put_plans(run)


@command(
    plan,
    f"issuer {STORE}",
    prints=f"{_PLAN} statements",
    help=both(
        "Show a plan: what is to be signed, who stated what, and what it waits for.",
        "显示一份方案：待签内容、各人表态及其等待的事项。",
    ),
)
def show(run: Invocation, *, plan: PlanArgument) -> None:
    from desk.command.plans import show_plan

    show_plan(run, plan)


@command(
    plan,
    f"issuer {STORE}",
    prints=_PLAN,
    help=both(
        "Make a plan of the documents that --export-unsigned wrote, whatever command it was.",
        "将任一命令用 --export-unsigned 导出的文件立为方案。",
    ),
)
def make(
    run: Invocation,
    *,
    file: Annotated[
        str, argument("FILE", "The unsigned file; - for standard input.", "待签文件；- 表示标准输入。")
    ],
    notice: Annotated[
        str | None,
        option(
            "--notice",
            "BATCH",
            "The public notice: its batch, or the digest of its version 1; or opening-stock, for what was "
            "issued before; or skipped, with reasons.",
            "公示批次或其第 1 版的摘要；或 opening-stock（存量录入）；或 skipped（不作公示，须说明理由）。",
        ),
    ] = None,
    not_before: Annotated[
        datetime | None,
        option("--not-before", "TIME", "Not to be signed earlier.", "此前不得签署。", parser=parse_moment),
    ] = None,
    reasons: Annotated[str | None, option("--reasons", "TEXT", "Why.", "理由。")] = None,
    attach: Annotated[
        list[Path] | None,
        option(
            "--attach",
            "FILE",
            "Minutes, a score table: only its digest is kept.",
            "会议纪要、评分表等：只记摘要。",
        ),
    ] = None,
    days: Annotated[
        int, option("--days", "COUNT", "How long it is open.", "方案有效天数。", min=1, max=45)
    ] = 30,
) -> None:
    from desk.command.plans import make_plan

    make_plan(
        run, file, notice=notice, not_before=not_before, reasons=reasons, attach=attach or (), days=days
    )


@command(
    plan,
    f"issuer {STORE}",
    prints=_PLAN,
    help=both(
        "Make a plan that replaces a returned one, without the returned rows.",
        "从被退回的方案中去掉退回的行，另立方案取代之。",
    ),
)
def split(
    run: Invocation,
    *,
    plan: PlanArgument,
    without: Annotated[
        list[int] | None,
        option(
            "--without",
            "ROW",
            "A row to take out, from 1; several are allowed.",
            "要去掉的行号，从 1 起；可多选。",
        ),
    ] = None,
) -> None:
    from desk.command.plans import split as split_rows

    split_rows(run, plan, without or ())


@command(
    plan,
    "issuer data now",
    help=both(
        "Write a decided plan for whoever holds the key, with all that shows who decided (huren sign).",
        "将已决定的方案连同全部表态写出，交持钥人签署（huren sign）。",
    ),
)
def export(
    run: Invocation,
    *,
    plan: PlanArgument,
    out: Annotated[str, argument("FILE", "Where to write it.", "写入位置。")],
) -> None:
    from desk.command.state import export as write_plan

    write_plan(run, plan, out)

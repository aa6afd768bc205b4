"""Command line of `huren listnotice`: lists open for objections, and their versions."""

from datetime import date
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import (
    OF_ISSUER,
    ROW,
    SIGN,
    SIGNED,
    STORE,
    Force,
    WorkbookFile,
    argument,
    command,
    new_app,
    option,
    parse_day,
)

app = new_app(
    no_args_is_help=True,
    help=both(
        "Who is about to be assessed as what, laid open for objections before anything is signed.",
        "拟评价名单的公示，签发前供社会提出异议。",
    ),
)

ListNoticeArgument = Annotated[
    str, argument("NOTICE", "A list notice: its batch, id or digest.", "公示：批次名称、标识或摘要。")
]


@command(
    app,
    "issuer force data now",
    help=both(
        "Write a notice to fill in (TOML); its list goes into a sheet.",
        "写出待填写的公示（TOML）；名单另填表格。",
    ),
)
def template(
    run: Invocation,
    *,
    out: Annotated[
        str, argument("FILE", "Where to write it; - is standard output.", "写入位置；- 表示标准输出。")
    ],
    force: Force = False,
) -> None:
    from works.list_notices.command.run import write_template

    write_template(run, out, force=force)


@command(
    app,
    "issuer data now",
    help=both("Write the sheet of a list to fill in.", "写出待填写的名单表格。"),
)
def sheet(
    run: Invocation,
    *,
    scheme: Annotated[str, argument("SCHEME", "The scheme, by id or name.", "评价办法的标识或名称。")],
    file: WorkbookFile,
) -> None:
    from works.list_notices.command.run import write_list_sheet

    write_list_sheet(run, scheme, file)


@command(
    app,
    f"errors include_hidden {SIGN} {STORE}",
    help=both(
        "Sign version 1 of a notice and store it: its days, and the rows of a sheet.",
        "签署公示第一版并入库：公示文件与名单表格。",
    ),
    prints=f"{SIGNED} {ROW}",
)
def issue(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE", "The filled notice.", "填好的公示文件。")],
    sheet: Annotated[Path, argument("SHEET", "The filled sheet.", "填好的名单表格。")],
    errors: Annotated[
        str | None,
        option("--errors", "FILE", "Write the sheet back, with an error column.", "写回名单，并附错误列。"),
    ] = None,
) -> int:
    from works.list_notices.command.run import issue_first

    return issue_first(run, file, sheet, errors)


@command(
    app,
    f"{SIGN} {STORE}",
    help=both(
        "Sign the next version: withdraw items, move the last day later, add what came of objections.",
        "签署下一版：撤下某一项、延后截止日期、载明异议的收到与处理结果。",
    ),
    prints=SIGNED,
)
def revise(
    run: Invocation,
    *,
    notice: ListNoticeArgument,
    withdraw: Annotated[
        list[int] | None,
        option("--withdraw", "NO", "An item, by its number in the list.", "撤下的项的序号。", min=1),
    ] = None,
    until: Annotated[
        date | None, option("--until", "DAY", "The new last day.", "新的截止日期。", parser=parse_day)
    ] = None,
    received: Annotated[
        list[str] | None,
        option("--received", "NO=DAY", "An objection that was accepted.", "受理的异议：序号=收到日期。"),
    ] = None,
    answered: Annotated[
        list[str] | None,
        option(
            "--answered",
            "NO=DAY=RESULT",
            "The answer to the open objection: upheld, partly or rejected.",
            "异议的答复：序号=答复日期=结果，结果写成立、部分成立或不成立。",
        ),
    ] = None,
) -> None:
    from works.list_notices.command.revise import Revision, issue_next

    revision = Revision(withdraw or (), until, received or (), answered or ())
    issue_next(run, notice, revision)


@command(
    app,
    STORE,
    help=both(
        "Show a notice: its items, and what each version changed.",
        "显示一项公示：名单，以及各版次的变化。",
    ),
    prints=SIGNED,
)
def show(run: Invocation, *, notice: ListNoticeArgument) -> None:
    from works.list_notices.command.run import show_list

    show_list(run, notice)


@command(
    app,
    STORE,
    name="list",
    help=both(
        "List notices by their newest versions, the last to end first.",
        "列出公示，每项列最新一版，先列最晚截止的。",
    ),
    prints=SIGNED,
)
def list_(
    run: Invocation,
    *,
    issuer: Annotated[str | None, OF_ISSUER] = None,
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many notices.", "最多列出的项数。", min=1, max=1000)
    ] = 50,
) -> None:
    from works.list_notices.command.run import list_all

    list_all(run, limit, issuer)

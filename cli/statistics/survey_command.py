"""`huren statistics survey`: protect, check, join; commit and included."""

from pathlib import Path
from typing import Annotated

import typer

from cli.terminal.language import both
from cli.terminal.options import AsJson, Force, WorkbookFile, new_app

survey = new_app(
    help=both(
        "Tables of returns that enterprises give of their own accord, without the cells that would give one "
        "of them away. No official statistics.",
        "企业自愿填报数据的汇总表，隐去会泄露单个填报者数据的单元格。自愿填报，非政府统计。",
    ),
    no_args_is_help=True,
)

Returns = Annotated[
    Path,
    typer.Argument(
        metavar="SHEET",
        help=both("The returns: .xlsx or .csv.", "填报数据表：.xlsx 或 .csv。"),
        show_default=False,
    ),
]
Indicator = Annotated[
    str,
    typer.Option(
        "--indicator", metavar="NAME", help=both("What was asked for.", "指标。"), show_default=False
    ),
]
Period = Annotated[
    str,
    typer.Option(
        "--period",
        metavar="PERIOD",
        help=both(
            "Of which year, quarter or month: 2026, 2026-Q1, 2026-01.", "年、季或月：2026、2026-Q1、2026-01。"
        ),
        show_default=False,
    ),
]
Area = Annotated[
    str,
    typer.Option(
        "--area",
        metavar="CODE",
        help=both("Of which province, by its code.", "省级地区的代码。"),
        show_default=False,
    ),
]
Unit = Annotated[
    str,
    typer.Option("--unit", metavar="UNIT", help=both("In which unit.", "计量单位。"), show_default=False),
]
RowsOption = Annotated[
    str | None,
    typer.Option(
        "--rows",
        metavar="LIST",
        help=both(
            "The segments in their order, separated by commas or 、; any other is an error.",
            "细分领域及其顺序，以逗号或顿号分隔；其他类别视为错误。",
        ),
    ),
]
ColumnsOption = Annotated[
    str | None,
    typer.Option(
        "--columns",
        metavar="LIST",
        help=both("The size classes in their order, likewise.", "规模及其顺序，写法同上。"),
    ),
]
Errors = Annotated[
    str | None,
    typer.Option(
        "--errors",
        metavar="FILE",
        help=both("Write the sheet back with its errors.", "将带有错误说明的表格写入此文件。"),
    ),
]
Tables = Annotated[
    list[str] | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help=both(
            "Where to write: .csv, .xlsx, or - for CSV; may be repeated (default: shown here).",
            "写入位置：.csv 或 .xlsx，- 表示以 CSV 输出；可重复（默认：在此显示）。",
        ),
    ),
]
TableFile = Annotated[
    Path,
    typer.Argument(
        metavar="TABLE",
        help=both("A published table: .csv or .xlsx.", "已发布的表：.csv 或 .xlsx。"),
        show_default=False,
    ),
]


@survey.command(
    "template",
    help=both("Write an empty sheet of returns to fill.", "写出空白的填报数据表。"),
)
def template(
    *,
    file: WorkbookFile,
    rows: RowsOption = None,
    columns: ColumnsOption = None,
) -> None:
    from cli.statistics.returns import write_template

    write_template(file, rows, columns)


@survey.command(
    "protect",
    help=both(
        "Make the table of one indicator and period from its returns, with the cells suppressed that would "
        "give a contributor away, and others that protect these. With an earlier edition its cells stay "
        "suppressed, and what the difference would give away is refused. Exit code 1: rows with errors, or "
        "nothing may be published.",
        "由填报数据制作一个指标、一个期间的汇总表：隐去会泄露填报者数据的单元格，并隐去其他若干格加以保护。"
        "如有前次发布的表，沿用其隐去的单元格，两次之差会泄露数据的不予发布。"
        "退出码 1：有不合格的行，或不得发布。",
    ),
)
def protect(
    *,
    sheet: Returns,
    indicator: Indicator,
    period: Period,
    area: Area,
    unit: Unit,
    rows: RowsOption = None,
    columns: ColumnsOption = None,
    out: Tables = None,
    earlier: Annotated[
        Path | None,
        typer.Option(
            "--earlier",
            metavar="TABLE",
            help=both("The table as it was published before.", "前次发布的表。"),
        ),
    ] = None,
    earlier_returns: Annotated[
        list[Path] | None,
        typer.Option(
            "--earlier-returns",
            metavar="SHEET",
            help=both(
                "The returns of an earlier edition; repeated for each.",
                "前次发布所依据的填报数据表；发布过几次就给出几份。",
            ),
        ),
    ] = None,
    working: Annotated[
        str | None,
        typer.Option(
            "--working",
            metavar="FILE",
            help=both(
                "Write why each cell is suppressed and what could be worked out of it: JSON, confidential.",
                "写出各单元格隐去的原因及可推算的范围：JSON，须保密。",
            ),
        ),
    ] = None,
    errors: Errors = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.protect import ProtectRequest

    ProtectRequest(
        sheet=sheet,
        heading=(indicator, period, area, unit),
        rows=rows,
        columns=columns,
        out=out or (),
        earlier=earlier,
        earlier_returns=earlier_returns or (),
        working=working,
        errors=errors,
        as_json=as_json,
    ).carry_out()


@survey.command(
    "check",
    help=both(
        "What anybody can work out of a published table: between which amounts each suppressed cell lies. "
        "With its returns, whether the table is theirs, and whether somebody comes closer to a contributor "
        "than the rule allows. Exit code 1: so it is; 3: without the returns it cannot be said.",
        "由已发布的表能推算出什么：隐去的各单元格介于哪些数值之间。给出填报数据时，核对表与数据是否一致，"
        "以及是否有人能推算到规则不允许的程度。退出码 1：不符合；3：没有填报数据，无法确定。",
    ),
)
def check(
    *,
    table: TableFile,
    returns: Annotated[
        Path | None,
        typer.Option(
            "--returns",
            metavar="SHEET",
            help=both("The returns of which it was made.", "所依据的填报数据表。"),
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.check import check_table

    check_table(table, returns, as_json=as_json)


@survey.command(
    "join",
    help=both(
        "The published tables of two areas as one: their sum where both are published, suppressed elsewhere.",
        "将两地已发布的表合为一张：两地均发布的取其和，其余隐去。",
    ),
)
def join(
    *,
    table: TableFile,
    other: Annotated[
        Path,
        typer.Argument(
            metavar="OTHER", help=both("That of the other area.", "另一地的表。"), show_default=False
        ),
    ],
    out: Tables = None,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.tables import join_files

    join_files(table, other, out or (), as_json=as_json)


@survey.command(
    "commit",
    help=both(
        "Commit to all returns before a table is published: FOLDER/commitment.json, which is published, and "
        "a proof for each enterprise, which only it is given.",
        "发布汇总表之前对全部填报数据作出承诺：文件夹中的 commitment.json 供公布；"
        "每家企业各有一份证明，只交给该企业。",
    ),
)
def commit(
    *,
    sheet: Returns,
    indicator: Indicator,
    period: Period,
    area: Area,
    unit: Unit,
    out: Annotated[
        Path,
        typer.Option(
            "-o", "--out", metavar="FOLDER", help=both("Where to write.", "写入位置。"), show_default=False
        ),
    ],
    errors: Errors = None,
    force: Force = False,
    as_json: AsJson = False,
) -> None:
    from cli.statistics.commitment import commit_sheet

    commit_sheet(sheet, (indicator, period, area, unit), out, errors=errors, force=force, as_json=as_json)


@survey.command(
    "included",
    help=both(
        "Whether a return is among those of a published commitment, unchanged. Exit code 1: it is not.",
        "填报数据是否原样计入已公布的承诺。退出码 1：没有。",
    ),
)
def included(
    *,
    proof: Annotated[
        Path,
        typer.Argument(
            metavar="PROOF", help=both("The enterprise's proof.", "企业所持的证明。"), show_default=False
        ),
    ],
    commitment: Annotated[
        Path,
        typer.Argument(
            metavar="COMMITMENT", help=both("As it was published.", "已公布的承诺。"), show_default=False
        ),
    ],
    as_json: AsJson = False,
) -> None:
    from cli.statistics.commitment import check_included

    check_included(proof, commitment, as_json=as_json)

"""`huren statistics report | recheck | year-report`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from terminal.language import both
from terminal.options import (
    AsJson,
    DataDir,
    DryRun,
    ExportUnsigned,
    Issuer,
    KeyFile,
    NowOption,
    OutFolder,
    Yes,
    new_app,
    parse_moment,
)

app = new_app(help=both("Statistics of associations.", "协会统计。"), no_args_is_help=True)

CsvFile = Annotated[
    str | None,
    typer.Option(
        "--csv",
        metavar="FILE",
        help=both(
            "Write all that was counted as CSV, with the columns of SDMX: by region and month too.",
            "将全部计数写成 CSV（SDMX 列），含地区与月份。",
        ),
    ),
]
CountsFile = Annotated[
    str | None,
    typer.Option(
        "--counts",
        metavar="FILE",
        help=both(
            "Write all that was counted as the file whose digest is signed.",
            "写出全部计数文件（所签署的即其摘要）。",
        ),
    ),
]


@app.command(
    "report",
    help=both(
        "Count the credentials in the logs that are here, up to their newest heads; show the tables, sign "
        "them with the publication key and store the next edition. It is published with huren publish.",
        "按此处各日志的最新日志头统计凭证；显示各表，以发布密钥签署，作为下一期入库。随 huren publish 发布。",
    ),
)
def report(
    *,
    key: KeyFile = None,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    at: Annotated[
        datetime | None,
        typer.Option(
            "--at",
            metavar="TIME",
            parser=parse_moment,
            help=both("As of when (default: now).", "统计时点（默认：当前时间）。"),
        ),
    ] = None,
    table: CsvFile = None,
    counts: CountsFile = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.statistics.run import make_report

    make_report(
        key=key,
        export_unsigned=export_unsigned,
        issuer=issuer,
        at=at,
        table=table,
        counts_file=counts,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    )


@app.command(
    "recheck",
    help=both(
        "Count again what a report says, at the log heads that it names. Exit code 0: the same bytes; "
        "1: another number, the first is told; 3: a log is not here as far as it was counted.",
        "按报告所列日志头复算。退出码 0：逐字节相同；1：数字不同，并指出首个；"
        "3：此处日志未达所统计的日志头。",
    ),
)
def recheck(
    *,
    report: Annotated[
        str,
        typer.Argument(
            metavar="REPORT",
            help=both(
                "A file, a digest or an id; or a file written with --counts.",
                "文件、摘要或标识；或由 --counts 写出的文件。",
            ),
            show_default=False,
        ),
    ],
    table: CsvFile = None,
    counts: CountsFile = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.statistics.run import recheck as count_again

    count_again(report, table=table, counts_file=counts, data=data, now=now, as_json=as_json)


@app.command(
    "year-report",
    help=both(
        "A year in numbers, and the two before it, as an XLSX workbook: by association, region, "
        "scheme, category, grade, month and standing. Counted at the log heads of a signed report; without "
        "one, at the newest here. The same report gives the same files.",
        "将一年及此前两年的数字制成 XLSX：按协会、地区、评价办法、类别、等级、月份、状态列表。"
        "按统计报告所列日志头统计；未指定报告时按此处最新日志头。同一报告得出同样的文件。",
    ),
)
def year_report(
    *,
    year: Annotated[
        int,
        typer.Argument(metavar="YEAR", min=1, max=9998, help=both("The year.", "年份。"), show_default=False),
    ],
    report: Annotated[
        str | None,
        typer.Option(
            "--report",
            metavar="REPORT",
            help=both(
                "A file, a digest or an id; or a file written with --counts.",
                "文件、摘要或标识；或由 --counts 写出的文件。",
            ),
        ),
    ] = None,
    out: OutFolder = Path("."),
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.statistics.year_report import write_year

    write_year(year, reference=report, folder=out, data=data, now=now, as_json=as_json)

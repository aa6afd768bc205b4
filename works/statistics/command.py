"""`huren statistics report | recheck | year-report`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import SIGNED, STORE, OutFolder, argument, command, new_app, option, parse_moment

app = new_app(help=both("Statistics of associations.", "协会统计。"), no_args_is_help=True)

CsvFile = Annotated[
    str | None,
    option(
        "--csv",
        "FILE",
        "Write all that was counted as CSV, with the columns of SDMX: by region and month too. An earlier "
        "file is written over, also without signing.",
        "将全部计数写成 CSV（SDMX 列），含地区与月份；已有文件会被重写，不签署时亦然。",
    ),
]
CountsFile = Annotated[
    str | None,
    option(
        "--counts",
        "FILE",
        "Write all that was counted as the file whose digest is signed. An earlier file is written over, "
        "also without signing.",
        "写出全部计数文件（所签署的即其摘要）；已有文件会被重写，不签署时亦然。",
    ),
]


@command(
    app,
    "key export_unsigned issuer at table counts dry_run yes data now as_json",
    prints=SIGNED,
    help=both(
        "Count the credentials in the logs that are here, up to their newest heads; show the tables, sign "
        "them with the publication key and store the next edition. It is published with huren publish.",
        "按本库各日志的最新日志头统计凭证；显示各表，以发布密钥签署，作为下一期入库。随 huren publish 发布。",
    ),
)
def report(
    run: Invocation,
    *,
    at: Annotated[
        datetime | None,
        option(
            "--at", "TIME", "As of when (default: now).", "统计时点（默认：当前时间）。", parser=parse_moment
        ),
    ] = None,
    table: CsvFile = None,
    counts: CountsFile = None,
) -> None:
    from works.statistics.run import make_report

    make_report(run, at, table=table, counts_file=counts)


@command(
    app,
    STORE,
    prints="equal countedAt code facts",
    help=both(
        "Count again what a report says, at the log heads that it names. Exit code 0: the same bytes; "
        "1: another number, the first is told; 3: a log is not here as far as it was counted.",
        "按报告所列日志头复算。退出码 0：逐字节相同；1：数字不同，并指出首个；"
        "3：本库日志未达所统计的日志头。",
    ),
)
def recheck(
    run: Invocation,
    *,
    report: Annotated[
        str,
        argument(
            "REPORT",
            "A file, a digest or an id; or a file written with --counts.",
            "文件、摘要或标识；或由 --counts 写出的文件。",
        ),
    ],
    table: CsvFile = None,
    counts: CountsFile = None,
) -> None:
    from works.statistics.run import recheck as count_again

    count_again(run, report, table=table, counts_file=counts)


@command(
    app,
    STORE,
    name="year-report",
    prints="file sha256",
    help=both(
        "A year in numbers, and the two before it, as an XLSX workbook: by association, region, "
        "scheme, category, grade, month and standing. Counted at the log heads of a signed report; without "
        "one, at the newest here. The same report gives the same files.",
        "将一年及此前两年的数字制成 XLSX：按协会、地区、评价办法、类别、等级、月份、状态列表。"
        "按统计报告所列日志头统计；未指定报告的，按本库最新日志头。同一报告得出同样的文件。",
    ),
)
def year_report(
    run: Invocation,
    *,
    year: Annotated[int, argument("YEAR", "The year.", "年份。", min=1, max=9998)],
    report: Annotated[
        str | None,
        option(
            "--report",
            "REPORT",
            "A file, a digest or an id; or a file written with --counts.",
            "文件、摘要或标识；或由 --counts 写出的文件。",
        ),
    ] = None,
    out: OutFolder = Path("."),
) -> None:
    from works.statistics.year_report import write_year

    write_year(run, year, reference=report, folder=out)

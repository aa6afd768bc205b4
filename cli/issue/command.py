"""`huren issue`: a spreadsheet of assessments into signed credentials; every row is checked first."""

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
    Template,
    new_app,
)

app = new_app()


@app.command(
    help=both(
        "Issue credentials from a spreadsheet (.xlsx or .csv). All rows are checked before anything is "
        "signed; "
        "one bad row stops the batch unless --skip-bad-rows. Begin with --template FILE.",
        "按表格（.xlsx 或 .csv）签发凭证。签署前逐行检查；有一行不合格则整批停止，除非加 --skip-bad-rows。"
        "先用 --template FILE 取得模板。",
    )
)
def issue(
    *,
    sheet: Annotated[
        Path | None,
        typer.Argument(
            metavar="SHEET",
            help=both("The filled sheet; - for standard input.", "填好的表格；- 表示标准输入。"),
        ),
    ] = None,
    key: KeyFile = None,
    template: Template = None,
    dry_run: DryRun = False,
    skip_bad_rows: Annotated[
        bool,
        typer.Option(
            "--skip-bad-rows",
            help=both("Issue the good rows, leave out the bad ones.", "跳过不合格的行，签发其余各行。"),
        ),
    ] = False,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=both(
                "Issue what looks like a slip too: assessed in the future, ended already, a code under "
                "another name.",
                "疑似笔误的行也照签：评价日期在未来、有效期已过、代码对应的名称不同。",
            ),
        ),
    ] = False,
    errors: Annotated[
        str | None,
        typer.Option(
            "--errors",
            metavar="FILE",
            help=both(
                "Write the rows that are still to be issued back, with an error column.",
                "写回尚未签发的各行，并附错误列。",
            ),
        ),
    ] = None,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help=both(
                "Also write each credential as .json, .h1.txt and .png.",
                "同时写出每张凭证的 .json、.h1.txt 与 .png。",
            ),
        ),
    ] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.issue.run import IssueRequest

    IssueRequest(
        sheet=sheet,
        key=key,
        template=template,
        dry_run=dry_run,
        skip_bad_rows=skip_bad_rows,
        force=force,
        errors=errors,
        export_unsigned=export_unsigned,
        issuer=issuer,
        out=out,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()

"""`huren issue`: a spreadsheet of assessments into signed credentials; every row is checked first."""

from cli.issue.request import SheetRequest
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import ROW, SIGNED, command, new_app

app = new_app()


@command(
    app,
    "key template dry_run include_hidden skip_bad_rows anyway errors export_unsigned issuer out data now "
    "as_json",
    prints=f"{SIGNED} {ROW}",
    help=both(
        "Issue credentials from a spreadsheet (.xlsx or .csv). All rows are checked before anything is "
        "signed; "
        "one bad row stops the batch unless --skip-bad-rows. Begin with --template FILE.",
        "按表格（.xlsx 或 .csv）签发凭证。签署前逐行检查；有一行不合格则整批停止，除非加 --skip-bad-rows。"
        "先用 --template FILE 取得模板。",
    ),
)
def issue(run: Invocation, request: SheetRequest) -> None:
    from cli.issue.run import issue_sheet

    issue_sheet(run, request)

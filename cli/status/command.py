"""`huren suspend | reinstate | revoke | supersede | change`: signed, dated events about credentials."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from cli.terminal.language import both
from cli.terminal.options import AsJson, DataDir, KeyFile, NowOption, new_app, parse_end, parse_moment

app = new_app()

References = Annotated[
    list[str] | None,
    typer.Argument(
        metavar="CREDENTIAL",
        help=both(
            "Certificate numbers or ids (urn:uuid:…), one or several.",
            "证书编号或凭证标识（urn:uuid:…），可写多个。",
        ),
        show_default=False,
    ),
]
SheetOption = Annotated[
    Path | None,
    typer.Option(
        "--sheet",
        metavar="FILE",
        help=both(
            "Many at once, from a sheet (.xlsx, .csv): certificate number, and as needed legal name, action, "
            "reason, from, until, successor.",
            "按表格（.xlsx、.csv）批量办理：证书编号，以及需要的企业名称、变更、原因、生效时间、暂停至、后续证书编号。",
        ),
    ),
]
ErrorsOption = Annotated[
    str | None,
    typer.Option(
        "--errors",
        metavar="FILE",
        help=both("Write the sheet back with an error column.", "写回表格并附错误列。"),
    ),
]


def _complete_reasons(ctx: typer.Context) -> list[str]:
    """The reasons that go with the command."""
    from credentials.documents.status_event import REASONS

    return [code for action, codes in REASONS.items() if action == ctx.info_name for code in codes]


ReasonOption = Annotated[
    str | None,
    typer.Option(
        "--reason",
        metavar="WORD",
        autocompletion=_complete_reasons,
        help=both("Why; see the list by leaving it out.", "原因；不填可查看清单。"),
    ),
]
FromOption = Annotated[
    datetime | None,
    typer.Option(
        "--from",
        metavar="TIME",
        parser=parse_moment,
        help=both(
            "Takes effect at this time (default now; for false material the credential's first day).",
            "生效时间（默认现在；材料虚假默认自凭证生效日起）。",
        ),
    ),
]
UntilOption = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        metavar="TIME",
        parser=parse_end,
        help=both("Last day of the suspension; it ends by itself.", "暂停的最后一日，之后自动结束。"),
    ),
]
ByOption = Annotated[
    str | None,
    typer.Option(
        "--by", metavar="CREDENTIAL", help=both("The credential that replaces it.", "取代它的凭证。")
    ),
]
DryRunOption = Annotated[
    bool,
    typer.Option(
        "--dry-run",
        help=both("Show what would be signed, and stop.", "只显示将要签署的内容。"),
    ),
]
YesOption = Annotated[bool, typer.Option("--yes", help=both("Sign without asking.", "不再询问，直接签署。"))]
IssuerOption = Annotated[
    str | None,
    typer.Option(
        "--issuer",
        metavar="DID",
        help=both("The association, where no key says it.", "发证协会（未给密钥时）。"),
    ),
]
ExportOption = Annotated[
    str | None,
    typer.Option(
        "--export-unsigned",
        metavar="FILE",
        help=both("Write what is to be signed elsewhere instead of signing.", "不签署，导出待签文件。"),
    ),
]


@app.command(help=both("Suspend credentials.", "暂停凭证。"))
def suspend(
    *,
    credentials: References = None,
    sheet: SheetOption = None,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    until: UntilOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    errors: ErrorsOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status.run import StatusRequest

    StatusRequest(
        "suspend",
        credentials=credentials or (),
        sheet=sheet,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        errors=errors,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
        until=until,
    ).carry_out()


@app.command(help=both("Reinstate suspended credentials.", "恢复已暂停的凭证。"))
def reinstate(
    *,
    credentials: References = None,
    sheet: SheetOption = None,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    errors: ErrorsOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status.run import StatusRequest

    StatusRequest(
        "reinstate",
        credentials=credentials or (),
        sheet=sheet,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        errors=errors,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(
    help=both(
        "End credentials for ever: annul, cancel or give them up, by the reason.",
        "终止凭证，不可撤回；依原因为撤销、取消或注销。",
    )
)
def revoke(
    *,
    credentials: References = None,
    sheet: SheetOption = None,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    errors: ErrorsOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status.run import StatusRequest

    StatusRequest(
        "revoke",
        credentials=credentials or (),
        sheet=sheet,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        errors=errors,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(help=both("Supersede a credential by another one, for ever.", "以另一张凭证取代，不可撤回。"))
def supersede(
    *,
    credentials: References = None,
    sheet: SheetOption = None,
    by: ByOption = None,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    errors: ErrorsOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status.run import StatusRequest

    StatusRequest(
        "supersede",
        credentials=credentials or (),
        sheet=sheet,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        errors=errors,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
        by=by,
    ).carry_out()


@app.command(
    help=both(
        "Make the changes of a sheet, each row with its own action, reason and date.",
        "按表格逐行办理变更，各行自有变更、原因与时间。",
    )
)
def change(
    *,
    sheet: Annotated[
        Path,
        typer.Argument(
            metavar="SHEET",
            help=both(
                "The sheet (.xlsx, .csv); - for standard input.", "表格（.xlsx、.csv）；- 表示标准输入。"
            ),
            show_default=False,
        ),
    ],
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    dry_run: DryRunOption = False,
    yes: YesOption = False,
    errors: ErrorsOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status.run import StatusRequest

    StatusRequest(
        None,
        credentials=(),
        sheet=sheet,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        errors=errors,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()

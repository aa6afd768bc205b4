"""`huren suspend | reinstate | revoke | supersede`: signed, dated events about one credential."""

from datetime import datetime
from typing import Annotated

import typer

from cli.options import AsJson, DataDir, KeyFile, NowOption, new_app, parse_end, parse_moment
from cli.words import both

app = new_app()

Reference = Annotated[
    str,
    typer.Argument(
        metavar="CREDENTIAL",
        help=both("Certificate number or id (urn:uuid:…).", "证书编号或凭证标识（urn:uuid:…）。"),
        show_default=False,
    ),
]
ReasonOption = Annotated[
    str | None,
    typer.Option(
        "--reason",
        metavar="WORD",
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
YesOption = Annotated[
    bool,
    typer.Option(
        "--yes",
        help=both("Do not ask where answers of the past change.", "改变以往结论时不再询问。"),
    ),
]
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


@app.command(help=both("Suspend a credential.", "暂停一张凭证。"))
def suspend(
    *,
    credential: Reference,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    until: UntilOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    yes: YesOption = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status_change import StatusRequest

    StatusRequest(
        "suspend",
        credential=credential,
        reason=reason,
        key=key,
        effective_from=effective_from,
        until=until,
        export_unsigned=export_unsigned,
        issuer=issuer,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(help=both("Reinstate a suspended credential.", "恢复一张已暂停的凭证。"))
def reinstate(
    *,
    credential: Reference,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status_change import StatusRequest

    StatusRequest(
        "reinstate",
        credential=credential,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(
    help=both(
        "End a credential for ever: annul, cancel or give it up, by the reason.",
        "终止一张凭证，不可撤回；依原因为撤销、取消或注销。",
    )
)
def revoke(
    *,
    credential: Reference,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    yes: YesOption = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status_change import StatusRequest

    StatusRequest(
        "revoke",
        credential=credential,
        reason=reason,
        key=key,
        effective_from=effective_from,
        export_unsigned=export_unsigned,
        issuer=issuer,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(help=both("Supersede a credential by another one, for ever.", "以另一张凭证取代，不可撤回。"))
def supersede(
    *,
    credential: Reference,
    by: ByOption = None,
    reason: ReasonOption = None,
    key: KeyFile = None,
    effective_from: FromOption = None,
    export_unsigned: ExportOption = None,
    issuer: IssuerOption = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.status_change import StatusRequest

    StatusRequest(
        "supersede",
        credential=credential,
        reason=reason,
        key=key,
        effective_from=effective_from,
        by=by,
        export_unsigned=export_unsigned,
        issuer=issuer,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()

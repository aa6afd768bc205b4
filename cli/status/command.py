"""`huren suspend | reinstate | revoke | supersede | change`: signed, dated events about credentials."""

from datetime import datetime
from inspect import Parameter, Signature
from pathlib import Path
from typing import Annotated, Any

import typer

from terminal.language import both
from terminal.options import (
    AsJson,
    DataDir,
    Issuer,
    KeyFile,
    NowOption,
    Template,
    Yes,
    new_app,
    parse_end,
    parse_moment,
)

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
ExportOption = Annotated[
    str | None,
    typer.Option(
        "--export-unsigned",
        metavar="FILE",
        help=both("Write what is to be signed elsewhere instead of signing.", "不签署，导出待签文件。"),
    ),
]
SkipOption = Annotated[
    bool,
    typer.Option(
        "--skip-bad-rows",
        help=both("Make the good rows' changes, leave out the bad ones.", "跳过不合格的行，办理其余各行。"),
    ),
]
SheetArgument = Annotated[
    Path | None,
    typer.Argument(
        metavar="SHEET",
        help=both("The sheet (.xlsx, .csv); - for standard input.", "表格（.xlsx、.csv）；- 表示标准输入。"),
        show_default=False,
    ),
]

_ASKED: dict[str, tuple[Any, object]] = {
    "credentials": (References, None),
    "sheet": (SheetOption, None),
    "by": (ByOption, None),
    "reason": (ReasonOption, None),
    "key": (KeyFile, None),
    "effective_from": (FromOption, None),
    "until": (UntilOption, None),
    "dry_run": (DryRunOption, False),
    "yes": (Yes, False),
    "skip_bad_rows": (SkipOption, False),
    "errors": (ErrorsOption, None),
    "template": (Template, None),
    "export_unsigned": (ExportOption, None),
    "issuer": (Issuer, None),
    "data": (DataDir, None),
    "now": (NowOption, None),
    "as_json": (AsJson, False),
}
"""What the commands ask, in the order of the help, with what stands for nothing typed."""


def _add_command(name: str, words: str, *, leaving_out: tuple[str, ...], **other: tuple[Any, object]) -> None:
    """A command that asks what `_ASKED` says but `leaving_out`, and some of it in an `other` way."""
    asked = {member: kind for member, kind in (_ASKED | other).items() if member not in leaving_out}

    def command(**typed: Any) -> None:
        from cli.status.run import StatusRequest

        StatusRequest.of("" if name == "change" else name, **typed).carry_out()

    parameters = [
        Parameter(member, Parameter.KEYWORD_ONLY, annotation=annotation, default=default)
        for member, (annotation, default) in asked.items()
    ]
    vars(command)["__signature__"] = Signature(parameters)  # which typer reads
    app.command(name, help=words)(command)


_add_command("suspend", both("Suspend credentials.", "暂停凭证。"), leaving_out=("by", "template"))
_add_command(
    "reinstate",
    both("Reinstate suspended credentials.", "恢复已暂停的凭证。"),
    leaving_out=("by", "until", "template"),
)
_add_command(
    "revoke",
    both(
        "End credentials for ever: annul, cancel or give them up, by the reason.",
        "终止凭证，不可撤回；依原因为撤销、取消或注销。",
    ),
    leaving_out=("by", "until", "template"),
)
_add_command(
    "supersede",
    both("Supersede a credential by another one, for ever.", "以另一张凭证取代，不可撤回。"),
    leaving_out=("until", "template"),
)
_add_command(
    "change",
    both(
        "Make the changes of a sheet, each row with its own action, reason and date. Begin with "
        "--template FILE.",
        "按表格逐行办理变更，各行自有变更、原因与时间。先用 --template FILE 取得模板。",
    ),
    leaving_out=("credentials", "by", "until"),
    sheet=(SheetArgument, None),
)

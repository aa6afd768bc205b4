"""Typed values of `huren suspend`, `reinstate`, `revoke`, `supersede` and `change`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from terminal.options import Emergency, Template, argument, option, parse_end, parse_moment

References = Annotated[
    list[str] | None,
    argument(
        "CREDENTIAL",
        "Certificate numbers or ids (urn:uuid:…), one or several.",
        "证书编号或凭证标识（urn:uuid:…），可写多个。",
    ),
]
SheetOption = Annotated[
    Path | None,
    option(
        "--sheet",
        "FILE",
        "Many at once, from a sheet (.xlsx, .csv): certificate number, and as needed legal name, action, "
        "reason, from, until, successor.",
        "按表格（.xlsx、.csv）批量办理：必填证书编号；按需填企业名称、变更、原因、生效时间、暂停至、后继证书编号。",
    ),
]
ErrorsOption = Annotated[
    str | None,
    option("--errors", "FILE", "Write the sheet back with an error column.", "写回表格并附错误列。"),
]


def _complete_reasons(ctx: typer.Context) -> list[str]:
    """Return the reasons that the typed command accepts."""
    from credentials.documents.status_event import REASONS

    return [code for action, codes in REASONS.items() if action == ctx.info_name for code in codes]


ReasonOption = Annotated[
    str | None,
    option(
        "--reason",
        "WORD",
        "Why; see the list by leaving it out.",
        "原因；不填可查看清单。",
        autocompletion=_complete_reasons,
    ),
]
FromOption = Annotated[
    datetime | None,
    option(
        "--from",
        "TIME",
        "Takes effect at this time (default now; for false material the credential's first day).",
        "生效时间（默认现在；材料虚假默认自凭证生效日起）。",
        parser=parse_moment,
    ),
]
UntilOption = Annotated[
    datetime | None,
    option(
        "--until",
        "TIME",
        "Last day of the suspension; it ends by itself.",
        "暂停的最后一日，之后自动结束。",
        parser=parse_end,
    ),
]
ByOption = Annotated[
    str | None, option("--by", "CREDENTIAL", "The credential that replaces it.", "取代它的凭证。")
]
DryRunOption = Annotated[
    bool, option("--dry-run", None, "Show what would be signed, and stop.", "只显示将要签署的内容。")
]
ExportOption = Annotated[
    str | None,
    option(
        "--export-unsigned",
        "FILE",
        "Write what is to be signed elsewhere instead of signing.",
        "不签署，导出待签文件。",
    ),
]
SkipOption = Annotated[
    bool,
    option(
        "--skip-bad-rows",
        None,
        "Make the good rows' changes, leave out the bad ones.",
        "跳过不合格的行，办理其余各行。",
    ),
]
SheetArgument = Annotated[
    Path | None,
    argument(
        "SHEET", "The sheet (.xlsx, .csv); - for standard input.", "表格（.xlsx、.csv）；- 表示标准输入。"
    ),
]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusRequest:
    """Change for each named credential, or for rows of the sheet that state no change of their own.

    Each command has only some of these options.
    """

    credentials: References = None
    sheet: SheetOption = None
    by: ByOption = None
    reason: ReasonOption = None
    effective_from: FromOption = None
    until: UntilOption = None
    dry_run: DryRunOption = False
    skip_bad_rows: SkipOption = False
    errors: ErrorsOption = None
    template: Template = None
    export_unsigned: ExportOption = None
    emergency: Emergency = None


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetOfChanges(StatusRequest):
    """Sheet in which each row has its own action, reason and date."""

    sheet: SheetArgument = None

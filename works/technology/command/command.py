"""`huren technology`: template, issue; find, show; join, object, withdraw; check, label."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Any, Literal

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
    WorkbookFile,
    Yes,
    new_app,
    parse_end,
)
from works.technology.command.find_command import FIND_HELP, find

app = new_app(
    help=both(
        "The shared database of technologies: list, join, search, check evidence, print labels.",
        "共享技术库：入库、联合入库、查询、核对佐证、制作标签。",
    ),
    no_args_is_help=True,
)

TechnologyArgument = Annotated[
    str,
    typer.Argument(
        metavar="TECHNOLOGY",
        help=both("The id, digest or file of its record.", "其记录的标识、摘要或文件。"),
        show_default=False,
    ),
]
Reviewers = Annotated[
    int | None,
    typer.Option(
        "--reviewers", metavar="COUNT", min=1, max=99, help=both("How many looked at it.", "评审人数。")
    ),
]
ClauseOption = Annotated[
    str | None,
    typer.Option("--clause", metavar="TEXT", help=both("By which clause.", "所依据的条款。")),
]
Grounds = Annotated[
    str, typer.Option("--grounds", metavar="TEXT", help=both("Why.", "理由。"), show_default=False)
]
Until = Annotated[
    datetime | None,
    typer.Option(
        "--until",
        metavar="DAY",
        parser=parse_end,
        help=both("Its last day (default: that of the record).", "末日（默认与该记录相同）。"),
    ),
]


@app.command("template", help=both("Write the empty workbook to fill.", "写出空白的技术入库工作簿。"))
def template(
    *,
    file: WorkbookFile,
    issuer: Issuer = None,
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from works.technology.command.sheet import write_template

    write_template(file, issuer, data, now=now)


@app.command(
    "issue",
    help=both(
        "List the technologies of a workbook. All rows of all pages are checked first, also against the "
        "registry; one bad row stops all.",
        "将工作簿中的技术入库。签署前逐页逐行检查，并与登记库核对；有一行不合格则全部停止。",
    ),
)
def issue(
    *,
    sheet: Annotated[
        Path,
        typer.Argument(
            metavar="SHEET", help=both("The filled workbook.", "填好的工作簿。"), show_default=False
        ),
    ],
    evidence: Annotated[
        Path | None,
        typer.Option(
            "--evidence",
            metavar="DIR",
            help=both(
                "Folder of the files of evidence (default: that of the workbook). Only their digests are "
                "signed.",
                "佐证文件所在文件夹（默认与工作簿相同）。只签署其摘要。",
            ),
        ),
    ] = None,
    key: KeyFile = None,
    dry_run: DryRun = False,
    errors: Annotated[
        str | None,
        typer.Option(
            "--errors",
            metavar="FILE",
            help=both("Write the pages back, with an error column.", "写回各页，并附错误列。"),
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
            help=both("Also write each record as .json.", "同时写出各记录的 .json。"),
        ),
    ] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.technology.command.sheet import TechnologySheetRequest

    TechnologySheetRequest(
        sheet=sheet,
        evidence=evidence,
        key=key,
        export_unsigned=export_unsigned,
        issuer=issuer,
        dry_run=dry_run,
        errors=errors,
        out=out,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


app.command("find", help=FIND_HELP)(find)


@app.command(
    "show",
    help=both(
        "Show a technology: numbers under their conditions, verification, evidence, who joins or objects.",
        "显示一项技术：各项指标及条件、验证、佐证，以及联合入库与异议。",
    ),
)
def show(
    *,
    technology: TechnologyArgument,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.technology.command.show import show_technology

    show_technology(technology, data, now=now, as_json=as_json)


def _decide(decision: Literal["joins", "objects", "withdraws"], **how: Any) -> None:
    from works.technology.command.listing import ListingRequest

    ListingRequest(decision, **how).carry_out()


@app.command(
    "join",
    help=both(
        "Join the listing of a technology that another association listed.",
        "对其他协会入库的技术联合入库。",
    ),
)
def join(
    *,
    technology: TechnologyArgument,
    reviewers: Reviewers = None,
    clause: ClauseOption = None,
    until: Until = None,
    force: Annotated[
        bool,
        typer.Option(
            "--force",
            help=both(
                "Join what is revoked, suspended, over or invalid too.",
                "已终止、暂停、到期或无效的技术也照样联合入库。",
            ),
        ),
    ] = False,
    key: KeyFile = None,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    _decide(
        "joins",
        technology=technology,
        reviewers=reviewers,
        clause=clause,
        grounds=None,
        until=until,
        force=force,
        key=key,
        export_unsigned=export_unsigned,
        issuer=issuer,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    )


@app.command(
    "object",
    help=both(
        "Object to the listing of a technology that another association listed.",
        "对其他协会入库的技术提出异议。",
    ),
)
def object_(
    *,
    technology: TechnologyArgument,
    grounds: Grounds,
    reviewers: Reviewers = None,
    clause: ClauseOption = None,
    until: Until = None,
    key: KeyFile = None,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    _decide(
        "objects",
        technology=technology,
        reviewers=reviewers,
        clause=clause,
        grounds=grounds,
        until=until,
        force=False,
        key=key,
        export_unsigned=export_unsigned,
        issuer=issuer,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    )


@app.command(
    "withdraw",
    help=both(
        "Withdraw what this association said of a technology, whether it joined or objected.",
        "撤回本协会对某项技术的意见（联合入库或异议）。",
    ),
)
def withdraw(
    *,
    technology: TechnologyArgument,
    clause: ClauseOption = None,
    key: KeyFile = None,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    dry_run: DryRun = False,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    _decide(
        "withdraws",
        technology=technology,
        reviewers=None,
        clause=clause,
        grounds=None,
        until=None,
        force=False,
        key=key,
        export_unsigned=export_unsigned,
        issuer=issuer,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    )


@app.command(
    "check",
    help=both(
        "Compare a folder of files with the digests of a technology's evidence: what is there, missing, "
        "altered, or none of it. Exit code 1: a file is missing or differs.",
        "将文件夹中的文件与技术记录所列佐证的摘要核对：一致、缺失、内容不符或不属于该记录。"
        "退出码 1：有缺失或不符的文件。",
    ),
)
def check(
    *,
    folder: Annotated[
        Path,
        typer.Argument(
            metavar="FOLDER", help=both("Where the files are.", "文件所在文件夹。"), show_default=False
        ),
    ],
    technology: TechnologyArgument,
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from works.technology.command.evidence import check_folder

    check_folder(folder, technology, data, as_json=as_json)


@app.command(
    "label",
    help=both(
        "A label of 70 x 42 mm for a booth or a machine; its code leads to the record.",
        "制作 70 x 42 毫米的技术标签，用于展位或设备；扫码可查阅该记录。",
    ),
)
def label(
    *,
    technology: TechnologyArgument,
    out: Annotated[
        str,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help=both("Where to write: .pdf, .png or .svg.", "写入位置：.pdf、.png 或 .svg。"),
            show_default=False,
        ),
    ],
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from works.technology.command.label import write_label

    write_label(technology, out, data, now=now)

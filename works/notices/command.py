"""`huren notice`: events, calls, needs, drafts of standards and plans, announced for a while."""

from pathlib import Path
from typing import Annotated, Literal

import typer

from terminal.language import both
from terminal.options import (
    AsJson,
    DataDir,
    DryRun,
    ExportUnsigned,
    Force,
    Issuer,
    KeyFile,
    NowOption,
    Yes,
    new_app,
)

app = new_app(
    no_args_is_help=True,
    help=both(
        "What an association announces: events, calls, technologies wanted, drafts of standards, plans. "
        "huren show ID shows one, huren revoke ID takes it back.",
        "协会公告：活动、征集、技术需求、标准征求意见、规划。"
        "huren show 标识 查看一份，huren revoke 标识 终止。",
    ),
)

TypedKind = Literal["event", "call", "need", "standard-draft", "plan"]
TypedMedium = Literal[
    "water", "air", "solid-waste", "soil", "groundwater", "noise", "vibration", "radiation", "odour",
    "ecology", "monitoring", "resource-recovery", "carbon",
]  # fmt: skip
KindOption = Annotated[
    TypedKind | None,
    typer.Option(
        "--kind",
        metavar="KIND",
        help=both(
            "event, call, need, standard-draft or plan.",
            "event（活动）、call（征集）、need（技术需求）、standard-draft（标准征求意见）、plan（规划）。",
        ),
    ),
]


@app.command(
    help=both(
        "Write a notice to fill in (TOML), its members explained.",
        "写出待填写的公告（TOML），并说明各项含义。",
    )
)
def template(
    *,
    out: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=both("Where to write the notice; - is standard output.", "公告写到何处；- 表示标准输出。"),
        ),
    ],
    kind: KindOption = None,
    issuer: Issuer = None,
    force: Force = False,
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from works.notices.run import write_template

    write_template(out, kind or "event", issuer, data, force=force, now=now)


@app.command(
    help=both(
        "Sign notices and store them. All files are checked first; one that is refused stops all.",
        "签署公告并入库。先检查全部文件；有一份不合格则全部停止。",
    )
)
def issue(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE", help=both("Filled files, a notice each.", "填好的文件，每份一则公告。")
        ),
    ],
    key: KeyFile = None,
    dry_run: DryRun = False,
    export_unsigned: ExportUnsigned = None,
    issuer: Issuer = None,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from terminal.workspace.signing_choice import Signing
    from works.notices.run import issue_notices

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    issue_notices(files, signing, data=data, now=now, as_json=as_json)


@app.command("list", help=both("List notices.", "列出公告。"))
def list_(
    *,
    kind: KindOption = None,
    issuer: Annotated[
        str | None,
        typer.Option(
            "--issuer", metavar="DID", help=both("Those of one association only.", "只列出某一协会的公告。")
        ),
    ] = None,
    medium: Annotated[
        TypedMedium | None,
        typer.Option("--medium", metavar="CODE", help=both("A medium that it is about.", "所涉环境介质。")),
    ] = None,
    when: Annotated[
        Literal["now", "coming", "over"] | None,
        typer.Option(
            "--when",
            metavar="WHEN",
            help=both("now, coming or over.", "now（进行中）、coming（即将开始）、over（已结束）。"),
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit", metavar="COUNT", min=1, help=both("At most so many notices.", "最多列出多少份。")
        ),
    ] = 50,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.notices.run import list_all

    list_all(
        data,
        issuer=issuer,
        kind=kind,
        medium=medium,
        when=when,
        limit=limit,
        now=now,
        as_json=as_json,
    )

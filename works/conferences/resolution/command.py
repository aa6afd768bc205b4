"""`huren resolution`: drafted, signed by each party, compared; what of it is still open."""

from pathlib import Path
from typing import Annotated

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
        "What joint conferences resolved. Each party signs a half of the same content; "
        "it is adopted when all have.",
        "联席会议的决议。各方各签一份内容相同的签署件，签齐即通过。",
    ),
)

Reference = Annotated[
    str,
    typer.Argument(
        metavar="REFERENCE",
        help=both("A number, or the digest of a half or its content.", "编号，或签署件、内容的摘要。"),
    ),
]
Side = Annotated[
    str,
    typer.Argument(
        metavar="FILE",
        help=both(
            "A draft or a signed half; or the number or digest of one that is here.",
            "草稿或签署件文件；或本库中的编号、摘要。",
        ),
    ),
]


@app.command(
    help=both(
        "Write a resolution to fill in, as TOML or, where the name ends in .md, Markdown.",
        "写出待填写的决议：TOML，文件名以 .md 结尾时为 Markdown。",
    )
)
def template(
    *,
    out: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=both(
                "Where to write the resolution; - is standard output.", "决议写到何处；- 表示标准输出。"
            ),
        ),
    ],
    force: Force = False,
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from works.conferences.resolution.issue import write_template

    write_template(out, data, force=force, now=now)


@app.command(
    help=both(
        "Sign this association's half of each and store it. One that is refused stops all.",
        "签署本协会的一份并入库；有一份不合格则全部停止。",
    )
)
def issue(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both("Drafts: TOML, Markdown or JSON.", "草稿文件：TOML、Markdown 或 JSON。"),
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
    from works.conferences.resolution.issue import issue_halves

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    issue_halves(files, signing, data=data, now=now, as_json=as_json)


@app.command(
    help=both(
        "Read back what another party signed, and sign this association's half of it.",
        "显示对方签署的内容，并签署本协会的一份。",
    )
)
def countersign(
    *,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="HALF",
            help=both("The other half, by its digest or number.", "对方签署件的摘要或编号。"),
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
    from works.conferences.resolution.issue import countersign as sign_the_same

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    sign_the_same(reference, signing, data=data, now=now, as_json=as_json)


@app.command(
    help=both(
        "Which members of two drafts or halves differ; exit code 1 where any does.",
        "比较两份草稿或签署件的不同之处；有不同时退出码为 1。",
    )
)
def diff(
    *, one: Side, other: Side, data: DataDir = None, now: NowOption = None, as_json: AsJson = False
) -> None:
    from works.conferences.resolution.compare import compare

    compare(one, other, data, now=now, as_json=as_json)


@app.command("list", help=both("List resolutions and how they stand.", "列出决议及其状态。"))
def list_(
    *,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="COUNT",
            min=1,
            max=1000,
            help=both("At most so many resolutions.", "最多列出多少份决议。"),
        ),
    ] = 50,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.resolution.listing import list_all

    list_all(data, limit=limit, now=now, as_json=as_json)


@app.command(
    help=both(
        "Show a resolution: items and decisions, who signed, who has not.",
        "显示一份决议：议项与决定、已签与未签的各方。",
    )
)
def show(
    *, reference: Reference, data: DataDir = None, now: NowOption = None, as_json: AsJson = False
) -> None:
    from works.conferences.resolution.listing import show as show_one

    show_one(reference, data, now=now, as_json=as_json)


@app.command(
    "open",
    help=both(
        "List the open items of adopted resolutions by party and due day.",
        "按责任方与期限列出已通过决议中未办的议项。",
    ),
)
def open_(
    *,
    party: Annotated[
        str | None,
        typer.Option(
            "--party",
            metavar="DID",
            help=both("Those of one party, and of all.", "只列出某一责任方的议项，及各方共同的议项。"),
        ),
    ] = None,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="COUNT",
            min=1,
            max=10000,
            help=both("At most so many items.", "最多列出多少项。"),
        ),
    ] = 500,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.resolution.listing import list_open

    list_open(data, party=party, limit=limit, now=now, as_json=as_json)


@app.command(
    "check-withheld",
    help=both(
        "Check kept texts of withheld items against what was signed.",
        "核对所保存的不公开文本与签署的摘要。",
    ),
)
def check_withheld(
    *,
    file: Annotated[
        Path,
        typer.Argument(
            metavar="FILE",
            help=both(
                "The file that huren resolution issue wrote beside the draft.",
                "huren resolution issue 在草稿旁写出的文件。",
            ),
        ),
    ],
    data: DataDir = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.resolution.compare import check_withheld as check

    check(file, data, as_json=as_json)

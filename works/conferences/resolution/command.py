"""Command line of `huren resolution`: draft, sign and compare resolutions; list open items."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import SIGN, SIGNED, STORE, Force, argument, command, new_app, option

_RESOLUTION = "number resolvedOn digest halves state missing adoptedSince"

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
    argument(
        "REFERENCE", "A number, or the digest of a half or its content.", "编号，或签署件、内容的摘要。"
    ),
]
Side = Annotated[
    str,
    argument(
        "FILE",
        "A draft or a signed half; or the number or digest of one that is here.",
        "草稿或签署件文件；或本库中的编号、摘要。",
    ),
]


@command(
    app,
    "force data now",
    help=both(
        "Write a resolution to fill in: a workbook where the name ends in .xlsx, Markdown for .md, or TOML.",
        "写出待填写的决议：文件名以 .xlsx 结尾时为工作簿，.md 为 Markdown，否则为 TOML。",
    ),
)
def template(
    run: Invocation,
    *,
    out: Annotated[
        str,
        argument(
            "FILE", "Where to write the resolution; - is standard output.", "决议写入位置；- 表示标准输出。"
        ),
    ],
    force: Force = False,
) -> None:
    from works.conferences.resolution.issue import write_template

    write_template(run, out, force=force)


@command(
    app,
    f"include_hidden {SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Sign this association's half of each and store it. One that is refused stops all.",
        "签署本协会的一份并入库；有一份不合格则全部停止。",
    ),
)
def issue(
    run: Invocation,
    *,
    files: Annotated[
        list[Path],
        argument(
            "FILE", "Drafts: .xlsx, TOML, Markdown or JSON.", "草稿文件：.xlsx、TOML、Markdown 或 JSON。"
        ),
    ],
    errors: Annotated[
        str | None,
        option(
            "--errors",
            "FILE",
            "Write a workbook back with the errors of its cells.",
            "写回工作簿并附各行错误。",
        ),
    ] = None,
) -> None:
    from works.conferences.resolution.issue import issue_halves

    issue_halves(run, files, errors)


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Read back what another party signed, and sign this association's half of it.",
        "显示对方签署的内容，并签署本协会的一份。",
    ),
)
def countersign(
    run: Invocation,
    *,
    reference: Annotated[
        str, argument("HALF", "The other half, by its digest or number.", "对方签署件的摘要或编号。")
    ],
) -> None:
    from works.conferences.resolution.issue import countersign as sign_the_same

    sign_the_same(run, reference)


@command(
    app,
    STORE,
    prints="member before after",
    help=both(
        "Which members of two drafts or halves differ; exit code 1 where any does.",
        "比较两份草稿或签署件的不同之处；有不同时退出码为 1。",
    ),
)
def diff(run: Invocation, *, one: Side, other: Side) -> int:
    from works.conferences.resolution.compare import compare

    return compare(run, one, other)


@command(
    app,
    STORE,
    name="list",
    prints=_RESOLUTION,
    help=both("List resolutions and how they stand.", "列出决议及其状态。"),
)
def list_(
    run: Invocation,
    *,
    limit: Annotated[
        int,
        option("--limit", "COUNT", "At most so many resolutions.", "最多列出的份数。", min=1, max=1000),
    ] = 50,
) -> None:
    from works.conferences.resolution.listing import list_all

    list_all(run, limit)


@command(
    app,
    STORE,
    prints=f"{_RESOLUTION} resolution",
    help=both(
        "Show a resolution: items and decisions, who signed, who has not.",
        "显示一份决议：议项与决定、已签与未签的各方。",
    ),
)
def show(run: Invocation, *, reference: Reference) -> None:
    from works.conferences.resolution.listing import show as show_one

    show_one(run, reference)


@command(
    app,
    STORE,
    name="open",
    prints="number no digest title owner due overdue",
    help=both(
        "List the open items of adopted resolutions by party and due day.",
        "按责任方与期限列出已通过决议中未办的议项。",
    ),
)
def open_(
    run: Invocation,
    *,
    party: Annotated[
        str | None,
        option(
            "--party", "DID", "Those of one party, and of all.", "只列出某一责任方的议项，及各方共同的议项。"
        ),
    ] = None,
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many items.", "最多列出的项数。", min=1, max=10000)
    ] = 500,
) -> None:
    from works.conferences.resolution.listing import list_open

    list_open(run, party, limit)


@command(
    app,
    "data as_json",
    name="check-withheld",
    prints="number no digest holds adopted",
    help=both(
        "Check kept texts of withheld items against what was signed.", "核对所保存的不公开文本与签署的摘要。"
    ),
)
def check_withheld(
    run: Invocation,
    *,
    file: Annotated[
        Path,
        argument(
            "FILE",
            "The file that huren resolution issue wrote beside the draft.",
            "huren resolution issue 在草稿旁写出的文件。",
        ),
    ],
) -> int:
    from works.conferences.resolution.compare import check_withheld as check

    return check(run, file)

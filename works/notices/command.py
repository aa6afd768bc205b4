"""`huren notice`: events, calls, needs, drafts of standards and plans, announced for a while."""

from pathlib import Path
from typing import Annotated, Literal

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import SIGN, STORE, Force, argument, command, new_app, option

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
    option(
        "--kind",
        "KIND",
        "event, call, need, standard-draft or plan.",
        "event（活动）、call（征集）、need（技术需求）、standard-draft（标准征求意见）、plan（规划）。",
    ),
]


@command(
    app,
    "issuer force data now",
    help=both(
        "Write a notice to fill in (TOML), its members explained.",
        "写出待填写的公告（TOML），并说明各项含义。",
    ),
)
def template(
    run: Invocation,
    *,
    out: Annotated[
        str,
        argument(
            "FILE", "Where to write the notice; - is standard output.", "公告写到何处；- 表示标准输出。"
        ),
    ],
    kind: KindOption = None,
    force: Force = False,
) -> None:
    from works.notices.run import write_template

    write_template(run, out, kind or "event", force=force)


@command(
    app,
    f"{SIGN} {STORE}",
    help=both(
        "Sign notices and store them. All files are checked first; one that is refused stops all.",
        "签署公告并入库。先检查全部文件；有一份不合格则全部停止。",
    ),
)
def issue(
    run: Invocation,
    *,
    files: Annotated[
        list[Path], argument("FILE", "Filled files, a notice each.", "填好的文件，每份一则公告。")
    ],
) -> None:
    from works.notices.run import issue_notices

    issue_notices(run, files)


@command(app, STORE, name="list", help=both("List notices.", "列出公告。"))
def list_(
    run: Invocation,
    *,
    kind: KindOption = None,
    issuer: Annotated[
        str | None, option("--issuer", "DID", "Those of one association only.", "只列出某一协会的公告。")
    ] = None,
    medium: Annotated[
        TypedMedium | None, option("--medium", "CODE", "A medium that it is about.", "所涉环境介质。")
    ] = None,
    when: Annotated[
        Literal["now", "coming", "over"] | None,
        option(
            "--when", "WHEN", "now, coming or over.", "now（进行中）、coming（即将开始）、over（已结束）。"
        ),
    ] = None,
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many notices.", "最多列出多少份。", min=1)
    ] = 50,
) -> None:
    from works.notices.run import list_all

    list_all(run, limit, issuer=issuer, kind=kind, medium=medium, when=when)

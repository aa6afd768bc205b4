"""`huren notice`: events, calls, needs, drafts of standards and plans, announced for a while."""

from datetime import date
from pathlib import Path
from typing import Annotated, Literal

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import (
    OF_ISSUER,
    SIGN,
    SIGNED,
    STORE,
    Force,
    argument,
    command,
    new_app,
    option,
    parse_day,
)

app = new_app(
    no_args_is_help=True,
    help=both(
        "What an association announces: events, calls, technologies wanted, drafts of standards, plans. "
        "huren show TITLE shows one.",
        "协会公告：活动、征集、技术需求、标准征求意见、规划。huren show 标题 查看一份。",
    ),
)

TypedKind = Literal["event", "call", "need", "standard-draft", "plan"]
TypedMedium = Literal[
    "water", "air", "solid-waste", "soil", "groundwater", "noise", "vibration", "radiation", "odour",
    "ecology", "monitoring", "resource-recovery", "carbon",
]  # fmt: skip
NoticeArgument = Annotated[
    str,
    argument(
        "NOTICE", "A notice of this association: title, id or digest.", "本协会的公告：标题、标识或摘要。"
    ),
]
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
            "FILE", "Where to write the notice; - is standard output.", "公告写入位置；- 表示标准输出。"
        ),
    ],
    kind: KindOption = None,
    like: Annotated[
        str | None,
        option(
            "--like",
            "NOTICE",
            "Begin with a notice that is here, by its title, id or digest.",
            "以本库中的一份公告为底稿，写标题、标识或摘要。",
        ),
    ] = None,
    force: Force = False,
) -> None:
    from works.notices.command.run import write_template

    write_template(run, out, kind or "event", like, force=force)


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
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
    from works.notices.command.run import issue_notices

    issue_notices(run, files)


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Cancel what a notice announces, or withdraw a notice that should not have been signed.",
        "取消公告的活动或事项，或撤回误发的公告。",
    ),
)
def cancel(
    run: Invocation,
    *,
    notice: NoticeArgument,
    withdraw: Annotated[
        bool,
        option("--withdraw", None, "The notice itself was an error.", "公告本身有误，予以撤回。"),
    ] = False,
) -> None:
    from works.notices.command.changes import cancel as carry_out

    carry_out(run, notice, "issued-in-error" if withdraw else "called-off")


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Put off what a notice announces: the same notice with other days takes its place.",
        "延期：以日期不同、其余相同的公告取代原公告。",
    ),
)
def postpone(
    run: Invocation,
    *,
    notice: NoticeArgument,
    since: Annotated[date, option("--from", "DAY", "The new first day.", "新的起始日期。", parser=parse_day)],
    until: Annotated[
        date | None,
        option(
            "--until",
            "DAY",
            "The new last day (default: as many days as before).",
            "新的截止日期（默认天数与原公告相同）。",
            parser=parse_day,
        ),
    ] = None,
) -> None:
    from works.notices.command.changes import postpone as carry_out

    carry_out(run, notice, since, until)


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Correct a notice: the one in FILE takes its place. "
        "huren notice template --like writes a file to edit.",
        "更正公告：以文件中的公告取代原公告。可用 huren notice template --like 写出底稿后修改。",
    ),
)
def correct(
    run: Invocation,
    *,
    notice: NoticeArgument,
    file: Annotated[Path, argument("FILE", "The corrected notice.", "更正后的公告。")],
) -> None:
    from works.notices.command.changes import correct as carry_out

    carry_out(run, notice, file)


@command(
    app,
    STORE,
    name="list",
    prints=SIGNED,
    help=both(
        "List notices by date: what goes on, then what comes; what is over is counted (--when over).",
        "按日期列出公告：先进行中，后即将开始；已结束的只计数（--when over 列出）。",
    ),
)
def list_(
    run: Invocation,
    *,
    kind: KindOption = None,
    issuer: Annotated[str | None, OF_ISSUER] = None,
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
        int, option("--limit", "COUNT", "At most so many notices.", "最多列出的份数。", min=1)
    ] = 50,
) -> None:
    from works.notices.command.run import list_all

    list_all(run, limit, issuer=issuer, kind=kind, medium=medium, when=when)

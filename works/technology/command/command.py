"""`huren technology`: template, issue; find, show; join, object, withdraw; check, label."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import ROW, SIGNED, STORE, WorkbookFile, argument, command, new_app, option, parse_end
from works.technology.command.request import TechnologyQuestion, TechnologySheet

app = new_app(
    help=both(
        "The shared database of technologies: list, join, search, check evidence, print labels.",
        "共享技术库：入库、联合入库、查询、核对佐证、制作标签。",
    ),
    no_args_is_help=True,
)

TechnologyArgument = Annotated[
    str,
    argument(
        "TECHNOLOGY",
        "Its title, or the id, digest or file of its record.",
        "其名称，或其记录的标识、摘要、文件。",
    ),
]
Reviewers = Annotated[
    int | None, option("--reviewers", "COUNT", "How many looked at it.", "评审人数。", min=1, max=99)
]
ClauseOption = Annotated[str | None, option("--clause", "TEXT", "By which clause.", "所依据的条款。")]
Grounds = Annotated[str, option("--grounds", "TEXT", "Why.", "理由。", show_default=False)]
Until = Annotated[
    datetime | None,
    option(
        "--until",
        "DAY",
        "Its last day (default: that of the record).",
        "最后一日（默认与该记录相同）。",
        parser=parse_end,
    ),
]


@command(app, "issuer data now", help=both("Write the empty workbook to fill.", "写出空白的技术入库工作簿。"))
def template(run: Invocation, *, file: WorkbookFile) -> None:
    from works.technology.command.sheet import write_template

    write_template(run, file)


@command(
    app,
    "key dry_run include_hidden errors export_unsigned issuer out data now as_json",
    prints=f"{SIGNED} page {ROW}",
    help=both(
        "List the technologies of a workbook. All rows of all pages are checked first, also against the "
        "registry; one bad row stops all.",
        "将工作簿中的技术入库。签署前逐页逐行检查，并与登记库核对；有一行不合格则全部停止。",
    ),
)
def issue(run: Invocation, request: TechnologySheet) -> int:
    from works.technology.command.sheet import issue_sheet

    return issue_sheet(run, request)


@command(
    app,
    STORE,
    prints="digest technology standing endKind limits",
    help=both(
        "Find technologies by words and limits, such as “outlet COD <= 30 mg/L”, “removal TN >= 80 %”, "
        "“NOx <= 50 mg/m3 dry, 6 % O2” or “GB 18918 1A”; with neither, all. Numbers are compared where they "
        "are of one quantity, state of the gas and reference oxygen, which is converted where both state it; "
        "what a record does not state, or not as asked, stands apart.",
        "按文字与限值查询技术，如“出口化学需氧量 <= 30 mg/L”“去除率 总氮 >= 80 %”"
        "“NOx <= 50 mg/m3 干基，基准氧含量 6 %”“GB 18918 一级A”；均不填则列出全部。"
        "同一量、同一气体状态、同一基准氧含量的数值才作比较，双方均写明基准氧含量的，折算后比较；"
        "记录未载明或未按所查条件载明的另列。",
    ),
)
def find(run: Invocation, request: TechnologyQuestion) -> None:
    from works.technology.command.find import find as carry_out

    carry_out(run, request)


@command(
    app,
    STORE,
    prints="digest technology listings verdict",
    help=both(
        "Show a technology: numbers under their conditions, verification, evidence, who joins or objects.",
        "显示一项技术：各项指标及条件、验证、佐证，以及联合入库与异议。",
    ),
)
def show(run: Invocation, *, technology: TechnologyArgument) -> None:
    from works.technology.command.show import show_technology

    show_technology(run, technology)


@command(
    app,
    "key export_unsigned issuer dry_run yes data now as_json",
    prints=SIGNED,
    help=both(
        "Join the listing of a technology that another association listed.", "对其他协会入库的技术联合入库。"
    ),
)
def join(
    run: Invocation,
    *,
    technology: TechnologyArgument,
    reviewers: Reviewers = None,
    clause: ClauseOption = None,
    until: Until = None,
    anyway: Annotated[
        bool,
        option(
            "--anyway",
            None,
            "Join what is revoked, suspended, over or invalid too.",
            "已终止、暂停、到期或无效的技术也予联合入库。",
        ),
    ] = False,
) -> None:
    from works.technology.command.listing import Statement

    Statement("joins", technology, reviewers=reviewers, clause=clause, until=until, anyway=anyway).sign(run)


@command(
    app,
    "key export_unsigned issuer dry_run yes data now as_json",
    name="object",
    prints=SIGNED,
    help=both(
        "Object to the listing of a technology that another association listed.",
        "对其他协会入库的技术提出异议。",
    ),
)
def object_(
    run: Invocation,
    *,
    technology: TechnologyArgument,
    grounds: Grounds,
    reviewers: Reviewers = None,
    clause: ClauseOption = None,
    until: Until = None,
) -> None:
    from works.technology.command.listing import Statement

    Statement("objects", technology, reviewers=reviewers, clause=clause, until=until, grounds=grounds).sign(
        run
    )


@command(
    app,
    "key export_unsigned issuer dry_run yes data now as_json",
    prints=SIGNED,
    help=both(
        "Withdraw what this association said of a technology, whether it joined or objected.",
        "撤回本协会对某项技术的意见（联合入库或异议）。",
    ),
)
def withdraw(run: Invocation, *, technology: TechnologyArgument, clause: ClauseOption = None) -> None:
    from works.technology.command.listing import Statement

    Statement("withdraws", technology, clause=clause).sign(run)


@command(
    app,
    "data as_json",
    prints="technology evidence extra",
    help=both(
        "Compare a folder of files with the digests of a technology's evidence: what is there, missing, "
        "altered, or none of it. Exit code 1: a file is missing or differs.",
        "将文件夹中的文件与技术记录所列佐证的摘要核对：一致、缺失、内容不符或不属于该记录。"
        "退出码 1：有缺失或不符的文件。",
    ),
)
def check(
    run: Invocation,
    *,
    folder: Annotated[Path, argument("FOLDER", "Where the files are.", "文件所在文件夹。")],
    technology: TechnologyArgument,
) -> int:
    from works.technology.command.evidence import check_folder

    return check_folder(run, folder, technology)


@command(
    app,
    "data now",
    help=both(
        "A label of 70 x 42 mm for a booth or a machine; its code leads to the record.",
        "制作 70 x 42 毫米的技术标签，用于展位或设备；扫码可查阅该记录。",
    ),
)
def label(
    run: Invocation,
    *,
    technology: TechnologyArgument,
    out: Annotated[
        str,
        option(
            "-o --out",
            "FILE",
            "Where to write: .pdf, .png or .svg.",
            "写入位置：.pdf、.png 或 .svg。",
            show_default=False,
        ),
    ],
) -> None:
    from works.technology.command.label import write_label

    write_label(run, technology, out)

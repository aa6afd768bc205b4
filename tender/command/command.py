"""`huren tender`: new, lint, check; what is done with the records that check writes."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from terminal.language import both
from terminal.options import (
    AsJson,
    BundleOption,
    Force,
    NowOption,
    Out,
    PinOption,
    Yes,
    new_app,
    parse_moment,
)

app = new_app(
    help=both(
        "Certificates against what a tender asks of them, in an evaluation room, offline.",
        "评标室离线核验：证书是否符合招标文件的要求。",
    ),
    no_args_is_help=True,
)

TenderFile = Annotated[
    Path,
    typer.Argument(
        metavar="TENDER",
        help=both("The tender: JSON or TOML.", "招标要求：JSON 或 TOML。"),
        show_default=False,
    ),
]


@app.command(
    "new",
    help=both(
        "Write a tender and a list of bidders to fill in: FOLDER/tender.toml, with the schemes, categories "
        "and grades of the agreement beside, and FOLDER/bidders.toml.",
        "在文件夹中写出可供填写的招标要求（附协议中的评价办法、类别与等级）和投标人名单，均为 TOML 文件。",
    ),
)
def new(
    *,
    folder: Annotated[
        Path,
        typer.Argument(metavar="FOLDER", help=both("Where to write.", "写入的文件夹。"), show_default=False),
    ],
    home: Annotated[
        str | None,
        typer.Option(
            "--home",
            metavar="DID",
            envvar="HUREN_HOME",
            help=both("Association in whose grades the tender speaks.", "招标要求采用哪个协会的等级。"),
        ),
    ] = None,
    bundle: BundleOption = None,
    pin: PinOption = None,
    now: NowOption = None,
) -> None:
    from tender.command.skeleton import write_skeleton

    write_skeleton(folder, home=home, bundle=bundle, pin=pin, now=now)


@app.command(
    "lint",
    help=both(
        "Look a tender over before it is published: advice for whoever writes it, which refuses nothing.",
        "发布前检查招标要求：供编写者参考，不阻止任何操作。",
    ),
)
def lint(
    *,
    tender: TenderFile,
    bundle: BundleOption = None,
    pin: PinOption = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from tender.command.check import lint as carry_out

    carry_out(tender, bundle=bundle, pin=pin, now=now, as_json=as_json)


@app.command(
    "check",
    help=both(
        "Read the bidders' papers and check them against the tender: a matrix of met, not met and cannot be "
        "established, with the reason of each. Nothing is added up, nobody ranked. Read pages are kept: a "
        "run that was stopped (Ctrl-C) goes on where it was.",
        "读取投标文件并对照招标要求核验：逐项列出满足、不满足或无法确定及其原因，不计总分，不排名。"
        "已读的页面会保留，中断（Ctrl-C）后再次运行即可继续。",
    ),
)
def check(
    *,
    tender: TenderFile,
    bidders: Annotated[
        Path,
        typer.Argument(
            metavar="BIDDERS",
            help=both("The list of bidders: JSON or TOML.", "投标人名单：JSON 或 TOML。"),
            show_default=False,
        ),
    ],
    papers: Annotated[
        Path | None,
        typer.Option(
            "--papers",
            metavar="DIR",
            help=both(
                "Where the bidders' folders are (default: where their list is).",
                "各投标人文件夹所在位置（默认：名单所在文件夹）。",
            ),
        ),
    ] = None,
    bundle: BundleOption = None,
    pin: PinOption = None,
    now: NowOption = None,
    award_at: Annotated[
        datetime | None,
        typer.Option(
            "--award-at",
            metavar="TIME",
            parser=parse_moment,
            help=both(
                "Time of the award, where the tender does not say it.", "定标时间（招标要求未写明时）。"
            ),
        ),
    ] = None,
    cache: Annotated[
        Path | None,
        typer.Option(
            "--cache",
            metavar="DIR|none",
            help=both(
                "Where read pages are kept (default: huren/papers in XDG_CACHE_HOME, else ~/.cache; on "
                "Windows LOCALAPPDATA); none: nowhere.",
                "已读页面的保存位置（默认：XDG_CACHE_HOME 或 ~/.cache 下的 huren/papers，"
                "Windows 为 LOCALAPPDATA）；none 表示不保存。",
            ),
        ),
    ] = None,
    jobs: Annotated[
        int,
        typer.Option("--jobs", min=1, max=64, help=both("Pages to read at once.", "同时读取的页数。")),
    ] = 2,
    first: Annotated[
        Path | None,
        typer.Option(
            "--first",
            metavar="RECORD",
            help=both(
                "Record of the opening (pack or receipt): what is not in it was handed in later and counts "
                "only where it was asked for in writing.",
                "开标时的记录（归档包或回执）：其中没有的文件视为事后提交，仅在书面要求后才计入。",
            ),
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help=both(
                "Write the record: receipt.json, record.pdf, matrix.xlsx and pack.zip, which keeps all.",
                "写出记录：回执 receipt.json、record.pdf、matrix.xlsx，及包含全部内容的 pack.zip。",
            ),
        ),
    ] = None,
    with_inputs: Annotated[
        bool,
        typer.Option(
            "--with-inputs",
            help=both("Keep the bidders' papers in the pack as well.", "归档包中一并保存投标文件。"),
        ),
    ] = False,
    key: Annotated[
        Path | None,
        typer.Option(
            "--key",
            metavar="PEM",
            help=both(
                "The officer's key, which signs the record (huren key new --use officer).",
                "核验人的密钥，用于签署记录（由 huren key new --use officer 制作）。",
            ),
        ),
    ] = None,
    yes: Yes = False,
    as_json: AsJson = False,
) -> None:
    from tender.command.check import CheckRequest

    CheckRequest(
        tender=tender,
        bidders=bidders,
        papers=papers,
        bundle=bundle,
        pin=pin,
        now=now,
        award_at=award_at,
        cache=cache,
        jobs=jobs,
        first=first,
        out=out,
        with_inputs=with_inputs,
        key=key,
        yes=yes,
        as_json=as_json,
    ).carry_out()


RecordFile = Annotated[
    Path,
    typer.Argument(
        metavar="RECORD", help=both("pack.zip or receipt.json.", "归档包或回执。"), show_default=False
    ),
]
OfficerNamed = Annotated[
    str | None,
    typer.Option(
        "--officer",
        metavar="DID",
        help=both("By whose key it must be signed.", "须由哪位核验人的密钥签署。"),
    ),
]


@app.command(
    "sign",
    help=both(
        "Sign a record that nobody has signed, such as one of the page in a browser: it is checked again and "
        "shown first; the signed record is written with its pages. Exit code 1: not the same bytes.",
        "签署尚未签署的记录（例如浏览器页面出具的记录）：先重新核验并显示，再写出已签署的记录及其页面。"
        "退出码 1：字节不同。",
    ),
)
def sign(
    *,
    record: Annotated[
        Path, typer.Argument(metavar="PACK", help=both("pack.zip.", "归档包。"), show_default=False)
    ],
    key: Annotated[
        Path,
        typer.Option(
            "--key",
            metavar="PEM",
            help=both("The officer's key.", "核验人的密钥。"),
            show_default=False,
        ),
    ],
    out: Annotated[
        Path,
        typer.Option(
            "-o",
            "--out",
            metavar="DIR",
            help=both("Where the signed record goes.", "已签署记录的写入位置。"),
            show_default=False,
        ),
    ],
    yes: Yes = False,
) -> None:
    from tender.command.sign import sign as carry_out

    carry_out(record, key=key, out=out, yes=yes)


@app.command(
    "diff",
    help=both(
        "What two records of one tender differ in, cell by cell, and why: opening and award, or two rooms.",
        "同一招标两份记录的差别及其原因，逐格列出：如开标与定标，或两个评标室。",
    ),
)
def diff(
    *,
    before: Annotated[
        Path, typer.Argument(metavar="BEFORE", help=both("The earlier.", "较早的记录。"), show_default=False)
    ],
    after: Annotated[
        Path, typer.Argument(metavar="AFTER", help=both("The later.", "较晚的记录。"), show_default=False)
    ],
    as_json: AsJson = False,
) -> None:
    from tender.command.compare import diff as carry_out

    carry_out(before, after, as_json=as_json)


@app.command(
    "extract",
    help=both(
        "Write what one bidder may be shown of a record: its own rows, which anybody can check against the "
        "header, and nothing of the others.",
        "从记录中写出可向某一投标人出示的内容：仅其自身各行，任何人都可对照抬头核对，不含其他投标人的内容。",
    ),
)
def extract(
    *,
    record: RecordFile,
    bidder: Annotated[str, typer.Option("--bidder", metavar="ID", help=both("Whose rows.", "哪个投标人。"))],
    lot: Annotated[
        str | None, typer.Option("--lot", metavar="ID", help=both("Of this lot only.", "仅此标段。"))
    ] = None,
    criterion: Annotated[
        str | None,
        typer.Option("--criterion", metavar="ID", help=both("Of this criterion only.", "仅此项条件。")),
    ] = None,
    out: Out = "extract.json",
    force: Force = False,
) -> None:
    from tender.command.compare import extract as carry_out

    carry_out(record, out or "extract.json", bidder=bidder, lot=lot, criterion=criterion, force=force)


@app.command(
    "objection",
    help=both(
        "An objection to a record: new writes one to fill in; check says whether a filled one is about this "
        "record, and what the record has there.",
        "对记录的异议：new 写出可供填写的异议；check 核对所填异议是否针对此记录，并显示记录中的相关内容。",
    ),
)
def objection(
    *,
    act: Annotated[
        Literal["new", "check"],
        typer.Argument(metavar="new|check", help=both("What to do.", "操作。"), show_default=False),
    ],
    record: RecordFile,
    file: Annotated[
        Path | None,
        typer.Argument(
            metavar="OBJECTION",
            help=both("Of check: the objection, JSON or TOML.", "check：异议文件，JSON 或 TOML。"),
            show_default=False,
        ),
    ] = None,
    out: Out = "objection.toml",
    force: Force = False,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from tender.command import objection as room

    if act == "new":
        room.write_objection(record, out or "objection.toml", force=force, now=now)
    else:
        room.check_written(record, room.needed_file(file), as_json=as_json)


@app.command(
    "recheck",
    help=both(
        "Check a record again from its pack alone, whenever and wherever: the same bytes, or what differs "
        "first and why. Of an extract, whether its rows belong to the header. Exit code 1: not the same; "
        "3: an extract that nobody signed.",
        "仅凭归档包重新核验记录，不限时间与地点：字节相同，或首先不同之处及其原因。"
        "对摘录则核对各行是否属于其抬头。退出码 1：不同；3：摘录未经签署。",
    ),
)
def recheck(
    *,
    record: Annotated[
        Path,
        typer.Argument(
            metavar="PACK", help=both("pack.zip, or an extract.", "归档包或摘录。"), show_default=False
        ),
    ],
    officer: OfficerNamed = None,
    as_json: AsJson = False,
) -> None:
    from tender.command.compare import check_again

    check_again(record, officer=officer, as_json=as_json)

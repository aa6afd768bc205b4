"""Command line of `huren tender`: new, lint, check, and work with the records that check writes."""

from pathlib import Path
from typing import Annotated, Literal

from tender.command.drafts.bidders_request import BidderListRequest
from tender.command.request import TenderCheck, TenderFile
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import (
    ROW,
    BundleOption,
    Force,
    Out,
    PinOption,
    argument,
    command,
    new_app,
    option,
)

app = new_app(
    help=both(
        "Certificates against what a tender asks of them, in an evaluation room, offline.",
        "评标室离线核验：证书是否符合招标文件的要求。",
    ),
    no_args_is_help=True,
)


@command(
    app,
    "now",
    help=both(
        "Write a tender and a list of bidders to fill in: FOLDER/tender.toml, with the schemes, categories "
        "and grades of the agreement beside, and FOLDER/bidders.toml.",
        "在文件夹中写出可供填写的招标要求（附协议中的评价办法、类别与等级）和投标人名单，均为 TOML 文件。",
    ),
)
def new(
    run: Invocation,
    *,
    folder: Annotated[Path, argument("FOLDER", "Where to write.", "写入的文件夹。")],
    home: Annotated[
        str | None,
        option(
            "--home",
            "DID",
            "Association in whose grades the tender speaks.",
            "招标要求采用哪个协会的等级。",
            envvar="HUREN_HOME",
        ),
    ] = None,
    bundle: BundleOption = None,
    pin: PinOption = None,
) -> None:
    from tender.command.drafts.skeleton import write_skeleton

    write_skeleton(run, folder, home=home, bundle=bundle, pin=pin)


@command(
    app,
    "include_hidden as_json",
    prints=ROW,
    help=both(
        "Read the list of bidders that an office keeps as a sheet into bidders.json, with an error for each "
        "wrong cell and nothing written as long as there is one; or propose it from the names of the "
        "bidders' folders, leaving empty what they do not say.",
        "将办公室的投标人名单表格读入 bidders.json：错误逐格列出，有错则不写出；"
        "或按各投标人文件夹的名称拟出名单，名称未载明的内容留空待填。",
    ),
)
def bidders(run: Invocation, request: BidderListRequest) -> int:
    from tender.command.drafts.bidders import write_bidders

    return write_bidders(run, request)


@command(
    app,
    "now",
    help=both(
        "Read a release of the Open Contracting Data Standard (OCDS 1.1) into tender.json and bidders.json "
        "in the folder OUT, and tell what is to be filled in; of a folder with both, write the release OUT.",
        "将开放招标数据标准（OCDS 1.1）的发布文件读入文件夹 OUT 中的 tender.json 与 bidders.json，"
        "并指出待补填之处；给出含有两者的文件夹时，则写出发布文件 OUT。",
    ),
)
def ocds(
    run: Invocation,
    *,
    source: Annotated[
        Path, argument("IN", "A release, or a folder with a tender.", "发布文件，或含有招标要求的文件夹。")
    ],
    out: Annotated[
        str,
        option(
            "-o --out", "OUT", "Folder, or file of the release.", "文件夹，或发布文件。", show_default=False
        ),
    ],
    ocid: Annotated[
        str | None,
        option("--ocid", "OCID", "Of a release that is written.", "所写发布文件的 ocid。"),
    ] = None,
    force: Force = False,
) -> None:
    from tender.command.drafts.ocds import read_file, write_file

    if source.is_dir():
        write_file(run, source, out, ocid=ocid, force=force)
    else:
        read_file(source, Path(out), force=force)


@command(
    app,
    "now as_json",
    prints="tender lint",
    help=both(
        "Look a tender over before it is published: advice for whoever writes it, which refuses nothing.",
        "发布前检查招标要求：供编写者参考，不阻止任何操作。",
    ),
)
def lint(run: Invocation, *, tender: TenderFile, bundle: BundleOption = None, pin: PinOption = None) -> None:
    from tender.command.check import lint as carry_out

    carry_out(run, tender, bundle=bundle, pin=pin)


@command(
    app,
    "now award_at cache jobs first out with_inputs key yes as_json",
    prints="type tender bidders home now dates pending policy trust credentials cells criteria flags papers "
    "looks lint",
    help=both(
        "Read the bidders' papers and check them against the tender: a matrix of met, not met and cannot be "
        "established, with the reason of each. Nothing is added up, nobody ranked. Read pages are kept: a "
        "run that was stopped (Ctrl-C) goes on where it was.",
        "读取投标文件并对照招标要求核验：逐项列出满足、不满足或无法确定及其原因，不计总分，不排名。"
        "已读的页面会保留，中断（Ctrl-C）后再次运行即可继续。",
    ),
)
def check(run: Invocation, request: TenderCheck) -> None:
    from tender.command.check import OpeningCheck

    OpeningCheck(run, request).carry_out()


@command(
    app,
    "",
    help=both(
        "Write the sample opening: a tender, twelve invented bidders with papers, the trust data of "
        "their day.",
        "写出示例开标：招标要求、十二家示例投标人及其投标文件，以及当日的信任包。",
    ),
)
def example(
    run: Invocation,  # noqa: ARG001 - every command has it
    *,
    folder: Annotated[Path, argument("DIR", "Where to write it.", "写入的文件夹。")],
) -> None:
    from tender.command.drafts.skeleton import write_example

    write_example(folder)


RecordFile = Annotated[Path, argument("RECORD", "pack.zip or receipt.json.", "归档包或回执。")]
OfficerNamed = Annotated[
    str | None, option("--officer", "DID", "By whose key it must be signed.", "须由哪位核验人的密钥签署。")
]


@command(
    app,
    "yes",
    help=both(
        "Sign a record that nobody has signed, such as one of the page in a browser: it is checked again and "
        "shown first; the signed record is written with its pages. Exit code 1: not the same bytes.",
        "签署尚未签署的记录（例如浏览器页面出具的记录）：先重新核验并显示，再写出已签署的记录及其页面。"
        "退出码 1：字节不同。",
    ),
)
def sign(
    run: Invocation,
    *,
    record: Annotated[Path, argument("PACK", "pack.zip.", "归档包。")],
    key: Annotated[Path, option("--key", "PEM", "The officer's key.", "核验人的密钥。", show_default=False)],
    out: Annotated[
        Path,
        option(
            "-o --out", "DIR", "Where the signed record goes.", "已签署记录的写入位置。", show_default=False
        ),
    ],
) -> None:
    from tender.command.sign import sign as carry_out

    carry_out(run, record, key=key, out=out)


@command(
    app,
    "as_json",
    prints="type causes cells aside versions",
    help=both(
        "What two records of one tender differ in, cell by cell, and why: opening and award, or two rooms.",
        "同一招标两份记录的差别及其原因，逐格列出：如开标与定标，或两个评标室。",
    ),
)
def diff(
    run: Invocation,
    *,
    before: Annotated[Path, argument("BEFORE", "The earlier.", "较早的记录。")],
    after: Annotated[Path, argument("AFTER", "The later.", "较晚的记录。")],
) -> None:
    from tender.command.compare import diff as carry_out

    carry_out(run, before, after)


@command(
    app,
    "",
    help=both(
        "Write what one bidder may be shown of a record: its own rows, which anybody can check against the "
        "header, and nothing of the others.",
        "从记录中写出可向某一投标人出示的内容：仅其自身各行，任何人都可对照抬头核对，不含其他投标人的内容。",
    ),
)
def extract(
    run: Invocation,  # noqa: ARG001 - the command has none of the shared options
    *,
    record: RecordFile,
    bidder: Annotated[str, option("--bidder", "ID", "Whose rows.", "哪个投标人。")],
    lot: Annotated[str | None, option("--lot", "ID", "Of this lot only.", "仅此标段。")] = None,
    criterion: Annotated[
        str | None, option("--criterion", "ID", "Of this criterion only.", "仅此项条件。")
    ] = None,
    out: Out = "extract.json",
    force: Force = False,
) -> None:
    from tender.command.compare import extract as carry_out

    carry_out(record, out or "extract.json", bidder=bidder, lot=lot, criterion=criterion, force=force)


@command(
    app,
    "now as_json",
    prints="digest receipt cells",
    help=both(
        "An objection to a record: new writes one to fill in; check says whether a filled one is about this "
        "record, and what the record has there.",
        "对记录的异议：new 写出可供填写的异议；check 核对所填异议是否针对此记录，并显示记录中的相关内容。",
    ),
)
def objection(
    run: Invocation,
    *,
    act: Annotated[Literal["new", "check"], argument("new|check", "What to do.", "操作。")],
    record: RecordFile,
    file: Annotated[
        Path | None,
        argument("OBJECTION", "Of check: the objection, JSON or TOML.", "check：异议文件，JSON 或 TOML。"),
    ] = None,
    out: Out = "objection.toml",
    force: Force = False,
) -> None:
    from tender.command import objection as room

    if act == "new":
        room.write_objection(run, record, out or "objection.toml", force=force)
    else:
        room.check_written(run, record, room.needed_file(file))


@command(
    app,
    "as_json",
    prints="same sameCode officer missing stray papers papersRecorded printed words first difference "
    "rows tender",
    help=both(
        "Check a record again from its pack alone, whenever and wherever: the same bytes, or what differs "
        "first and why. Of an extract, whether its rows belong to the header. Exit code 1: not the same; "
        "3: an extract that nobody signed.",
        "仅凭归档包重新核验记录，不限时间与地点：字节相同，或首先不同之处及其原因。"
        "对摘录则核对各行是否属于其抬头。退出码 1：不同；3：摘录未经签署。",
    ),
)
def recheck(
    run: Invocation,
    *,
    record: Annotated[Path, argument("PACK", "pack.zip, or an extract.", "归档包或摘录。")],
    officer: OfficerNamed = None,
) -> None:
    from tender.command.compare import check_again

    check_again(run, record, officer=officer)

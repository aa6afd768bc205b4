"""`huren standard`: standards drafted, signed, compared clause by clause."""

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
        "One standard for the schemes of several associations, in force once a resolution adopts it.",
        "多个协会评价办法的统一标准，经决议通过后施行。",
    ),
)

_FILE = both(
    "A draft or a signed file; or a code or digest that is here.", "草稿或已签文件；或本库中的代码、摘要。"
)


@app.command(
    help=both(
        "Write a standard to fill in: Markdown where the name ends in .md, else TOML.",
        "写出待填写的标准：文件名以 .md 结尾时为 Markdown，否则为 TOML。",
    )
)
def template(
    *,
    out: Annotated[
        str,
        typer.Argument(
            metavar="FILE",
            help=both("Where to write the standard; - is standard output.", "标准写到何处；- 表示标准输出。"),
        ),
    ],
    force: Force = False,
    data: DataDir = None,
    now: NowOption = None,
) -> None:
    from works.conferences.standard.issue import write_template

    write_template(out, data, force=force, now=now)


@app.command(
    help=both(
        "Sign texts of standards and store them. One that is refused stops all.",
        "签署标准文本并入库；有一份不合格则全部停止。",
    )
)
def issue(
    *,
    files: Annotated[
        list[Path],
        typer.Argument(
            metavar="FILE",
            help=both("Drafts: Markdown, TOML or JSON.", "草稿文件：Markdown、TOML 或 JSON。"),
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
    from works.conferences.standard.issue import issue_standards

    signing = Signing(key, export_unsigned, issuer, dry_run=dry_run, yes=yes)
    issue_standards(files, signing, data=data, now=now, as_json=as_json)


@app.command(
    help=both(
        "Compare two texts clause by clause; one alone with the version before. "
        "Exit code 1 where any differs.",
        "逐条比较两份文本；只给一份时与上一版比较。有不同时退出码为 1。",
    )
)
def diff(
    *,
    one: Annotated[str, typer.Argument(metavar="OLD", help=_FILE)],
    other: Annotated[str | None, typer.Argument(metavar="NEW", help=_FILE)] = None,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.standard.listing import compare

    compare(one, other, data, now=now, as_json=as_json)


@app.command("list", help=both("List standards and what adopted them.", "列出标准及其通过情况。"))
def list_(
    *,
    limit: Annotated[
        int,
        typer.Option(
            "--limit",
            metavar="COUNT",
            min=1,
            max=1000,
            help=both("At most so many standards.", "最多列出多少项。"),
        ),
    ] = 50,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.standard.listing import list_all

    list_all(data, limit=limit, now=now, as_json=as_json)


@app.command(
    help=both(
        "Show the versions of a standard and the clauses of the newest that is adopted, else of the newest.",
        "显示标准的各版本及已通过的最新版条款；均未通过时为最新版。",
    )
)
def show(
    *,
    reference: Annotated[
        str,
        typer.Argument(
            metavar="REFERENCE",
            help=both("A code, or the digest of a version.", "代码，或某一版的摘要。"),
        ),
    ],
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.conferences.standard.listing import show as show_one

    show_one(reference, data, now=now, as_json=as_json)

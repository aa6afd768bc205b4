"""`huren standard`: standards drafted, signed, compared clause by clause."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import SIGN, SIGNED, STORE, Force, argument, command, new_app, option

_STANDARD = "code version digest issuer adoptedBy adoptedSince standard"

app = new_app(
    no_args_is_help=True,
    help=both(
        "One standard for the schemes of several associations, in force once a resolution adopts it.",
        "多个协会评价办法的统一标准，经决议通过后施行。",
    ),
)

_SIDE = (
    "A draft or a signed file; or a code or digest that is here.",
    "草稿或已签文件；或本库中的代码、摘要。",
)


@command(
    app,
    "force data now",
    help=both(
        "Write a standard to fill in: Markdown where the name ends in .md, else TOML.",
        "写出待填写的标准：文件名以 .md 结尾时为 Markdown，否则为 TOML。",
    ),
)
def template(
    run: Invocation,
    *,
    out: Annotated[
        str,
        argument(
            "FILE", "Where to write the standard; - is standard output.", "标准写入位置；- 表示标准输出。"
        ),
    ],
    force: Force = False,
) -> None:
    from works.conferences.standard.issue import write_template

    write_template(run, out, force=force)


@command(
    app,
    f"{SIGN} {STORE}",
    prints=SIGNED,
    help=both(
        "Sign texts of standards and store them. One that is refused stops all.",
        "签署标准文本并入库；有一份不合格则全部停止。",
    ),
)
def issue(
    run: Invocation,
    *,
    files: Annotated[
        list[Path], argument("FILE", "Drafts: Markdown, TOML or JSON.", "草稿文件：Markdown、TOML 或 JSON。")
    ],
) -> None:
    from works.conferences.standard.issue import issue_standards

    issue_standards(run, files)


@command(
    app,
    STORE,
    prints="clause before after",
    help=both(
        "Compare two texts clause by clause; one alone with the version before. "
        "Exit code 1 where any differs.",
        "逐条比较两份文本；只给一份时与上一版比较。有不同时退出码为 1。",
    ),
)
def diff(
    run: Invocation,
    *,
    one: Annotated[str, argument("OLD", *_SIDE)],
    other: Annotated[str | None, argument("NEW", *_SIDE)] = None,
) -> int:
    from works.conferences.standard.listing import compare

    return compare(run, one, other)


@command(
    app,
    STORE,
    name="list",
    prints=_STANDARD,
    help=both("List standards and what adopted them.", "列出标准及其通过情况。"),
)
def list_(
    run: Invocation,
    *,
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many standards.", "最多列出的项数。", min=1, max=1000)
    ] = 50,
) -> None:
    from works.conferences.standard.listing import list_all

    list_all(run, limit)


@command(
    app,
    STORE,
    prints=_STANDARD,
    help=both(
        "Show the versions of a standard and the clauses of the newest that is adopted, else of the newest.",
        "显示标准的各版本及已通过的最新版条款；均未通过时为最新版。",
    ),
)
def show(
    run: Invocation,
    *,
    reference: Annotated[
        str,
        argument("REFERENCE", "A code, title, or digest of a version.", "代码、名称，或某一版的摘要。"),
    ],
) -> None:
    from works.conferences.standard.listing import show as show_one

    show_one(run, reference)

"""Command line of `huren survey`: draft and sign surveys, read answers from a sheet, publish totals."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import (
    ROW,
    SIGN,
    SIGNED,
    STORE,
    Force,
    WorkbookFile,
    argument,
    command,
    new_app,
    option,
)

app = new_app(
    no_args_is_help=True,
    help=both(
        "What enterprises answer of their own accord about a year, told in totals that give nobody away.",
        "企业自愿填报某一年度的数据，只公布不泄露个别企业的汇总。",
    ),
)

SurveyArgument = Annotated[
    str, argument("SURVEY", "The digest or id of a survey that is here.", "本库中自愿填报方案的摘要或标识。")
]


@command(
    app,
    "force now",
    help=both("Write a survey to fill in (TOML).", "写出待填写的自愿填报方案（TOML）。"),
)
def template(
    run: Invocation,
    *,
    out: Annotated[
        str,
        argument("FILE", "Where to write it; - is standard output.", "写入位置；- 表示标准输出。"),
    ],
    force: Force = False,
) -> None:
    from works.surveys.run import write_template

    write_template(run, out, force=force)


@command(
    app,
    f"{SIGN} {STORE}",
    help=both(
        "Sign surveys and store them. A survey is asked once a resolution adopts it.",
        "签署自愿填报方案并入库。经决议通过后方可据以填报、公布。",
    ),
    prints=SIGNED,
)
def issue(
    run: Invocation,
    *,
    files: Annotated[
        list[Path], argument("FILE", "Filled files, a survey each.", "填好的文件，每份一个方案。")
    ],
) -> None:
    from works.surveys.run import issue_surveys

    issue_surveys(run, files)


@command(
    app,
    "data now",
    help=both("Write the sheet of answers of a survey.", "写出一个方案的填报数据表。"),
)
def sheet(run: Invocation, *, survey: SurveyArgument, file: WorkbookFile) -> None:
    from works.surveys.run import write_answers_sheet

    write_answers_sheet(run, survey, file)


@command(
    app,
    f"errors include_hidden {SIGN} {STORE}",
    help=both(
        "Tell the answers of a sheet in totals, show these, sign and store them. A year is reported once; "
        "no answer is stored.",
        "将填报数据表汇总，显示后签署入库。每个年度只公布一次；填报数据本身不入库。",
    ),
    prints=f"{SIGNED} {ROW}",
)
def report(
    run: Invocation,
    *,
    survey: SurveyArgument,
    sheet: Annotated[Path, argument("SHEET", "The filled sheet.", "填好的数据表。")],
    errors: Annotated[
        str | None,
        option("--errors", "FILE", "Write the sheet back, with an error column.", "写回数据表，并附错误列。"),
    ] = None,
) -> int:
    from works.surveys.run import report_answers

    return report_answers(run, survey, sheet, errors)


@command(
    app,
    STORE,
    name="list",
    help=both("List surveys and their reports.", "列出自愿填报方案及其汇总。"),
    prints=SIGNED,
)
def list_(
    run: Invocation,
    *,
    limit: Annotated[
        int, option("--limit", "COUNT", "At most so many surveys.", "最多列出的项数。", min=1, max=1000)
    ] = 50,
) -> None:
    from works.surveys.run import list_all

    list_all(run, limit)

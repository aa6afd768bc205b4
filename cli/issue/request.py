"""Typed values of `huren issue`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from terminal.options import Template, argument, option


@dataclass(frozen=True, slots=True, kw_only=True)
class SheetRequest:
    """Sheet of assessments, and the treatment of its rows."""

    sheet: Annotated[
        Path | None,
        argument("SHEET", "The filled sheet; - for standard input.", "填好的表格；- 表示标准输入。"),
    ] = None
    template: Template = None
    skip_bad_rows: Annotated[
        bool,
        option(
            "--skip-bad-rows",
            None,
            "Issue the good rows, leave out the bad ones.",
            "跳过不合格的行，签发其余各行。",
        ),
    ] = False
    anyway: Annotated[
        bool,
        option(
            "--anyway",
            None,
            "Issue what looks like a slip too: assessed in the future, ended already, a code under "
            "another name.",
            "疑似有误的行照常签发：评价日期在未来、有效期已过、代码对应的名称不同。",
        ),
    ] = False
    errors: Annotated[
        str | None,
        option(
            "--errors",
            "FILE",
            "Write the rows that are still to be issued back, with an error column.",
            "写回尚未签发的各行，并附错误列。",
        ),
    ] = None
    out: Annotated[
        Path | None,
        option(
            "-o --out",
            "DIR",
            "Also write each credential as .json, .h1.txt and .png.",
            "同时写出每份凭证的 .json、.h1.txt 与 .png。",
        ),
    ] = None

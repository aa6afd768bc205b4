"""`huren technology find`, as it is typed."""

from typing import Annotated

import typer

from terminal.language import both
from terminal.options import AsJson, DataDir, NowOption

Several = list[str] | None
FIND_HELP = both(
    "Find technologies by words and limits, such as “outlet COD <= 30 mg/L” or “removal TN >= 80 %”; "
    "with neither, all. Numbers are compared where they are of one quantity and state of the gas; what a "
    "record does not state, or not as asked, stands apart.",
    "按文字与限值查询技术，如“出口化学需氧量 <= 30 mg/L”“去除率 总氮 >= 80 %”；均不填则列出全部。"
    "同一量、同一气体状态的数值才作比较；记录未载明或未按所问载明的另列。",
)


def find(
    *,
    asked: Annotated[
        Several,
        typer.Argument(
            metavar="WORDS|LIMIT", help=both("Words, limits.", "文字、限值。"), show_default=False
        ),
    ] = None,
    medium: Annotated[
        Several, typer.Option("--medium", metavar="WORD", help=both("Of this medium.", "环境介质。"))
    ] = None,
    target: Annotated[
        Several, typer.Option("--target", metavar="WORD", help=both("Against this.", "治理对象。"))
    ] = None,
    form: Annotated[
        Several, typer.Option("--form", metavar="WORD", help=both("Of this form.", "技术形式。"))
    ] = None,
    maturity: Annotated[
        Several, typer.Option("--maturity", metavar="WORD", help=both("This mature.", "成熟度。"))
    ] = None,
    listing_class: Annotated[
        Several, typer.Option("--class", metavar="CODE", help=both("In this class.", "入库类别。"))
    ] = None,
    industry: Annotated[
        Several,
        typer.Option("--industry", metavar="CODE", help=both("For this industry.", "国民经济行业代码。")),
    ] = None,
    issuer: Annotated[
        Several,
        typer.Option("--issuer", metavar="DID", help=both("Listed by this association.", "入库协会。")),
    ] = None,
    joint: Annotated[
        bool, typer.Option("--joint", help=both("Another association joins.", "仅联合入库。"))
    ] = False,
    verified: Annotated[
        bool,
        typer.Option(
            "--verified",
            help=both(
                "Verified by a statement in force; only numbers that it confirms meet a limit.",
                "仅验证声明在有效期内的；只有所验证的指标才算符合限值。",
            ),
        ),
    ] = False,
    tested: Annotated[
        bool,
        typer.Option("--tested", help=both("Only tested numbers meet a limit.", "只有实测值才算符合限值。")),
    ] = False,
    ended: Annotated[
        bool, typer.Option("--ended", help=both("Those that have ended too.", "也列出已终止或到期的。"))
    ] = False,
    count: Annotated[
        int,
        typer.Option("--count", metavar="COUNT", min=1, max=1000, help=both("How many.", "列出多少项。")),
    ] = 50,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from works.technology.command.find import FindRequest

    FindRequest(
        asked=asked or (),
        media=medium or (),
        targets=target or (),
        forms=form or (),
        maturities=maturity or (),
        classes=listing_class or (),
        industries=industry or (),
        issuers=issuer or (),
        joint=joint,
        verified=verified,
        tested=tested,
        ended=ended,
        count=count,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()

"""The arguments of `huren tender bidders`."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

from terminal.options import Force, Out, Template, argument, option


@dataclass(frozen=True, slots=True, kw_only=True)
class BidderListRequest:
    """A sheet or a folder of bidders' folders, and the file for the list."""

    sheet: Annotated[
        Path | None,
        argument(
            "SHEET", "The list that the office keeps: .xlsx or .csv.", "办公室所用名单：.xlsx 或 .csv。"
        ),
    ] = None
    folders: Annotated[
        Path | None,
        option(
            "--folders",
            "DIR",
            "Propose a bidder for each folder in DIR, by its name.",
            "按 DIR 中各文件夹的名称逐一拟出投标人。",
        ),
    ] = None
    tender: Annotated[
        Path | None,
        option(
            "--tender",
            "TENDER",
            "The tender, whose lots and items of work are meant.",
            "招标要求，据以核对标段与工作内容。",
        ),
    ] = None
    template: Template = None
    errors: Annotated[
        str | None,
        option(
            "--errors",
            "FILE",
            "Write the sheet back with the errors beside its rows.",
            "写回名单，各行旁附其错误。",
        ),
    ] = None
    out: Out = "bidders.json"
    force: Force = False

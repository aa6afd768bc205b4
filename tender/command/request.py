"""The arguments of `huren tender check`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from terminal.options import (
    BundleOption,
    PinOption,
    argument,
    option,
    parse_moment,
)

TenderFile = Annotated[Path, argument("TENDER", "The tender: JSON or TOML.", "招标要求：JSON 或 TOML。")]


@dataclass(frozen=True, slots=True, kw_only=True)
class TenderCheck:
    """A tender, its bidders and their papers, and the folder for the record."""

    tender: TenderFile
    bidders: Annotated[
        Path, argument("BIDDERS", "The list of bidders: JSON or TOML.", "投标人名单：JSON 或 TOML。")
    ]
    papers: Annotated[
        Path | None,
        option(
            "--papers",
            "DIR",
            "Where the bidders' folders are (default: where their list is).",
            "各投标人文件夹所在位置（默认：名单所在文件夹）。",
        ),
    ] = None
    bundle: BundleOption = None
    pin: PinOption = None
    award_at: Annotated[
        datetime | None,
        option(
            "--award-at",
            "TIME",
            "Time of the award, where the tender does not say it.",
            "定标时间（招标要求未写明时）。",
            parser=parse_moment,
        ),
    ] = None
    cache: Annotated[
        Path | None,
        option(
            "--cache",
            "DIR|none",
            "Where read pages are kept (default: huren/papers in XDG_CACHE_HOME, else ~/.cache; on "
            "Windows LOCALAPPDATA); none: nowhere.",
            "已读页面的保存位置（默认：XDG_CACHE_HOME 或 ~/.cache 下的 huren/papers，"
            "Windows 为 LOCALAPPDATA）；none 表示不保存。",
        ),
    ] = None
    jobs: Annotated[
        int, option("--jobs", "COUNT", "Pages to read at once.", "同时读取的页数。", min=1, max=64)
    ] = 2
    first: Annotated[
        Path | None,
        option(
            "--first",
            "RECORD",
            "Record of the opening (pack or receipt): what is not in it was handed in later and counts "
            "only where it was asked for in writing.",
            "开标时的记录（归档包或回执）：其中没有的文件视为事后提交，仅在书面要求后才计入。",
        ),
    ] = None
    out: Annotated[
        Path | None,
        option(
            "-o --out",
            "DIR",
            "Write the record: receipt.json, record.pdf, matrix.xlsx and pack.zip, which keeps all.",
            "写出记录：回执 receipt.json、record.pdf、matrix.xlsx，及包含全部内容的 pack.zip。",
        ),
    ] = None
    with_inputs: Annotated[
        bool,
        option(
            "--with-inputs",
            None,
            "Keep the bidders' papers in the pack as well.",
            "归档包中一并保存投标文件。",
        ),
    ] = False
    key: Annotated[
        Path | None,
        option(
            "--key",
            "PEM",
            "The officer's key, which signs the record (huren key new --use officer).",
            "核验人的密钥，用于签署记录（由 huren key new --use officer 制作）。",
        ),
    ] = None

    @property
    def folder(self) -> Path:
        """Return the folder of the bidders' folders."""
        return self.papers or self.bidders.parent

"""Options that several commands share, and how what a person types is read."""

from contextvars import ContextVar
from datetime import date, datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from credentials.dates_as_typed import parse_typed
from credentials.times import end_of, first_moment
from terminal.errors import CommandError
from terminal.language import both


def parse_moment(text: str) -> datetime:
    """A time as people type it; a day from its first second. CommandError time-typed."""
    return first_moment(parse_when(text))


def parse_when(text: str) -> date:
    """A whole day where no time is typed; else a moment. CommandError time-typed."""
    typed = parse_typed(text)
    if typed is None:
        raise CommandError("time-typed", text=text[:60])
    return typed


def parse_day(text: str) -> date:
    """A day; CommandError day-typed."""
    typed = parse_typed(text)
    if typed is None or isinstance(typed, datetime):
        raise CommandError("day-typed", text=text[:60])
    return typed


def parse_end(text: str) -> datetime:
    """The end of a term as a person types it: of a date, the end of that day; else a moment."""
    typed = parse_when(text)
    return typed if isinstance(typed, datetime) else end_of(typed)


def new_app(**settings: Any) -> typer.Typer:
    """A Typer application without rich, completion and decorated tracebacks: each costs start-up time."""
    return typer.Typer(
        rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False, **settings
    )


GIVEN_FOLDER: ContextVar[Path | None] = ContextVar("folder", default=None)
"""The folder that was given before the command: `huren --data DIR show`."""

DataDir = Annotated[
    Path | None,
    typer.Option(
        "--data",
        metavar="DIR",
        help=both(
            "Folder of the registry (default: HUREN_DATA, data in huren.toml, else ./huren-data).",
            "登记库所在文件夹（默认：HUREN_DATA，其次 huren.toml 中的 data，再次 ./huren-data）。",
        ),
    ),
]
AsJson = Annotated[bool, typer.Option("--json", help=both("Print data as JSON.", "以 JSON 输出数据。"))]
NowOption = Annotated[
    datetime | None,
    typer.Option(
        "--now",
        metavar="TIME",
        parser=parse_moment,
        help=both("Take this as the present time.", "以此作为当前时间。"),
    ),
]
Out = Annotated[
    str | None,
    typer.Option(
        "-o",
        "--out",
        metavar="FILE",
        help=both("Where to write; - is standard output.", "写入位置；- 表示标准输出。"),
    ),
]
OutFolder = Annotated[
    Path, typer.Option("-o", "--out", metavar="DIR", help=both("Folder to write to.", "写入的文件夹。"))
]
TreeFolder = Annotated[
    Path | None,
    typer.Option("--from", metavar="DIR", help=both("A copy of a static tree.", "静态目录的副本。")),
]
Yes = Annotated[bool, typer.Option("--yes", help=both("Sign without asking.", "不再询问，直接签署。"))]
Force = Annotated[
    bool, typer.Option("--force", help=both("Write over a file that is there.", "覆盖已有文件。"))
]
Issuer = Annotated[
    str | None,
    typer.Option(
        "--issuer",
        metavar="DID",
        help=both("The association, where no key says it.", "发证协会（未给密钥时）。"),
    ),
]
Template = Annotated[
    str | None,
    typer.Option(
        "--template",
        metavar="FILE",
        help=both("Write an empty sheet to fill, and stop.", "写出空白模板后结束。"),
    ),
]
WorkbookFile = Annotated[
    str,
    typer.Argument(
        metavar="FILE", help=both("Where to write: .xlsx.", "写入位置：.xlsx。"), show_default=False
    ),
]
DryRun = Annotated[
    bool,
    typer.Option("--dry-run", help=both("Check only; sign and store nothing.", "只检查，不签署、不入库。")),
]
ExportUnsigned = Annotated[
    str | None,
    typer.Option(
        "--export-unsigned",
        metavar="FILE",
        help=both("Write what is to be signed elsewhere.", "导出待签文件，到别处签署。"),
    ),
]
KeyFile = Annotated[
    Path | None,
    typer.Option(
        "--key", metavar="PEM", help=both("Private key file (PKCS#8 PEM).", "私钥文件（PKCS#8 PEM）。")
    ),
]
BundleOption = Annotated[
    Path | None,
    typer.Option(
        "--bundle",
        metavar="FILE",
        envvar="HUREN_BUNDLE",
        help=both("The trust data, from an association's site.", "信任包，取自协会网站。"),
    ),
]
PinOption = Annotated[
    str | None,
    typer.Option(
        "--pin",
        metavar="FILE|HEX",
        envvar="HUREN_PIN",
        help=both(
            "Digest of your agreement's version 1, a file with it, or the text you signed.",
            "所签协议第 1 版的摘要（指纹）、含摘要的文件，或贵方所签文本。",
        ),
    ),
]
HomeOption = Annotated[
    str | None,
    typer.Option(
        "--home",
        metavar="DID",
        envvar="HUREN_HOME",
        help=both(
            "Association whose grades you use: shows what each grade counts as.",
            "您采用哪个协会的等级：显示视同等级。",
        ),
    ),
]

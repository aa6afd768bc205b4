"""Shared options of commands, the declaration of a command with them, and the reading of typed values."""

import inspect
from collections.abc import Callable
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Concatenate, TypeVar

import typer

from terminal.language import both

if TYPE_CHECKING:
    from terminal.errors import CommandError
    from terminal.invocation import Invocation


def parse_moment(text: str) -> datetime:
    """Parse a typed time; a day means its first second. CommandError time-typed."""
    from credentials.times import first_moment

    return first_moment(parse_when(text))


def parse_when(text: str) -> date:
    """Parse a whole day if no time is typed, else a moment. CommandError time-typed, day-nonexistent."""
    return _parse_typed(text, "time-typed")


def parse_day(text: str) -> date:
    """Parse a day; CommandError day-typed, day-nonexistent."""
    typed = _parse_typed(text, "day-typed")
    if isinstance(typed, datetime):
        raise _refuse("day-typed", text)
    return typed


def _parse_typed(text: str, code: str) -> date:
    from credentials.dates_as_typed import parse_typed
    from credentials.errors import RecordError

    try:
        typed = parse_typed(text)
    except RecordError as error:
        raise _refuse(error.code, text) from None
    if typed is None:
        raise _refuse(code, text)
    return typed


def parse_emergency(text: str) -> str:
    """Return the reason of an emergency; CommandError option-value for a blank one."""
    from terminal.errors import CommandError

    if not text.strip():
        how, how_zh = "Say in a few words why it cannot wait.", "请用几个字说明为何不能等待。"
        raise CommandError("option-value", option="--emergency", text=text[:60], how=how, how_zh=how_zh)
    return text


def _refuse(code: str, text: str) -> "CommandError":
    from terminal.errors import CommandError

    return CommandError(code, text=text[:60])


def parse_end(text: str) -> datetime:
    """Parse the typed end of a term: a date means the end of that day, other text is a moment."""
    from credentials.times import end_of

    typed = parse_when(text)
    return typed if isinstance(typed, datetime) else end_of(typed)


def new_app(**settings: Any) -> typer.Typer:
    """Return a Typer application without rich, completion and decorated tracebacks, which start slowly."""
    return typer.Typer(
        rich_markup_mode=None, add_completion=False, pretty_exceptions_enable=False, **settings
    )


def option(names: str, metavar: str | None, en: str, zh: str, **settings: Any) -> Any:
    """Return an option by its names, as `-o --out`, with help in both languages; a flag has no `metavar`."""
    return typer.Option(*names.split(), metavar=metavar, help=both(en, zh), **settings)


def argument(metavar: str, en: str, zh: str, **settings: Any) -> Any:
    """Return an argument by its name on the help page."""
    return typer.Argument(metavar=metavar, help=both(en, zh), show_default=False, **settings)


DataDir = Annotated[
    Path | None,
    option(
        "--data",
        "DIR",
        "Folder of the registry (default: HUREN_DATA, data in huren.toml, else ./huren-data).",
        "登记库所在文件夹（默认：HUREN_DATA，其次 huren.toml 中的 data，再次 ./huren-data）。",
    ),
]
AsJson = Annotated[bool, option("--json", None, "Print data as JSON.", "以 JSON 输出数据。")]
NowOption = Annotated[
    datetime | None,
    option("--now", "TIME", "Take this as the present time.", "以此作为当前时间。", parser=parse_moment),
]
Out = Annotated[
    str | None,
    option("-o --out", "FILE", "Where to write; - is standard output.", "写入位置；- 表示标准输出。"),
]
OutFolder = Annotated[Path, option("-o --out", "DIR", "Folder to write to.", "写入的文件夹。")]
TreeFolder = Annotated[
    str | None,
    option(
        "--from-tree",
        "DIR|s3://…",
        "A copy of a static tree: a folder, or a bucket.",
        "静态目录的副本：文件夹或存储桶。",
    ),
]
Yes = Annotated[bool, option("--yes", None, "Sign without asking.", "不再询问，直接签署。")]
Force = Annotated[bool, option("--force", None, "Write over a file that is there.", "覆盖已有文件。")]
Issuer = Annotated[
    str | None,
    option(
        "--issuer", "DID", "The association that signs, where no key says it.", "签署的协会（未给密钥时）。"
    ),
]
OF_ISSUER = option("--issuer", "DID", "Only what this association signed.", "仅限该协会签署的内容。")
"""Same option for a command that lists or takes records."""
Template = Annotated[
    str | None,
    option("--template", "FILE", "Write an empty sheet to fill, and stop.", "写出空白模板后结束。"),
]
WorkbookFile = Annotated[str, argument("FILE", "Where to write: .xlsx.", "写入位置：.xlsx。")]
DryRun = Annotated[
    bool, option("--dry-run", None, "Check only; sign and store nothing.", "只检查，不签署、不入库。")
]
IncludeHidden = Annotated[
    bool,
    option(
        "--include-hidden",
        None,
        "Read hidden rows and columns like the others, and pass over further pages.",
        "隐藏的行、列照常读取，其他工作表略过。",
    ),
]
ExportUnsigned = Annotated[
    str | None,
    option(
        "--export-unsigned", "FILE", "Write what is to be signed elsewhere.", "导出待签文件，到别处签署。"
    ),
]
KeyFile = Annotated[
    Path | None, option("--key", "PEM", "Private key file (PKCS#8 PEM).", "私钥文件（PKCS#8 PEM）。")
]
Emergency = Annotated[
    str | None,
    option(
        "--emergency",
        "REASON",
        "Sign at once, where plans decide otherwise: the decision follows at the desk.",
        "先行签署：本协会实行按方案决定的，事后须在工作台补作决定。",
        parser=parse_emergency,
    ),
]
BundleOption = Annotated[
    Path | None,
    option(
        "--bundle",
        "FILE",
        "The trust data, from an association's site.",
        "信任包，取自协会网站。",
        envvar="HUREN_BUNDLE",
    ),
]
PinOption = Annotated[
    str | None,
    option(
        "--pin",
        "FILE|HEX",
        "Digest of your agreement's version 1, a file with it, or the text you signed.",
        "所签协议第 1 版的摘要（指纹）、含摘要的文件，或贵方所签文本。",
        envvar="HUREN_PIN",
    ),
]
HomeOption = Annotated[
    str | None,
    option(
        "--home",
        "DID",
        "Association whose grades you use: shows what each grade counts as.",
        "采用哪个协会的等级，据此显示视同等级。",
        envvar="HUREN_HOME",
    ),
]

_KEYWORD = inspect.Parameter.KEYWORD_ONLY

_SHARED: dict[str, tuple[Any, object]] = {
    "data": (DataDir, None),
    "now": (NowOption, None),
    "as_json": (AsJson, False),
    "key": (KeyFile, None),
    "dry_run": (DryRun, False),
    "export_unsigned": (ExportUnsigned, None),
    "include_hidden": (IncludeHidden, False),
    "issuer": (Issuer, None),
    "yes": (Yes, False),
}
"""Shared options by name, each with the default of its Invocation."""

STORE = "data now as_json"
"""Shared options of a command that asks the registry and prints."""
SIGN = "key dry_run export_unsigned issuer yes"
"""Shared options of a command that signs drafts."""
SIGNED = "@context id type issuer credentialSubject credentialStatus validFrom validUntil proof"
"""Members of a signed record, for a command that prints records."""
ROW = "row column value code what mend"
"""Members of an error in a sheet."""
VERDICT = "outcome code codes findings credential recognised at day through now trust"
"""Members of a verdict."""


Command = TypeVar("Command", bound="Callable[Concatenate[Invocation, ...], int | None]")


def command(
    app: typer.Typer, names: str, *, help: str, name: str | None = None, without: str = "", prints: str = ""
) -> Callable[[Command], Command]:
    """Declare a command of `app`: a function of an Invocation and of its own typed values.

    The typed values are parameters of the function, or one `request`: a dataclass whose fields are annotated
    like parameters. `names` are the shared options in the order of the help page. Own parameters named there
    stand in their place, the others first. Options in `without` are not asked and keep their default. With
    `as_json` the command `prints` objects with these members, a line each, or `error`. The function imports
    what it needs when it runs, so that the help of all commands loads nothing else. It returns its exit code
    unless that is 0.
    """

    def declare(function: Command) -> Command:
        own = dict(inspect.signature(function).parameters)
        del own["run"]
        request = own["request"].annotation if "request" in own else None
        if request is not None:
            own = dict(inspect.signature(request).parameters)
        order = [word for word in names.split() if word not in without.split()]
        declared = {word: parameter for word, parameter in own.items() if word not in without.split()}
        shared = [word for word in order if word not in declared]
        for word in shared:
            kind, default = _SHARED[word]
            declared[word] = inspect.Parameter(word, _KEYWORD, annotation=kind, default=default)

        def carry_out(**typed: Any) -> None:
            run = _invocation({word: typed.pop(word) for word in shared})
            code = function(run, **typed) if request is None else function(run, request(**typed))
            if code:
                raise typer.Exit(code)

        first = [word for word in declared if word not in order]
        parameters = [declared[word].replace(kind=_KEYWORD) for word in (*first, *order)]
        vars(carry_out)["prints"] = prints
        vars(carry_out)["__signature__"] = inspect.Signature(parameters)  # Typer reads it
        app.command(name or function.__name__, help=help)(carry_out)
        return function

    return declare


def _invocation(typed: dict[str, Any]) -> "Invocation":
    from terminal.clock import read_clock
    from terminal.invocation import Invocation

    now = typed.pop("now", None)
    return Invocation(now=now or read_clock(), is_now_typed=now is not None, **typed)

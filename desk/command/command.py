"""`huren desk`: what is typed."""

from pathlib import Path
from typing import Annotated, Literal

from desk.command.people_command import people
from desk.command.plan_command import PlanArgument, plan
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import STORE, BundleOption, Out, PinOption, argument, command, new_app, option

app = new_app(
    no_args_is_help=True,
    help=both(
        "The association's desk: who decides, what is decided, and what waits for whom.",
        "协会工作台：由谁决定、决定什么、各事项等待谁办理。",
    ),
)
app.add_typer(people, name="people")
app.add_typer(plan, name="plan")


@command(
    app,
    f"key issuer yes {STORE}",
    prints="plan operation documents state code waitsFor day",
    help=both(
        "State on a plan, by your own key file: what is to be signed is shown first.",
        "用本人的密钥文件就方案表态：先显示待签内容。",
    ),
)
def state(
    run: Invocation,
    *,
    plan: PlanArgument,
    decision: Annotated[
        Literal["make", "approve", "return", "reject", "withdraw"],
        argument(
            "DECISION",
            "make, approve, return, reject or withdraw.",
            "make（经办）、approve（审批）、return（退回）、reject（否决）或 withdraw（撤回）。",
        ),
    ],
    rows: Annotated[
        list[int] | None,
        option("--row", "ROW", "A returned row, from 1; none: all.", "退回的行号，从 1 起；不填为全部。"),
    ] = None,
    reason: Annotated[
        str | None, option("--reason", "TEXT", "Why, for return and reject.", "理由，退回、否决时必填。")
    ] = None,
    out: Out = None,
) -> None:
    from desk.command.state import state as state_on

    state_on(run, plan, decision, rows=rows or (), reasons=reason, out=out)


@command(
    app,
    "issuer data now",
    help=both(
        "Write plans, documents, statements, people lists, records and the journal as files, with which "
        "anybody checks every decision again (huren desk check).",
        "将方案、文件、表态、人员名单、已签署记录与办理记录写成文件，任何人都可据以重新核对每项决定"
        "（huren desk check）。",
    ),
)
def export(
    run: Invocation,
    *,
    folder: Annotated[Path, argument("FOLDER", "A new folder.", "新文件夹。")],
) -> None:
    from desk.command.check import export_folder

    export_folder(run, folder)


@command(
    app,
    "issuer as_json",
    prints="record kind created code plan persons paper statement issuer people version",
    help=both(
        "Check from an exported folder, a bundle and its pin alone which records were decided, by whom. "
        "Exit code 1 when one was not, or a file was edited.",
        "仅凭导出的文件夹、信任包与指纹，核对每条记录是否经过决定、由谁决定。"
        "有未经决定的记录或被改动的文件时退出码为 1。",
    ),
)
def check(
    run: Invocation,
    *,
    folder: Annotated[
        Path, argument("FOLDER", "What huren desk export wrote.", "huren desk export 写出的文件夹。")
    ],
    bundle: BundleOption = None,
    pin: PinOption = None,
    copies: Annotated[
        Path | None,
        option(
            "--copies",
            "DIR|FILE",
            "Statements that you kept yourself: each must be in the folder.",
            "您自己留存的表态：每一份都应在文件夹中。",
        ),
    ] = None,
    record: Annotated[
        list[Path] | None,
        option(
            "--record",
            "FILE",
            "A certificate (JSON) that you hold, whether the folder has it or not; several times for more.",
            "您持有的证书（JSON），无论文件夹中有无；可多次使用。",
        ),
    ] = None,
) -> int:
    from desk.command.check import check_folder
    from terminal.workspace.trust_files import needed

    files = needed(bundle, "--bundle"), needed(pin, "--pin")
    return check_folder(run, folder, *files, copies=copies, records=record or [])


@command(
    app,
    f"issuer {STORE}",
    prints="id kind state received answerBy entry acts",
    help=both(
        "List applications and objections, or show one whole. People sort and answer them on the pages of "
        "the desk.",
        "列出申请与异议，或显示其中一件全文。分拣与答复在工作台页面办理。",
    ),
)
def inbox(
    run: Invocation,
    *,
    entry: Annotated[
        str | None, argument("[ENTRY]", "An entry's id, or its beginning.", "收件编号，可只写开头。")
    ] = None,
) -> None:
    from desk.command.inbox import put_inbox

    put_inbox(run, entry)


@command(
    app,
    f"issuer {STORE}",
    prints="scheme noticeDays answerDays everyMonths graceDays",
    help=both(
        "Show the settings of each scheme, or set them: how many days a notice runs at least, within how "
        "many an objection is answered, and how often supervision is due.",
        "显示或修改各评价办法的设置：公示最少天数、异议答复天数、年度监督的间隔与宽限。",
    ),
)
def settings(
    run: Invocation,
    *,
    scheme: Annotated[
        str | None, argument("[SCHEME]", "The scheme; all without it.", "评价办法；不填为全部。")
    ] = None,
    changes: Annotated[
        list[str] | None,
        argument("[NAME=DAYS]…", "What to set, as noticeDays=10.", "要修改的设置，如 noticeDays=10。"),
    ] = None,
) -> None:
    from desk.command.settings import settings as settings_of

    settings_of(run, scheme, changes or ())


@command(
    app,
    "as_json",
    name="sign-page",
    prints="file sha256",
    help=both(
        "Write the page on which a key signs plans and a person states, on a computer without a network: one "
        "file. Its SHA-256 is printed, to be compared there.",
        "写出离线签名页：在不联网的电脑上用密钥签署方案、作出表态。只有一个文件，并显示其 SHA-256 供核对。",
    ),
)
def sign_page(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE.html", "Where to write it.", "写入位置。")] = Path("sign.html"),
) -> None:
    from desk.command.sign_page import write_sign_page

    write_sign_page(run, file)


@command(
    app,
    "issuer data",
    help=both(
        "Serve the desk to the association's people until Ctrl-C, on this machine unless --host says "
        "otherwise. Settings come from huren.toml and HUREN_* variables, but for address and port.",
        "向本协会人员提供工作台，直至 Ctrl-C；除非指定 --host，仅限本机。"
        "除地址与端口外，设置来自 huren.toml 与 HUREN_* 环境变量。",
    ),
)
def serve(
    run: Invocation,
    *,
    config: Annotated[
        Path | None,
        option(
            "--config",
            "FILE",
            "Settings file (default: HUREN_CONFIG, else ./huren.toml if it is there).",
            "设置文件（默认：HUREN_CONFIG，其次 ./huren.toml，如存在）。",
        ),
    ] = None,
    host: Annotated[str | None, option("--host", "HOST", "Address to listen on.", "监听地址。")] = None,
    port: Annotated[
        int | None,
        option(
            "--port",
            "PORT",
            "Port to listen on (default: 8001); 0 takes a free one.",
            "监听端口（默认 8001）；0 表示任选。",
        ),
    ] = None,
    origin: Annotated[
        str | None,
        option(
            "--origin",
            "URL",
            "Address at which the people open the desk, until a people list names one.",
            "人员打开工作台所用的网址；人员名单载明后以名单为准。",
        ),
    ] = None,
) -> None:
    from desk.command.serve import serve_desk

    serve_desk(run, config, host=host, port=port, origin=origin)

"""`huren agreement draft | join | leave | sign | recognition | show`."""

from pathlib import Path
from typing import Annotated

from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import ROW, STORE, Force, Out, argument, command, new_app, option

Errors = Annotated[
    str | None,
    option(
        "--errors",
        "FILE",
        "Write a workbook back, with an error column on each page.",
        "写回工作簿，各页附错误列。",
    ),
]

ROOT_KEY = option("--key", "PEM", "Your root key.", "本协会根密钥。")
RootMethod = Annotated[
    str, option("--method", "NAME", "The root's name in your key list.", "根密钥在密钥清单中的名称。")
]

app = new_app(
    help=both(
        "Draft, sign and read the agreement: who may issue what, and what a grade counts as elsewhere.",
        "起草、签署、查看互认协议：谁可签发什么，等级在对方视同什么。",
    ),
    no_args_is_help=True,
)


@command(
    app,
    "include_hidden data now",
    help=both(
        "Write a text to edit, as JSON or a workbook: the next version when the registry holds an agreement, "
        "else an example of version 1; with --text, the text of a file.",
        "写出待编辑的文本（JSON 或工作簿）：登记库中已有协议则为下一版，否则为第 1 版的示例；"
        "用 --text 则取文件中的文本。",
    ),
)
def draft(
    run: Invocation,
    *,
    out: Out = None,
    party: Annotated[
        list[str] | None,
        option(
            "--party",
            "DID=KEY",
            "A party and its root key (.pub, .pem or z6Mk…), in the order of the text; for version 1.",
            "成员及其根密钥（.pub、.pem 或 z6Mk…），按文本顺序；用于第 1 版。",
        ),
    ] = None,
    xlsx: Annotated[
        str | None,
        option(
            "--xlsx",
            "FILE",
            "Write the text as a workbook, to be edited in Excel or WPS.",
            "写成工作簿，可用 Excel 或 WPS 编辑。",
        ),
    ] = None,
    source: Annotated[
        str | None,
        option("--text", "FILE", "Take the text of this JSON or workbook.", "取此 JSON 或工作簿中的文本。"),
    ] = None,
    errors: Errors = None,
    force: Force = False,
) -> None:
    from cli.agreement.draft import write_draft

    write_draft(run, out, party or [], workbook=xlsx, source=source, errors=errors, force=force)


@command(
    app,
    "data now",
    help=both(
        "Write the next version with one more party, what changes, and who must sign.",
        "写出增加一个成员的下一版文本，并列出变更与须签署方。",
    ),
)
def join(
    run: Invocation,
    *,
    party: Annotated[
        str,
        argument(
            "DID=KEY",
            "Who joins, and its root key (.pub, .pem or z6Mk…).",
            "加入方及其根密钥（.pub、.pem 或 z6Mk…）。",
        ),
    ],
    region: Annotated[str | None, option("--region", "CN-YN", "Its region.", "所在地区。")] = None,
    name_zh: Annotated[str | None, option("--name-zh", "NAME", "Its Chinese name.", "中文名称。")] = None,
    name_en: Annotated[str | None, option("--name-en", "NAME", "Its English name.", "英文名称。")] = None,
    terms: Annotated[
        Path | None,
        option(
            "--terms",
            "FILE",
            "JSON with lists of schemes, grants and equivalences to add. Without grants it may issue "
            "under its own schemes at home.",
            "JSON 文件，含要增加的评价办法、授权与等级对应；未列授权的，可在本地区按自己的办法签发。",
        ),
    ] = None,
    out: Out = None,
    force: Force = False,
) -> None:
    from cli.agreement.parties import NewParty, draft_join

    draft_join(run, NewParty(party, region, name_zh, name_en, terms), out, force=force)


@command(
    app,
    "data now",
    help=both(
        "Write the next version without a party and its schemes, what changes, and who must sign.",
        "写出减去一个成员及其评价办法的下一版文本，并列出变更与须签署方。",
    ),
)
def leave(
    run: Invocation,
    *,
    party: Annotated[str, argument("DID", "Who leaves.", "退出方。")],
    out: Out = None,
    force: Force = False,
) -> None:
    from cli.agreement.parties import draft_leave

    draft_leave(run, party, out, force=force)


@command(
    app,
    "include_hidden export_unsigned issuer yes data now",
    help=both(
        "Sign a text with your root key. Every party signs the same file; version 1 is complete, and has "
        "its pin, "
        "when all halves are imported.",
        "用本协会根密钥签署文本。各方签署同一份文件；全部导入后，第 1 版即完整，并有了指纹。",
    ),
)
def sign(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE", "The text: JSON or a workbook.", "协议文本：JSON 或工作簿。")],
    key: Annotated[Path | None, ROOT_KEY] = None,
    out: Out = None,
    method: RootMethod = "root-1",
    against: Annotated[
        str | None,
        option(
            "--against",
            "FILE",
            "Show what changes since this text (default: the version before, in the registry).",
            "显示与此文本相比的变更（默认取登记库中的上一版）。",
        ),
    ] = None,
    errors: Errors = None,
    force: Force = False,
) -> None:
    from cli.agreement.sign import sign_text

    sign_text(run, file, key, out, method=method, against=against, errors=errors, force=force)


@command(
    app,
    "yes data now",
    help=both(
        "Write whom you recognise as issuers, for verifiers of other systems: a W3C credential of recognised "
        "entities (draft), signed with your root key.",
        "写出本协会认可的签发方，供其他系统核验：W3C 认可主体凭证（草案），以根密钥签署。",
    ),
)
def recognition(
    run: Invocation,
    *,
    key: Annotated[Path, ROOT_KEY],
    out: Out = None,
    method: RootMethod = "root-1",
    force: Force = False,
) -> None:
    from cli.agreement.recognition import sign_recognition

    sign_recognition(run, key, out, method=method, force=force)


@command(
    app,
    f"include_hidden {STORE}",
    prints=f"digest signedBy text changes pending page {ROW}",
    help=both(
        "Show a text, a signed half, or what the registry holds: parties, schemes, grants, equivalences, and "
        "what changed since the version before.",
        "显示文本、签署件或登记库中的协议：成员、评价办法、授权、等级对应，以及与上一版的差异。",
    ),
)
def show(
    run: Invocation,
    *,
    file: Annotated[
        str | None,
        argument("FILE", "Text or half (default: the registry's).", "文本或签署件（默认取登记库）。"),
    ] = None,
    against: Annotated[
        str | None, option("--against", "FILE", "Text to compare with.", "用于比较的文本。")
    ] = None,
    errors: Errors = None,
) -> None:
    from cli.agreement.show import show_text

    show_text(run, file, against, errors)

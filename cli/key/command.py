"""`huren key new`, `huren key list` and `huren key compromised`."""

from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

import typer

from terminal.errors import CommandError
from terminal.language import both
from terminal.options import (
    AsJson,
    DataDir,
    Force,
    NowOption,
    Out,
    TreeFolder,
    Yes,
    new_app,
    parse_moment,
)

KeyUse = Literal["root", "assessment", "publication", "officer"]

AddedKeys = Annotated[
    list[str] | None,
    typer.Option(
        "--add",
        metavar="USE=KEY",
        help=both(
            "Add a key; USE is assessment or publication, KEY a .pub or .pem file.",
            "加入密钥；USE 为 assessment（评价）或 publication（发布），KEY 为 .pub 或 .pem 文件。",
        ),
    ),
]
NothingSigned = Annotated[
    bool, typer.Option("--dry-run", help=both("Show the next version, sign nothing.", "显示下一版，不签署。"))
]

app = new_app(
    help=both("Make keys and the signed list of them.", "制作密钥与签署的密钥清单。"), no_args_is_help=True
)


@app.command(
    "new",
    help=both(
        "Make a key: FILE.pem with the private half under a passphrase, FILE.pub with the public half. "
        "An association needs three: root (offline), assessment (a person's act), publication (unattended); "
        "an officer needs one, for records of bid openings.",
        "制作一把密钥：FILE.pem 存私钥（加口令），FILE.pub 存公钥。每个协会需要三把：根（离线）、"
        "评价（由人签发）、发布（无人值守）；评标核验人一把，用于签署核验记录。",
    ),
)
def new(
    *,
    file: Annotated[
        Path,
        typer.Argument(metavar="FILE.pem", help=both("Where to write it.", "写入位置。"), show_default=False),
    ],
    use: Annotated[
        KeyUse | None,
        typer.Option(
            "--use",
            help=both(
                "Whose it is: root, assessment or publication of an association, or officer.",
                "密钥用途：root（根）、assessment（评价）、publication（发布）或 officer（核验人）。",
            ),
            show_default=False,
        ),
    ] = None,
    no_passphrase: Annotated[
        bool,
        typer.Option(
            "--no-passphrase",
            help=both("Leave it unencrypted, for a key used unattended.", "不加密，用于无人值守的密钥。"),
        ),
    ] = False,
    association: Annotated[
        str | None,
        typer.Option(
            "--association",
            metavar="DID",
            help=both(
                "Whose key it is, for assessment and publication: FILE.pub then proves it.",
                "密钥所属协会（评价、发布密钥须写明）：FILE.pub 据此带有持有证明。",
            ),
            show_default=False,
        ),
    ] = None,
    as_json: AsJson = False,
) -> None:
    from cli.key.new import make_key

    make_key(file, encrypt=not no_passphrase, use=use, association=association, as_json=as_json)


@app.command(
    "list",
    help=both(
        "Show the key lists, or with --root make, sign and store the next version: several changes, one "
        "signature. With --root and no change the list is renewed.",
        "显示密钥清单；加 --root 则制作、签署并存入下一版：多处更改，一次签署。仅给 --root 则续期。",
    ),
)
def list_(
    *,
    root: Annotated[
        Path | None,
        typer.Option(
            "--root", metavar="PEM", help=both("Root key: sign the next version.", "根密钥：签署下一版。")
        ),
    ] = None,
    add: AddedKeys = None,
    rotate: Annotated[
        list[str] | None,
        typer.Option(
            "--rotate",
            metavar="NAME[=TIME]",
            help=both(
                "A key stops signing at TIME (default now); what it signed stays good.",
                "密钥自 TIME 起停止签署（默认现在）；此前所签仍有效。",
            ),
        ),
    ] = None,
    decline: Annotated[
        list[str] | None,
        typer.Option(
            "--decline",
            metavar="DID[=SCHEME]",
            help=both(
                "Stop recognising an association, or one scheme of it.", "暂停认可某协会，或其某一评价办法。"
            ),
        ),
    ] = None,
    accept: Annotated[
        list[str] | None,
        typer.Option("--accept", metavar="DID[=SCHEME]", help=both("End a decline.", "结束暂停认可。")),
    ] = None,
    service: Annotated[
        list[str] | None,
        typer.Option(
            "--service",
            metavar="WHICH=ADDRESS",
            help=both(
                "Where the association is reached; WHICH is contact, objections or node, ADDRESS begins with "
                "https:, mailto: or tel:; an empty one is taken out.",
                "协会的联系途径；WHICH 为 contact（联系）、objections（异议受理）或 node（节点），ADDRESS 以 "
                "https:、mailto: 或 tel: 开头；留空则删除。",
            ),
        ),
    ] = None,
    people: Annotated[
        str | None,
        typer.Option(
            "--people",
            metavar="DIGEST",
            help=both("Digest of the list of the people who decide.", "作出决定的人员名单的摘要。"),
        ),
    ] = None,
    after: Annotated[
        int | None,
        typer.Option(
            "--after",
            metavar="VERSION",
            min=1,
            help=both(
                "Continue this version, not the newest: for a new root, where a thief of the old one "
                "signed the later ones.",
                "接续此版本而非最新版本：用于根密钥失窃、其后各版由盗用者签署而改用新根密钥时。",
            ),
        ),
    ] = None,
    days: Annotated[
        int, typer.Option("--days", min=1, max=90, help=both("How long the list is good.", "清单有效天数。"))
    ] = 90,
    association: Annotated[
        str | None,
        typer.Option("--association", metavar="DID", help=both("Show one only.", "只显示一个协会。")),
    ] = None,
    dry_run: NothingSigned = False,
    yes: Yes = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    from cli.key.next_list import KeyListRequest
    from cli.key.show import show_key_lists

    if root is None and not dry_run:
        show_key_lists(data, association, now=now, as_json=as_json)
        return
    KeyListRequest(
        root=root,
        add=add or [],
        rotate=rotate or [],
        decline=decline or [],
        accept=accept or [],
        service=service or [],
        people=people,
        after=after,
        days=days,
        dry_run=dry_run,
        yes=yes,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()


@app.command(
    "compromised",
    help=both(
        "After a theft. Where the registry is, with --since: pull, sort what the key signed, write a file "
        "in which you decide on what nobody had witnessed before, and a sheet of what enterprises hear. "
        "Where the root is, with --root: sign the key list that marks the key by these decisions. After "
        "publishing, with --check: ask verifiers whether it worked.",
        "密钥失窃后使用。在登记库所在机器上加 --since：获取、清点该密钥所签内容，写出决定文件（此前未获见证的"
        "须由人逐项决定）和应告知企业的表格。在根密钥所在机器上加 --root：按所作决定签署标明失密的密钥清单。"
        "发布之后加 --check：请核验方验证是否生效。",
    ),
)
def compromised(
    *,
    name: Annotated[
        str,
        typer.Argument(
            metavar="NAME",
            help=both("The key, such as assessment-1.", "密钥名，如 assessment-1。"),
            show_default=False,
        ),
    ],
    since: Annotated[
        datetime | None,
        typer.Option(
            "--since",
            metavar="TIME",
            parser=parse_moment,
            help=both("When the key was certainly still in your hands.", "密钥确定仍在本会手中的最晚时间。"),
        ),
    ] = None,
    decisions: Annotated[
        Path | None,
        typer.Option(
            "--decisions",
            metavar="FILE",
            help=both("The file to decide in (default: NAME.txt).", "供逐项决定的文件（默认：NAME.txt）。"),
        ),
    ] = None,
    letters: Annotated[
        Path | None,
        typer.Option(
            "--letters",
            metavar="FILE",
            help=both("The sheet of what to tell (default: NAME.csv).", "告知表格（默认：NAME.csv）。"),
        ),
    ] = None,
    folder: TreeFolder = None,
    no_pull: Annotated[
        bool, typer.Option("--no-pull", help=both("Take nothing from peers first.", "不先从对等节点获取。"))
    ] = False,
    association: Annotated[
        str | None,
        typer.Option("--association", metavar="DID", help=both("Whose key it is.", "该密钥所属协会。")),
    ] = None,
    root: Annotated[
        Path | None,
        typer.Option(
            "--root", metavar="PEM", help=both("Root key: sign what was decided.", "根密钥：签署所作决定。")
        ),
    ] = None,
    add: AddedKeys = None,
    out: Out = None,
    force: Force = False,
    dry_run: NothingSigned = False,
    yes: Yes = False,
    check: Annotated[
        bool,
        typer.Option("--check", help=both("Ask verifiers, after publishing.", "发布之后，请核验方验证。")),
    ] = False,
    data: DataDir = None,
    now: NowOption = None,
    as_json: AsJson = False,
) -> None:
    file = decisions or Path(f"{name}.txt")
    if sum((since is not None, root is not None, check)) > 1:
        raise CommandError("option-conflict", options="--since, --root, --check")
    if check:
        from cli.key.check import check_mark

        raise typer.Exit(check_mark(name, association, data, now=now, as_json=as_json))
    if root is None and not dry_run:
        from cli.key.theft import TheftRequest

        sheet = letters or Path(str(file).removesuffix(".txt") + ".csv")
        TheftRequest(
            name=name,
            since=since,
            association=association,
            decisions=file,
            letters=sheet,
            folder=folder,
            pull=not no_pull,
            force=force,
            data=data,
            now=now,
            as_json=as_json,
        ).carry_out()
        return
    from cli.key.mark import MarkRequest

    MarkRequest(
        name=name,
        root=root,
        decisions=file,
        add=add or [],
        out=out,
        dry_run=dry_run,
        yes=yes,
        force=force,
        data=data,
        now=now,
        as_json=as_json,
    ).carry_out()

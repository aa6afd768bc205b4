"""`huren key new`, `huren key list` and `huren key compromised`."""

from pathlib import Path
from typing import Annotated, Literal

from cli.key.request import KeyListChanges, Theft
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import argument, command, new_app, option

KeyUse = Literal["root", "assessment", "publication", "officer"]


_KEY_LIST = (
    "@context id version previous validFrom validUntil verificationMethod assertionMethod declines events "
    "people service proof"
)

app = new_app(
    help=both("Make keys and the signed list of them.", "制作密钥与签署的密钥清单。"), no_args_is_help=True
)


@command(
    app,
    "as_json",
    prints="file publicKeyMultibase encrypted did",
    help=both(
        "Make a key: FILE.pem with the private half under a passphrase, FILE.pub with the public half. "
        "An association needs three: root (offline), assessment (a person's act), publication (unattended); "
        "an officer needs one, for records of bid openings.",
        "制作一把密钥：FILE.pem 存私钥（加口令），FILE.pub 存公钥。每个协会需要三把：根（离线）、"
        "评价（由人签发）、发布（无人值守）；评标核验人一把，用于签署核验记录。",
    ),
)
def new(
    run: Invocation,
    *,
    file: Annotated[Path, argument("FILE.pem", "Where to write it.", "写入位置。")],
    use: Annotated[
        KeyUse | None,
        option(
            "--use",
            None,
            "Whose it is: root, assessment or publication of an association, or officer.",
            "密钥用途：root（根）、assessment（评价）、publication（发布）或 officer（核验人）。",
            show_default=False,
        ),
    ] = None,
    no_passphrase: Annotated[
        bool,
        option(
            "--no-passphrase",
            None,
            "Leave it unencrypted, for a key used unattended.",
            "不加密，用于无人值守的密钥。",
        ),
    ] = False,
    association: Annotated[
        str | None,
        option(
            "--association",
            "DID",
            "Whose key it is, for assessment and publication: FILE.pub then proves it.",
            "密钥所属协会（评价、发布密钥须写明）：FILE.pub 据此带有持有证明。",
            show_default=False,
        ),
    ] = None,
) -> None:
    from cli.key.new import make_key

    make_key(run, file, encrypt=not no_passphrase, use=use, association=association)


@command(
    app,
    "export_unsigned yes data now as_json",
    name="list",
    prints=_KEY_LIST,
    help=both(
        "Show the key lists, or with --root make, sign and store the next version: several changes, one "
        "signature. With --root and no change the list is renewed.",
        "显示密钥清单；加 --root 则制作、签署并存入下一版：多处更改，一次签署。仅给 --root 则续期。",
    ),
)
def list_(run: Invocation, request: KeyListChanges) -> None:
    from cli.key.next_list import NextList
    from cli.key.show import show_key_lists

    if request.root is None and not request.dry_run and run.export_unsigned is None:
        show_key_lists(run, request.association)
    else:
        NextList(run, request).carry_out()


@command(
    app,
    "yes check data now as_json",
    prints="key entries records letters salvage keyList fresh before during",
    help=both(
        "After a theft. Where the registry is, with --since: pull, sort what the key signed, write a file "
        "in which you decide on what nobody had witnessed before, and a sheet of what enterprises hear. "
        "Where the root is, with --root: sign the key list that marks the key by these decisions. After "
        "publishing, with --check: ask verifiers whether it worked.",
        "密钥失窃后使用。在登记库所在机器上加 --since：获取、清点该密钥所签内容，写出决定文件（此前未获见证的"
        "须由人逐项决定）和应告知企业的表格。在根密钥所在机器上加 --root：按所作决定签署密钥清单，"
        "将该密钥标为失密。发布之后加 --check：请核验方验证是否生效。",
    ),
)
def compromised(run: Invocation, request: Theft) -> int:
    if sum((request.since is not None, request.root is not None, request.check)) > 1:
        from terminal.errors import CommandError

        raise CommandError("option-conflict", options="--since, --root, --check")
    if request.check:
        from cli.key.check import check_mark

        return check_mark(run, request.name, request.association)
    if request.root is None and not request.dry_run:
        from cli.key.theft import Sorting

        Sorting(run, request).carry_out()
    else:
        from cli.key.mark import Marking

        Marking(run, request).carry_out()
    return 0

"""`huren key new`, `huren key list` and `huren key compromised`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated, Literal

from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import both
from terminal.options import Force, Out, TreeFolder, argument, command, new_app, option, parse_moment

KeyUse = Literal["root", "assessment", "publication", "officer"]

AddedKeys = Annotated[
    list[str] | None,
    option(
        "--add",
        "USE=KEY",
        "Add a key; USE is assessment or publication, KEY a .pub or .pem file.",
        "加入密钥；USE 为 assessment（评价）或 publication（发布），KEY 为 .pub 或 .pem 文件。",
    ),
]
NothingSigned = Annotated[
    bool, option("--dry-run", None, "Show the next version, sign nothing.", "显示下一版，不签署。")
]

app = new_app(
    help=both("Make keys and the signed list of them.", "制作密钥与签署的密钥清单。"), no_args_is_help=True
)


@command(
    app,
    "as_json",
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
    "yes data now as_json",
    name="list",
    help=both(
        "Show the key lists, or with --root make, sign and store the next version: several changes, one "
        "signature. With --root and no change the list is renewed.",
        "显示密钥清单；加 --root 则制作、签署并存入下一版：多处更改，一次签署。仅给 --root 则续期。",
    ),
)
@dataclass(frozen=True, slots=True, kw_only=True)
class KeyListChanges:
    """Changes of a key list: several, under one signature; how it is shown where there is none."""

    root: Annotated[
        Path | None, option("--root", "PEM", "Root key: sign the next version.", "根密钥：签署下一版。")
    ] = None
    add: AddedKeys = None
    rotate: Annotated[
        list[str] | None,
        option(
            "--rotate",
            "NAME[=TIME]",
            "A key stops signing at TIME (default now); what it signed stays good.",
            "密钥自 TIME 起停止签署（默认现在）；此前所签仍有效。",
        ),
    ] = None
    decline: Annotated[
        list[str] | None,
        option(
            "--decline",
            "DID[=SCHEME]",
            "Stop recognising an association, or one scheme of it.",
            "暂停认可某协会，或其某一评价办法。",
        ),
    ] = None
    accept: Annotated[
        list[str] | None, option("--accept", "DID[=SCHEME]", "End a decline.", "结束暂停认可。")
    ] = None
    service: Annotated[
        list[str] | None,
        option(
            "--service",
            "WHICH=ADDRESS",
            "Where the association is reached; WHICH is contact, objections or node, ADDRESS begins with "
            "https:, mailto: or tel:; an empty one is taken out.",
            "协会的联系途径；WHICH 为 contact（联系）、objections（异议受理）或 node（节点），ADDRESS 以 "
            "https:、mailto: 或 tel: 开头；留空则删除。",
        ),
    ] = None
    people: Annotated[
        str | None,
        option(
            "--people", "DIGEST", "Digest of the list of the people who decide.", "作出决定的人员名单的摘要。"
        ),
    ] = None
    after: Annotated[
        int | None,
        option(
            "--after",
            "VERSION",
            "Continue this version, not the newest: for a new root, where a thief of the old one "
            "signed the later ones.",
            "接续此版本而非最新版本：用于根密钥失窃、其后各版由盗用者签署而改用新根密钥时。",
            min=1,
        ),
    ] = None
    days: Annotated[
        int, option("--days", None, "How long the list is good.", "清单有效天数。", min=1, max=90)
    ] = 90
    association: Annotated[
        str | None, option("--association", "DID", "Show one only.", "只显示一个协会。")
    ] = None
    dry_run: NothingSigned = False

    def carry_out(self, run: Invocation) -> None:
        """Show the key lists, or make the next version."""
        from cli.key.next_list import NextList
        from cli.key.show import show_key_lists

        if self.root is None and not self.dry_run:
            show_key_lists(run, self.association)
        else:
            NextList(run, self).carry_out()


@command(
    app,
    "yes check data now as_json",
    name="compromised",
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
@dataclass(frozen=True, slots=True, kw_only=True)
class Theft:
    """A key in other hands: since when, what is decided, and where the files of that are."""

    name: Annotated[str, argument("NAME", "The key, such as assessment-1.", "密钥名，如 assessment-1。")]
    since: Annotated[
        datetime | None,
        option(
            "--since",
            "TIME",
            "When the key was certainly still in your hands.",
            "密钥确定仍在本会手中的最晚时间。",
            parser=parse_moment,
        ),
    ] = None
    decisions: Annotated[
        Path | None,
        option(
            "--decisions",
            "FILE",
            "The file to decide in (default: NAME.txt).",
            "供逐项决定的文件（默认：NAME.txt）。",
        ),
    ] = None
    letters: Annotated[
        Path | None,
        option(
            "--letters",
            "FILE",
            "The sheet of what to tell (default: NAME.csv).",
            "告知表格（默认：NAME.csv）。",
        ),
    ] = None
    folder: TreeFolder = None
    no_pull: Annotated[
        bool, option("--no-pull", None, "Take nothing from peers first.", "不先从对等节点获取。")
    ] = False
    association: Annotated[
        str | None, option("--association", "DID", "Whose key it is.", "该密钥所属协会。")
    ] = None
    root: Annotated[
        Path | None, option("--root", "PEM", "Root key: sign what was decided.", "根密钥：签署所作决定。")
    ] = None
    add: AddedKeys = None
    out: Out = None
    force: Force = False
    dry_run: NothingSigned = False
    check: Annotated[
        bool, option("--check", None, "Ask verifiers, after publishing.", "发布之后，请核验方验证。")
    ] = False

    @property
    def file(self) -> Path:
        """The file to decide in."""
        return self.decisions or Path(f"{self.name}.txt")

    @property
    def sheet(self) -> Path:
        """The sheet of what to tell."""
        return self.letters or Path(str(self.file).removesuffix(".txt") + ".csv")

    def carry_out(self, run: Invocation) -> int:
        """Sort and decide, sign what was decided, or ask verifiers, by what was typed."""
        if sum((self.since is not None, self.root is not None, self.check)) > 1:
            raise CommandError("option-conflict", options="--since, --root, --check")
        if self.check:
            from cli.key.check import check_mark

            return check_mark(run, self.name, self.association)
        if self.root is None and not self.dry_run:
            from cli.key.theft import Sorting

            Sorting(run, self).carry_out()
        else:
            from cli.key.mark import Marking

            Marking(run, self).carry_out()
        return 0

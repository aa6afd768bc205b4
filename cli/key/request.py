"""Typed values of `huren key list` and `huren key compromised`."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Annotated

from terminal.options import Emergency, Force, Out, TreeFolder, argument, option, parse_moment

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


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyListChanges:
    """Changes of a key list, several under one signature; the form of its display without any."""

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
            "https:, mailto: or tel:; an empty one is taken out. “ADDRESS 15”: it answers within 15 days.",
            "协会的联系途径；WHICH 为 contact（联系）、objections（异议受理）或 node（节点），ADDRESS 以 "
            "https:、mailto: 或 tel: 开头；留空则删除。“ADDRESS 15”表示 15 日内答复。",
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
        int, option("--days", "COUNT", "How long the list is good.", "清单有效天数。", min=1, max=90)
    ] = 90
    association: Annotated[
        str | None, option("--association", "DID", "Show one only.", "只显示一个协会。")
    ] = None
    dry_run: NothingSigned = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Theft:
    """Theft of a key: its time, the decisions, and the places of their files."""

    name: Annotated[str, argument("NAME", "The key, such as assessment-1.", "密钥名，如 assessment-1。")]
    since: Annotated[
        datetime | None,
        option(
            "--since",
            "TIME",
            "When the key was certainly still in your hands.",
            "密钥确定仍在本协会手中的最晚时间。",
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
    emergency: Emergency = None
    check: Annotated[
        bool, option("--check", None, "Ask verifiers, after publishing.", "发布之后，请核验方验证。")
    ] = False

    @property
    def file(self) -> Path:
        """File to decide in."""
        return self.decisions or Path(f"{self.name}.txt")

    @property
    def sheet(self) -> Path:
        """Sheet of letters."""
        return self.letters or Path(str(self.file).removesuffix(".txt") + ".csv")

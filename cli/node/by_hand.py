"""Steps that the command leaves to people: names, certificates, keys of the office, the other node."""

import tomllib
from collections.abc import Iterator
from pathlib import Path

from cli.node.choice import NodeChoice, below
from cli.node.deploy_files import BACKUPS, DATA, KEY, NGINX, SETTINGS, SITE, TLS, UNITS
from terminal.language import say

NODE_UNIT, DESK_UNIT = "huren.service", "huren-desk.service"
_PAGES = {
    "tutorial": "docs/tutorial.md",
    "connect": "docs/how-to/connect-a-node.md",
    "backup": "docs/how-to/back-up.md",
    "desk": "docs/how-to/open-the-desk.md",
    "desk_zh": "docs/how-to/open-the-desk.zh.md",
}
SITES = ("/etc/nginx/sites-enabled", "/etc/nginx/conf.d")
"""Folders of which nginx includes every file: Debian's and its own."""


def list_by_hand(choice: NodeChoice, root: Path, *, has_agreement: bool, is_started: bool) -> Iterator[str]:
    """Yield what is left to do, in order, without what the files show to be done."""
    name, command = choice.name, f"{choice.program} node init"
    yield say(f"Let the name {name} lead to this machine (DNS).", f"将域名 {name} 解析到本机（DNS）。")
    if not below(root, f"{TLS}/fullchain.pem").exists():
        yield _bring_certificate(name)
    sites = next((folder for folder in SITES if below(root, folder).is_dir()), SITES[-1])
    if not any(_is_linked(root, folder) for folder in SITES):
        yield _link_nginx(root, sites)
    if not has_agreement:
        yield say(
            "Sign the agreement with the other associations, each with its root key, far from this machine "
            f"({_PAGES['tutorial']}), then bring the halves: "
            f"{command} --import half-a.json --import half-b.json --pin agreement.json",
            f"与其他协会签署互认协议：各方用根密钥在离线机器上签署（见 {_PAGES['tutorial']}），再导入签署件："
            f"{command} --import half-a.json --import half-b.json --pin agreement.json",
        )
    yield from _publish_first(root, command)
    if has_agreement and not is_started:
        units = " ".join(list_units(choice, root))
        yield say(f"Start it: systemctl enable --now {units}", f"启动：systemctl enable --now {units}")
    if not tomllib.loads(below(root, SETTINGS).read_text("utf-8")).get("peers"):
        page = _PAGES["connect"]
        yield say(
            f"Name the other associations' nodes under [peers] in {SETTINGS}, and let {NODE_UNIT} reach them "
            f"({page}).",
            f"在 {SETTINGS} 的 [peers] 中列出其他协会的节点，并允许 {NODE_UNIT} 访问其地址（见 {page}）。",
        )
    yield _carry_backups(choice)
    if not below(root, f"{UNITS}/multi-user.target.wants/{DESK_UNIT}").is_symlink():
        start = f"systemctl enable --now {DESK_UNIT}"
        yield say(
            f"For the desk, let https://desk.{name} lead here too ({_PAGES['desk']}): {start}",
            f"使用工作台的，还须为 https://desk.{name} 配置域名与证书（见 {_PAGES['desk_zh']}）：{start}",
        )


def list_units(choice: NodeChoice, root: Path) -> list[str]:
    """Return the units that run by themselves; without a publication no key of this node is listed."""
    backup = ["huren-backup.timer"] if choice.database is None else []
    publish = ["huren-publish.timer"] if is_published(root) and below(root, KEY).exists() else []
    return [NODE_UNIT, *backup, *publish]


def is_published(root: Path) -> bool:
    """Return whether a tree has been published."""
    return below(root, f"{SITE}/bundle.json").is_file()


def _bring_certificate(name: str) -> str:
    live = f"/etc/letsencrypt/live/{name}"
    links = f"ln -s {live}/fullchain.pem {TLS}/fullchain.pem; ln -s {live}/privkey.pem {TLS}/key.pem"
    return say(
        f"Bring a TLS certificate: fullchain.pem and key.pem in {TLS}, from a CA of your own or by certbot "
        f"(certbot certonly -d {name}; {links}).",
        f"配置 TLS 证书：将 fullchain.pem 与 key.pem 放入 {TLS}，可由自有 CA 签发，或用 certbot"
        f"（certbot certonly -d {name}; {links}）。",
    )


def _link_nginx(root: Path, sites: str) -> str:
    default = f"{SITES[0]}/default"
    clear = f"rm {default}; " if below(root, default).exists() else ""
    act = f"{clear}ln -s {NGINX} {sites}/huren.conf; nginx -t && systemctl reload nginx"
    return say(f"Then give nginx its file: {act}", f"随后启用 nginx 配置：{act}")


def _is_linked(root: Path, folder: str) -> bool:
    wanted = below(root, NGINX)
    return any(path.resolve() == wanted.resolve() for path in below(root, folder).glob("*"))


def _publish_first(root: Path, command: str) -> Iterator[str]:
    if is_published(root):
        return
    if not below(root, KEY).exists():
        yield say(
            f"Give the node a publication key: {command} --new-key",
            f"为节点配置发布密钥：{command} --new-key",
        )
    public = str(Path(KEY).with_suffix(".pub"))
    yield say(
        f"In the office, list the publication key ({public}) with the root, and bring the list: "
        "huren key list --root root.pem --add publication=publication.pub --json > key-list.json; "
        f"{command} --import key-list.json",
        f"在办公室用根密钥将发布密钥（{public}）列入密钥清单，再把清单导入："
        "huren key list --root root.pem --add publication=publication.pub --json > key-list.json；"
        f"{command} --import key-list.json",
    )


def _carry_backups(choice: NodeChoice) -> str:
    if choice.database is not None:
        return say(
            f"Back the database up with PostgreSQL's own tools; keep {DATA}/registry.heads elsewhere, too "
            f"({_PAGES['backup']}).",
            f"用 PostgreSQL 自身的工具备份数据库，并另存 {DATA}/registry.heads（见 {_PAGES['backup']}）。",
        )
    return say(
        f"Have {BACKUPS} and, apart from it, {DATA}/registry.db.heads* carried to another machine every day "
        f"({_PAGES['backup']}).",
        f"每天将 {BACKUPS} 以及（分开存放的）{DATA}/registry.db.heads* 复制到另一台机器"
        f"（见 {_PAGES['backup']}）。",
    )

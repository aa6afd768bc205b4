"""Files of deploy/, with the values of a node in the places of the examples."""

import re
from collections.abc import Iterator, Mapping
from importlib.resources import files
from json import dumps
from pathlib import Path

from cli.node.choice import NodeChoice

KEY = "/etc/huren/publication.pem"
DATA = "/var/lib/huren"
BACKUPS = "/var/backups/huren"
SITE = "/srv/huren/site"
TLS = "/etc/huren/tls"
SETTINGS = "/etc/huren/huren.toml"
NGINX = "/etc/huren/nginx.conf"
UNITS = "/etc/systemd/system"

EXAMPLES: Mapping[str, str] = {
    "name": "cq.huren.example",
    "program": "/opt/huren/bin/huren",
    "user": "User=huren\n",
    "group": "Group=huren\n",
    "node": "127.0.0.1:8000",
    "port": "port = 8000\n",
    "database": '# database_url = "postgresql+psycopg://huren:PASSWORD@127.0.0.1/huren"\n',
    "key": f'# publication_keys = ["{KEY}"]\n',
}
"""Texts of deploy/ in whose places the values go."""

_ONLY_SQLITE = ("huren-backup.service", "huren-backup.timer")


def load_deployed(choice: NodeChoice, *, has_key: bool) -> Iterator[tuple[str, bytes]]:
    """Yield the path on the node and the content of every file that this node needs, filled in."""
    folder = _folder()
    for path in sorted(folder.glob("huren*.*")):
        if path.suffix not in (".service", ".timer"):
            continue
        if choice.database is None or path.name not in _ONLY_SQLITE:
            yield f"{UNITS}/{path.name}", _fill(path, choice, has_key=has_key)
    yield SETTINGS, _fill(folder / "huren.toml", choice, has_key=has_key)
    yield NGINX, _fill(folder / "nginx.conf", choice, has_key=has_key)
    yield "/srv/huren/refused.html", (folder / "refused.html").read_bytes()


def _fill(path: Path, choice: NodeChoice, *, has_key: bool) -> bytes:
    values = {
        EXAMPLES["name"]: choice.name,
        EXAMPLES["program"]: choice.program,
        EXAMPLES["user"]: f"User={choice.user}\n",
        EXAMPLES["group"]: f"Group={choice.user}\n",
        EXAMPLES["node"]: f"127.0.0.1:{choice.port}",
        EXAMPLES["port"]: f"port = {choice.port}\n",
    }
    if choice.database is not None:
        # a printable JSON string is a basic string of TOML
        values[EXAMPLES["database"]] = f"database_url = {dumps(choice.database, ensure_ascii=False)}\n"
    if has_key:
        values[EXAMPLES["key"]] = EXAMPLES["key"].removeprefix("# ")
    # all in one pass: a value that holds another example is not filled in again
    places = re.compile("|".join(map(re.escape, values)))
    return places.sub(lambda match: values[match[0]], path.read_text("utf-8")).encode()


def _folder() -> Path:
    """Return the folder of the files: beside this module in a wheel, deploy/ in a checkout."""
    installed = Path(str(files("cli.node"))) / "deploy"
    return installed if installed.is_dir() else Path(__file__).parents[2] / "deploy"

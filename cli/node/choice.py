"""Values that are filled into the files of a node, and the record of what was written."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

from credentials.patterns import HOST_PATTERN
from credentials.record import JsonObject, parse_document
from signing.jcs import canonicalize
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.files import load_bytes

RECORD = "/etc/huren/node-init.json"
"""File of this command: the values typed, and the digest of every file it wrote."""
_VALUES: Mapping[str, type] = {"name": str, "user": str, "program": str, "port": int}
_MAX_RECORD = 64 * 1024
_LONGEST_NAME = 253
"""Characters of a host name (RFC 1035, section 2.3.4)."""
_USER = re.compile(r"[a-z_][a-z0-9_-]{0,30}")
_PROGRAM = re.compile(r"(?:/(?!\.{1,2}(?:/|$))[A-Za-z0-9._+-]+)+")
"""No character that a unit, a shell or nginx reads as more than itself."""
_LOWEST_PORT = 1024
"""The node has no right to take a lower one."""


@dataclass(frozen=True, slots=True)
class NodeChoice:
    """Values filled into the files; `database` is the address of PostgreSQL, which may hold a password."""

    name: str
    user: str = "huren"
    program: str = "/opt/huren/bin/huren"
    port: int = 8000
    database: str | None = None

    @property
    def did(self) -> str:
        """Association whose node this is."""
        return f"did:web:{self.name}"

    def check(self) -> None:
        """Refuse what could be read as more than a value in a file; CommandError option-value.

        RegistryError database-url for an address of anything but PostgreSQL.
        """
        labels = self.name.split(".")
        is_host = re.fullmatch(HOST_PATTERN, self.name) and len(self.name) <= _LONGEST_NAME
        if not is_host or len(labels) < 2 or max(map(len, labels)) > 63 or labels[-1].isdigit():
            how = "Give the host name in lower case, as in cq.huren.example."
            raise _refuse("--name", self.name, how, "请填写小写主机名，如 cq.huren.example。")
        if not _USER.fullmatch(self.user) or self.user == "root":
            how = "Give a name of small letters, digits, - and _, other than root."
            raise _refuse(
                "--user",
                self.user,
                how,
                "请填写由小写字母、数字、连字符或下划线组成的用户名，且不得为超级用户。",
            )
        if not _PROGRAM.fullmatch(self.program):
            how = "Give the absolute path of the program huren, in letters, digits and . _ + - alone."
            raise _refuse(
                "--program", self.program, how, "请填写 huren 程序的绝对路径，仅限字母、数字及 . _ + -。"
            )
        if not _LOWEST_PORT <= self.port <= 65_535:
            how = f"Give a port from {_LOWEST_PORT} to 65535."
            raise _refuse("--port", str(self.port), how, f"请填写 {_LOWEST_PORT} 至 65535 之间的端口。")
        if self.database is not None:
            from registry.database.backends import find_backend

            find_backend(self.database)
            if not self.database.isprintable():
                raise _refuse(
                    "--database", "…", "It holds characters that cannot be shown.", "其中含有不可显示的字符。"
                )


def _refuse(option: str, text: str, how: str, how_zh: str) -> CommandError:
    return CommandError("option-value", option=option, text=plain(text[:80]), how=how, how_zh=how_zh)


@dataclass(frozen=True, slots=True)
class Written:
    """Record of an earlier run: the values then typed, and the SHA-256 of every file by its path."""

    values: Mapping[str, Any] = field(default_factory=dict)
    digests: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def load(cls, root: Path) -> "Written | None":
        """Return the record below `root`; None before the first run.

        Raises CommandError file-unreadable, RecordError for a damaged one.
        """
        path = below(root, RECORD)
        if not path.is_file():
            return None
        value = parse_document(load_bytes(path, limit=_MAX_RECORD), _MAX_RECORD)
        files = value.get("files")
        values = {name: value[name] for name, kind in _VALUES.items() if isinstance(value.get(name), kind)}
        return cls(values, {str(k): str(v) for k, v in files.items()} if isinstance(files, dict) else {})


def format_record(choice: NodeChoice, digests: Mapping[str, str]) -> bytes:
    """Format the record of this run."""
    value: JsonObject = {
        "name": choice.name,
        "user": choice.user,
        "program": choice.program,
        "port": choice.port,
        "files": {**digests},
    }
    return canonicalize(value) + b"\n"


def digest(data: bytes) -> str:
    """Return the SHA-256 of a file's bytes, in hex."""
    return sha256(data).hexdigest()


def below(root: Path, path: str) -> Path:
    """Return where an absolute path of the node lies below `root`."""
    return root / path.lstrip("/")

"""Facts of the machine, and the programs that are run on it."""

import os
import re
import shutil
import socket
import stat
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from cli.node.choice import NodeChoice, below
from cli.node.deploy_files import DATA, KEY, SETTINGS, UNITS
from terminal.errors import CommandError
from terminal.language import language
from terminal.output import plain
from terminal.workspace.files import explain

OWN = (sys.executable, "-m", "cli.main")
"""Start of this version for runs in a tree, where the program of the units may be absent."""
_SYSTEM_PROGRAMS = "/usr/local/sbin:/usr/sbin:/sbin:/usr/local/bin:/usr/bin:/bin"
_HIDDEN = ("/home", "/root", "/run/user", "/tmp", "/var/tmp")  # noqa: S108 - named, not written to
"""Folders that the units hide from the service (ProtectHome=, PrivateTmp=)."""
_MAX_LINE = 4096
_BY_SOCKET = re.compile(r"^[^/]*//(?:[^/@]*@)?(?:[/?]|$)")
"""Address of a database without a host."""
_NOBODY_LOGS_IN = "/usr/sbin/nologin"


class User(NamedTuple):
    """User of the machine and the user's group."""

    uid: int
    gid: int


def is_root() -> bool:
    """Return whether this process may make users."""
    return hasattr(os, "geteuid") and os.geteuid() == 0


def find_user(name: str) -> User | None:
    """Return the user of this name; None if there is none."""
    import pwd

    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return User(entry.pw_uid, entry.pw_gid)


def running_program() -> str:
    """Return the path of the program huren that runs."""
    return str(Path(sys.executable).with_name("huren"))


def check_machine(choice: NodeChoice) -> None:
    """Refuse a machine on which the node could not run, before anything is written.

    Raises CommandError: node-not-root, node-systemd, node-nginx, node-program, node-port.
    """
    if not is_root():
        raise CommandError("node-not-root")
    if not _runs_systemd():
        raise CommandError("node-systemd")
    if shutil.which("nginx", path=_SYSTEM_PROGRAMS) is None:
        raise CommandError("node-nginx")
    if not _is_open_to_all(Path(choice.program)):
        raise CommandError("node-program", path=plain(choice.program), user=choice.user)
    # once the unit is there the node itself may have the port
    if not Path(UNITS, "huren.service").exists() and not _is_free(choice.port):
        raise CommandError("node-port", port=choice.port)


def _runs_systemd() -> bool:
    """Return whether systemd is the init system here, as sd_booted(3) finds out."""
    return Path("/run/systemd/system").is_dir()


def show_user(unit: str) -> str | None:
    """Return the user that systemd starts a unit as; None where it does not run or has no such unit."""
    if not _runs_systemd():
        return None
    lines = run_program("systemctl", "show", "--property=LoadState,User", unit).splitlines()
    shown = dict(line.split("=", 1) for line in lines if "=" in line)
    return (shown.get("User") or "root") if shown.get("LoadState") == "loaded" else None


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
    return True


def _is_open_to_all(program: Path) -> bool:
    """Return whether anybody may run the program and its interpreter, wherever their links lead."""
    real = program.resolve()
    if not real.is_file() or any(real.is_relative_to(folder) for folder in _HIDDEN):
        return False
    wanted = (stat.S_IROTH | stat.S_IXOTH, *[stat.S_IXOTH] * len(real.parents))
    paths = zip((real, *real.parents), wanted, strict=True)
    if not all(path.stat().st_mode & mode == mode for path, mode in paths):
        return False
    with real.open("rb") as file:
        first = file.readline(_MAX_LINE)
    # a virtual environment may lie in /opt, and its Python in the folder of a person
    interpreter = first[2:].split()[:1] if first.startswith(b"#!") else []
    return all(_is_open_to_all(Path(os.fsdecode(path))) for path in interpreter)


def add_user(name: str) -> None:
    """Add a system user without a shell; its home is the registry's folder."""
    home = ("--home-dir", DATA, "--no-create-home", "--shell", _NOBODY_LOGS_IN)
    run_program("useradd", "--system", "--user-group", *home, name)


def try_database(url: str, user: User | None) -> None:
    """Connect as the service's user would; RegistryError database-unreachable.

    A server that knows users by their socket cannot know one that is still to be added.
    """
    from registry.upkeep.trial import open_database

    if user is None and _BY_SOCKET.search(url):
        return
    group, own = os.getegid(), os.geteuid()
    try:
        if user is not None:
            os.setegid(user.gid)
            os.seteuid(user.uid)
        with open_database(url):
            pass
    finally:
        os.seteuid(own)
        os.setegid(group)


def run_program(*words: str) -> str:
    """Return what a system's program prints; CommandError node-command with its last line if it fails."""
    environment = {"PATH": _SYSTEM_PROGRAMS, "LC_ALL": "C.UTF-8"}
    program = shutil.which(words[0], path=_SYSTEM_PROGRAMS)
    if program is None:
        raise CommandError("node-command", command=words[0], why=explain(FileNotFoundError(2, "")))
    done = subprocess.run(  # noqa: S603
        [program, *words[1:]],
        env=environment,
        capture_output=True,
        encoding="utf-8",
        errors="replace",
        check=False,
    )
    if done.returncode != 0:
        *_, last = ["", *(done.stderr or done.stdout).strip().splitlines()]
        raise CommandError(
            "node-command", command=" ".join(words), why=plain(last[:200]) or str(done.returncode)
        )
    return done.stdout


class ServiceRuns(NamedTuple):
    """Service user's runs of huren; with `user` None the runs are this user's, in the tree below `root`."""

    choice: NodeChoice
    root: Path
    user: User | None

    def run(self, words: Sequence[str]) -> subprocess.CompletedProcess[str]:
        """Run a command of huren; its output, both streams in one, is returned."""
        ids: dict[str, object] = {}
        start: Sequence[str] = OWN
        if self.user is not None:
            ids = {"user": self.user.uid, "group": self.user.gid, "extra_groups": ()}
            start, environment = [self.choice.program], self._plain()
        else:
            environment = {**os.environ, **self._below(), "HUREN_LANG": language()}
        try:
            return subprocess.run(  # type: ignore[call-overload,no-any-return]  # noqa: S603
                [*start, *words],
                env=environment,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                encoding="utf-8",
                errors="replace",
                check=False,
                **ids,
            )
        except OSError as error:
            raise CommandError("node-command", command=start[0], why=explain(error)) from None

    def _plain(self) -> Mapping[str, str]:
        """Return the environment that the units give."""
        config = {"HUREN_CONFIG": SETTINGS, "HUREN_LANG": language(), "HOME": DATA}
        return {**config, "PATH": _SYSTEM_PROGRAMS, "LC_ALL": "C.UTF-8"}

    def _below(self) -> Mapping[str, str]:
        """Return variables that lead into the tree, whose settings name the places on the node."""
        keys = below(self.root, KEY)
        return {
            "HUREN_CONFIG": str(below(self.root, SETTINGS)),
            "HUREN_DATA": str(below(self.root, DATA)),
            **({"HUREN_PUBLICATION_KEYS": f"[{_quote(str(keys))}]"} if keys.is_file() else {}),
        }


def _quote(text: str) -> str:
    from json import dumps

    return dumps(text)

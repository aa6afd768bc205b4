"""Three PostgreSQL servers under Patroni and etcd, behind HAProxy, as docs/how-to/fail-over.md makes them.

The blocks of that page run (group `patroni`). A machine is a folder and an address of the loopback.
"""

import os
import pwd
import re
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from threading import Event
from typing import Any

import httpx2

from tests.harness.checkout import ROOT
from tests.harness.groups import skip_group
from tests.harness.processes.ports import free_port

GROUP = "patroni"
PROGRAMS = ("patroni", "patronictl", "etcd", "etcdctl", "haproxy", "psql")
PATH = f"{os.environ['PATH']}:/usr/sbin"
POSTGRESQL = Path("/usr/lib/postgresql/17/bin/postgres")
PAGE = ROOT / "docs/how-to/fail-over.md"
BLOCK = re.compile(r"^```(?:bash|toml)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
STAND_INS = "apt-get() { :; }\nsystemctl() { :; }\nchown() { :; }\n"
UNPRIVILEGED = 'runuser() { shift 3; "$@"; }\n'
PASSWORD_OF_THE_NODE = "of-the-node"  # noqa: S105 - of a database that ends with the test
FOLDERS = (
    "/etc/default",
    "/etc/patroni",
    "/etc/haproxy",
    "/etc/huren",
    "/var/lib/postgresql/17",
    "/var/lib/etcd",
    "/run/postgresql",
)
LONGEST = 300
"""Seconds to wait for the cluster: a lost leader is replaced in 20 to 40, on an idle machine."""


def until(holds: Callable[[], object]) -> None:
    """Wait until it holds; nobody tells us, so we ask five times a second."""
    deadline, pause = time.monotonic() + LONGEST, Event()
    while not holds():
        assert time.monotonic() < deadline
        pause.wait(0.2)


class Machine:
    """One machine: its programs run in its folder, and end with it."""

    def __init__(self, folder: Path, address: str, user: pwd.struct_passwd | None) -> None:
        self.folder, self.address, self._user = folder, address, user
        self._children: list[subprocess.Popen[bytes]] = []
        for name in FOLDERS:
            (folder / name[1:]).mkdir(parents=True)

    def local(self, text: str) -> str:
        """Return the text with its folders in this machine's folder."""
        for name in FOLDERS:
            text = text.replace(name, f"{self.folder}{name}")
        return text

    def start(self, *commands: list[str], **environment: str) -> None:
        """Start programs, as the user of PostgreSQL where we are root."""
        user: dict[str, Any] = {}
        if self._user is not None:
            subprocess.run(["chown", "-R", str(self._user.pw_uid), self.folder], check=True)
            user = {"user": self._user.pw_uid, "group": self._user.pw_gid, "extra_groups": []}
        variables = {"PATH": PATH, "HOME": str(self.folder), "LC_ALL": "C.UTF-8", **environment}
        for command in commands:
            with (self.folder / f"{command[0]}.log").open("ab") as log:
                child = subprocess.Popen(
                    command, cwd=self.folder, env=variables, stdout=log, stderr=log, **user
                )
            self._children.append(child)

    def switch_on(self) -> None:
        """Start etcd and Patroni."""
        lines = (self.folder / "etc/default/etcd").read_text("utf-8").splitlines()
        named = dict(line.split("=", 1) for line in lines if not line.startswith("#"))
        self.start(["etcd"], ["patroni", str(self.folder / "etc/patroni/config.yml")], **named)

    def leave_alone(self) -> None:
        """Kill etcd and Patroni; the server runs on and does not know it."""
        for child in self._children:
            child.kill()
            child.wait()
        self._children.clear()

    def cut_off(self) -> None:
        """Kill everything that runs on it, as a power failure does."""
        while running := [*self._processes()]:
            for process in running:
                with suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
        self.leave_alone()

    def switch_off(self) -> None:
        """Let Patroni stop its server, which then leaves nothing in shared memory."""
        for child in self._children:
            child.terminate()
        for child in reversed(self._children):
            with suppress(subprocess.TimeoutExpired):
                child.wait(20)
        self.cut_off()

    def _processes(self) -> Iterator[int]:
        for place in Path("/proc").glob("[0-9]*/cwd"):
            with suppress(OSError):
                if place.readlink().is_relative_to(self.folder):
                    yield int(place.parent.name)


class Cluster:
    """Three machines, and HAProxy beside the node; `settings` are the page's lines for the node."""

    def __init__(self, folder: Path) -> None:
        folder.chmod(0o711)
        user = pwd.getpwnam("postgres") if os.geteuid() == 0 else None
        self._port, self._api = free_port(), free_port()
        ports = {
            ":5432": self._port, ":2379": free_port(), ":2380": free_port(),
            ":8008": self._api, "127.0.0.1:5000": free_port(), "127.0.0.1:5001": free_port(),
        }  # fmt: skip
        self._changes = {name: f"{name.rpartition(':')[0]}:{port}" for name, port in ports.items()}
        self._changes["port 8008"] = f"port {self._api}"
        # what goes out on the loopback comes from one address
        self._changes |= {f"192.0.2.{number}/32": "127.0.0.1/32" for number in (11, 12, 13, 20)}
        self._changes["192.0.2."] = "127.0.2."
        self._stand_ins = STAND_INS
        if user is None:
            self._changes["    user haproxy\n    group haproxy\n"] = ""
            self._changes["local all all peer"] = "local all all trust"
            self._stand_ins += UNPRIVILEGED
        self.machines = [Machine(folder / str(number), f"127.0.2.{number}", user) for number in (11, 12, 13)]
        self._beside = Machine(folder / "node", "127.0.0.1", None)
        blocks = map(self._local, BLOCK.findall(PAGE.read_text("utf-8")))
        install, password, self._server, self._list, proxy, self._roles, login, self.settings, *later = blocks
        """Lines of huren.toml."""
        self._forget, self._join, self._switch = later
        self._run(self.machines[0], password)
        self._password = (self.machines[0].folder / "etc/patroni/password").read_text("utf-8").strip()
        for machine in self.machines:
            self._run(machine, install)
            (machine.folder / "etc/patroni/password").write_text(self._password, "utf-8")
            self._run(machine, self._server)
        self._run(self._beside, proxy)
        self._run(self._beside, login, PASSWORD_OF_THE_NODE)
        self.settings = self._beside.local(self.settings)

    def start(self) -> None:
        """Start everything; return when the node's database is there and kept three times."""
        for machine in self.machines:
            machine.switch_on()
        configuration = str(self._beside.folder / "etc/haproxy/haproxy.cfg")
        self._beside.start(["haproxy", "-f", configuration])
        until(self.is_whole)
        self._run(self.leader(), self._roles, PASSWORD_OF_THE_NODE, PASSWORD_OF_THE_NODE)

    def close(self) -> None:
        """Stop everything."""
        for machine in (self._beside, *self.machines):
            machine.switch_off()

    def replace(self, machine: Machine) -> None:
        """Put a machine with an empty disk in the place of one that was cut off."""
        for name in ("/var/lib/postgresql/17", "/var/lib/etcd"):
            for data in (machine.folder / name[1:]).iterdir():
                shutil.rmtree(data)
        for block in (self._forget, self._join, self._server):
            self._run(machine, block)
        machine.switch_on()

    def is_whole(self) -> bool:
        """Tell whether a leader has a synchronous standby and another replica."""
        return sorted(self.roles().values()) == ["leader", "replica", "sync_standby"]

    def roles(self) -> dict[str, str]:
        """Return the role by address of each server that runs, as the first that answers sees them."""
        for machine in self.machines:
            with suppress(httpx2.HTTPError):
                found = httpx2.get(f"http://{machine.address}:{self._api}/cluster", timeout=2).json()
                running = ("running", "streaming")
                return {one["name"]: one["role"] for one in found["members"] if one["state"] in running}
        return {}

    def leader(self, *, but: Machine | None = None) -> Machine:
        """Return the machine of the leader; wait until it is another than `but`."""
        leading: list[Machine] = []

        def look() -> bool:
            roles = self.roles()
            leading.extend(
                one for one in self.machines if one is not but and roles.get(one.address) == "leader"
            )
            return bool(leading)

        until(look)
        return leading[0]

    def connect(self, machine: Machine) -> Any:
        """Return a connection to the node's database on that machine, past HAProxy."""
        from psycopg import connect

        return connect(
            host=machine.address, port=self._port, dbname="huren", autocommit=True,
            user="postgres", password=self._password,
        )  # fmt: skip

    @contextmanager
    def far_away(self) -> Iterator[None]:
        """Let nothing more reach the servers that follow; what is on its way at the end is lost.

        A stopped receiver would still read what lies in its socket, so it ends before it goes on.
        """
        receivers = []
        for machine in self.machines:
            with self.connect(machine) as connection:
                receivers += connection.execute("SELECT pid FROM pg_stat_wal_receiver").fetchall()
        assert len(receivers) == 2
        for (process,) in receivers:
            os.kill(process, signal.SIGSTOP)
        yield
        for (process,) in receivers:
            os.kill(process, signal.SIGTERM)
            os.kill(process, signal.SIGCONT)

    def show(self) -> str:
        """Return what the page's command shows of the servers."""
        return self._run(self.machines[0], self._list)

    def switch(self) -> None:
        """Let another server lead, by the page's command for it."""
        self._run(self.machines[0], self._switch)

    def _local(self, text: str) -> str:
        for old, new in self._changes.items():
            text = text.replace(old, new)
        return text

    def _run(self, machine: Machine, block: str, *typed: str) -> str:
        """Run a block of the page on a machine, beside files of deploy/ with the addresses of here.

        `typed` are the answers to what it asks; without a terminal it reads them from its input.
        """
        here, place = f"HERE={machine.address}", machine.folder / "deploy/patroni"
        if not place.exists():
            shutil.copytree(ROOT / "deploy/patroni", place)
            for file in place.iterdir():
                file.write_text(machine.local(self._local(file.read_text("utf-8"))), "utf-8")
        done = subprocess.run(
            ["bash", "-e", "-c", self._stand_ins + machine.local(block.replace("HERE=127.0.2.11", here))],
            cwd=machine.folder,
            env={"PATH": PATH, "LC_ALL": "C.UTF-8", "PGPORT": str(self._port), "PGUSER": "postgres"},
            input="".join(f"{line}\n" for line in typed),
            start_new_session=True,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout


@contextmanager
def cluster() -> Iterator[Cluster]:
    """A running cluster in a temporary folder; skip the group `patroni` without its programs."""
    missing = [name for name in PROGRAMS if shutil.which(name, path=PATH) is None]
    if missing or not POSTGRESQL.exists():
        skip_group(GROUP, f"not installed: {', '.join([*missing, POSTGRESQL.name])}")
    with tempfile.TemporaryDirectory(prefix="huren-ha-") as folder:
        made = Cluster(Path(folder))
        try:
            made.start()
            yield made
        finally:
            made.close()

"""Carry out `huren node init`: show the plan, make what is missing, publish, and say what is left."""

import os
import shutil
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from cli.key.new import NewKey
from cli.node.by_hand import is_published, list_by_hand, list_units
from cli.node.choice import RECORD, NodeChoice, Written, below, digest, format_record
from cli.node.deploy_files import BACKUPS, DATA, KEY, SETTINGS, SITE, UNITS
from cli.node.machine import (
    ServiceRuns,
    add_user,
    check_machine,
    find_user,
    run_program,
    running_program,
    show_user,
    try_database,
)
from cli.node.plan import ROOT, ItemState, NodeItem, NodeTree, PlanLine, list_items
from cli.node.present import (
    PUBLIC,
    choose_database,
    find_database,
    find_user_of_node,
    has_records,
    load_publication_key,
)
from credentials.documents.bundle import MAX_BUNDLE_BYTES
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import coloured, plain, put
from terminal.workspace.files import load_bytes
from terminal.workspace.open_registry import DATABASE
from terminal.workspace.trust_files import load_pin

_MACHINE = Path("/")
_OF_USER = f"{DATA} {BACKUPS} {SITE} {KEY}"


@dataclass(frozen=True, slots=True)
class Request:
    """Typed values of `huren node init`; None is the value of the run before, else the default."""

    name: str | None
    root: Path
    user: str | None
    program: str | None
    port: int | None
    database: str | None
    key: Path | None
    new_key: bool
    files: Sequence[Path]
    pin: str | None


def init_node(run: Invocation, request: Request) -> int:
    """Make a machine, or the tree below a folder, a node; return the exit code of what failed last, else 0.

    Raises CommandError as `NodeChoice.check`, `check_machine`, `choose_database`, `load_publication_key` and
    `NodeTree.examine`, node-user, node-command.
    """
    # nginx and the service pass through the folders, whatever mask a careful root has set
    mask = os.umask(0o022)
    try:
        return _Init(run, request).carry_out()
    finally:
        os.umask(mask)


class _Init:
    def __init__(self, run: Invocation, request: Request) -> None:
        self._run, self._request = run, request
        # however it is spelled: // is another path, and the same folder
        self._is_live = request.root.exists() and request.root.samefile(_MACHINE)
        self._root = _MACHINE if self._is_live else request.root.absolute()
        NodeTree(self._root, None).check_place(RECORD)
        self._written = Written.load(self._root)
        self._choice = self._choose()
        self._choice.check()
        # read before anything is written
        self._files = [(file.name, load_bytes(file, limit=MAX_BUNDLE_BYTES)) for file in request.files]

    def carry_out(self) -> int:
        """Show the plan; without --dry-run carry it out."""
        if self._is_live:
            check_machine(self._choice)
            self._try_database()
        pin = load_pin(self._request.pin) if self._request.pin is not None else None
        items = [*self._items()]
        self._put_plan([self._step(item) for item in items])
        if self._run.dry_run:
            return 0
        if self._is_live and find_user(self._choice.user) is None:
            add_user(self._choice.user)
        changed = self._make(items)
        code = self._bring(pin) if self._request.files else 0
        has_agreement = self._has_agreement()
        if has_agreement:
            self._publish()
        if self._is_live:
            self._start(changed, has_agreement=has_agreement)
        put()
        examined = self._huren("doctor")
        self._put_left(has_agreement=has_agreement)
        return code or examined

    def _choose(self) -> NodeChoice:
        """Return the values typed, else those of the run before, else the defaults."""
        request = self._request
        known = self._written.values if self._written is not None else {}
        typed = {"name": request.name, "user": request.user, "program": request.program, "port": request.port}
        values = {
            **({"program": running_program()} if self._is_live else {}),
            **known,
            **{name: value for name, value in typed.items() if value is not None},
        }
        user = show_user("huren.service") if self._is_live else None
        user = user or find_user_of_node(self._root, known.get("user"))
        if user is not None and request.user not in (None, user) and self._is_live:
            raise CommandError(
                "node-user", user=plain(user), typed=plain(str(request.user)), folders=_OF_USER
            )
        if user is not None and request.user is None:
            values["user"] = user
        if "name" not in values:
            how, how_zh = (
                "Give the node's host name, as in cq.huren.example.",
                "请填写节点的主机名，如 cq.huren.example。",
            )
            raise CommandError("option-missing", option="--name", how=how, how_zh=how_zh)
        variable = os.environ.get("HUREN_DATABASE_URL") or None
        database = choose_database(self._root, self._written, typed=request.database, variable=variable)
        return NodeChoice(**values, database=database)

    def _try_database(self) -> None:
        """Connect to a database that is new to the node, and name the way back.

        Raises RegistryError database-unreachable.
        """
        before, database = find_database(self._root), self._choice.database
        if database is None or database == before:
            return
        try_database(database, find_user(self._choice.user))
        if not has_records(self._root):
            return
        former = say("the former database", "原数据库")
        place = f"{DATA}/{DATABASE}" if before is None else former
        put(
            say(
                f"The records so far stay in {place}; none is copied. The way back: have database_url in "
                f"{SETTINGS} as it was, and restart huren.service.",
                f"原有记录仍在 {place}，不会复制。如需改回：把 {SETTINGS} 中的 database_url 恢复原状，"
                "并重启节点服务。",
            )
        )

    def _items(self) -> Iterator[NodeItem]:
        keys = self._new_keys()
        has_key = KEY in keys or below(self._root, KEY).exists()
        yield from list_items(self._choice, keys, has_key=has_key)

    def _new_keys(self) -> Mapping[str, bytes]:
        """Return the key files to write: the key of --publication-key, or a new one if there is none."""
        typed = self._request
        if typed.key is not None and typed.new_key:
            raise CommandError("option-conflict", options="--publication-key, --new-key")
        if typed.key is not None:
            documents: list[bytes | str] = [*self._list_keys(), *(data for _, data in self._files)]
            return load_publication_key(self._root, typed.key, self._choice, documents)
        if typed.new_key and not below(self._root, KEY).exists():
            made = NewKey.make(None, use="publication", association=self._choice.did)
            return {KEY: made.private, PUBLIC: made.public}
        return {}

    def _list_keys(self) -> Sequence[str]:
        """Return the key lists that the node has, one a line."""
        if not has_records(self._root):
            return ()
        return self._service().run(["key", "show", "--json"]).stdout.splitlines()

    def _tree(self) -> NodeTree:
        """Return the tree, with the owners of its files where the machine itself is the tree."""
        if not self._is_live:
            return NodeTree(self._root, None)
        user = find_user(self._choice.user)
        return NodeTree(
            self._root, {ROOT: (0, 0), **({self._choice.user: (*user,)} if user is not None else {})}
        )

    def _step(self, item: NodeItem) -> PlanLine:
        return PlanLine(item, self._tree().examine(item, self._written))

    def _make(self, items: Sequence[NodeItem]) -> set[str]:
        """Make what is missing or outdated; return the paths. Then note the digests of the files."""
        digests = dict(self._written.digests) if self._written is not None else {}
        changed = set()
        for item in items:
            step = self._step(item)
            if step.state in ("new", "renewed"):
                self._tree().make(item)
                changed.add(item.path)
            if step.state != "edited" and item.data is not None and not item.kept:
                digests[item.path] = digest(item.data)
        record = NodeItem(RECORD, 0o644, ROOT, ROOT, format_record(self._choice, digests), kept=True)
        if self._step(record).state != "same":
            self._tree().make(record)
        return changed

    def _service(self) -> ServiceRuns:
        return ServiceRuns(self._choice, self._root, find_user(self._choice.user) if self._is_live else None)

    def _huren(self, *words: str) -> int:
        """Run huren as the service user with the node's settings, and print what it says."""
        when = ("--now", self._run.now.isoformat()) if self._run.is_now_typed else ()
        done = self._service().run([*words, *when])
        for line in done.stdout.splitlines():
            put(plain(line))
        return done.returncode

    def _bring(self, pin: str | None) -> int:
        """Import the signed files, which the service user need not be able to read where they are."""
        put()
        with self._copied() as copies:
            return self._huren("import", *copies, *(("--pin", pin) if pin is not None else ()))

    @contextmanager
    def _copied(self) -> Iterator[list[str]]:
        folder = Path(tempfile.mkdtemp(prefix="huren-init-"))
        try:
            copies = []
            for number, (name, data) in enumerate(self._files):
                copy = folder / f"{number}-{name}"
                copy.write_bytes(data)
                copy.chmod(0o644)
                copies.append(str(copy))
            user = self._service().user
            if user is not None:
                os.chown(folder, *user)
            yield copies
        finally:
            shutil.rmtree(folder, ignore_errors=True)

    def _has_agreement(self) -> bool:
        """Return whether the registry has a complete agreement: before that there is nothing to serve."""
        if self._choice.database is None and not below(self._root, f"{DATA}/{DATABASE}").exists():
            return False
        return self._service().run(["agreement", "show", "--json"]).returncode == 0

    def _publish(self) -> None:
        """Make the first publication; the timer makes all others."""
        key, site = (str(below(self._root, path)) for path in (KEY, SITE))
        if Path(key).exists() and not is_published(self._root):
            put()
            self._huren("publish", site, "--key", key, "--pages", f"https://{self._choice.name}")

    def _start(self, changed: set[str], *, has_agreement: bool) -> None:
        """Enable and start what can run by now, and restart what has new settings."""
        if any(path.startswith(UNITS) for path in changed):
            run_program("systemctl", "daemon-reload")
        if has_agreement:
            run_program("systemctl", "enable", "--now", *list_units(self._choice, self._root))
            if changed & {SETTINGS, f"{UNITS}/huren.service"} and self._written is not None:
                run_program("systemctl", "try-restart", "huren.service", "huren-desk.service")

    def _put_plan(self, steps: Sequence[PlanLine]) -> None:
        """Print the user, then every folder and file, and whether anything is to change."""
        count = sum(step.state in ("new", "renewed") for step in steps)
        if self._is_live and find_user(self._choice.user) is None:
            count += 1
            put(f"{_mark('new')}  {say('system user', '系统用户')} {self._choice.user}")
        for item, state in steps:
            group = "" if item.group == item.owner else f":{item.group}"
            path = plain(str(below(self._root, item.path)))
            now = self._tree().find_other_rights(item) if state == "edited" else ""
            other = now and say(f" (now {now})", f"（现为 {now}）")
            put(f"{_mark(state)}  {path}  {item.mode:04o} {item.owner}{group}{other}")
        if any(step.state == "edited" for step in steps):
            other = say("FOLDER", "文件夹")
            put(
                say(
                    "Files that somebody edited are not written over. To compare them with this version's: "
                    f"huren node init --name {self._choice.name} --root {other}",
                    "已被修改的文件不会覆盖。如需与本版本的文件比对："
                    f"huren node init --name {self._choice.name} --root {other}",
                )
            )
        if not count:
            put(say("Nothing to change.", "无需改动。"))

    def _put_left(self, *, has_agreement: bool) -> None:
        put()
        put(say("Left to do by hand:", "尚须人工办理："))
        is_started = self._is_live and has_agreement
        left = list_by_hand(self._choice, self._root, has_agreement=has_agreement, is_started=is_started)
        for number, text in enumerate(left, start=1):
            put(f"{number}. {text}")


_MARKS: Mapping[ItemState, tuple[str, str, str]] = {
    "new": ("new", "新建", "green"),
    "renewed": ("renew", "更新", "yellow"),
    "same": ("as is", "不变", "dim"),
    "edited": ("edited", "已改", "red"),
}


def _mark(state: ItemState) -> str:
    en, zh, colour = _MARKS[state]
    return coloured(say(f"{en:6}", zh), colour)

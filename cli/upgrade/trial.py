"""Carry out `huren upgrade --check`: the new version migrates, audits and publishes a copy."""

import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cli.upgrade.programs import Program, ProgramAnswer
from registry.database.revisions import VERSION_TABLE, check_revision
from registry.errors import RegistryError
from registry.upkeep.trial import (
    TreeChange,
    compare_trees,
    copy_aside,
    copy_heads,
    may_be_one_database,
    read_tables,
)
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import say
from terminal.output import coloured, plain, put, put_json, tell
from terminal.workspace.configuration import database_url
from terminal.workspace.open_registry import DATABASE, DEMO_MARK, HEADS

_ROOM = 4
"""Times the size of the registry: the copy, its migration, and two trees."""
_STEPS = {
    "copy": ("copy", "复制"),
    "audit": ("migrate and audit", "迁移与审计"),
    "examine": ("doctor", "检查"),
    "publish": ("write the tree", "写出静态目录"),
}
_SHOWN = 20
"""Most files that are named one by one."""


@dataclass(slots=True)
class Trial:
    """Results of a trial; `problems` are reasons not to upgrade."""

    present: str
    new: str
    seconds: dict[str, float] = field(default_factory=dict)
    tables: dict[str, tuple[str | None, str | None]] = field(default_factory=dict)
    records: int = 0
    files: int = 0
    points: list[Mapping[str, Any]] = field(default_factory=list)
    changes: list[TreeChange] = field(default_factory=list)
    is_compared: bool = False
    problems: list[str] = field(default_factory=list)


def try_upgrade(run: Invocation, to: Path | None, *, scratch: str | None, tree: Path | None) -> int:
    """Try the version `to`, else the present one, on a copy; return 1 if it should not be taken.

    Raises CommandError: no-registry, upgrade-scratch, upgrade-unnamed, upgrade-same, upgrade-room,
    file-missing, and those of `Program.find`; RegistryError where the registry cannot be copied, disk-full,
    registry-newer where no version is named that may read it.
    """
    if tree is not None and not tree.is_dir():
        raise CommandError("file-missing", path=plain(str(tree)))
    with tempfile.TemporaryDirectory(prefix="huren-upgrade-") as name:
        folder = Path(name)
        present = Program.present()
        new = Program.find(to, folder) if to is not None else present
        copy = _Copy.make(run, folder / "data", scratch)
        trial = Trial(present.version, new.version, {"copy": copy.seconds})
        _Work(run, copy, trial).carry_out(present if to is not None else None, new, folder, tree)
    if run.as_json:
        put_json(_as_json(trial))
    else:
        _put(trial, to)
    return 1 if trial.problems else 0


@dataclass(frozen=True, slots=True)
class _Copy:
    """Copy that may be changed: its folder, and the database if the records are in one."""

    folder: Path
    database: str | None
    seconds: float

    @property
    def place(self) -> Path | str:
        return self.database or self.folder / DATABASE

    @classmethod
    def make(cls, run: Invocation, folder: Path, scratch: str | None) -> "_Copy":
        url, source = database_url(), run.folder
        began = time.monotonic()
        folder.mkdir()
        if url is not None or scratch is not None:
            if scratch is None:
                raise CommandError("upgrade-scratch")
            if url is None:
                raise CommandError("upgrade-unnamed")
            if may_be_one_database(url, scratch):
                raise CommandError("upgrade-same")
            copy_heads(source / HEADS, folder)
        else:
            original = source / DATABASE
            if not original.is_file():
                raise CommandError("no-registry", path=plain(str(source)))
            needed, free = _ROOM * original.stat().st_size, shutil.disk_usage(folder).free
            if free < needed:
                raise CommandError("upgrade-room", path=plain(str(folder.parent)), needed=needed, free=free)
            tell(say("copying the registry", "正在复制登记库"))
            copy_aside(original, folder)
        if (source / DEMO_MARK).is_file():
            shutil.copy(source / DEMO_MARK, folder)
        return cls(folder, scratch, time.monotonic() - began)

    def environment(self) -> Mapping[str, str]:
        """Return variables under which no version finds the original."""
        database = {"HUREN_DATABASE_URL": self.database} if self.database is not None else {}
        return {"HUREN_DATA": str(self.folder), **database}


class _Work:
    def __init__(self, run: Invocation, copy: _Copy, trial: Trial) -> None:
        self._copy, self._trial = copy, trial
        self._words = ["--data", str(copy.folder)]
        if run.is_now_typed:
            self._words += ["--now", run.now.isoformat()]

    def carry_out(self, present: Program | None, new: Program, folder: Path, tree: Path | None) -> None:
        """Run both versions, the present one first: the new one changes the tables."""
        trial = self._trial
        before = read_tables(self._copy.place)
        if present is None:
            check_revision(before.get(VERSION_TABLE))
        old_tree, known = tree, list[Mapping[str, Any]]()
        if present is not None:
            tell(say("looking at it with the present version", "正在用现版本检查"))
            known = [*self._ask(present, "doctor").objects]
            if old_tree is None:
                written = self._ask(present, "publish", str(folder / "before"))
                # what a newer version made is nothing to compare with
                old_tree = folder / "before" if not written.refusal else None
        tell(say(f"migrating and auditing it with {new.version}", f"正在用 {new.version} 版迁移并审计"))
        # the first command opens the registry, and so migrates it
        audited = self._run(new, "audit", "audit")
        after = read_tables(self._copy.place)
        trial.tables = {
            name: (before.get(name), after.get(name))
            for name in sorted(before | after)
            if before.get(name) != after.get(name)
        }
        if audited.refusal:
            return
        for value in audited.objects:
            trial.records = int(value.get("records", 0))
            trial.problems += [f"{one['where']} {one['found']}".strip() for one in value.get("problems", [])]
        examined = self._run(new, "examine", "doctor")
        trial.points = [*_find_worse(known, examined.objects)]
        bad = (point for point in trial.points if point["state"] == "bad")
        trial.problems += [f"{point['found']} {point['mend']}" for point in bad]
        written = self._run(new, "publish", "publish", str(folder / "after"))
        for value in written.objects:
            trial.files = int(value.get("files", 0))
        if old_tree is not None and not written.refusal:
            trial.is_compared = True
            trial.changes = [*compare_trees(old_tree, folder / "after")]
            if tree is not None:  # what earlier publications left there
                trial.changes = [change for change in trial.changes if change.change != "gone"]
        signed = [change.path for change in trial.changes if change.origin == "signed"]
        if signed:
            trial.problems.append(
                say(
                    f"{format_count(len(signed), 'files')} of signed records or logs differ; the first is "
                    f"{signed[0]}.",
                    f"有 {len(signed)} 个签名记录或日志文件不同，首个为 {signed[0]}。",
                )
            )

    def _ask(self, program: Program, *words: str) -> ProgramAnswer:
        """Run a command on the copy; RegistryError disk-full, which says nothing about a version."""
        answer = program.run([*words, *self._words], self._copy.environment())
        if answer.refused == "disk-full":
            raise RegistryError("disk-full", str(self._copy.folder.parent))
        return answer

    def _run(self, program: Program, step: str, *words: str) -> ProgramAnswer:
        """Run a step of the new version; note its time, and its refusal as a problem."""
        answer = self._ask(program, *words)
        self._trial.seconds[step] = answer.seconds
        if answer.refusal:
            self._trial.problems.append(f"huren {words[0]}{say(': ', '：')}{answer.refusal}")
        return answer


def _find_worse(
    before: Sequence[Mapping[str, Any]], after: Sequence[Mapping[str, Any]]
) -> Iterator[Mapping[str, Any]]:
    """Yield the points of `huren doctor` that are not good and that the present version does not show."""
    known = {(point.get("state"), point.get("found")) for point in before}
    for point in after:
        if point.get("state", "good") != "good" and (point["state"], point["found"]) not in known:
            yield point


def _as_json(trial: Trial) -> dict[str, Any]:
    return {
        "from": trial.present,
        "to": trial.new,
        "seconds": {step: round(seconds, 2) for step, seconds in trial.seconds.items()},
        "tables": {name: [*pair] for name, pair in trial.tables.items()},
        "records": trial.records,
        "files": trial.files,
        "points": [dict(point) for point in trial.points],
        "compared": trial.is_compared,
        "changes": [
            {"path": one.path, "origin": one.origin, "change": one.change, "place": one.place}
            for one in trial.changes
        ],
        "problems": trial.problems,
    }


def _put(trial: Trial, to: Path | None) -> None:
    """Print what would change, how long it took, and what to run."""
    put(say(f"huren {trial.present} → {trial.new}", f"huren {trial.present} → {trial.new}"))
    if not trial.tables:
        put(say("tables: nothing to migrate", "数据表：无需迁移"))
    for name, (old, new) in trial.tables.items():
        line = f"{name} {old or '–'} → {new or '–'}"
        put(say(f"tables: {line}", f"数据表：{line}"))
    put(
        say(
            f"audit: {format_count(trial.records, 'records')}",
            f"审计：记录 {trial.records} 份",
        )
    )
    _put_changes(trial)
    for point in trial.points:
        if point["state"] == "note":
            put(say("note: ", "提醒：") + plain(f"{point['found']} {point['mend']}"))
    steps = [f"{label(_STEPS, step)} {seconds:.1f}" for step, seconds in trial.seconds.items()]
    put(say(f"seconds: {', '.join(steps)}", f"用时（秒）：{'，'.join(steps)}"))
    for problem in trial.problems:
        put(f"{coloured(say('BAD ', '异常'), 'red')}  {plain(problem)}")
    if trial.problems:
        put(say("Do not upgrade; the original is untouched.", "请勿升级；原登记库未作任何改动。"))
    else:
        _put_commands(to)


def _put_changes(trial: Trial) -> None:
    if not trial.is_compared:
        put(
            say(
                f"tree: {format_count(trial.files, 'files')}, compared with nothing (--to or --tree)",
                f"静态目录：{trial.files} 个文件，未作比对（请加 --to 或 --tree）",
            )
        )
        return
    if not trial.changes:
        put(
            say(
                f"tree: {format_count(trial.files, 'files')}, every byte the same",
                f"静态目录：{trial.files} 个文件，逐字节相同",
            )
        )
    for change in trial.changes[:_SHOWN]:
        put(f"{say('tree: ', '静态目录：')}{plain(change.path)}  {_speak(change)}")
    if len(trial.changes) > _SHOWN:
        rest = len(trial.changes) - _SHOWN
        put(say(f"tree: and {format_count(rest, 'more files')}", f"静态目录：另有 {rest} 个文件"))


def _speak(change: TreeChange) -> str:
    what = {
        "gone": say("no longer written", "不再写出"),
        "new": say("written for the first time", "首次写出"),
        "other": say(f"differs from byte {change.place} on", f"自第 {change.place} 个字节起不同"),
    }[change.change]
    why = {
        "own": say("a document of the version itself", "版本自带的文件"),
        "gathered": say("the same records, put together otherwise", "由相同记录以另一方式汇编"),
        "signed": say("signed, and must not differ", "签名内容，不应不同"),
    }[change.origin]
    return say(f"{what}: {why}", f"{what}：{why}")


def _put_commands(to: Path | None) -> None:
    wheel = plain(str(to)) if to is not None and to.suffix == ".whl" else say("WHEEL", "WHEEL 文件")
    put(say("The original is untouched. To upgrade:", "原登记库未作任何改动。升级命令："))
    backup = "pg_dump …" if database_url() is not None else "systemctl start huren-backup.service"
    programs = plain(str(Path(sys.executable).parent))
    install, renew = f"{programs}/pip install {wheel}", f"{programs}/huren node init"
    for line in (backup, install, renew, "systemctl restart huren.service"):
        put(f"  {line}")

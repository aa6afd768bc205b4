"""Carry out `huren backup`."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from registry.filing import Filing
from registry.upkeep.backup import CopyProgress, back_up, count_own, note_backup
from signing.plural import format_count
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, put_json, tell
from terminal.progress import ProgressBar, progress
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.configuration import database_url
from terminal.workspace.open_registry import DATABASE


def write_backup(run: Invocation, file: Path, *, public: bool = False) -> None:
    """Copy the registry; a `public` copy lacks what only the association may read.

    CommandError no-registry, RegistryError where it cannot be copied.
    """
    path = registry_file(run)
    with run.open_registry():
        pass  # opening refuses a file that is no registry
    with progress(say("copying", "复制"), None) as bar:
        filings = APARTMENTS.get().filings()
        records = back_up(path, file, filings=filings, public=public, progress=reach_of(bar))
    if not public:
        note_backup(run.folder, run.now)
    own = count_own(file, filings)
    if run.as_json:
        put_json({"file": str(file), "records": records, "bytes": file.stat().st_size, "own": own})
        return
    size, name = file.stat().st_size, plain(str(file))
    put(
        say(
            f"{name}: {format_count(records, 'records')}, {format_count(size, 'bytes')}, audited",
            f"{name}：记录 {records} 份，{size:,} 字节，已审计",
        )
    )
    put_own(own, filings)
    tell(
        say(
            "Keep it on another machine, and keys elsewhere: a backup holds none.",
            "请保存在另一台机器上；备份中不含密钥，密钥须另行保管。",
        )
    )


def put_own(own: Mapping[str, int], filings: Sequence[Filing]) -> None:
    """Print how many rows each apartment keeps of its own."""
    for filing in filings:
        if filing.own is not None:
            rows = own[filing.name]
            put(say(f"{filing.own.en}: {format_count(rows, 'rows')}", f"{filing.own.zh}：{rows} 行"))


def registry_file(run: Invocation) -> Path:
    """Return the registry file; CommandError backup-elsewhere when the records are in PostgreSQL."""
    if database_url() is not None:
        raise CommandError("backup-elsewhere", path=plain(str(run.folder)))
    return run.folder / DATABASE


def reach_of(bar: ProgressBar) -> CopyProgress:
    """Show the progress of a copy on `bar`."""

    def reach(done: int, total: int) -> None:
        bar.total = total
        bar.reach(done)

    return reach

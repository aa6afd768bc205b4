"""Carries out `huren backup` and `huren restore`."""

from pathlib import Path

from cli.configuration import data_folder, database_url
from cli.errors import CommandError
from cli.output import plain, put, put_json, tell
from cli.progress import Bar, progress
from cli.store import DATABASE, open_registry
from cli.words import language, say
from registry.backup import Progress, back_up, restore
from registry.heads import find_rewound, heads_path


def write_backup(file: Path, data: Path | None, *, as_json: bool) -> None:
    """Copies the registry; CommandError no-registry, RegistryError for what cannot be copied."""
    path = _file(data)
    with open_registry(data):
        pass  # what is no registry is refused before anything is copied
    with progress(say("copying", "复制"), None) as bar:
        records = back_up(path, file, progress=_reach(bar))
    if as_json:
        put_json({"file": str(file), "records": records, "bytes": file.stat().st_size})
        return
    size, name = file.stat().st_size, plain(str(file))
    put(
        say(
            f"{name}: {records} records, {size:,} bytes, audited",
            f"{name}：记录 {records} 份，{size:,} 字节，已审计",
        )
    )
    tell(
        say(
            "Keep it on another machine, and keys elsewhere: a backup holds none.",
            "请保存在另一台机器上；备份中不含密钥，密钥须另行保管。",
        )
    )


def _file(data: Path | None) -> Path:
    """The registry file; CommandError backup-elsewhere when the records are in PostgreSQL."""
    if database_url() is not None:
        raise CommandError("backup-elsewhere", path=plain(str(data_folder(data))))
    return data_folder(data) / DATABASE


def read_backup(file: Path, data: Path | None, *, yes: bool, as_json: bool) -> None:
    """Restores the registry, and says whether it is older than what was published last."""
    if not file.exists():
        raise CommandError("file-missing", path=plain(str(file)))
    path = _file(data)
    with progress(say("restoring", "恢复"), None) as bar:
        records = restore(file, path, lose=yes, progress=_reach(bar))
    heads = heads_path(path)
    with open_registry(data) as registry:
        rewound = find_rewound(registry)
    if as_json:
        put_json({"records": records, "rewound": [str(error.facts["issuer"]) for error in rewound]})
    else:
        put(say(f"restored {records} records", f"已恢复记录 {records} 份"))
    for error in rewound:
        tell(plain(error.sentence(language())))
        tell(plain(error.mend(language())))
    if not heads.exists():
        tell(
            say(
                f"{plain(heads.name)}, the file of the last signed log heads, is not in this folder. If you "
                "ever published, put it back beside the registry before signing anything: without it nobody "
                "notices that a newer registry was published.",
                f"此文件夹中没有记录最近签名日志头的文件 {plain(heads.name)}。若曾经发布过，"
                "请在签署任何内容之前将其放回登记库旁；缺少它，就无从发现曾有更新的登记库发布过。",
            )
        )


def _reach(bar: Bar) -> Progress:
    def reach(done: int, total: int) -> None:
        bar.total = total
        bar.reach(done)

    return reach

"""Carries out `huren restore`: from a backup, from the published tree, or from both."""

from datetime import datetime
from pathlib import Path

from cli.error_report import REFUSED, format_error
from cli.errors import CommandError
from cli.terminal.clock import read_clock
from cli.terminal.language import say
from cli.terminal.output import plain, put, put_json, tell
from cli.terminal.progress import progress
from cli.upkeep.backup import reach_of, registry_file
from cli.workspace.configuration import load_settings
from cli.workspace.open_registry import open_registry
from registry.errors import RegistryError
from registry.upkeep.backup import restore
from registry.upkeep.replay_published import Recovered, restore_from_tree


def bring_back(
    file: Path | None, tree: Path | None, data: Path | None, *, yes: bool, now: datetime | None, as_json: bool
) -> int:
    """Restores the registry and says what it still lacks; 1 when the tree did not bring all back, else 0.

    Raises CommandError: option-missing, file-missing, backup-elsewhere, no-registry; RegistryError for a
    backup or tree that cannot be used.
    """
    if file is None and tree is None:
        how = (
            "Name the backup, or the published tree by --from-tree.",
            "请指定备份文件，或用 --from-tree 指定静态目录。",
        )
        raise CommandError("option-missing", option="FILE, --from-tree", how=how[0], how_zh=how[1])
    for given in (file, tree):
        if given is not None and not given.exists():
            raise CommandError("file-missing", path=plain(str(given)))
    records = _restore(file, data, lose=yes, quiet=as_json) if file is not None else None
    found = _recover(tree, data, now or read_clock()) if tree is not None else None
    rewound = _find_rewound(data)
    if as_json:
        put_json(
            {
                **({"records": records} if records is not None else {}),
                **({"added": found.records, "refused": _codes(found.refused)} if found is not None else {}),
                "rewound": [str(error.facts.get("issuer", error.code)) for error in rewound],
            }
        )
    elif found is not None:
        put(
            say(f"{found.records} published records stored again", f"已补入此前发布的记录 {found.records} 份")
        )
    for error in (*(found.refused if found is not None else ()), *rewound):
        tell(format_error(error))
    return REFUSED if found is not None and (rewound or found.refused) else 0


def _restore(file: Path, data: Path | None, *, lose: bool, quiet: bool) -> int:
    with progress(say("restoring", "恢复"), None) as bar:
        records = restore(file, registry_file(data), lose=lose, progress=reach_of(bar))
    if not quiet:
        put(say(f"restored {records} records", f"已恢复记录 {records} 份"))
    return records


def _recover(tree: Path, data: Path | None, now: datetime) -> Recovered:
    with open_registry(data) as registry, progress(say("storing", "入库中"), None) as bar:
        peers = load_settings().peers
        return restore_from_tree(registry, tree, now=now, peers=peers, progress=bar.reach)


def _find_rewound(data: Path | None) -> list[RegistryError]:
    with open_registry(data) as registry:
        return registry.find_rewound()


def _codes(errors: tuple[RegistryError, ...]) -> list[str]:
    return [error.code for error in errors]

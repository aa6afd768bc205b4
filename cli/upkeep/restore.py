"""Carry out `huren restore`: from a backup, from the published tree, or from both."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager, nullcontext
from pathlib import Path

from carriers.peers.folder import FolderFiles
from cli.upkeep.backup import put_own, reach_of, registry_file
from credentials.words.speech import speak
from registry import Registry
from registry.errors import RegistryError
from registry.log.last_heads import load_heads
from registry.log.shown import find_behind
from registry.sync.mirror import last_pulls
from registry.upkeep.backup import count_own, restore
from registry.upkeep.restore_from_tree import Recovered, read_folder, restore_from_tree
from registry.upkeep.tree_heads import find_witnessed, taking
from signing.errors import HurenError
from signing.plural import format_count
from terminal.error_report import REFUSED, format_error
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.apartments import APARTMENTS
from terminal.workspace.configuration import load_settings
from terminal.workspace.key_files import load_multikey
from terminal.workspace.open_registry import DATABASE
from terminal.workspace.trust_files import load_pin


def bring_back(
    run: Invocation, file: Path | None, trees: Sequence[Path], pin: str | None, *, lose: bool
) -> int:
    """Restore the registry and print what it still lacks; return 1 if the trees did not restore everything.

    With `pin`, make a registry if there is none. Raises CommandError: option-missing, option-value,
    file-missing, backup-elsewhere, no-registry; RegistryError for a backup or tree that cannot be used.
    """
    if file is None and not trees:
        how = (
            "Name the backup, or the published tree by --from-tree.",
            "请指定备份文件，或用 --from-tree 指定静态目录。",
        )
        raise CommandError("option-missing", option="FILE, --from-tree", how=how[0], how_zh=how[1])
    for source in (*([file] if file is not None else []), *trees):
        if source.parts[:1] == ("s3:",):
            raise CommandError(
                "option-value",
                option="--from-tree",
                text=plain(str(source)),
                how="Copy the bucket into a folder first, with its provider's tool, and name the folder.",
                how_zh="请先用服务商的工具将存储桶复制到文件夹，再指定该文件夹。",
            )
        if not source.exists():
            raise CommandError("file-missing", path=plain(str(source)))
    # 1. restore the backup, which may be older than the last publication
    records = _restore(run, file, lose=lose, quiet=run.as_json) if file is not None else None
    own = count_own(registry_file(run), APARTMENTS.get().filings()) if file is not None else {}
    tie = load_pin(pin) if pin is not None and trees else None
    # 2. add the records that the trees hold beyond it
    recovered = [_recover(run, tree, tie) for tree in trees]
    refused = [error for tree in recovered for error in tree.refused]
    # 3. find what is still missing: others may have seen it, so nothing is signed without it
    rewound = _find_rewound(run)
    added = sum(tree.records for tree in recovered)
    if run.as_json:
        put_json(
            {
                **({"records": records, "own": own} if records is not None else {}),
                **({"added": added, "refused": [error.code for error in refused]} if recovered else {}),
                "rewound": [str(error.facts.get("issuer", error.code)) for error in rewound],
            }
        )
    elif recovered:
        put(
            say(
                f"{format_count(added, 'published records')} stored again", f"已补入此前发布的记录 {added} 份"
            )
        )
        _put_logs(run, trees)
    for error in (*refused, *rewound):
        tell(format_error(error))
    return REFUSED if recovered and (rewound or refused) else 0


def _restore(run: Invocation, file: Path, *, lose: bool, quiet: bool) -> int:
    with progress(say("restoring", "恢复"), None) as bar:
        filings = APARTMENTS.get().filings()
        records = restore(file, registry_file(run), filings=filings, lose=lose, progress=reach_of(bar))
    if not quiet:
        put(say(f"restored {format_count(records, 'records')}", f"已恢复记录 {records} 份"))
        put_own(count_own(registry_file(run), filings), filings)
    return records


def _recover(run: Invocation, tree: Path, pin: str | None) -> Recovered:
    """Store the tree's records; with a pin, make a registry if there is none, but not for a refused tree."""
    if pin is not None:
        # refuses a tree under another pin before making a registry
        read_folder(tree, pin)
    with (
        _removed_if_refused(run) if pin is not None else nullcontext(),
        run.open_registry(create=pin is not None) as registry,
        progress(say("storing", "入库中"), None) as bar,
    ):
        if pin is not None and registry.read_pin() != pin:
            registry.set_pin(pin)
        settings = load_settings()
        keys = _load_multikeys(settings.publication_keys)
        return restore_from_tree(
            registry, tree, now=run.now, peers=settings.peers, keys=keys, progress=bar.reach
        )


@contextmanager
def _removed_if_refused(run: Invocation) -> Iterator[None]:
    """Remove a registry made inside if the tree is refused: half of one is of no use."""
    is_new = not run.has_registry()
    try:
        yield
    except HurenError:
        # SQLite would replay a leftover -wal file into the next database
        for suffix in ("", "-wal", "-shm") if is_new else ():
            (run.folder / f"{DATABASE}{suffix}").unlink(missing_ok=True)
        raise


def _load_multikeys(paths: Sequence[Path]) -> list[str]:
    """Return the keys that the settings name, except those that are absent or do not open."""
    multikeys = []
    for path in paths:
        try:
            multikeys.append(load_multikey(str(path)))
        # goes on: a machine that is rebuilt may have lost its keys
        except HurenError as error:
            tell(format_error(error))
    return multikeys


def _put_logs(run: Invocation, trees: Sequence[Path]) -> None:
    """Print which logs this node signs and which are copies: a tree does not always show that."""
    with run.open_registry() as registry:
        names = run.names(registry)
        own, others = sorted(load_heads(registry.heads)), registry.read(last_pulls)
    for issuers, en, zh in (
        (own, "log signed here", "本节点签署的日志"),
        (others, "log mirrored", "镜像日志"),
    ):
        for issuer in issuers:
            put(f"{say(en, zh)}{say(': ', '：')}{speak('party', issuer, language(), names)}")
    if all(find_witnessed(taking(FolderFiles(tree)), own) for tree in trees):
        tell(
            say(
                "The tree is of another node. Before anything is signed here, ask there: was it published "
                "after that node had last taken from this one? If not, it lacks what came since: have it "
                "publish once more, and restore from its tree again.",
                "该静态目录来自其他节点。在此签署之前，请向对方核实：该目录是否在对方最后一次从本节点获取内容之后"
                "发布？如不是，其中缺少此后获取的内容：请对方再发布一次，并用其目录再次恢复。",
            )
        )


def _find_behind(registry: Registry) -> list[RegistryError]:
    return find_behind(registry.heads, registry.read) if registry.chain() is not None else []


def _find_rewound(run: Invocation) -> list[RegistryError]:
    with run.open_registry() as registry:
        return registry.find_rewound() or _find_behind(registry)

"""Carries out `huren sync`."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carriers.errors import CarrierError
from carriers.peers.files import PeerFiles
from carriers.peers.folder import FolderFiles
from cli.error_report import REFUSED, error_json, format_error
from cli.errors import CommandError
from cli.terminal.clock import read_clock
from cli.terminal.language import language, say
from cli.terminal.names import SpokenNames
from cli.terminal.output import plain, put, put_json, tell
from cli.terminal.progress import progress
from cli.workspace.configuration import load_settings
from cli.workspace.key_files import load_signer
from cli.workspace.open_registry import needed_text, open_registry
from credentials.words.speech import speak
from registry.publishing.static_tree import folder_of
from registry.sync.pull import Pulled, pull
from registry.sync.witness import Cosigner

if TYPE_CHECKING:
    from api.settings import Settings
    from registry import Registry


def take_all(
    folder: Path | None,
    issuer: str | None,
    keys: Sequence[Path] | None,
    data: Path | None,
    *,
    now: datetime | None,
    as_json: bool,
) -> int:
    """Takes from each peer, one after the other: what is wrong with one stops no other; 1 where anything is.

    Raises CommandError: file-missing, peers-missing; RegistryError for an old copy of the database.
    """
    moment, settings = now or read_clock(), load_settings()
    if folder is not None and not folder.is_dir():
        raise CommandError("file-missing", path=plain(str(folder)))
    with open_registry(data) as registry:
        registry.check_heads()
        signers = (
            load_signer(registry, key, "publication", moment) for key in keys or settings.publication_keys
        )
        cosigners = [Cosigner(*signer) for signer in signers]
        own = {cosigner.issuer for cosigner in cosigners}
        wanted = _in_folder(registry, folder, own) if folder is not None else [*settings.peers]
        chosen = [name for name in wanted if issuer in (None, name)]
        if not chosen:
            raise CommandError("peers-missing")
        results = []
        for name in chosen:
            try:
                with _files(name, folder, settings) as files, progress(say("records", "记录"), None) as bar:
                    pulled = pull(registry, name, files, now=moment, cosigners=cosigners, progress=bar.reach)
                results.append((pulled, files.requests))
            except CarrierError as error:  # an address that may not be asked
                results.append((Pulled(name, error=error), 0))
        names = SpokenNames(needed_text(registry, data, moment))
    for pulled, requests in results:
        if as_json:
            put_json(_summary(pulled, requests))
        else:
            put(_line(pulled, names))
        for conflict in pulled.taken.conflicts:
            tell(
                say(
                    f"PROOF of a conflict kept: conflicts/{conflict.kind}-{conflict.digest[:16]}.json",
                    f"已保存矛盾证明：conflicts/{conflict.kind}-{conflict.digest[:16]}.json",
                )
            )
        if pulled.error is not None:
            tell(format_error(pulled.error))
    bad = any(p.error is not None or p.taken.refused or p.taken.conflicts for p, _ in results)
    return REFUSED if bad else 0


def _in_folder(registry: "Registry", folder: Path, own: set[str]) -> list[str]:
    """The associations whose log is in the tree and signed elsewhere; all that anybody may be before that."""
    from registry.log.last_heads import load_heads

    chain = registry.chain()
    if chain is None:
        raise CommandError("peers-missing")
    kept = own | {*load_heads(registry.heads)}
    return [
        name
        for name in sorted(chain.members)
        if name not in kept and (folder / folder_of(name) / "log/checkpoint").is_file()
    ]


@contextmanager
def _files(issuer: str, folder: Path | None, settings: "Settings") -> Iterator[PeerFiles]:
    if folder is not None:
        yield FolderFiles(folder)
        return
    from carriers.peers.web import WebFiles

    files = WebFiles(settings.peers[issuer], plain=settings.plain_http)
    try:
        yield files
    finally:
        files.close()


def _summary(pulled: Pulled, requests: int) -> dict[str, Any]:
    return {
        "issuer": pulled.issuer,
        "size": pulled.size,
        "records": pulled.taken.records,
        "refused": [{"position": place, "code": code} for place, code in pulled.taken.refused],
        "conflicts": [conflict.digest for conflict in pulled.taken.conflicts],
        "cosigned": pulled.cosigned,
        "requests": requests,
        **({"error": error_json(pulled.error)} if pulled.error is not None else {}),
    }


def _line(pulled: Pulled, names: SpokenNames) -> str:
    who, taken = speak("party", pulled.issuer, language(), names), pulled.taken
    refused = len(taken.refused)
    line = say(
        f"{who}: {taken.records} new records, {refused} not admitted; its log has {pulled.size} entries",
        f"{who}：新记录 {taken.records} 份，未接收 {refused} 份；其日志共 {pulled.size} 项",
    )
    return line + (say(", cosigned", "，已联署") if pulled.cosigned else "")

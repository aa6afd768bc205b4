"""Carry out `huren sync`."""

from collections.abc import Iterator, Sequence
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from carriers.errors import CarrierError
from cli.sync.peers import check_tree, find_peers, open_files
from credentials.times import format_time, parse_time
from credentials.words.speech import speak
from registry.errors import RegistryError
from registry.monitor.carried import set_age_aside
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.mirror import count_refused
from registry.sync.pull import WITHHELD, pull
from registry.sync.taken import Pulled
from registry.sync.witness import Cosigner
from registry.view.waiting_manifests import find_awaited
from signing.errors import HurenError
from signing.plural import format_count
from terminal.error_report import REFUSED, error_json, format_error
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.progress import progress
from terminal.workspace.configuration import load_settings
from terminal.workspace.key_files import load_signer

if TYPE_CHECKING:
    from api.settings import Settings


def take_all(run: Invocation, folder: str | None, issuer: str | None, keys: Sequence[Path] | None) -> int:
    """Pull from each peer in turn; return 1 if any pull failed. A failed pull does not stop the others.

    Raises CommandError: file-missing, and as `find_peers`; RegistryError for an old copy of the database.
    """
    settings = load_settings()
    check_tree(folder)
    with run.open_registry() as registry:
        # a database put back from an older copy must not admit anything
        registry.check_heads()
        signers = (
            load_signer(registry, key, "publication", run.now) for key in keys or settings.publication_keys
        )
        cosigners = [Cosigner(*signer) for signer in signers]
        results = pull_peers(registry, folder, settings, now=run.now, issuer=issuer, cosigners=cosigners)
        standing = {
            log.issuer: registry.read(partial(count_refused, issuer=log.issuer)) for log, _ in results
        }
        awaited = {log.issuer: registry.read(partial(find_awaited, issuer=log.issuer)) for log, _ in results}
        older = {
            log.issuer: _newest_publication(registry, log.issuer)
            for log, _ in results
            # an old copy on a stick is not the owner's fault
            if folder is not None and set_age_aside(registry, log)
        }
        names, folder_here = SpokenNames.of_registry(registry, run.now), registry.heads.parent
    for pulled, requests in results:
        if run.as_json:
            summary = _summary(pulled, requests, standing[pulled.issuer], names)
            is_older = pulled.issuer in older
            put_json({**summary, "older": {"newest": older[pulled.issuer]}} if is_older else summary)
        elif pulled.issuer in older:
            put(_older_line(pulled.issuer, older[pulled.issuer], names))
        else:
            put(_line(pulled, standing[pulled.issuer], names))
        for third in awaited[pulled.issuer]:
            tell(_tell_awaited(pulled.issuer, third, names))
        for withheld in _find_withheld(pulled):
            tell(format_error(withheld, names))
        for line in (
            *_tell_untrusted(pulled, names),
            *_tell_refused(pulled, standing[pulled.issuer], names),
        ):
            tell(line)
        for conflict in pulled.taken.conflicts:
            path = plain(str(folder_here / conflict.path))
            tell(say(f"PROOF of a conflict kept: {path}", f"已保存矛盾证明：{path}"))
        for wrong in pulled.errors:
            tell(format_error(wrong, names))
    # entries refused in earlier pulls still count as a fault
    bad = any(standing.values()) or any(
        p.error is not None or p.untrusted or p.taken.conflicts or _find_withheld(p) for p, _ in results
    )
    return REFUSED if bad else 0


def pull_peers(
    registry: Registry,
    folder: str | None,
    settings: "Settings",
    *,
    now: datetime,
    issuer: str | None = None,
    cosigners: Sequence[Cosigner] = (),
) -> list[tuple[Pulled, int]]:
    """Return each pull's result and its number of requests. Raises CommandError as `find_peers`."""
    own = {cosigner.issuer for cosigner in cosigners}
    results = []
    for name in find_peers(registry, folder, settings, own, issuer):
        try:
            with (
                open_files(name, folder, settings) as files,
                progress(say("records", "记录"), None) as bar,
            ):
                pulled = pull(registry, name, files, now=now, cosigners=cosigners, progress=bar.reach)
            results.append((pulled, files.requests))
        except CarrierError as error:  # the peer's address is not allowed
            results.append((Pulled(name, error=error), 0))
    return results


def _newest_publication(registry: Registry, issuer: str) -> str | None:
    newest = registry.read(lambda view: view.newest_manifest(issuer))
    return format_time(newest.created) if newest is not None else None


def _older_line(issuer: str, newest: str | None, names: SpokenNames | None) -> str:
    """Return the line that a brought copy is older than the one here."""
    who = speak("party", issuer, language(), names)
    line = say(
        f"{who}: this copy is older than what is here: nothing to take",
        f"{who}：此副本早于本机已有内容，没有可获取的内容",
    )
    if newest is None:
        return line
    when = format_moment(parse_time(newest))
    return line + say(f"; the newest publication here is of {when}", f"；本机最新发布签署于 {when}")


def _tell_awaited(issuer: str, third: str, names: SpokenNames | None) -> str:
    who, of = (speak("party", did, language(), names) for did in (issuer, third))
    return say(
        f"  The newest publication of {who} repeats a publication of {of} that is not here: it counts once "
        f"that is. Take what {of} publishes, too.",
        f"  {who}的最新发布印证了{of}的一次发布，而本机尚无后者，获取后方起作用。请同时获取{of}发布的内容。",
    )


def _summary(pulled: Pulled, requests: int, standing: int, names: SpokenNames | None) -> dict[str, Any]:
    return {
        "issuer": pulled.issuer,
        "size": pulled.size,
        "records": pulled.taken.records,
        "notAdmitted": standing,
        "refused": [{"position": place, "code": code} for place, code in pulled.taken.refused],
        "untrusted": [{"code": error.code} for error in (*pulled.untrusted, *_find_withheld(pulled))],
        "conflicts": [conflict.digest for conflict in pulled.taken.conflicts],
        "cosigned": pulled.cosigned,
        "requests": requests,
        **({"error": error_json(pulled.error, names)} if pulled.error is not None else {}),
        **({"behind": error_json(pulled.behind, names)} if pulled.behind is not None else {}),
    }


def _find_withheld(pulled: Pulled) -> list[RegistryError]:
    """Return the errors about documents that the peer's tree lacks although every tree has them."""
    return [error for error in pulled.faults or () if error.code == WITHHELD]


def _line(pulled: Pulled, refused: int, names: SpokenNames | None) -> str:
    """Return the line on the result, with the number of log entries that stay `refused`."""
    who, taken = speak("party", pulled.issuer, language(), names), pulled.taken
    if pulled.error is not None and not pulled.size:  # failed before it learnt the size
        return say(
            f"{who}: not taken in full; {format_count(taken.records, 'new records')}, {refused} not admitted",
            f"{who}：未能完整获取；新记录 {taken.records} 份，未接收 {refused} 份",
        )
    line = say(
        f"{who}: {format_count(taken.records, 'new records')}, {refused} not admitted; its log has "
        f"{format_count(pulled.size, 'entries')}",
        f"{who}：新记录 {taken.records} 份，未接收 {refused} 份；其日志共 {pulled.size} 项",
    )
    return line + (say(", cosigned", "，已联署") if pulled.cosigned else "")


def _tell_untrusted(pulled: Pulled, names: SpokenNames | None) -> Iterator[str]:
    """Yield the reasons why documents beside the peer's log were not admitted, with the number for each."""
    reasons: dict[str, list[HurenError]] = {}
    for error in pulled.untrusted:
        reasons.setdefault(error.code, []).append(error)
    for errors in reasons.values():
        why = plain(errors[0].sentence(language(), names))
        yield say(
            f"  {len(errors)} of its agreements, key lists, manifests and loose events not admitted: {why}",
            f"  其协议、密钥清单、发布清单与未计入的事件未接收 {len(errors)} 份：{why}",
        )
        yield f"  → {plain(errors[0].mend(language(), names))}"


def _tell_refused(pulled: Pulled, standing: int, names: SpokenNames | None) -> Iterator[str]:
    """Yield the reasons why log entries are not admitted, with the number for each, and the command that
    lists them."""
    places: dict[str, list[int]] = {}
    for place, code in pulled.taken.refused:
        places.setdefault(code, []).append(place + 1)
    for code, numbers in places.items():
        count, first = len(numbers), numbers[0]
        why = plain(pulled.taken.reasons[code].sentence(language(), names))
        yield say(
            f"  {count} (the first is entry {first}): {why}",
            f"  {count} 项（首项为第 {first} 项）：{why}",
        )
    if (others := standing - sum(map(len, places.values()))) > 0:
        yield say(f"  {others} more: not tried again this time", f"  另有 {others} 项：本次未重试")
    if standing:
        command = f"huren log refused {folder_of(pulled.issuer)}"
        yield say(
            f"  They are tried again each time. One by one: {command}",
            f"  每次同步都会重试。逐项列出：{command}",
        )

"""Carry out `huren log proof`, `huren log conflicts` and `huren log refused`."""

from pathlib import Path

from cli.sync.peers import choose_peers
from credentials.documents.key_list import KeyList
from credentials.record import Credential
from credentials.words.placeholder_words import explain
from credentials.words.speech import speak
from registry import RegistryError
from registry.admission.admit import parse_record
from registry.lookup.receipts import find_receipt
from registry.sync.conflicts import (
    LOG,
    MAX_CONFLICT_BYTES,
    Conflict,
    list_conflicts,
    read_conflict,
    save_conflict,
)
from registry.sync.mirror import last_pulls
from registry.view.trees import read_refused
from signing.errors import HurenError
from signing.plain_text import quoted
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import KINDS, label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_moment, plain, put, put_json, tell
from terminal.workspace.files import load_bytes, save_bytes
from terminal.workspace.open_registry import needed_record

MOST = 100
"""Most entries listed of a log."""


def write_receipt(run: Invocation, reference: str, out: str | None) -> None:
    """Write the receipt as of `now`; print since when another association has known the record.

    Raises CommandError: option-missing, not-found; RegistryError not-logged.
    """
    if out is None:
        how = "Name the file, or - for standard output.", "请指定文件；- 表示标准输出。"
        raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
    with run.open_registry() as registry:
        receipt = find_receipt(registry, needed_record(registry, reference).digest, now=run.now)
    save_bytes(out, receipt.data)
    if receipt.witnessed is None:
        tell(
            say(
                "Logged, not yet witnessed: no other association has cosigned the log since.",
                "已入日志，尚无见证：此后尚无其他协会联署该日志。",
            )
        )
    else:
        when = format_moment(receipt.witnessed)
        tell(say(f"Logged, witnessed at {when}.", f"已入日志，见证于 {when}。"))


def list_proofs(run: Invocation, file: Path | None) -> int:
    """List conflicts; return 1 if something is proven, else 0.

    CommandError file-…, proof-unproven. If only the database holds a proof, as after a restore, write it as a
    file again.
    """
    proofs: list[tuple[Conflict, str]] = []
    with run.open_registry() as registry:
        names = SpokenNames.of_registry(registry, run.now)
        if file is not None:
            content = load_bytes(str(file), limit=MAX_CONFLICT_BYTES)
            # anybody can bring a proof file; only the signatures in it count
            proven = read_conflict(content, registry.load_trust())
            if proven is None:
                raise CommandError("proof-unproven", path=plain(str(file)))
            proofs.append((proven, str(file)))
        else:
            for conflict in registry.read(list_conflicts):
                path = registry.heads.parent / conflict.path
                # a restore brings back the database, but not the proof files beside it
                if not path.exists():
                    save_conflict(registry.heads, conflict)
                proofs.append((conflict, str(path)))
    for conflict, place in proofs:
        if run.as_json:
            put_json(
                {
                    "issuer": conflict.issuer,
                    "kind": conflict.kind,
                    "digest": conflict.digest,
                    "file": place,
                }
            )
            continue
        error = RegistryError(
            "log-forked" if conflict.kind == LOG else "record-twice", issuer=conflict.issuer
        )
        proof = say(f" The proof: {place}", f"证明：{place}")
        put(plain(error.sentence(language(), names) + proof))
    if not proofs and not run.as_json:
        put(say("no conflict is known", "没有已知的矛盾"))
    return REFUSED if proofs else 0


def list_entries(run: Invocation, peer: str | None) -> int:
    """List the log entries that this registry has not admitted; return 1 if there are any.

    Raises CommandError as `choose_peers`.
    """
    with run.open_registry() as registry:
        names = SpokenNames.of_registry(registry, run.now)
        logs = sorted(registry.read(last_pulls))
        logs = choose_peers(logs, peer) if peer is not None else logs
        refused = registry.read(
            lambda view: [
                (issuer, [*read_refused(view.connection, issuer, most=MOST + 1)]) for issuer in logs
            ]
        )
    for issuer, entries in refused:
        for place, digest, code, content, _ in entries[:MOST]:
            if run.as_json:
                put_json({"issuer": issuer, "position": place, "digest": digest, "code": code})
                continue
            who, what = speak("party", issuer, language(), names), _call(content)
            why = explain(say(*_sentences(code)), language(), names, issuer=issuer)
            number = place + 1
            put(plain(say(f"{who}, entry {number}, {what}: {why}", f"{who}，第 {number} 项，{what}：{why}")))
        if len(entries) > MOST:
            tell(say(f"The first {MOST} are shown.", f"仅显示前 {MOST} 项。"))
    if not any(entries for _, entries in refused) and not run.as_json:
        put(say("every entry is admitted", "各项均已接收"))
    return REFUSED if any(entries for _, entries in refused) else 0


def _call(content: bytes) -> str:
    """Name an entry by its kind and title; by number or id if the kind has no title."""
    try:
        body = parse_record(content).body
    except HurenError:
        # the owner of a log may put junk into it
        return say("no record", "不是记录")
    kind = label(KINDS, body.KIND)
    if isinstance(body, KeyList):
        return say(f"{kind} {body.version}", f"{kind}第 {body.version} 版")
    title = body.title if isinstance(body, Credential) else body.id
    return f"{kind}{say(' ', '')}{quoted(title)}"


def _sentences(code: str) -> tuple[str, str]:
    message = RegistryError.MESSAGES[code]
    return message.en, message.zh

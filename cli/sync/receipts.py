"""Carries out `huren log proof` and `huren log conflicts`."""

from pathlib import Path

from cli.error_report import REFUSED
from cli.errors import CommandError
from cli.terminal.language import language, say
from cli.terminal.output import format_moment, plain, put, put_json, tell
from cli.workspace.files import load_bytes, save_bytes
from cli.workspace.open_registry import needed_record, open_registry
from registry import RegistryError
from registry.lookup.receipts import find_receipt
from registry.sync.conflicts import MAX_CONFLICT_BYTES, check_conflict, list_conflicts


def write_receipt(reference: str, out: str | None, data: Path | None) -> None:
    """Writes the receipt and says since when another association knows of the record.

    Raises CommandError: option-missing, not-found; RegistryError not-logged.
    """
    if out is None:
        how = "Name the file, or - for standard output.", "请指定文件；- 表示标准输出。"
        raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
    with open_registry(data) as registry:
        receipt = find_receipt(registry, needed_record(registry, reference).digest)
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


def list_proofs(file: Path | None, data: Path | None, *, as_json: bool) -> int:
    """1 where something is proven, else 0. Raises CommandError file-…, proof-unproven."""
    with open_registry(data) as registry:
        if file is not None:
            content = load_bytes(str(file), limit=MAX_CONFLICT_BYTES)
            issuer = check_conflict(content, registry.load_trust())
            if issuer is None:
                raise CommandError("proof-unproven", path=plain(str(file)))
            found = [(issuer, "", "")]
        else:
            held = registry.read(list_conflicts)
            found = [(one.issuer, one.kind, one.digest) for one in held]
    for issuer, kind, digest in found:
        if as_json:
            put_json({"issuer": issuer, "kind": kind, "digest": digest})
            continue
        error = RegistryError("log-forked" if kind != "record" else "record-twice", issuer=issuer)
        put(f"{plain(error.sentence(language()))} {digest[:16]}".rstrip())
    if not found and not as_json:
        put(say("no conflict is known", "没有已知的矛盾"))
    return REFUSED if found else 0

"""Signing planned documents: here with a key, or elsewhere by a file."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.record import JsonObject, Record
from registry.issuing.issue import issue_documents, use_of
from registry.issuing.offline_files import export_plans
from registry.issuing.plan_documents import plan_documents
from signing.signer import Ed25519Signer
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain, put, tell
from terminal.workspace.files import save_bytes

if TYPE_CHECKING:
    from registry import Registry


def check_destination(key: Path | None, export_unsigned: str | None, *, dry_run: bool) -> None:
    """CommandError option-conflict, option-missing."""
    if key is not None and export_unsigned is not None:
        raise CommandError("option-conflict", options="--key, --export-unsigned")
    if key is None and export_unsigned is None and not dry_run:
        how, how_zh = (
            "Sign with --key PEM, export with --export-unsigned FILE, or check with --dry-run.",
            "用 --key PEM 签署，用 --export-unsigned FILE 导出，或用 --dry-run 检查。",
        )
        raise CommandError("option-missing", option="--key", how=how, how_zh=how_zh)


def sign_or_export(
    registry: "Registry",
    documents: Sequence[JsonObject],
    *,
    issuer: str,
    signer: Ed25519Signer | None,
    target: str | None,
    now: datetime,
) -> list[Record[Any]]:
    """The records that were signed and stored; none where the documents go to `target` to be signed.

    Raises RegistryError as `plan_documents`, whose one refusal of one document is that itself.
    """
    if signer is not None:
        records = issue_documents(registry, documents, signer, now=now)
        tell(
            say(
                "Others learn of it with the next `huren publish`.",
                "下次运行 huren publish 后，他人即可查到。",
            )
        )
        return records
    plans = plan_documents(registry, documents, issuer=issuer, now=now)
    methods = registry.methods(issuer, use_of(documents), now)
    save_bytes(target or "", export_plans(plans, issuer, methods))
    count, name = len(plans), plain(target or "")
    put(say(f"wrote {count} unsigned documents to {name}", f"已将 {count} 份待签文件写入 {name}"))
    tell(
        say(
            "Next: huren sign it where the key is, then huren import the result here.",
            "下一步：在存有密钥的机器上运行 huren sign，再在此运行 huren import。",
        )
    )
    return []

"""How what is drafted is to be signed, as a command was told: here with a key, elsewhere, or not at all."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.record import JsonObject, Record
from signing.signer import Ed25519Signer
from terminal.confirm import confirm
from terminal.language import say
from terminal.output import tell
from terminal.workspace.document_signing import check_destination, sign_or_export
from terminal.workspace.key_files import load_signer
from terminal.workspace.open_registry import choose_issuer

if TYPE_CHECKING:
    from registry import Registry


class Signing:
    """How documents are to be signed: whose, with which key or to which file, and whether at all.

    Raises CommandError option-conflict, option-missing.
    """

    def __init__(
        self, key: Path | None, target: str | None, issuer: str | None, *, dry_run: bool, yes: bool
    ) -> None:
        check_destination(key, target, dry_run=dry_run)
        self._key, self._target, self._issuer = key, target, issuer
        self._dry_run, self._yes = dry_run, yes
        self._signer: Ed25519Signer | None = None

    def open(self, registry: "Registry", data: Path | None, now: datetime) -> str:
        """Whose documents they are; CommandError issuer-ambiguous, and what a key file is refused for."""
        if self._key is None:
            return choose_issuer(registry, self._issuer, "--issuer", data, now)
        issuer, self._signer = load_signer(registry, self._key, "assessment", now)
        return issuer

    def is_wanted(self, count: int) -> bool:
        """Whether to go on, after a question where a key signs at once; CommandError not-confirmed."""
        if self._dry_run:
            tell(say("Nothing was signed (--dry-run).", "未签署任何内容（--dry-run）。"))
            return False
        if self._signer is not None:
            confirm(say(f"Sign and store {count}?", f"签署并入库 {count} 份？"), yes=self._yes)
        return True

    def sign(
        self, registry: "Registry", documents: Sequence[JsonObject], issuer: str, now: datetime
    ) -> list[Record[Any]]:
        """As `sign_or_export`."""
        return sign_or_export(
            registry, documents, issuer=issuer, signer=self._signer, target=self._target, now=now
        )

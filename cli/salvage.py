"""Which records of a compromised key stand: chosen by its association, shown before it is signed."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from cli.errors import CommandError
from cli.files import load_text
from cli.output import plain, tell
from cli.words import say

if TYPE_CHECKING:
    from registry import Registry
    from verifier import TrustStore

_MAX_BYTES = 16 * 1024 * 1024
_DIGEST_LENGTH = 64


@dataclass(frozen=True, slots=True)
class Salvaged:
    """The digests to keep and to void, and how many credentials of the key this registry holds."""

    method_id: str
    keep: Sequence[str]
    void: Sequence[str]
    known: int

    def put(self, name: str) -> None:
        """Says what becomes of the key's records."""
        lost = max(0, self.known - len(self.keep))
        tell(
            say(
                f"{name}: {len(self.keep)} records are kept; {lost} of the {self.known} known here become "
                "invalid; "
                f"{len(self.void)} events are void.",
                f"{name}：保留 {len(self.keep)} 份记录；本库已知的 {self.known} 份中有 {lost} 份将失效；"
                f"作废 {len(self.void)} 个事件。",
            )
        )
        if not self.keep and self.known:
            tell(
                say(
                    "Nothing is kept. To keep what was honestly signed, use --keep-before TIME or --keep "
                    "FILE.",
                    "没有保留任何记录。要保留真实签署的记录，请用 --keep-before TIME 或 --keep FILE。",
                )
            )


def choose_salvaged(
    registry: "Registry",
    trust: "TrustStore",
    method_id: str,
    *,
    keep_before: datetime | None,
    keep: Path | None,
    void: Path | None,
) -> Salvaged:
    """The credentials and reinstates of the key by time, and those that are listed.

    Raises CommandError not-found, file-…; RegistryError ambiguous-reference.
    """
    from registry.finding import list_credentials

    issuer = method_id.partition("#")[0]
    party = trust.party(issuer)
    signed = [r for r in list_credentials(registry, issuer) if r.proof.verification_method == method_id]
    chosen = [record.digest for record in signed if keep_before is not None and record.created < keep_before]
    if keep_before is not None and party is not None:
        reinstates = [e for es in party.events.values() for e in es if e.change.action == "reinstate"]
        chosen += [event.digest for event in reinstates if event.created < keep_before]
    if keep is not None:
        chosen += [_digest_of(registry, line, issuer) for line in _lines(keep)]
    voided = [_digest_of(registry, line, issuer) for line in _lines(void)] if void is not None else []
    return Salvaged(method_id, [*dict.fromkeys(chosen)], [*dict.fromkeys(voided)], len(signed))


def _digest_of(registry: "Registry", reference: str, issuer: str) -> str:
    from registry.finding import find_credential, find_record

    if len(reference) == _DIGEST_LENGTH and find_record(registry, reference) is not None:
        return reference
    record = find_credential(registry, reference, issuer)
    if record is None:
        raise CommandError("not-found", reference=plain(reference[:80]))
    return record.digest


def _lines(path: Path) -> list[str]:
    lines = (line.partition("#")[0].strip() for line in load_text(path, limit=_MAX_BYTES).splitlines())
    return [line for line in lines if line]

"""Agreement texts that wait for signatures: the missing signers, and texts without a place any more."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from credentials.documents.agreement import AgreementHalf, AgreementText
from credentials.record import JsonObject, Record
from registry.errors import RegistryError
from registry.view.known_halves import text_digest
from registry.view.view import RegistryView
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.trust.agreements import AgreementChain

MAX_PENDING = 3
"""Most unfinished texts kept: one more removes the text that has waited longest."""


@dataclass(frozen=True, slots=True)
class PendingText:
    """Incomplete text: as signed and as read, its halves here, and the missing signers."""

    value: JsonObject
    text: AgreementText
    digest: str
    halves: tuple[Record[AgreementHalf], ...]
    missing: tuple[str, ...]


def pending_texts(view: RegistryView) -> list[PendingText]:
    """Return the unfinished texts, the one with the last half first; `missing` holds DIDs."""
    try:
        chain = view.load_trust().chain
    except RegistryError as error:
        if error.code != "no-agreement":
            raise
        chain = None
    complete = {version.digest: version.text for version in chain.versions} if chain is not None else {}
    pending = []
    for digest, halves in _by_text(view.halves()).items():
        text = halves[0].body.credential_subject
        if digest in complete:
            continue
        value: Any = halves[0].value["credentialSubject"]
        before = complete.get(text.previous or "")
        texts = [text, *([before] if before is not None else [])]
        pending.append(PendingText(value, text, digest, tuple(halves), _missing(halves, texts)))
    return pending


def may_stand(text: AgreementText, digest: str, chain: AgreementChain) -> bool:
    """Return whether the text is a version of the chain, or can become its next one.

    It must name in `replaces` every complete text with its number or its predecessor.
    """
    if all(version.digest != text.previous for version in chain.versions):
        return False
    rivals = (v for v in chain.versions if v.text.version == text.version or v.text.previous == text.previous)
    return all(rival.digest in (digest, *(text.replaces or ())) for rival in rivals)


def find_surplus(view: RegistryView, fresh: Record[AgreementHalf], chain: AgreementChain) -> list[str]:
    """Return the digests of the halves to remove once `fresh` is stored and `chain` is complete.

    These are halves of texts that can no longer become a version, and of unfinished texts all but the newest
    MAX_PENDING.
    """
    kept = {text_digest(fresh)}
    complete = {version.digest for version in chain.versions}
    surplus: list[str] = []
    waiting = len(kept - complete)
    for digest, halves in _by_text(view.halves()).items():
        if digest in complete or digest in kept:
            continue
        if may_stand(halves[0].body.credential_subject, digest, chain) and waiting < MAX_PENDING:
            waiting += 1
        else:
            surplus += [half.digest for half in halves]
    return surplus


def _by_text(halves: Iterable[Record[AgreementHalf]]) -> dict[str, list[Record[AgreementHalf]]]:
    texts: dict[str, list[Record[AgreementHalf]]] = {}
    for half in halves:
        texts.setdefault(text_digest(half), []).append(half)
    return texts


def _missing(halves: Sequence[Record[AgreementHalf]], texts: Sequence[AgreementText]) -> tuple[str, ...]:
    roots = {party.root_key: party.id for text in texts for party in text.parties}
    signed = {root for root in roots for half in halves if is_signed(half, root)}
    return tuple(dict.fromkeys(party for root, party in roots.items() if root not in signed))


def is_signed(half: Record[AgreementHalf], root: str) -> bool:
    """Return whether this root, as a multikey, signed the half."""
    return check_signature(half.value, half.proof, decode_multikey(root))

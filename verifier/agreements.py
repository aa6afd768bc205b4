"""The chain of agreement versions: which texts are complete, which one held at a time (design section 4).

1. A half counts when a root key of its issuer, in its own version or the one before, signed it.
2. A version is complete when every root of it and of the version before it has signed, by distinct key bytes.
3. Version 1 is known by the pin alone; every later version names its predecessor by digest.
4. Two complete texts with one version or one `previous` are a fork.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from credentials.agreement import AgreementHalf, AgreementText, agreement_digest
from credentials.record import Record
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.errors import TrustError


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """One complete text, its digest, and its halves."""

    text: AgreementText
    digest: str
    halves: tuple[Record[AgreementHalf], ...]


class AgreementChain:
    """The complete versions under one pin, in order of version."""

    def __init__(self, versions: Sequence[AgreementVersion], fork: int | None) -> None:
        self.versions = tuple(versions)
        self.fork = fork
        self.members = frozenset(party.id for v in self.versions for party in v.text.parties)

    @property
    def first(self) -> AgreementVersion:
        """Version 1, the one that was pinned."""
        return self.versions[0]

    @property
    def latest(self) -> AgreementVersion:
        """The complete version with the highest number."""
        return self.versions[-1]

    def at(self, moment: datetime) -> AgreementVersion | None:
        """The highest complete version in force at `moment`, or None."""
        for version in reversed(self.versions):
            if version.text.effective_from <= moment < version.text.effective_until:
                return version
        return None

    def for_created(self, created: datetime) -> AgreementVersion | None:
        """The version that judges a signature; before version 1 began, version 1 (its grants decide)."""
        if created < self.first.text.effective_from:
            return self.first
        return self.at(created)

    def in_force_or_last(self, now: datetime) -> AgreementVersion:
        """The version whose roots vouch for key lists at `now`: the one in force, else the last that was."""
        begun = [v for v in self.versions if v.text.effective_from <= now]
        return self.at(now) or (begun[-1] if begun else self.first)

    def by_number(self, version: int) -> AgreementVersion | None:
        """The complete version with this number."""
        return next((v for v in self.versions if v.text.version == version), None)

    def roots_of(self, party: str) -> tuple[str, ...]:
        """The root keys of the party, as multikeys, one for each version that names it, oldest first."""
        found = (version.text.party(party) for version in self.versions)
        return tuple(entry.root_key for entry in found if entry is not None)


def build_chain(halves: Iterable[Record[AgreementHalf]], pin: str) -> AgreementChain:
    """The chain under `pin`; TrustError pin-mismatch, chain-broken or bad-signature.

    Versions that lack a signature are pending and left out.
    """
    texts: dict[str, list[Record[AgreementHalf]]] = {}
    for half in halves:
        texts.setdefault(agreement_digest(half.value["credentialSubject"]), []).append(half)
    complete: dict[str, AgreementVersion] = {}
    order = sorted(texts, key=lambda digest: (_text(texts[digest]).version, digest))
    for digest in order:
        text = _text(texts[digest])
        name = f"agreements.{text.version}"
        previous = complete.get(text.previous) if text.previous is not None else None
        if text.previous is None and digest != pin:
            raise TrustError("pin-mismatch", name, pin=pin)
        if text.previous is not None and previous is None:
            if text.previous in texts:
                continue  # its predecessor is pending, so it is pending too
            raise TrustError("chain-broken", name, what="previous")
        _check_continuation(text, previous, name)
        version = _complete_version(texts[digest], digest, previous, name)
        if version is not None:
            complete[digest] = version
    if pin not in complete:
        raise TrustError("pin-mismatch", "agreements", pin=pin)
    versions = sorted(complete.values(), key=lambda version: version.text.version)
    return AgreementChain(versions, _find_fork(versions))


def _text(halves: list[Record[AgreementHalf]]) -> AgreementText:
    return halves[0].body.credential_subject


def _check_continuation(text: AgreementText, previous: AgreementVersion | None, name: str) -> None:
    if previous is None:
        return
    before = previous.text
    rules = {
        "agreement": text.agreement == before.agreement,
        "version": text.version > before.version,
        "effectiveFrom": text.effective_from >= before.effective_from,
    }
    for member, holds in rules.items():
        if not holds:
            raise TrustError("chain-broken", name, what=member)


def _complete_version(
    halves: list[Record[AgreementHalf]], digest: str, previous: AgreementVersion | None, name: str
) -> AgreementVersion | None:
    texts = [_text(halves), *([previous.text] if previous is not None else [])]
    needed = {party.root_key for text in texts for party in text.parties}
    signed: set[str] = set()
    for half in halves:
        candidates = {p.root_key for t in texts for p in t.parties if p.id == half.body.issuer}
        signers = {key for key in candidates if check_signature(half.value, half.proof, decode_multikey(key))}
        if not signers:
            raise TrustError("bad-signature", f"{name} ({half.body.issuer})")
        signed |= signers
    return AgreementVersion(texts[0], digest, tuple(halves)) if needed <= signed else None


def _find_fork(versions: Sequence[AgreementVersion]) -> int | None:
    numbers: set[int] = set()
    predecessors: set[str | None] = set()
    for version in versions:
        if version.text.version in numbers or version.text.previous in predecessors:
            return version.text.version
        numbers.add(version.text.version)
        predecessors.add(version.text.previous)
    return None

"""The chain of agreement versions: the complete texts, and the version in force at a time.

The rules are those of docs/reference/agreement.md:

1. A half counts when a root key of its issuer, in its own version or the one before, signed it.
2. A version is complete when every root of it and of the version before it has signed, by distinct key bytes.
3. It acts from its effectiveFrom, or from the last signature it needed where that is later. Of two halves by
   one root the earlier one counts, so that a later half changes nothing.
4. Version 1 is known by the pin alone; every later version names its predecessor by digest.
5. Two complete texts with one version or one `previous` are a fork, unless one names the other in `replaces`:
   then the other does not count.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from credentials.documents.agreement import AgreementHalf, AgreementText, Party, agreement_digest
from credentials.record import Record
from signing.data_integrity import check_signature
from signing.multikey import decode_multikey
from verifier.errors import TrustError

GRACE = timedelta(hours=24)
"""How long after a version begins to act an issuer may still follow the version before it."""


@dataclass(frozen=True, slots=True)
class AgreementVersion:
    """One complete text, its digest, the halves that complete it, and the time from which it acts."""

    text: AgreementText
    digest: str
    halves: tuple[Record[AgreementHalf], ...]
    acts_from: datetime


class AgreementChain:
    """The complete versions under one pin, in order; each replaces the one before."""

    def __init__(self, versions: Sequence[AgreementVersion], fork: int | None) -> None:
        self.versions = tuple(versions)
        self.fork = fork
        self.boundaries = tuple(dict.fromkeys(_boundaries(versions)))
        """The moments at which a version, a grant or an equivalence begins or ends."""
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
        """Return the version in force at `moment`: the last one that acts, unless it has ended."""
        # when an amendment ends, the older text or a replaced root must not come back into force
        last = next((v for v in reversed(self.versions) if v.acts_from <= moment), None)
        return last if last is not None and moment < last.text.effective_until else None

    def judges(self, created: datetime) -> tuple[AgreementVersion, ...]:
        """Return the versions by which a credential signed at `created` may pass, the one in force first.

        For GRACE after a version begins to act, the version before it is among them. Before version 1 begins
        to act, its grants already decide.
        """
        judges: list[AgreementVersion] = []
        after: AgreementVersion | None = None
        for version in reversed(self._acting(created)):
            # an issuer may not know of a new version yet
            in_grace = after is None or created < after.acts_from + GRACE
            if in_grace and created < version.text.effective_until:
                judges.append(version)
            after = version
        return tuple(judges)

    def in_force_or_last(self, now: datetime) -> AgreementVersion:
        """Return the version in force at `now`, else the last that was in force; version 1 before it acts."""
        return self._acting(now)[-1]

    def last_naming(self, party: str, now: datetime) -> AgreementVersion | None:
        """Return the version whose root vouches for the party: the last in force by `now` that names it.

        A party that has left, or whose agreement has ended, still answers for its records. None for a party
        that no version has named by `now`.
        """
        acting = self._acting(now)
        return next((v for v in reversed(acting) if v.text.party(party) is not None), None)

    def has_left(self, party: str, now: datetime) -> bool:
        """Return whether the version in force at `now`, else the last, does not name the party."""
        return self.in_force_or_last(now).text.party(party) is None

    def answering(self, now: datetime) -> tuple[Party, ...]:
        """Return every party that a version has named by `now`, as named by the last of them."""
        parties = {party.id: party for version in self._acting(now) for party in version.text.parties}
        return tuple(parties.values())

    def by_number(self, version: int) -> AgreementVersion | None:
        """Return the complete version with this number."""
        return next((v for v in self.versions if v.text.version == version), None)

    def older_than(self, text: AgreementText) -> tuple[AgreementText, ...]:
        """Return the texts before `text`, the newest first; they still have names that it has dropped."""
        return tuple(v.text for v in reversed(self.versions) if v.text.version < text.version)

    def roots_of(self, party: str) -> tuple[str, ...]:
        """Return the party's root keys as multikeys, one for each version that names it, oldest first."""
        parties = (version.text.party(party) for version in self.versions)
        return tuple(entry.root_key for entry in parties if entry is not None)

    def _acting(self, moment: datetime) -> tuple[AgreementVersion, ...]:
        return tuple([v for v in self.versions if v.acts_from <= moment]) or (self.first,)


def build_chain(halves: Iterable[Record[AgreementHalf]], pin: str) -> AgreementChain:
    """Build the chain under `pin`; TrustError pin-mismatch, chain-broken or bad-signature.

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
        # rule 4: a first version under another digest is another agreement
        if text.previous is None and digest != pin:
            raise TrustError("pin-mismatch", name, pin=pin)
        if text.previous is not None and previous is None:
            if text.previous in texts:
                continue  # its predecessor is pending, so this text is pending, too
            raise TrustError("chain-broken", name, what="previous")
        _check_continuation(text, previous, name)
        version = _complete_version(texts[digest], digest, previous, name)
        if version is not None:
            complete[digest] = version
    if pin not in complete:
        raise TrustError("pin-mismatch", "agreements", pin=pin)
    # rule 5: a fork
    versions = _standing(complete)
    return AgreementChain(versions, _find_fork(versions))


def _boundaries(versions: Iterable[AgreementVersion]) -> Iterator[datetime]:
    for version in versions:
        text = version.text
        yield from (version.acts_from, text.effective_until)
        for grant in text.grants:
            yield from (grant.since, grant.until)
        yield from (row.until for row in text.equivalences if row.until is not None)


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
    text = _text(halves)
    texts = [*([previous.text] if previous is not None else []), text]
    needed = dict.fromkeys(party.root_key for text in texts for party in text.parties)
    signed: dict[str, Record[AgreementHalf]] = {}
    # the earlier half first: a later one must not move the day from which the version acts
    for half in sorted(halves, key=lambda half: (half.created, half.digest)):
        candidates = {p.root_key for t in texts for p in t.parties if p.id == half.body.issuer}
        signers = {key for key in candidates if check_signature(half.value, half.proof, decode_multikey(key))}
        if not signers:
            raise TrustError("bad-signature", f"{name} ({half.body.issuer})")
        for key in signers:
            signed.setdefault(key, half)
    # rule 2: the roots of the version before sign too, so nobody is left out without knowing
    if not needed.keys() <= signed.keys():
        return None
    standing = tuple(signed[key] for key in needed)
    # rule 3: a signature that comes late makes nothing act before it
    acts_from = max(text.effective_from, *(half.created for half in standing))
    if previous is not None:
        acts_from = max(acts_from, previous.acts_from)
    return AgreementVersion(text, digest, standing, acts_from)


def _standing(complete: dict[str, AgreementVersion]) -> list[AgreementVersion]:
    """Return the versions in order, without drafts that a complete redraft replaces and their successors."""
    replaced = {
        digest
        for version in complete.values()
        for digest in version.text.replaces or ()
        # only a rival with the same number: `replaces` removes nothing from the history
        if digest in complete and _are_rivals(version.text, complete[digest].text)
    }
    standing: dict[str, AgreementVersion] = {}
    for digest, version in complete.items():
        continues = version.text.previous is None or version.text.previous in standing
        # a replaced draft never acts: whoever completes it later could write any date
        if digest not in replaced and continues:
            standing[digest] = version
    return [*standing.values()]


def _are_rivals(first: AgreementText, other: AgreementText) -> bool:
    return first.version == other.version or first.previous == other.previous


def _find_fork(versions: Sequence[AgreementVersion]) -> int | None:
    numbers: set[int] = set()
    predecessors: set[str | None] = set()
    for version in versions:
        if version.text.version in numbers or version.text.previous in predecessors:
            return version.text.version
        numbers.add(version.text.version)
        predecessors.add(version.text.previous)
    return None

"""One association's keys as its newest key list gives them, and the validity of a compromised key's records.

The mark in a key list ends a theft. The first key list that marks a key draws a line: its own floor of
counted events. Inside the line, suspends, revokes and supersedes that the key signed count. Other events and
credentials count only if the salvage list keeps them; credentials also if another party cosigned them before
the theft. A void record never counts (docs/reference/salvage-list.md).
Neither a key without a good proof of possession nor a root of the association is a key here: what they sign
counts as signed by an unknown key.
"""

from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal, NamedTuple

from credentials.documents.key_list import Method, Use
from credentials.documents.salvage import Salvage
from credentials.possession import proves_possession
from credentials.record import EventCount
from credentials.times import format_time
from signing.ed25519 import is_weak_key
from signing.multikey import decode_multikey

_NONE: frozenset[str] = frozenset()


class EventLine(NamedTuple):
    """The floor of the first key list that marks a key, and the events inside it as far as it is proven."""

    floor: EventCount
    inside: frozenset[str]

    @property
    def is_proven(self) -> bool:
        """True where all events inside the line are here."""
        return len(self.inside) == self.floor.count


@dataclass(frozen=True, slots=True)
class Stand:
    """The valid records of a compromised key; `is_known` tells that its salvage list is here."""

    since: datetime
    line: EventLine
    keep: frozenset[str]
    is_known: bool = True

    def keeps(self, digest: str, dated: datetime | None = None) -> bool:
        """Return whether a record stays valid: it is kept, or others saw it before the theft (`dated`)."""
        return digest in self.keep or (dated is not None and dated < self.since)


Objection = Literal["unknown-key", "weak-key", "wrong-use", "key-compromised", "key-expired"]
"""The code of the reason why a key may not sign at a time (`PartyTrust.find_objection`)."""


@dataclass(frozen=True, slots=True)
class Key:
    """One key of the association: its bytes, its valid records if it is compromised, and its void ones."""

    method: Method
    public: bytes
    weak: bool
    stand: Stand | None
    void: frozenset[str] = frozenset()

    def signs_at(self, created: datetime) -> bool:
        """Return whether `created` lies in [validFrom, signsUntil)."""
        until = self.method.signs_until
        return self.method.valid_from <= created and (until is None or created < until)

    def facts_of(self, objection: Objection, created: datetime) -> dict[str, str | None]:
        """Return the facts of an objection to a signature made at `created`."""
        method = self.method
        if objection == "wrong-use":
            return {"key": method.id, "use": method.use}
        if objection == "key-compromised":
            return {"key": method.id, "since": _text(method.compromised_since)}
        if objection == "key-expired":
            since, until = _text(method.valid_from), _text(method.signs_until)
            return {"key": method.id, "created": format_time(created), "since": since, "until": until}
        return {"key": method.id}

    def is_own_at(self, seen: int | None) -> bool:
        """Return whether the key is safe, or was when an honest party saw its signature (`seen`, seconds)."""
        since = self.method.compromised_since
        return since is None or (seen is not None and seen < since.timestamp())

    def publishes_at(self, created: datetime) -> bool:
        """Return whether it may have signed a manifest or checkpoint then; a compromised key never may."""
        return self.method.use == "publication" and self.stand is None and self.signs_at(created)


class PartyKeys(dict[str, Key]):
    """An association's keys by method id, and the digests of events that its root has declared void.

    An event is void whatever its key, and whether or not it is well formed.
    """

    def __init__(self, keys: Iterable[Key], missing: Iterable[str] = ()) -> None:
        """Keep the keys; `missing` are methods whose salvage list is not here, or is about another key."""
        whole = [*keys]
        super().__init__((key.method.id, key) for key in whole)
        self.void: frozenset[str] = frozenset().union(*(key.void for key in whole))
        self.missing = (*missing,)

    def lets_count(self, key: Key, action: str, created: datetime, digest: str) -> bool:
        """Return whether an event that `key` signed counts."""
        if digest in self.void:
            return False
        restricts = action in ("suspend", "revoke", "supersede")
        if key.stand is not None:
            # without the salvage list nobody knows which events are void, so restrictions all act
            is_inside = not key.stand.is_known or digest in key.stand.line.inside
            return digest in key.stand.keep or (restricts and is_inside)
        # an ended key may still suspend and revoke; it cannot reinstate
        return restricts or key.signs_at(created)


def read_keys(
    methods: Iterable[Method],
    salvage: Mapping[str, Salvage],
    lines: Mapping[str, EventLine],
    roots: Container[str] = (),
) -> PartyKeys:
    """Read the keys that `methods` give; `salvage` by digest, `lines` by marked method.

    `roots` are the multikeys that the agreement gives the association as roots.
    """
    listed = [*methods]
    keys = PartyKeys((_read_key(method, salvage, lines) for method in listed), _find_missing(listed, salvage))
    # checked once at loading, so that look-ups of a key need not check again
    for method in listed:
        if not _is_key(method, roots):
            del keys[method.id]
    return keys


def _is_key(method: Method, roots: Container[str]) -> bool:
    """Return whether the method may be a key; a root proves itself by its half of the agreement.

    A weak key stays, so that its signatures are reported as weak; it signs nothing.
    """
    multikey = method.public_key_multibase
    if method.use == "root" or is_weak_key(decode_multikey(multikey)):
        return True
    # otherwise a party could list another's public key as its own and so lock the other out
    return multikey not in roots and proves_possession(
        method.possession, method.controller, method.use, multikey
    )


def _find_missing(methods: Iterable[Method], salvage: Mapping[str, Salvage]) -> Iterator[str]:
    for method in methods:
        named = salvage.get(method.salvage) if method.salvage is not None else None
        if method.salvage is not None and (named is None or named.key != method.id):
            yield method.id


def public_keys(
    keys: Iterable[Key], use: Use, *, compromised: bool = False, seen: int | None = None
) -> list[bytes]:
    """Return the public keys of one use; compromised ones if allowed, or if safe at `seen` (seconds)."""
    return [key.public for key in keys if key.method.use == use and (compromised or key.is_own_at(seen))]


def _read_key(method: Method, salvage: Mapping[str, Salvage], lines: Mapping[str, EventLine]) -> Key:
    named = salvage.get(method.salvage) if method.salvage is not None else None
    named = named if named is not None and named.key == method.id else None
    keep, void = (frozenset(named.keep), frozenset(named.void)) if named is not None else (_NONE, _NONE)
    is_known, since = named is not None or method.salvage is None, method.compromised_since
    stand = Stand(since, lines[method.id], keep, is_known) if since is not None else None
    public = decode_multikey(method.public_key_multibase)
    return Key(method, public, is_weak_key(public), stand, void)


def _text(when: datetime | None) -> str | None:
    return format_time(when) if when is not None else None

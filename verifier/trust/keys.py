"""One association's keys as its newest key list gives them, and what a compromised one may still say.

A compromised key's credentials and reinstates count only if its salvage list keeps them; its suspends and
revokes count unless one of the association's salvage lists voids them (docs/reference/key-list.md).
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from credentials.documents.key_list import Method, Use
from credentials.documents.salvage import Salvage
from credentials.times import format_time
from signing.ed25519 import is_weak_key
from signing.multikey import decode_multikey
from verifier.errors import TrustError


@dataclass(frozen=True, slots=True)
class Stand:
    """Which records of a compromised key stand."""

    keep: frozenset[str]


Objection = Literal["unknown-key", "weak-key", "wrong-use", "key-compromised", "key-expired"]
"""Why a key may not sign something then (`PartyTrust.find_objection`): a code."""


@dataclass(frozen=True, slots=True)
class Key:
    """One method of the association: its bytes, what stands where it is compromised, what its list voids."""

    method: Method
    public: bytes
    weak: bool
    stand: Stand | None
    void: frozenset[str] = frozenset()

    def signs_at(self, created: datetime) -> bool:
        """Whether `created` lies in [validFrom, signsUntil)."""
        until = self.method.signs_until
        return self.method.valid_from <= created and (until is None or created < until)

    def facts_of(self, objection: Objection, created: datetime) -> dict[str, str | None]:
        """The facts of an objection to what it signed at `created`."""
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
        """Whether nobody else has it, or had it when somebody honest saw what it signed, in seconds."""
        since = self.method.compromised_since
        return since is None or (seen is not None and seen < since.timestamp())

    def publishes_at(self, created: datetime) -> bool:
        """Whether it may have signed a manifest or checkpoint then: a compromised key may not, ever."""
        return self.method.use == "publication" and self.stand is None and self.signs_at(created)


class Keys(dict[str, Key]):
    """An association's keys by method id, and the events that its root has declared void, by digest.

    Void is void whatever key the event bears, and whether or not it is well formed.
    """

    def __init__(self, keys: Iterable[Key]) -> None:
        super().__init__((key.method.id, key) for key in keys)
        self.void: frozenset[str] = frozenset().union(*(key.void for key in self.values()))

    def lets_count(self, key: Key, action: str, created: datetime, digest: str) -> bool:
        """Whether an event that `key` signed counts."""
        if digest in self.void:
            return False
        restricts = action in ("suspend", "revoke", "supersede")
        if key.stand is not None:
            return restricts or digest in key.stand.keep
        return restricts or key.signs_at(created)


def read_keys(methods: Iterable[Method], salvage: Mapping[str, Salvage]) -> Keys:
    """The keys that `methods` give; `salvage` by digest.

    Raises TrustError salvage-missing for a list that is named and not here, or is about another key.
    """
    return Keys(_read_key(method, salvage) for method in methods)


def public_keys(
    keys: Iterable[Key], use: Use, *, compromised: bool = False, seen: int | None = None
) -> list[bytes]:
    """The public keys of one use; those in other hands where allowed, or not yet at `seen` (seconds)."""
    return [key.public for key in keys if key.method.use == use and (compromised or key.is_own_at(seen))]


def _read_key(method: Method, salvage: Mapping[str, Salvage]) -> Key:
    named = salvage.get(method.salvage) if method.salvage is not None else None
    if method.salvage is not None and (named is None or named.key != method.id):
        raise TrustError("salvage-missing", method.id)
    keep = frozenset(named.keep if named is not None else ())
    stand = Stand(keep) if method.compromised_since is not None else None
    public = decode_multikey(method.public_key_multibase)
    return Key(method, public, is_weak_key(public), stand, frozenset(named.void if named is not None else ()))


def _text(when: datetime | None) -> str | None:
    return format_time(when) if when is not None else None

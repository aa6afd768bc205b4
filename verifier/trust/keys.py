"""One association's keys as its newest key list gives them, and what a compromised one may still say.

A compromised key's credentials and reinstates count only if its salvage list keeps them; its suspends and
revokes count unless that list voids them (docs/reference/key-list.md).
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
    """Which records of a compromised key stand (`keep`), which of its events do not (`void`)."""

    keep: frozenset[str]
    void: frozenset[str]

    @classmethod
    def of(cls, salvage: Salvage | None) -> "Stand":
        """Of a salvage list; without one nothing stands and nothing is void."""
        if salvage is None:
            return cls(frozenset(), frozenset())
        return cls(frozenset(salvage.keep), frozenset(salvage.void))


Objection = Literal["unknown-key", "weak-key", "wrong-use", "key-compromised", "key-expired"]
"""Why a key may not sign something then (`PartyTrust.find_objection`): a code."""


@dataclass(frozen=True, slots=True)
class Key:
    """One method of the association: its bytes, and its salvage list where it is compromised."""

    method: Method
    public: bytes
    weak: bool
    stand: Stand | None

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


def read_keys(methods: Iterable[Method], salvage: Mapping[str, Salvage]) -> dict[str, Key]:
    """The keys by method id; `salvage` by digest.

    Raises TrustError salvage-missing for a list that is named and not here, or is about another key.
    """
    return {method.id: _read_key(method, salvage) for method in methods}


def public_keys(
    keys: Iterable[Key], use: Use, *, compromised: bool = False, seen: int | None = None
) -> list[bytes]:
    """The public keys of one use; those in other hands where allowed, or not yet at `seen` (seconds)."""
    return [key.public for key in keys if key.method.use == use and (compromised or key.is_own_at(seen))]


def _read_key(method: Method, salvage: Mapping[str, Salvage]) -> Key:
    stand = None
    if method.compromised_since is not None:
        named = salvage.get(method.salvage) if method.salvage is not None else None
        if method.salvage is not None and (named is None or named.key != method.id):
            raise TrustError("salvage-missing", method.id)
        stand = Stand.of(named)
    public = decode_multikey(method.public_key_multibase)
    return Key(method, public, is_weak_key(public), stand)


def _text(when: datetime | None) -> str | None:
    return format_time(when) if when is not None else None

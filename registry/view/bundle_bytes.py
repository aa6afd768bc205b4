"""Bundles joined from the JCS bytes of stored records, without parsing them; and kept parts.

One caller makes a part while others wait for the same; parts are kept by their digest.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from threading import Lock

from credentials.documents.bundle import BUNDLE_TYPE
from credentials.kinds import parse_key_list
from signing.jcs import canonicalize


@dataclass(slots=True)
class BundleBytes:
    """Content of a bundle as JCS bytes; `agreements` holds the halves of one version together."""

    agreements: Sequence[Sequence[bytes]] = ()
    key_lists: Sequence[bytes] = ()
    manifests: Sequence[bytes] = ()
    events: Sequence[bytes] = ()
    loose: Sequence[bytes] = ()
    salvage: Sequence[bytes] = ()
    checkpoints: Sequence[str] = field(default=())


def split_salvage(salvage: Iterable[bytes], key_lists: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Split salvage lists into those that a key list names, which act, and the rest, kept for later."""
    texts = [*salvage]
    lists = map(parse_key_list, key_lists) if texts else ()
    named_digests = {method.salvage for key_list in lists for method in key_list.body.verification_method}
    split: tuple[list[bytes], list[bytes]] = [], []
    for data in texts:
        split[sha256(data).hexdigest() not in named_digests].append(data)
    return split


def join_bytes(bundled: BundleBytes) -> bytes:
    """Return the bytes `format_bundle` would give, members in the order of RFC 8785 3.2.3."""
    members = {
        "agreements": _list([_list(halves) for halves in bundled.agreements]),
        "checkpoints": canonicalize([*bundled.checkpoints]),
        "events": _list(bundled.events),
        "keyLists": _list(bundled.key_lists),
        "loose": _list(bundled.loose),
        "manifests": _list(bundled.manifests),
        "salvage": _list(bundled.salvage),
        "type": canonicalize(BUNDLE_TYPE),
    }
    return b"{" + b",".join(b'"%s":%s' % (name.encode(), value) for name, value in members.items()) + b"}"


def _list(items: Sequence[bytes]) -> bytes:
    return b"[" + b",".join(items) + b"]"


_KEPT = 8
"""Most kept parts, of some megabytes each: those of a few associations."""


class KeptParts:
    """Parts used last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def find(self, named: frozenset[str], make: Callable[[], bytes | None]) -> bytes | None:
        """Return the part with a digest in `named`; None if `make` gives another."""
        with self._lock:
            for digest in named & self._kept.keys():
                # moved to the end: the part that nobody asked for longest goes first
                self._kept[digest] = data = self._kept.pop(digest)
                return data
            made = make()
            if made is None or (digest := sha256(made).hexdigest()) not in named:
                return None
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = made
            return made

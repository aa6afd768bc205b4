"""Bundles from stored records: the JCS bytes of each are put together, nothing is parsed or written anew;
and parts, which are made by one who asks, while others wait for the same, and kept by their digest.
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
    """What goes into a bundle, as JCS bytes; `agreements` holds the halves of one version together."""

    agreements: Sequence[Sequence[bytes]] = ()
    key_lists: Sequence[bytes] = ()
    manifests: Sequence[bytes] = ()
    events: Sequence[bytes] = ()
    loose: Sequence[bytes] = ()
    salvage: Sequence[bytes] = ()
    checkpoints: Sequence[str] = field(default=())


def split_salvage(salvage: Iterable[bytes], key_lists: Iterable[bytes]) -> tuple[list[bytes], list[bytes]]:
    """Those that a key list names, which act; and those that none does yet, which are kept for it alone."""
    held = [*salvage]
    lists = map(parse_key_list, key_lists) if held else ()
    named = {method.salvage for one in lists for method in one.body.verification_method}
    found: tuple[list[bytes], list[bytes]] = [], []
    for data in held:
        found[sha256(data).hexdigest() not in named].append(data)
    return found


def join_bytes(bundled: BundleBytes) -> bytes:
    """The bytes `format_bundle` would give, members in the order of RFC 8785 3.2.3."""
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
"""Some megabytes each: the parts of a few associations."""


class KeptParts:
    """The parts used last."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._kept: dict[str, bytes] = {}

    def find(self, named: frozenset[str], make: Callable[[], bytes | None]) -> bytes | None:
        """The part with one of the digests in `named`; None where `make` comes to another."""
        with self._lock:
            for digest in named & self._kept.keys():
                self._kept[digest] = data = self._kept.pop(digest)
                return data
            made = make()
            if made is None or (digest := sha256(made).hexdigest()) not in named:
                return None
            if len(self._kept) >= _KEPT:
                del self._kept[next(iter(self._kept))]
            self._kept[digest] = made
            return made

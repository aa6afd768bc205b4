"""Bundles from stored records: the JCS bytes of each are put together, nothing is parsed or written anew."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from credentials.documents.bundle import BUNDLE_TYPE
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

"""Status lists that another node publishes: third-party verifiers read them from here, too."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256

from registry.errors import RegistryError
from registry.publishing.static_tree import folder_of
from registry.registry import Registry
from registry.sync.take_log import admit_all
from registry.view.view import RegistryView
from signing.strict_json import MAX_RECORD_BYTES

MAX_STATUS_LISTS = 256
"""That one pull takes; the next goes on."""


def take_status_lists(
    registry: Registry, issuer: str, fetch: Callable[[str, int], bytes | None], *, now: datetime
) -> None:
    """Takes those that the association's newest manifest names and that are not here.

    `fetch` gives a file of its node's tree, or None. Raises RegistryError file-absent where that lacks one,
    once the others are here.
    """
    lines, absent = [], None
    for digest, address in registry.read(partial(_find_lacking, issuer=issuer))[:MAX_STATUS_LISTS]:
        path = address.removeprefix("https://")
        data = fetch(path, MAX_RECORD_BYTES) if path.startswith(f"{folder_of(issuer)}/") else None
        if data is not None and sha256(data).hexdigest() == digest:
            lines.append(data)
        else:
            absent = absent or path
    admit_all(registry, issuer, lines, now=now)
    if absent is not None:
        raise RegistryError("file-absent", issuer=issuer, path=absent)


def _find_lacking(view: RegistryView, issuer: str) -> list[tuple[str, str]]:
    """(digest, address)"""
    manifest = view.newest_manifest(issuer)
    parts = manifest.body.credential_subject.parts if manifest is not None else ()
    lists = {part.digest: part.id for part in parts if part.kind == "status-list"}
    held = view.held(lists)
    return [(digest, address) for digest, address in lists.items() if digest not in held]

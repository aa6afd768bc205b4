"""Take status lists that another node publishes: third-party verifiers read them from here, too."""

from collections.abc import Callable
from datetime import datetime
from functools import partial
from hashlib import sha256

from credentials.documents.manifest import Manifest
from credentials.errors import RecordError
from credentials.kinds import parse_status_list
from credentials.record import Record
from registry.errors import RegistryError
from registry.publishing.recomputed import is_of_its_time
from registry.publishing.served_lists import choose_publication, find_chosen
from registry.publishing.static_tree import folder_of
from registry.publishing.status_lists import find_wrong_lists
from registry.registry import Registry
from registry.sync.take_log import admit_all
from registry.view.view import RegistryView
from signing.data_integrity import check_signature
from signing.errors import HurenError
from signing.strict_json import MAX_RECORD_BYTES

MAX_STATUS_LISTS = 256
"""Most lists that one pull takes; the next goes on."""


def take_status_lists(
    registry: Registry, issuer: str, fetch: Callable[[str, int], bytes | None], *, now: datetime
) -> None:
    """Take the lists that the association's newest manifest names; serve them if they are correct.

    `fetch` gives a file of its node's tree, or None. After taking the others it raises RegistryError:
    file-absent where the tree lacks a list, the reason of a refusal, or list-differs for a list that is not
    the fold of the events here. Then the earlier correct lists stay served. A list signed after that manifest
    is no fault: its tree is being written. Of too many lists, a place derived from the time decides which
    come first.
    """
    lines: list[bytes] = []
    wrong: HurenError | None = None
    lacking = registry.read(partial(_find_lacking, issuer=issuer))
    # by the time: lists that a tree never shows must not keep the others away for ever
    start = int(now.timestamp()) % len(lacking) if len(lacking) > MAX_STATUS_LISTS else 0
    for digest, address in [*lacking[start:], *lacking[:start]][:MAX_STATUS_LISTS]:
        path = address.removeprefix("https://")
        # the address comes from a signed document: it leads to no other folder of the tree
        data = fetch(path, MAX_RECORD_BYTES) if path.startswith(f"{folder_of(issuer)}/") else None
        if data is not None and sha256(data).hexdigest() == digest:
            lines.append(data)
        elif data is None or not registry.read(partial(_is_newer, issuer=issuer, address=address, data=data)):
            wrong = wrong or RegistryError("file-absent", issuer=issuer, path=path)
    refused = (
        outcome for outcome in admit_all(registry, issuer, lines, now=now) if isinstance(outcome, HurenError)
    )
    wrong = wrong or next(refused, None) or adopt_lists(registry, issuer)
    if wrong is not None:
        raise wrong


def adopt_lists(registry: Registry, issuer: str) -> RegistryError | None:
    """Serve the lists named by the newest manifest of an association that publishes elsewhere.

    Return an error for a list that is not the fold of its events.
    """

    def adopt(view: RegistryView) -> RegistryError | None:
        manifest = _find_other(view, issuer)
        wrong = find_wrong_lists(view, manifest) if manifest is not None else []
        if manifest is not None and not wrong and not is_of_its_time(view, manifest):
            return None  # a thief's lists may lack later revocations: keep the served ones
        if manifest is not None and not wrong:
            choose_publication(view, manifest)
        return RegistryError("list-differs", issuer=issuer, list=wrong[0]) if wrong else None

    other = registry.read(partial(_find_other, issuer=issuer))
    return registry.recover(adopt) if other is not None else None


def _find_other(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """Return its newest manifest if all its lists are here and other lists are served."""
    manifest = view.newest_manifest(issuer)
    return manifest if manifest != find_chosen(view, issuer) and not _find_lacking(view, issuer) else None


def _find_lacking(view: RegistryView, issuer: str) -> list[tuple[str, str]]:
    """Return (digest, address) of each named list that is not here."""
    manifest = view.newest_manifest(issuer)
    parts = manifest.body.credential_subject.parts if manifest is not None else ()
    lists = {part.digest: part.id for part in parts if part.kind == "status-list"}
    known = view.known_digests(lists)
    return [(digest, address) for digest, address in lists.items() if digest not in known]


def _is_newer(view: RegistryView, issuer: str, address: str, data: bytes) -> bool:
    """Return whether it is the association's own list of that address, newer than its manifest here."""
    try:
        record = parse_status_list(data)
    except RecordError:
        return False
    manifest, party = view.newest_manifest(issuer), view.load_trust().party(issuer)
    key = party.key(record.proof.verification_method) if party is not None else None
    return (
        manifest is not None
        and (record.body.signer, record.body.id) == (issuer, address)
        and record.created > manifest.created
        and key is not None
        and key.publishes_at(record.created)
        and check_signature(record.value, record.proof, key.public)
    )

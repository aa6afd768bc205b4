"""Records of a part that are here, their match with a manifest, and the manifests in a bundle."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import merge

from sqlalchemy import func, select

from credentials.documents.manifest import Manifest
from credentials.documents.part import digest_part
from credentials.errors import RecordError
from credentials.kinds import MAX_ANY_BYTES, find_kind, kinds_where, parse_any, parse_manifest
from credentials.record import Record, parse_document
from registry.database.tables import RECORD
from registry.view.trees import read_refused, with_places
from registry.view.view import RegistryView
from signing.strict_json import MAX_VALUES

_AT_ONCE = 256
"""Records read from the database at a time."""


def list_records(view: RegistryView, issuer: str, part: str, size: int) -> Iterator[bytes]:
    """Yield a part's records among the first `size` log entries, in order."""
    return list_logged(view, issuer, _kinds_in(part), size)


def list_logged(view: RegistryView, issuer: str, kinds: Collection[str], size: int) -> Iterator[bytes]:
    """Yield records of these kinds among the first `size` log entries, in order, refused ones too."""
    row = RECORD.c
    query = select(row.data).where(row.issuer == issuer, row.kind.in_(kinds))
    query, place = with_places(view.connection, issuer, query)
    ordered = query.add_columns(place.label("place")).where(place < size).order_by(place)
    rows = view.connection.execute(ordered.execution_options(yield_per=_AT_ONCE))
    others = read_refused(view.connection, issuer, end=size)
    refused = [(entry.place, entry.data) for entry in others if _is_of(entry.data, kinds)]
    yield from (data for _, data in merge(((at, data) for data, at in rows), refused))


def _is_of(data: bytes, kinds: Collection[str]) -> bool:
    """Return whether the bytes are a record of one of these kinds; other kinds are not read completely."""
    try:
        kind = find_kind(parse_document(data, MAX_ANY_BYTES, MAX_VALUES))
        return kind.name in kinds and kind.name == parse_any(data).body.KIND
    except RecordError:
        return False


def _kinds_in(part: str) -> list[str]:
    return kinds_where(lambda kind: kind.part == part)


def is_whole(view: RegistryView, manifest: Record[Manifest], part: str) -> bool:
    """Return whether the part's records here match the manifest; true if it names none.

    The answer is kept for each manifest until more of these records or of its log have come.
    """
    subject, issuer = manifest.body.credential_subject, manifest.body.issuer
    digests = [entry.digest for entry in subject.parts if entry.kind == part]
    if not digests or subject.checkpoint is None:
        return not digests
    row = RECORD.c
    counted = select(func.count()).where(row.issuer == issuer, row.kind.in_(_kinds_in(part)))
    reached = min(subject.checkpoint.size, view.log(issuer).size)
    key = manifest.digest, part, view.connection.scalar(counted), reached
    records = list_records(view, issuer, part, subject.checkpoint.size)  # records are read only when needed
    return view.memory.whole_parts.find(key, lambda: digest_part(part, records) in digests)


def manifests_of(view: RegistryView) -> Iterable[bytes]:
    """Yield each party's newest manifest, and those of others that it repeats."""
    return _load_all(view, _bundled_digests(view))


def _load_all(view: RegistryView, digests: Iterable[str]) -> Iterator[bytes]:
    parts = (view.data(digest) for digest in digests)
    return (data for data in parts if data is not None)


def _bundled_digests(view: RegistryView) -> list[str]:
    """Return the digests of the manifests that travel in a bundle, in order."""
    digests: dict[str, None] = {}
    for issuer in view.load_trust().parties:
        newest = view.newest_manifest(issuer)
        if newest is not None:
            digests[newest.digest] = None
            digests |= dict.fromkeys(newest.body.credential_subject.repeated)
    return sorted(digests)


def find_heard(view: RegistryView, part: str) -> Mapping[str, frozenset[str]]:
    """Return, by association, the bundle's manifests whose part is here as they name it.

    The answer is kept for each set of manifests until more of these records have come.
    """
    counted = select(func.count()).where(RECORD.c.kind.in_(_kinds_in(part)))
    digests = _bundled_digests(view)
    key = part, view.connection.scalar(counted), *digests
    return view.memory.heard.find(key, lambda: _find_heard(view, part, digests))


def _find_heard(view: RegistryView, part: str, digests: Iterable[str]) -> dict[str, frozenset[str]]:
    heard: dict[str, set[str]] = {}
    for manifest in map(parse_manifest, _load_all(view, digests)):
        if is_whole(view, manifest, part):
            heard.setdefault(manifest.body.issuer, set()).add(manifest.digest)
    return {issuer: frozenset(known) for issuer, known in heard.items()}

"""Recomputation of another association's commitments from the mirror of its log.

The manifest here repeats an equal result (`agrees`) and reports another one (`differs`), so that a thief of
the publication key cannot leave anything out unnoticed. It says nothing until the log, with every record, is
here up to that head.
"""

from datetime import datetime
from hashlib import sha256

from sqlalchemy import bindparam, func, select

from credentials.documents.manifest import Manifest
from credentials.documents.status_list import StatusList
from credentials.kinds import KINDS, parse_any
from credentials.record import JsonObject, Record
from registry.database.tables import MIRROR, RECORD
from registry.filing import Filings
from registry.lookup.receipts import count_witnessed
from registry.publishing.parts import join_part_of, part_names
from registry.publishing.status_lists import find_wrong_lists
from registry.view.kept import KeptAnswers
from registry.view.part_records import list_records
from registry.view.trees import with_places
from registry.view.view import RegistryView
from verifier.policy import CLOCK_TOLERANCE

Recomputed = tuple[tuple[JsonObject, ...], tuple[JsonObject, ...]]
"""`agrees` and `differs`, as a manifest says them of the one it repeats."""

_LISTS = StatusList.KIND
_AWAITED = ("newer-than-trust-data", "unknown-issuer", "unknown-key")
"""Reasons for refusing an entry that may still be admitted later."""
_REFUSED = select(func.count()).where(
    MIRROR.c.issuer == bindparam("issuer"),
    MIRROR.c.position < bindparam("size"),
    MIRROR.c.code.not_in(_AWAITED),
    MIRROR.c.digest.not_in(select(RECORD.c.digest).where(RECORD.c.issuer == bindparam("issuer"))),
)


def recompute(view: RegistryView, manifest: Record[Manifest]) -> Recomputed | None:
    """Recompute what a manifest names besides records; None unless its log is completely here up to its head.

    None also where the entry after the head is dated before the manifest:
    a record signed elsewhere may have come late, and a thief may have dated the manifest so.

    The result is computed once for each manifest. Its relation to the log is checked each time, since the log
    grows.
    """
    known: KeptAnswers[str, Recomputed | None] = view.memory.recomputed
    if is_of_its_time(view, manifest):
        return known.find(
            manifest.digest, lambda: _recompute(view, manifest) if _is_log_whole(view, manifest) else None
        )
    # the manifest covers less than others had cosigned: nobody may rely on what it names
    return _differ_all(manifest) if _is_head_old(view, manifest) else None


def is_of_its_time(view: RegistryView, manifest: Record[Manifest]) -> bool:
    """Return whether nothing here shows that the log had more entries when the manifest was signed."""
    return not _is_head_old(view, manifest) and not _is_more_dated(view, manifest)


def _is_more_dated(view: RegistryView, manifest: Record[Manifest]) -> bool:
    """Return whether the entry after the head is dated before the manifest, allowing for different clocks."""
    issuer, head = manifest.body.issuer, manifest.body.credential_subject.checkpoint
    if head is None:
        return False
    query, place = with_places(
        view.connection, issuer, select(RECORD.c.data).where(RECORD.c.issuer == issuer)
    )
    data = view.connection.scalar(query.where(place == head.size))
    created: datetime | None = parse_any(data).created if data is not None else None
    return created is not None and created < manifest.created - CLOCK_TOLERANCE


def _is_log_whole(view: RegistryView, manifest: Record[Manifest]) -> bool:
    """Return whether the log is here up to the manifest's head, without entries to be admitted later."""
    issuer, head = manifest.body.issuer, manifest.body.credential_subject.checkpoint
    if head is None or not view.log(issuer).goes_on_from(head.size, bytes.fromhex(head.root)):
        return False
    query, place = with_places(view.connection, issuer, select(func.count()).where(RECORD.c.issuer == issuer))
    stored = int(view.connection.scalar(query.where(place < head.size)) or 0)
    refused = int(view.connection.scalar(_REFUSED, {"issuer": issuer, "size": head.size}) or 0)
    return stored + refused >= head.size


def _is_head_old(view: RegistryView, manifest: Record[Manifest]) -> bool:
    """Return whether others cosigned a longer log before the manifest was signed, allowing for clocks."""
    head = manifest.body.credential_subject.checkpoint
    before = manifest.created - CLOCK_TOLERANCE
    return head is not None and count_witnessed(view, manifest.body.issuer, before) > head.size


def _differ_all(manifest: Record[Manifest]) -> Recomputed:
    """Mark every part as different: the manifest covers less of the log than others had seen."""
    ids = {part.kind: part.id for part in manifest.body.credential_subject.parts}
    kinds = (*part_names(), _LISTS)
    return (), tuple({"kind": kind, "id": ids.get(kind, manifest.body.issuer)} for kind in kinds)


def _recompute(view: RegistryView, manifest: Record[Manifest]) -> Recomputed:
    named = manifest.body.credential_subject.parts
    agrees: list[JsonObject] = []
    differs: list[JsonObject] = []
    recounts = view.memory.filed.recounts
    for kind in part_names():
        if not _counted_kinds(kind) <= {*recounts}:
            continue  # this node lacks the apartment that would count again
        parts = {part.id: part.digest for part in named if part.kind == kind}
        data = join_part_of(view, manifest, kind)
        own_digest = (
            sha256(data).hexdigest() if data is not None and _is_counted(view, manifest, kind) else None
        )
        if [*parts.values()] == [own_digest]:
            agrees += ({"kind": kind, "id": part_id, "digest": digest} for part_id, digest in parts.items())
        elif parts or data is not None:
            more: JsonObject = {"ours": own_digest} if own_digest is not None else {}
            differs += (
                {"kind": kind, "id": part_id, "digest": digest, **more} for part_id, digest in parts.items()
            )
            differs += [] if parts else [{"kind": kind, "id": manifest.body.issuer, **more}]
    wrong = find_wrong_lists(view, manifest)
    for part in named:
        if part.kind == _LISTS:
            entry: JsonObject = {"kind": part.kind, "id": part.id, "digest": part.digest}
            (differs if part.id in wrong else agrees).append(entry)
    missing = {*wrong}.difference(part.id for part in named)
    differs += ({"kind": _LISTS, "id": address} for address in sorted(missing))
    return (*agrees,), (*differs,)


def _is_counted(view: RegistryView, manifest: Record[Manifest], part: str) -> bool:
    """Return whether counting the part's records again gives the same, where the named heads are here."""
    filed: Filings = view.memory.filed
    head, counted = manifest.body.credential_subject.checkpoint, _counted_kinds(part)
    if head is None or not counted:
        return True
    records = map(parse_any, list_records(view, manifest.body.issuer, part, head.size))
    recounts = filed.recounts
    return all(recounts[record.body.KIND](view, record) for record in records if record.body.KIND in counted)


def _counted_kinds(part: str) -> set[str]:
    return {name for name, kind in KINDS.items() if kind.part == part and "recomputed" in kind.checks}

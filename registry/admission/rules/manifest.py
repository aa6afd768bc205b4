"""Rule for manifests: signed by a sound publication key, and true of the records here; else they wait.

This registry repeats another party's manifest, so it checks the counts against the events here first. A
manifest has no rank while its events, key list or agreement version are not here
(registry.view.waiting_manifests).
"""

from credentials.documents.manifest import Manifest
from credentials.record import Record
from registry.admission.submission import Submission, check_begins, check_key
from registry.errors import RegistryError
from registry.view.event_order import order_loose, read_order
from registry.view.view import RegistryView
from registry.view.waiting_manifests import (
    drop_waiting,
    find_missing,
    find_outranked,
    find_waiting,
    names_unknown,
    set_waiting,
)
from verifier.trust.manifests import find_rank, goes_back

WAITING = "waiting"
"""Note on a manifest that gets no rank until the records it names are here."""


def prove_manifest(submission: Submission) -> None:
    """Check the publication key, and that the manifest has begun."""
    check_key(submission, "publication")
    check_begins(submission, submission.record.body.valid_from, "validFrom")


def admit_manifest(submission: Submission) -> None:
    """Store a whole manifest, keep the newest incomplete one of its party waiting, and refuse any other.

    Raises RegistryError manifest-incomplete, rollback, equivocation.
    """
    record: Record[Manifest] = submission.record
    view = submission.view
    missing = _try_whole(view, record)
    if missing is not None and not set_waiting(view, record):
        en, zh = missing
        raise RegistryError("manifest-incomplete", "credentialSubject", what=en, what_zh=zh)
    submission.waits = missing is not None
    repeats_unknown = not view.repeats_known(record)
    if repeats_unknown and not submission.waits:
        submission.surplus += find_outranked(view, record)
    if submission.waits or repeats_unknown:
        submission.notes.append(WAITING)


def _try_whole(view: RegistryView, record: Record[Manifest]) -> tuple[str, str] | None:
    """Try likely event orders; return what the manifest still lacks, None if it may rank."""
    issuer, counted = record.body.issuer, record.body.credential_subject.events
    missing = find_missing(view, record, read_order(view, issuer))
    if missing is not None and not names_unknown(view, record) and order_loose(view, issuer, counted):
        missing = find_missing(view, record, read_order(view, issuer))
    if missing is None:
        _check_rank(view, record)
    return missing


def _check_rank(view: RegistryView, record: Record[Manifest]) -> None:
    """Refuse a second manifest of one rank, and a higher one with fewer events or log entries."""
    issuer = record.body.issuer
    party, newest = view.load_trust().party(issuer), view.newest_manifest(issuer)
    if party is None or newest is None:
        return
    rank, highest = (find_rank(manifest, party.lists_by_version) for manifest in (record, newest))
    newest_order = ".".join(map(str, newest.body.credential_subject.order))
    if rank is None or highest is None:
        raise RegistryError("unknown-key", "proof.verificationMethod", key=record.proof.verification_method)
    # keep the stored one: two of one rank prove that the issuer, or a thief of its key, signed twice
    if rank == highest:
        raise RegistryError("equivocation", "credentialSubject.version", issuer=issuer, version=newest_order)
    fewer = goes_back(record, newest) if rank > highest else None
    if fewer is not None:
        fewer_count, known = fewer
        raise RegistryError("rollback", "credentialSubject", issuer=issuer, known=known, named=fewer_count)


def take_whole(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """Stop a manifest's waiting if it is whole now; return it if it may rank."""
    record = find_waiting(view, issuer)
    if record is None or view.data(record.digest) is not None:
        drop_waiting(view, issuer)  # a manifest by a compromised key does not count
        return None
    try:
        with view.connection.begin_nested():  # the event order of a manifest that may not rank does not count
            if _try_whole(view, record) is not None:
                return None
    except RegistryError:
        drop_waiting(view, issuer)
        return None
    drop_waiting(view, issuer)
    return record

"""Manifest: by a publication key that is not compromised, and true of what is here; else it waits aside.

What another party's manifest counts is checked against the events here before this registry repeats it: so a
manifest whose events, key list or agreement version are not here has no rank yet
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
"""The note of a manifest that has no rank until what it names is here."""


def prove_manifest(submission: Submission) -> None:
    """By a publication key in force, and begun."""
    check_key(submission, "publication")
    check_begins(submission, submission.record.body.valid_from, "validFrom")


def admit_manifest(submission: Submission) -> None:
    """Stored where it is whole, set aside where it is the newest of its party that is not; else refused.

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
    """What is missing of it, after the orders that come to mind were tried; None for one that may rank."""
    issuer, counted = record.body.issuer, record.body.credential_subject.events
    missing = find_missing(view, record, read_order(view, issuer))
    if missing is not None and not names_unknown(view, record) and order_loose(view, issuer, counted):
        missing = find_missing(view, record, read_order(view, issuer))
    if missing is None:
        _check_rank(view, record)
    return missing


def _check_rank(view: RegistryView, record: Record[Manifest]) -> None:
    """No second one of its rank, and none above the newest with fewer events or log entries."""
    issuer = record.body.issuer
    party, newest = view.load_trust().party(issuer), view.newest_manifest(issuer)
    if party is None or newest is None:
        return
    rank, highest = (find_rank(one, party.lists_by_version) for one in (record, newest))
    seen = ".".join(map(str, newest.body.credential_subject.order))
    if rank is None or highest is None:
        raise RegistryError("unknown-key", "proof.verificationMethod", key=record.proof.verification_method)
    if rank == highest:
        raise RegistryError("equivocation", "credentialSubject.version", issuer=issuer, version=seen)
    fewer = goes_back(record, newest) if rank > highest else None
    if fewer is not None:
        named, known = fewer
        raise RegistryError("rollback", "credentialSubject", issuer=issuer, known=known, named=named)


def take_whole(view: RegistryView, issuer: str) -> Record[Manifest] | None:
    """The manifest that waits, if it is whole by now and may rank; then it waits no more."""
    record = find_waiting(view, issuer)
    if record is None or view.data(record.digest) is not None:
        drop_waiting(view, issuer)  # what a compromised key signed is none
        return None
    try:
        with view.connection.begin_nested():  # the order of one that may not rank is none
            if _try_whole(view, record) is not None:
                return None
    except RegistryError:
        drop_waiting(view, issuer)
        return None
    drop_waiting(view, issuer)
    return record

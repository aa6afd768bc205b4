"""Manifest: by a publication key, newer than the one here, and true of what is here."""

from dataclasses import replace

from credentials.manifest import Manifest
from credentials.record import Record
from registry.admission.status_list import check_publication_key
from registry.admission.submission import Submission
from registry.errors import RegistryError


def admit_manifest(submission: Submission) -> None:
    """A trust store with it and its issuer's events decides: counts, roots and digests must fit."""
    record: Record[Manifest] = submission.record
    check_publication_key(submission)
    issuer = record.body.issuer
    newest = submission.desk.newest_manifest(issuer)
    order = record.body.credential_subject.order
    if newest is not None and order <= newest.body.credential_subject.order:
        held = newest.body.credential_subject.order
        code = "equivocation" if order == held else "rollback"
        raise RegistryError(code, "credentialSubject.version", seen=".".join(map(str, held)))
    parts = replace(
        submission.desk.parts(), manifests=[record.data], events=submission.desk.all_events(issuer)
    )
    submission.desk.try_trust(parts)

"""Status event: by an assessment key of the credential's issuer, and able to follow what is stored."""

from credentials.times import format_time
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError
from registry.status import check_change
from registry.trees import EVENTS, count_leaves, read_leaves
from signing.merkle import merkle_root


def admit_status_event(submission: Submission) -> None:
    """A compromised key brings only what its salvage list names, whether to keep or to void."""
    record = submission.record
    key = check_key(submission, "assessment")
    if key.stand is not None and record.digest not in key.stand.keep | key.stand.void:
        since = key.method.compromised_since
        raise RegistryError(
            "key-compromised",
            "proof.verificationMethod",
            key=key.method.id,
            since=format_time(since) if since is not None else "–",
        )
    change = record.body.credential_subject
    check_change(submission.desk, record.body.issuer, change, signed=record.created)
    _check_signed_counts(submission)


def _check_signed_counts(submission: Submission) -> None:
    """A key list or manifest may already have signed what the issuer's events up to this one must be."""
    desk, issuer = submission.desk, submission.record.body.issuer
    position = count_leaves(desk.connection, issuer, EVENTS)
    counts = [count for count in desk.signed_counts(issuer) if count.count == position + 1]
    if counts:
        leaves = [*read_leaves(desk.connection, issuer, EVENTS), bytes.fromhex(submission.record.digest)]
        root = merkle_root(leaves).hex()
        if any(count.root != root for count in counts):
            raise RegistryError("digest-mismatch", by=issuer)

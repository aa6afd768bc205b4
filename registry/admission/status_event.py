"""Status event: by an assessment key of the association, and able to follow what is stored.

The credential itself need not be here: bundles carry events without credentials. Then a note says so.
"""

from credentials.times import format_time
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError
from registry.status import check_change
from registry.trees import EVENTS, count_leaves, read_leaves
from signing.merkle import merkle_root
from verifier.party_trust import Key

ABSENT = "credential-absent"
"""The note that a credential the event names is not here."""


def admit_status_event(submission: Submission) -> None:
    """The key, the state of the credential, and what the association has signed of its events."""
    record = submission.record
    _check_compromise(submission, check_key(submission, "assessment"))
    change = record.body.credential_subject
    try:
        check_change(submission.desk, record.body.issuer, change, signed=record.created)
    except RegistryError as error:
        if error.code != "unknown-credential":
            raise
        submission.notes.append(ABSENT)
    _check_signed_counts(submission)


def _check_compromise(submission: Submission, key: Key) -> None:
    """A compromised key brings what its salvage list names, and what the root has counted in a key list."""
    desk, record, stand = submission.desk, submission.record, key.stand
    if stand is None or record.digest in stand.keep | stand.void:
        return
    party = desk.trust.party(record.body.issuer)
    counted = party.newest_key_list.body.events.count if party is not None else 0
    if count_leaves(desk.connection, record.body.issuer, EVENTS) >= counted:
        since = key.method.compromised_since
        raise RegistryError(
            "key-compromised",
            "proof.verificationMethod",
            key=key.method.id,
            since=format_time(since) if since is not None else "–",
        )


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

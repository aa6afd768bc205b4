"""Status event: by an assessment key of the association. It is obeyed at once, whatever came before it.

The credential itself need not be here: bundles carry events without credentials. Then a note says so. Which
event may come next is a rule for what this registry plans and signs (registry.status): another's are admitted
in any order.
"""

from credentials.times import format_time
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError
from registry.trees import EVENTS, count_leaves
from verifier.keys import Key

ABSENT = "credential-absent"
"""The note that a credential the event names is not here."""


def admit_status_event(submission: Submission) -> None:
    """The key decides. What it names is looked for among the association's own credentials alone."""
    record, desk = submission.record, submission.desk
    _check_compromise(submission, check_key(submission, "assessment"))
    change, issuer = record.body.credential_subject, record.body.issuer
    named = [change.credential, *([change.successor] if change.successor is not None else [])]
    if any(desk.credential(issuer, credential) is None for credential in named):
        submission.notes.append(ABSENT)


def _check_compromise(submission: Submission, key: Key) -> None:
    """A compromised key brings what its salvage list names, and what the association has counted here."""
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
            since=format_time(since) if since is not None else None,
        )

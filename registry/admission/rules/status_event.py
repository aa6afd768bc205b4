"""Status event: by an assessment key of the association. It is obeyed at once, whatever came before it.

The credential itself need not be here: bundles carry events without credentials. Then a note says so. Which
event may come next is a rule for what this registry plans and signs (registry.issuing.rules.next_event):
another's are admitted in any order.
"""

from collections.abc import Sequence

from credentials.documents.status_event import StatusEvent
from credentials.kinds import KINDS
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError
from registry.view.trees import EVENTS, count_leaves

ABSENT = "credential-absent"
"""The note that a credential the event names is not here."""


def prove_status_event(submission: Submission) -> None:
    """The key decides; what a compromised one may bring is asked where the event is stored."""
    submission.key = check_key(submission, KINDS[StatusEvent.KIND].use, lambda _: True)


def note_absent(submissions: Sequence[Submission]) -> None:
    """What they name is looked for among the association's own credentials alone."""
    for issuer in {submission.record.body.issuer for submission in submissions}:
        own = [submission for submission in submissions if submission.record.body.issuer == issuer]
        named = [_find_named(submission) for submission in own]
        here = own[0].view.changeable_ids(issuer, set().union(*named))
        for submission, ids in zip(own, named, strict=True):
            if not ids <= here:
                submission.notes.append(ABSENT)


def _find_named(submission: Submission) -> set[str]:
    change = submission.record.body.credential_subject
    return {change.credential, *([change.successor] if change.successor is not None else [])}


def check_compromise(submission: Submission) -> None:
    """A compromised key brings what its salvage list names, and what the association has counted here."""
    view, record, key = submission.view, submission.record, submission.key
    party = view.load_trust().party(record.body.issuer)
    if key is None or key.stand is None or party is None or record.digest in key.stand.keep | party.keys.void:
        return
    counted = party.newest_key_list.body.events.count
    if count_leaves(view.connection, record.body.issuer, EVENTS) >= counted:
        facts = key.facts_of("key-compromised", record.created)
        raise RegistryError("key-compromised", "proof.verificationMethod", **facts)

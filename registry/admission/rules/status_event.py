"""Rule for status events: signed by an assessment key of the association, and effective at once.

The credential itself need not be here: bundles carry events without credentials. A note then reports the
absent credential. The rule for the next event binds only events that this registry plans and signs
(registry.issuing.rules.next_event): events of others are admitted in any order.
"""

from collections.abc import Sequence

from credentials.documents.status_event import StatusEvent
from credentials.kinds import KINDS
from registry.admission.submission import Submission, check_key
from registry.errors import RegistryError
from registry.view.trees import EVENTS, count_leaves

ABSENT = "credential-absent"
"""Note that a credential named by the event is not here."""


def prove_status_event(submission: Submission) -> None:
    """Check the key; `check_compromise` decides about events of a compromised key."""
    submission.key = check_key(submission, KINDS[StatusEvent.KIND].use, lambda _: True)


def note_absent(submissions: Sequence[Submission]) -> None:
    """Note each credential that an event names and the association does not have here."""
    for issuer in {submission.record.body.issuer for submission in submissions}:
        own = [submission for submission in submissions if submission.record.body.issuer == issuer]
        named_ids = [_find_named(submission) for submission in own]
        known_ids = own[0].view.changeable_ids(issuer, set().union(*named_ids))
        for submission, ids in zip(own, named_ids, strict=True):
            if not ids <= known_ids:
                submission.notes.append(ABSENT)


def _find_named(submission: Submission) -> set[str]:
    change = submission.record.body.credential_subject
    return {change.credential, *([change.successor] if change.successor is not None else [])}


def check_compromise(submission: Submission) -> None:
    """Refuse an event of a compromised key unless the salvage list keeps it or the key list voids it.

    The refusal waits until all events that the newest key list counts are here.
    """
    view, record, key = submission.view, submission.record, submission.key
    party = view.load_trust().party(record.body.issuer)
    if key is None or key.stand is None or party is None or record.digest in key.stand.keep | party.keys.void:
        return
    counted = party.newest_key_list.body.events.count
    # until all counted events are here, nobody can tell which are inside the line that the mark draws
    if count_leaves(view.connection, record.body.issuer, EVENTS) >= counted:
        facts = key.facts_of("key-compromised", record.created)
        raise RegistryError("key-compromised", "proof.verificationMethod", **facts)

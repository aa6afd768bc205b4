"""status: the state that the issuer's signed events give (time: at; docs/reference/status-event.md).

1. Only events of the same issuer for this id count. An event that does not count holds no place in the
   sequence: another may have its number.
2. Status at T is that of the highest sequence with effect by T; suspend with `until` <= T is over.
3. revoke and supersede are final; the reason of a revoke decides its legal kind. suspend and revoke may act
   before they were signed; reinstate and supersede act from max(effectiveFrom, created).
4. A gap or a repeated sequence among the events that count is a conflict. The credential is revoked all the
   same if an event revokes it by T. A counted event that is malformed or badly signed is a conflict too, and
   has no effect. A missing number is explained by an event that does not count and is void or counted. A
   loose event explains nothing: anybody may withhold it or put it there.
5. The status is incomplete if events are fewer than the issuer signed a count of, or if the witness names a
   loose event that is missing here. A final status stands all the same.
"""

from collections.abc import Iterable
from datetime import datetime

from credentials.documents.status_event import acts_from, kind_of
from credentials.times import format_time
from verifier.case import Case
from verifier.findings import failed, noted, passed, skipped, unclear
from verifier.policy import BACKDATED_AFTER
from verifier.trust.events import NO_HISTORY, Event, History
from verifier.verdict import Evidence, Finding, Result

CHECK = "status"
FINAL = ("revoked", "superseded")
_NOTICE = "notice"  # the kind by name, not by class: a certificate's verdict loads no module of another kind
_OK = passed(CHECK)


def check_status(case: Case) -> Finding:
    """Fold the events, then check that none is missing."""
    if not case.signed or case.party is None:
        return skipped(CHECK, "proof")
    return judge_history(case, case.party.history(case.record.body.id))


def judge_history(case: Case, history: History) -> Finding:
    """Return the finding of `check_status` for a history that was read."""
    finding = read_status(history, find_moment(case, history)) if history is not NO_HISTORY else _OK
    if finding.code in FINAL:
        return failed(CHECK, finding.code, **tell_end(case, finding))
    # a missing event may have ended a suspension; it cannot have ended a revocation
    shortage = case.reliance.shortage or _find_unseen(case, case.record.body.id)
    if shortage is not None:
        return shortage
    # with a correct clock the suspension may already be over
    if finding.code == "suspended" and case.is_clock_behind and not case.at_given:
        return Finding(CHECK, Result.INDETERMINATE, finding.code, finding.evidence)
    return finding


def tell_end(case: Case, finding: Finding) -> Evidence:
    """Return the evidence of an end; for a notice, add the reason: it chooses the sentence."""
    evidence = finding.evidence
    return {**evidence, "notice": evidence["reason"]} if case.kind.name == _NOTICE else evidence


def find_moment(case: Case, history: History) -> datetime:
    """Return the moment asked about, or the issuer's last signature if the clock is behind it."""
    if not case.is_clock_behind or case.at_given:
        return case.at
    return max([case.ends_by, *(event.created for event in history.events if event.counts)])


def _find_unseen(case: Case, credential: str) -> Finding | None:
    """Find a loose event of this credential that the witness names and that is missing here.

    A witness that holds more loose events than it can name leaves every credential of the issuer unclear.
    """
    witness, party = case.reliance.freshness.witness, case.party
    if witness is None or witness.sight is None or party is None:
        return None
    by, sight = witness.party.issuer, witness.sight
    for event in sight.loose:
        if event.credential == credential and event.digest not in party.events.digests:
            return unclear(CHECK, "status-incomplete", kind="loose", by=by, digest=event.digest)
    if sight.is_cut:
        here = len(sight.loose)
        return unclear(CHECK, "status-incomplete", kind="cut", by=by, known=here, named=sight.loose_count)
    return None


def read_status(history: History, at: datetime) -> Finding:
    """Return the status at `at` of the credential with this history."""
    finding = fold_events(history.events, at)
    if finding.outcome is Result.FAILED:
        return finding
    if history.broken:
        return unclear(CHECK, "status-conflict", kind="no-event", digest=history.broken[0])
    if history.unknown and finding.code == _OK.code:
        newer = history.unknown[0]
        return noted(
            CHECK, "newer-than-trust-data", kind="event", key=newer.key, created=format_time(newer.created)
        )
    return finding


def effective(event: Event) -> datetime:
    """Return the time from which an event acts."""
    return acts_from(event.change.action, event.change.effective_from, event.created)


def fold_events(events: Iterable[Event], at: datetime) -> Finding:
    """Return the status at `at` from the events of one credential, in any order."""
    by_digest = {event.digest: event for event in events}
    # rule 4: two events share a number, or no event explains a missing number
    sequence: dict[int, Event] = {}
    conflict: Finding | None = None
    counting = [event for event in by_digest.values() if event.counts]
    counting.sort(key=lambda event: event.change.sequence)
    for event in counting:
        if sequence.setdefault(event.change.sequence, event) is not event:
            conflict = unclear(CHECK, "status-conflict", kind="repeated", number=event.change.sequence)
    if len(sequence) != max(sequence, default=0):
        known = sequence.keys() | {event.change.sequence for event in by_digest.values() if event.explains}
        missing = next((number for number in range(1, max(sequence)) if number not in known), None)
        if missing is not None:
            conflict = unclear(CHECK, "status-conflict", kind="gap", number=missing)
    # rules 2 and 3: the highest sequence with effect by `at` decides
    acting = [event for event in counting if effective(event) <= at]
    for event in acting:
        if event.change.action == "revoke":
            return _final("revoked", event, kind=kind_of(event.change.reason))
        # in a conflict only a revoke is believed
        if event.change.action == "supersede" and conflict is None:
            return _final("superseded", event, successor=event.change.successor)
    if conflict is not None:
        return conflict
    return _of_last(acting, at)


def _of_last(acting: list[Event], at: datetime) -> Finding:
    if not acting:
        return _OK
    event = acting[-1]
    until = event.change.until
    if event.change.action == "reinstate" and event.created - event.change.effective_from > BACKDATED_AFTER:
        return noted(
            CHECK,
            "backdated",
            kind="reinstatement",
            since=format_time(event.change.effective_from),
            created=format_time(event.created),
        )
    if event.change.action == "reinstate":
        return noted(CHECK, "reinstated", since=format_time(effective(event)), reason=event.change.reason)
    if until is not None and until <= at:
        return noted(CHECK, "reinstated", since=format_time(until), reason=event.change.reason)
    return failed(
        CHECK,
        "suspended",
        since=format_time(event.change.effective_from),
        signed=format_time(event.created),
        reason=event.change.reason,
        until=format_time(until) if until is not None else None,
    )


def _final(code: str, event: Event, **how: str | None) -> Finding:
    return failed(
        CHECK,
        code,
        since=format_time(effective(event)),
        signed=format_time(event.created),
        reason=event.change.reason,
        **how,
    )

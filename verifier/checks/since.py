"""since: changes to the credential after the moment asked about (docs/reference/checks.md).

The note changes no outcome: the answer is about that moment. It reports an end, in force or announced, else
that a suspension is over. It leaves out the end of the term, which the credential states, and a compromised
key, which decides the verdict at any moment.
"""

from collections.abc import Iterator
from datetime import datetime

from verifier.case import Case
from verifier.checks.status import FINAL, effective, find_moment, fold_events, tell_end
from verifier.codes import SINCE
from verifier.findings import noted
from verifier.trust.events import NO_HISTORY, History
from verifier.verdict import Finding, Result

_OVER = ("reinstated", "backdated")


def find_since(case: Case) -> Finding | None:
    """Return the note on later changes, None where there are none."""
    if not case.signed or case.party is None:
        return None
    history = case.party.history(case.record.body.id)
    if history is NO_HISTORY:
        return None
    then = fold_events(history.events, find_moment(case, history))
    if then.code in FINAL:
        return None
    later = [status for at in _moments(case, history) if (status := fold_events(history.events, at)) != then]
    ended = next((end for end in later if end.outcome is Result.FAILED), None)
    if ended is not None:
        kind = ended.code if ended.code != "revoked" else ended.evidence["kind"]
        return noted(SINCE, "ended-since", **{**tell_end(case, ended), "kind": kind})
    over = next((change for change in later if change.code in _OVER), None)
    if over is None:
        return None
    return noted(SINCE, "reinstated-since", since=over.evidence.get("created", over.evidence["since"]))


def _moments(case: Case, history: History) -> Iterator[datetime]:
    """Yield now (the issuer's last event if the clock is behind), then the last change if it is later."""
    counting = [event for event in history.events if event.counts]
    behind = [event.created for event in counting] if case.is_clock_behind else []
    now = max([case.at, case.now, *behind])
    yield now
    last = max(map(effective, counting), default=now)
    if now < last:
        yield last

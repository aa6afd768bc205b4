"""Standings of credentials without a fault, from their rows and their events' rows: no record is read.

Admission has checked the form and the signature of each event. What remains is checked as for a record
(registry.lookup.standing): its key, the trust data, missing events. Most credentials agree in everything that
the answer depends on, so one judgement covers them all.
"""

from collections.abc import Iterator
from datetime import datetime
from typing import Any, NamedTuple, cast

from api.answers.counting.month_ends import Span, read_month
from api.answers.questions import POLICY
from credentials.documents.status_event import StatusChange
from credentials.kinds import ASSESSMENTS, KINDS
from credentials.record import Record
from credentials.times import CHINA
from registry.admission.group_rows import month_at
from registry.admission.record_rows import key_fragment
from registry.lookup.counts import ChangedCredential, FiledEvent, find_phase
from registry.lookup.standing import Standing, find_doubt
from verifier import TrustStore
from verifier.case import Case
from verifier.checks.freshness import check_freshness
from verifier.checks.status import judge_history
from verifier.checks.validity_period import check_validity_period
from verifier.policy import CLOCK_TOLERANCE
from verifier.reliance.snapshot import take_snapshot
from verifier.trust.events import Event, History
from verifier.trust.keys import PartyKeys


class FiledCredential(NamedTuple):
    """Members that the checks read of a credential whose record is not loaded."""

    id: str
    valid_from: datetime
    valid_until: datetime

    @property
    def body(self) -> "FiledCredential":
        """Return itself: the checks read nothing else of a record."""
        return self


class FiledStanding(NamedTuple):
    """Standing of a credential, its span by its term alone, and the parts of that span that its events
    leave."""

    standing: str
    whole: Span
    spans: tuple[Span, ...]


class FiledStandings:
    """The standings of an issuer's credentials at `now`."""

    def __init__(self, trust: TrustStore, issuer: str, now: datetime) -> None:
        snapshot = take_snapshot(trust, now)
        reliance, kind = snapshot.reliance(issuer, None, POLICY), KINDS[ASSESSMENTS[0]]
        self._party, self._doubt = trust.party(issuer), find_doubt(trust, issuer, now)
        keys = self._all_keys = self._party.keys if self._party is not None else PartyKeys(())
        self._keys = {key_fragment(method_id): key for method_id, key in keys.items()}
        self._case = Case(
            cast("Record[Any]", None), trust, snapshot, reliance, POLICY, now, now, False, None, None, None,
            now, issuer, kind, self._party, signed=True,
        )  # fmt: skip
        self._reliance = (reliance.agreement, check_freshness(self._case))
        self._now = int(now.timestamp())
        self._future = int((now + CLOCK_TOLERANCE).timestamp())
        witness = reliance.freshness.witness
        loose = witness.sight.loose if witness is not None and witness.sight is not None else ()
        self._named = {item.credential for item in loose}
        self._standings: dict[object, str] = {}
        self._spans: dict[object, tuple[Span, ...]] = {}

    def find(self, changed: ChangedCredential) -> FiledStanding | None:
        """Return the standing of a credential; None where the record or an event must be read."""
        judged = self._judge(changed)
        if judged is None:
            return None
        moments = (changed.created, changed.valid_from, changed.valid_until)
        whole = Span.of_term(*(read_month(month_at(moment)) for moment in moments))
        acts = (*((e.sequence, e.action, _month(e.since), _month(e.until)) for e in judged),)
        spans = self._spans.get((whole, acts))
        if spans is None:
            history = _read_history(changed.id, judged)
            spans = self._spans[whole, acts] = (*whole.split(history),)
        return FiledStanding(self._stand(changed, judged), whole, spans)

    def _judge(self, changed: ChangedCredential) -> "_Judged | None":
        """Return the credential's events in the trust data; None where one of them does not count, and the
        caller must read them all."""
        if self._party is None or self._doubt.is_about(changed.key, changed.created):
            return None
        wanted, judged = self._party.events.digests_of(changed.id), []
        for event in changed.events:
            if event.digest not in wanted:
                continue
            key, created = self._keys.get(event.key), _moment(event.created)
            if key is None or not self._all_keys.lets_count(key, event.action, created, event.digest):
                return None
            judged.append(event)
        return judged if len(judged) == len(wanted) else None

    def _stand(self, changed: ChangedCredential, judged: "_Judged") -> str:
        now, case = self._now, self._case
        if case.is_clock_behind or changed.id in self._named:
            return self._ask(changed, judged)
        alike = (
            find_phase(changed.valid_from, changed.valid_until, now),
            changed.created > self._future,
            *(
                (e.sequence, e.action, e.since <= now, e.until is not None and e.until <= now, e.reason)
                for e in judged
            ),
        )
        standing = self._standings.get(alike)
        if standing is None:
            standing = self._standings[alike] = self._ask(changed, judged)
        return standing

    def _ask(self, changed: ChangedCredential, judged: "_Judged") -> str:
        case = self._case
        term = (_moment(changed.valid_from), _moment(changed.valid_until))
        case.record = cast("Record[Any]", FiledCredential(changed.id, *term))
        case.created = _moment(changed.created)
        agreement, freshness = self._reliance
        status = judge_history(case, _read_history(changed.id, judged))
        return Standing.of((agreement, check_validity_period(case), status, freshness)).word


_Judged = list[FiledEvent]


def _read_history(credential: str, judged: _Judged) -> History:
    def read() -> Iterator[Event]:
        for filed in judged:
            change = StatusChange.model_construct(
                type="StatusEvent",
                credential=credential,
                sequence=filed.sequence,
                action=cast("Any", filed.action),
                # the time it takes effect; its other statements on time do not matter here
                effective_from=_moment(filed.since),
                until=_moment(filed.until) if filed.until is not None else None,
                reason=cast("Any", filed.reason),
                successor=None,
            )
            yield Event(change, _moment(filed.created), filed.digest, counts=True)

    return History((*read(),))


def _moment(seconds: int) -> datetime:
    return datetime.fromtimestamp(seconds, CHINA)


def _month(seconds: int | None) -> str | None:
    return month_at(seconds) if seconds is not None else None

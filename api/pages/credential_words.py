"""Credentials in words: the recognition of each category by each party, and the history."""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from datetime import datetime
from typing import NamedTuple

from api.answers.standings.enterprises import Holding
from api.visit import Visit
from api.words import Say
from credentials.documents.agreement import Party
from credentials.documents.agreement_names import word_for_action
from credentials.documents.assessment import Assessment
from credentials.documents.status_event import StatusEvent, acts_from
from credentials.errors import RecordError
from credentials.h1 import encode_h1
from credentials.record import Record
from credentials.words.closed_lists import REASONS, word_for
from credentials.words.days import format_end
from verifier import Recognised, TrustStore, Verdict
from verifier.reasons import find_ended_since, find_reasons, format_finding, group_recognised

WAITING = ("suspended", "not-yet-valid", "unclear")
"""Standings of credentials that do not count today and may count later."""

PAST = ("revoked", "superseded", "expired", "invalid")
"""The standings of credentials that will not count again."""


class Download(NamedTuple):
    """A file of a credential; no `paper` is made of a revoked, suspended or expired one."""

    name: str
    address: str
    paper: bool


DOWNLOADS = (
    Download("certificate_pdf", "/api/v1/credentials/{digest}/certificate.pdf", True),
    Download("label_png", "/api/v1/credentials/{digest}/label.png", True),
    Download("qr_svg", "/api/v1/credentials/{digest}/qr.svg", True),
    Download("credential_json", "/api/v1/records/{digest}", False),
)
"""The files on offer on the pages of an enterprise and of a credential, in this order."""


class Counted(NamedTuple):
    """Recognition of one category under one scheme of one party; `why` gives the reason where `grade` is
    empty."""

    grade: str
    scheme: str
    category: str
    clause: str
    own: bool
    why: str


class RecognitionRow(NamedTuple):
    """One category, empty for credit; the entries stand in the order of the parties."""

    category: str
    cells: list[list[Counted]]


class Step(NamedTuple):
    """One step of a history, the newest first; a signature may have a tone."""

    when: datetime
    text: str
    digest: str
    tone: str = ""


_TONES = {"suspend": "warn", "reinstate": "ok", "revoke": "no", "supersede": "warn"}


def issuer_first(issuer: str, visit: Visit) -> list[Party]:
    """Return the parties of the agreement in force, the credential's issuer first."""
    return sorted(visit.names.text.parties, key=lambda party: party.id != issuer)


def tabulate(holding: Holding, parties: Iterable[Party], visit: Visit, say: Say) -> list[RecognitionRow]:
    """Return, row by row, how each party recognises each category of a credential."""
    categories = holding.record.body.credential_subject.assessment.categories
    by_party = [_cells(holding.verdicts[party.id], categories, visit, say) for party in parties]
    return [
        RecognitionRow(category or "", [cells[category] for cells in by_party]) for category in categories
    ]


def _cells(
    verdict: Verdict, categories: Sequence[str | None], visit: Visit, say: Say
) -> dict[str | None, list[Counted]]:
    grouped = group_recognised(verdict.recognised)
    finding = next(f for f in verdict.findings if f.check == "recognition")
    reason = format_finding(finding, visit.names)
    return {
        category: [_counted(entry, visit, say) for entry in grouped[category]]
        if category in grouped
        else [Counted("", "", "", "", False, reason)]
        for category in categories
    }


def _counted(entry: Recognised, visit: Visit, say: Say) -> Counted:
    clause = entry.clause or ""
    if entry.grade is None:
        return Counted("", "", "", clause, False, say("by_clause_none" if clause else "no_clause"))
    category = entry.to_category if entry.to_category not in (None, entry.category) else None
    names = visit.names
    scheme, grade = names.scheme(entry.scheme), names.grade(entry.scheme, entry.grade)
    return Counted(grade, scheme, category or "", clause, entry.how == "own", "")


def tell_reason(verdict: Verdict, visit: Visit) -> str:
    """Return the deciding reason of the verdict; empty where nothing speaks against the credential."""
    finding, _ = find_reasons(verdict)
    return format_finding(finding, visit.names) if finding is not None else ""


def tell_decisive(verdict: Verdict, visit: Visit) -> str:
    """Return why the credential is not valid, or that it was ended after the time asked about; else an
    empty text."""
    ended = find_ended_since(verdict)
    return tell_reason(verdict, visit) or (format_finding(ended, visit.names) if ended is not None else "")


def tell_notes(verdict: Verdict, visit: Visit) -> list[str]:
    """Return the further notes for a person, without the recognition, which the page shows by category."""
    _, others = find_reasons(verdict)
    return [format_finding(finding, visit.names) for finding in others if finding.check != "recognition"]


def changes_of(holding: Holding, trust: TrustStore) -> Iterator[datetime]:
    """Yield the moments at which something that is signed already may change what a page says of this."""
    yield from (holding.record.body.valid_from, holding.record.body.valid_until)
    for event in holding.events:
        change = event.body.credential_subject
        yield acts_from(change.action, change.effective_from, event.created)
        yield from (change.until,) if change.until is not None else ()
    yield from list_changes(trust)


def list_changes(trust: TrustStore) -> Iterator[datetime]:
    """Yield the moments at which an agreement or a decline, signed already, begins or ends to act."""
    yield from trust.chain.boundaries
    for party in trust.parties.values():
        for decline in party.newest_key_list.body.declines:
            yield from (decline.since, *((decline.until,) if decline.until is not None else ()))


class PartyColumn(NamedTuple):
    """A column of recognitions: its heading, its label on a phone, whether the party is the issuer."""

    head: str
    label: str
    own: bool


def columns_of(parties: Sequence[Party], issuer: str, visit: Visit, say: Say) -> list[PartyColumn]:
    """Return a column for each party."""
    called = name_homes(parties, visit)
    return [
        PartyColumn(
            say("at_home" if party.id == issuer else "here_as", region=called[party.id]),
            called[party.id],
            party.id == issuer,
        )
        for party in parties
    ]


def name_homes(parties: Sequence[Party], visit: Visit) -> dict[str, str]:
    """Return the names in a choice of home: the region, or the party's name where two share a region."""
    shared = Counter(party.region for party in parties)
    return {
        party.id: visit.names.region(party.id) if shared[party.region] == 1 else visit.names.party(party.id)
        for party in parties
    }


def format_code(record: Record[Assessment]) -> str | None:
    """Return the code to put after `#` in the address of the verify page, so that the page shows the
    answer; None if it is too large."""
    try:
        return encode_h1(record.value)
    except RecordError:
        return None


def tell_history(holdings: Iterable[Holding], visit: Visit, say: Say) -> list[Step]:
    """Return the history of these credentials, newest first."""
    steps = [step for holding in holdings for step in _steps(holding, visit, say)]
    return sorted(steps, key=lambda step: (step.when, step.digest), reverse=True)


def _steps(holding: Holding, visit: Visit, say: Say) -> Iterator[Step]:
    body, names = holding.record.body, visit.names
    assessment = body.credential_subject.assessment
    number = assessment.certificate_number
    issued = say(
        "step_issued",
        party=names.party(body.issuer),
        scheme=names.scheme(assessment.scheme),
        grade=names.grade(assessment.scheme, assessment.grade),
        number=number,
        period=visit.period(body.valid_from, body.valid_until),
    )
    yield Step(holding.record.created, issued, holding.record.digest)
    yield from tell_changes(number, holding.events, visit, say)
    if holding.standing.name == "expired":
        ended = say("step_expired", number=number, day=format_end(body.valid_until))
        yield Step(body.valid_until, ended, holding.record.digest, "no")


def tell_changes(
    called: str, events: Iterable[Record[StatusEvent]], visit: Visit, say: Say
) -> Iterator[Step]:
    """Yield one step for each status event on the record that the page calls `called`, in their order."""
    names = visit.names
    for event in events:
        change = event.body.credential_subject
        text = say(
            "step_changed",
            number=called,
            action=word_for_action(change, visit.lang),
            period=visit.period(acts_from(change.action, change.effective_from, event.created), change.until),
            reason=word_for(REASONS, change.reason, visit.lang),
            party=names.party(event.body.issuer),
        )
        yield Step(event.created, text, event.digest, _TONES[change.action])


class Contradiction(NamedTuple):
    """Credentials that give the same categories of a scheme different grades; the category of credit is
    None."""

    scheme: str
    categories: list[str | None]
    holdings: list[Holding]


def find_contradictions(holdings: Iterable[Holding]) -> list[Contradiction]:
    """Return the categories with two unlike grades; categories graded by the same credentials stand
    together."""
    by_category: dict[tuple[str, str | None], list[Holding]] = {}
    for holding in holdings:
        assessment = holding.record.body.credential_subject.assessment
        for category in dict.fromkeys(assessment.categories):
            by_category.setdefault((assessment.scheme, category), []).append(holding)
    contradictions: dict[tuple[str, ...], Contradiction] = {}
    for (scheme, category), several in by_category.items():
        if len({other.record.body.credential_subject.assessment.grade for other in several}) > 1:
            key = (scheme, *(other.record.digest for other in several))
            contradictions.setdefault(key, Contradiction(scheme, [], several)).categories.append(category)
    return [*contradictions.values()]


def successor_of(holding: Holding) -> str | None:
    """Return the id of the credential that replaced this one, if any."""
    successors = (event.body.credential_subject.successor for event in reversed(holding.events))
    return next((successor for successor in successors if successor is not None), None)


def offer(holding: Holding, *, printable: bool) -> list[tuple[str, str]]:
    """Return the files of a credential, each as the name of its link text and its address."""
    return [
        (item.name, item.address.format(digest=holding.record.digest))
        for item in DOWNLOADS
        if printable or not item.paper
    ]

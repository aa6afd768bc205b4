"""Year report of the desk: what was signed, decided and answered in a period, as tables of numbers.

The tables are those of `carriers.year_report`, which the statistics print as well.
"""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from api.words import speaker
from carriers.year_report.content import YearReport, YearTable
from credentials.documents.agreement_names import AgreementNames, word_for_action
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.status_event import StatusChange, StatusEvent
from credentials.kinds import ASSESSMENTS
from credentials.record import Record
from credentials.words.closed_lists import KINDS, REASONS, VOLUNTARY, word_for
from credentials.words.days import format_days, format_moment
from desk.inbox.entries import APPLICATION, OBJECTION, InboxEntry, list_entries
from desk.office.journal import list_journal
from desk.office.people import find_people
from desk.office.statements import list_statements
from desk.supervision.cares import load_acts
from desk.supervision.judge import RESULTS
from desk.supervision.sheet import RESULT_WORDS
from desk.web.visits import DeskVisit
from desk.web.years.period import Period
from registry.lookup.journal import find_signatures, read_signed
from registry.lookup.lookup import list_credentials
from registry.lookup.standing import find_filed_standing
from signing.errors import Lang
from verifier.desk.words import STATED

_speak = speaker("desk")
_STATES = ("new", "half-refused", "refused", "accepted", "half-answered")


@dataclass(slots=True)
class PeriodCounts:
    """Counts of a period; signed ones can be counted again from public records, the others cannot."""

    period: Period
    issued: Counter[str] = field(default_factory=Counter)
    """By scheme."""
    valid: Counter[tuple[str, str]] = field(default_factory=Counter)
    """Certificates in force at the end of the period, now at most, by scheme and grade."""
    holders: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """Their enterprises, by credit code."""
    expired: int = 0
    """Certificates whose term ended within the period."""
    changes: list[tuple[str, StatusChange]] = field(default_factory=list)
    """With their schemes."""
    notices: int = 0
    items: int = 0
    others: Counter[str] = field(default_factory=Counter)
    """Further records, by kind."""
    stated: Counter[tuple[str, str]] = field(default_factory=Counter)
    """By person and decision."""
    entries: Sequence[InboxEntry] = ()
    supervised: Counter[str] = field(default_factory=Counter)
    """Certificates supervised on days of the period, by result."""
    emergencies: int = 0
    alone: Sequence[int] = ()
    """Versions of people lists under which one person decided."""
    undecided: int = 0


def count_period(visit: DeskVisit, period: Period, undecided: int) -> PeriodCounts:
    """Count a period; `undecided` is the number of records that nobody decided, as of now."""
    desk, counts = visit.service.desk, PeriodCounts(period, undecided=undecided)
    signed = find_signatures(desk.registry, [desk.issuer], since=period.since)
    for _, record, about in read_signed(
        desk.registry, [entry for entry in signed if period.covers(entry.created)]
    ):
        _count_record(counts, record, about)
    _count_valid(visit, counts)
    since, until = period.since, period.until
    people, cares, statements, counts.entries, acts = desk.read(
        lambda view: (
            find_people(view),
            load_acts(view),
            list_statements(view, since=since, until=until),
            list_entries(view, since, until),
            list_journal(view, since=since, until=until),
        )
    )
    counts.supervised.update(
        act.act
        for noted in cares.values()
        # of several results of one day the last one counts, as on the page of supervision
        for act in {act.day: act for _, act in noted if act.act in RESULTS}.values()
        if period.first <= act.day <= period.last
    )
    counts.stated.update((statement.body.by, statement.body.decision) for statement in statements)
    counts.emergencies = sum(act.act == "emergency" for act in acts)
    bodies = [record.body for record in people.lists.values() if record.created < until]
    counts.alone = [body.version for body in bodies if body.alone]
    return counts


def _count_valid(visit: DeskVisit, counts: PeriodCounts) -> None:
    trust, period, registry = visit.visit.trust, counts.period, visit.service.desk.registry
    for record in list_credentials(registry, visit.service.desk.issuer):
        body = record.body
        standing = find_filed_standing(record, trust, min(visit.now, period.until)).name
        if standing == "active":
            place = body.scheme, body.grade
            counts.valid[place] += 1
            counts.holders.setdefault(place, set()).add(body.holder_code)
        # the end of a term is no act of anybody: whatever ended earlier is not counted again
        counts.expired += standing == "expired" and period.covers(body.valid_until)


def _count_record(counts: PeriodCounts, record: Record[Any], about: Record[Any] | None) -> None:
    body = record.body
    if body.KIND in ASSESSMENTS:
        counts.issued[body.scheme] += 1
    elif isinstance(body, StatusEvent):
        scheme = getattr(about.body if about is not None else None, "scheme", "–")
        counts.changes.append((scheme, body.credential_subject))
    elif isinstance(body, ListNotice):
        counts.notices += 1
        counts.items += len(body.credential_subject.items)
    else:
        counts.others[body.KIND] += 1


def write_report(visit: DeskVisit, counts: PeriodCounts, lang: Lang) -> YearReport:
    """Return the report in one language."""
    return _ReportWriter(visit, counts, lang).write()


class _ReportWriter:
    def __init__(self, visit: DeskVisit, counts: PeriodCounts, lang: Lang) -> None:
        self._visit, self._counts, self._lang = visit, counts, lang
        self._say = _speak("year", lang)
        self._names = AgreementNames(visit.visit.names.text, lang)

    def write(self) -> YearReport:
        say, period = self._say, self._counts.period
        what, number = say("what_head"), say("number_head")
        decisions = [word_for(STATED, decision, self._lang) for decision in STATED]
        return YearReport(
            title=say("report_title", days=format_days(period.first, period.last, self._lang)),
            about=say("about_sheet"),
            facts=(
                (say("association"), self._names.party(self._visit.service.desk.issuer)),
                (say("counted_at"), format_moment(self._visit.now)),
            ),
            notes=(say("signed_note"), say("desk_note"), VOLUNTARY[self._lang == "zh"]),
            tables=(
                _table(say("sum_sheet"), (what, number), self._sums(), say("undecided_note")),
                _table(
                    say("valid_sheet"),
                    (say("scheme"), say("grade_head"), number, say("enterprises_head")),
                    self._valid(),
                    say("valid_note"),
                ),
                _table(say("change_sheet"), (say("scheme"), what, say("why_head"), number), self._changes()),
                _table(
                    say("person_sheet"), (say("person_head"), *decisions, say("all_head")), self._persons()
                ),
                _table(say("inbox_sheet"), (what, say("state_head"), number), self._inbox()),
            ),
            example="",
        )

    def _sums(self) -> Iterator[tuple[str, int]]:
        say, counts = self._say, self._counts
        changes = [change for _, change in counts.changes]
        yield say("sum_issued"), counts.issued.total()
        yield say("sum_renewed"), sum(change.reason == "renewal" for change in changes)
        yield from Counter(word_for_action(change, self._lang) for change in changes).items()
        yield say("sum_expired"), counts.expired
        yield say("sum_notices"), counts.notices
        yield say("sum_items"), counts.items
        for kind, number in sorted(counts.others.items()):
            word = word_for(KINDS, kind, self._lang)
            yield word[:1].upper() + word[1:], number
        for result, words in RESULT_WORDS.items():
            word = words[self._lang == "zh"]
            yield say("sum_supervised", result=word), counts.supervised[result]
        for kind in (OBJECTION, APPLICATION):
            yield say(f"sum_{kind}"), sum(entry.kind == kind for entry in counts.entries)
        yield say("sum_decisions"), counts.stated.total()
        yield say("sum_emergency"), counts.emergencies
        yield say("sum_alone"), len(counts.alone)
        yield say("sum_undecided"), counts.undecided

    def _valid(self) -> Iterator[tuple[str, str, int, int]]:
        counts, names = self._counts, self._names
        for (scheme, grade), number in sorted(counts.valid.items()):
            holders = len(counts.holders[scheme, grade])
            yield names.scheme(scheme), names.grade(scheme, grade), number, holders
        if len(counts.valid) > 1:
            yield self._say("all_head"), "", counts.valid.total(), len(set().union(*counts.holders.values()))

    def _changes(self) -> Iterator[tuple[str, str, str, int]]:
        yield from (
            (self._names.scheme(scheme), self._say("sum_issued"), "", number)
            for scheme, number in sorted(self._counts.issued.items())
        )
        rows: Counter[tuple[str, str, str]] = Counter()
        for scheme, change in self._counts.changes:
            reason = word_for(REASONS, change.reason, self._lang)
            rows[self._names.scheme(scheme), word_for_action(change, self._lang), reason] += 1
        yield from ((*row, number) for row, number in sorted(rows.items()))

    def _persons(self) -> Iterator[tuple[str | int, ...]]:
        by: Mapping[tuple[str, str], int] = self._counts.stated
        for person in sorted({person for person, _ in by}):
            numbers = [by[person, decision] for decision in STATED]
            yield (self._visit.name_of(person), *numbers, sum(numbers))

    def _inbox(self) -> Iterator[tuple[str, str, int]]:
        rows: Counter[tuple[str, str]] = Counter()
        for entry in self._counts.entries:
            result = entry.weighed.result if entry.state == "answered" else None
            state = self._say(f"result_{result}") if result is not None else self._say(f"entry_{entry.state}")
            rows[self._say(f"kind_{entry.kind}"), state] += 1
        yield from ((*row, number) for row, number in sorted(rows.items()))


def _table(sheet: str, heads: Sequence[str], rows: Iterator[Any], note: str = "") -> YearTable:
    lines = (*rows,)
    names = sum(isinstance(cell, str) for cell in lines[0]) if lines else 1
    return YearTable(sheet, note, (*heads,), names, lines)

"""Content of a year report: every word and number in one language, from the counts alone.

Names of associations, schemes and grades come from the agreement. Nothing here reads a clock: the same counts
under the same agreement give the same report.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple, Protocol

from carriers.year_report.numbers import Dimension, MeasuredYear, NumberRow, NumberTable, YearEnd, tabulate
from carriers.year_report.words import LABELS, SENTENCES
from credentials.documents.agreement import Scheme
from credentials.documents.agreement_names import AgreementNames
from credentials.times import CHINA
from credentials.words.closed_lists import NOT_ADDED, STANDINGS, VOLUNTARY, word_for
from credentials.words.regions import region_name
from signing.errors import Lang


class LogCounted(Protocol):
    """The counted part of an association's log, such as a `HeadCounted`."""

    @property
    def issuer(self) -> str: ...
    @property
    def size(self) -> int: ...
    @property
    def root(self) -> str: ...


class SignedEdition(NamedTuple):
    """The signed report whose log heads and moment are used."""

    issuer: str
    edition: int
    digest: str
    signed_at: datetime


@dataclass(frozen=True, slots=True)
class YearSource:
    """The basis of the numbers: years oldest first, the last of them the one that is reported.

    `counts` is the SHA-256 of all that was counted at `counted_at`; `edition` is None where nobody signed it.
    """

    ends: Sequence[YearEnd]
    logs: Sequence[LogCounted]
    counted_at: datetime
    counts: str
    edition: SignedEdition | None
    source_file: str
    """The name of the file beside the report, from which anybody can count again."""
    example: bool
    lang: Lang | None = None
    """The one language asked for; None for both."""


@dataclass(frozen=True, slots=True)
class YearTable:
    """A table; `sheet` is its short title, `names` the number of text columns at the left."""

    sheet: str
    note: str
    head: tuple[str, ...]
    names: int
    rows: tuple[tuple[str | int | None, ...], ...]


@dataclass(frozen=True, slots=True)
class YearReport:
    """A year report in one language."""

    title: str
    about: str
    facts: tuple[tuple[str, str], ...]
    notes: tuple[str, ...]
    tables: tuple[YearTable, ...]
    example: str


def write_year_report(source: YearSource, names: AgreementNames) -> YearReport:
    """Return the report in the language of `names`. Raises nothing for counts of at least one year."""
    lang = names.lang
    issuers = _in_order([party.id for party in names.text.parties], [log.issuer for log in source.logs])
    writer = _Writer(
        names, source, [issuer for issuer in issuers if issuer in {log.issuer for log in source.logs}]
    )
    return YearReport(
        title=SENTENCES["title"][lang].format(year=source.ends[-1].year),
        about=word_for(LABELS, "about", lang),
        facts=(*writer.facts(),),
        notes=(*writer.notes(),),
        tables=(*map(writer.table, tabulate(source.ends, writer.issuers)),),
        example=word_for(LABELS, "example", lang) if source.example else "",
    )


class _Writer:
    """Words of one report in one language."""

    def __init__(self, names: AgreementNames, source: YearSource, issuers: Sequence[str]) -> None:
        self._names, self._source, self.issuers = names, source, issuers
        self._lang: Lang = names.lang
        short = [names.region(issuer) for issuer in issuers]
        self._called = {
            issuer: region if short.count(region) == 1 else names.party(issuer)
            for issuer, region in zip(issuers, short, strict=True)
        }

    def _word(self, code: str) -> str:
        return word_for(LABELS, code, self._lang)

    def _say(self, code: str, **facts: object) -> str:
        return SENTENCES[code][self._lang].format(**facts)

    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield the facts of the count: the report, its time, and the logs."""
        source, edition = self._source, self._source.edition
        if edition is not None:
            who = self._names.party(edition.issuer)
            yield self._word("report"), self._say("edition", who=who, edition=edition.edition)
            yield self._word("signed"), _moment(edition.signed_at)
            yield self._word("digest"), edition.digest
        yield self._word("counted"), _moment(source.counted_at)
        for log in source.logs:
            who = self._names.party(log.issuer)
            yield self._say("log", who=who), self._say("head", size=f"{log.size:,}", root=log.root)
        yield self._word("counts"), source.counts
        yield self._word("file"), source.source_file
        yield self._word("recheck"), f"huren statistics recheck {source.source_file}"
        chosen = f" --lang {source.lang}" if source.lang is not None else ""
        again = f"huren statistics year-report {source.ends[-1].year} --report {source.source_file}{chosen}"
        yield self._word("again"), again

    def notes(self) -> Iterator[str]:
        """Yield explanations of the numbers, and of their limits."""
        source, end = self._source, self._source.ends[-1]
        if source.edition is None:
            yield self._say("unsigned")
        yield self._say("what")
        yield self._say("in-force")
        facts = {"year": end.year, "at": _moment(end.at), "counted": _moment(source.counted_at)}
        yield self._say("running" if end.at == source.counted_at else "over", **facts)
        if len(source.ends) > 1:
            yield self._say("before", first=source.ends[0].year)
        yield self._say("official")
        yield VOLUNTARY[self._lang == "zh"]

    def table(self, table: NumberTable) -> YearTable:
        """Return a table of numbers in words, in the order of the agreement."""
        heads = self._key_heads(table.dimension)
        rows = sorted(table.rows, key=lambda row: self._rank(table.dimension, row))
        every = self._word("every")
        row_heads = [
            (self._called[row.issuer] if row.issuer else every, *self._key(table.dimension, row.key))
            for row in rows
        ]
        notes = {"category": self._say("categories"), "enterprise": NOT_ADDED[self._lang == "zh"]}
        sheet = self._word("enterprises") if table.dimension == "enterprise" else ""
        return YearTable(
            sheet=sheet or (heads[-1] if heads else self._word("association")),
            note=notes.get(table.dimension, ""),
            head=(self._word("association"), *heads, *map(self._column, table.columns)),
            names=1 + len(heads),
            rows=(
                *((*words, *row.numbers) for words, row in zip(row_heads, rows, strict=True)),
                *(self._total(rows) if table.dimension == "issuer" else ()),
            ),
        )

    def _total(self, rows: Sequence[NumberRow]) -> Iterator[tuple[str | int, ...]]:
        """Yield the total of all associations, where there are several."""
        if len(rows) > 1:
            columns = zip(*(row.numbers for row in rows), strict=True)
            yield (self._word("all"), *(sum(number or 0 for number in column) for column in columns))

    def _column(self, column: MeasuredYear) -> str:
        return self._say(f"column-{column.measure}", year=column.year)

    def _key_heads(self, dimension: Dimension) -> tuple[str, ...]:
        if dimension == "issuer":
            return ()
        if dimension == "enterprise":
            return tuple(self._word(f"head-{name}") for name in ("scheme", "category", "grade"))
        own = self._word(f"head-{dimension}")
        return (self._word("head-scheme"), own) if dimension in ("category", "grade") else (own,)

    def _key(self, dimension: Dimension, key: tuple[str, ...]) -> tuple[str, ...]:
        match dimension:
            case "region":
                return (region_name(key[0], self._lang),)
            case "scheme":
                return (self._names.scheme(key[0]),)
            case "category":
                return (self._names.scheme(key[0]), self._names.category(key[1]))
            case "grade":
                return (self._names.scheme(key[0]), self._names.grade(*key))
            case "enterprise":
                scheme, category, grade = key
                every = self._word("every")
                return (
                    self._names.scheme(scheme) if scheme else every,
                    self._names.category(category) if category else every,
                    self._names.grade(scheme, grade) if grade else every,
                )
            case "standing":
                return (word_for(STANDINGS, key[0], self._lang),)
        return key

    def _rank(self, dimension: Dimension, row: NumberRow) -> tuple[object, ...]:
        """Order associations, schemes, categories and grades as in the agreement; then by code."""
        text, key = self._names.text, row.key
        place = _place(self.issuers, row.issuer)
        if dimension in ("month", "region"):
            return (place, *key)
        if dimension == "standing":
            return (place, _place([*STANDINGS], key[0]), *key)
        if dimension == "issuer":
            return (place,)
        schemes = [scheme.id for scheme in text.schemes]
        if dimension == "enterprise":
            scheme = text.scheme(key[0])
            places = (_place_of_kind(scheme, "category", key[1]), _place_of_kind(scheme, "grade", key[2]))
            return (place if row.issuer else -1, _place(schemes, key[0]) if key[0] else -1, *places, *key)
        known = _named_by(text.scheme(key[0]), dimension)
        return (place, _place(schemes, key[0]), key[0], _place(known, key[-1]), key[-1])


def _named_by(scheme: Scheme | None, dimension: Dimension) -> list[str]:
    """Return the scheme's values of a dimension, in its order."""
    if scheme is None or dimension == "scheme":
        return []
    return [*scheme.categories] if dimension == "category" else [grade.code for grade in scheme.grades]


def _place_of_kind(scheme: Scheme | None, dimension: Dimension, code: str) -> int:
    return _place(_named_by(scheme, dimension), code) if code else -1


def _place(known: Sequence[str], code: str) -> int:
    return known.index(code) if code in known else len(known)


def _in_order(known: Sequence[str], counted: Sequence[str]) -> list[str]:
    return [*dict.fromkeys([*known, *counted])]


def _moment(moment: datetime) -> str:
    return moment.astimezone(CHINA).strftime("%Y-%m-%d %H:%M:%S +08:00")

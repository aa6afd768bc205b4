"""Admission of technologies and listings, beside the other records here.

A technology is listed once at a time; holder, title and version as a person reads them tell technologies
apart. Its association is refused a second record of it. If another association lists it too, admission notes
that, since it is signed. Before this node signs, a second listing is refused as well, because a listing that
joins is meant. Listings of one association on one technology are numbered without a gap; the technology may
come later.
"""

from collections.abc import Iterator, Sequence
from typing import Any, NamedTuple

import orjson
from sqlalchemy import bindparam, func, select

from credentials.documents.works.facets import (
    FACETS,
    basis_of,
    facet_values,
    measurand_of_indicator,
    search_text,
)
from credentials.documents.works.listing import TechnologyListing
from credentials.documents.works.technology import TechnologyRecord
from credentials.drafting.faults import ask_each, read_draft
from credentials.kinds import parse_any
from credentials.record import JsonObject, Record
from credentials.times import day_of, format_time
from credentials.words.simplified import fold_closely
from registry import Registry
from registry.admission.record_rows import Row, Rows
from registry.admission.submission import Submission
from registry.errors import RegistryError
from registry.view.event_reading import find_final
from registry.view.view import RegistryView
from works.technology.tables import INDICATOR, LISTING, TECHNOLOGY, TECHNOLOGY_TEXT

_ROW = TECHNOLOGY.c
_HELD = select(
    _ROW.holder_code, _ROW.title, _ROW.version, _ROW.issuer, _ROW.id, _ROW.valid_from, _ROW.valid_until
).where(_ROW.holder_code == bindparam("holder"))
_LAST = select(func.max(LISTING.c.sequence)).where(
    LISTING.c.technology == bindparam("technology"), LISTING.c.issuer == bindparam("issuer")
)
_TITLE, _SEQUENCE = "credentialSubject.title.zh", "credentialSubject.sequence"
_TECHNOLOGY = "credentialSubject.technology"
_NOTICE, _SUCCEEDS = "credentialSubject.listing.noticeUntil", "credentialSubject.succeeds"


def which_technology(body: TechnologyRecord) -> tuple[str, ...]:
    """Return holder, title and version, folded."""
    # folded: full width or traditional characters must not make a second technology
    return _fold(body.holder_code, body.credential_subject.title.zh, body.credential_subject.version)


def _fold(*texts: str) -> tuple[str, ...]:
    return tuple(map(fold_closely, texts))


def which_listing(body: TechnologyListing) -> tuple[str, ...]:
    """Return the digest of the technology, which need not be here yet."""
    return (body.technology,)


class SameTechnology(NamedTuple):
    """A technology that is listed at the same time, by its association and id."""

    issuer: str
    id: str


def find_same(view: RegistryView, body: TechnologyRecord) -> Iterator[SameTechnology]:
    """Yield other records of this technology with overlapping terms, except ended records and
    predecessors."""
    subject = body.credential_subject
    wanted = which_technology(body)
    since, until = body.valid_from.timestamp(), body.valid_until.timestamp()
    for row in view.connection.execute(_HELD, {"holder": body.holder_code}):
        if _fold(row.holder_code, row.title, row.version) != wanted:
            continue
        # a successor may overlap the record that it follows
        is_succeeded = row.issuer == body.issuer and row.id == subject.succeeds
        if row.id == body.id or is_succeeded or not (row.valid_from < until and since < row.valid_until):
            continue
        # a record that has ended does not block a new listing
        if find_final(view.events(row.issuer, row.id)) is None:
            yield SameTechnology(row.issuer, row.id)


def _check_notice(_: RegistryView, body: TechnologyRecord) -> Iterator[RegistryError]:
    end, start = body.credential_subject.listing.notice_until, day_of(body.valid_from)
    # somebody may still object while the public notice (公示) runs
    if end is not None and end > start:
        yield RegistryError("notice-unfinished", _NOTICE, end=end.isoformat(), start=start.isoformat())


def _check_former(view: RegistryView, body: TechnologyRecord) -> Iterator[RegistryError]:
    former = body.credential_subject.succeeds
    if former is not None:
        record = view.changeable(body.issuer, former)
        if record is None or not isinstance(record.body, TechnologyRecord):
            yield RegistryError("no-former", _SUCCEEDS, issuer=body.issuer, id=former)


def _check_same(view: RegistryView, body: TechnologyRecord) -> Iterator[RegistryError]:
    for listed in find_same(view, body):
        yield RegistryError("technology-listed", _TITLE, issuer=listed.issuer)


FORESEEN = (_check_notice, _check_former, _check_same)
"""Checks before a technology is signed: its public notice is over, its former record is here, and it is
not listed already."""


def foresee_technology(view: RegistryView, body: TechnologyRecord) -> None:
    """Raise RegistryError technology-listed, notice-unfinished, no-former."""
    for rule in FORESEEN:
        for refused in rule(view, body):
            raise refused


def admit_technology(submission: Submission) -> None:
    """Raise RegistryError technology-listed for one of the same association; note one of another
    association."""
    for listed in find_same(submission.view, submission.record.body):
        if listed.issuer == submission.record.body.issuer:
            raise RegistryError("technology-listed", _TITLE, issuer=listed.issuer)
        # others' records are admitted in any order: otherwise the first to arrive would decide
        submission.notes.append("listed-twice")


def next_listing(view: RegistryView, technology: str, issuer: str) -> int:
    """Return the number of the association's next listing of the technology with this digest."""
    parameters = {"technology": technology, "issuer": issuer}
    return int(view.connection.scalar(_LAST, parameters) or 0) + 1


def check_listing(view: RegistryView, body: TechnologyListing) -> None:
    """Raise RegistryError listing-sequence; where the technology is here, own-technology and outlives."""
    expected = next_listing(view, body.technology, body.issuer)
    if body.sequence != expected:
        raise RegistryError("listing-sequence", _SEQUENCE, found=body.sequence, expected=expected)
    data = view.data(body.technology)
    technology: Any = parse_any(data).body if data is not None else None
    # the two records come from two logs, and either may arrive first
    if technology is None:
        return
    if not isinstance(technology, TechnologyRecord):
        raise RegistryError("no-technology", _TECHNOLOGY, digest=body.technology)
    # an association cannot join its own listing
    if technology.issuer == body.issuer:
        raise RegistryError("own-technology", _TECHNOLOGY, issuer=body.issuer)
    if body.valid_until > technology.valid_until:
        until, end = format_time(body.valid_until), format_time(technology.valid_until)
        raise RegistryError("outlives", "validUntil", until=until, end=end)


def admit_listing(submission: Submission) -> None:
    """Apply the rules of `check_listing`."""
    check_listing(submission.view, submission.record.body)


def foresee_technologies(
    registry: Registry, documents: Sequence[JsonObject]
) -> list[tuple[int, RegistryError]]:
    """Return all refusals of the technologies by this registry, by place in `documents`, even for
    documents that lack members."""

    def look(view: RegistryView) -> list[tuple[int, RegistryError]]:
        return [
            (position, error)
            for position, document in enumerate(documents)
            for error in ask_each(FORESEEN, view, read_draft(TechnologyRecord, document)[0])
        ]

    return registry.read(look)


def technology_rows(record: Record[TechnologyRecord], position: int | None) -> Rows:
    """Return the rows of a technology: its holder and name, its facets, its words, and each range that it
    states."""
    body, subject = record.body, record.body.credential_subject
    values, statement = facet_values(body), body.verification
    row = (
        body.issuer,
        position,
        body.id,
        record.digest,
        body.holder_code,
        subject.title.zh,
        subject.version,
        body.scheme,
        int(body.valid_from.timestamp()),
        int(body.valid_until.timestamp()),
        int(statement.since.timestamp()) if statement is not None else None,
        int(statement.until.timestamp()) if statement is not None else None,
        orjson.dumps([values[facet] for facet in FACETS]).decode(),
    )
    text = (record.digest, search_text(body))
    return (
        (TECHNOLOGY, row),
        (TECHNOLOGY_TEXT, text),
        *((INDICATOR, indicator) for indicator in _indicators(record)),
    )


def _indicators(record: Record[TechnologyRecord]) -> Iterator[Row]:
    statement = record.body.verification
    named = statement.indicators if statement is not None else ()
    for indicator in record.body.credential_subject.indicators:
        of = measurand_of_indicator(indicator)
        if of is not None:
            place = (of.target, of.measure, of.quantity, record.digest, indicator.code)
            bounds = (indicator.low, indicator.high, indicator.unit, *basis_of(indicator))
            yield (*place, *bounds, int(indicator.role == "tested"), int(indicator.code in named))


def listing_rows(record: Record[TechnologyListing], position: int | None) -> Rows:  # noqa: ARG001 - like its siblings
    """Return the row of a listing: its technology, its number, its decision, its term."""
    body = record.body
    place = (body.technology, body.issuer, body.sequence, record.digest)
    term = int(body.valid_from.timestamp()), int(body.valid_until.timestamp())
    return ((LISTING, (*place, body.credential_subject.decision, *term)),)


def by_sequence(record: Record[TechnologyListing]) -> str:
    """Return one name for each number among an association's listings of a technology."""
    return f"{record.body.technology}/{record.body.sequence}"

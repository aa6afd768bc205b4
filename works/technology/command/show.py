"""`huren technology show`: a technology for people, each number under its conditions; its listings."""

from collections.abc import Collection, Iterator, Sequence
from datetime import datetime
from typing import Any

from credentials.documents.works.condition_words import format_number, join_conditions
from credentials.documents.works.facets import verified_indicators
from credentials.documents.works.indicators import Amount, TechnologyIndicator
from credentials.documents.works.technology import OfficeContact, TechnologyRecord
from credentials.record import BilingualName, Record
from credentials.words.member_words import MEMBERS
from credentials.words.regions import region_name
from credentials.words.work_words import (
    DECISIONS,
    EVIDENCE_KINDS,
    FORMS_OF_TECHNOLOGY,
    KEEPERS,
    MATURITIES,
    MEDIA,
    ROLES,
)
from registry.lookup.beside import find_beside
from registry.lookup.standing import find_filed_standing
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import language, say
from terminal.names import SpokenNames
from terminal.output import format_period, plain, put, put_json
from terminal.reports.verdict_text import format_headline, format_notes, format_reason
from verifier import Outcome, Policy, Verdict, verify_record
from verifier.reasons import headline
from works.technology.command.held import held_technology

_PROSE = ("process", "features", "applicability", "limitations", "crossMedia")


def show_technology(run: Invocation, reference: str) -> None:
    """Show everything about one technology in this registry; CommandError not-found, no-technology."""
    with run.open_registry() as registry:
        record = held_technology(registry, reference)
        related = registry.read(lambda view: find_beside(view, record))
        trust = run.trust(registry)
    verdict = verify_record(record, trust, policy=Policy(), now=run.now, beside=related)
    if run.as_json:
        put_json(
            {
                "digest": record.digest,
                "technology": record.value,
                "listings": [listing.value for listing in related.records],
                "verdict": verdict.to_json(language()),
            }
        )
        return
    names = SpokenNames.of(trust, run.now)
    stands = (
        verdict.outcome is not Outcome.INVALID
        and find_filed_standing(record, trust, run.now).name == "active"
    )
    for line in (
        *_standing(verdict, names),
        *_lines(record, names, run.now, stands=stands),
        *_listings(related.records, names),
    ):
        put(line)


def _standing(verdict: Verdict, names: SpokenNames) -> Iterator[str]:
    yield f"{format_headline(headline(verdict, None, names))}  {format_reason(verdict, names)}"
    yield from format_notes(verdict, names)


def _lines(
    record: Record[TechnologyRecord], names: SpokenNames, now: datetime, *, stands: bool
) -> Iterator[str]:
    """Yield the signed content; the lines call no number verified if the technology is not in force."""
    body, subject = record.body, record.body.credential_subject
    yield f"{_both(subject.title)}  {plain(subject.version)}"
    yield _line("enterprise", f"{body.holder}  {body.holder_code}  {region_name(body.region, language())}")
    yield _line("contact", _contact(subject.contact, names.party(body.issuer)))
    yield _line("media", _join(label(MEDIA, code) for code in subject.media))
    yield _line("form", label(FORMS_OF_TECHNOLOGY, subject.form))
    yield _line("maturity", label(MATURITIES, subject.maturity))
    yield _line("listing", f"{names.party(body.issuer)}  {names.grade(body.scheme, body.grade)}")
    yield say("term: ", "有效期：") + format_period(body.valid_from, body.valid_until)
    verified = verified_indicators(body, at=now) if stands else ()
    for indicator in subject.indicators:
        yield "  " + _indicator(indicator, verified)
    for consumption in subject.inputs or ():
        yield "  " + _line("inputs", f"{_name(consumption.name)} {_amount(consumption)}")
    if subject.economics is not None:
        year = subject.economics.basis_year
        for member, amount in (
            ("investment", subject.economics.investment), ("operation", subject.economics.operation),
        ):  # fmt: skip
            if amount is not None:
                yield "  " + _line(
                    member, _amount(amount) + say(f" (prices of {year})", f"（{year} 年价格）")
                )
    for member in _PROSE:
        prose = getattr(subject, "cross_media" if member == "crossMedia" else member)
        if prose is not None:
            yield _line(member, prose.en if language() == "en" and prose.en is not None else prose.zh)
    for case in subject.cases or ():
        yield _line("cases", f"{_name(case.name)}  {region_name(case.region, language())}  {case.since}")
    statement = subject.verification
    if statement is not None:
        lapsed = say(" (over)", "（已过期）") if statement.until <= now else ""
        period = format_period(statement.since, statement.until)
        yield _line("verification", f"{statement.standard}  {statement.verifier}  {period}{lapsed}")
    for file in subject.evidence:
        kept = label(KEEPERS, file.kept_by)
        yield _line("evidence", f"{label(EVIDENCE_KINDS, file.kind)}  {kept}  {file.digest}")
    yield _line("id", body.id)
    yield _line("digest", record.digest)


def _contact(contact: OfficeContact | None, issuer: str) -> str:
    if contact is None:
        return say(f"not stated; ask {issuer}", f"未载明，可向{issuer}询问")
    return f"{contact.office}  {contact.shown}"


def _indicator(indicator: TechnologyIndicator, verified: Collection[str]) -> str:
    role = label(ROLES, indicator.role)
    marks = _join([role, say("verified", "已验证")] if indicator.code in verified else [role])
    under = join_conditions(indicator.condition, language())
    amount = f"{_name(indicator.name)} {_amount(indicator)}  [{marks}]"
    return plain(amount + (f"  {under}" if under else ""))


def _listings(listings: Sequence[Record[Any]], names: SpokenNames) -> Iterator[str]:
    """Yield the listings of other associations, each association's in order."""
    for listing in listings:
        body, subject = listing.body, listing.body.credential_subject
        more = _join(text for text in (subject.clause, subject.grounds) if text)
        decision = f"{body.sequence}. {label(DECISIONS, subject.decision)}"
        term = format_period(body.valid_from, body.valid_until)
        yield plain(f"{names.party(body.issuer)}  {decision}  {term}  {more}".rstrip())


def _line(member: str, text: str) -> str:
    return plain(f"{label(MEMBERS, member)}{say(': ', '：')}{text}")


def _amount(amount: Amount) -> str:
    return format_number(amount, language())


def _name(name: BilingualName) -> str:
    return name.text(language())


def _both(name: BilingualName) -> str:
    return plain(f"{name.zh} / {name.en}")


def _join(texts: Iterator[str] | list[str]) -> str:
    return say(", ", "、").join(texts)

"""Contents of a technology's page, ready for its template."""

from base64 import b64encode
from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Any, NamedTuple

from api.pages.credential_words import Step, tell_changes, tell_reason
from api.pages.rendering import tone_of
from api.visit import Visit
from api.words import Say
from carriers.qr import format_qr_png, reference_text
from credentials.documents.works.condition_words import join_conditions
from credentials.documents.works.indicators import Amount
from credentials.documents.works.member_labels import TARGET_LABELS
from credentials.documents.works.technology import Prose, TechnologySubject
from credentials.documents.works.units import format_amount
from credentials.words.closed_lists import CHECK_WORDS, word_for
from credentials.words.member_words import MEMBERS
from credentials.words.work_words import (
    DECISIONS,
    EVIDENCE_KINDS,
    FORMS_OF_TECHNOLOGY,
    KEEPERS,
    MATURITIES,
    MEDIA,
    RIGHTS,
)
from verifier import Finding, Outcome, Result
from verifier.codes import PLAIN
from verifier.reasons import JOINT, format_finding, headline
from works.technology.held import HeldTechnology, Opinion
from works.technology.pages.marks import Mark, find_listing, mark_number, mark_statement

SHOWN = 40
"""Most opinions on the page: an association may sign a new one at any time."""

CODE_SCALE = 6
"""Pixels for each module of the QR code on the page."""

_BORNE_OUT = ("verification", "listing")
"""The checks of verification and listing; no verdict rests on them."""

_COLUMNS = ("process", "features", "applicability", "limitations", "cross_media")


class IndicatorLine(NamedTuple):
    """An indicator: its name, the number as signed, its conditions, its method, its proof."""

    name: str
    number: str
    typical: str
    conditions: str
    method: str
    mark: Mark


class TextLine(NamedTuple):
    """A column of prose under its word; `lang` is its language."""

    word: str
    text: str
    lang: str


class OpinionLine(NamedTuple):
    """An opinion of an association; `now` is empty while it stands, else the reason why it does not."""

    opinion: Opinion
    decision: str
    now: str


class FileLine(NamedTuple):
    """A file of the evidence: its name, size, type, keeper and digest."""

    kind: str
    size: int
    media: str
    keeper: str
    digest: str


class CheckLine(NamedTuple):
    """A check of the verdict: its name, its tone, its finding."""

    name: str
    tone: str
    words: str


class ListingHeadline(NamedTuple):
    """The headline of the page: tone, words, the sentence below."""

    tone: str
    words: str
    sentence: str


def describe(technology: HeldTechnology, visit: Visit, say: Say) -> dict[str, Any]:
    """Return everything on the page of one technology."""
    record, lang = technology.record, visit.lang
    body, subject = record.body, record.body.credential_subject
    statement = body.verification
    return {
        "held": technology,
        "record": record,
        "body": body,
        "subject": subject,
        "head": tell_headline(technology, visit, say),
        "member": partial(say_member, visit=visit),
        "amount": partial(say_amount, visit=visit),
        "media": [word_for(MEDIA, medium, lang) for medium in subject.media],
        "form": word_for(FORMS_OF_TECHNOLOGY, subject.form, lang),
        "maturity": word_for(MATURITIES, subject.maturity, lang),
        "targets": [say_target(target, visit=visit) for target in subject.targets],
        "numbers": tell_numbers(technology, visit, say),
        "confirmed": [
            indicator.name.text(lang)
            for indicator in subject.indicators
            if statement is not None and indicator.code in statement.indicators
        ],
        "lapsed": tell_verification(technology, visit),
        "lapsed_mark": mark_statement(statement, visit.now, say) if statement is not None else None,
        "prose": tell_prose(subject, visit),
        "opinions": tell_opinions(technology, visit),
        "files": [
            FileLine(
                word_for(EVIDENCE_KINDS, file.kind, lang),
                file.byte_count,
                file.media_type,
                word_for(KEEPERS, file.kept_by, lang),
                file.digest,
            )
            for file in subject.evidence
        ],
        "rights": [(word_for(RIGHTS, right.kind, lang), right.number) for right in subject.rights or ()],
        "checks": [
            tell_check(finding, technology, visit, say)
            for finding in technology.verdict.findings
            if finding.outcome is not Result.SKIPPED
        ],
        "steps": tell_steps(technology, visit, say),
        "successor": next(
            (
                event.body.credential_subject.successor
                for event in reversed(technology.events)
                if event.body.credential_subject.successor is not None
            ),
            None,
        ),
        "code": draw_code(reference_text(body.issuer, record.digest)),
    }


# drawing a code takes some 4 ms
@lru_cache(maxsize=64)
def draw_code(text: str) -> str:
    """Return the QR code as a data address of its picture."""
    return f"data:image/png;base64,{b64encode(format_qr_png(text, scale=CODE_SCALE)).decode()}"


def say_target(code: str, *, visit: Visit) -> str:
    """Return a pollutant or parameter by name."""
    return word_for(TARGET_LABELS, code, visit.lang)


def say_member(name: str, *, visit: Visit) -> str:
    """Return a member of the document as people call it."""
    en, zh = MEMBERS[name]
    return zh if visit.lang == "zh" else en[:1].upper() + en[1:]


def say_amount(amount: Amount, *, visit: Visit) -> str:
    """Return a number as signed, with its unit."""
    return format_amount(amount.low, amount.high, amount.unit, visit.lang)


def tell_numbers(technology: HeldTechnology, visit: Visit, say: Say) -> list[IndicatorLine]:
    """Return the indicators in the order of the document."""
    body, lang = technology.record.body, visit.lang
    return [
        IndicatorLine(
            indicator.name.text(lang),
            say_amount(indicator, visit=visit),
            format_amount(indicator.typical, indicator.typical, indicator.unit, lang)
            if indicator.typical is not None
            else "",
            join_conditions(indicator.condition, lang),
            indicator.method or "",
            mark_number(technology, indicator, visit.now, say, lang),
        )
        for indicator in body.credential_subject.indicators
    ]


def tell_prose(subject: TechnologySubject, visit: Visit) -> list[TextLine]:
    """Return the columns of prose, in the language of the page if there is a text in it."""
    return [*_tell_prose(subject, visit)]


def _tell_prose(subject: TechnologySubject, visit: Visit) -> Iterator[TextLine]:
    for column in _COLUMNS:
        prose: Prose | None = getattr(subject, column)
        if prose is None:
            continue
        word = say_member("crossMedia" if column == "cross_media" else column, visit=visit)
        is_english = visit.lang == "en" and prose.en is not None
        yield TextLine(word, (prose.en or "") if is_english else prose.zh, "en" if is_english else "zh-CN")


def tell_check(finding: Finding, technology: HeldTechnology, visit: Visit, say: Say) -> CheckLine:
    """Return a finding; `verified` or `joint` is not a good mark for a technology that is not in force."""
    name, result = word_for(CHECK_WORDS, finding.check, visit.lang), finding.outcome.value
    sentence = "" if finding.code == PLAIN else format_finding(finding, visit.names)
    if technology.stands or finding.check not in _BORNE_OUT:
        return CheckLine(name, tone_of(result), f"{say('result_' + result)} {sentence}")
    is_good = finding.code in (PLAIN, JOINT)
    return CheckLine(name, tone_of(Result.SKIPPED.value), say("not_borne_out") if is_good else sentence)


def tell_opinions(technology: HeldTechnology, visit: Visit) -> list[OpinionLine]:
    """Return the newest SHOWN opinions, newest first."""
    return [
        OpinionLine(
            opinion,
            word_for(DECISIONS, opinion.record.body.credential_subject.decision, visit.lang),
            tell_reason(opinion.verdict, visit),
        )
        for opinion in technology.opinions[:SHOWN]
    ]


def tell_headline(technology: HeldTechnology, visit: Visit, say: Say) -> ListingHeadline:
    """Return the headline: the technology's standing; if it is in force, others' listings."""
    standing = headline(technology.verdict, None, visit.names)
    listing = find_listing(technology.verdict)
    if technology.verdict.outcome is not Outcome.VALID:
        return ListingHeadline(standing.tone, standing.words, tell_reason(technology.verdict, visit))
    issuer = visit.names.party(technology.record.body.issuer)
    if standing.tone != "ok":  # the technology has been suspended or ended since
        return ListingHeadline(standing.tone, standing.words, say("listed_by", party=issuer))
    if listing is None:
        return ListingHeadline("ok", say("listed"), say("listed_by", party=issuer))
    sentence = format_finding(listing, visit.names)
    if listing.code == "objected":
        return ListingHeadline("warn", say("listed_objected"), sentence)
    return ListingHeadline("ok", say("joint"), say("joint_by", party=issuer, sentence=sentence))


def tell_verification(technology: HeldTechnology, visit: Visit) -> str:
    """Return a sentence if the verification statement is over or has not begun; empty while it is in
    force."""
    verification = next(
        (finding for finding in technology.verdict.findings if finding.check == "verification"), None
    )
    lapsed = verification is not None and verification.code in ("verification-expired", "verification-later")
    return format_finding(verification, visit.names) if verification is not None and lapsed else ""


def tell_steps(technology: HeldTechnology, visit: Visit, say: Say) -> list[Step]:
    """Return the history of its signatures, newest first."""
    body, names = technology.record.body, visit.names
    listed = say(
        "step_listed",
        party=names.party(body.issuer),
        grade=names.grade(body.scheme, body.grade),
        period=visit.period(body.valid_from, body.valid_until),
    )
    steps = [Step(technology.record.created, listed, technology.record.digest)]
    for opinion in technology.opinions[:SHOWN]:
        subject = opinion.record.body.credential_subject
        sentence = say(
            "step_opinion",
            party=names.party(opinion.record.body.issuer),
            decision=word_for(DECISIONS, subject.decision, visit.lang),
            period=visit.period(opinion.record.body.valid_from, opinion.record.body.valid_until),
        )
        steps.append(Step(opinion.record.created, sentence, opinion.record.digest))
    called = body.credential_subject.title.text(visit.lang)
    steps += tell_changes(called, technology.events, visit, say)
    return sorted(steps, key=lambda step: (step.when, step.digest), reverse=True)

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
"""Opinions on the page: an association may sign a new one at any time."""

CODE_SCALE = 6
"""Pixels a module of the code on the page."""

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


def describe(held: HeldTechnology, visit: Visit, say: Say) -> dict[str, Any]:
    """Return everything on the page of one technology."""
    record, lang = held.record, visit.lang
    body, subject = record.body, record.body.credential_subject
    statement = body.verification
    return {
        "held": held,
        "record": record,
        "body": body,
        "subject": subject,
        "head": tell_headline(held, visit, say),
        "member": partial(say_member, visit=visit),
        "amount": partial(say_amount, visit=visit),
        "media": [word_for(MEDIA, one, lang) for one in subject.media],
        "form": word_for(FORMS_OF_TECHNOLOGY, subject.form, lang),
        "maturity": word_for(MATURITIES, subject.maturity, lang),
        "targets": [say_target(one, visit=visit) for one in subject.targets],
        "numbers": tell_numbers(held, visit, say),
        "confirmed": [
            one.name.text(lang)
            for one in subject.indicators
            if statement is not None and one.code in statement.indicators
        ],
        "lapsed": tell_verification(held, visit),
        "lapsed_mark": mark_statement(statement, visit.now, say) if statement is not None else None,
        "prose": tell_prose(subject, visit),
        "opinions": tell_opinions(held, visit),
        "files": [
            FileLine(
                word_for(EVIDENCE_KINDS, one.kind, lang),
                one.byte_count,
                one.media_type,
                word_for(KEEPERS, one.kept_by, lang),
                one.digest,
            )
            for one in subject.evidence
        ],
        "rights": [(word_for(RIGHTS, one.kind, lang), one.number) for one in subject.rights or ()],
        "checks": [
            tell_check(one, held, visit, say)
            for one in held.verdict.findings
            if one.outcome is not Result.SKIPPED
        ],
        "steps": tell_steps(held, visit, say),
        "successor": next(
            (
                event.body.credential_subject.successor
                for event in reversed(held.events)
                if event.body.credential_subject.successor is not None
            ),
            None,
        ),
        "code": draw_code(reference_text(body.issuer, record.digest)),
    }


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


def tell_numbers(held: HeldTechnology, visit: Visit, say: Say) -> list[IndicatorLine]:
    """Return the indicators in the order of the document."""
    body, lang = held.record.body, visit.lang
    return [
        IndicatorLine(
            one.name.text(lang),
            say_amount(one, visit=visit),
            format_amount(one.typical, one.typical, one.unit, lang) if one.typical is not None else "",
            join_conditions(one.condition, lang),
            one.method or "",
            mark_number(held, one, visit.now, say, lang),
        )
        for one in body.credential_subject.indicators
    ]


def tell_prose(subject: TechnologySubject, visit: Visit) -> list[TextLine]:
    """Return the columns of prose, in the language of the page where there is such a text."""
    return [*_tell_prose(subject, visit)]


def _tell_prose(subject: TechnologySubject, visit: Visit) -> Iterator[TextLine]:
    for column in _COLUMNS:
        prose: Prose | None = getattr(subject, column)
        if prose is None:
            continue
        word = say_member("crossMedia" if column == "cross_media" else column, visit=visit)
        is_english = visit.lang == "en" and prose.en is not None
        yield TextLine(word, (prose.en or "") if is_english else prose.zh, "en" if is_english else "zh-CN")


def tell_check(one: Finding, held: HeldTechnology, visit: Visit, say: Say) -> CheckLine:
    """Return a finding; verified or joint is no good mark for a technology that does not stand."""
    name, result = word_for(CHECK_WORDS, one.check, visit.lang), one.outcome.value
    sentence = "" if one.code == PLAIN else format_finding(one, visit.names)
    if held.stands or one.check not in _BORNE_OUT:
        return CheckLine(name, tone_of(result), f"{say('result_' + result)} {sentence}")
    is_good = one.code in (PLAIN, JOINT)
    return CheckLine(name, tone_of(Result.SKIPPED.value), say("not_borne_out") if is_good else sentence)


def tell_opinions(held: HeldTechnology, visit: Visit) -> list[OpinionLine]:
    """Return the newest SHOWN, newest first."""
    return [
        OpinionLine(
            one,
            word_for(DECISIONS, one.record.body.credential_subject.decision, visit.lang),
            tell_reason(one.verdict, visit),
        )
        for one in held.opinions[:SHOWN]
    ]


def tell_headline(held: HeldTechnology, visit: Visit, say: Say) -> ListingHeadline:
    """Return whether it stands; for one that does, its listings."""
    found = headline(held.verdict, None, visit.names)
    listing = find_listing(held.verdict)
    if held.verdict.outcome is not Outcome.VALID:
        return ListingHeadline(found.tone, found.words, tell_reason(held.verdict, visit))
    issuer = visit.names.party(held.record.body.issuer)
    if found.tone != "ok":  # taken away since
        return ListingHeadline(found.tone, found.words, say("listed_by", party=issuer))
    if listing is None:
        return ListingHeadline("ok", say("listed"), say("listed_by", party=issuer))
    sentence = format_finding(listing, visit.names)
    if listing.code == "objected":
        return ListingHeadline("warn", say("listed_objected"), sentence)
    return ListingHeadline("ok", say("joint"), say("joint_by", party=issuer, sentence=sentence))


def tell_verification(held: HeldTechnology, visit: Visit) -> str:
    """Return that the verification statement is over, or has not begun; empty while it is good."""
    found = next((one for one in held.verdict.findings if one.check == "verification"), None)
    lapsed = found is not None and found.code in ("verification-expired", "verification-later")
    return format_finding(found, visit.names) if found is not None and lapsed else ""


def tell_steps(held: HeldTechnology, visit: Visit, say: Say) -> list[Step]:
    """Return the history of its signatures, newest first."""
    body, names = held.record.body, visit.names
    listed = say(
        "step_listed",
        party=names.party(body.issuer),
        grade=names.grade(body.scheme, body.grade),
        period=visit.period(body.valid_from, body.valid_until),
    )
    steps = [Step(held.record.created, listed, held.record.digest)]
    for one in held.opinions[:SHOWN]:
        subject = one.record.body.credential_subject
        said = say(
            "step_opinion",
            party=names.party(one.record.body.issuer),
            decision=word_for(DECISIONS, subject.decision, visit.lang),
            period=visit.period(one.record.body.valid_from, one.record.body.valid_until),
        )
        steps.append(Step(one.record.created, said, one.record.digest))
    called = body.credential_subject.title.text(visit.lang)
    steps += tell_changes(called, held.events, visit, say)
    return sorted(steps, key=lambda step: (step.when, step.digest), reverse=True)

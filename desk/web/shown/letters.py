"""Letters of the association: one PDF of a kind, a page each, Chinese first."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final, NamedTuple

from api.pages.parties import offices_of
from api.pages.rendering import is_example
from api.words import Say, speaker
from carriers.certificate.pages import set_pages
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.assessment import Assessment
from credentials.documents.status_event import KINDS
from credentials.record import JsonObject
from credentials.times import day_of
from credentials.words.closed_lists import ACTIONS, ENDS, REASONS, word_for
from credentials.words.days import format_end, format_moment
from desk.inbox.entries import InboxEntry
from desk.supervision.judge import Care
from desk.web.visits import DeskVisit
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier.desk.reading.objections import ANSWER, REFUSE
from verifier.trust.events import Event

LetterBody = Callable[[Say, Lang], list[JsonValue]]
"""Paragraphs in a language, made of the words of a page; the first one is whom it is to."""


class DatedLetter(NamedTuple):
    """A letter, dated by the day of what it tells of, or of its sending, and not by that of its making."""

    day: date
    write: LetterBody


_TEMPLATE = Path(__file__).with_name("letter.typ")
_LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")
_ANSWER: Final = timedelta(days=10)
"""Time that a letter gives for an answer where nothing else does."""
_speak = speaker("desk")


def set_letters(visit: DeskVisit, page: str, letters: Sequence[DatedLetter]) -> bytes:
    """Return the PDF/A-3b of letters whose words are those of a page; the same in English at the foot.

    Raises CarrierError as `set_pages`.
    """
    text = visit.visit.trust.chain.in_force_or_last(visit.now).text
    zh, en = (_speak(page, lang) for lang in _LANGS)
    title, title_en = map(_tell_title, (zh, en))
    issuer = visit.service.desk.issuer
    offices = [office.shown for office in offices_of(visit.visit, issuer) if office.kind != "Node"]
    data: JsonObject = {
        "title": title,
        "title-en": title_en,
        "from": AgreementNames(text, "zh").party(issuer),
        "from-en": AgreementNames(text, "en").party(issuer),
        "contact": _tell_contact(zh, offices),
        "contact-en": _tell_contact(en, offices),
        "example": _tell_example(zh) if is_example(visit.visit.trusted) else "",
        "letters": [
            {"day": f"{letter.day}", "zh": letter.write(zh, "zh"), "en": letter.write(en, "en")}
            for letter in letters
        ],
    }
    return set_pages(_TEMPLATE, data, visit.now, None)


def _tell_title(say: Say) -> str:
    return say("letter_title")


def _tell_contact(say: Say, offices: Sequence[str]) -> str:
    # a blank to write in by hand, where the key list names no office
    return say("letter_contact", offices=" · ".join(dict.fromkeys(offices)) or "_" * 16)


def _tell_example(say: Say) -> str:
    return f"{say('example')} {say('example_what')}"


def ask_for_material(care: Care, name: str, sent: date) -> DatedLetter:
    """Return the letter of a day that asks for the material of a supervision."""

    def write(say: Say, _: Lang) -> list[JsonValue]:
        days = [day for day in (care.due, care.last) if day is not None]
        passed = sum(day < sent for day in days)
        of = {"number": care.credential.number, "due": f"{care.due}", "last": f"{care.last}"}
        over = say("letter_over", **of, by=f"{sent + _ANSWER}")
        first = (say("letter_due", **of), say("letter_late", **of), over)[passed]
        return [f"{name}：", first, say("letter_material"), say("letter_voluntary")]

    return DatedLetter(sent, write)


def tell_change(body: Assessment, event: Event, until: datetime | None, days: int) -> DatedLetter:
    """Return the letter that tells an enterprise of its end, or its suspension `until` a moment.

    Objections are answered within `days`.
    """
    change, decided = event.change, day_of(event.created)

    def write(say: Say, lang: Lang) -> list[JsonValue]:
        ends = change.action == "revoke"
        what = word_for(ENDS, KINDS[change.reason], lang) if ends else word_for(ACTIONS, "suspend", lang)
        since, why = format_moment(change.effective_from), word_for(REASONS, change.reason, lang)
        told = {"number": body.title, "since": since, "what": what, "why": why, "decided": f"{decided}"}
        lines = [say("letter_changed", **told)]
        if until is not None:
            lines.append(say("letter_until", until=format_end(until)))
        lines.append(say("letter_ended", since=since) if ends else say("letter_invalid"))
        return [f"{body.holder}：", *lines, say("letter_object", within=_ANSWER.days, days=days)]

    return DatedLetter(decided, write)


def tell_answer(entry: InboxEntry, subject: Callable[[Lang], str]) -> DatedLetter:
    """Return the letter that tells a sender what came of an objection to a `subject`, or an application."""
    result = entry.weighed.result
    deciding = [act for act in entry.acts if act.act == (REFUSE if result is None else ANSWER)]
    of_result = [act.body.reasons for act in deciding if act.body.result == result]
    # each person who decided has given reasons
    reasons = [*dict.fromkeys(reason for reason in of_result if reason)]

    def write(say: Say, lang: Lang) -> list[JsonValue]:
        body = entry.body
        lines = [
            say(
                "letter_received",
                day=f"{body.received_on}",
                kind=say(f"kind_{entry.kind}"),
                about=subject(lang),
            ),
            say("letter_result", result=say(f"result_{result}" if result else "entry_refused")),
        ]
        if reasons:
            lines.append(say("letter_reasons", reasons="；".join(reasons)))
        return [f"{body.by.name}：", *lines]

    return DatedLetter(day_of(deciding[-1].at), write)

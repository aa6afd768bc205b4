"""Letters of the association: one PDF of a kind, a page each, Chinese first."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Final

from api.pages.parties import offices_of
from api.pages.rendering import is_example
from api.words import Say, speaker
from carriers.certificate.pages import set_pages
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.assessment import Assessment
from credentials.documents.desk.objection import ObjectionEntry
from credentials.documents.status_event import KINDS, StatusChange
from credentials.record import JsonObject
from credentials.times import day_of
from credentials.words.closed_lists import ACTIONS, ENDS, REASONS, word_for
from credentials.words.days import format_end, format_moment
from desk.inbox.entries import InboxEntry
from desk.supervision.judge import Care
from desk.web.visits import DeskVisit
from signing.errors import Lang
from signing.strict_json import JsonValue

LetterBody = Callable[[Say, Lang], list[JsonValue]]
"""Paragraphs in a language, made of the words of a page; the first one is whom it is to."""

_TEMPLATE = Path(__file__).with_name("letter.typ")
_LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")
_ANSWER: Final = timedelta(days=10)
"""Time that a letter gives for an answer where nothing else does."""
_speak = speaker("desk")


def set_letters(visit: DeskVisit, page: str, letters: Sequence[LetterBody]) -> bytes:
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
        "day": day_of(visit.now).isoformat(),
        "example": _tell_example(zh) if is_example(visit.visit.trusted) else "",
        "letters": [{"zh": letter(zh, "zh"), "en": letter(en, "en")} for letter in letters],
    }
    return set_pages(_TEMPLATE, data, visit.now, None)


def _tell_title(say: Say) -> str:
    return say("letter_title")


def _tell_contact(say: Say, offices: Sequence[str]) -> str:
    # a blank to write in by hand, where the key list names no office
    return say("letter_contact", offices=" · ".join(dict.fromkeys(offices)) or "_" * 16)


def _tell_example(say: Say) -> str:
    return f"{say('example')} {say('example_what')}"


def ask_for_material(care: Care, name: str) -> LetterBody:
    """Return the letter that asks for the material of a supervision."""

    def write(say: Say, _: Lang) -> list[JsonValue]:
        days = [day for day in (care.due, care.last) if day is not None]
        passed = sum(day < care.today for day in days)
        of = {"number": care.credential.number, "due": f"{care.due}", "last": f"{care.last}"}
        over = say("letter_over", **of, by=f"{care.today + _ANSWER}")
        first = (say("letter_due", **of), say("letter_late", **of), over)[passed]
        return [f"{name}：", first, say("letter_material"), say("letter_voluntary")]

    return write


def tell_change(
    body: Assessment, change: StatusChange, until: datetime | None, days: int, today: date
) -> LetterBody:
    """Return the letter that tells an enterprise of its end, or its suspension `until` a moment.

    Objections take `days`.
    """

    def write(say: Say, lang: Lang) -> list[JsonValue]:
        ends = change.action == "revoke"
        what = word_for(ENDS, KINDS[change.reason], lang) if ends else word_for(ACTIONS, "suspend", lang)
        since, why = format_moment(change.effective_from), word_for(REASONS, change.reason, lang)
        lines = [say("letter_changed", number=body.title, since=since, what=what, why=why)]
        if until is not None:
            lines.append(say("letter_until", until=format_end(until)))
        object_ = say("letter_object", days=days, by=f"{today + _ANSWER}")
        return [f"{body.holder}：", *lines, say("letter_invalid"), object_]

    return write


def tell_answer(entry: InboxEntry, today: date) -> LetterBody:
    """Return the letter that tells a sender what came of an objection or an application."""

    def write(say: Say, _: Lang) -> list[JsonValue]:
        body, reasons = entry.body, next(act.body.reasons for act in reversed(entry.acts))
        about = body.about.name if isinstance(body, ObjectionEntry) else body.by.name
        result = entry.weighed.result
        lines = [
            say("letter_received", day=f"{body.received_on}", kind=say(f"kind_{entry.kind}"), about=about),
            say("letter_result", result=say(f"result_{result}" if result else "entry_refused")),
        ]
        if reasons:
            lines.append(say("letter_reasons", reasons=reasons))
        return [f"{body.by.name}：", *lines, say("letter_again", by=f"{today + _ANSWER}")]

    return write

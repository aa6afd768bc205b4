"""Letters to enterprises: one PDF of a kind, a page each, Chinese first."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Final

from api.pages.rendering import is_example
from api.words import Say, speaker
from carriers.certificate.pages import set_pages
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.status_event import KINDS, StatusChange
from credentials.record import JsonObject
from credentials.times import day_of
from credentials.words.closed_lists import ACTIONS, ENDS, REASONS, word_for
from credentials.words.days import format_end, format_moment
from desk.supervision.judge import Care
from desk.web.care.effects import HeldCredential
from desk.web.visits import DeskVisit
from signing.errors import Lang
from signing.strict_json import JsonValue

LetterBody = Callable[[Say, Lang], list[JsonValue]]
"""Paragraphs in a language, made of the words of a page; the first one is whom it is to."""

_TEMPLATE = Path(__file__).with_name("letter.typ")
_LANGS: Final[tuple[Lang, Lang]] = ("zh", "en")
_speak = speaker("desk")


def set_letters(visit: DeskVisit, page: str, letters: Sequence[LetterBody]) -> bytes:
    """Return the PDF/A-3b of letters whose words are those of a page; the same in English at the foot.

    Raises CarrierError as `set_pages`.
    """
    text = visit.visit.trust.chain.in_force_or_last(visit.now).text
    zh, en = (_speak(page, lang) for lang in _LANGS)
    title, title_en = map(_tell_title, (zh, en))
    issuer = visit.service.desk.issuer
    data: JsonObject = {
        "title": title,
        "title-en": title_en,
        "from": AgreementNames(text, "zh").party(issuer),
        "from-en": AgreementNames(text, "en").party(issuer),
        "day": day_of(visit.now).isoformat(),
        "example": _tell_example(zh) if is_example(visit.visit.trusted) else "",
        "letters": [{"zh": letter(zh, "zh"), "en": letter(en, "en")} for letter in letters],
    }
    return set_pages(_TEMPLATE, data, visit.now, None)


def _tell_title(say: Say) -> str:
    return say("letter_title")


def _tell_example(say: Say) -> str:
    return f"{say('example')} {say('example_what')}"


def ask_for_material(care: Care, name: str) -> LetterBody:
    """Return the letter that asks for the material of a supervision."""

    def write(say: Say, _: Lang) -> list[JsonValue]:
        days = [day for day in (care.due, care.last) if day is not None]
        passed = sum(day < care.today for day in days)
        of = {"number": care.credential.number, "due": f"{care.due}", "last": f"{care.last}"}
        first = (say("letter_due", **of), say("letter_late", **of), say("letter_over", **of))[passed]
        return [f"{name}：", first, say("letter_material"), say("letter_voluntary")]

    return write


def tell_change(credential: HeldCredential, change: StatusChange, days: int) -> LetterBody:
    """Return the letter that tells an enterprise of its suspension or end; objections take `days`."""

    def write(say: Say, lang: Lang) -> list[JsonValue]:
        body = credential.record.body
        ends = change.action == "revoke"
        what = word_for(ENDS, KINDS[change.reason], lang) if ends else word_for(ACTIONS, "suspend", lang)
        since, why = format_moment(change.effective_from), word_for(REASONS, change.reason, lang)
        lines = [say("letter_changed", number=body.title, since=since, what=what, why=why)]
        if change.until is not None:
            lines.append(say("letter_until", until=format_end(change.until)))
        return [f"{body.holder}：", *lines, say("letter_invalid"), say("letter_object", days=days)]

    return write

"""Letters that ask enterprises for the material of their supervision: one PDF, a page each."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from api.words import Say, speaker
from carriers.certificate.pages import set_pages
from credentials.documents.agreement_names import AgreementNames
from credentials.record import JsonObject
from credentials.times import day_of
from desk.supervision.judge import Care
from desk.web.visits import DeskVisit
from signing.strict_json import JsonValue

_TEMPLATE = Path(__file__).with_name("letter.typ")
_speak = speaker("desk")


def format_letters(
    visit: DeskVisit, cares: Sequence[Care], names: Mapping[str, str], *, example: bool
) -> bytes:
    """Return the PDF/A-3b of letters about credentials that are due; `names` are their enterprises'.

    Chinese first, the same in English at the foot. Raises CarrierError as `set_pages`.
    """
    text = visit.visit.trust.chain.in_force_or_last(visit.now).text
    zh, en = _speak("supervision", "zh"), _speak("supervision", "en")
    issuer = visit.service.desk.issuer
    data: JsonObject = {
        "title": _tell_title(zh),
        "title-en": _tell_title(en),
        "from": AgreementNames(text, "zh").party(issuer),
        "from-en": AgreementNames(text, "en").party(issuer),
        "day": day_of(visit.now).isoformat(),
        "example": _tell_example(zh) if example else "",
        "letters": [
            {
                "zh": _tell(care, names[care.credential.id], zh),
                "en": _tell(care, names[care.credential.id], en),
            }
            for care in cares
        ],
    }
    return set_pages(_TEMPLATE, data, visit.now, None)


def _tell_title(say: Say) -> str:
    return say("letter_title")


def _tell_example(say: Say) -> str:
    return f"{say('example')} {say('example_what')}"


def _tell(care: Care, name: str, say: Say) -> list[JsonValue]:
    days = [day for day in (care.due, care.last) if day is not None]
    passed = sum(day < care.today for day in days)
    of = {"number": care.credential.number, "due": f"{care.due}", "last": f"{care.last}"}
    first = (say("letter_due", **of), say("letter_late", **of), say("letter_over", **of))[passed]
    return [f"{name}：", first, say("letter_material"), say("letter_voluntary")]

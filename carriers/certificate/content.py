"""Content of the certificate: every printed string, from signed documents alone.

Names of associations, schemes and grades come from the agreement, the rest from the credential. Nothing here
reads a clock: the same credential under the same agreement gives the same paper.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol

from carriers.errors import CarrierError
from carriers.qr import (
    QrRows,
    credential_text,
    encode_qr,
    format_qr_svg,
    reference_text,
    symbol_modules,
)
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.assessment import Assessment
from credentials.errors import RecordError
from credentials.record import BilingualName, Record
from credentials.times import CHINA, last_day
from credentials.words.closed_lists import VOLUNTARY
from credentials.words.days import ends_with_day
from credentials.words.pin_words import format_pin_words
from credentials.words.regions import region_name
from signing.errors import Lang

CERTIFICATE_SYMBOL_MM = 38
LABEL_SYMBOL_MM = 33
"""Width of the QR symbol, quiet zone not counted."""
_LANGS: tuple[Lang, Lang] = ("zh", "en")
_TITLES = {
    "capability": ("能力评价证书", "Certificate of Capability Assessment"),
    "credit": ("信用评价证书", "Certificate of Credit Assessment"),
}
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class Counting(Protocol):
    """The equivalent of one category in one scheme elsewhere, such as `verifier.Recognised`."""

    @property
    def category(self) -> str | None: ...
    @property
    def scheme(self) -> str: ...
    @property
    def to_category(self) -> str | None: ...
    @property
    def grade(self) -> str | None: ...
    @property
    def clause(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Said:
    """A text in both languages; the English is empty where there is none."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class RecognisedLine:
    """One line of "recognised in … as …": categories that count as the same in one scheme elsewhere."""

    where: Said
    categories: Said
    scheme: Said
    grade: Said
    clause: Said


@dataclass(frozen=True, slots=True)
class Certificate:
    """All texts that the templates set, never as markup."""

    title: Said
    issuer: Said
    enterprise: Said
    uscc: str
    region: Said
    scheme: Said
    categories: Said
    grade: Said
    number: str
    assessed: Said
    score: str
    term: Said
    valid_until: Said
    signed: Said
    signed_at: datetime
    """With the offset of China, in which a PDF writes it."""
    key: str
    agreement: Said
    recognised: tuple[RecognisedLine, ...]
    pin: str
    words: Said
    credential_id: str
    credential: str
    code: str
    code_width: float
    label_width: float
    whole: bool
    """True where the code carries the credential itself, not only its address."""
    example: bool
    voluntary: Said = Said(VOLUNTARY[1], VOLUNTARY[0])
    supervised: Said = Said("", "")
    """Supervisions that were passed, on a reprint by the association; the credential does not say so."""


def certificate_of(
    record: Record[Assessment],
    text: AgreementText,
    *,
    pin: str,
    recognised: Mapping[str, Sequence[Counting]],
    example: bool,
) -> Certificate:
    """Return the paper of one credential.

    `text` is the agreement whose names are printed. `recognised` holds the equivalents by association.
    `example` marks the paper of an example association. If the code would be too dense to print, one with the
    credential's address replaces it. Raises nothing for a parsed credential.
    """
    body, subject = record.body, record.body.credential_subject
    assessment = subject.assessment
    issuer = text.party(body.issuer)
    code, whole = code_text(record)
    rows = encode_qr(code)
    signed = record.created.astimezone(CHINA)
    score = f"{assessment.score} / {assessment.score_max}" if assessment.score is not None else ""
    return Certificate(
        title=Said(*_TITLES[body.KIND]),
        issuer=_said(issuer.legal_name) if issuer is not None else Said(body.issuer, ""),
        enterprise=Said(subject.legal_name, subject.legal_name_en or ""),
        uscc=subject.unified_social_credit_code,
        region=Said(*(region_name(subject.region, lang) for lang in _LANGS)),
        scheme=_scheme(text, assessment.scheme),
        categories=_terms(text, [(category,) for category in assessment.categories if category is not None]),
        grade=_grade(text, assessment.scheme, assessment.grade),
        number=assessment.certificate_number,
        assessed=_day(assessment.assessed_on.year, assessment.assessed_on.month, assessment.assessed_on.day),
        score=score,
        term=_term(body.valid_from, body.valid_until),
        valid_until=format_last_day(body.valid_until),
        signed=_day(signed.year, signed.month, signed.day),
        signed_at=signed,
        key=record.proof.verification_method,
        agreement=Said(f"{text.agreement} 第 {text.version} 版", f"{text.agreement}, version {text.version}"),
        recognised=tuple(_lines(text, body.issuer, recognised)),
        pin=pin,
        words=Said(*(format_pin_words(pin, lang) for lang in _LANGS)),
        credential_id=body.id,
        credential=record.data.decode(),
        code=format_qr_svg(code).decode(),
        code_width=width_of(rows, CERTIFICATE_SYMBOL_MM),
        label_width=width_of(rows, LABEL_SYMBOL_MM),
        whole=whole,
        example=example,
    )


def code_text(record: Record[Assessment]) -> tuple[str, bool]:
    """Return the text of the QR code, and whether it has the whole credential or only its address."""
    try:
        text = credential_text(record.value)
        encode_qr(text)
    except (CarrierError, RecordError) as error:
        if error.code not in ("qr-too-large", "h1-too-large"):
            raise
        return reference_text(record.body.issuer, record.digest), False
    return text, True


def width_of(rows: QrRows, symbol: float) -> float:
    """Return the millimetres of the picture whose symbol is `symbol` millimetres wide."""
    return round(symbol * len(rows) / symbol_modules(rows), 3)


def _lines(
    text: AgreementText, issuer: str, recognised: Mapping[str, Sequence[Counting]]
) -> Iterable[RecognisedLine]:
    """Yield entries that count with another association; categories with the same result share a line."""
    groups: dict[tuple[str, str, str, str], list[Sequence[str]]] = {}
    for did, entries in recognised.items():
        for entry in entries if did != issuer else ():
            if entry.grade is not None:
                key = (did, entry.scheme, entry.grade, entry.clause or "")
                groups.setdefault(key, []).append(_categories(entry))
    for (did, scheme, grade, clause), categories in groups.items():
        party = text.party(did)
        yield RecognisedLine(
            where=_said(party.legal_name) if party is not None else Said(did, ""),
            categories=_terms(text, categories),
            scheme=_scheme(text, scheme),
            grade=_grade(text, scheme, grade),
            clause=_terms(text, [(clause,)]),
        )


def _categories(entry: Counting) -> Sequence[str]:
    """Return the category, and the one it counts as if that has another name."""
    ends = dict.fromkeys((entry.category, entry.to_category if entry.category is not None else None))
    return [end for end in ends if end is not None]


def _terms(text: AgreementText, terms: Sequence[Sequence[str]]) -> Said:
    """Return terms of the agreement, an arrow between the two of a pair; English if it has that of all."""
    zh, en = (["→".join(map(AgreementNames(text, lang).category, ends)) for ends in terms] for lang in _LANGS)
    translated = all(text.english(term) is not None for ends in terms for term in ends)
    return Said("、".join(filter(None, zh)), ", ".join(filter(None, en)) if translated else "")


def _said(names: BilingualName) -> Said:
    return Said(names.zh, names.en)


def _scheme(text: AgreementText, scheme: str) -> Said:
    """Return the scheme's name, with the province if another scheme of the text has the same name."""
    if text.scheme(scheme) is None:
        return Said(scheme, "")
    return Said(*(AgreementNames(text, lang).scheme(scheme) for lang in _LANGS))


def _grade(text: AgreementText, scheme: str, code: str) -> Said:
    """Return the grade's code as in the credential, with its names where they differ."""
    entry = text.scheme(scheme)
    grade = entry.grade(code) if entry is not None else None
    if grade is None:
        return Said(code, "")
    zh = code if grade.name.zh == code else f"{code}（{grade.name.zh}）"
    return Said(zh, "" if grade.name.en == code else grade.name.en)


def _day(year: int, month: int, day: int) -> Said:
    return Said(f"{year}年{month}月{day}日", f"{day} {_MONTHS[month - 1]} {year}")


def _moment(moment: datetime) -> Said:
    """Return the day in +08:00, with the time where it is not midnight."""
    local = moment.astimezone(CHINA)
    day = _day(local.year, local.month, local.day)
    clock = local.strftime("%H:%M:%S").removesuffix(":00")
    return day if clock == "00:00" else Said(f"{day.zh} {clock}", f"{day.en} {clock}")


def _term(since: datetime, until: datetime) -> Said:
    """Return the whole term; a last day that counts as a whole is marked as included."""
    begin, end, whole = _moment(since), format_last_day(until), ends_with_day(until)
    zh = f"{begin.zh} 至 {end.zh}" + ("（含）" if whole else "")
    return Said(zh, f"{begin.en} {'through' if whole else 'until'} {end.en}")


def format_last_day(until: datetime) -> Said:
    """Return the last day of a term, or the time at which it ends within a day."""
    day = last_day(until)
    return _day(day.year, day.month, day.day) if ends_with_day(until) else _moment(until)

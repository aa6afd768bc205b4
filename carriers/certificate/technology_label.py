"""A label for a technology: its title and holder, the association that listed it, and a code.

A record is too long for a code, so the code carries its address, by digest (see `content.code_text`).
"""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carriers.certificate.content import (
    LABEL_SYMBOL_MM,
    Said,
    format_last_day,
    width_of,
)
from carriers.certificate.typesetting import LABEL_DPI, LabelFormat, set_paper
from carriers.qr import encode_qr, format_qr_svg, reference_text
from credentials.documents.agreement import AgreementText
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.works.technology import TechnologyRecord
from credentials.record import Record
from credentials.times import CHINA


@dataclass(frozen=True, slots=True)
class TechnologyLabel:
    """All texts that the template sets, never as markup; `code` is the picture of the code."""

    title: Said
    version: str
    holder: Said
    issuer: Said
    listed_as: Said
    valid_until: Said
    signed_at: datetime
    code: str
    label_width: float
    example: bool


def technology_label_of(
    record: Record[TechnologyRecord], text: AgreementText, *, example: bool
) -> TechnologyLabel:
    """Return the label of a record; names of associations and classes are those of `text`."""
    body, subject = record.body, record.body.credential_subject
    address = reference_text(record.body.issuer, record.digest)
    return TechnologyLabel(
        title=Said(subject.title.zh, subject.title.en),
        version=subject.version,
        holder=Said(body.holder, body.holder_en),
        issuer=Said(*(AgreementNames(text, lang).party(body.issuer) for lang in ("zh", "en"))),
        listed_as=Said(*(AgreementNames(text, lang).grade(body.scheme, body.grade) for lang in ("zh", "en"))),
        valid_until=format_last_day(body.valid_until),
        signed_at=record.created.astimezone(CHINA),
        code=format_qr_svg(address).decode(),
        label_width=width_of(encode_qr(address), LABEL_SYMBOL_MM),
        example=example,
    )


def format_technology_label(paper: TechnologyLabel, kind: LabelFormat, *, font: Path | None = None) -> bytes:
    """Set the label of 70 x 42 mm; PNG at 300 dpi. Raises CarrierError as `set_paper`."""
    extra = {"pdf_standards": "a-3b"} if kind == "pdf" else {"ppi": LABEL_DPI} if kind == "png" else {}
    return set_paper(paper, "technology_label.typ", font, format=kind, **extra)

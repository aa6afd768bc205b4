"""The cover sheet of a packet: its tender, its certificates by criterion, its trust data.

Each certificate stands beside its own code, for a committee that reads papers page by page.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from carriers.certificate.content import CERTIFICATE_SYMBOL_MM, code_text, width_of
from carriers.certificate.pages import set_pages
from carriers.qr import encode_qr, format_qr_png
from credentials.documents.agreement_names import AgreementNames
from credentials.documents.assessment import Assessment
from credentials.record import JsonObject, Record
from credentials.words.closed_lists import word_for
from credentials.words.days import format_end, format_moment
from signing.errors import Lang
from signing.plain_text import plain
from signing.strict_json import JsonValue
from tender.packet.document import PacketFile, TenderPacket
from tender.packet.words import COVER
from verifier.numbers.commitment import fold_number
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import MET
from verifier.tender.words import STATES

COVER_SHEET = "cover.pdf"
"""Name of the cover sheet in a packet."""
_TEMPLATE = Path(__file__).with_name("cover.typ")
_SHORT = 16


@dataclass(frozen=True, slots=True)
class CoverSheet:
    """The contents of the sheet; `packet` lists its files without the sheet itself."""

    packet: TenderPacket
    tender: Tender
    records: Sequence[Record[Assessment]]

    def lay_out(self, names: AgreementNames, lang: Lang) -> JsonObject:
        """Return all texts of the sheet in `lang`; `names` are the names of the agreement in force, in
        `lang`."""
        return {
            "lang": lang,
            "title": {"zh": COVER["title"][1], "en": COVER["title"][0]},
            "facts": [[_label(name, lang), text] for name, text in self._facts(names, lang)],
            "statements": [*self._statements(lang)],
            "certificates": {
                "title": _label("certificates", lang),
                "head": [_label(name, lang) for name in ("number", "scheme", "grade", "until", "meant")],
                "rows": [self._certificate(record, names, lang) for record in self.records],
            },
            "outcomes": {
                "title": _label("outcomes", lang),
                "head": [_label(name, lang) for name in ("lot", "criterion", "state", "by")],
                "rows": [*self._outcomes(lang)],
            },
            "files": {
                "title": _label("files", lang),
                "head": [_label(name, lang) for name in ("file", "size", "digest")],
                "rows": [_tell_file(file) for file in self.packet.files],
            },
        }

    def _facts(self, names: AgreementNames, lang: Lang) -> Iterator[tuple[str, str]]:
        reference, trust = self.packet.tender, self.packet.trust
        yield "tender", f"{plain(reference.number)} {plain(reference.title)}"
        yield "version", f"{reference.version} · {_tell('digest-of', lang, digest=reference.digest)}"
        yield "buyer", plain(self.tender.buyer)
        yield "opening", format_moment(self.tender.opening_at)
        yield "enterprise", f"{plain(self.packet.enterprise.name)} {self.packet.enterprise.uscc}"
        published = "；".join(
            _tell("published", lang, who=names.party(manifest.issuer), when=format_moment(manifest.issued))
            for manifest in trust.manifests
        )
        yield "trust", f"{published} · {_tell('digest-of', lang, digest=f'{trust.bundle[:_SHORT]}…')}"
        yield "made", format_moment(self.packet.made)

    def _statements(self, lang: Lang) -> Iterator[str]:
        reaches = self.packet.as_of >= self.tender.opening_at
        yield (
            _label("as-of-opening", lang)
            if reaches
            else _tell("as-of-made", lang, when=format_moment(self.packet.as_of))
        )
        yield _label("proves", lang)
        yield _label("silent", lang)

    def _certificate(self, record: Record[Assessment], names: AgreementNames, lang: Lang) -> JsonValue:
        body = record.body
        number = fold_number(body.title)
        meant = [claim.criterion for claim in self.packet.claims if fold_number(claim.number) == number]
        return [
            plain(body.title),
            plain(names.scheme(body.scheme)),
            plain(names.grade(body.scheme, body.grade)),
            format_end(body.valid_until),
            "、".join(dict.fromkeys(meant)) or _label("none", lang),
        ]

    def _outcomes(self, lang: Lang) -> Iterator[JsonValue]:
        titles = {criterion.id: criterion.title or "" for criterion in self.tender.criteria}
        lots = {lot.id: lot.title for lot in self.tender.lots}
        by: dict[str, list[str]] = {}
        for claim in self.packet.claims:
            by.setdefault(claim.criterion, []).append(plain(claim.number))
        for outcome in self.packet.outcomes:
            yield [
                plain(f"{outcome.lot} {lots.get(outcome.lot, '')}".strip()),
                plain(f"{outcome.criterion} {titles.get(outcome.criterion, '')}".strip()),
                word_for(STATES, outcome.state, lang),
                "、".join(by.get(outcome.criterion, []) if outcome.state == MET else ()) or "–",
            ]


def format_cover(
    sheet: CoverSheet, names: Mapping[Lang, AgreementNames], moment: datetime, *, font: Path | None = None
) -> bytes:
    """Return a PDF/A-3b of the sheet in each language of `names`, dated `moment`; raises as `set_pages`."""
    texts: list[JsonValue] = [sheet.lay_out(of, lang) for lang, of in names.items()]
    drawn = [_draw(record) for record in sheet.records]
    for text in texts:
        assert isinstance(text, dict)  # noqa: S101 - as `lay_out` made it
        text["widths"] = [width for _, width in drawn]
    return set_pages(_TEMPLATE, texts, moment, font, [picture for picture, _ in drawn])


def _draw(record: Record[Assessment]) -> tuple[bytes, str]:
    """Return the code as a PNG, and its width in millimetres as text; empty if the code is too large to
    print."""
    text, is_whole = code_text(record)
    if not is_whole:
        return b"", "0"
    return format_qr_png(text, scale=4), str(width_of(encode_qr(text), CERTIFICATE_SYMBOL_MM))


def _tell_file(file: PacketFile) -> JsonValue:
    return [plain(file.name), f"{file.size:,}", file.sha256]


def _label(name: str, lang: Lang) -> str:
    return COVER[name][lang == "zh"]


def _tell(name: str, lang: Lang, **facts: str) -> str:
    return _label(name, lang).format(**facts)

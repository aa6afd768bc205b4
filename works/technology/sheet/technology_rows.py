"""Read technologies from the rows of their page, joined with the values of the other pages."""

import re
from collections.abc import Collection, Sequence
from datetime import datetime
from unicodedata import normalize

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import Layout, items_of
from carriers.spreadsheet.formats.cells import find_disguise, format_cell, read_end
from carriers.spreadsheet.granted import Granted, listed
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import CheckedRow
from credentials.documents.agreement import Grade, Scheme
from credentials.drafting.works import TechnologyDraft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.patterns import ENDPOINT_PATTERN
from credentials.times import day_of, format_time, start_of
from credentials.words.simplified import fold_closely
from credentials.words.work_words import EVIDENCE_KINDS, MEDIA, RIGHTS
from works.technology.sheet.cells import MemberCells, find_word
from works.technology.sheet.columns import EVIDENCE_PAGE, NUMBER_PAGE, TARGET_WORDS, TECHNOLOGY_PAGE
from works.technology.sheet.rows import RowOf, find_repeated

_MAX_PROSE = 2000
_OF_ENTERPRISE = "enterprise.unifiedSocialCreditCode"
_SAME = (_OF_ENTERPRISE, "title.zh", "version")
_PLAIN = (
    "number", "title.zh", "title.en", "version", "succeeds", "form", "maturity", "listing.noticeFrom",
    "listing.noticeUntil",
)  # fmt: skip
"""Columns read by their type; others are read against the agreement or the other pages."""
_PROSE = ("process", "features", "applicability", "limitations", "crossMedia")
VERIFICATION = ("verification.standard", "verification.verifier", "verification.from", "verification.until")
_INDUSTRY = re.compile(r"([0-9]{2,4})[ :：]*([^/／]+)[/／](.+)", re.ASCII)
_RIGHT = re.compile(r"(\S+)[ :：]+(\S.*)")
_YEAR = re.compile(r"(?:199[0-9]|2[01][0-9]{2})", re.ASCII)
_STATEMENT = "verification-statement"
_FILES = {"report": "verification-report", "plan": "verification-plan"}


_CONTACT = ("contact.office", "contact.serviceEndpoint")
_MOBILE = re.compile(r"tel:(?:\+?86-?)?1[3-9][0-9]-?[0-9]{4}-?[0-9]{4}", re.ASCII)
"""A mobile number in China, which belongs to a person."""
_MAILBOX = re.compile(r"[!-?A-~]+@[0-9A-Za-z.-]+", re.ASCII)
_ENDPOINT = re.compile(ENDPOINT_PATTERN, re.ASCII)
_PHONE = re.compile(r"\+?[0-9][0-9()-]{5,19}", re.ASCII)


def _read_address(typed: str) -> str | None:
    """Return an address with its scheme, even where a clerk leaves that out; None for an invalid one."""
    folded = "".join(normalize("NFKC", typed).split())
    if _PHONE.fullmatch(folded):
        return "tel:" + folded.replace("(", "").replace(")", "-")
    if _MAILBOX.fullmatch(folded) and ":" not in folded:
        return f"mailto:{folded}"
    return folded if _ENDPOINT.fullmatch(folded) else None


class TechnologyRows:
    """Reader of the rows of one sheet; it finds repeated rows before it reads any."""

    def __init__(self, sheet: Sheet, granted: Granted, created: datetime) -> None:
        self._granted, self._created = granted, created
        self._numbers = find_repeated(sheet.rows, ("number",))
        self._same = find_repeated(sheet.rows, _SAME, fold_closely)

    def read(
        self, row: SheetRow, parts: Sequence[RowOf], broken: Collection[Layout]
    ) -> tuple[CheckedRow[TechnologyDraft], TechnologyDraft]:
        """Return the draft of a technology, or its errors.

        A member missing because of a bad row on a page in `broken` is not an error of this row. The second
        value is the draft without refused members: the caller validates the rest against the model.
        """
        cells = _TechnologyCells(row, self._granted, self._created)
        for column, repeated in (("number", self._numbers), ("title.zh", self._same)):
            if row.number in repeated:
                cells.refuse(column, CarrierError("cell-repeated", rows=repeated[row.number]))
        draft = cells.read(parts, broken)
        return cells.checked(draft), draft


class _TechnologyCells(MemberCells):
    """The cells of one technology."""

    def __init__(self, row: SheetRow, granted: Granted, created: datetime) -> None:
        super().__init__(row, TECHNOLOGY_PAGE)
        self._granted, self._created = granted, created

    def read(self, parts: Sequence[RowOf], broken: Collection[Layout]) -> TechnologyDraft:
        """Return the draft without refused members."""
        self.read_cells(_PLAIN)
        scheme = self._scheme("listing.scheme", self._granted)
        grade = self._grade("listing.class", scheme)
        regions, uscc_member = self._regions("listing.scheme", scheme, self._granted), _OF_ENTERPRISE
        for member, value in (
            ("listing.scheme", scheme.id if scheme is not None else None),
            ("listing.class", grade.code if grade is not None else None),
            ("enterprise.legalName", self._name("enterprise.legalName")),
            ("enterprise.legalNameEn", self._name("enterprise.legalNameEn")),
            (uscc_member, self._find(uscc_member, parse_uscc)),
            ("enterprise.region", self._region("enterprise.region", regions)),
            ("enterprise.type", "Enterprise"),
        ):
            self.put(member, value)
        self._contact()
        self._media(scheme)
        for name in _PROSE:
            if prose := self.text(name, _MAX_PROSE):
                self.put(name, {"zh": prose})
        self._industries()
        self._rights()
        self._join(parts)
        self._economics()
        self._targets(parts)
        self._verification(parts, broken)
        if NUMBER_PAGE not in broken and not any(part.place == "indicators" for part in parts):
            self.refuse("number", CarrierError("numbers-missing"))
        begin, end = self._term(scheme, grade)
        subject = {name: value for name, value in self.members.items() if name != "number"}
        subject.setdefault("evidence", [])
        return TechnologyDraft({"type": "Technology", **subject}, begin, end)

    def _contact(self) -> None:
        """Read the office for contact, and its address as people write it."""
        if office := self.text("contact.office"):
            self.put("contact.office", office)
        if typed := self.text("contact.serviceEndpoint"):
            address = _read_address(typed)
            if address is None:
                self.refuse("contact.serviceEndpoint", CarrierError("contact-form"))
            # signed data stay public: a person's phone number could never be withdrawn
            elif _MOBILE.fullmatch(address):
                self.refuse("contact.serviceEndpoint", CarrierError("contact-personal"))
            else:
                self.put("contact.serviceEndpoint", address)
        for name, other in (_CONTACT, _CONTACT[::-1]):
            if self.holds(other) and not self.holds(name):
                self.refuse(name, CarrierError("cell-missing"))

    def _media(self, scheme: Scheme | None) -> None:
        media = self.choose_several("media", MEDIA)
        outside = [code for code in media if scheme is not None and code not in scheme.categories]
        if scheme is not None and outside:
            allowed = items_of({code: MEDIA[code] for code in scheme.categories if code in MEDIA})
            names = items_of({code: MEDIA[code] for code in outside})
            self.refuse("media", CarrierError("category-unknown", items=names, allowed=listed(allowed)))
        twice = [code for code in media if media.count(code) > 1]
        if twice:
            (item,) = items_of({twice[0]: MEDIA[twice[0]]})
            self.refuse("media", RecordError("item-repeated", item=item))
        self.put("media", media or None)

    def _targets(self, parts: Sequence[RowOf]) -> None:
        """Set the targets: first those of indicators, then the others."""
        named = (str(part.value["target"]) for part in parts if "target" in part.value)
        others = self.choose_several("targets", TARGET_WORDS)
        if targets := [*dict.fromkeys([*named, *others])]:
            self.put("targets", targets)

    def _industries(self) -> None:
        industries = []
        for part in self.parts("industries"):
            match = _INDUSTRY.fullmatch(part)
            if match is None:
                self.refuse("industries", CarrierError("industry-form"))
                return
            industries.append({"code": match[1], "name": {"zh": match[2].strip(), "en": match[3].strip()}})
        self.put("industries", industries or None)

    def _rights(self) -> None:
        rights = []
        for part in self.parts("rights"):
            match = _RIGHT.fullmatch(part)
            kind = find_word(RIGHTS, match[1]) if match is not None else None
            if match is None or kind is None:
                self.refuse("rights", CarrierError("right-form", allowed=[zh for _, zh in RIGHTS.values()]))
                return
            rights.append({"kind": kind, "number": match[2]})
        self.put("rights", rights or None)

    def _join(self, parts: Sequence[RowOf]) -> None:
        """Add the values of the other pages."""
        for place in ("indicators", "inputs", "cases", "evidence"):
            if values := [part.value for part in parts if part.place == place]:
                self.put(place, values)
        for part in parts:
            if part.place.startswith("economics."):
                self.put(part.place, part.value)

    def _economics(self) -> None:
        name = "economics.basisYear"
        cell = self._row.cells.get(name)
        text = format_cell(cell) if cell is not None else ""
        if disguise := find_disguise(cell):
            self.refuse(name, CarrierError(disguise))
        elif text and not _YEAR.fullmatch(text):
            self.refuse(name, CarrierError("year-form"))
        elif text:
            self.put(name, int(text))
        elif "economics" in self.members:
            self.refuse(name, CarrierError("cell-missing"))

    def _verification(self, parts: Sequence[RowOf], broken: Collection[Layout]) -> None:
        if not any(map(self.holds, VERIFICATION)):
            return
        for name in VERIFICATION:
            if not self.holds(name):
                self.refuse(name, CarrierError("cell-missing"))
        self.read_cells(("verification.standard", "verification.verifier"))
        for name, moment in (
            ("verification.from", self._moment("verification.from")),
            ("verification.until", self._moment("verification.until", read_end)),
        ):
            self.put(name, format_time(moment) if moment is not None else None)
        verified = [str(part.value["code"]) for part in parts if part.verified]
        files = [(part.value["kind"], part.value["digest"]) for part in parts if part.place == "evidence"]
        statements = [digest for kind, digest in files if kind == _STATEMENT]
        if verified:
            self.put("verification.indicators", verified)
        elif NUMBER_PAGE not in broken:
            self.refuse("verification.standard", CarrierError("verified-none"))
        # the page of evidence may have refused the file of the statement
        if EVIDENCE_PAGE in broken:
            return
        if len(statements) != 1:
            self.refuse("verification.standard", CarrierError("statement-missing"))
            return
        self.put("verification.statement", statements[0])
        named = {
            name: [digest for file_kind, digest in files if file_kind == kind]
            for name, kind in _FILES.items()
        }
        several = [_FILES[name] for name, same in named.items() if len(same) > 1]
        if several:
            items = items_of({kind: EVIDENCE_KINDS[kind] for kind in several})
            self.refuse("verification.standard", CarrierError("statement-files", items=items))
        for name, digests in named.items():
            if digests:
                self.put(f"verification.{name}", digests[0])

    def _term(self, scheme: Scheme | None, grade: Grade | None) -> tuple[datetime, datetime]:
        begin = self._moment("validFrom") or start_of(day_of(self._created))
        end = self._end("validUntil", begin, scheme, grade) or begin
        if grade is not None and end <= self._created:
            name = "validUntil" if self.holds("validUntil") else "validFrom"
            self.refuse(name, CarrierError("listed-over"))
        return begin, end

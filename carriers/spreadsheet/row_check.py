"""The checks of one row: all its errors are reported, and none can be overridden."""

import re
from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal

from pydantic import ValidationError

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import ASSESSMENTS, COLUMN, COLUMNS, REASONS_ZH
from carriers.spreadsheet.formats.cells import (
    Cell,
    find_disguise,
    read_end,
    read_moment,
)
from carriers.spreadsheet.granted import Granted, find_grade, listed
from carriers.spreadsheet.reading import SheetRow
from carriers.spreadsheet.row_cells import MAX_CODE, CheckedRow, RowCells
from credentials.documents.agreement import Grade, Scheme
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import AssessmentDraft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.name_rules import check_name
from credentials.patterns import REGION_PATTERN
from credentials.record import JsonObject
from credentials.times import add_months, day_of, format_time, start_of
from credentials.words.days import format_end
from credentials.words.regions import region_code

_MAX_NAME, _MAX_CATEGORIES = 200, 20
_FORMULA_STARTS = ("=", "+", "-", "@")
_REGION = re.compile(REGION_PATTERN, re.ASCII)
_SCORE = re.compile(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?", re.ASCII)
_SEPARATORS = re.compile("[、,，;；]")
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ORDER = {column.name: position for position, column in enumerate(COLUMNS)}


class RowCheck(RowCells):
    """The checks of one row; what passes becomes a member of the draft.

    `repeated` has, by column, the texts that other rows have too, with the numbers of the rows.
    """

    def __init__(
        self, row: SheetRow, granted: Granted, repeated: Mapping[str, Mapping[str, list[str]]]
    ) -> None:
        super().__init__(row, ASSESSMENTS, unwanted=_FORMULA_STARTS)
        self._granted = granted
        self._repeated = repeated
        self._members: JsonObject = {}

    def run(self) -> CheckedRow[AssessmentDraft]:
        """The draft, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        scheme = self._scheme()
        grade = self._grade(scheme)
        self._enterprise()
        self._region(scheme)
        self._categories(scheme)
        self._numbers()
        self._dates(scheme, grade)
        self._scores()
        draft = self._draft()
        errors = sorted(self._errors, key=lambda error: _ORDER[error.column])
        return CheckedRow(self._row.number, draft, tuple(errors))

    def _draft(self) -> AssessmentDraft | None:
        if self._errors:
            return None
        try:
            return AssessmentDraft.model_validate(self._members)
        except ValidationError as error:  # the model has the last word
            cause = RecordError.from_pydantic(error)
            column = re.split(r"[.\[]", cause.field)[0]
            self._refuse(column if column in COLUMN else "scheme", RecordError(cause.code, "", **cause.facts))
            return None

    def _enterprise(self) -> None:
        for name in ("legalName", "legalNameEn"):
            text = self._text(name, _MAX_NAME)
            if text is None:
                continue
            code = check_name(text)
            if code is None and name == "legalNameEn" and _HAN.search(text):
                code = "name-not-latin"
            if code is not None:
                self._refuse(name, CarrierError(code))
            self._members[name] = text
        text = self._text("unifiedSocialCreditCode")
        if text is not None:
            try:
                self._members["unifiedSocialCreditCode"] = parse_uscc(text)
            except RecordError as error:
                self._refuse("unifiedSocialCreditCode", error)

    def _scheme(self) -> Scheme | None:
        text = self._text("scheme", _MAX_NAME)
        if text is None:
            return None
        try:
            scheme = self._granted.find_scheme(text)
        except CarrierError as error:
            self._refuse("scheme", error)
            return None
        self._members["scheme"] = scheme.id
        self._members["kind"] = scheme.kind
        return scheme

    def _grade(self, scheme: Scheme | None) -> Grade | None:
        text = self._text("grade", _MAX_NAME)
        if text is None or scheme is None:
            return None
        try:
            grade = find_grade(scheme, text)
        except CarrierError as error:
            self._refuse("grade", error)
            return None
        self._members["grade"] = grade.code
        return grade

    def _region(self, scheme: Scheme | None) -> None:
        text = self._text("region")
        code = None if text is None else region_code(text) or (text if _REGION.fullmatch(text) else None)
        if text is not None and code is None:
            self._refuse("region", CarrierError("region-unknown"))
        if scheme is None:
            return
        try:
            allowed = self._granted.regions(scheme)
        except CarrierError as error:
            self._refuse("scheme", error)
            return
        if code is not None and code not in allowed:
            self._refuse("region", CarrierError("region-outside", allowed=[*allowed]))
        self._members["region"] = code

    def _categories(self, scheme: Scheme | None) -> None:
        text = self._text("category", _MAX_CATEGORIES * (MAX_CODE + 1))
        if scheme is None:
            return
        if scheme.kind == "credit":
            if "category" in self._row.cells:
                self._refuse("category", CarrierError("category-unwanted"))
            return
        allowed = listed(scheme.categories)
        if text is None:
            if "category" not in self._row.cells:
                self._refuse("category", CarrierError("category-missing", allowed=allowed))
            return
        whole = text in scheme.categories  # a category's own name may hold a separator
        parts = [text] if whole else [part.strip() for part in _SEPARATORS.split(text) if part.strip()]
        unknown = [part for part in parts if part not in scheme.categories]
        twice = {part for part in parts if parts.count(part) > 1}
        if len(parts) > _MAX_CATEGORIES:
            self._refuse("category", CarrierError("category-count", limit=_MAX_CATEGORIES))
        elif unknown:
            self._refuse("category", CarrierError("category-unknown", items=listed(unknown), allowed=allowed))
        elif twice:
            self._refuse("category", RecordError("item-repeated", item="、".join(sorted(twice))))
        elif not parts:
            self._refuse("category", CarrierError("category-missing", allowed=allowed))
        self._members["category"] = [*parts]

    def _numbers(self) -> None:
        for name in ("certificateNumber", "supersedes"):
            text = self._text(name)
            if text is None:
                continue
            if text in self._repeated[name]:
                self._refuse(name, CarrierError("row-repeated", rows=self._repeated[name][text]))
            self._members[name] = text
        reason = self._text("reason")
        has_number, has_reason = "supersedes" in self._row.cells, "reason" in self._row.cells
        allowed = [*REASONS["supersede"]]
        if reason is not None:
            code = next((c for c in REASONS["supersede"] if reason.casefold() in (c, REASONS_ZH[c])), None)
            if code is None:
                self._refuse("reason", CarrierError("reason-unknown", allowed=allowed))
            self._members["reason"] = code
        if has_number and not has_reason:
            self._refuse("reason", CarrierError("reason-missing", allowed=allowed))
        if has_reason and not has_number:
            self._refuse("supersedes", CarrierError("supersedes-missing"))

    def _moment(self, name: str, read: Callable[[Cell], datetime | None] = read_moment) -> datetime | None:
        cell = self._row.cells.get(name)
        if cell is None:
            if COLUMN[name].required:
                self._refuse(name, CarrierError("cell-missing"))
            return None
        disguise = find_disguise(cell, is_date=True)
        moment = None if disguise else read(cell)
        if moment is None:
            self._refuse(name, CarrierError(disguise or "date-unreadable"))
        return moment

    def _dates(self, scheme: Scheme | None, grade: Grade | None) -> None:
        assessed, begin = map(self._moment, ("assessedOn", "validFrom"))
        end = self._moment("validUntil", read_end)
        if assessed is not None:
            day = day_of(assessed)
            self._members["assessedOn"] = day.isoformat()
            if begin is None and "validFrom" not in self._row.cells:
                begin = start_of(day)
        if begin is None:
            return
        self._members["validFrom"] = format_time(begin)
        if end is not None and end <= begin:
            self._refuse("validUntil", RecordError("interval-empty"))
        if scheme is None or grade is None:
            return
        months = scheme.months_of(grade.code)
        latest = add_months(begin, months)
        if end is not None and end > latest:
            cause = CarrierError("months-exceeded", months=months, latest=format_end(latest))
            self._refuse("validUntil", cause)
        self._members["validUntil"] = format_time(end or latest)

    def _scores(self) -> None:
        score, most = (self._score(name) for name in ("score", "scoreMax"))
        for name, other in (("score", "scoreMax"), ("scoreMax", "score")):
            if name not in self._row.cells and other in self._row.cells:
                self._refuse(name, RecordError("score-pair"))
        if score is not None and most is not None and Decimal(score) > Decimal(most):
            self._refuse("score", RecordError("score-pair"))

    def _score(self, name: str) -> str | None:
        text = self._text(name)
        if text is None:
            return None
        if _SCORE.fullmatch(text) is None:
            self._refuse(name, CarrierError("score-form"))
            return None
        self._members[name] = text
        return text

"""The checks of one row: all errors are reported, and no check can be overridden."""

import re
from collections.abc import Mapping
from decimal import Decimal

from pydantic import ValidationError

from carriers.errors import CarrierError
from carriers.spreadsheet.columns import ASSESSMENTS, COLUMN, COLUMNS, REASONS_ZH
from carriers.spreadsheet.formats.cells import (
    read_end,
)
from carriers.spreadsheet.granted import Granted
from carriers.spreadsheet.reading import SheetRow
from carriers.spreadsheet.row_cells import CheckedRow, RowCells
from credentials.documents.agreement import Grade, Scheme
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import AssessmentDraft
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.patterns import REGION_PATTERN
from credentials.record import JsonObject
from credentials.times import day_of, format_time, start_of

_FORMULA_STARTS = ("=", "+", "-", "@")
_REGION = re.compile(REGION_PATTERN, re.ASCII)
_SCORE = re.compile(r"(0|[1-9][0-9]{0,5})(\.[0-9]{1,4})?", re.ASCII)
_HAN = re.compile("[\u3400-\u4dbf\u4e00-\u9fff]")
_ORDER = {column.name: position for position, column in enumerate(COLUMNS)}


class RowCheck(RowCells):
    """The checks of one row; accepted values become members of the draft.

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
        """Return the draft, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        scheme = self._scheme("scheme", self._granted)
        grade = self._grade("grade", scheme)
        self._members |= {
            "scheme": scheme.id if scheme is not None else None,
            "kind": scheme.kind if scheme is not None else None,
            "grade": grade.code if grade is not None else None,
            "unifiedSocialCreditCode": self._find("unifiedSocialCreditCode", parse_uscc),
            "legalName": self._name("legalName"),
            "region": self._region("region", self._regions("scheme", scheme, self._granted)),
        }
        self._latin_name()
        if (categories := self._categories("category", scheme)) is not None:
            self._members["category"] = [*categories]
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
        except ValidationError as error:  # the model decides in the end
            cause = RecordError.from_pydantic(error)
            column = re.split(r"[.\[]", cause.field)[0]
            self.refuse(column if column in COLUMN else "scheme", RecordError(cause.code, "", **cause.facts))
            return None

    def _latin_name(self) -> None:
        text = self._name("legalNameEn")
        if text is not None:
            if _HAN.search(text):
                self.refuse("legalNameEn", CarrierError("name-not-latin"))
            self._members["legalNameEn"] = text

    def _numbers(self) -> None:
        for name in ("certificateNumber", "supersedes"):
            text = self._text(name)
            if text is None:
                continue
            if text in self._repeated[name]:
                self.refuse(name, CarrierError("row-repeated", rows=self._repeated[name][text]))
            self._members[name] = text
        reason = self._text("reason")
        has_number, has_reason = "supersedes" in self._row.cells, "reason" in self._row.cells
        allowed = [*REASONS["supersede"]]
        if reason is not None:
            code = next((c for c in REASONS["supersede"] if reason.casefold() in (c, REASONS_ZH[c])), None)
            if code is None:
                self.refuse("reason", CarrierError("reason-unknown", allowed=allowed))
            self._members["reason"] = code
        if has_number and not has_reason:
            self.refuse("reason", CarrierError("reason-missing", allowed=allowed))
        if has_reason and not has_number:
            self.refuse("supersedes", CarrierError("supersedes-missing"))

    def _dates(self, scheme: Scheme | None, grade: Grade | None) -> None:
        assessed, begin = map(self._moment, ("assessedOn", "validFrom"))
        if assessed is not None:
            day = day_of(assessed)
            self._members["assessedOn"] = day.isoformat()
            if begin is None and "validFrom" not in self._row.cells:
                begin = start_of(day)
        if begin is None:
            self._moment("validUntil", read_end)
            return
        self._members["validFrom"] = format_time(begin)
        end = self._end("validUntil", begin, scheme, grade)
        if end is not None:
            self._members["validUntil"] = format_time(end)

    def _scores(self) -> None:
        score, most = (self._score(name) for name in ("score", "scoreMax"))
        for name, other in (("score", "scoreMax"), ("scoreMax", "score")):
            if name not in self._row.cells and other in self._row.cells:
                self.refuse(name, RecordError("score-pair"))
        if score is not None and most is not None and Decimal(score) > Decimal(most):
            self.refuse("score", RecordError("score-pair"))

    def _score(self, name: str) -> str | None:
        text = self._text(name)
        if text is None:
            return None
        if _SCORE.fullmatch(text) is None:
            self.refuse(name, CarrierError("score-form"))
            return None
        self._members[name] = text
        return text

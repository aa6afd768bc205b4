"""Rows of a sheet of status changes as drafts; the registry checks them against its records."""

from collections.abc import Iterator, Mapping
from typing import cast

from carriers.errors import CarrierError
from carriers.spreadsheet.change_columns import CHANGES
from carriers.spreadsheet.formats.cells import format_cell, list_first, read_end, read_moment
from carriers.spreadsheet.reading import Sheet, SheetRow
from carriers.spreadsheet.row_cells import MAX_NAME, CheckedRow, RowCells
from credentials.documents.status_event import REASONS, Action
from credentials.drafting.draft import StatusDraft
from credentials.words.closed_lists import REASONS as REASON_WORDS

_ACTIONS: Mapping[Action, tuple[str, ...]] = {
    "suspend": ("suspend", "suspended", "暂停"),
    "reinstate": ("reinstate", "reinstated", "恢复"),
    "revoke": ("revoke", "revoked", "终止", "撤销", "取消", "注销"),
    "supersede": ("supersede", "superseded", "取代", "被取代"),
}
"""A clerk's words for the actions; the legal kind of an end follows from its reason."""


def check_changes(sheet: Sheet, given: StatusDraft) -> Iterator[CheckedRow[StatusDraft]]:
    """Yield each row's draft or errors; `given` holds for rows that leave a cell empty.

    If `given` has an action, rows may name no other.
    """
    repeated: dict[str, list[int]] = {}
    for row in sheet.rows:
        if "credential" in row.cells:
            repeated.setdefault(format_cell(row.cells["credential"]), []).append(row.number)
    for row in sheet.rows:
        yield _ChangeCheck(row, given, repeated).run()


def parse_action(text: str) -> Action | None:
    """Return the action for a clerk's word."""
    return next((action for action, words in _ACTIONS.items() if text.strip().casefold() in words), None)


def find_reason(action: str, text: str) -> str | None:
    """Return the reason of the closed list for `action`, by its code or its word in either language."""
    wanted = text.strip().casefold()
    for code in REASONS[cast("Action", action)]:
        if wanted in (code, *(word.casefold() for word in REASON_WORDS[code])):
            return code
    return None


class _ChangeCheck(RowCells):
    """The checks of one row."""

    def __init__(self, row: SheetRow, given: StatusDraft, repeated: Mapping[str, list[int]]) -> None:
        super().__init__(row, CHANGES)
        self._given, self._repeated = given, repeated

    def run(self) -> CheckedRow[StatusDraft]:
        """Return the draft, or the errors in the order of the columns."""
        if self._row.total is not None:
            return self._refuse_total(self._row.total)
        reference = self._text("credential")
        if reference is not None and len(rows := self._repeated[reference]) > 1:
            self.refuse("credential", CarrierError("row-repeated", rows=list_first(rows)))
        legal_name = self._text("legalName", MAX_NAME)
        action = self._action()
        reason = self._reason(action)
        since = self._moment("effectiveFrom", read_moment, self._given.effective_from)
        until = self._moment("until", read_end, self._given.until if action == "suspend" else None)
        successor = self._text("successor")
        if action == "supersede" and "successor" not in self._row.cells:
            self.refuse("successor", CarrierError("cell-missing"))
        if self._errors or reference is None or action is None or reason is None:
            return CheckedRow(self._row.number, None, tuple(self._errors))
        draft = StatusDraft(reference, action, reason, since, until, successor, legal_name)
        return CheckedRow(self._row.number, draft, ())

    def _action(self) -> Action | None:
        text, given = self._text("action"), cast("Action | None", self._given.action or None)
        if text is None:
            if given is None and "action" not in self._row.cells:
                self.refuse("action", CarrierError("cell-missing"))
            return given
        action = parse_action(text)
        if action is None or given not in (None, action):
            allowed = [*_ACTIONS] if given is None else [given]
            self.refuse("action", CarrierError("action-unknown", allowed=allowed))
            return None
        return action

    def _reason(self, action: Action | None) -> str | None:
        text = self._text("reason") or self._given.reason
        if not text:
            if "reason" not in self._row.cells:
                self.refuse("reason", CarrierError("cell-missing"))
            return None
        if action is None:
            return None
        reason = find_reason(action, text)
        if reason is None:
            self.refuse("reason", CarrierError("reason-unknown", allowed=[*REASONS[action]]))
        return reason

"""Edits of an agreement's text by a form: grades of equivalences, rows that go, one row that is added."""

from collections.abc import Mapping
from typing import Any, Final

from credentials.record import JsonObject
from credentials.times import end_of, format_time, start_of
from desk.web.errors import DeskWebError
from desk.web.forms import DeskForm, read_day

NOTHING: Final = "-"
REMOVE: Final = "x"
MOST_ROWS: Final = 400
"""Rows that the form shows; of more, the workbook."""


def edit_text(value: JsonObject, form: DeskForm) -> JsonObject:
    """Return a text with what a form changes in it; DeskWebError field-value.

    `grade:N` is the grade that row N counts as, NOTHING or REMOVE; `new:…` are the parts of a new row; `from`
    is the first day of the version.
    """
    rows: Any = value["equivalences"]
    kept = [edited for place, row in enumerate(rows) if (edited := _edit(row, form.text(f"grade:{place}")))]
    added = [_read_row(form)] if form.text("new:from") else []
    first = read_day(form.text("from"), "from")
    begins = {"effectiveFrom": format_time(start_of(first))} if first is not None else {}
    return {**value, **begins, "equivalences": [*kept, *added]}


def _edit(row: Mapping[str, Any], choice: str) -> JsonObject | None:
    if choice == REMOVE:
        return None
    if choice == NOTHING:
        return {**row, "to": None}
    return {**row, "to": {**row["to"], "grade": choice}} if choice and row["to"] is not None else {**row}


def _read_row(form: DeskForm) -> JsonObject:
    until = read_day(form.text("new:until"), "until")
    target = form.text("new:to")
    return {
        "from": _read_reference(form.text("new:from"), form.text("new:from-category")),
        "to": _read_reference(target, form.text("new:to-category")) if target != NOTHING else None,
        "clause": form.text("new:clause"),
        **({"until": format_time(end_of(until))} if until is not None else {}),
    }


def _read_reference(text: str, category: str) -> JsonObject:
    scheme, bar, grade = text.partition("|")
    if not bar:
        raise DeskWebError("field-value", name="等级 grade")
    return {"scheme": scheme, **({"category": category} if category else {}), "grade": grade}

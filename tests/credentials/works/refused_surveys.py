"""What is wrong with the documents of a survey, each fault alone: change, code, member."""

from typing import Any

from tests.credentials.works.refused_works import SUBJECT, Fault, fault
from tools.docs.example_surveys import build_definition

_QUESTION, _TABLE = f"{SUBJECT}.questions.0", f"{SUBJECT}.tables.0"
_QUESTIONS: Any = build_definition()["credentialSubject"]["questions"]  # type: ignore[index,call-overload]
_MANY = [f"示例{number}" for number in range(40)]

DEFINITIONS: dict[str, Fault] = {
    "an obligation": fault(f"{SUBJECT}.participation", "required", "member-value"),
    "a number of a form": fault(f"{SUBJECT}.approval", "示例 1 号", "member-unknown"),
    "another threshold": fault(f"{SUBJECT}.disclosure.threshold", 3, "member-value"),
    "more may dominate": fault(f"{SUBJECT}.disclosure.dominant", 3, "member-value"),
    "a weaker rule on dominance": fault(f"{SUBJECT}.disclosure.dominancePercent", 90, "member-value"),
    "less protection": fault(f"{SUBJECT}.disclosure.protectionPercent", 10, "member-value"),
    "a month that is none": fault(f"{SUBJECT}.period", "2025-13", "member-form"),
    "days upside down": fault(f"{SUBJECT}.until", "2020-01-01", "range-upside-down"),
    "over before it was asked": fault(
        f"{SUBJECT}.until", "2020-01-02", "already-over", **{f"{SUBJECT}.from": "2020-01-01"}),
    "no question": fault(f"{SUBJECT}.questions", [], "member-length"),
    "a question twice": fault(f"{SUBJECT}.questions", _QUESTIONS * 2, "item-repeated"),
    "a formula for a row": fault(f"{_QUESTION}.rows.categories.0", "=1+1", "member-form"),
    "a total for a column": fault(f"{_QUESTION}.columns.categories.0", "_T", "member-form"),
    "a category twice": fault(
        f"{_QUESTION}.rows.categories", ["示例", "示例"], "item-repeated"),
    "too many cells": fault(
        f"{_QUESTION}.rows.categories", _MANY, "member-length", f"{_QUESTION}.columns.categories",
        **{f"{_QUESTION}.columns.categories": _MANY}),
}  # fmt: skip

COMMITMENTS: dict[str, Fault] = {
    "to no return": fault(f"{SUBJECT}.returns.0.count", 0, "member-value"),
    "to no question": fault(f"{SUBJECT}.returns", [], "member-length"),
    "of no province": fault(f"{SUBJECT}.area", "CN-CQ_CN-SC", "member-form"),
    "by no root": fault(f"{SUBJECT}.returns.0.root", "0", "member-form"),
}

REPORTS: dict[str, Fault] = {
    "a cell too few": fault(f"{_TABLE}.cells", ["1"] * 15, "member-length"),
    "a reason in a cell": fault(f"{_TABLE}.cells.1", "c threshold", "member-form"),
    "a negative amount": fault(f"{_TABLE}.cells.0", "-1", "member-form"),
    "five decimals": fault(f"{_TABLE}.cells.0", "1.00001", "member-form"),
    "no grand total": fault(f"{_TABLE}.cells.15", "c", "member-form"),
    "an empty grand total": fault(f"{_TABLE}.cells.15", "", "member-form"),
    "a row twice": fault(f"{_TABLE}.rows.0", "气", "item-repeated", f"{_TABLE}.rows"),
    "a first edition with one before": fault(f"{SUBJECT}.previous", "0" * 64, "previous-form"),
    "a second edition with none": fault(f"{SUBJECT}.edition", 2, "previous-form", f"{SUBJECT}.previous"),
    "a table over no return": fault(f"{_TABLE}.count", 0, "member-value"),
    "how many contributed": fault(f"{_TABLE}.contributors", [5], "member-unknown"),
}

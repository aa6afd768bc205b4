"""What is wrong with a survey and with its report, each fault alone: change, code, member."""

from typing import Any

SUBJECT = "credentialSubject"
_ROW = f"{SUBJECT}.rows.0"
_NAME = {"zh": "水", "en": "Water"}
_QUESTION = {"name": {"zh": "营业收入", "en": "Income"}, "unit": "wan-yuan"}

Faults = dict[str, tuple[dict[str, Any], str, str]]

SURVEYS: Faults = {
    "over": ({f"{SUBJECT}.until": "2025-01-31", f"{SUBJECT}.from": "2025-01-01"}, "already-over",
             f"{SUBJECT}.until"),
    "upside down": ({f"{SUBJECT}.until": "2025-01-31"}, "range-upside-down", f"{SUBJECT}.until"),
    "no question": ({f"{SUBJECT}.questions": []}, "member-length", f"{SUBJECT}.questions"),
    "seven": ({f"{SUBJECT}.questions": [_QUESTION] * 7}, "member-length", f"{SUBJECT}.questions"),
    "a question twice": ({f"{SUBJECT}.questions.1": _QUESTION}, "item-repeated", f"{SUBJECT}.questions"),
    "a segment twice": ({f"{SUBJECT}.segments.1": _NAME}, "item-repeated", f"{SUBJECT}.segments"),
    "a segment twice in English": (
        {f"{SUBJECT}.segments.1.en": "Water"}, "item-repeated", f"{SUBJECT}.segments"),
    "another unit": (
        {f"{SUBJECT}.questions.0.unit": "yuan"}, "member-value", f"{SUBJECT}.questions[0].unit"),
    "long ago": ({f"{SUBJECT}.year": 1999}, "member-value", f"{SUBJECT}.year"),
    "nobody": ({f"{SUBJECT}.respondents": ...}, "member-missing", f"{SUBJECT}.respondents"),
}  # fmt: skip

SURVEY_REPORTS: Faults = {
    "a year that runs": ({f"{SUBJECT}.year": 2199}, "not-yet", f"{SUBJECT}.year"),
    "a segment in two rows": ({f"{SUBJECT}.rows.1.segments": ["水", "固体废物", "土壤"]}, "item-repeated",
                              f"{SUBJECT}.rows"),
    "a segment twice in one": ({f"{_ROW}.segments": ["水", "水"]}, "item-repeated", f"{SUBJECT}.rows"),
    "a segment left out": ({f"{SUBJECT}.rows.1.segments": ["土壤"]}, "rows-incomplete", f"{SUBJECT}.rows"),
    "a segment twice in English": (
        {f"{SUBJECT}.segments.1.en": "Water"}, "item-repeated", f"{SUBJECT}.segments"),
    "a segment of nobody": (
        {f"{_ROW}.segments": ["水", "噪声"]}, "reference-unknown", f"{SUBJECT}.rows"),
    "fewer than five": ({f"{_ROW}.contributors": "1-4"}, "member-value", f"{SUBJECT}.rows[0].contributors"),
    "one each": ({f"{SUBJECT}.rows.1.totals": [20, 19]}, "total-small", f"{SUBJECT}.rows[1].totals"),
    "a total left out": ({f"{_ROW}.totals": [68278]}, "member-length", f"{SUBJECT}.rows[0].totals"),
    "a total too many": ({f"{_ROW}.totals": [99, 99, 99]}, "member-length", f"{SUBJECT}.rows[0].totals"),
    "less than nothing": ({f"{_ROW}.totals": [-1, 40]}, "member-value", f"{SUBJECT}.rows[0].totals[0]"),
    "no row": ({f"{SUBJECT}.rows": []}, "member-length", f"{SUBJECT}.rows"),
    "no survey": ({f"{SUBJECT}.survey": ...}, "member-missing", f"{SUBJECT}.survey"),
}  # fmt: skip

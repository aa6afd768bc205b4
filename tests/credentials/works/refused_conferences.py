"""What is wrong with a resolution or a standard, each fault alone: change, code, member."""

from datetime import timedelta
from typing import Any

from credentials.times import CHINA
from keys_example import STRANGER
from tests.credentials.works.refused_works import SUBJECT, Fault, fault
from tests.world import START

FIRST, SECOND = f"{SUBJECT}.items.0", f"{SUBJECT}.items.1"
_TOMORROW = (START.astimezone(CHINA) + timedelta(days=1)).date().isoformat()
_CITED = {"kind": "standard", "digest": "0" * 64}
_TEXT = {"zh": "示例"}
_NO_OWNER: dict[str, Any] = {f"{FIRST}.owner": ...}

RESOLUTIONS: dict[str, Fault] = {
    "an item out of turn": fault(f"{SECOND}.no", 3, "member-value"),
    "an item left out": fault(f"{FIRST}.no", 2, "member-value"),
    "an item without a decision": fault(f"{FIRST}.decision", ..., "member-missing"),
    "an item without a text": fault(f"{FIRST}.text", ..., "member-missing"),
    "an item without a title": fault(f"{FIRST}.title", ..., "member-missing"),
    "withheld and told": fault(f"{SECOND}.text", _TEXT, "condition-stray"),
    "withheld with an owner": fault(f"{SECOND}.due", "2026-09-01", "condition-stray"),
    "due though it was only noted": fault(
        f"{FIRST}.decision", "noted", "condition-stray", f"{FIRST}.due"),
    "owed though it was rejected": fault(
        f"{FIRST}.decision", "rejected", "condition-stray", f"{FIRST}.owner", **{f"{FIRST}.due": ...}),
    "due before it was resolved": fault(f"{FIRST}.due", "2020-01-01", "range-upside-down"),
    "owed by a stranger": fault(f"{FIRST}.owner", STRANGER, "reference-unknown"),
    "cited twice": fault(f"{FIRST}.refers", [_CITED, _CITED], "item-repeated"),
    "a citation of nothing": fault(f"{FIRST}.refers.0.kind", "law", "member-value"),
    "dissent of a stranger": fault(f"{SUBJECT}.dissent.0.dissenter", STRANGER, "reference-unknown"),
    "dissent to no item": fault(f"{SUBJECT}.dissent.0.item", 3, "reference-unknown"),
    "days upside down": fault(f"{SUBJECT}.meeting.until", "2020-01-01", "range-upside-down"),
    "resolved before it met": fault(f"{SUBJECT}.resolvedOn", "2020-01-01", "range-upside-down"),
    "resolved tomorrow": fault(f"{SUBJECT}.resolvedOn", _TOMORROW, "not-yet"),
    "one party": fault(f"{SUBJECT}.parties", ["did:web:cq.huren.example"], "member-length"),
    "a party twice": fault(
        f"{SUBJECT}.parties", ["did:web:cq.huren.example"] * 2, "item-repeated"),
    "without its issuer": fault(
        f"{SUBJECT}.parties", ["did:web:sc.huren.example", STRANGER], "issuer-no-party",
        **_NO_OWNER),
}  # fmt: skip

STANDARDS: dict[str, Fault] = {
    "clauses out of order": fault(
        f"{SUBJECT}.clauses.1.no", "4.11", "clause-order", f"{SUBJECT}.clauses.2.no"),
    "a clause above its own": fault(
        f"{SUBJECT}.clauses.2.no", "4", "clause-order", f"{SUBJECT}.clauses.2.no"),
    "a clause twice": fault(f"{SUBJECT}.clauses.1.no", "4.10", "item-repeated", f"{SUBJECT}.clauses"),
    "a clause of letters": fault(f"{SUBJECT}.clauses.1.no", "4.a", "member-form"),
    "a first version with one before": fault(f"{SUBJECT}.previous", "0" * 64, "previous-form"),
    "a second version with none": fault(
        f"{SUBJECT}.version", 2, "previous-form", f"{SUBJECT}.previous"),
    "of one scheme": fault(f"{SUBJECT}.schemes", ["cq-facility-operation"], "member-length"),
    "a scheme twice": fault(f"{SUBJECT}.schemes", ["cq-facility-operation"] * 2, "item-repeated"),
}  # fmt: skip

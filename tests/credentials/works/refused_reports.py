"""What is wrong with a statistics report, each fault alone: change, code, member."""

from datetime import timedelta
from typing import Any

from credentials.times import format_time
from tests.world import START

SUBJECT = "credentialSubject"
_HEAD, _ROW = f"{SUBJECT}.logHeads.0", f"{SUBJECT}.tables.0.rows.0"
_HELD = f"{SUBJECT}.enterprises"
_LATER = format_time(START + timedelta(seconds=1))

REPORTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "counted tomorrow": ({f"{SUBJECT}.countedAt": _LATER}, "not-yet", f"{SUBJECT}.countedAt"),
    "another rule": ({f"{SUBJECT}.definition": "huren-counts/2"}, "member-value", f"{SUBJECT}.definition"),
    "edition 0": ({f"{SUBJECT}.edition": 0}, "member-value", f"{SUBJECT}.edition"),
    "no log": ({f"{SUBJECT}.logHeads": []}, "member-length", f"{SUBJECT}.logHeads"),
    "a log twice": (
        {f"{SUBJECT}.logHeads.1.issuer": "did:web:cq.huren.example"}, "item-repeated", f"{SUBJECT}.logHeads"),
    "a log of fewer than none": ({f"{_HEAD}.size": -1}, "member-value", f"{SUBJECT}.logHeads[0].size"),
    "a scheme twice": (
        {f"{SUBJECT}.tables.1.issuer": "did:web:cq.huren.example",
         f"{SUBJECT}.tables.1.scheme": "cq-facility-operation"}, "item-repeated", f"{SUBJECT}.tables"),
    "none of them": ({f"{_ROW}.total": 0}, "member-value", f"{SUBJECT}.tables[0].rows[0].total"),
    "a standing of nobody": (
        {f"{_ROW}.standing": "invalid"}, "member-value", f"{SUBJECT}.tables[0].rows[0].standing"),
    "of no category": ({f"{_ROW}.category": []}, "member-length", f"{SUBJECT}.tables[0].rows[0].category"),
    "fewer enterprises than none": (
        {f"{_HELD}.yearBefore": -1}, "member-value", f"{SUBJECT}.enterprises.yearBefore"),
    "enterprises of no grade's name": (
        {f"{_HELD}.issuers.0.schemes.0.rows.0.grade": ""}, "member-length",
        f"{SUBJECT}.enterprises.issuers[0].schemes[0].rows[0].grade"),
    "an empty table": ({f"{SUBJECT}.tables.0.rows": []}, "member-length", f"{SUBJECT}.tables[0].rows"),
}  # fmt: skip

"""Objections and applications as they are read: each fault names its member and its mend."""

from typing import Any

import pytest

from credentials.documents.desk.objection import (
    MAX_ENTRY_BYTES,
    ApplicationEntry,
    ObjectionEntry,
    due_on,
    read_entry,
)
from credentials.errors import RecordError
from credentials.times import parse_date
from tests.credentials.desk.papers import APPLICATION, BY, D1, EVIDENCE, ITEM, OBJECTION, Value

NAMED: Value = {"name": "示例环保有限公司"}


def test_an_objection_is_about_an_item_or_a_certificate() -> None:
    assert read_entry(OBJECTION, ObjectionEntry).about.item == 0
    about = {**NAMED, "number": "CQ-2026-0001"}
    assert read_entry({**OBJECTION, "about": about}, ObjectionEntry).about.notice is None
    assert read_entry(APPLICATION, ApplicationEntry).grade == "二级"


@pytest.mark.parametrize(
    ("change", "code", "member"),
    [
        ({"about": {}}, "member-missing", "about.name"),
        ({"about": NAMED}, "member-missing", "about.number"),
        ({"about": {**NAMED, "notice": D1}}, "member-missing", "about.item"),
        ({"about": {**NAMED, "item": 3}}, "member-missing", "about.notice"),
        ({"about": {**NAMED, "notice": D1, "item": 1000}}, "member-value", "about.item"),
        ({"about": {**NAMED, **ITEM, "number": "CQ-1"}}, "condition-stray", "about.number"),
        ({"by": {**BY, "kind": "robot"}}, "member-value", "by.kind"),
        ({"by": {"kind": "person", "name": "示例"}}, "member-missing", "by.contact"),
        ({"arguments": ""}, "member-length", "arguments"),
        ({"arguments": "x" * 2001}, "member-length", "arguments"),
        ({"evidence": EVIDENCE * 6}, "member-length", "evidence"),
        ({"evidence": EVIDENCE * 2}, "item-repeated", "evidence"),
        ({"receivedOn": "2026-02-30"}, "day-nonexistent", "receivedOn"),
        ({"signature": "z"}, "member-unknown", "signature"),
    ],
)
def test_a_refusal_of_an_objection_names_the_member(change: dict[str, Any], code: str, member: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_entry({**OBJECTION, **change}, ObjectionEntry)
    assert (caught.value.code, caught.value.field) == (code, member)
    for lang in ("zh", "en"):
        assert "{" not in caught.value.sentence(lang) + caught.value.mend(lang)


@pytest.mark.parametrize(
    ("change", "code", "member"),
    [
        ({"unifiedSocialCreditCode": "91500100MAHNJ7MT00"}, "uscc-check", "unifiedSocialCreditCode"),
        ({"scheme": "评价办法"}, "member-form", "scheme"),
        ({"about": ITEM}, "member-unknown", "about"),
    ],
)
def test_a_refusal_of_an_application_names_the_member(change: dict[str, Any], code: str, member: str) -> None:
    with pytest.raises(RecordError) as caught:
        read_entry({**APPLICATION, **change}, ApplicationEntry)
    assert (caught.value.code, caught.value.field) == (code, member)


def test_an_oversize_form_is_refused() -> None:
    evidence = [{"name": "示" * 200, "digest": f"{place:064x}"} for place in range(5)]
    longest = {**OBJECTION, "evidence": evidence, "arguments": "示" * 2000, "by": {**BY, "name": "示" * 200}}
    assert read_entry(longest, ObjectionEntry).evidence
    with pytest.raises(RecordError) as caught:
        read_entry({**OBJECTION, "arguments": "x" * MAX_ENTRY_BYTES}, ObjectionEntry)
    assert caught.value.code in ("too-large", "member-length")


def test_an_answer_is_due_ten_days_after_receipt() -> None:
    assert due_on(parse_date("2026-03-05")) == parse_date("2026-03-15")
    assert due_on(parse_date("2026-03-05"), 15) == parse_date("2026-03-20")

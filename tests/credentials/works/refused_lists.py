"""What is wrong with a public notice, each fault alone: change, code, member."""

from typing import Any

SUBJECT = "credentialSubject"
_ITEM = f"{SUBJECT}.items.0"
_READ = f"{SUBJECT}.items[0]"
_DIGEST = "0" * 64
_RECEIVED, _ANSWERED = {"receivedOn": "2026-02-01"}, {"receivedOn": "2026-02-01", "decidedOn": "2026-02-03"}
_ITEM_TWICE = {
    "legalName": "示例环保有限公司",
    "unifiedSocialCreditCode": "91500100MAHNJ7MT0F",
    "category": ["工业废水处理"],
    "grade": "一级",
}

LISTS: dict[str, tuple[dict[str, Any], str, str]] = {
    "over": ({f"{SUBJECT}.until": "2025-01-31", f"{SUBJECT}.from": "2025-01-01"}, "already-over",
             f"{SUBJECT}.until"),
    "upside down": ({f"{SUBJECT}.until": "2025-01-31"}, "range-upside-down", f"{SUBJECT}.until"),
    "more than 400 days": ({f"{SUBJECT}.until": "2199-01-01"}, "life-too-long", f"{SUBJECT}.until"),
    "a first version with one before": ({f"{SUBJECT}.previous": _DIGEST}, "previous-form",
                                        f"{SUBJECT}.previous"),
    "a second version without": ({f"{SUBJECT}.version": 2}, "previous-form", f"{SUBJECT}.previous"),
    "version 0": ({f"{SUBJECT}.version": 0}, "member-value", f"{SUBJECT}.version"),
    "nobody": ({f"{SUBJECT}.items": []}, "member-length", f"{SUBJECT}.items"),
    "a wrong code": ({f"{_ITEM}.unifiedSocialCreditCode": "91500100MAHNJ7MT00"}, "uscc-check",
                     f"{_READ}.unifiedSocialCreditCode"),
    "an item twice": ({f"{SUBJECT}.items.1": _ITEM_TWICE}, "item-repeated", f"{SUBJECT}.items"),
    "a category twice": ({f"{_ITEM}.category": ["工业废水处理", "工业废水处理"]}, "item-repeated",
                         f"{SUBJECT}.items"),
    "no category of some": ({f"{_ITEM}.category": []}, "member-length", f"{_READ}.category"),
    "no grade": ({f"{_ITEM}.grade": ...}, "member-missing", f"{_READ}.grade"),
    "not withdrawn": ({f"{_ITEM}.withdrawn": False}, "member-value", f"{_READ}.withdrawn"),
    "no objection of some": ({f"{_ITEM}.objections": []}, "member-length", f"{_READ}.objections"),
    "an answer without a result": (
        {f"{_ITEM}.objections": [_ANSWERED]}, "member-missing", f"{_READ}.objections[0].result"),
    "a result without a day": (
        {f"{_ITEM}.objections": [{**_RECEIVED, "result": "upheld"}]}, "member-missing",
        f"{_READ}.objections[0].decidedOn"),
    "answered before it came": (
        {f"{_ITEM}.objections": [{**_ANSWERED, "receivedOn": "2026-02-04", "result": "upheld"}]},
        "range-upside-down", f"{_READ}.objections[0].decidedOn"),
    "another result": (
        {f"{_ITEM}.objections": [{**_ANSWERED, "result": "refused"}]}, "member-value",
        f"{_READ}.objections[0].result"),
    "the name of who objects": (
        {f"{_ITEM}.objections": [{**_RECEIVED, "by": "示例"}]}, "member-unknown",
        f"{_READ}.objections[0].by"),
    "nowhere to object": ({f"{SUBJECT}.objectionsTo": ...}, "member-missing", f"{SUBJECT}.objectionsTo"),
}  # fmt: skip

"""A release of another publisher, with less than a tender needs and more than is read."""

from typing import Any

USCC = "91500100MA000AAAAP"

FOREIGN: dict[str, Any] = {
    "ocid": "ocds-000000-7",
    "buyer": {"name": "示例区生态环境局"},
    "parties": [
        {"id": 7, "name": "重庆示例甲有限公司", "roles": ["tenderer"],
         "identifier": {"id": USCC, "scheme": "X"}},
        {"id": "p2", "name": "重庆示例乙有限公司", "roles": ["tenderer", "supplier"],
         "address": {"region": "重庆"}},
    ],
    "tender": {
        "id": 2026,
        "title": "示例",
        "value": {"amount": 4500.25, "currency": "CNY"},
        "tenderPeriod": {"endDate": "2026-05-20T01:30:00.500Z"},
        "contractPeriod": {"startDate": "2026-06-14T16:00:00Z", "endDate": "2027-06-14T15:59:59Z"},
        "criteria": [
            {
                "id": "标准 1",
                "title": "运营能力",
                "requirementGroups": [{"id": "g", "requirements": [{"id": "r", "title": "二级及以上"}]}],
            },
            {"id": "x", "relatesTo": "item", "requirementGroups": []},
            {"id": "y", "description": "价格"},
        ],
    },
}  # fmt: skip

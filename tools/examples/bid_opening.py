"""examples/tender: a tender of two lots, twelve bidders, their papers, and trust data of four moments."""

import json
import shutil
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import Any

from carriers.qr import credential_text, format_qr_png
from credentials.times import CHINA
from signing.strict_json import parse_json
from tests.world.papers import certificate_pdf
from tools.examples.cast import Cast
from tools.examples.scanned import bind, cover, pack, photocopy, photograph, without_code

FOLDER = Path(__file__).parents[2] / "examples" / "tender"
OPENING = datetime(2026, 5, 20, 9, 30, tzinfo=CHINA)
MOMENTS = {
    "bundle-older": datetime(2026, 5, 18, 8, tzinfo=CHINA),
    "bundle": datetime(2026, 5, 20, 8, tzinfo=CHINA),
    "bundle-award": datetime(2026, 6, 5, 12, tzinfo=CHINA),
    "bundle-after": datetime(2026, 6, 25, 8, tzinfo=CHINA),
}
"""Publication times of the files of trust data."""


def write_opening(folder: Path = FOLDER) -> None:
    """Write all generated files anew; files written by hand stay."""
    for made in ("bids", "late"):
        shutil.rmtree(folder / made, ignore_errors=True)
    cast = Cast()
    cast.world.now = datetime(2026, 5, 1, 9, tzinfo=CHINA)
    cast.issue_all()
    cast.commit_numbers()
    old, new = cast.credentials["CQ-FO-2025-0901"], cast.credentials["CQ-FO-2026-0902"]
    renamed = datetime(2026, 4, 10, 10, tzinfo=CHINA)
    cast.world.supersede(old, new, reason="rename", created=renamed, effective_from=renamed)
    files: dict[str, bytes] = {"tender.json": _json(TENDER), "bidders.json": _json(bidders(cast))}
    for name, moment in MOMENTS.items():
        _change_statuses(cast, moment)
        cast.world.now = moment
        cast.world.publish()
        files[f"{name}.json"] = cast.world.bundle()
        if name == "bundle":  # the papers were handed in by then
            files["bundle.huren-register"] = cast.register()
            files |= {f"bids/{path}": data for path, data in papers(cast)}
            files["late/07/补交.pdf"] = bind(photocopy(cast.world, cast.credentials["CQ-FO-2026-0702"]))
    files["pin.txt"] = f"{cast.world.pin}\n".encode()
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)


def _change_statuses(cast: Cast, until: datetime) -> None:
    """Suspend one between opening and award; after the award, revoke a certificate that was issued
    wrongly."""
    suspended, annulled = cast.credentials["CQ-FO-2025-0601"], cast.credentials["SC-PC-2025-0801"]
    at = datetime(2026, 5, 28, 10, tzinfo=CHINA)
    if cast.world.now < at < until:
        cast.world.suspend(suspended, reason="complaint", created=at, effective_from=at)
    at = datetime(2026, 6, 18, 15, tzinfo=CHINA)
    if cast.world.now < at < until:
        since = datetime(2025, 10, 15, tzinfo=CHINA)
        cast.world.revoke(annulled, reason="false-material", created=at, effective_from=since)


def _criterion(name: str, title: str, lots: list[str], use: str, *groups: Any, **more: Any) -> dict[str, Any]:
    numbered = [{"id": f"g{i}", "requirements": [group]} for i, group in enumerate(groups, start=1)]
    return {"id": name, "title": title, "lots": lots, "use": use, **more, "groups": numbered}


TENDER: dict[str, Any] = {
    "type": "Tender/1",
    "number": "SL-2026-021",
    "version": 1,
    "title": "示例：污水处理厂运营与废气固废治理",
    "buyer": "示例区生态环境局",
    "home": "did:web:cq.huren.example",
    "regime": "government",
    "stage": "postqualification",
    "lots": [{"id": "L1", "title": "污水处理厂运营"}, {"id": "L2", "title": "废气与固废治理"}],
    "openingAt": "2026-05-20T09:30:00+08:00",
    "contract": {"from": "2026-06-15", "until": "2027-06-14"},
    "workItems": [
        {"id": "W1", "title": "运行"},
        {"id": "W2", "title": "在线监测"},
        {"id": "W3", "title": "治理"},
    ],
    "consortium": {"allowed": True, "rule": "same-work", "maxMembers": 2},
    "freshness": {"warnAfterHours": 24, "failAfterHours": 168},
    "otherCriteria": 9,
    "criteria": [
        _criterion(
            "C1", "运营能力", ["L1"], "qualification",
            {"id": "R1", "scheme": "cq-facility-operation", "categories": {"anyOf": ["生活污水处理"]},
             "minGrade": "二级", "holder": "bidder", "workItem": "W1", "validAt": "all",
             "text": "须具有生活污水处理二级及以上运行服务能力", "page": 12},
            {"id": "R2", "scheme": "cq-pollution-control", "categories": {"anyOf": ["水"]},
             "minGrade": "甲级", "holder": "bidder", "workItem": "W1", "validAt": "all",
             "text": "或水污染治理甲级", "page": 12},
            mandatory=True,
        ),
        _criterion(
            "C2", "在线监测能力", ["L1"], "scoring",
            {"id": "R3", "scheme": "cq-facility-operation", "categories": {"anyOf": ["在线监测"]},
             "minGrade": "贰级", "holder": "every-member-on-item", "workItem": "W2", "validAt": "opening",
             "text": "在线监测壹级得 5 分，贰级得 3 分", "page": 31},
            points=[{"minGrade": "壹级", "points": "5"}, {"minGrade": "贰级", "points": "3"}],
        ),
        _criterion(
            "C3", "信用等级", ["L1", "L2"], "scoring",
            {"id": "R4", "scheme": "cq-credit", "minGrade": "AA", "holder": "any-member",
             "validAt": "opening"},
            points=[{"minGrade": "AAA", "points": "3"}, {"minGrade": "AA", "points": "2"}],
        ),
        _criterion(
            "C4", "治理能力", ["L2"], "qualification",
            {"id": "R5", "scheme": "cq-pollution-control", "categories": {"allOf": ["气", "固废"]},
             "minGrade": "乙级", "holder": "bidder", "workItem": "W3", "validAt": "all",
             "text": "须具有大气、固体废物污染治理乙级及以上能力", "page": 13},
            mandatory=True,
        ),
        _criterion(
            "C5", "废气设施运行", ["L2"], "information",
            {"id": "R6", "scheme": "cq-facility-operation", "categories": {"anyOf": ["工业废气处理"]},
             "minGrade": "三级", "holder": "bidder", "workItem": "W3", "validAt": "opening",
             "acceptEquivalents": False},
        ),
    ],
}  # fmt: skip


def bidders(cast: Cast) -> dict[str, Any]:
    """Return the list of bidders, in the order in which they came."""
    both, agreement = ["L1", "L2"], "联合体协议.pdf"
    entries: list[dict[str, Any]] = [
        {**cast.named(0), "lots": both},
        {**cast.named(1), "lots": both},
        {"lots": ["L1"], "members": [cast.member(2, "W1", lead=True), cast.member(4, "W2")],
         "jointAgreement": agreement},
        {"lots": ["L2"], "members": [cast.member(6, "W3", lead=True), cast.member(3, "W3")],
         "jointAgreement": agreement},
        {"lots": ["L1"], "members": [cast.member(8, "W1", lead=True), cast.member(10, "W1", "W2")]},
        {**cast.named(10), "lots": ["L1"]},
        {**cast.named(12), "lots": ["L1"]},
        {**cast.named(5), "lots": ["L2"]},
        {**cast.named(14), "lots": ["L1"]},
        {**cast.named(16), "lots": ["L1"], "marks": [
            {"file": "资格文件.pdf", "page": 2, "claims": "CQ-FO-2026-9999"},
            {"file": "资格文件.pdf", "page": 3, "claims": "CQ-FO-2019-0031", "issued": "2019-05-06"},
        ]},
        {**cast.named(7), "lots": ["L2"], "marks": [
            {"file": "资格文件.pdf", "page": 2, "claims": "certificate"},
        ]},
        {**cast.named(18), "lots": both},
    ]  # fmt: skip
    numbered = [
        {"id": f"B{i}", **entry, "folder": f"bids/{i:02}"} for i, entry in enumerate(entries, start=1)
    ]
    return {"type": "Bidders/1", "version": 1, "bidders": numbered}


def papers(cast: Cast) -> Iterator[tuple[str, bytes]]:
    """Yield each bidder's papers: scans, photographs, files, an archive, a platform's package."""
    world, credentials = cast.world, cast.credentials

    def scan(*numbers: str, first: bool = False) -> bytes:
        copies = [photocopy(world, credentials[number]) for number in numbers]
        return bind(*([cover()] if first else []), *copies)

    yield (
        "01/资格文件.pdf",
        scan("CQ-FO-2025-0101", "CQ-PC-2025-0102", "CQ-CR-2026-0103", "CQ-FO-2025-0104", first=True),
    )
    yield "02/资格文件.pdf", scan("SC-FO-2026-0201", "SC-PC-2025-0202", "SC-PC-2025-0203")
    yield "02/信用.jpg", photograph(photocopy(world, credentials["SC-CR-2026-0204"]))
    yield "02/废气.json", credentials["SC-FO-2026-0205"]
    yield "03/联合体协议.pdf", bind(cover())
    yield "03/牵头单位.pdf", scan("CQ-FO-2025-0301")
    yield "03/成员单位.pdf", scan("CQ-FO-2025-0302", "CQ-CR-2026-0303")
    yield "04/联合体协议.pdf", bind(cover())
    yield (
        "04/证书.zip",
        pack(
            [
                ("牵头单位.pdf", scan("CQ-PC-2025-0401", "CQ-CR-2026-0403")),
                ("成员单位.pdf", scan("SC-PC-2025-0402")),
            ]
        ),
    )
    yield "05/证书.pdf", scan("CQ-FO-2025-0501", "CQ-FO-2025-0601", first=True)
    yield "06/运行.png", format_qr_png(_code(credentials["CQ-FO-2025-0601"]))
    yield "06/信用.txt", f"{_code(credentials['CQ-CR-2026-0602'])}\n".encode()
    yield (
        "07/证书.pdf",
        certificate_pdf(world, credentials["CQ-FO-2025-0701"], printed=credentials["CQ-FO-2025-0701"]),
    )
    yield "08/资格文件.pdf", scan("SC-PC-2025-0801", "SC-CR-2026-0802")
    yield "09/资格文件.pdf", scan("CQ-FO-2025-0901", "CQ-FO-2026-0902")
    yield (
        "10/资格文件.pdf",
        bind(
            cover(), *(without_code(world, cast.unknown[n]) for n in ("CQ-FO-2026-9999", "CQ-FO-2019-0031"))
        ),
    )
    yield (
        "11/资格文件.pdf",
        bind(
            photocopy(world, credentials["SC-PC-2026-1101"], worn=True),
            without_code(world, cast.unknown["SC-PC-2025-1102"]),
        ),
    )
    yield "11/投标文件.NTF", b"\x00\x01\x02\x03 an encrypted package of a trading platform (example)\n"
    yield "12/资格文件.pdf", scan("CQ-FO-2024-1201", "CQ-PC-2025-1202", "CQ-CR-2026-0103")


def _code(credential: bytes) -> str:
    value = parse_json(credential)
    assert isinstance(value, dict)
    return credential_text(value)


def _json(value: Any) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()

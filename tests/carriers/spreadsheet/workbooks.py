"""Workbooks and sheets for the tests of a room: two associations, a good row, its cells altered."""

import hashlib
import io
import zipfile
from collections.abc import Callable, Iterable, Mapping
from datetime import datetime
from typing import Any

from openpyxl import Workbook

from carriers.spreadsheet import COLUMN
from credentials.documents.agreement import AgreementText
from credentials.identifiers import uscc_check_character
from signing.errors import Lang
from signing.multikey import encode_multikey
from signing.signer import Ed25519Signer

CQ, SC = "did:web:cq.example", "did:web:sc.example"


def scheme(slug: str, owner: str, kind: str, zh: str, en: str, **more: Any) -> dict[str, Any]:
    """A scheme of the small agreement below."""
    return {"id": slug, "owner": owner, "kind": kind, "name": {"zh": zh, "en": en}, "basis": "test", **more}


def grade(code: str, en: str, **more: Any) -> dict[str, Any]:
    """A grade of a scheme."""
    return {"code": code, "name": {"zh": code, "en": en}, **more}


def grant(issuer: str, slug: str, **more: Any) -> dict[str, Any]:
    """A grant for the 2020s."""
    return {
        "issuer": issuer,
        "scheme": slug,
        "from": "2020-01-01T00:00:00+08:00",
        "until": "2030-01-01T00:00:00+08:00",
        **more,
    }


def party(did: str, region: str, zh: str) -> dict[str, Any]:
    """A party with a root key that signs nothing here."""
    signer = Ed25519Signer.from_seed(hashlib.sha256(did.encode()).digest(), did)
    root = encode_multikey(signer.public_key)
    return {"id": did, "region": region, "legalName": {"zh": zh, "en": zh}, "rootKey": root}


AGREEMENT = AgreementText.model_validate(
    {
        "type": "RecognitionAgreement",
        "agreement": "test",
        "version": 1,
        "effectiveFrom": "2021-07-01T00:00:00+08:00",
        "effectiveUntil": "2031-07-01T00:00:00+08:00",
        "parties": [party(CQ, "CN-CQ", "重庆示例协会"), party(SC, "CN-SC", "四川示例协会")],
        "schemes": [
            scheme("cq-control", CQ, "capability", "污染治理服务能力", "Pollution control", months=36,
                   categories=["水", "气", "除尘、脱硫"],
                   grades=[grade("甲级", "Class A"), grade("乙级", "Class B"),
                           grade("甲临", "Class A provisional", months=12)]),
            scheme("cq-credit", CQ, "credit", "企业信用评价", "Enterprise credit", months=12, categories=[],
                   grades=[grade("AAA", "AAA"), grade("AA", "AA")]),
            scheme("sc-control", SC, "capability", "污染治理服务能力", "Pollution control", months=24,
                   categories=["水"], grades=[grade("一级", "Grade 1")]),
            scheme("sc-credit", SC, "credit", "四川企业信用评价", "Sichuan credit", months=12, categories=[],
                   grades=[grade("A", "A")]),
        ],
        "grants": [
            grant(CQ, "cq-control", regions=["CN-CQ", "CN-GZ"]),
            grant(CQ, "cq-credit"),
            grant(SC, "sc-control"),
            grant(SC, "cq-control"),
        ],
        "equivalences": [],
    }
)  # fmt: skip


def code_for(number: int) -> str:
    """A fictional enterprise code with the right check character."""
    body = f"91500000MA{number:07d}"
    return body + uscc_check_character(body)


def wall_clock(text: str) -> datetime:
    """A date as Excel keeps it, without an offset."""
    return datetime.fromisoformat(text)


GOOD: dict[str, Any] = {
    "legalName": "重庆示例环保有限公司",
    "unifiedSocialCreditCode": code_for(1),
    "region": "重庆",
    "scheme": "cq-control",
    "category": "水、气",
    "grade": "甲级",
    "certificateNumber": "CQ-0001",
    "assessedOn": "2026-05-01",
}


def saved(book: Workbook) -> bytes:
    """The bytes of a workbook."""
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def workbook(
    rows: Iterable[Mapping[str, Any]], columns: Iterable[str] | None = None, header: Lang | None = None
) -> bytes:
    """An .xlsx file, written by openpyxl, with the rows under the named columns."""
    names = list(columns or COLUMN)
    book = Workbook()
    page = book.active
    assert page is not None
    page.append([COLUMN[n].label(header) if header else COLUMN[n].header for n in names])
    for row in rows:
        page.append([row.get(name) for name in names])
    return saved(book)


MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"


def altered(data: bytes, change: Mapping[str, bytes | Callable[[bytes], bytes]]) -> bytes:
    """The archive with parts replaced, changed, or added."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for name in [*old.namelist(), *(set(change) - set(old.namelist()))]:
            edit = change.get(name)
            new.writestr(
                name,
                old.read(name) if edit is None else edit if isinstance(edit, bytes) else edit(old.read(name)),
            )
    return out.getvalue()


def with_sheet(cells: str, namespace: str = MAIN) -> bytes:
    """An .xlsx file whose sheet is this XML under its root element."""
    text = f'<worksheet xmlns="{namespace}"><sheetData>{cells}</sheetData></worksheet>'
    return altered(workbook([]), {"xl/worksheets/sheet1.xml": text.encode()})


def header_xml() -> str:
    """The header with the required columns, as inline strings without references."""
    cells = (
        f'<c t="inlineStr"><is><t>{column.en}</t></is></c>' for column in COLUMN.values() if column.required
    )
    return f"<row>{''.join(cells)}</row>"


PIECES = [
    *b"<row> </row> <c> <c/> </c> <v> 1 </v> <is><t> </t></is> <f/> <rPh> </rPh> </sheetData> <x:c>".split(),
    *b"<!-- --> \xff &#0; &#x41; _xD800_ <![CDATA[a]]> <!DOCTYPE> <?xml?>".split(),
    *(b'<c t="s">', b'<c r="A1">', b'<c t="inlineStr">', b'<?xml version="1.0" encoding="utf-16"?>'),
]
"""Text that is not plain XML at the place where a test inserts it."""

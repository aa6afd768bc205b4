"""Routes of a credential on paper: the certificate, the label, and the QR code alone."""

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response

from api.errors import ApiError
from api.http.costs import costs
from api.http.openapi import FILE, described
from api.http.query import PaperQuery, parse_query
from api.http.responses import PAGE, bytes_response, content_disposition
from api.node import Node, node_of
from carriers.certificate.content import code_text
from carriers.qr import format_qr_png, format_qr_svg
from credentials.documents.assessment import Assessment
from credentials.record import Record
from keys_example import is_example
from registry.lookup.lookup import find_credential
from registry.lookup.printable import check_printable, find_paper

router = APIRouter(tags=["enterprise"])

_TYPESET, _DRAWN = 1_980, 380
"""Cost in verifications of a typeset page, which a process of its own makes, and of a drawn code."""
_PDF, _PNG, _SVG = "application/pdf", "image/png", "image/svg+xml"
_FILES = {
    "certificate.pdf": (
        _TYPESET,
        _PDF,
        "Certificate",
        "The certificate, A4, with the credential attached · 证书（A4，附凭证）",
    ),
    "label.pdf": (_TYPESET, _PDF, "LabelPdf", "A label of 70 x 42 mm as PDF · 标签（70 x 42 毫米）PDF"),
    "label.svg": (_TYPESET, _SVG, "LabelSvg", "A label of 70 x 42 mm as SVG · 标签（70 x 42 毫米）SVG"),
    "label.png": (_TYPESET, _PNG, "LabelPng", "A label of 70 x 42 mm as PNG · 标签（70 x 42 毫米）PNG"),
    "qr.svg": (_DRAWN, _SVG, "QrSvg", "The QR code as SVG · 二维码 SVG"),
    "qr.png": (_DRAWN, _PNG, "QrPng", "The QR code as PNG · 二维码 PNG"),
}
"""Every file: its cost, its media type, the suffix of its operation's name, its summary."""


def _route(file: str) -> Callable[[Request, str], Awaitable[Response]]:
    media = _FILES[file][1]

    async def get_file(request: Request, reference: str) -> Response:
        node, query = node_of(request), parse_query(request, PaperQuery)
        record, data = await _make(node, reference, query.issuer, file)
        name, _, ending = file.partition(".")
        number = record.body.credential_subject.assessment.certificate_number
        called = content_disposition(number if name == "certificate" else f"{number}-{name}", ending)
        return bytes_response(request, data, media=media, headers={"Content-Disposition": called})

    get_file.__doc__ = (
        "None of what is revoked, suspended or expired (409), or has a character no font has (422).\n\n"
        "已终止、暂停或到期的不予制作（409）；字体缺字时拒绝（422）。"
    )
    return get_file


async def _make(
    node: Node, reference: str, issuer: str | None, file: str
) -> tuple[Record[Assessment], bytes]:
    trusted, now = await node.trust.current(), node.now()

    def find() -> Record[Assessment]:
        record = find_credential(node.registry, reference, issuer)
        if record is None:
            raise ApiError.not_here("credential", "凭证", reference)
        # a reader who does not scan a paper takes it for valid (docs/adr/0016)
        check_printable(record, trusted.store, now)
        return record

    record = await run_in_threadpool(find)
    if file.startswith("qr."):
        return record, await run_in_threadpool(_draw, record, file)
    return record, await node.papers.find(
        lambda: find_paper(record, trusted.store, now=now, example=is_example(record.body.issuer)),
        file=file,
        font=node.settings.font,
    )


def _draw(record: Record[Assessment], file: str) -> bytes:
    text, _ = code_text(record)
    return format_qr_svg(text) if file == "qr.svg" else format_qr_png(text)


for _file, (_verifications, _media, _name, _summary) in _FILES.items():
    router.add_api_route(
        f"/api/v1/credentials/{{reference:path}}/{_file}",
        _route(_file),
        methods=["GET"],
        dependencies=costs(verifications=_verifications),
        name=PAGE,
        operation_id=f"get{_name}",
        summary=_summary,
        **described(FILE, 304, 400, 404, 409, 422, 503, query=PaperQuery, media=_media),
    )

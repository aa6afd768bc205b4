"""The seals of a PDF: their holders, and whether they cover its bytes. No verdict counts a seal."""

import io
from typing import Any, Literal, NamedTuple

from pypdfium2 import PdfDocument, raw

from carriers.pdf_seal.extra import has_extra
from credentials.times import format_time

MAX_SEALS = 20

Cover = Literal["all", "before", "changed", "unread"]
"""The whole file; the file before something was added; bytes changed since; no library here reads it."""


class Seal(NamedTuple):
    """A seal as its certificate and its maker's clock state it; nobody vouches for either here.

    `holder` and `authority` are names, `signed` a moment in the wire form; each empty where unknown.
    """

    cover: Cover
    holder: str = ""
    authority: str = ""
    signed: str = ""


def read_seals(data: bytes, document: PdfDocument) -> tuple[Seal, ...]:
    """Return the seals of a PDF, oldest first, 20 at most; raises nothing for hostile bytes.

    Without the extra `seal` each is `unread`.
    """
    count: int = min(MAX_SEALS, raw.FPDF_GetSignatureCount(document.raw))
    if count <= 0:
        return ()
    unread = (Seal("unread"),) * count
    if not has_extra():
        return unread
    from pyhanko.pdf_utils.reader import PdfFileReader

    try:
        embedded = PdfFileReader(io.BytesIO(data), strict=False).embedded_signatures[:MAX_SEALS]
    except Exception:  # the library's exceptions for hostile bytes
        return unread
    return tuple(map(_read, embedded))


def _read(embedded: Any) -> Seal:
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Level

    try:
        embedded.compute_integrity_info(skip_diff=True)
        certificate, moment = embedded.signer_cert, embedded.self_reported_timestamp
        # the chain is not judged: no root is trusted here and no address followed
        is_intact, is_valid = validate_sig_integrity(
            embedded.signer_info, certificate, "data", embedded.compute_digest()
        )
        names = (certificate.subject.native, certificate.issuer.native)
    except Exception:  # the library's exceptions for hostile bytes
        return Seal("unread")
    covers: dict[Level, Cover] = {Level.ENTIRE_FILE: "all", Level.ENTIRE_REVISION: "before"}
    cover = covers.get(embedded.coverage, "changed") if is_intact and is_valid else "changed"
    signed = format_time(moment) if moment is not None and moment.tzinfo is not None else ""
    holder, authority = map(_called, names)
    return Seal(cover, holder, authority, signed)


def _called(name: dict[str, Any]) -> str:
    """Return the name of a certificate's subject: its organisation, else its common name, in one line."""
    shown = name.get("organization_name") or name.get("common_name") or ""
    return " ".join(str(shown).split())[:200]

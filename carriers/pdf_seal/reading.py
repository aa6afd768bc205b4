"""The seals of a PDF: their holders, and whether they cover its bytes. No verdict counts a seal."""

import io
from collections.abc import Iterator
from itertools import islice
from typing import Any, Literal, NamedTuple

from pypdfium2 import PdfDocument, raw

from carriers.pdf_seal.extra import has_extra
from credentials.times import format_time

MAX_SEALS = 20

_SM = b"\x2a\x81\x1c\xcf\x55"
"""Beginning of the object identifiers of SM2 and SM3 in DER: 1.2.156.10197 (GM/T 0006)."""

Cover = Literal["all", "before", "changed", "sm2", "malformed", "unread", "extra-missing"]
"""The whole file; the file before something was added; bytes changed since.

No cover is known of a seal of the Chinese algorithms, of one that is none, of any in a file that cannot be
read, and of any where the extra `seal` is missing.
"""


class Seal(NamedTuple):
    """A seal as its certificate and its maker's clock state it; nobody vouches for either here.

    `holder` and `authority` are names, `signed` a moment in the wire form; each empty where unknown.
    """

    cover: Cover
    holder: str = ""
    authority: str = ""
    signed: str = ""


def read_seals(data: bytes, document: PdfDocument) -> tuple[Seal, ...]:
    """Return the seals of a PDF, oldest first, 20 at most; raises nothing for hostile bytes."""
    count: int = min(MAX_SEALS, raw.FPDF_GetSignatureCount(document.raw))
    if count <= 0:
        return ()
    if not has_extra():
        return (Seal("extra-missing"),) * count
    try:
        seals = [*islice(_find(data), MAX_SEALS)]
    except Exception:  # the library's exceptions for hostile bytes
        return (Seal("unread"),) * count
    return tuple(seal for _, seal in sorted(seals, key=lambda found: found[0]))


def _find(data: bytes) -> Iterator[tuple[int, Seal]]:
    """Yield each seal and the revision of the file that holds it."""
    from pyhanko.pdf_utils.reader import PdfFileReader
    from pyhanko.sign.fields import enumerate_sig_fields

    # the library's own list leaves out a seal of a maker's format (SubFilter), as those of SM2 have
    reader = PdfFileReader(io.BytesIO(data), strict=False)
    for name, value, field in enumerate_sig_fields(reader, filled_status=True):
        yield reader.xrefs.get_last_change(value.reference), _read(reader, value, field, name)


def _read(reader: Any, value: Any, field: Any, name: str) -> Seal:
    from pyhanko.sign.validation import EmbeddedPdfSignature
    from pyhanko.sign.validation.generic_cms import validate_sig_integrity
    from pyhanko.sign.validation.status import SignatureCoverageLevel as Level

    try:
        embedded: Any = EmbeddedPdfSignature(reader, field, name)
        embedded.compute_integrity_info(skip_diff=True)
        certificate, moment = embedded.signer_cert, embedded.self_reported_timestamp
        # the chain is not judged: no root is trusted here and no address followed
        is_intact, is_valid = validate_sig_integrity(
            embedded.signer_info, certificate, "data", embedded.compute_digest()
        )
        names = (certificate.subject.native, certificate.issuer.native)
    except Exception:  # the library's exceptions for hostile bytes, and for algorithms that it has not
        return Seal("sm2" if _names_sm(value) else "malformed")
    covers: dict[Level, Cover] = {Level.ENTIRE_FILE: "all", Level.ENTIRE_REVISION: "before"}
    cover = covers.get(embedded.coverage, "changed") if is_intact and is_valid else "changed"
    signed = format_time(moment) if moment is not None and moment.tzinfo is not None else ""
    holder, authority = map(_called, names)
    return Seal(cover, holder, authority, signed)


def _names_sm(value: Any) -> bool:
    from pyhanko.sign.validation.pdf_embedded import extract_contents

    try:
        return _SM in extract_contents(value.get_object())
    except Exception:  # no bytes, or a link in a circle
        return False


def _called(name: dict[str, Any]) -> str:
    """Return the name of a certificate's subject: its organisation, else its common name, in one line."""
    shown = name.get("organization_name") or name.get("common_name") or ""
    return " ".join(str(shown).split())[:200]

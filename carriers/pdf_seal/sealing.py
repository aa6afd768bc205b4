"""Seal a PDF with a key and its certificate: an incremental update, so no byte before it changes."""

import io
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from functools import reduce
from typing import TYPE_CHECKING, Any

import pypdfium2
from PIL import ImageChops
from pypdfium2 import raw

from carriers.errors import CarrierError
from carriers.image import read_picture
from carriers.pdf_seal.extra import require_extra
from carriers.pdf_seal.reading import read_seals

if TYPE_CHECKING:
    from asn1crypto.x509 import Certificate
    from pkcs11 import Session
    from pyhanko.sign.signers import Signer
    from pyhanko.sign.timestamps import TimeStamper

_MILLIMETRE = 72 / 25.4
PICTURE_MM = 40
"""The width of a seal's picture: an association's round seal has 40 to 45 mm."""
_MARGIN_MM = 20


@dataclass(frozen=True, slots=True)
class SealForm:
    """What a seal looks like, and what it holds beside the signature; see `make_seal_form`."""

    picture: bytes | None
    timestamper: "TimeStamper | None"
    roots: "tuple[Certificate, ...]"


def make_seal_form(picture: bytes | None, tsa: str | None, roots: Iterable[bytes]) -> SealForm:
    """Return the form of seals: without a picture they are invisible.

    `tsa`, an address, adds a time-stamp (RFC 3161). With `roots`, PEM certificates, the proof that the seal's
    certificate is valid is fetched and embedded as well (PAdES B-LT).

    Raises CarrierError seal-extra-missing, seal-root-unreadable.
    """
    require_extra()
    from asn1crypto import pem
    from asn1crypto.x509 import Certificate
    from pyhanko.sign.timestamps import HTTPTimeStamper

    try:
        certificates = tuple(Certificate.load(pem.unarmor(root)[2]) for root in roots)
    except ValueError as error:
        raise CarrierError("seal-root-unreadable") from error
    return SealForm(picture, HTTPTimeStamper(tsa) if tsa is not None else None, certificates)


def load_pkcs12(data: bytes, passphrase: bytes | None) -> "Signer":
    """Return the signer of a PKCS#12 file, with its certificates.

    Raises CarrierError seal-extra-missing, seal-key-unreadable.
    """
    require_extra()
    from pyhanko.sign.signers import SimpleSigner

    try:
        signer: Signer = SimpleSigner.load_pkcs12_data(data, other_certs=(), passphrase=passphrase)
    except Exception as error:  # the library's exceptions for a wrong passphrase or file
        raise CarrierError("seal-key-unreadable") from error
    return signer


def find_in_token(session: "Session", name: str) -> "Signer":
    """Return the signer whose key and certificate a token has under one name; all its certificates go along.

    Raises CarrierError seal-extra-missing, seal-not-in-token.
    """
    require_extra()
    from pkcs11.exceptions import PKCS11Error
    from pyhanko.sign.general import SigningError
    from pyhanko.sign.pkcs11 import PKCS11Signer

    signer = PKCS11Signer(session, cert_label=name, key_label=name, other_certs_to_pull=None)
    try:
        if signer.signing_cert is None:
            raise CarrierError("seal-not-in-token", name=name)
    except (PKCS11Error, SigningError) as error:
        raise CarrierError("seal-not-in-token", name=name) from error
    return signer


def seal_pdf(data: bytes, signer: "Signer", form: SealForm, *, moment: datetime) -> bytes:
    """Return the PDF with one more seal, which states `moment` as its time.

    It is read before it is returned: a token may hold the certificate of another key. Raises CarrierError
    seal-extra-missing, seal-expired, seal-mismatch, seal-refused, those of a PDF, and those of a picture.
    """
    require_extra()
    from pyhanko.pdf_utils.incremental_writer import IncrementalPdfFileWriter
    from pyhanko.sign.fields import SigFieldSpec

    _check_term(signer, moment)
    number, width = _measure(data)
    name = f"Seal{number + 1}"
    box, style = None, None
    if form.picture is not None:
        # one beside the other, from the right: a second seal must not cover the first
        right = width - (_MARGIN_MM + number * PICTURE_MM) * _MILLIMETRE
        side, bottom = PICTURE_MM * _MILLIMETRE, _MARGIN_MM * _MILLIMETRE
        box = int(right - side), int(bottom), int(right), int(bottom + side)
        style = _picture_style(form.picture)
    try:
        writer = IncrementalPdfFileWriter(io.BytesIO(data), strict=False)
        spec = SigFieldSpec(name, on_page=-1, box=box)
        sealed = _signer_at(moment)(
            _metadata(name, form, moment),
            signer,
            timestamper=form.timestamper,
            stamp_style=style,
            new_field_spec=spec,
        ).sign_pdf(writer)
    except Exception as error:  # the library's exceptions for a PDF, a key or an authority it cannot use
        raise CarrierError("seal-refused", reason=f"{type(error).__name__}: {error}"[:300]) from error
    whole = bytes(sealed.getbuffer())
    with pypdfium2.PdfDocument(whole) as document:
        if read_seals(whole, document)[-1].cover == "changed":
            raise CarrierError("seal-mismatch")
    return whole


def _check_term(signer: "Signer", moment: datetime) -> None:
    certificate = signer.signing_cert
    validity = certificate["tbs_certificate"]["validity"] if certificate is not None else None
    if validity is not None and not validity["not_before"].native <= moment <= validity["not_after"].native:
        raise CarrierError("seal-expired", until=validity["not_after"].native)


def _measure(data: bytes) -> tuple[int, float]:
    """Return how many seals there are, and the width of the last page in points."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            return max(0, raw.FPDF_GetSignatureCount(document.raw)), document[len(document) - 1].get_size()[0]
    except pypdfium2.PdfiumError as error:
        raise CarrierError("pdf-unreadable") from error


def _metadata(name: str, form: SealForm, moment: datetime) -> Any:
    from pyhanko.sign.fields import SigSeedSubFilter
    from pyhanko.sign.signers import PdfSignatureMetadata
    from pyhanko_certvalidator import ValidationContext

    context = None
    if form.roots:
        context = ValidationContext(trust_roots=[*form.roots], allow_fetching=True, moment=moment)
    return PdfSignatureMetadata(
        field_name=name,
        md_algorithm="sha256",
        subfilter=SigSeedSubFilter.PADES,
        embed_validation_info=context is not None,
        validation_context=context,
    )


def _picture_style(picture: bytes) -> Any:
    from pyhanko.pdf_utils.images import PdfImage
    from pyhanko.stamp import StaticStampStyle

    shown = read_picture(picture).convert("RGB")
    # as ink does: white lets the text below through
    ink = ImageChops.invert(shown)
    shown.putalpha(reduce(ImageChops.lighter, ink.split()))
    return StaticStampStyle(border_width=0, background=PdfImage(shown), background_opacity=1)


def _signer_at(moment: datetime) -> Any:
    """Return pyHanko's signer with `moment` for its clock: time is an argument."""
    from pyhanko.sign.signers import PdfSigner

    class SignerAt(PdfSigner):
        def init_signing_session(self, *arguments: Any, **named: Any) -> Any:
            session = super().init_signing_session(*arguments, **named)
            session.system_time = moment
            return session

    return SignerAt

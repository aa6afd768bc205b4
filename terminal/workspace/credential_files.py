"""Credential as files for a person: JSON, the text of its QR code, the code as a picture."""

from pathlib import Path
from typing import TYPE_CHECKING

from carriers.errors import CarrierError
from carriers.qr import credential_text, format_qr_png
from credentials.record import JsonObject
from credentials.words.file_names import file_stem
from signing.errors import HurenError
from signing.jcs import canonicalize
from terminal.language import language
from terminal.output import plain, tell
from terminal.workspace.files import save_bytes

if TYPE_CHECKING:
    from carriers.certificate.content import Certificate


def write_certificate(folder: Path, name: str, paper: "Certificate") -> None:
    """Write NAME.pdf in `folder`; if the certificate cannot be typeset, report it and write nothing."""
    from carriers.certificate.typesetting import format_certificate

    stem = file_stem(name)
    try:
        save_bytes(folder / f"{stem}.pdf", format_certificate(paper))
    except CarrierError as error:
        tell(f"{plain(stem)}: {error.sentence(language())} {error.mend(language())}")


def write_carriers(folder: Path, name: str, value: JsonObject) -> None:
    """Write NAME.json, NAME.h1.txt and NAME.png in `folder`; report a code that is too large to print."""
    stem = file_stem(name)
    save_bytes(folder / f"{stem}.json", canonicalize(value))
    try:
        text = credential_text(value)
        save_bytes(folder / f"{stem}.h1.txt", text.encode() + b"\n")
        save_bytes(folder / f"{stem}.png", format_qr_png(text))
    except HurenError as error:
        tell(f"{plain(stem)}: {error.sentence(language())} {error.mend(language())}")

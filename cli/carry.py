"""A credential as files a person can hand on: JSON, the text of its QR code, the code as a picture."""

import re
from pathlib import Path

from carriers.qr import format_qr_png
from cli.files import save_bytes
from cli.output import plain, tell
from cli.words import language
from credentials.h1 import format_h1_url
from credentials.identifiers import did_web_address
from credentials.record import JsonObject
from signing.errors import HurenError
from signing.jcs import canonicalize

_UNSAFE_IN_NAMES = re.compile(r'[\x00-\x1f<>:"/\\|?*\x7f]|^[.\s]+|[.\s]+$')


def qr_text(value: JsonObject) -> str:
    """`https://<issuer's host>/v#H1.…` of a signed credential."""
    return format_h1_url(value, did_web_address(str(value["issuer"])))


def write_carriers(folder: Path, name: str, value: JsonObject) -> None:
    """NAME.json, NAME.h1.txt and NAME.png in `folder`; a code too large to print is said and left out."""
    stem = _UNSAFE_IN_NAMES.sub("_", name)[:120]
    save_bytes(folder / f"{stem}.json", canonicalize(value))
    try:
        text = qr_text(value)
        save_bytes(folder / f"{stem}.h1.txt", text.encode() + b"\n")
        save_bytes(folder / f"{stem}.png", format_qr_png(text))
    except HurenError as error:
        tell(f"{plain(stem)}: {error.sentence(language())} {error.mend(language())}")

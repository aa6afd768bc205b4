"""Carry out `huren qr`."""

import os
from pathlib import Path

from credentials.documents.assessment import Assessment
from credentials.kinds import parse_credential
from credentials.record import Record
from signing.plural import format_count
from signing.strict_json import MAX_RECORD_BYTES
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, tell
from terminal.workspace.files import STDIO, load_bytes, save_bytes
from terminal.workspace.namesakes import tell_namesakes
from terminal.workspace.open_registry import held_credential

_WRITERS = (".png", ".svg", ".txt")


def draw(run: Invocation, credential: str, out: str | None, scale: int) -> None:
    """Write the code; CommandError suffix-unknown, CarrierError qr-too-large, qr-bad-scale."""
    suffix = Path(out).suffix.lower() if out not in (None, STDIO) else ".txt"
    if suffix not in _WRITERS:
        raise CommandError("suffix-unknown", suffix=plain(suffix), expected=", ".join(_WRITERS))
    from carriers.qr import credential_text

    text = credential_text(find(run, credential).value)
    if out is None or out == STDIO:
        put(text)
        return
    from carriers.qr import format_qr_png, format_qr_svg, qr_version

    version = qr_version(text)
    content = text.encode() + b"\n"
    if suffix == ".png":
        content = format_qr_png(text, scale=scale)
    elif suffix == ".svg":
        content = format_qr_svg(text)
    save_bytes(out, content)
    tell(
        say(
            f"Wrote {plain(out)}: {format_count(len(text), 'characters')}, QR version {version}. Print it "
            "at least 30 mm "
            "wide.",
            f"已写入 {plain(out)}：{len(text)} 个字符，二维码版本 {version}。打印宽度不小于 30 毫米。",
        )
    )


def find(run: Invocation, reference: str) -> Record[Assessment]:
    """Return the credential in a file (or `-`), else in the registry.

    Raises CommandError not-found, other-kind, file-…; RecordError for a file that is no credential.
    """
    # a file takes precedence over a certificate number of the same text
    if reference == STDIO or os.path.isfile(reference):
        return parse_credential(load_bytes(reference, limit=MAX_RECORD_BYTES))
    with run.open_registry() as registry:
        record = held_credential(registry, reference)
        tell_namesakes(registry, record)
        return record

"""`huren technology label`: a small print whose code leads to the record."""

from pathlib import Path
from typing import cast

from carriers.certificate.technology_label import format_technology_label, technology_label_of
from carriers.certificate.typesetting import LabelFormat
from keys_example.keys import is_example
from registry.lookup.printable import check_printable
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.workspace.configuration import font_file
from terminal.workspace.files import save_bytes
from works.technology.command.held import held_technology

_FORMATS = (".pdf", ".png", ".svg")


def write_label(run: Invocation, reference: str, out: str) -> None:
    """Write the label; CommandError suffix-unknown, RegistryError not-in-force, CarrierError."""
    suffix = Path(out).suffix.lower()
    if suffix not in _FORMATS:
        raise CommandError("suffix-unknown", suffix=plain(suffix), expected=", ".join(_FORMATS))
    with run.open_registry() as registry:
        record = held_technology(registry, reference)
        trust = run.trust(registry)
    check_printable(record, trust, run.now)
    text = trust.chain.in_force_or_last(run.now).text
    paper = technology_label_of(record, text, example=is_example(record.body.issuer))
    save_bytes(out, format_technology_label(paper, cast("LabelFormat", suffix[1:]), font=font_file()))
    tell(
        say(
            f"Wrote {plain(out)}, 70 x 42 mm. Publish the record, so that its code leads somewhere.",
            f"已写入 {plain(out)}，70 x 42 毫米。请发布该记录，扫码方能查到。",
        )
    )

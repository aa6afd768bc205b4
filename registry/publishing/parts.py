"""Parts: what an association publishes of kinds that verifiers load beside the bundle when they are asked.

A part is made of the log as far as a signed head covers it, so that it is the same bytes whenever it is made.
The part of certificate numbers holds no records (registry.publishing.numbers).
"""

from collections.abc import Iterator
from hashlib import sha256

from credentials.documents.part import join_part
from credentials.identifiers import did_web_address
from credentials.kinds import KINDS
from registry.publishing.numbers import make_numbers
from registry.view.part_records import list_records
from registry.view.view import RegistryView
from verifier.numbers.commitment import NUMBERS_PART


def part_address(issuer: str, part: str) -> str:
    """Where an association publishes a part."""
    return f"{did_web_address(issuer)}/parts/{part}.json"


def join_parts(view: RegistryView, issuer: str, size: int) -> Iterator[tuple[str, bytes]]:
    """(name, bytes) of each part that has records among the first `size` entries of the association's log."""
    for part in sorted({kind.part for kind in KINDS.values() if kind.part is not None}):
        records = [*list_records(view, issuer, part, size)]
        if records:
            yield part, join_part(part, records)
    numbers = make_numbers(view, issuer, size)
    if numbers is not None:
        yield NUMBERS_PART, numbers.document


def find_parts(view: RegistryView, issuer: str) -> dict[str, bytes]:
    """The parts that the association's newest manifest names, by name; no others are published."""
    manifest = view.newest_manifest(issuer)
    subject = manifest.body.credential_subject if manifest is not None else None
    if subject is None or subject.checkpoint is None:
        return {}
    named = {(part.kind, part.digest) for part in subject.parts}
    parts = join_parts(view, issuer, subject.checkpoint.size)
    return {name: data for name, data in parts if (name, sha256(data).hexdigest()) in named}

"""Parts: files of records that an association publishes beside the bundle; a verifier loads only some.

A part has the records up to a signed log head, so it always has the same bytes. The part of certificate
numbers has no records (registry.publishing.numbers).
"""

from collections.abc import Iterator

from credentials.documents.manifest import Manifest
from credentials.documents.part import join_part
from credentials.identifiers import did_web_address
from credentials.kinds import KINDS
from credentials.record import Record
from registry.publishing.numbers import make_numbers
from registry.view.part_records import list_records
from registry.view.view import RegistryView
from verifier.numbers.commitment import NUMBERS_PART


def part_names() -> list[str]:
    """Return the names of all parts."""
    return [*sorted({kind.part for kind in KINDS.values() if kind.part is not None}), NUMBERS_PART]


def part_address(issuer: str, part: str) -> str:
    """Return the address at which an association publishes a part."""
    return f"{did_web_address(issuer)}/parts/{part}.json"


def join_parts(view: RegistryView, issuer: str, size: int) -> Iterator[tuple[str, bytes]]:
    """Yield (name, bytes) of each part with records among the first `size` entries of the log."""
    for name in part_names():
        data = _join(view, issuer, name, size)
        if data is not None:
            yield name, data


def find_parts(view: RegistryView, issuer: str) -> dict[str, bytes]:
    """Return the parts that the association's newest manifest names, by name; no others are published."""
    parts = ((name, find_part(view, issuer, name)) for name in part_names())
    return {name: data for name, data in parts if data is not None}


def find_part(view: RegistryView, issuer: str, name: str) -> bytes | None:
    """Return the part of this name; None unless the association's newest manifest names these bytes.

    The part is made once, even for many callers, and kept under its digest.
    """
    manifest = view.newest_manifest(issuer)
    subject = manifest.body.credential_subject if manifest is not None else None
    if subject is None or subject.checkpoint is None:
        return None
    size = subject.checkpoint.size
    digests = frozenset(part.digest for part in subject.parts if part.kind == name)
    return view.memory.parts.find(digests, lambda: _join(view, issuer, name, size)) if digests else None


def join_part_of(view: RegistryView, manifest: Record[Manifest], name: str) -> bytes | None:
    """Return the part up to the log head that a manifest names; None without one."""
    head = manifest.body.credential_subject.checkpoint
    return _join(view, manifest.body.issuer, name, head.size) if head is not None else None


def _join(view: RegistryView, issuer: str, name: str, size: int) -> bytes | None:
    if name == NUMBERS_PART:
        numbers = make_numbers(view, issuer, size)
        return numbers.document if numbers is not None else None
    records = [*list_records(view, issuer, name, size)] if name in part_names() else []
    return join_part(name, records) if records else None

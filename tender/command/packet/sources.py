"""Sources of a packet's certificates: files, the registry, or a register; and their trust data."""

import os
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING
from unicodedata import normalize

from carriers.pdf import FILE_MAX_BYTES, read_pdf
from credentials.documents.assessment import Assessment
from credentials.errors import RecordError
from credentials.identifiers import parse_uscc
from credentials.kinds import ASSESSMENTS
from credentials.record import Record
from tender.command.beside import find_trust
from tender.command.check import load_for
from tender.command.packet.request import PacketRequest
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.output import plain
from terminal.workspace.files import load_bytes
from terminal.workspace.open_registry import held_credential
from terminal.workspace.trust_files import GZIP, load_bundle
from verifier import TrustStore
from verifier.checks.well_formed import read_credential
from verifier.numbers.register import MAX_REGISTER_BYTES, search_register
from verifier.tender import Tender

if TYPE_CHECKING:
    from registry import Registry


_TYPED_MOST = 100
"""Most characters read of a typed code."""


@dataclass(frozen=True, slots=True)
class PacketSources:
    """Proven trust data with their bytes, and the certificates that may go into the packet, each once."""

    trust: TrustStore
    bundle: bytes
    records: list[Record[Assessment]]


def find_sources(run: Invocation, request: PacketRequest, tender: Tender) -> PacketSources:
    """Return the sources by the named bundle; else by the registry, if any; else by files beside the tender.

    Raises CommandError not-found, file-…, trust-…, packet-nothing-held, packet-holders; RecordError,
    TrustError, CarrierError of files.
    """
    with _opened(run) as registry:
        if request.bundle is None and registry is not None:
            from registry.publishing.publish import build_bundle

            trust, data, place = run.trust(registry), build_bundle(registry), None
        else:
            place, pin = find_trust(request.tender, request.bundle, request.pin)
            trust = load_for(tender, place, pin, run)
            assert place is not None  # noqa: S101 - `load_for` refuses a missing bundle
            data = load_bundle(place)
        if request.uscc is not None:
            records = _list_held(registry, place, _parse_typed(request.uscc))
        else:
            records = [record for text in request.credentials or () for record in _load(text, registry)]
    certificates = [*{record.digest: record for record in records}.values()]
    holders = sorted({record.body.holder_code for record in certificates})
    if len(holders) > 1:
        raise CommandError("packet-holders", names=holders)
    return PacketSources(trust, data, certificates)


@contextmanager
def _opened(run: Invocation) -> "Iterator[Registry | None]":
    with ExitStack() as stack:
        yield stack.enter_context(run.open_registry()) if run.has_registry() else None


def _parse_typed(code: str) -> str:
    """Return a code as typed, in any width and with spaces; RecordError names the option."""
    try:
        return parse_uscc("".join(normalize("NFKC", code[:_TYPED_MOST]).split()).upper())
    except RecordError as error:
        raise RecordError(error.code, "--uscc", **error.facts) from None


def _list_held(registry: "Registry | None", register: Path | None, uscc: str) -> list[Record[Assessment]]:
    """Return all certificates of the enterprise in a named register, else in the registry."""
    certificates: list[Record[Assessment]] = []
    data = b"" if register is None else load_bytes(register, limit=MAX_REGISTER_BYTES)
    if data.startswith(GZIP):
        registered = search_register(data, (), (uscc,)).credentials
        certificates = [record for record in registered if record.body.KIND in ASSESSMENTS]
    elif registry is not None:
        from registry.lookup.lookup import list_credentials

        certificates = [*list_credentials(registry, None, uscc)]
    if not certificates:
        raise CommandError("packet-nothing-held", uscc=uscc)
    return certificates


def _load(text: str, registry: "Registry | None") -> list[Record[Assessment]]:
    """Return the certificates in a file, else the one of the registry with this number, id or digest."""
    if not os.path.isfile(text):
        if registry is None:
            raise CommandError("file-missing", path=plain(text))
        return [held_credential(registry, text)]
    data = load_bytes(text, limit=FILE_MAX_BYTES)
    if data[:1024].find(b"%PDF-") >= 0:
        reading = read_pdf(data)
        parts = [*reading.attached] or [printed.encode() for printed in reading.printed]
    else:
        parts = [data.strip()]
    read = [read_credential(part) for part in parts]
    certificates = [
        record for record in read if isinstance(record, Record) and record.body.KIND in ASSESSMENTS
    ]
    if not certificates:
        raise CommandError("packet-no-credential", path=plain(text))
    return certificates

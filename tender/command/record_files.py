"""Writes and reads the files of a record of an opening: receipt, pages, workbook, and the pack of all."""

import hashlib
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from importlib.metadata import version
from importlib.resources import files as files_of
from pathlib import Path
from tempfile import TemporaryDirectory

from credentials.record import parse_document
from signing.signer import KeySigner
from tender.command.printed_files import describe_printed, print_record
from tender.record.pack import MAX_PACK_BYTES, digest_entries, pack_into, read_pack, unpack_folder
from terminal.errors import CommandError
from terminal.language import languages_on_paper
from terminal.names import SpokenNames
from terminal.output import plain
from terminal.workspace.files import file_exists, open_seekable, save_bytes, save_file
from terminal.workspace.key_files import load_key
from verifier import TrustError, TrustStore
from verifier.tender import Matrix, Unsigned
from verifier.tender.record import (
    InstalledCode,
    TenderOpening,
    TenderReceipt,
    draw_up,
    officer_method,
    parse_receipt,
)
from verifier.tender.record.document import MAX_RECEIPT_BYTES, MAX_RECEIPT_VALUES
from verifier.tender.record.extract import TenderExtract, parse_extract
from verifier.tender.record.pack_files import (
    BUNDLE,
    INPUTS,
    PAGES,
    RECEIPT,
    WORKBOOK,
    check_inputs,
    list_pack,
    take_file,
)
from verifier.tender.record.paper.contact_sheet import SheetPage
from verifier.tender.record.printed_papers import PAPERS, vouch

PACK = "pack.zip"
WRITTEN = (RECEIPT, PAPERS, PAGES, WORKBOOK, PACK)
"""The files of a record, in the folder that the user named."""
_SEED_BYTES = 32
_FLOORS = ("signing", "credentials", "verifier", "carriers", "tender")
"""Floors whose code decides the contents and the print of a record."""


@dataclass(frozen=True)
class KeptRecord:
    """A record read from a file: the receipt, and the files of the pack if the file is a pack."""

    receipt: Unsigned[TenderReceipt]
    files: Mapping[str, bytes] = field(default_factory=dict)

    def names(self) -> SpokenNames | None:
        """Return the names of the agreement in its bundle; None without a valid one."""
        trust = self.trust
        return SpokenNames.of(trust, self.receipt.body.header.now) if trust is not None else None

    @cached_property
    def trust(self) -> TrustStore | None:
        """Return the bundle under the pin of the receipt; None without a valid one."""
        try:
            pin = self.receipt.body.header.trust.pin
            return TrustStore.from_bundle(self.files[BUNDLE], pin=pin) if BUNDLE in self.files else None
        except TrustError:
            return None


def check_room(out: Path) -> None:
    """Refuse to write over an existing record, before anything is read. CommandError file-exists."""
    for name in WRITTEN:
        # overwriting would lose the seed that salts the rows of the old record
        if (out / name).exists():
            raise file_exists(out / name)


def load_officer(path: Path) -> KeySigner:
    """Return the signer of an officer's key file; raises as `load_key`."""
    signer = load_key(path)
    signer.verification_method = officer_method(signer.multikey)
    return signer


def draw_record(opening: TenderOpening, matrix: Matrix, signer: KeySigner | None) -> Unsigned[TenderReceipt]:
    """Return the receipt with a new seed and the digest of the installed software; raises as `draw_up`."""
    # anybody who guesses the seed can work out other bidders' rows from an extract
    seed = secrets.token_bytes(_SEED_BYTES)
    return draw_up(opening, matrix, code=installed_code(), seed=seed, signer=signer)


def save_record(
    out: Path,
    receipt: Unsigned[TenderReceipt],
    opening: TenderOpening,
    papers: Mapping[str, Path],
    signer: KeySigner | None,
    *,
    thumbnails: Mapping[SheetPage, bytes],
) -> None:
    """Write the files of a record, vouched for by `signer`; the pack also holds `papers` by name.

    The pages show `thumbnails`, which only the pack holds as a file. Raises CommandError file-unwritable,
    CarrierError pack-too-large.
    """
    languages = languages_on_paper()
    printed = print_record(receipt, opening, languages, thumbnails)
    statement = vouch(receipt, describe_printed(printed, languages, installed_code()), signer)
    read = {**printed, PAPERS: statement.data}
    packed: dict[str, bytes | Path] = {**list_pack(receipt, opening), **read, **papers}
    # writes the pack first: it contains everything
    save_file(out / PACK, lambda file: pack_into(file, packed), durable=True)
    for name, data in {RECEIPT: receipt.data, **read}.items():
        if name in WRITTEN:
            save_bytes(out / name, data, durable=True)


def load_record(path: Path) -> KeptRecord:
    """Return the record in a pack or a receipt; CommandError file-…, CarrierError pack-…, RecordError."""
    kept = load_kept(path)
    if not isinstance(kept, KeptRecord):
        raise CommandError("file-no-record", path=plain(str(path)))
    return kept


def load_kept(path: Path) -> KeptRecord | Unsigned[TenderExtract]:
    """Return a pack, a receipt or an extract; raises as `load_record`."""
    with open_seekable(path, limit=MAX_PACK_BYTES) as file:
        if file.read(2) == b"PK":
            files = read_pack(file, but=INPUTS)
            return KeptRecord(parse_receipt(take_file(files, RECEIPT)), files)
        file.seek(0)
        data = file.read(MAX_RECEIPT_BYTES + 1)
    kind = parse_document(data, MAX_RECEIPT_BYTES, MAX_RECEIPT_VALUES).get("type")
    if kind == "TenderExtract/1":
        return parse_extract(data)
    if kind != "TenderReceipt/1":
        raise CommandError("file-no-record", path=plain(str(path)))
    return KeptRecord(parse_receipt(data))


def check_papers(path: Path, receipt: TenderReceipt) -> tuple[int, list[str]]:
    """Return the number of checked papers in a pack, and the names of those it lacks.

    Raises ReceiptError pack-file-changed.
    """
    with open_seekable(path, limit=MAX_PACK_BYTES) as file:
        digests = digest_entries(file, INPUTS)
    return len(digests), check_inputs(receipt, digests)


@contextmanager
def unpacked_papers(path: Path) -> Iterator[Mapping[str, Path]]:
    """Copy the papers out of a pack into temporary files, by name; delete these at the end."""
    with (
        TemporaryDirectory(prefix="huren-pack-") as folder,
        open_seekable(path, limit=MAX_PACK_BYTES) as file,
    ):
        yield unpack_folder(file, INPUTS, Path(folder))


def installed_code() -> InstalledCode:
    """Return the version, and SHA-256 over path and bytes of every module and template of the deciding
    floors."""
    digest = hashlib.sha256()
    for floor in _FLOORS:
        root = Path(str(files_of(floor)))
        modules = [path for path in root.rglob("*") if path.suffix in (".py", ".typ")]
        # sorted by POSIX path, so that the digest is the same on every system
        for module in sorted(modules, key=lambda path: path.relative_to(root).as_posix()):
            name = f"{floor}/{module.relative_to(root).as_posix()}"
            digest.update(f"{name} {hashlib.sha256(module.read_bytes()).hexdigest()}\n".encode())
    return InstalledCode(version=version("huren"), digest=digest.hexdigest())

"""Files of a pack, by name: kept for 15 years (政府采购法 42) to check a receipt again.

receipt.json  tender.json  bidders.json  bundle.json
papers.json                   vouches for the bytes of the next
record.pdf  record.html  matrix.xlsx       what people read and sign
thumbnails.json               the small pictures of pages that record.pdf shows
credentials/<digest>.json     every credential that a code held
codes/<sha256>                what other codes say, byte by byte
register/…                    proofs and credentials of the numbers that were marked by hand, log proofs that
                              came with the trust data
inputs/<sha256>.<ending>      the bidders' papers, where they are kept in the pack; no check needs them
"""

import hashlib
import re
from collections.abc import Callable, Mapping
from typing import TypeVar

from credentials.errors import RecordError
from credentials.kinds import parse_credential
from credentials.record import Record
from credentials.unsigned import Unsigned
from signing.jcs import canonicalize
from signing.log.log_proof import is_log_proof
from verifier.checks.well_formed import read_credential
from verifier.errors import ReceiptError, TrustError
from verifier.numbers.commitment import find_commitment, fold_number
from verifier.numbers.number_proof import parse_number_proof
from verifier.numbers.register import Register
from verifier.tender.claims import list_claims
from verifier.tender.documents.bidders import BidderList, parse_bidders, upward
from verifier.tender.documents.tender import Tender, parse_tender
from verifier.tender.record.document import TenderReceipt
from verifier.tender.record.inputs import code_bytes, restore_inputs
from verifier.tender.record.printed_papers import PAPERS
from verifier.tender.record.receipt import TenderOpening

PAGES, PRINT_FILE, WORKBOOK = "record.pdf", "record.html", "matrix.xlsx"
THUMBNAILS = "thumbnails.json"
"""Pictures for people; the receipt does not cover them, `papers.json` does."""
PRINTED = (PAGES, PRINT_FILE, WORKBOOK, THUMBNAILS)
"""The pages set by the terminal, the pages of a browser, the sheet, and the pictures."""
RECEIPT, TENDER, BIDDERS, BUNDLE = "receipt.json", "tender.json", "bidders.json", "bundle.json"
CREDENTIALS, CODES, REGISTER = "credentials/", "codes/", "register/"
_PROOF = f"{REGISTER}proof-"
INPUTS = "inputs"
D = TypeVar("D", Tender, BidderList)
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def list_pack(receipt: Unsigned[TenderReceipt], opening: TenderOpening) -> dict[str, bytes]:
    """Return the files that `restore_opening` takes; files for people (PDF, XLSX, inputs) join them later."""
    files = {
        RECEIPT: receipt.data,
        TENDER: opening.tender.data,
        BIDDERS: opening.bidders.data,
        BUNDLE: opening.bundle,
    }
    codes = {
        code_bytes(code.data)
        for entries in opening.inputs.values()
        for entry in entries
        for code in entry.paper.codes
    }
    for data in codes:
        record = read_credential(data)
        if isinstance(record, Record):
            files[f"{CREDENTIALS}{record.digest}.json"] = record.data
            # the credential's own file already has these bytes
            if record.data == data:
                continue
        files[CODES + hashlib.sha256(data).hexdigest()] = data
    return {**files, **_list_register(opening.register or Register())}


def _list_register(register: Register) -> dict[str, bytes]:
    files = {f"{REGISTER}{record.digest}.json": record.data for record in register.credentials}
    files |= {_name_log_proof(hashlib.sha256(data).hexdigest()): data for data in register.log_proofs}
    for issuer, proofs in register.proofs.items():
        files.update({_name_proof(issuer, number): proof for number, proof in proofs.items()})
    return files


def _name_proof(issuer: str, number: str) -> str:
    # hashed, since a number may have characters that a file name cannot have
    named = canonicalize([issuer, fold_number(number)])
    return f"{_PROOF}{hashlib.sha256(named).hexdigest()}.json"


def _name_log_proof(digest: str) -> str:
    return f"{REGISTER}{digest}.tlog-proof"


def _restore_register(files: Mapping[str, bytes], bidders: BidderList) -> Register:
    """Restore the register from the pack, for the numbers marked by hand; ReceiptError pack-file-changed."""
    register = Register()
    claimed = list_claims(bidders)
    for name, data in sorted(files.items()):
        try:
            if name.startswith(_PROOF):
                proof, _ = parse_number_proof(data)
                numbers = [number for number in claimed if _name_proof(proof.issuer, number) == name]
                if not numbers:
                    raise ReceiptError("pack-file-changed", name, name=name)
                proof.shows(numbers[0])
                register.proofs.setdefault(proof.issuer, {}).update(dict.fromkeys(numbers, data))
            elif name.startswith(REGISTER) and _is_by_digest(name, data):
                if is_log_proof(data):
                    register.log_proofs.append(data)
                else:
                    register.credentials.append(parse_credential(data))
        except (RecordError, TrustError):
            raise ReceiptError("pack-file-changed", name, name=name) from None
    return register


def check_register(files: Mapping[str, bytes], opening: TenderOpening, receipt: TenderReceipt) -> None:
    """Check that the receipt's answers on numbers still have their files, proofs under the bundle it names.

    Raises ReceiptError pack-file-missing, pack-file-changed. Under another bundle only the presence is
    checked.
    """
    for note in receipt.papers:
        if note.code.startswith("number-") and "count" in note.facts:
            take_file(files, _name_proof(str(note.facts["issuer"]), str(note.facts["number"])))
        if note.code in ("number-found", "number-held") and note.credential is not None:
            take_file(files, f"{REGISTER}{note.credential}.json")
    coded = {code.sha256 for entry in receipt.inputs for code in entry.codes}
    for credential in receipt.credentials:
        if credential.log_proof is not None and credential.log_proof not in coded:
            take_file(files, _name_log_proof(credential.log_proof))
    if hashlib.sha256(opening.bundle).hexdigest() != receipt.header.trust.bundle:
        return
    other = {
        (note.facts["issuer"], note.facts["number"])
        for note in receipt.papers
        if note.code == "number-held" or note.facts.get("why") == "other-publication"
    }
    for issuer, proofs in (opening.register or Register()).proofs.items():
        for number, data in proofs.items():
            if (issuer, fold_number(number)) in other:
                continue
            try:
                find_commitment(opening.trust, issuer, parse_number_proof(data)[1])
            except TrustError:
                name = _name_proof(issuer, number)
                raise ReceiptError("pack-file-changed", name, name=name) from None


def compare_files(
    files: Mapping[str, bytes], receipt: Unsigned[TenderReceipt], opening: TenderOpening
) -> tuple[list[str], list[str]]:
    """Return the names that a pack lacks, and those it should not have; bidders' papers do not count."""
    wanted = list_pack(receipt, opening)
    papers = {name for name in files if name.startswith(f"{INPUTS}/")}
    return sorted({*wanted} - {*files}), sorted({*files} - {*wanted} - papers - {*PRINTED, PAPERS})


def check_documents(
    files: Mapping[str, bytes], receipt: TenderReceipt
) -> tuple[Unsigned[Tender], Unsigned[BidderList]]:
    """Return a pack's tender and bidders; both and the bundle must have the digests in the receipt.

    Raises ReceiptError pack-file-missing, pack-file-other.
    """
    tender = _read_checked(TENDER, files, parse_tender, receipt.header.tender.digest)
    bidders = _read_checked(BIDDERS, files, parse_bidders, receipt.bidders.digest)
    if hashlib.sha256(take_file(files, BUNDLE)).hexdigest() != receipt.header.trust.bundle:
        raise ReceiptError("pack-file-other", BUNDLE, name=BUNDLE)
    return tender, bidders


def _read_checked(
    name: str, files: Mapping[str, bytes], parse: Callable[[bytes], Unsigned[D]], digest: str
) -> Unsigned[D]:
    data = take_file(files, name)
    try:
        body = parse(data)
    except RecordError as error:
        raise ReceiptError("pack-file-other", name, name=name) from error
    if body.digest != digest:
        raise ReceiptError("pack-file-other", name, name=name)
    return body


def name_input(path: str, sha256: str) -> str:
    """Return the name of a paper in a pack: its digest, with an ending that programs know."""
    ending = _ENDING.search(path)
    return f"{INPUTS}/{sha256}{ending[0].lower() if ending is not None else ''}"


def check_inputs(receipt: TenderReceipt, digests: Mapping[str, str]) -> list[str]:
    """Check that papers of a pack, SHA-256 by name, are those of the receipt; return the names it lacks.

    An entry of an archive is in its archive. Raises ReceiptError pack-file-changed.
    """
    paths = {(entry.bidder, entry.path) for entry in receipt.inputs}
    known = {name_input(entry.path, entry.sha256): entry.sha256 for entry in receipt.inputs if entry.sha256}
    for name, digest in sorted(digests.items()):
        if known.get(name) != digest:
            raise ReceiptError("pack-file-changed", name, name=name)
    whole = {
        name_input(entry.path, entry.sha256)
        for entry in receipt.inputs
        if entry.sha256 and not any((entry.bidder, outer) in paths for outer in [*upward(entry.path)][1:])
    }
    return sorted(whole - {*digests})


def restore_opening(files: Mapping[str, bytes], receipt: TenderReceipt) -> TenderOpening:
    """Restore the checked opening from the files of a pack; the bundle is proven when it is needed.

    Raises ReceiptError pack-file-missing, pack-file-changed, RecordError for tender and bidders.
    """
    kept = {
        hashlib.sha256(data).hexdigest(): data
        for name, data in sorted(files.items())
        if _is_by_digest(name, data) and not name.startswith(REGISTER)
    }
    bidders = parse_bidders(take_file(files, BIDDERS))
    return TenderOpening(
        parse_tender(take_file(files, TENDER)),
        bidders,
        restore_inputs(receipt, kept),
        take_file(files, BUNDLE),
        receipt.header.trust.pin,
        receipt.header.first,
        _restore_register(files, bidders.body),
    )


def _is_by_digest(name: str, data: bytes) -> bool:
    """Return whether a file is a credential or a code; ReceiptError pack-file-changed for a false name."""
    if not name.startswith((CREDENTIALS, CODES, REGISTER)) or name.startswith(_PROOF):
        return False
    digest = hashlib.sha256(data).hexdigest()
    known = f"{CREDENTIALS}{digest}.json", f"{REGISTER}{digest}.json", CODES + digest
    if name not in (*known, _name_log_proof(digest)):
        raise ReceiptError("pack-file-changed", name, name=name)
    return True


def take_file(files: Mapping[str, bytes], name: str) -> bytes:
    """Return a file of the pack; ReceiptError pack-file-missing."""
    if name not in files:
        raise ReceiptError("pack-file-missing", name, name=name)
    return files[name]

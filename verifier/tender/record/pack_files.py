"""What is kept for 15 years (政府采购法 42) to check a receipt again, as files by name; a carrier packs them.

receipt.json  tender.json  bidders.json  bundle.json
credentials/<digest>.json     every credential that a code held
codes/<sha256>                what other codes say, byte by byte
register/…                    proofs and credentials of the numbers that were marked by hand
inputs/<sha256>.<ending>      the bidders' papers, where they are kept in the pack; no check needs them
"""

import hashlib
import re
from collections.abc import Mapping

from credentials.kinds import parse_credential
from credentials.record import Record
from signing.jcs import canonicalize
from verifier.checks.well_formed import read_credential
from verifier.errors import ReceiptError
from verifier.numbers.commitment import fold_number
from verifier.numbers.number_proof import parse_number_proof
from verifier.numbers.register import Register
from verifier.tender.claims import list_claims
from verifier.tender.documents.bidders import Bidders, parse_bidders
from verifier.tender.documents.tender import parse_tender
from verifier.tender.documents.unsigned import Unsigned
from verifier.tender.record.document import TenderReceipt
from verifier.tender.record.inputs import code_bytes, restore_inputs
from verifier.tender.record.receipt import TenderOpening

RECEIPT, TENDER, BIDDERS, BUNDLE = "receipt.json", "tender.json", "bidders.json", "bundle.json"
CREDENTIALS, CODES, REGISTER = "credentials/", "codes/", "register/"
_PROOF = f"{REGISTER}proof-"
INPUTS = "inputs"
_ENDING = re.compile(r"\.[A-Za-z0-9]{1,5}$")


def list_pack(receipt: Unsigned[TenderReceipt], opening: TenderOpening) -> dict[str, bytes]:
    """The files that `restore_opening` takes; what people read (PDF, XLSX, inputs) is put beside them."""
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
            if record.data == data:
                continue
        files[CODES + hashlib.sha256(data).hexdigest()] = data
    return {**files, **_list_register(opening.register or Register())}


def _list_register(register: Register) -> dict[str, bytes]:
    files = {f"{REGISTER}{record.digest}.json": record.data for record in register.credentials}
    for issuer, proofs in register.proofs.items():
        files.update({_name_proof(issuer, number): proof for number, proof in proofs.items()})
    return files


def _name_proof(issuer: str, number: str) -> str:
    named = canonicalize([issuer, fold_number(number)])
    return f"{_PROOF}{hashlib.sha256(named).hexdigest()}.json"


def _restore_register(files: Mapping[str, bytes], bidders: Bidders) -> Register:
    """What the pack holds of it, by the numbers that the bidders claim; RecordError for what is no proof."""
    held = {name: data for name, data in files.items() if name.startswith(REGISTER)}
    proofs = {name: data for name, data in held.items() if name.startswith(_PROOF)}
    issuers = sorted({parse_number_proof(data)[0].issuer for data in proofs.values()})
    claimed = list_claims(bidders)
    named = {issuer: {number: _name_proof(issuer, number) for number in claimed} for issuer in issuers}
    return Register(
        {
            issuer: {number: proofs[name] for number, name in names.items() if name in proofs}
            for issuer, names in named.items()
        },
        [
            parse_credential(data)
            for name, data in held.items()
            if name not in proofs and _is_by_digest(name, data)
        ],
    )


def name_input(path: str, sha256: str) -> str:
    """The name of a paper in a pack: its digest, with the ending that programs know it by."""
    ending = _ENDING.search(path)
    return f"{INPUTS}/{sha256}{ending[0].lower() if ending is not None else ''}"


def check_inputs(receipt: TenderReceipt, digests: Mapping[str, str]) -> None:
    """Whether papers of a pack, SHA-256 by name, are what was checked; ReceiptError pack-file-changed."""
    known = {name_input(entry.path, entry.sha256): entry.sha256 for entry in receipt.inputs}
    for name, digest in sorted(digests.items()):
        if known.get(name) != digest:
            raise ReceiptError("pack-file-changed", name, name=name)


def restore_opening(files: Mapping[str, bytes], receipt: TenderReceipt) -> TenderOpening:
    """What was checked, from the files of a pack; the bundle is proven when it is asked for.

    Raises ReceiptError pack-file-missing, pack-file-changed, RecordError for tender and bidders.
    """
    held = {
        hashlib.sha256(data).hexdigest(): data
        for name, data in sorted(files.items())
        if _is_by_digest(name, data) and not name.startswith(REGISTER)
    }
    bidders = parse_bidders(take_file(files, BIDDERS))
    return TenderOpening(
        parse_tender(take_file(files, TENDER)),
        bidders,
        restore_inputs(receipt, held),
        take_file(files, BUNDLE),
        receipt.header.trust.pin,
        receipt.header.first,
        _restore_register(files, bidders.body),
    )


def _is_by_digest(name: str, data: bytes) -> bool:
    """Whether a file is a credential or a code; ReceiptError pack-file-changed where its name lies."""
    if not name.startswith((CREDENTIALS, CODES, REGISTER)) or name.startswith(_PROOF):
        return False
    digest = hashlib.sha256(data).hexdigest()
    if name not in (f"{CREDENTIALS}{digest}.json", f"{REGISTER}{digest}.json", CODES + digest):
        raise ReceiptError("pack-file-changed", name, name=name)
    return True


def take_file(files: Mapping[str, bytes], name: str) -> bytes:
    """A file of the pack; ReceiptError pack-file-missing."""
    if name not in files:
        raise ReceiptError("pack-file-missing", name, name=name)
    return files[name]

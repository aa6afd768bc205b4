"""Check a receipt again from its pack alone, in another room or fifteen years later.

The check runs again with the recorded `now`, seed and dates, and builds the header anew. It reports the same
bytes, or the first difference and its cause. The files for people are compared with the officer's statement.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from credentials.record import JsonObject
from credentials.unsigned import Unsigned
from signing.jcs import encode_profile
from verifier.tender.matrix import Matrix
from verifier.tender.record.difference import (
    ChangeCause,
    CheckedDocuments,
    ReceiptDifference,
    compare_receipts,
)
from verifier.tender.record.document import InstalledCode, TenderReceipt, parse_receipt
from verifier.tender.record.pack_files import (
    PRINTED,
    RECEIPT,
    check_register,
    compare_files,
    restore_opening,
    take_file,
)
from verifier.tender.record.printed_papers import ComparedPaper, compare_printed
from verifier.tender.record.receipt import TenderOpening, check_receipt, draw_up

_NAMED = 5
"""The most files in one sentence."""


@dataclass(frozen=True, slots=True)
class Recheck:
    """The result; `is_same` tells that header and receipt have the same bytes.

    Otherwise `first` is the first cause and `difference` has all of them. If the pack lacks `missing` files,
    nothing is the same; `stray` files belong to no record. `papers` are the files for people. `opening` and
    `matrix` are those of the new check. `is_same_code` tells that the same software made both. `officer` is
    the signer (did:key), None without a signature.
    """

    receipt: Unsigned[TenderReceipt]
    opening: TenderOpening
    matrix: Matrix
    is_same: bool
    is_same_code: bool
    officer: str | None
    first: ChangeCause | None
    difference: ReceiptDifference
    missing: tuple[str, ...]
    stray: tuple[str, ...]
    papers: tuple[ComparedPaper, ...]


def recheck(files: Mapping[str, bytes], *, code: InstalledCode, officer: str | None = None) -> Recheck:
    """Check the files of a pack by name, with the software installed now; `officer` as `check_receipt`.

    Raises ReceiptError where the receipt itself does not hold together or a file is missing, RecordError for
    malformed documents, TrustError for the bundle. A changed file for people does not make the record differ.
    """
    # 1. the receipt itself, and the officer's signature
    receipt = parse_receipt(take_file(files, RECEIPT))
    check_receipt(receipt, officer=officer)
    body = receipt.body
    # 2. the question, from the files of the pack alone
    opening = restore_opening(files, body)
    check_register(files, opening, body)
    missing, stray = compare_files(files, receipt, opening)
    # 3. the check again, at the recorded time, with the recorded seed and name of the software
    matrix = opening.check(now=body.header.now, award_at=body.header.dates.award)
    seed = bytes.fromhex(body.seed)
    again = draw_up(opening, matrix, code=body.header.software, seed=seed)
    # 4. the comparison: the same bytes, or the first cause of a difference
    is_same = not missing and _without_signature(receipt) == _without_signature(again)
    # 5. the files for people, which never make the record differ
    papers = compare_printed(files, receipt, PRINTED)
    is_same_code = code == body.header.software
    difference = compare_receipts(
        body, again.body, (None, CheckedDocuments(opening.tender.body, opening.bidders.body))
    )
    first = None if is_same else _first(difference, missing, body.header.software, code)
    return Recheck(
        receipt, opening, matrix, is_same, is_same_code, body.header.officer, first, difference,
        tuple(missing), tuple(stray), papers,
    )  # fmt: skip


def _without_signature(receipt: Unsigned[TenderReceipt]) -> bytes:
    # a new check has no key of the officer; step 1 checked the recorded signature
    header: Any = receipt.value["header"]
    unsigned = {name: value for name, value in header.items() if name != "proof"}
    return encode_profile({**receipt.value, "header": {**unsigned, "officer": None}})


def _first(
    difference: ReceiptDifference, missing: list[str], then: InstalledCode, now: InstalledCode
) -> ChangeCause:
    """Return the first cause: missing files, the cause of a changed cell, another input, or the software."""
    if missing:
        more: JsonObject = {"more": len(missing) - _NAMED} if len(missing) > _NAMED else {}
        return ChangeCause("pack-files", {"files": [*missing[:_NAMED]], **more})
    causes = [*(cause for cell in difference.cells for cause in cell.causes), *difference.causes]
    known = next((cause for cause in causes if cause.code != "unexplained"), None)
    if known is None and then == now:
        return ChangeCause("unexplained", {})
    return known or ChangeCause("software", {"before": then.version, "after": now.version})

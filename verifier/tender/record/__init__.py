"""The record of a bid opening: a signed receipt, what two of them differ in, and what one bidder is shown."""

from verifier.tender.record.common_words import digest_matrix, format_matrix_words
from verifier.tender.record.document import InstalledCode, TenderReceipt, parse_receipt
from verifier.tender.record.errors import ReceiptError
from verifier.tender.record.inputs import ReceiptInput
from verifier.tender.record.receipt import TenderOpening, check_receipt, draw_up, officer_method

__all__ = [
    "InstalledCode",
    "ReceiptError",
    "ReceiptInput",
    "TenderOpening",
    "TenderReceipt",
    "check_receipt",
    "digest_matrix",
    "draw_up",
    "format_matrix_words",
    "officer_method",
    "parse_receipt",
]

"""The record of a bid opening: a signed receipt, the difference of two, and the extract for one bidder."""

from verifier.errors import ReceiptError
from verifier.tender.record.common_words import digest_checked, digest_matrix, format_matrix_words
from verifier.tender.record.difference import ChangeCause, ReceiptDifference, compare_receipts
from verifier.tender.record.document import InstalledCode, TenderReceipt, parse_receipt
from verifier.tender.record.extract import TenderExtract, check_extract, make_extract, parse_extract
from verifier.tender.record.inputs import ReceiptInput
from verifier.tender.record.objection import TenderObjection, check_objection, parse_objection, read_objection
from verifier.tender.record.pack_files import check_inputs, list_pack, name_input, restore_opening
from verifier.tender.record.receipt import (
    TenderOpening,
    check_officer,
    check_receipt,
    draw_up,
    officer_method,
    sign_receipt,
)
from verifier.tender.record.rechecking import Recheck, recheck

__all__ = [
    "ChangeCause",
    "InstalledCode",
    "ReceiptDifference",
    "ReceiptError",
    "ReceiptInput",
    "Recheck",
    "TenderExtract",
    "TenderObjection",
    "TenderOpening",
    "TenderReceipt",
    "check_extract",
    "check_inputs",
    "check_objection",
    "check_officer",
    "check_receipt",
    "compare_receipts",
    "digest_checked",
    "digest_matrix",
    "draw_up",
    "format_matrix_words",
    "list_pack",
    "make_extract",
    "name_input",
    "officer_method",
    "parse_extract",
    "parse_objection",
    "parse_receipt",
    "read_objection",
    "recheck",
    "restore_opening",
    "sign_receipt",
]

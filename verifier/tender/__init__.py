"""Check certificates against a tender: a matrix of three values, without a ranking."""

from credentials.unsigned import Unsigned
from verifier.tender.check import check
from verifier.tender.documents.bidders import Bidder, BidderList, parse_bidders, read_bidders
from verifier.tender.documents.tender import Tender, parse_tender, read_tender
from verifier.tender.lint import lint_tender
from verifier.tender.matrix import Matrix
from verifier.tender.papers import FoundCode, Paper, mark_late

__all__ = [
    "Bidder",
    "BidderList",
    "FoundCode",
    "Matrix",
    "Paper",
    "Tender",
    "Unsigned",
    "check",
    "lint_tender",
    "mark_late",
    "parse_bidders",
    "parse_tender",
    "read_bidders",
    "read_tender",
]

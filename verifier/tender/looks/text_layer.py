"""Recognise pages that read like a certificate by the text layer of a PDF; a scan has none."""

import re
from collections.abc import Callable, Collection
from datetime import datetime
from unicodedata import normalize

from verifier.tender.documents.bidders import BidderList
from verifier.trust.trust_store import TrustStore

NUMBER_LABEL = "证书编号"
_BETWEEN = re.compile("[\\t\\n\\v\\f\\r \u200b\ufeff]")


def is_certificate_like(text: str, titles: Collection[str], enterprises: Collection[str]) -> bool:
    """Return whether the text has a scheme's title, or the label of a number and the code of a bidder."""
    folded = _fold(text)
    if any(_fold(title) in folded for title in titles if _fold(title)):
        return True
    return NUMBER_LABEL in folded and any(_fold(code) in folded for code in enterprises if code)


def make_text_test(trust: TrustStore, bidders: BidderList, now: datetime) -> Callable[[str], bool]:
    """Return the test `is_certificate_like` for the schemes of the agreement in force and all bidders."""
    schemes = trust.chain.in_force_or_last(now).text.schemes
    titles = {title for scheme in schemes for title in (scheme.name.zh, scheme.name.en)}
    enterprises = {code for bidder in bidders.bidders for code in bidder.enterprises}
    return lambda text: is_certificate_like(text, titles, enterprises)


def _fold(text: str) -> str:
    """Drop spaces and line ends, which a PDF puts between any two characters."""
    return _BETWEEN.sub("", normalize("NFKC", text)).upper()

"""Flags on whole bids: one enterprise in two of them, consortia without an agreement."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from unicodedata import normalize

from credentials.record import JsonObject
from verifier.tender.documents.bidders import Bidder, BidderList
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import Flag


def find_flags(
    tender: Tender, bidders: BidderList, handed_in: Mapping[str, Mapping[str, bool]]
) -> tuple[Flag, ...]:
    """Return the flags by code, lot by lot; 实施条例 37 (double participation), 51(2) (joint agreement).

    `handed_in` holds by bidder the places of papers; the value tells whether a paper there came in time or on
    request.
    """
    flags = [*_double(tender, bidders), *_consortia(tender, bidders, handed_in)]
    places = {lot.id: place for place, lot in enumerate(tender.lots)}
    order = {code: place for place, code in enumerate(FLAGS)}
    flags.sort(key=lambda flag: (order[flag.code], places[flag.lot], flag.bidders, flag.enterprise or ""))
    return tuple(flags)


FLAGS = (
    "double-participation",
    "double-participation-other-lot",
    "joint-agreement-missing",
    "consortium-not-allowed",
    "consortium-too-large",
)


def _double(tender: Tender, bidders: BidderList) -> Iterator[Flag]:
    bids: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for bidder in bidders.bidders:
        for enterprise in bidder.enterprises:
            bids[enterprise].append((bidder.id, bidder.lots))
    for enterprise, entered in bids.items():
        if len(entered) < 2:
            continue
        for lot in tender.lots:
            bidder_ids = tuple(sorted(bidder for bidder, lots in entered if lot.id in lots))
            if bidder_ids:
                code = "double-participation" if len(bidder_ids) > 1 else "double-participation-other-lot"
                yield Flag(code, lot.id, bidder_ids, enterprise, {})


def _consortia(
    tender: Tender, bidders: BidderList, handed_in: Mapping[str, Mapping[str, bool]]
) -> Iterator[Flag]:
    terms = tender.consortium
    for bidder in bidders.bidders:
        if bidder.members is None:
            continue
        size = len(bidder.members)
        for lot in (lot.id for lot in tender.lots if lot.id in bidder.lots):
            missing = _miss_agreement(bidder, handed_in.get(bidder.id, {}))
            if missing is not None:
                yield Flag("joint-agreement-missing", lot, (bidder.id,), None, missing)
            if terms is not None and not terms.allowed:
                yield Flag("consortium-not-allowed", lot, (bidder.id,), None, {})
            most = terms.max_members if terms is not None else None
            if most is not None and size > most:
                yield Flag("consortium-too-large", lot, (bidder.id,), None, {"members": size, "most": most})


def _miss_agreement(bidder: Bidder, places: Mapping[str, bool]) -> JsonObject | None:
    """Return the facts where no joint agreement came in time; None where one did."""
    file = bidder.joint_agreement
    if file is None:
        return {}
    is_timely = places.get(normalize("NFC", file))
    return None if is_timely else {"why": "not-handed-in" if is_timely is None else "late", "file": file}

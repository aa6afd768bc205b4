"""What concerns bids as a whole: one enterprise in two of them, consortia without an agreement."""

from collections import defaultdict
from collections.abc import Iterator

from verifier.tender.documents.bidders import Bidders
from verifier.tender.documents.tender import Tender
from verifier.tender.matrix import Flag


def find_flags(tender: Tender, bidders: Bidders) -> tuple[Flag, ...]:
    """By code, lot by lot; 实施条例 37 (double participation), 51(2) (joint agreement)."""
    found = [*_double(tender, bidders), *_consortia(tender, bidders)]
    places = {lot.id: place for place, lot in enumerate(tender.lots)}
    order = {code: place for place, code in enumerate(FLAGS)}
    found.sort(key=lambda flag: (order[flag.code], places[flag.lot], flag.bidders, flag.enterprise or ""))
    return tuple(found)


FLAGS = (
    "double-participation",
    "double-participation-other-lot",
    "joint-agreement-missing",
    "consortium-not-allowed",
    "consortium-too-large",
)


def _double(tender: Tender, bidders: Bidders) -> Iterator[Flag]:
    bids: dict[str, list[tuple[str, tuple[str, ...]]]] = defaultdict(list)
    for bidder in bidders.bidders:
        for enterprise in bidder.enterprises:
            bids[enterprise].append((bidder.id, bidder.lots))
    for enterprise, entered in bids.items():
        if len(entered) < 2:
            continue
        for lot in tender.lots:
            here = tuple(sorted(bidder for bidder, lots in entered if lot.id in lots))
            if here:
                code = "double-participation" if len(here) > 1 else "double-participation-other-lot"
                yield Flag(code, lot.id, here, enterprise, {})


def _consortia(tender: Tender, bidders: Bidders) -> Iterator[Flag]:
    terms = tender.consortium
    for bidder in bidders.bidders:
        if bidder.members is None:
            continue
        size = len(bidder.members)
        for lot in (lot.id for lot in tender.lots if lot.id in bidder.lots):
            if bidder.joint_agreement is None:
                yield Flag("joint-agreement-missing", lot, (bidder.id,), None, {})
            if terms is not None and not terms.allowed:
                yield Flag("consortium-not-allowed", lot, (bidder.id,), None, {})
            most = terms.max_members if terms is not None else None
            if most is not None and size > most:
                yield Flag("consortium-too-large", lot, (bidder.id,), None, {"members": size, "most": most})

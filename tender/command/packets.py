"""Packets that bidders made (`huren packet`): reported beside the matrix, and read into a list of bidders.

They change no cell.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tender.command.handed_in import place_of
from tender.packet.document import TenderPacket
from tender.packet.finding import find_packets
from terminal.language import say
from terminal.output import plain, tell
from verifier.tender import Bidder, BidderList, Matrix, Tender, Unsigned


def tell_packets(tender: Unsigned[Tender], bidders: BidderList, matrix: Matrix, folder: Path) -> None:
    """Print for each packet whether it is for this tender, its enterprise, and how its row differs from the
    matrix.

    Raises as `place_of` and `find_packets`.
    """
    for bidder in bidders.bidders:
        place = place_of(bidder, folder)
        for path, packet in find_packets(str(place)) if place is not None else ():
            sentences = [*_tell_packet(packet, tender, bidder, matrix)]
            same = say(
                "a packet for this version of the tender; its row is the one found.",
                "为本招标要求的此版本制作，其所示结果与核验一致。",
            )
            named = plain(f"{bidder.id} {path}") + say(": ", "：")
            for sentence in sentences or [same]:
                tell(named + sentence)


def fill_from_packets(bidder: dict[str, Any], place: Path, tender: Unsigned[Tender] | None) -> None:
    """Fill empty members of a proposed bidder from its packets, with their claims for this version."""
    packets = [packet for _, packet in find_packets(str(place))]
    # several packets come from members of a consortium
    if len(packets) == 1:
        for member in ("name", "uscc"):
            bidder[member] = bidder[member] or getattr(packets[0].enterprise, member)
    claims = [
        {"criterion": claim.criterion, "number": claim.number}
        for packet in packets
        if tender is not None and is_for(packet, tender)
        for claim in packet.claims
    ]
    if claims:
        bidder["claims"] = claims


def is_for(packet: TenderPacket, tender: Unsigned[Tender]) -> bool:
    """Return whether the packet was made for this version of the tender."""
    return packet.tender.digest == tender.digest


def _tell_packet(
    packet: TenderPacket, tender: Unsigned[Tender], bidder: Bidder, matrix: Matrix
) -> Iterator[str]:
    if packet.enterprise.uscc not in bidder.enterprises:
        code = packet.enterprise.uscc
        yield say(
            f"a packet of another enterprise: {plain(packet.enterprise.name)} ({code}).",
            f"是其他企业的证书包：{plain(packet.enterprise.name)}（{code}）。",
        )
    if packet.tender.number != tender.body.number:
        yield say(
            f"a packet for another tender: {plain(packet.tender.number)}.",
            f"为另一招标制作：{plain(packet.tender.number)}。",
        )
    elif not is_for(packet, tender):
        yield say(
            f"a packet for version {packet.tender.version} of this tender (digest "
            f"{packet.tender.digest[:16]}…); this is version {tender.body.version} "
            f"({tender.digest[:16]}…). What it says of criteria may not fit; the matrix is of this version.",
            f"为本招标要求第 {packet.tender.version} 版（摘要 {packet.tender.digest[:16]}…）制作，"
            f"现为第 {tender.body.version} 版（{tender.digest[:16]}…）。其所列条件可能不符，以矩阵为准。",
        )
    # a member's packet covers that member only, not the consortium
    elif bidder.members is None:
        states = {
            (outcome.lot, outcome.criterion): outcome.state
            for outcome in matrix.criteria
            if outcome.bidder == bidder.id
        }
        other = [
            f"{outcome.lot} {outcome.criterion}"
            for outcome in packet.outcomes
            if states.get((outcome.lot, outcome.criterion), outcome.state) != outcome.state
        ]
        if other:
            named = say(", ", "、").join(other[:20])
            yield say(
                f"its row is another in {named}; the matrix counts.",
                f"其所示结果与核验不同：{named}。以矩阵为准。",
            )

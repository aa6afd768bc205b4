"""Packets among the papers of a bidder, as sent or unpacked; their contents are the bidder's claims."""

import io
from collections.abc import Iterator
from typing import NamedTuple

from carriers.errors import CarrierError
from carriers.papers.archive import PaperArchive
from carriers.papers.folder import FoundPaper, list_papers, open_regular
from credentials.errors import RecordError
from tender.packet.document import MAX_PACKET_BYTES, PACKET, TenderPacket, parse_packet

MAX_PACKETS = 100
"""Most packets of a bidder; a consortium hands in one for each member."""


class FoundPacket(NamedTuple):
    """A packet, and the path of its `packet.json` among the papers."""

    path: str
    body: TenderPacket


def find_packets(folder: str) -> Iterator[FoundPacket]:
    """Yield the readable packets in the order of their paths, at most MAX_PACKETS.

    Raises CarrierError as `list_papers`.
    """
    count = 0
    for paper in list_papers(folder).papers:
        for path, data in _read(paper):
            try:
                yield FoundPacket(path, parse_packet(data).body)
            except RecordError:
                continue
            count += 1
            if count == MAX_PACKETS:
                return


def _read(paper: FoundPaper) -> Iterator[tuple[str, bytes]]:
    """Yield the bytes of each `packet.json` in a file; the reader reports damaged files."""
    name = paper.path.rpartition("/")[2].lower()
    if paper.reason is not None or not (name == PACKET or name.endswith(".zip")):
        return
    try:
        with open_regular(paper.place) as file:
            if name == PACKET:
                yield paper.path, file.read(MAX_PACKET_BYTES + 1)
                return
            archive = PaperArchive(file, paper.path)
            for entry in archive.papers:
                # checks the stated size first; `unpack` writes no more than that
                is_packet = entry.path.rpartition("/")[2].lower() == PACKET
                if is_packet and entry.reason is None and archive.size(entry.place) <= MAX_PACKET_BYTES:
                    target = io.BytesIO()
                    archive.unpack(entry.place, target)
                    yield entry.path, target.getvalue()
    except (CarrierError, OSError):
        return

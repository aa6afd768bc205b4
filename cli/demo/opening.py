"""Bid opening of the demo: the sample opening as one file, which the page takes apart."""

from tender.example import list_example, read_moment
from tender.record.pack import write_pack

OPENING = "opening.zip"
_DOCUMENTS = ("tender.json", "bidders.json", "bundle.json", "pin.txt")
_PAPERS = "bids/"


def pack_opening() -> bytes:
    """Pack documents, papers, and the trust data of their day, with the time of that opening."""
    wanted = {
        name: path.read_bytes()
        for name, path in list_example()
        if name in _DOCUMENTS or name.startswith(_PAPERS)
    }
    return write_pack({**wanted, "now.txt": f"{read_moment()}\n".encode()})

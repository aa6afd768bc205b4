"""Packs of one small opening, as a browser draws them up, for tests of kept records."""

from datetime import timedelta
from pathlib import Path

from tender.record.pack import write_pack
from tests.harness.key_files import save_key
from tests.verifier.tender.opening import OPENING, A, Room, single, tender
from tests.verifier.tender.record.drawn import OFFICER, draw, opening_of
from verifier.tender.record import InstalledCode, list_pack, make_extract

_WEB = InstalledCode(version="0.1.0 web", digest="5a" * 32)
_BIDDERS = {"type": "Bidders/1", "version": 1, "bidders": [single(), {**single(), "id": "B2"}]}


def lay_down(folder: Path) -> Path:
    """Write `pack` and `signed` as .zip, as .json and as extracts, and the officer's key as me.pem."""
    room = Room()
    room.world.now = OPENING - timedelta(hours=2)
    room.hand_in(A)
    room.world.publish()
    opening = opening_of(room.world, tender(), _BIDDERS, {"B1": room.papers})
    for name, signer in (("pack", None), ("signed", OFFICER)):
        receipt = draw(opening, OPENING, code=_WEB, signer=signer)
        (folder / f"{name}.zip").write_bytes(write_pack(list_pack(receipt, opening)))
        (folder / f"{name}.json").write_bytes(receipt.data)
        (folder / f"{name}-extract.json").write_bytes(make_extract(receipt, "B1").data)
    save_key(folder / "me.pem", OFFICER.to_pem(None))
    return folder

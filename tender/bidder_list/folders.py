"""Bidders from the names of their folders: number, name, rarely a code; the other members stay empty."""

import re
from collections.abc import Iterator, Sequence
from typing import Any
from unicodedata import normalize

from credentials.errors import RecordError
from credentials.identifiers import parse_uscc

_NUMBERED = re.compile(
    r"\s*(?:第|投标人|标书)?\s*([A-Za-z]{0,2}[0-9]{1,6})(?![0-9A-Za-z])\s*(?:号投标人|号|家)?(.*)", re.DOTALL
)
_CODE = re.compile(r"(?<![0-9A-Za-z])[0-9A-Za-z]{18}(?![0-9A-Za-z])", re.ASCII)
_AROUND = " \t.,_-—、。．，（）()[]【】"
_ASKED = ("name", "uscc", "lots")


def propose_bidders(folders: Sequence[str], below: str, lots: Sequence[str]) -> dict[str, Any]:
    """Return a bidder for each of the `folders` in `below`; a person fills in the empty texts and lists.

    If there is one lot, all bid for it. Numbers in the names become ids where each name has its own.
    """
    read = [_read_name(folder) for folder in folders]
    numbers = [number.casefold() for number, _, _ in read]
    # two folders with one number would merge into one bidder
    is_numbered = all(numbers) and len({*numbers}) == len(numbers)
    bidders = [
        {
            "id": number if is_numbered else f"B{place}",
            "name": name,
            "uscc": code,
            "lots": [*lots] if len(lots) == 1 else [],
            "folder": f"{below}/{folder}" if below else folder,
        }
        for place, (folder, (number, name, code)) in enumerate(zip(folders, read, strict=True), 1)
    ]
    return {"type": "Bidders/1", "version": 1, "bidders": bidders}


def list_missing(proposal: dict[str, Any]) -> Iterator[tuple[str, list[str]]]:
    """Yield each member that some bidders lack, with the ids of these bidders."""
    for member in _ASKED:
        if ids := [bidder["id"] for bidder in proposal["bidders"] if not bidder[member]]:
            yield member, ids


def _read_name(folder: str) -> tuple[str, str, str]:
    """Return number, name and code; empty where the name of the folder has none."""
    text, code = normalize("NFC", folder), ""  # macOS returns decomposed names
    for match in _CODE.finditer(text):
        try:
            # 18 characters are a credit code only if the check character fits (GB 32100-2015)
            code = parse_uscc(match[0].upper())
        except RecordError:
            continue
        text = f"{text[: match.start()]} {text[match.end() :]}"
        break
    numbered = _NUMBERED.fullmatch(text)
    number, name = numbered.groups() if numbered is not None else ("", text)
    return number, " ".join(name.strip(_AROUND).split()), code

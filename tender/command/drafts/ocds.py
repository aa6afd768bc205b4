"""Carries out `huren tender ocds`: a release of OCDS into a tender and its bidders, and back."""

import json
from pathlib import Path
from typing import Any

from credentials.times import CHINA, format_time
from tender.command.documents import check_named, load_bidders, load_tender
from tender.ocds.members import MAX_RELEASE_BYTES, parse_release
from tender.ocds.reading import read_release
from tender.ocds.telling import tell_reading
from tender.ocds.words import OF_COMMITTEE
from tender.ocds.writing import OF_PAPERS, write_release
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, tell
from terminal.workspace.draft_files import as_typed
from terminal.workspace.files import STDIO, check_free, load_bytes, save_bytes


def read_file(path: Path, out: Path, *, force: bool) -> None:
    """Write both documents into `out`; print the gaps to fill and the parts of the release that were not
    used.

    Raises CommandError file-…; RecordError for an invalid release.
    """
    with as_typed(path):
        reading = read_release(parse_release(load_bytes(path, limit=MAX_RELEASE_BYTES)))
    documents = {"tender.json": reading.tender}
    if reading.bidders is not None:
        documents["bidders.json"] = reading.bidders
    for name in documents:
        check_free(out / name, force=force)
    for name, value in documents.items():
        _save(str(out / name), value)
    for title, lines in tell_reading(reading, language()):
        tell(title)
        for line in lines:
            tell(f"  {line}")


def write_file(run: Invocation, folder: Path, out: str, *, ocid: str | None, force: bool) -> None:
    """Write the release of the tender in `folder`, with the bidders if their list is there.

    Raises CommandError file-…; RecordError for an invalid tender.
    """
    place = _find(folder, "tender")
    if place is None:
        raise CommandError("file-missing", path=plain(str(folder / "tender.json")))
    tender = load_tender(place)
    bidders: dict[str, Any] | None = None
    if (listed := _find(folder, "bidders")) is not None:
        bidder_list = load_bidders(listed)
        check_named(tender.body, bidder_list.body, listed)
        bidders = bidder_list.value
    check_free(out, force=force)
    date = format_time(run.now.astimezone(CHINA).replace(microsecond=0))
    _save(out, write_release(tender.value, bidders, ocid=ocid or tender.body.number, date=date))
    if ocid is None:
        tell(
            say(
                "The ocid is the number of the tender: name the one of your publisher with --ocid.",
                "ocid 暂为招标编号：请用 --ocid 给出发布方的 ocid。",
            )
        )
    aside = {name for bidder in (bidders or {}).get("bidders", ()) for name in OF_PAPERS if name in bidder}
    if aside:
        tell(say(*OF_COMMITTEE).format(names=", ".join(name for name in OF_PAPERS if name in aside)))


def _find(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.json", folder / f"{name}.toml") if p.is_file()), None)


def _save(out: str, value: dict[str, Any]) -> None:
    save_bytes(out, (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
    if out != STDIO:
        put(plain(out))

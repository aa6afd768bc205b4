"""Carries out `huren tender ocds`: a release of OCDS into a tender and its bidders, and back."""

import json
import re
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from credentials.errors import RecordError
from credentials.times import CHINA, format_time
from tender.command.documents import check_named, load_bidders, load_tender
from tender.ocds.members import MAX_RELEASE_BYTES, parse_release
from tender.ocds.reading import OcdsReading, read_release
from tender.ocds.words import FAULTS, FOLDERS, LEFT, MORE, OF_COMMITTEE, RENAMED
from tender.ocds.writing import OF_PAPERS, write_release
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, tell
from terminal.workspace.draft_files import as_typed
from terminal.workspace.files import STDIO, check_free, load_bytes, save_bytes

_SHOWN = 40
_PLACE = re.compile(r"\[[0-9]+\]", re.ASCII)


def read_file(path: Path, out: Path, *, force: bool) -> None:
    """Writes both documents into `out`, and tells what is to be filled in and what was not taken.

    Raises CommandError file-…; RecordError for what is no release.
    """
    with as_typed(path):
        found = read_release(parse_release(load_bytes(path, limit=MAX_RELEASE_BYTES)))
    documents = {"tender.json": found.tender}
    if found.bidders is not None:
        documents["bidders.json"] = found.bidders
    for name in documents:
        check_free(out / name, force=force)
    for name, value in documents.items():
        _save(str(out / name), value)
    _tell_faults(found)
    if found.renamed:
        renamed = [f"{plain(id_)} → {label}" for id_, label in found.renamed]
        _tell_list(say(*RENAMED), renamed)
    if found.left:
        _tell_list(say(*LEFT), _gather(found.left))
    if found.bidders is not None:
        tell(say(*FOLDERS))


def write_file(run: Invocation, folder: Path, out: str, *, ocid: str | None, force: bool) -> None:
    """Writes the release of the tender in `folder`, and of the bidders where their list is there.

    Raises CommandError file-…; RecordError for what is no tender.
    """
    place = _find(folder, "tender")
    if place is None:
        raise CommandError("file-missing", path=plain(str(folder / "tender.json")))
    tender = load_tender(place)
    bidders: dict[str, Any] | None = None
    if (listed := _find(folder, "bidders")) is not None:
        found = load_bidders(listed)
        check_named(tender.body, found.body, listed)
        bidders = found.value
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
    aside = {name for one in (bidders or {}).get("bidders", ()) for name in OF_PAPERS if name in one}
    if aside:
        tell(say(*OF_COMMITTEE).format(names=", ".join(name for name in OF_PAPERS if name in aside)))


def _find(folder: Path, name: str) -> Path | None:
    return next((p for p in (folder / f"{name}.json", folder / f"{name}.toml") if p.is_file()), None)


def _save(out: str, value: dict[str, Any]) -> None:
    save_bytes(out, (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
    if out != STDIO:
        put(plain(out))


def _tell_faults(found: OcdsReading) -> None:
    for name, faults in found.faults.items():
        if faults:
            _tell_list(say(*FAULTS).format(name=f"{name}.json"), _gather_faults(faults))


def _gather_faults(faults: Sequence[RecordError]) -> list[str]:
    """A line for what is the same of many objects."""
    lines: dict[tuple[str, str], list[RecordError]] = {}
    for one in faults:
        lines.setdefault((_PLACE.sub("[]", one.field), one.code), []).append(one)
    return [
        f"{plain(same[0].field if len(same) == 1 else field)}{_times(len(same))}  "
        f"{type(same[0])(same[0].code, '', **same[0].facts).mend(language())}"
        for (field, _), same in lines.items()
    ]


def _gather(paths: Iterable[str]) -> list[str]:
    return [
        f"{plain(path)}{_times(number)}"
        for path, number in Counter(_PLACE.sub("[]", path) for path in paths).items()
    ]


def _times(number: int) -> str:
    return f" ×{number}" if number > 1 else ""


def _tell_list(title: str, lines: Sequence[str]) -> None:
    tell(title)
    for line in lines[:_SHOWN]:
        tell(f"  {line}")
    if len(lines) > _SHOWN:
        tell(f"  {say(*MORE).format(more=len(lines) - _SHOWN)}")

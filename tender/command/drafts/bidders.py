"""Carries out `huren tender bidders`: the list of bidders from a sheet, or from names of folders."""

import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from carriers.spreadsheet import MAX_BYTES
from signing.plural import format_count
from tender.bidder_list.columns import BIDDERS
from tender.bidder_list.folders import list_missing, propose_bidders
from tender.bidder_list.rows import read_bidder_rows
from tender.bidder_list.template import write_bidder_template
from tender.bidder_list.words import MISSING, TO_FILL
from tender.command.documents import load_tender
from tender.command.drafts.bidders_request import BidderListRequest
from tender.command.packets import fill_from_packets
from terminal.error_report import REFUSED
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, put, tell
from terminal.reports.row_report import RowReport
from terminal.reports.sheet_files import check_template, check_workbook, read_rows
from terminal.workspace.files import STDIO, check_free, explain, load_bytes, save_bytes
from verifier.tender import Tender, Unsigned

_MOST_FOLDERS = 1_000
_PASSED_OVER = "__MACOSX"  # macOS adds this folder to a ZIP


def write_bidders(run: Invocation, request: BidderListRequest) -> int:
    """Write the list of bidders; with refused rows, print all of them, write nothing and return 1.

    Raises CommandError; CarrierError for the sheet as a whole; RecordError for the tender.
    """
    sources = [name for name, typed in (("SHEET", request.sheet), ("--folders", request.folders)) if typed]
    if request.template is not None:
        check_template(request.template, {"SHEET": request.sheet, "--errors": request.errors})
    elif len(sources) > 1:
        raise CommandError("option-conflict", options=", ".join(sources))
    elif not sources:
        how, how_zh = (
            "Or name the bidders' folders with --folders.",
            "或用 --folders 给出投标文件夹位置。",
        )
        raise CommandError("option-missing", option="SHEET", how=how, how_zh=how_zh)
    tender = load_tender(request.tender) if request.tender is not None else None
    if request.template is not None:
        _write_template(request.template, request.folders, tender)
        return 0
    out = request.out or "bidders.json"
    check_free(out, force=request.force)
    if request.sheet is not None:
        return _read(run, request, request.sheet, tender.body if tender is not None else None, out)
    if request.folders is not None:
        _propose(request.folders, tender, out)
    return 0


def _read(run: Invocation, request: BidderListRequest, path: Path, tender: Tender | None, out: str) -> int:
    if request.errors is not None:
        check_workbook("--errors", request.errors)
    content = load_bytes(path, limit=MAX_BYTES)
    checked = read_bidder_rows(read_rows(run, content, BIDDERS), tender)
    if checked.bidders is None:
        RowReport(content, request.errors, run.as_json, BIDDERS).put(checked.rows)
        tell(say("Nothing was written. Mend the rows first.", "未写出任何内容。请先修正以上各行。"))
        return REFUSED
    _save(out, checked.bidders)
    for bidder in checked.bidders["bidders"]:
        members = bidder.get("members") or [bidder]
        names = say(", ", "、").join(plain(member["name"]) for member in members)
        kind = say("  (consortium)", "（联合体）") if len(members) > 1 else ""
        tell(f"{bidder['id']}  {names}{kind}")
    return 0


def _write_template(target: str, folders: Path | None, tender: Unsigned[Tender] | None) -> None:
    begun = _proposal(folders, tender, target)["bidders"] if folders is not None else []
    save_bytes(target, write_bidder_template(begun))
    name, out = plain(target), plain(str(Path(target).with_name("bidders.json")))
    tell(
        say(
            f"Wrote {name}. Fill it in, then: huren tender bidders {name} -o {out}",
            f"已写入 {name}。填写后运行：huren tender bidders {name} -o {out}",
        )
    )


def _propose(folders: Path, tender: Unsigned[Tender] | None, out: str) -> None:
    """Write the list from the names of folders; leave missing members empty and print which they are."""
    proposal = _proposal(folders, tender, out)
    _save(out, proposal)
    for member, ids in list_missing(proposal):
        tell(say(*TO_FILL).format(what=say(*MISSING[member]), ids=", ".join(ids)))


def _proposal(folders: Path, tender: Unsigned[Tender] | None, out: str) -> dict[str, Any]:
    names = _list_folders(folders)
    lots = [lot.id for lot in tender.body.lots] if tender is not None else []
    proposal = propose_bidders(names, _below(folders, Path(out).parent if out != STDIO else Path()), lots)
    for name, bidder in zip(names, proposal["bidders"], strict=True):
        fill_from_packets(bidder, folders / name, tender)
    return proposal


def _list_folders(place: Path) -> Sequence[str]:
    """Return the folders in `place`, in the order of their names, without those of the operating system."""
    try:
        names = sorted(entry.name for entry in os.scandir(place) if entry.is_dir(follow_symlinks=False))
    except OSError as error:
        raise CommandError("file-unreadable", path=plain(str(place)), why=explain(error)) from None
    kept = [name for name in names if not name.startswith(".") and name != _PASSED_OVER]
    for name in kept:
        # a list of bidders uses / on every system, so a name with \ would be ambiguous
        if not name.isprintable() or "\\" in name:
            how, how_zh = "Rename the folder.", "请更改文件夹名称。"
            raise CommandError("option-value", text=plain(name), option="--folders", how=how, how_zh=how_zh)
    if not 0 < len(kept) <= _MOST_FOLDERS:
        how = f"Name a folder that holds 1 to {format_count(_MOST_FOLDERS, 'folders')}, one for each bidder."
        how_zh = f"请给出含有 1 至 {_MOST_FOLDERS} 个文件夹的位置，每个投标人一个。"
        raise CommandError("option-value", text=plain(str(place)), option="--folders", how=how, how_zh=how_zh)
    return kept


def _below(folders: Path, base: Path) -> str:
    """Return the path from the list to the folders; empty if they lie elsewhere, as with `--papers`."""
    try:
        return "/".join(folders.resolve().relative_to(base.resolve()).parts)
    except ValueError:
        words = plain(str(folders))
        tell(say(f"Check with --papers {words}", f"核验时请加 --papers {words}"))
        return ""


def _save(out: str, value: dict[str, Any]) -> None:
    save_bytes(out, (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode())
    if out != STDIO:
        put(plain(out))

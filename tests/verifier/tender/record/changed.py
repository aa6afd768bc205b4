"""Changes of a receipt and of an extract of it, and what fails because of each."""

from collections.abc import Callable
from typing import Any

from tests.verifier.tender.record.drawn import officer
from verifier.tender.record.rows import salt_rows

Change = Callable[[Any], object]


def set_met(value: Any) -> None:
    cell = next(cell for cell in value["cells"] if cell["bidder"] == "B2")
    cell["state"] = "met"


def drop_row(value: Any) -> None:
    del value["criteria"][-1]


def another_root(value: Any) -> None:
    rows = salt_rows(value, bytes.fromhex(value["seed"]))
    value["header"]["rows"] = {"count": rows.tree.size, "root": rows.tree.root().hex()}


def forge_row(value: Any) -> None:
    set_met(value)
    another_root(value)


ATTACKS: dict[str, tuple[Change, str]] = {
    "a cell is said to be met": (set_met, "receipt-rows"),
    "a criterion is": (lambda v: v["criteria"][1].update(state="met"), "receipt-rows"),
    "a row is dropped": (drop_row, "receipt-rows"),
    "rows change places": (lambda v: v["criteria"].reverse(), "receipt-rows"),
    "another bidder's name": (
        lambda v: v["bidders"]["named"][0]["enterprises"][0].update(name="示例丁"), "receipt-rows"),
    "another seed": (lambda v: v.update(seed="ab" * 32), "receipt-rows"),
    "a forged row with a root of its own": (forge_row, "header-signature"),
    "an input": (lambda v: v["inputs"][0].update(sha256="f" * 64), "receipt-content"),
    "a page without a code is hidden": (lambda v: v["papers"].clear(), "receipt-content"),
    "a page is said to have been looked at": (lambda v: v["looks"][0].update(lookedAt=9), "receipt-content"),
    "how many pages were looked at is hidden": (lambda v: v.pop("looks"), "receipt-content"),
    "the advice": (lambda v: v.update(lint="0" * 64), "receipt-content"),
    "the time": (lambda v: v["header"].update(now="2026-05-21T09:30:00+08:00"), "header-signature"),
    "the software": (lambda v: v["header"]["software"].update(digest="0" * 64), "header-signature"),
    "no signature, and still an officer": (lambda v: v["header"].pop("proof"), "header-signature"),
    "no officer, and still a signature": (lambda v: v["header"].update(officer=None), "header-signature"),
    "another officer is named": (
        lambda v: v["header"].update(officer=officer(8).verification_method.partition("#")[0]),
        "header-signature"),
    "a signature of another time": (
        lambda v: v["header"]["proof"].update(created="2026-05-21T09:30:00+08:00"), "header-signature"),
}  # fmt: skip

EXTRACTS: dict[str, tuple[Change, str]] = {
    "state": (lambda v: v["rows"][0]["row"].update(state="met"), "extract-row"),
    "a cell": (lambda v: v["rows"][0]["row"]["cells"][0].update(state="met"), "extract-row"),
    "salt": (lambda v: v["rows"][0].update(salt="00" * 32), "extract-row"),
    "index": (lambda v: v["rows"][0].update(index=0), "extract-row"),
    "path": (lambda v: v["rows"][0]["path"].reverse(), "extract-row"),
    "a shorter path": (lambda v: v["rows"][0]["path"].pop(), "extract-row"),
    "root": (lambda v: v["header"]["rows"].update(root="00" * 32), "header-signature"),
    "count": (lambda v: v["header"]["rows"].update(count=2), "header-signature"),
}

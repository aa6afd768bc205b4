"""Acts on kept records, carried out by Python and by JavaScript."""

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from signing.errors import HurenError, Lang
from tender.command.compare import compare_kept, say_causes
from tender.command.record_files import KeptRecord, load_kept, load_record
from terminal.names import SpokenNames
from tests.harness.node import ask_node
from verifier.tender import Unsigned
from verifier.tender.record import (
    TenderReceipt,
    check_extract,
    check_objection,
    check_receipt,
    make_extract,
    parse_objection,
)
from verifier.tender.record.objection import find_cells
from verifier.tender.record.pack_files import PRINTED, check_documents
from verifier.tender.record.paper.telling import say_cause, say_version
from verifier.tender.record.printed_papers import compare_printed

LANGUAGES: tuple[Lang, ...] = ("zh", "en")


class Acts:
    """Acts on files, Python's result of each, and the same acts put to JavaScript."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.paths: list[Path] = []
        self.cases: list[dict[str, Any]] = []
        self.expected: list[Any] = []

    def keep(self, data: bytes) -> int:
        """Add a file and return its number."""
        self.paths.append(self.folder / str(len(self.paths)))
        self.paths[-1].write_bytes(data)
        return len(self.paths) - 1

    def add(self, act: str, come: Callable[[], Any], **given: Any) -> None:
        """Add one act with Python's result."""
        self.cases.append({"act": act, **given})
        try:
            self.expected.append(come())
        except HurenError as error:
            said = [error.sentence("zh"), error.sentence("en")]
            self.expected.append({"error": error.code, "field": error.field, "said": said})

    def compare(self, before: bytes, after: bytes) -> None:
        """Compare two files, in data and in words."""
        numbers = self.keep(before), self.keep(after)
        paths = [self.paths[number] for number in numbers]
        self.add("compare", lambda: compared(*map(load_record, paths)), before=numbers[0], after=numbers[1])

    def describe(self, data: bytes) -> None:
        """Tell whether a file is a record or an extract that holds together."""
        number = self.keep(data)
        self.add("describe", lambda: described(self.paths[number]), file=number)

    def extract(self, receipt: Unsigned[TenderReceipt], bidder: str, **of: str) -> None:
        """Extract the rows of a bidder."""
        self.add(
            "extract",
            lambda: {"data": base64.b64encode(make_extract(receipt, bidder, **of).data).decode()},
            file=self.keep(receipt.data),
            of={"bidder": bidder, **of},
        )

    def object(self, receipt: Unsigned[TenderReceipt], value: Any) -> None:
        """Write an objection to a receipt."""
        data = json.dumps(value).encode()
        told = {"objection": base64.b64encode(data).decode(), "file": self.keep(receipt.data)}
        self.add("object", lambda: objected(receipt, data), **told)

    def check(self) -> None:
        """Check that both results are the same."""
        files = [base64.b64encode(path.read_bytes()).decode() for path in self.paths]
        given = {"files": files, "cases": self.cases}
        answers = ask_node("tests/parity/tender/kept/kept_records.mjs", self.folder, given)
        for number, (expected, answer) in enumerate(zip(self.expected, answers, strict=True)):
            assert answer == expected, (number, self.cases[number])

    @property
    def codes(self) -> list[str]:
        """Return the errors that occurred."""
        return [one.get("error", "") for one in self.expected]


def compared(before: KeptRecord, after: KeptRecord) -> Any:
    found, breaks = compare_kept(before, after)
    named = next((one for one in (after, before) if one.trust is not None), None)
    said = []
    for lang in LANGUAGES:
        names = (
            SpokenNames.of(named.trust, named.receipt.body.header.now, lang)
            if named and named.trust
            else None
        )
        told = [say_cause(cause, lang, names) for cause in found.causes]
        told += [said for cell in found.cells for said in say_causes(cell, lang, names)]
        said.append([*told, *(say_version(code, facts, lang) for code, facts in breaks)])
    versions = [{"code": code, "facts": facts} for code, facts in breaks]
    return {**found.to_json(), "versions": versions, "said": said}


def objected(receipt: Unsigned[TenderReceipt], data: bytes) -> Any:
    found = parse_objection(data)
    check_objection(found.body, receipt)
    cells = [[c.requirement, c.bidder, c.state] for c in find_cells(found.body, receipt.body)]
    return {"data": base64.b64encode(found.data).decode(), "digest": found.digest, "cells": cells}


def described(path: Path) -> Any:
    kept = load_kept(path)
    if isinstance(kept, KeptRecord):
        check_receipt(kept.receipt)
        if kept.files:
            check_documents(kept.files, kept.receipt.body)
        papers = compare_printed(kept.files, kept.receipt, PRINTED)
        states = [[name, state] for name, state, _ in papers]
        return {"kind": "record", "digest": kept.receipt.digest, "papers": states}
    check_extract(kept)
    return {"kind": "extract", "digest": None, "papers": None}

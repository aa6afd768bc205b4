"""The record of a large opening: 100 bidders by 40 criteria, a certificate each; CPU time of this process."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from statistics import median

from bench.measure import Number
from tests.tender.record.records import big_opening, drawn
from tests.verifier.tender.opening import OPENING
from tests.verifier.tender.record.drawn import CODE, draw
from verifier.tender.record import (
    check_receipt,
    compare_receipts,
    list_pack,
    make_extract,
    parse_receipt,
    recheck,
)

BIDDERS, CRITERIA = 100, 40
_ROUNDS = 7


def bench_record() -> Iterator[Number]:
    """Difference and extract, of receipts that were read and checked; reading and checking one; a recheck."""
    opening = big_opening(BIDDERS, CRITERIA)
    before = parse_receipt(drawn(opening).data)
    after = parse_receipt(draw(opening, OPENING + timedelta(hours=9), OPENING + timedelta(hours=8)).data)
    files = list_pack(before, opening)
    check_receipt(before)

    def differ() -> None:
        compare_receipts(before.body, after.body)
        make_extract(before, "B7")

    yield Number("record-difference-extract", _cpu_ms(differ), "cpu-ms", 100, True)
    yield Number("record-read", _cpu_ms(lambda: check_receipt(parse_receipt(before.data))), "cpu-ms")
    yield Number("record-memory", _record_bytes() / 1e6, "MB", 500, True)
    yield Number("record-recheck", _cpu_ms(lambda: recheck(files, code=CODE)), "cpu-ms")


def _record_bytes() -> int:
    """The most a process held that checked 100 bidders with 50 certificates each and wrote the record."""
    with tempfile.TemporaryDirectory() as out:
        told = subprocess.run(
            [sys.executable, "-m", "tests.bounds.openings.peak_memory", "opening", out, "50", "12"],
            capture_output=True,
            check=True,
        ).stdout
    most: int = json.loads(told.splitlines()[-1])["own"]
    return most


def _cpu_ms(run: Callable[[], object]) -> float:
    run()
    taken = []
    for _ in range(_ROUNDS):
        start = time.process_time()
        run()
        taken.append(time.process_time() - start)
    return median(taken) * 1e3

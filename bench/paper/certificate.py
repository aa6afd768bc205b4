"""Paper: setting one certificate, warm, from the record to the bytes; and reading one back.

The goal is 17 ms on a machine on which a bare verification takes 63 us. So it is stated as 270 of them, in
CPU time of all threads: nothing else of the kind is at hand to compare with.
"""

import time
from collections.abc import Callable, Iterator
from itertools import cycle
from statistics import median

from bench.measure import Number
from bench.scene import NOW, VERIFY, bare_verify, credentials, world
from carriers.certificate.typesetting import format_certificate
from carriers.pdf import read_pdf
from credentials.kinds import parse_credential
from registry.lookup.printable import find_paper

_ROUNDS = 40


def bench_certificate() -> Iterator[Number]:
    """Measure setting certificates of different credentials, and reading one, in turns with verifies."""
    trust, stock = world().trust(), credentials(_ROUNDS + 10)
    records = cycle([parse_credential(data) for data in stock])

    def make() -> bytes:
        return format_certificate(find_paper(next(records), trust, now=NOW, example=True))

    pdf, bare = make(), bare_verify(stock[0])
    for name, run, goal in (("certificate", make, 270), ("certificate-read", lambda: read_pdf(pdf), 1000)):
        _cpu(run, 5)
        pairs = [(_cpu(run, 1), _cpu(bare, 50)) for _ in range(_ROUNDS)]
        taken, base = median(a for a, _ in pairs), median(b for _, b in pairs)
        yield Number(name, taken * 1e3, "cpu-ms", goal, True, base * 1e3, VERIFY)


def _cpu(run: Callable[[], object], times: int) -> float:
    """Return CPU seconds for one call, as the average of `times` calls."""
    start = time.process_time()
    for _ in range(times):
        run()
    return (time.process_time() - start) / times

"""Publishing again after one new record, signing and writing: the cost for a longer log.

The CPU time of the process is compared with a log of a hundredth. A new credential's certificate number is
put in order among all, so that they have another root (registry.publishing.numbers).
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from statistics import median

from bench.equals.office import Office, new_office
from bench.measure import Number

FEW, MANY = 1_000, 100_000
ROUNDS = 9


def bench_publish() -> Iterator[Number]:
    """Measure publishing after a status event, after a credential, and with everything checked again."""
    with ExitStack() as stack:
        few, many = (stack.enter_context(new_office(size)) for size in (FEW, MANY))
        ways: dict[str, tuple[Callable[[Office], object], float | None]] = {
            "event": (Office.revoke, 2),
            "credential": (Office.issue, None),
        }
        base = f"{FEW:,} credentials"
        for what, (change, goal) in ways.items():
            spent: list[tuple[float, float]] = []
            for _ in range(ROUNDS):
                for office in (few, many):
                    change(office)
                spent.append((many.publish(), few.publish()))
            of_many, of_few = (median(times) * 1e3 for times in zip(*spent, strict=True))
            yield Number(f"publish-{what}-{MANY}", of_many, "ms", goal, True, of_few, base)
        yield Number(f"publish-whole-{MANY}", many.publish(whole=True), "s")

"""`python -m bench [NAME…]`: prints the machine, then a JSON line a number; without names, all of them."""

import sys

from bench.api import bench_api
from bench.audit import bench_audit
from bench.bodies import bench_bodies
from bench.browser import bench_page
from bench.bundle import bench_bundle
from bench.changing import bench_changing
from bench.command import bench_cold
from bench.costs import bench_costs
from bench.hostile import bench_hostile
from bench.issuing import bench_issue, bench_memory
from bench.lists import bench_lists
from bench.load import bench_load
from bench.log import bench_log
from bench.lookup import bench_lookup
from bench.machine import describe_machine
from bench.measure import Bench
from bench.paper import bench_certificate
from bench.parts import bench_parts
from bench.ready import bench_ready
from bench.sizes import bench_qr, bench_status
from bench.static_tree import bench_static
from bench.storage import bench_insert
from bench.verification import bench_verify, bench_workers

BENCHES: dict[str, Bench] = {
    "verify": bench_verify,
    "parts": bench_parts,
    "workers": bench_workers,
    "bundle": bench_bundle,
    "issue": bench_issue,
    "change": bench_changing,
    "memory": bench_memory,
    "qr": bench_qr,
    "certificate": bench_certificate,
    "cold": bench_cold,
    "status": bench_status,
    "log": bench_log,
    "audit": bench_audit,
    "ready": bench_ready,
    "hostile": bench_hostile,
    "api": bench_api,
    "costs": bench_costs,
    "bodies": bench_bodies,
    "lists": bench_lists,
    "insert": bench_insert,
    "lookup": bench_lookup,
    "load": bench_load,
    "static": bench_static,
    "page": bench_page,
}


def main(names: list[str]) -> int:
    """Runs the named benches; unknown names are a usage error that lists the known ones."""
    unknown = [name for name in names if name not in BENCHES]
    if unknown:
        print(f"unknown: {', '.join(unknown)}; known: {', '.join(BENCHES)}", file=sys.stderr)
        return 2
    print(describe_machine(), flush=True)
    for name in names or BENCHES:
        for number in BENCHES[name]():
            print(number.to_json(), flush=True)
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

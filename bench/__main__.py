"""`python -m bench [NAME…]`: print the machine, then a JSON line a number; without names, all benches."""

import sys

from bench.browser.verdict import bench_page
from bench.equals.million import bench_million
from bench.equals.objects import bench_objects
from bench.equals.publishing import bench_publish
from bench.equals.syncing import bench_sync
from bench.machine import describe_machine
from bench.measure import Bench
from bench.paper.certificate import bench_certificate
from bench.paper.seals import bench_seals
from bench.paper.sizes import bench_qr, bench_status
from bench.paper.volumes import bench_papers
from bench.registry.audit import bench_audit
from bench.registry.changing import bench_changing
from bench.registry.issuing import bench_issue, bench_memory
from bench.service.api import bench_api
from bench.verifying.bundle import bench_bundle
from bench.verifying.cold_start import bench_cold
from bench.verifying.log import bench_log
from bench.verifying.verification import bench_verify, bench_workers

BENCHES: dict[str, Bench] = {
    "verify": bench_verify,
    "workers": bench_workers,
    "bundle": bench_bundle,
    "issue": bench_issue,
    "change": bench_changing,
    "memory": bench_memory,
    "qr": bench_qr,
    "certificate": bench_certificate,
    "papers": bench_papers,
    "seals": bench_seals,
    "cold": bench_cold,
    "status": bench_status,
    "log": bench_log,
    "audit": bench_audit,
    "api": bench_api,
    "publish": bench_publish,
    "objects": bench_objects,
    "sync": bench_sync,
    "million": bench_million,
    "page": bench_page,
}


def main(names: list[str]) -> int:
    """Run the named benches; an unknown name is a usage error that lists the known ones."""
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

"""The counts of a node for its operator: `/metrics`, in OpenMetrics.

The process that answers requests keeps the counts. The processes of batches hand over their counts with their
answers (`answers.worker_pool`). Labels are codes, kinds, routes and associations, never an enterprise, a
request or an address: their number is bounded.
"""

from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from time import perf_counter
from typing import NamedTuple

from prometheus_client import CollectorRegistry, Counter, Histogram, Metric, disable_created_metrics
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.openmetrics.exposition import CONTENT_TYPE_LATEST, generate_latest

MEDIA_TYPE = CONTENT_TYPE_LATEST

VerdictCounts = Mapping[tuple[str, str], int]
"""Verdicts by (outcome, code)."""

GaugeValues = Iterable[tuple[tuple[str, ...], float]]
"""Values of one name by the values of its labels, in order."""


class Declared(NamedTuple):
    """The help text of a metric, and its labels."""

    help: str
    labels: tuple[str, ...] = ()


COUNTED = {
    "huren_http_requests_total": Declared("Requests answered.", ("route", "method", "code")),
    "huren_http_request_seconds": Declared("How long a request took until its answer was sent."),
    "huren_verdicts_total": Declared("Verdicts on credentials.", ("outcome", "code", "face")),
    "huren_admissions_total": Declared("Signed records that were submitted here.", ("kind", "result")),
    "huren_write_lock_seconds": Declared(
        "How long a write transaction of this process kept others from writing."
    ),
}
"""Counters that grow while the process lives."""

READ = {
    "huren_queue_length": Declared("Requests that wait for a thread, batches that wait for a process."),
    "huren_manifest_age_seconds": Declared("Since the newest manifest known was signed.", ("issuer",)),
    "huren_key_list_remaining_seconds": Declared("Until the newest key list known ends.", ("issuer",)),
    "huren_log_size": Declared("Entries of a log that are here.", ("issuer",)),
    "huren_log_lag_records": Declared("Entries that no signed head of the log covers yet.", ("issuer",)),
    "huren_witness_age_seconds": Declared("Since a witness cosigned a log last.", ("log", "witness")),
    "huren_witness_lag_records": Declared(
        "Entries under a signed head that a witness has not cosigned yet.", ("log", "witness")
    ),
    "huren_peer_sync_age_seconds": Declared("Since a peer's publication was taken last.", ("peer",)),
    "huren_log_forked": Declared("1 while two histories of a log are proven.", ("issuer",)),
    "huren_monitor_alerts_total": Declared("What the monitor of a peer found.", ("kind",)),
}
"""Gauges that are read when `/metrics` is requested; a gauge without values is absent (`Metrics.render`)."""

METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})
_REQUEST_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)
_LOCK_SECONDS = (0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 10.0)


class Metrics:
    """The counts of one process."""

    def __init__(self) -> None:
        # prometheus_client would add a `_created` time for each counter
        disable_created_metrics()  # type: ignore[no-untyped-call]
        self._registry = CollectorRegistry(auto_describe=False)
        self._requests = self._counter("huren_http_requests_total")
        self._seconds = self._histogram("huren_http_request_seconds", _REQUEST_SECONDS)
        self._verdicts = self._counter("huren_verdicts_total")
        self._admissions = self._counter("huren_admissions_total")
        self._lock = self._histogram("huren_write_lock_seconds", _LOCK_SECONDS)

    def count_request(self, route: str, method: str, status: int, seconds: float) -> None:
        """Count an answer: `route` is the template, so that no address becomes a label."""
        # a client's text as a label would create an unlimited number of time series
        known = method if method in METHODS else "-"
        self._requests.labels(route, known, str(status)).inc()
        self._seconds.observe(seconds)

    def count_verdicts(self, face: str, tally: VerdictCounts) -> None:
        """Count verdicts given through `face`: api, batch, vcalm or page."""
        for (outcome, code), number in tally.items():
            self._verdicts.labels(outcome, code, face).inc(number)

    def count_admissions(self, tally: VerdictCounts) -> None:
        """Count records by (kind, result); a refused document has the kind `-`."""
        for (kind, result), number in tally.items():
            self._admissions.labels(kind, result).inc(number)

    @contextmanager
    def write_lock(self) -> Iterator[None]:
        """Measure a write transaction that keeps others from writing (`Registry.open(write_lock=…)`)."""
        started = perf_counter()
        try:
            yield
        finally:
            self._lock.observe(perf_counter() - started)

    def render(self, read: Mapping[str, GaugeValues]) -> bytes:
        """Return all counts, and the gauges of READ with the values in `read`."""
        both = CollectorRegistry(auto_describe=False)
        both.register(self._registry)
        both.register(_Gauges(read))
        text: bytes = generate_latest(both)  # type: ignore[no-untyped-call]
        return text

    def _counter(self, name: str) -> Counter:
        return Counter(name, *COUNTED[name], registry=self._registry)

    def _histogram(self, name: str, buckets: tuple[float, ...]) -> Histogram:
        return Histogram(name, *COUNTED[name], registry=self._registry, buckets=buckets)


class _Gauges:
    """Collector of gauges whose values the caller has read."""

    def __init__(self, read: Mapping[str, GaugeValues]) -> None:
        self._read = read

    def collect(self) -> Iterator[Metric]:
        """Yield a metric family for each gauge that has values."""
        for name, declared in READ.items():
            if name in self._read:
                family = CounterMetricFamily if name.endswith("_total") else GaugeMetricFamily
                metric = family(name, declared.help, labels=declared.labels)
                for labels, value in self._read[name]:
                    metric.add_metric(labels, value)
                yield metric

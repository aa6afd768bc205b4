"""Audit of 100,000 stored records: digests, columns, rows, roots, status lists."""

import random
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from bench.measure import Number, rate_beside
from bench.scene import NOW, VERIFY, bare_verify, drafts, open_registry, world
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry

COUNT = 100_000
EXCEPTIONS = 100


def bench_audit() -> Iterator[Number]:
    """Measure records a second, against bare pyca verifications before and after each run."""
    signer, source = example_signer("cq-assessment"), random.Random(1)
    with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
        records = issue(registry, drafts(COUNT), signer, now=NOW, random=source)
        revoked = [record.body.id for record in records[:EXCEPTIONS]]
        del records
        for credential in revoked:
            draft = StatusDraft(credential, "revoke", REASONS["revoke"][0], NOW)
            change_status(registry, draft, signer, now=NOW, random=source)
        publisher, later = example_signer("cq-publication"), NOW + timedelta(minutes=1)
        publish(registry, world().cq.did, publisher, now=later, random=source)

        def audit() -> int:
            audit = audit_registry(registry)
            assert not audit.problems, audit.problems[:3]
            return audit.records

        runs, bases = zip(*(rate_beside(audit, bare_verify(), 2_000) for _ in range(3)), strict=True)
    yield Number("audit", median(runs), "records/s", 4, False, median(bases), VERIFY)

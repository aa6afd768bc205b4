"""Auditing 100,000 stored records: digests, columns, rows, roots, status lists."""

import random
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from statistics import median

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from bench.measure import Number, seconds
from bench.registry.issuing import open_registry
from bench.scene import NOW, drafts, world
from credentials.documents.status_event import REASONS
from credentials.drafting.draft import StatusDraft
from keys_example import example_signer
from registry.issuing.issue import change_status, issue
from registry.publishing.publish import publish
from registry.upkeep.audit import audit_registry

COUNT = 100_000
EXCEPTIONS = 100


def bench_audit() -> Iterator[Number]:
    """Records a second, against bare pyca verifications a second measured before and after each run."""
    signer, source = example_signer("cq-assessment"), random.Random(1)
    message = b"\x5a" * 64
    signature = signer.sign(message)
    public = Ed25519PublicKey.from_public_bytes(world().cq.signers["assessment"].public_key)
    with tempfile.TemporaryDirectory() as folder, open_registry(Path(folder) / "registry.db") as registry:
        records = issue(registry, drafts(COUNT), signer, now=NOW, random=source)
        revoked = [record.body.id for record in records[:EXCEPTIONS]]
        del records
        for credential in revoked:
            change_status(
                registry,
                StatusDraft(credential, "revoke", REASONS["revoke"][0], NOW),
                signer,
                now=NOW,
                random=source,
            )
        publisher, later = example_signer("cq-publication"), NOW + timedelta(minutes=1)
        publish(registry, world().cq.did, publisher, now=later, random=source)
        runs, bases = [], []
        for _ in range(3):
            before = seconds(lambda: public.verify(signature, message), 2_000)
            start = time.perf_counter()
            audit = audit_registry(registry)
            runs.append(audit.records / (time.perf_counter() - start))
            after = seconds(lambda: public.verify(signature, message), 2_000)
            assert not audit.problems, audit.problems[:3]
            bases.append(2 / (before + after))
    yield Number("audit", median(runs), "records/s", 4, False, median(bases), "pyca Ed25519 verify")

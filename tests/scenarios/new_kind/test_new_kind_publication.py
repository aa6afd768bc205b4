"""A kind from outside is logged, audited, published as a part, and restored from the published tree."""

import json
from pathlib import Path

import pytest

from credentials.documents.part import parse_part
from registry import Registry
from registry.lookup.lookup import find_record, history
from registry.lookup.receipts import prove_logged
from registry.publishing.publish import write_tree
from registry.upkeep.audit import audit_registry
from registry.upkeep.restore_from_tree import restore_from_tree
from signing.jcs import canonicalize
from tests.harness.apartments import FILINGS
from tests.scenarios.new_kind.open_days import Stage, open_day
from verifier.errors import TrustError
from verifier.trust.parts import open_part


def test_an_open_day_is_logged_and_the_audit_finds_nothing(stage: Stage) -> None:
    stage.change("suspend", "complaint")
    stage.publish()
    proof = prove_logged(stage.bench.registry, stage.record.digest, now=stage.bench.world.now)
    assert proof.startswith(b"c2sp.org/tlog-proof@v1\n")
    audit = audit_registry(stage.bench.registry, signatures=True)
    assert audit.problems == ()
    assert audit.records > 0


def test_an_open_day_is_published_as_a_part(stage: Stage, tmp_path: Path) -> None:
    bench = stage.bench
    trust = stage.publish()
    late = canonicalize(bench.world.cq.sign(open_day(bench.world), "assessment", bench.world.now))
    bench.admit(late)  # logged after the head that the manifest names
    write_tree(bench.registry, tmp_path / "tree")
    (path,) = (tmp_path / "tree").rglob("parts/*.json")
    assert path.name == "open-days.json"
    data = path.read_bytes()
    assert parse_part(data).kind == "open-days"
    assert canonicalize(json.loads(data)) == data
    assert [record.digest for record in open_part(trust, stage.issuer, data).records] == [stage.record.digest]
    newer = stage.publish()
    with pytest.raises(TrustError) as caught:
        open_part(newer, stage.issuer, data)
    assert caught.value.code == "part-unnamed"
    assert find_record(bench.registry, stage.record.digest) == stage.record.data


def test_the_published_tree_restores_an_open_day(stage: Stage, tmp_path: Path) -> None:
    world = stage.bench.world
    event = stage.change("suspend", "complaint")
    stage.publish()
    write_tree(stage.bench.registry, tmp_path / "tree")
    with Registry.open(tmp_path / "empty.db", heads=tmp_path / "heads.json", filings=FILINGS) as empty:
        empty.set_pin(world.pin)
        found = restore_from_tree(empty, tmp_path / "tree", now=world.now)
        assert (found.refused, found.rewound) == ((), ())
        assert find_record(empty, stage.record.digest) == stage.record.data
        assert history(empty, stage.record.body.id, stage.issuer) == [event]

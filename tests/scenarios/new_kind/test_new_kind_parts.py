"""Opening a part: the newest manifest must name it, and each record must belong to it."""

from dataclasses import replace
from functools import partial
from hashlib import sha256
from typing import Any

import pytest

from credentials.documents.part import MAX_PART_BYTES, join_part
from credentials.errors import RecordError
from credentials.kinds import KINDS, parse_manifest
from signing.jcs import canonicalize
from tests.scenarios.new_kind.open_days import ROW, open_day
from tests.world import World, tamper
from verifier.errors import TrustError
from verifier.trust import parts
from verifier.trust.parts import open_part
from verifier.trust.trust_store import TrustStore


def named(world: World, *files: bytes, kind: str = "open-days") -> TrustStore:
    """Return trust data whose newest manifest of Chongqing names these parts."""
    entries = [(kind, f"part {place}", sha256(data).hexdigest()) for place, data in enumerate(files)]
    world.publish()
    world.publish_manifest("cq", parts=entries)
    return world.trust()


def announce(world: World, by: str = "cq") -> bytes:
    """Return an open day as its association signed it."""
    return canonicalize(world.association(by).sign(open_day(world, by=by), "assessment", world.now))


def test_a_part_opens_with_its_own_records_and_refuses_the_others() -> None:
    world = World()
    day, later, foreign, credential = announce(world), announce(world), announce(world, "sc"), world.issue()
    unknown = tamper(day, lambda value: value.update(type=["VerifiableCredential", "OpenWeekCredential"]))
    broken = tamper(day, lambda value: value["credentialSubject"].pop("place"))
    data = join_part("open-days", [credential, day, unknown, broken, later, foreign, day])
    opened = open_part(named(world, data), world.cq.did, data)
    assert [canonicalize(record.value) for record in opened.records] == [day, later]
    assert opened.unknown == 1
    assert [(place, error.code, error.field) for place, error in opened.refused] == [
        (0, "kind-unexpected", "type"),
        (3, "member-missing", "credentialSubject.place"),
        (5, "member-value", "issuer"),
    ]
    for _, error in opened.refused:
        for lang in ("zh", "en"):
            assert error.sentence(lang)
            assert "{" not in error.sentence(lang) + error.mend(lang)


def test_an_older_verifier_opens_a_part_of_kinds_it_does_not_know(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    data = join_part("open-days", [announce(world), announce(world)])
    trust = named(world, data)
    monkeypatch.delitem(KINDS, ROW.name)
    opened = open_part(trust, world.cq.did, data)
    assert (opened.records, opened.unknown, opened.refused) == ((), 2, ())


def test_a_part_is_named_by_its_kind() -> None:
    world = World()
    data = join_part("open-days", [announce(world)])
    with pytest.raises(TrustError) as caught:
        open_part(named(world, data, kind="open-weeks"), world.cq.did, data)
    assert caught.value.code == "part-unnamed"


def test_a_part_that_no_manifest_names_is_not_parsed(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    data = join_part("open-days", [announce(world)])
    trust = named(world, data)
    monkeypatch.setattr(parts, "parse_part", None)  # parsing would raise TypeError
    with pytest.raises(TrustError) as caught:
        open_part(trust, world.cq.did, data + b" ")
    assert caught.value.code == "part-unnamed"
    with pytest.raises(TypeError):
        open_part(trust, world.cq.did, data)


def test_a_part_has_a_cap(monkeypatch: pytest.MonkeyPatch) -> None:
    assert MAX_PART_BYTES == 256 * 1024 * 1024
    world = World()
    data = join_part("open-days", [announce(world)])
    trust = named(world, data)
    monkeypatch.setattr(parts, "MAX_PART_BYTES", len(data) - 1)
    with pytest.raises(RecordError) as caught:
        open_part(trust, world.cq.did, data)
    assert caught.value.code == "too-large"


def test_a_record_larger_than_its_kind_may_be_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    world = World()
    data = join_part("open-days", [announce(world)])
    trust = named(world, data)
    monkeypatch.setitem(KINDS, ROW.name, replace(ROW, max_bytes=100))
    opened = open_part(trust, world.cq.did, data)
    assert [error.code for _, error in opened.refused] == ["too-large"]


def _name(parts: list[Any], manifest: dict[str, Any]) -> None:
    manifest["credentialSubject"]["parts"] = parts


def test_a_manifest_names_a_part_once() -> None:
    world = World()
    world.publish()
    manifest = canonicalize(world.cq.manifests[-1])
    part = {"kind": "open-days", "id": "https://cq.huren.example/parts/open-days.json", "digest": "0" * 64}
    for other, refused in (
        ({"digest": "1" * 64}, True),
        ({}, True),
        ({"id": "https://cq.huren.example/parts/other.json"}, False),
        ({"kind": "open-weeks"}, False),
    ):
        both = [part, {**part, **other}]
        data = tamper(manifest, partial(_name, both))
        if not refused:
            assert len(parse_manifest(data).body.credential_subject.parts) == 2
            continue
        with pytest.raises(RecordError) as caught:
            parse_manifest(data)
        assert (caught.value.code, caught.value.field) == ("item-repeated", "credentialSubject.parts")


def test_a_row_whose_part_would_never_be_published_is_refused() -> None:
    with pytest.raises(TypeError, match="open-day"):
        replace(ROW, logged=False)
    assert replace(ROW, logged=False, part=None).part is None

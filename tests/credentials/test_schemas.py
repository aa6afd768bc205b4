"""The JSON schemas of signed documents agree with our own reader, as far as a schema can."""

import json
from collections.abc import Iterator
from typing import Any

import orjson
import pytest

from credentials.errors import RecordError
from credentials.kinds import KINDS, parse_any
from credentials.schemas import DIALECT, SCHEMA_BASE, document_schema
from signing.jcs import canonicalize
from tests.harness.groups import require
from tests.harness.selection.by_day import by_day
from tests.world import World
from tests.world.registries import documents_of
from tools.docs.example_history import documents

jsonschema_rs = require("jsonschema_rs", "schemathesis")

SCHEMAS: dict[str, Any] = {kind: json.loads(document_schema(kind) or b"") for kind in KINDS}
VALIDATORS = {
    kind: jsonschema_rs.validator_for(schema, validate_formats=True) for kind, schema in SCHEMAS.items()
}


def samples() -> list[Any]:
    """Return the examples of the docs, and those of a world with every kind of event."""
    world = World()
    revoked, suspended, _ = (
        world.issue(by="cq"),
        world.issue(by="sc"),
        world.issue(scheme="sc-credit", by="sc"),
    )
    world.revoke(revoked)
    world.suspend(suspended)
    return [*documents().values(), *map(json.loads, documents_of(world))]


SAMPLES = samples()


def kind_of(document: Any) -> str:
    return str(parse_any(canonicalize(document)).body.KIND)


def fits(document: Any, kind: str) -> bool:
    return bool(VALIDATORS[kind].is_valid(document))


def is_read(document: Any) -> bool:
    """Tell whether our reader accepts the document; signatures are not checked."""
    try:
        parse_any(orjson.dumps(document, option=orjson.OPT_SORT_KEYS))
    except RecordError:
        return False
    return True


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Yield the path of every member."""
    if path:
        yield path
    for name, inner in (
        value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    ):
        yield from leaves(inner, (*path, name))


def changed(document: Any, path: tuple[Any, ...], value: Any = ...) -> Any:
    """Return a copy with another value at the path, or without the member; only the path is copied."""
    name, *inner = path
    made = {**document} if isinstance(document, dict) else [*document]
    if inner:
        made[name] = changed(made[name], (*inner,), value)
    elif value is ...:
        del made[name]
    else:
        made[name] = value
    return made


def test_every_schema_has_an_id_of_its_own_and_is_one() -> None:
    assert {schema["$id"] for schema in SCHEMAS.values()} == {SCHEMA_BASE + kind for kind in KINDS}
    for schema in SCHEMAS.values():
        assert schema["$schema"] == DIALECT
        jsonschema_rs.meta.validate(schema)


def test_every_sample_fits_its_schema_and_no_other() -> None:
    seen = set()
    for document in SAMPLES:
        kind = kind_of(document)
        seen.add(kind)
        VALIDATORS[kind].validate(document)
        assert [other for other in KINDS if fits(document, other)] == [kind]
    assert seen == set(KINDS)


CODE = ("credentialSubject", "unifiedSocialCreditCode")
DAY = ("credentialSubject", "assessment", "assessedOn")
NEGATIVES = {
    "a code with the letter I": ("capability", CODE, "9150010IMAYM6LY900"),
    "a code of 17": ("credit", CODE, "91500100MAYM6LY90"),
    "a code in small letters": (
        "capability", CODE, "91500100maym6ly900"),
    "a day that does not exist": ("capability", DAY, "2026-02-30"),
    "a time for a date": (
        "capability", DAY, "2026-02-10T00:00:00Z"),
    "a date for a time": ("credit", ("validUntil",), "2027-05-06"),
    "a time without offset": ("credit", ("validUntil",), "2027-05-06T00:00:00"),
    "a fraction of a second": ("credit", ("validUntil",), "2027-05-06T00:00:00.5Z"),
    "a month of 13": ("status-event", ("credentialSubject", "effectiveFrom"), "2026-13-01T00:00:00Z"),
    "a small t": ("manifest", ("validFrom",), "2026-06-20t09:00:00+08:00"),
    "a year of the past": ("key-list", ("validFrom",), "1969-06-20T09:00:00+08:00"),
    "a time of the proof": ("salvage", ("proof", "created"), "yesterday"),
    "a number for a score": ("credit", ("credentialSubject", "assessment", "score"), 91),
    "a key of another kind": (
        "agreement", ("credentialSubject", "parties", 0, "rootKey"), "zDna" + "e" * 44),
    "a version of none": ("agreement", ("credentialSubject", "version"), 0),
    "an integer too large": ("agreement", ("credentialSubject", "version"), 2**53),
    "an issuer of another method": ("capability", ("issuer",), "did:key:z6Mk"),
    "null for an absent member": ("capability", ("credentialSubject", "legalNameEn"), None),
    "no category": ("capability", ("credentialSubject", "assessment", "category"), []),
    "an index with a sign": ("capability", ("credentialStatus", 0, "statusListIndex"), "+1"),
    "another context": ("credit", ("@context",), ["https://www.w3.org/ns/credentials/v2"]),
    "a purpose of none": ("status-list", ("credentialSubject", "statusPurpose"), "refresh"),
    "a digest in capitals": ("salvage", ("credentialSubject", "keep", 0), "A" * 64),
}  # fmt: skip


@pytest.mark.parametrize("name", NEGATIVES)
def test_a_document_of_wrong_form_fits_no_schema(name: str) -> None:
    kind, path, value = NEGATIVES[name]
    sample = next(document for document in SAMPLES if kind_of(document) == kind)
    wrong = changed(sample, path, value)
    assert not is_read(wrong)
    assert not fits(wrong, kind)


def test_a_further_member_or_another_type_fits_no_schema() -> None:
    for kind in KINDS:
        sample = next(document for document in SAMPLES if kind_of(document) == kind)
        for path in leaves(sample):
            value: Any = sample
            for name in path:
                value = value[name]
            if isinstance(value, dict):
                assert not fits(changed(sample, (*path, "bogus"), 1), kind), path
            if value is not True:
                assert not fits(changed(sample, path, True), kind), path


@pytest.mark.histories
@pytest.mark.parametrize(("every", "least"), by_day([(1, 300), (6, 50)], [(6, 50)]))
def test_no_schema_is_stricter_than_the_reader(every: int, least: int) -> None:
    """Documents that the reader accepts fit: without a member, with a neighbour's value, with odd texts."""
    odd = [
        "",
        "x",
        "é" * 200,
        "0",
        "1970-01-01T00:00:00Z",
        "2199-12-31T23:59:59-23:59",
        "2024-02-29",
        0,
        1,
        [],
    ]
    odd += [2**53 - 1, None, {}, "91500100MAYM6LY900", "a" * 64, "CN-SC"]
    read = 0
    for kind in KINDS:
        sample = next(document for document in SAMPLES if kind_of(document) == kind)
        for path in [*leaves(sample)][::every]:
            for value in (..., *odd):
                made = changed(sample, path, value)
                if is_read(made) and kind_of(made) == kind:
                    read += 1
                    VALIDATORS[kind].validate(made)
    assert read > least

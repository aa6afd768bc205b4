"""The two files of offline signing: plans to sign, and signed documents."""

import subprocess
import sys
from typing import Any

import pytest

from credentials.documents.key_list import Method
from keys_example import CHONGQING, EXAMPLE_MULTIKEYS
from registry.issuing.offline_files import export_plans, format_signed, parse_signed, parse_unsigned
from signing.jcs import canonicalize
from tests.harness.checkout import ROOT
from tests.world.registry_setup import refused

METHOD = Method.model_validate(
    {
        "id": f"{CHONGQING}#assessment-1",
        "type": "Multikey",
        "controller": CHONGQING,
        "publicKeyMultibase": EXAMPLE_MULTIKEYS["cq-assessment"],
        "use": "assessment",
        "validFrom": "2021-06-01T00:00:00+08:00",
    }
)
DOCUMENTS: list[Any] = [{"id": "1", "名": "示例"}, {"id": "2"}]


def test_both_files_read_back() -> None:
    unsigned = parse_unsigned(export_plans(DOCUMENTS, CHONGQING, [METHOD]))
    assert unsigned.issuer == CHONGQING
    assert [*unsigned.documents] == DOCUMENTS
    assert [(m.id, m.public_key_multibase, m.use) for m in unsigned.methods] == [
        (METHOD.id, METHOD.public_key_multibase, "assessment")
    ]
    assert [*parse_signed(format_signed(DOCUMENTS))] == DOCUMENTS


@pytest.mark.parametrize(
    ("data", "code", "field"),
    [
        (b"", "not-json", ""),
        (b"{}", "exchange-type", "type"),
        (b'{"type":"huren-signed/1"}', "member-missing", "documents"),
        (b'{"type":"huren-signed/1","documents":[1]}', "member-type", "documents[0]"),
        (b'{"type":"huren-signed/1","documents":[],"more":1}', "member-unknown", "more"),
        (b'{"type":"huren-bundle/1","documents":[]}', "exchange-type", "type"),
        (b'{"type":"huren-signed/1","documents":[],"documents":[]}', "duplicate-member", ""),
    ],
)
def test_other_files_are_refused(data: bytes, code: str, field: str) -> None:
    with refused(code):
        parse_signed(data)
    try:
        parse_signed(data)
    except Exception as error:
        assert getattr(error, "field") in (field, "documents")  # noqa: B009, PT017


def test_neither_file_is_taken_for_the_other() -> None:
    with refused("exchange-type", "type"):
        parse_signed(export_plans(DOCUMENTS, CHONGQING, []))
    with refused("exchange-type", "type"):
        parse_unsigned(format_signed(DOCUMENTS))
    with refused("float"):
        format_signed([{"score": 1.5}])  # type: ignore[dict-item]
    bad = canonicalize({"type": "huren-unsigned/1", "issuer": "me", "methods": [], "documents": []})
    with refused("member-form", "issuer"):
        parse_unsigned(bad)


def test_signing_elsewhere_needs_no_database() -> None:
    heavy = "{'sqlalchemy', 'sqlmodel', 'sqlite3'}"
    code = f"import registry.issuing.offline_files, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The command with a kind from outside: an open day (tests/scenarios/new_kind)."""

import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from credentials.kinds import KINDS
from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject
from credentials.words import closed_lists
from signing.data_integrity import add_proof
from signing.jcs import canonicalize
from terminal.workspace.key_files import load_key
from tests.cli.office.offices import CQ, Office, cq, offices
from tests.scenarios.new_kind.open_days import ROW, WORDS

__all__ = ["cq", "offices"]

DAY, NEXT = (f"urn:uuid:7b1f6c1e-0000-4000-8000-00000000070{number}" for number in (1, 2))
TITLE = "示例污水处理厂开放日"


@pytest.fixture(autouse=True)
def _registered(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(KINDS, ROW.name, ROW)
    monkeypatch.setitem(closed_lists.KINDS, ROW.name, WORDS)


def announce(cq: Office, name: str = DAY, signed: str = "2026-05-10T09:00:00+08:00") -> Path:
    """Sign an open day by the association's key and import it."""
    document: JsonObject = {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": name,
        "type": ["VerifiableCredential", "OpenDayCredential"],
        "issuer": CQ,
        "validFrom": "2026-05-10T00:00:00+08:00",
        "validUntil": "2026-08-10T00:00:00+08:00",
        "credentialSubject": {
            "type": "OpenDay",
            "name": {"zh": TITLE, "en": "Open day of the example works"},
            "place": "重庆示例大道 1 号",
            "unifiedSocialCreditCode": "91350100M000100Y43",
        },
    }
    signer = load_key(cq.path("assessment.pem"))
    signer.verification_method = f"{CQ}#assessment-1"
    path = cq.path(f"{name[-3:]}.json")
    path.write_bytes(canonicalize(add_proof(document, signer, created=signed)))
    assert "admitted 1 × open day" in cq("import", path, now=signed).out
    return path


def events(cq: Office, name: str = DAY) -> list[Any]:
    """Return the actions in its history as `huren show` lists them."""
    shown = json.loads(cq("show", name, "--json", now="2026-05-20").out)
    return [event["credentialSubject"]["action"] for event in shown["events"]]


def test_a_theft_lists_the_open_day_and_can_keep_it(cq: Office) -> None:
    cq.issue("CQ-1")
    announce(cq)
    cq.sort_out("2026-05-11", now="2026-05-13")
    assert "of 2 records 0 stand" in cq.mark("--dry-run", now="2026-05-13").out
    for name in ("assessment-1.txt", "assessment-1.csv"):
        cq.path(name).unlink()
    cq.sort_out("2026-05-11", TITLE, now="2026-05-13")
    assert "of 2 records 1 stand" in cq.mark("--dry-run", now="2026-05-13").out


def test_the_command_changes_the_status_of_an_open_day(cq: Office) -> None:
    announce(cq)
    suspend = ("suspend", DAY, "--reason", "complaint")
    dry = cq(*suspend, "--dry-run", "--issuer", CQ, now="2026-05-11")
    assert f"{TITLE}  (until" in dry.out
    done = cq(*suspend, *cq.key("assessment"), "--yes", now="2026-05-11")
    assert f"{TITLE}  (until" in done.err
    cq("reinstate", DAY, "--reason", "resolved", *cq.key("assessment"), "--yes", now="2026-05-12")
    assert events(cq) == ["suspend", "reinstate"]


def test_events_of_an_open_day_can_be_signed_elsewhere(cq: Office) -> None:
    announce(cq)
    announce(cq, NEXT)
    out, back = cq.path("batch.unsigned.json"), cq.path("batch.signed.json")
    cq("suspend", DAY, "--reason", "complaint", "--export-unsigned", out, "--issuer", CQ, now="2026-05-11")
    key = cq.key("assessment")
    signed = cq.huren("sign", out, *key, "-o", back, "--yes", "--now", "2026-05-11T00:00:00+08:00")
    assert f"{TITLE}: suspended" in signed.err
    cq("import", back, now="2026-05-11T00:00:00+08:00")
    cq("reinstate", DAY, "--reason", "resolved", *key, "--yes", now="2026-05-12")
    out, back = cq.path("next.unsigned.json"), cq.path("next.signed.json")
    by = ("supersede", DAY, "--by", NEXT, "--reason", "correction", "--issuer", CQ)
    cq(*by, "--export-unsigned", out, now="2026-05-12")
    signed = cq.huren("sign", out, *key, "-o", back, "--yes", "--now", "2026-05-12T00:00:00+08:00")
    assert f"→ {TITLE}" in signed.err
    cq("import", back, now="2026-05-12T00:00:00+08:00")
    assert events(cq) == ["suspend", "reinstate", "supersede"]


def test_show_describes_an_open_day_and_no_certificate_is_made_of_it(cq: Office) -> None:
    path = announce(cq)
    digest = sha256(path.read_bytes()).hexdigest()
    for reference in (DAY, digest, path):
        shown = cq("show", reference, now="2026-05-11").out
        for word in (TITLE, "open day", "place: 重庆示例大道 1 号", digest, "signed"):
            assert word in shown
        assert "counts with" not in shown
    for words in (("qr", DAY), ("certificate", digest, "-o", cq.path("papers"))):
        done = cq(*words, code=1)
        assert f"“{TITLE}” is a record of another kind: open day." in done.err
        assert "huren show" in done.err
    assert "does not hold" in cq("qr", NEXT, code=1).err


def test_another_association_imports_the_part(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    path = announce(cq)
    bundle = cq.publish(now="2026-05-10T10:00:00+08:00")
    (part,) = cq.path("site").rglob("parts/open-days.json")
    sc("import", bundle, now="2026-05-11")
    assert "does not hold" in sc("show", DAY, now="2026-05-11", code=1).err
    assert "admitted 1 × open day" in sc("import", part, now="2026-05-11").out
    assert "1 known already" in sc("import", part, now="2026-05-11").out
    assert TITLE in sc("show", DAY, now="2026-05-11").out
    value = json.loads(part.read_bytes())
    value["records"].append({**json.loads(path.read_bytes()), "id": NEXT})
    forged = cq.write("forged.json", json.dumps(value, ensure_ascii=False))
    done = sc("import", forged, now="2026-05-11", code=1)
    assert "1 known already" in done.out
    assert "signature" in done.err

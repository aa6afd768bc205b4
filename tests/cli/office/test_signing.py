"""The text that the chair reads before the key is used, for each kind of document."""

import json
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest

from credentials.documents.agreement import agreement_digest
from credentials.kinds import KINDS, model_of
from credentials.record import read_body
from signing.data_integrity import add_proof
from signing.signer import Ed25519Signer
from terminal.document_words import describe_batch
from terminal.language import use_language
from tests.cli.office.offices import HEADER, NOW, Office, cq, offices, row
from tests.harness.processes.terminal import at_terminal
from tools.docs.example_history import documents

__all__ = ["cq", "offices"]


def locked(office: Office, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An assessment key under a passphrase."""
    path = office.path("drawer.pem")
    monkeypatch.setenv("HUREN_PASSPHRASE", "four plain words")
    office.huren("key", "new", path, "--use", "assessment", "--association", office.did)
    office.key_list("--add", f"assessment={office.path('drawer.pub')}", now="2026-05-04")
    monkeypatch.delenv("HUREN_PASSPHRASE")
    return path


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_documents_are_shown_before_the_passphrase_is_asked_for(
    cq: Office, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    key = locked(cq, monkeypatch)
    sheet = cq.write("sheet.csv", HEADER + row("CQ-1") + row("CQ-2", category="气", grade="乙级"))
    cq("issue", sheet, "--export-unsigned", cq.path("batch.json"))
    words = ("sign", cq.path("batch.json"), "--key", key, "--now", NOW, "--lang", lang)
    ask = ".pem: " if lang == "en" else "的口令："
    code, screen = at_terminal(*words, answers=[(ask, "four plain words"), ("[y/N] ", "n")])
    assert code == 2
    shown, asked, _ = screen.partition(ask)
    assert asked
    for word in ("CQ-1", "CQ-2", "重庆示例环保有限公司", "91350100M000100Y43", "甲级", "乙级"):
        assert word in shown
    counted = "1 × capability credential: cq-pollution-control, grade 甲级"
    assert (counted if lang == "en" else "1 份能力评价凭证：cq-pollution-control，等级 甲级") in shown
    assert not cq.path("batch.signed.json").exists()
    code, screen = at_terminal(*words, answers=[(ask, "four plain words"), ("[y/N] ", "y")])
    assert code == 0, screen
    assert cq.path("batch.signed.json").exists()


def test_a_status_event_is_shown_by_number_and_enterprise(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    out = cq.path("e.json")
    cq("revoke", "CQ-1", "CQ-2", "--reason", "false-material", "--export-unsigned", out)
    said = cq.huren("sign", out, *cq.key("assessment"), "--yes", "--now", NOW).err
    assert "2 × status event: annulled (false material)" in said
    assert "CQ-1  重庆示例环保有限公司: annulled from 2026-05-10" in said
    assert "urn:uuid" not in said
    batch = json.loads(out.read_bytes())
    batch["about"][0]["credentialSubject"]["legalName"] = "别家公司"
    forged = cq.write("forged.json", json.dumps(batch))
    told = cq.huren("sign", forged, *cq.key("assessment"), "--yes", "--now", NOW, code=1).err
    assert "the matter it is about (item 1)" in told, "a name that the key has not signed is refused"
    del batch["about"]
    bare = cq.write("bare.json", json.dumps(batch))
    assert "urn:uuid" in cq.huren("sign", bare, *cq.key("assessment"), "--yes", "--now", NOW).err


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_every_kind_of_document_has_words(lang: Any) -> None:
    use_language(lang)
    kinds = set()
    for document in documents().values():
        unsigned = {name: value for name, value in document.items() if name != "proof"}
        if "type" in unsigned and not isinstance(unsigned["type"], list):
            continue
        body = read_body(unsigned, model_of(unsigned))
        kinds.add(body.KIND)
        lines = list(describe_batch([body], {}))
        assert len(lines) >= 2, (body.KIND, "more than how many there are")
        assert all(line.strip() for line in lines)
    assert kinds >= {*KINDS}


def test_every_document_of_a_long_batch_is_shown() -> None:
    document = deepcopy(documents()["capability"])  # one signed credential serves all tests of a process
    unsigned: dict[str, Any] = {name: value for name, value in document.items() if name != "proof"}
    bodies = []
    for number in range(80):
        unsigned["credentialSubject"]["assessment"]["certificateNumber"] = f"N-{number}"
        bodies.append(read_body(unsigned, model_of(unsigned)))
    lines = "\n".join(describe_batch(bodies, {}))
    assert lines.startswith("  80 × ")
    assert all(f"N-{number}  " in lines for number in range(80))


def test_every_signed_member_of_a_credential_is_shown(cq: Office) -> None:
    header = HEADER.strip() + ",企业英文名称,得分,满分\n"
    sheet = cq.write("sheet.csv", header + row("CQ-1").strip() + ",Example Ltd.,91.5,100\n")
    cq("issue", sheet, "--export-unsigned", cq.path("batch.json"))
    said = cq.huren("sign", cq.path("batch.json"), *cq.key("assessment"), "--yes", "--now", NOW).err
    for word in ("Example Ltd.", "91.5/100", "2026-05-10", "Chongqing", "甲级", "水", "91350100M000100Y43"):
        assert word in said


def events_of(cq: Office, *numbers: str) -> tuple[Path, dict[str, Any]]:
    """Return a batch of suspensions to sign, as a file and as a value."""
    out = cq.path("events.json")
    cq("suspend", *numbers, "--reason", "complaint", "--export-unsigned", out)
    return out, json.loads(out.read_bytes())


def signed(cq: Office, batch: dict[str, Any], *words: object, code: int = 0) -> str:
    """Sign the batch and return what the command prints on standard error."""
    path = cq.write("given.json", json.dumps(batch, ensure_ascii=False))
    done = cq.huren("sign", path, *cq.key("assessment"), "--yes", "--force", "--now", NOW, *words, code=code)
    return str(done.err)


def test_unsigned_credentials_lend_no_names(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    _, batch = events_of(cq, "CQ-1")
    (about,) = batch.pop("about")
    unsigned = {name: value for name, value in about.items() if name != "proof"}
    unsigned["credentialSubject"]["legalName"] = "别家公司"
    batch["documents"].append(unsigned)
    told = signed(cq, batch)
    assert f"{about['id']} (nobody vouches for a name): suspended" in told


def test_a_name_under_a_key_that_is_not_the_signers_is_doubted(cq: Office) -> None:
    cq.issue("CQ-1")
    _, batch = events_of(cq, "CQ-1")
    (about,) = batch["about"]
    forged = json.loads(json.dumps(about))
    forged["credentialSubject"]["legalName"] = "别家公司"
    forged["proof"]["verificationMethod"] = f"{cq.did}#assessment-9"
    told = signed(cq, {**batch, "about": [forged]})
    assert "别家公司" not in told
    assert f"{about['id']} (nobody vouches for a name): suspended" in told

    thief = Ed25519Signer.from_seed(bytes(range(32)), f"{cq.did}#assessment-9")
    unsigned = {name: value for name, value in forged.items() if name != "proof"}
    resigned = add_proof(unsigned, thief, created=NOW)
    method = {"id": thief.verification_method, "publicKeyMultibase": thief.multikey, "use": "assessment"}
    told = signed(cq, {**batch, "about": [resigned], "methods": [*batch["methods"], method]})
    _, _, doubted = told.partition("rest on another key than the one that signs")
    assert f"{about['id']} (nobody vouches for a name): suspended" in doubted

    bundle = cq.publish()
    pin = agreement_digest(json.loads(cq.path("agreement.json").read_bytes()))
    trusted = ("--bundle", bundle, "--pin", pin)
    told = signed(cq, {**batch, "methods": [*batch["methods"], method]}, *trusted)
    assert "CQ-1  重庆示例环保有限公司: suspended" in told
    assert "nobody vouches" not in told


def test_two_credentials_of_one_id_are_refused(cq: Office) -> None:
    cq.issue("CQ-1")
    _, batch = events_of(cq, "CQ-1")
    batch["about"] *= 2
    assert "the id of the matter it is about (item 2)" in signed(cq, batch, code=1)


def test_the_root_reads_what_the_agreement_says_or_changes(cq: Office) -> None:
    text = cq.path("agreement.json")
    first = cq(
        "agreement", "sign", text, *cq.key("root"), "--yes", "-o", cq.path("x.json"), now="2026-06-01"
    ).err
    for word in ("Environmental pollution control", "第五条第一款（示例）", "\n  party "):
        assert word in first
    cq("agreement", "draft", "-o", cq.path("v2.json"), now="2026-06-01")
    value = json.loads(cq.path("v2.json").read_bytes())
    value["equivalences"] = value["equivalences"][1:]
    draft = cq.write("v2.json", json.dumps(value, ensure_ascii=False))
    words = ("agreement", "sign", draft, *cq.key("root"), "--yes", "--force", "-o", cq.path("y.json"))
    second = cq(*words, now="2026-06-01").err
    assert "Changes since version 1:" in second
    assert "\n  - " in second
    assert "\n  party " not in second, "only what changes"
    alone = cq.huren(*words, "--data", cq.path("nowhere"), "--now", "2026-06-01").err
    assert "\n  party " in alone
    against = cq.huren(*words, "--against", text, "--data", cq.path("nowhere"), "--now", "2026-06-01").err
    assert "Changes since version 1:" in against

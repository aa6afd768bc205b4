"""From the first key and a sheet to a verdict in the other province, with the mistakes on the way."""

import json
import re
import stat
from pathlib import Path

import pytest

from carriers.errors import CarrierError
from carriers.spreadsheet import read_sheet
from registry.errors import RegistryError
from tests.cli.office.offices import CQ, HEADER, NOW, SC, Office, cq, offices, row, verify
from tests.harness.key_files import save_key
from tests.harness.processes.cli_runs import Huren

__all__ = ["cq", "offices"]


def test_a_key_is_private_and_never_overwritten(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    huren = Huren(capsys)
    path = tmp_path / "keys" / "root.pem"
    done = huren("key", "new", path, "--no-passphrase", "--json")
    assert json.loads(done.out)["publicKeyMultibase"] == (path.with_suffix(".pub")).read_text().strip()
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    before = path.read_bytes()
    huren("key", "new", path, "--no-passphrase", code=2)
    assert path.read_bytes() == before


def test_a_passphrase_comes_from_the_environment_and_is_needed(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, offices: object
) -> None:
    cq: Office = offices[0]  # type: ignore[index]
    path = cq.path("closed.pem")
    cq.huren("key", "new", path, "--use", "assessment", "--association", CQ, code=2)
    monkeypatch.setenv("HUREN_PASSPHRASE", "long drawer")
    cq.huren("key", "new", path, "--use", "assessment", "--association", CQ)
    assert b"ENCRYPTED" in path.read_bytes()
    cq.key_list("--add", f"assessment={cq.path('closed.pub')}", now="2026-05-04")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-7"))
    monkeypatch.setenv("HUREN_PASSPHRASE", "wrong")
    cq("issue", sheet, "--key", path, code=1)
    monkeypatch.setenv("HUREN_PASSPHRASE", "long drawer")
    cq("issue", sheet, "--key", path)
    assert "drawer" not in capsys.readouterr().err


def test_from_a_sheet_to_a_verdict_in_the_other_province(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    cq.issue("CQ-1", "CQ-2")
    sc("import", cq.publish())
    cq("import", sc.publish())
    bundle = cq.publish()
    line = verify(cq, "CQ-1.png", bundle, "--home", SC)
    assert line["outcome"] == "valid"
    assert "一级" in {entry["grade"] for entry in line["recognised"]}
    done = sc("import", bundle)
    assert "admitted" in done.out
    cq("suspend", "--yes", "CQ-1", "--reason", "complaint", *cq.key("assessment"), now="2026-05-11")
    cq("revoke", "--yes", "CQ-2", "--reason", "材料虚假", *cq.key("assessment"), now="2026-05-11")
    bundle = cq.publish(now="2026-05-11T01:00:00+08:00")
    assert verify(cq, "CQ-1.json", bundle, now="2026-05-12", code=1)["code"] == "suspended"
    assert verify(cq, "CQ-2.h1.txt", bundle, now="2026-05-12", code=1)["code"] == "revoked"
    cq("reinstate", "--yes", "CQ-1", "--reason", "resolved", *cq.key("assessment"), now="2026-05-13")
    bundle = cq.publish(now="2026-05-13T01:00:00+08:00")
    assert "reinstated" in verify(cq, "CQ-1.json", bundle, now="2026-05-14")["codes"]
    shown = cq("show", "CQ-1", now="2026-05-14").out
    assert "1. suspended" in shown
    assert "2. reinstated" in shown


def test_no_paper_is_made_of_what_was_suspended_before_anything_was_published(cq: Office) -> None:
    cq.issue("CQ-1")
    cq("suspend", "--yes", "CQ-1", "--reason", "complaint", *cq.key("assessment"))
    done = cq("certificate", "CQ-1", "-o", cq.path("paper"), now="2026-05-11", code=1)
    assert "uspended" in done.err
    assert not [*cq.path("paper").glob("*.pdf")]


def test_superseding_needs_a_successor_and_is_final(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    done = cq("supersede", "--yes", "CQ-1", "--reason", "upgrade", *cq.key("assessment"), code=2)
    assert "--by" in done.err
    cq("supersede", "--yes", "CQ-1", "--by", "CQ-2", "--reason", "upgrade", *cq.key("assessment"), "--json")
    bundle = cq.publish()
    assert verify(cq, "CQ-1.json", bundle, code=1)["code"] == "superseded"
    cq("suspend", "--yes", "CQ-1", "--reason", "complaint", *cq.key("assessment"), code=1)


def test_signing_needs_nothing_but_the_key(cq: Office) -> None:
    sheet = cq.write("sheet.csv", HEADER + row("CQ-1") + row("CQ-2"))
    unsigned, signed = cq.path("batch.unsigned.json"), cq.path("batch.signed.json")
    cq("issue", sheet, "--export-unsigned", unsigned)
    done = cq.huren("sign", "--yes", unsigned, *cq.key("assessment"), "--now", NOW)
    assert "CQ-1" in done.err
    assert "甲级" in done.err
    assert signed.exists()
    assert "2 × capability credential" in cq("import", signed).out
    assert "2 known already" in cq("import", signed).out
    event = cq.path("event.json")
    cq("revoke", "--yes", "CQ-1", "--reason", "false-material", "--export-unsigned", event)
    cq.huren("sign", "--yes", event, *cq.key("assessment"), "-o", cq.path("event.signed.json"), "--now", NOW)
    assert "status event" in cq("import", cq.path("event.signed.json")).out
    cq.huren("sign", "--yes", event, *cq.key("publication"), code=2)
    cq.huren("sign", "--yes", event, code=2)
    cq.huren("sign", "--yes", sheet, *cq.key("assessment"), code=1)
    altered = json.loads(signed.read_bytes())
    altered["documents"][0]["credentialSubject"]["assessment"]["grade"] = "乙级"
    cq("import", cq.write("altered.json", json.dumps(altered)), code=1)


def test_a_bad_row_stops_the_batch_and_comes_back_in_a_workbook(cq: Office) -> None:
    sheet = cq.write(
        "sheet.csv", HEADER + row("CQ-1") + row("CQ-2", code="91350100M000100Y4Z", category="光")
    )
    back = cq.path("back.xlsx")
    done = cq("issue", sheet, *cq.key("assessment"), "--errors", back, code=1)
    assert "Nothing was signed" in done.err
    assert back.read_bytes().startswith(b"PK")
    assert "0 credentials" in cq("show").err
    done = cq("issue", sheet, "--dry-run", "--json", code=1)
    errors = [json.loads(line) for line in done.out.splitlines()]
    assert [(e["row"], e["column"], e["code"]) for e in errors] == [
        (3, "unifiedSocialCreditCode", "uscc-form"),
        (3, "category", "category-unknown"),
    ]
    done = cq("issue", sheet, *cq.key("assessment"), "--skip-bad-rows", code=1)
    assert "issued 1 credential\n" in done.out


def test_refusals_of_the_registry_are_listed_row_by_row(cq: Office) -> None:
    cq.issue("CQ-1")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-9") + row("CQ-1"))
    for words in (["--dry-run"], cq.key("assessment"), ["--export-unsigned", cq.path("u.json")]):
        done = cq("issue", sheet, *words, "--json", code=1)
        (error,) = [json.loads(line) for line in done.out.splitlines()]
        assert (error["row"], error["code"]) == (3, "credential-issued")
    assert not cq.path("u.json").exists()
    done = cq("issue", sheet, *cq.key("assessment"), "--skip-bad-rows", "--errors", cq.path("b.xlsx"), code=1)
    assert "issued 1 credential\n" in done.out
    assert "2 credentials" in cq("show").err


def test_the_returned_workbook_holds_what_is_still_to_be_issued(cq: Office) -> None:
    cq.issue("CQ-1")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-9") + row("CQ-1") + row("CQ-8", code="91"))
    returned = cq.path("back.xlsx")
    for words, numbers in (
        (["--dry-run"], ["CQ-9", "CQ-1", "CQ-8"]),
        (cq.key("assessment"), ["CQ-9", "CQ-1", "CQ-8"]),
        ([*cq.key("assessment"), "--skip-bad-rows"], ["CQ-1", "CQ-8"]),
    ):
        cq("issue", sheet, *words, "--errors", returned, code=1)
        found = read_sheet(returned.read_bytes())
        assert [line.cells["certificateNumber"] for line in found.rows] == numbers
        assert [line.number for line in found.rows] == [*range(2, 2 + len(numbers))]


def test_a_sheet_is_answered_in_the_days_that_were_typed(cq: Office) -> None:
    terms = ("2026-05-01,2026-05-09", "2026-05-10,2026-05-08")
    rows = "".join(f"{row(f'CQ-{place}').strip()},{term}\n" for place, term in enumerate(terms))
    sheet = cq.write("sheet.csv", HEADER.strip() + ",有效期起,有效期至\n" + rows)
    done = cq("issue", sheet, "--dry-run", "--json", code=1)
    ended, empty = (json.loads(line) for line in done.out.splitlines())
    assert (ended["code"], ended["value"]) == ("ended-before-issue", "2026-05-09")
    assert (empty["code"], empty["value"]) == ("interval-empty", "2026-05-08")
    assert "to the end of its last day" in empty["mend"]


def test_a_dry_run_says_what_issuing_would(cq: Office) -> None:
    """The dry run also knows rules about events and other enterprises' numbers, and what --anyway permits."""
    cq.issue("CQ-1", "CQ-2")
    cq("revoke", "--yes", "CQ-2", *cq.key("assessment"), "--reason", "enterprise-request")
    late = row("CQ-3").replace("2026-05-10", "2026-06-01")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-1") + row("CQ-2") + late)
    dry = cq("issue", sheet, "--dry-run", "--json", code=1).out
    codes = [(line["row"], line["code"]) for line in map(json.loads, dry.splitlines())]
    assert codes == [(2, "credential-issued"), (4, "assessed-in-future")]
    assert cq("issue", sheet, *cq.key("assessment"), "--json", code=1).out == dry
    forced = cq.write("late.csv", HEADER + row("CQ-2") + late)
    cq("issue", forced, "--dry-run", code=1)
    cq("issue", forced, "--dry-run", "--anyway")
    assert "issued 2 credentials" in cq("issue", forced, *cq.key("assessment"), "--anyway").out


def test_a_number_of_two_credentials_asks_which(cq: Office) -> None:
    cq.issue("CQ-1")
    header = HEADER.strip() + ",validFrom,supersedes,reason\n"
    renewal = row("CQ-1").strip() + ",2026-09-01,CQ-1,renewal\n"
    cq("issue", cq.write("next.csv", header + renewal), *cq.key("assessment"))
    suspend = ["suspend", "--yes", "CQ-1", *cq.key("assessment"), "--reason", "complaint"]
    told = cq(*suspend, code=1).err
    ids = re.findall(r"urn:uuid:[0-9a-f-]{36}", told)
    assert len(set(ids)) == 2
    assert "2026-09-01" in told
    suspend[2] = ids[0]
    cq(*suspend)


def test_the_template_is_written_for_the_association(cq: Office) -> None:
    cq("issue", "--template", cq.path("t.xlsx"), *cq.key("assessment"))
    cq("issue", "--template", cq.path("u.xlsx"))
    assert cq.path("t.xlsx").read_bytes() == cq.path("u.xlsx").read_bytes()
    with pytest.raises(CarrierError, match="sheet-rowless"):
        read_sheet(cq.path("t.xlsx").read_bytes())


def test_qr_codes(cq: Office) -> None:
    cq.issue("CQ-1")
    text = cq("qr", "CQ-1").out
    assert text.startswith("https://cq.example.org/v#H1.")
    cq("qr", "CQ-1", "-o", cq.path("c.svg"))
    cq("qr", cq.path("out") / "CQ-1.json", "-o", cq.path("c.png"), "--scale", "4")
    cq("qr", "CQ-1", "-o", cq.path("c.txt"))
    assert cq.path("c.svg").read_bytes().startswith(b"<?xml")
    assert cq.path("c.png").read_bytes().startswith(b"\x89PNG")
    assert cq.path("c.txt").read_text() == text
    cq("qr", "CQ-1", "-o", cq.path("c.gif"), code=2)
    cq("qr", "CQ-1", "-o", cq.path("c.png"), "--scale", "0", code=1)
    cq("qr", "CQ-404", code=1)
    cq("qr", cq.path("agreement.json"), code=1)


def test_an_inclusion_proof_is_written_and_verifies(cq: Office) -> None:
    cq.issue("CQ-1")
    cq("show", "CQ-1", "--proof", cq.path("proof.txt"), code=1)
    bundle = cq.publish()
    cq("show", "CQ-1", "--proof", cq.path("proof.txt"))
    line = verify(cq, "CQ-1.json", bundle, "--proof", cq.path("proof.txt"))
    assert next(f for f in line["findings"] if f["check"] == "log")["outcome"] == "passed"


def test_show_lists_by_association_and_enterprise_and_describes_one_record(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    assert "2 credentials" in cq("show", "--uscc", "91350100M000100Y43", "--issuer", CQ).err
    assert "0 credentials" in cq("show", "--uscc", "11320000MB151840XJ").err
    assert len(cq("show", "--json").out.splitlines()) == 2
    shown = json.loads(cq("show", "CQ-1", "--json").out)
    assert set(shown) == {"digest", "credential", "events", "verdict", "recognised"}
    assert json.loads(cq("show", shown["digest"], "--json").out) == shown
    assert json.loads(cq("show", cq.path("out") / "CQ-1.json", "--json").out) == shown
    cq("show", "CQ-404", code=1)


def test_the_bundle_is_what_the_site_holds(cq: Office) -> None:
    bundle = cq.publish()
    cq("bundle", "-o", cq.path("b.json"))
    assert cq.path("b.json").read_bytes() == bundle.read_bytes()
    cq("bundle", code=2)
    cq("publish", cq.path("again"))
    cq("publish", cq.path("again"), *cq.key("assessment"), code=2)


def test_a_publication_that_breaks_off_leaves_no_page_to_be_read(
    cq: Office, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A page made before a suspension may not be read beside a status list made after it."""
    span = cq.path("site") / "pages/readable/179000"
    span.parent.mkdir(parents=True)
    span.touch()
    cq("publish", cq.path("site"), *cq.key("assessment"), code=2)
    assert span.exists(), "it did not begin"

    def fail(*_: object, **__: object) -> None:
        raise RegistryError("disk-full", "site")

    monkeypatch.setattr("cli.publish.run.publish_all", fail)
    cq("publish", cq.path("site"), *cq.key("publication"), code=1)
    assert not span.exists()


@pytest.mark.parametrize("lang", ["zh", pytest.param("en", marks=pytest.mark.night)])
def test_reasons_are_a_closed_list_in_both_languages(
    cq: Office, lang: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUREN_LANG", lang)
    cq.issue("CQ-1")
    done = cq("suspend", "--yes", "CQ-1", *cq.key("assessment"), code=2)
    assert "complaint" in done.err
    assert ("投诉" in done.err) == (lang == "zh")
    cq("suspend", "--yes", "CQ-1", "--reason", "renewal", *cq.key("assessment"), code=2)
    cq("suspend", "--yes", "CQ-1", "--reason", "投诉", code=2)
    cq("reinstate", "--yes", "CQ-1", "--reason", "resolved", *cq.key("assessment"), code=1)
    cq("suspend", "--yes", "CQ-1", "--reason", "投诉", *cq.key("assessment"), "--until", "2026-06-01")
    cq("suspend", "--yes", "CQ-1", "--reason", "投诉", *cq.key("assessment"), code=1)


def test_a_registry_must_be_there_and_be_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    huren = Huren(capsys)
    for words in (
        ["show"],
        ["show", "X"],
        ["doctor"],
        ["bundle", "-o", "-"],
        ["issue", "x.csv", "--dry-run"],
    ):
        huren(*words, "--data", tmp_path / "none", code=0 if words == ["doctor"] else 2)
    assert not (tmp_path / "none").exists()
    (tmp_path / "registry.db").write_bytes(b"not a database" * 100)
    huren("show", "--data", tmp_path, code=1)
    huren("doctor", "--data", tmp_path, code=1)
    huren("--data", tmp_path, "show", code=1)
    huren("--data", tmp_path, "show", "--data", tmp_path / "none", code=2)
    monkeypatch.setenv("HUREN_DATA", str(tmp_path))
    huren("show", code=1)
    huren("--data", tmp_path / "none", "show", code=2)


def test_import_reports_each_file_by_itself(cq: Office) -> None:
    noise = cq.write("noise.json", "{")
    done = cq("import", noise, cq.path("half.json"), code=1)
    assert "known already" in done.out
    assert "noise.json" in done.err
    lines = cq("import", cq.path("half.json"), "--json").out.splitlines()
    assert json.loads(lines[0])["already"] is True
    cq("import", cq.path("missing.json"), code=2)


def test_the_example_keys_are_refused_outside_the_demo(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    huren = Huren(capsys)
    text = tmp_path / "agreement.json"
    huren("agreement", "draft", "-o", text, "--data", tmp_path / "data")
    from keys_example import example_pem

    save_key(tmp_path / "root.pem", example_pem("cq-root"))
    words = (text, "--key", tmp_path / "root.pem", "-o", tmp_path / "half.json", "--data", tmp_path / "data")
    huren("agreement", "sign", "--yes", *words)
    done = huren("import", tmp_path / "half.json", "--data", tmp_path / "data", code=1)
    assert "demo" in done.err


def test_the_root_alone_signs_whom_an_association_recognises(cq: Office) -> None:
    file = cq.path("recognised.json")
    words = ("agreement", "recognition", "--yes", "-o", file)
    assert "not the root key of any" in cq(*words, *cq.key("assessment"), code=2).err
    assert (
        "no version of the agreement is in force" in cq(*words, *cq.key("root"), now="2050-01-01", code=1).err
    )
    assert not file.exists()
    assert SC in str(json.loads(cq(*words, *cq.key("root")) and file.read_bytes())["credentialSubject"])

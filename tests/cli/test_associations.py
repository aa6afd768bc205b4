"""Two associations with their own keys and folders, from the first key to what goes wrong later."""

import json
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from carriers.spreadsheet import read_sheet
from credentials.words.speech import host_of
from tests.harness.cli_runs import Huren

CQ, SC = "did:web:cq.example.org", "did:web:sc.example.org"
HEADER = "企业名称,统一社会信用代码,地区,评价办法,类别,等级,证书编号,评定日期\n"
NOW = "2026-05-10T09:00:00+08:00"


def row(number: str, *, code: str = "91350100M000100Y43", category: str = "水", grade: str = "甲级") -> str:
    return f"重庆示例环保有限公司,{code},重庆,cq-pollution-control,{category},{grade},{number},2026-05-10\n"


class Office:
    """One association: a folder with its keys and registry."""

    def __init__(self, folder: Path, huren: Huren, did: str) -> None:
        self.folder, self.huren, self.did = folder, huren, did
        folder.mkdir()
        for name in ("root", "assessment", "publication"):
            huren("key", "new", folder / f"{name}.pem", "--no-passphrase")

    def path(self, name: str) -> Path:
        return self.folder / name

    def write(self, name: str, text: str) -> Path:
        path = self.path(name)
        path.write_text(text, encoding="utf-8")
        return path

    def __call__(self, *words: object, code: int = 0, now: str = NOW) -> Any:
        timed = [] if words[0] in ("qr", "bundle") else ["--now", now]
        return self.huren(*words, "--data", self.path("data"), *timed, code=code)

    def key(self, name: str) -> list[object]:
        return ["--key", self.path(f"{name}.pem")]

    def issue(self, *numbers: str, now: str = NOW) -> None:
        sheet = self.write("sheet.csv", HEADER + "".join(map(row, numbers)))
        self("issue", sheet, *self.key("assessment"), "-o", self.path("out"), now=now)

    def publish(self, now: str = NOW) -> Path:
        self("publish", self.path("site"), *self.key("publication"), now=now)
        return self.path("site") / "bundle.json"

    def key_list(self, *words: object, code: int = 0, now: str = NOW) -> Any:
        return self("key", "list", "--yes", "--root", self.path("root.pem"), *words, code=code, now=now)


@pytest.fixture
def offices(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> tuple[Office, Office]:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.delenv("HUREN_DATA", raising=False)
    huren = Huren(capsys)
    cq, sc = Office(tmp_path / "cq", huren, CQ), Office(tmp_path / "sc", huren, SC)
    text = cq.path("agreement.json")
    cq("agreement", "draft", "-o", text, "--party", f"{CQ}={cq.path('root.pub')}",
       "--party", f"{SC}={sc.path('root.pub')}", now="2026-05-01")  # fmt: skip
    halves = []
    for office in (cq, sc):
        halves.append(office.path("half.json"))
        office("agreement", "sign", "--yes", text, *office.key("root"), "-o", halves[-1], now="2026-05-01")
    for office in (cq, sc):
        done = office("import", *halves, "--pin", text, now="2026-05-02")
        assert "complete" in done.err
        keys = [f"{use}={office.path(use + '.pub')}" for use in ("assessment", "publication")]
        office.key_list("--add", keys[0], "--add", keys[1], now="2026-05-03")
    return cq, sc


@pytest.fixture
def cq(offices: tuple[Office, Office]) -> Office:
    return offices[0]


def pin_of(office: Office) -> str:
    return str(json.loads(office("agreement", "show", "--json").out)["digest"])


def verify(
    office: Office, name: str, bundle: Path, *words: object, now: str = NOW, code: int = 0
) -> dict[str, Any]:
    home = words if "--home" in words else ("--home", office.did, *words)
    done = office.huren("verify", office.path("out") / name, "--bundle", bundle, "--pin", pin_of(office),
                        "--now", now, "--json", *home, code=code)  # fmt: skip
    line: dict[str, Any] = json.loads(done.out)
    return line


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
    cq.huren("key", "new", path, code=2)
    monkeypatch.setenv("HUREN_PASSPHRASE", "long drawer")
    cq.huren("key", "new", path)
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


def test_point_11_no_paper_is_made_of_what_was_suspended_before_anything_was_published(cq: Office) -> None:
    cq.issue("CQ-1")
    cq("suspend", "--yes", "CQ-1", "--reason", "complaint", *cq.key("assessment"))
    done = cq("certificate", "CQ-1", "-o", cq.path("paper"), now="2026-05-11", code=1)
    assert "uspended" in done.err
    assert not [*cq.path("paper").glob("*.pdf")]


def test_superseding(cq: Office) -> None:
    cq.issue("CQ-1", "CQ-2")
    done = cq("supersede", "--yes", "CQ-1", "--reason", "upgrade", *cq.key("assessment"), code=2)
    assert "--by" in done.err
    cq("supersede", "--yes", "CQ-1", "--by", "CQ-2", "--reason", "upgrade", *cq.key("assessment"), "--json")
    bundle = cq.publish()
    assert verify(cq, "CQ-1.json", bundle, code=1)["code"] == "superseded"
    cq("suspend", "--yes", "CQ-1", "--reason", "complaint", *cq.key("assessment"), code=1)


def test_signing_where_nothing_is_but_the_key(cq: Office) -> None:
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
    assert "issued 1 credentials" in done.out


def test_what_the_registry_refuses_is_told_row_by_row(cq: Office) -> None:
    cq.issue("CQ-1")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-9") + row("CQ-1"))
    for words in (["--dry-run"], cq.key("assessment"), ["--export-unsigned", cq.path("u.json")]):
        done = cq("issue", sheet, *words, "--json", code=1)
        (error,) = [json.loads(line) for line in done.out.splitlines()]
        assert (error["row"], error["code"]) == (3, "certificate-number-taken")
    assert not cq.path("u.json").exists()
    done = cq("issue", sheet, *cq.key("assessment"), "--skip-bad-rows", "--errors", cq.path("b.xlsx"), code=1)
    assert "issued 1 credentials" in done.out
    assert "2 credentials" in cq("show").err


def test_point_14_the_returned_workbook_holds_what_is_still_to_be_issued(cq: Office) -> None:
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


def test_point_7_a_sheet_is_answered_in_the_days_that_were_typed(cq: Office) -> None:
    terms = ("2026-05-01,2026-05-09", "2026-05-10,2026-05-08")
    rows = "".join(f"{row(f'CQ-{place}').strip()},{term}\n" for place, term in enumerate(terms))
    sheet = cq.write("sheet.csv", HEADER.strip() + ",有效期起,有效期至\n" + rows)
    done = cq("issue", sheet, "--dry-run", "--json", code=1)
    ended, empty = (json.loads(line) for line in done.out.splitlines())
    assert (ended["code"], ended["value"]) == ("ended-before-issue", "2026-05-09")
    assert (empty["code"], empty["value"]) == ("interval-empty", "2026-05-08")
    assert "to the end of its last day" in empty["mend"]


def test_point_14_a_dry_run_says_what_issuing_would(cq: Office) -> None:
    """Also what depends on events and on other enterprises' numbers, and what --force lets through."""
    cq.issue("CQ-1", "CQ-2")
    cq("revoke", "--yes", "CQ-2", *cq.key("assessment"), "--reason", "enterprise-request")
    late = row("CQ-3").replace("2026-05-10", "2026-06-01")
    sheet = cq.write("sheet.csv", HEADER + row("CQ-1") + row("CQ-2") + late)
    dry = cq("issue", sheet, "--dry-run", "--json", code=1).out
    codes = [(line["row"], line["code"]) for line in map(json.loads, dry.splitlines())]
    assert codes == [(2, "certificate-number-taken"), (4, "assessed-in-future")]
    assert cq("issue", sheet, *cq.key("assessment"), "--json", code=1).out == dry
    forced = cq.write("late.csv", HEADER + row("CQ-2") + late)
    cq("issue", forced, "--dry-run", code=1)
    cq("issue", forced, "--dry-run", "--force")
    assert "issued 2 credentials" in cq("issue", forced, *cq.key("assessment"), "--force").out


def test_point_12_a_number_of_two_credentials_asks_which(cq: Office) -> None:
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
    done = cq("issue", cq.path("t.xlsx"), "--dry-run")
    assert "checked 0 rows" in done.out


def test_keys_are_rotated_and_recognition_is_declined(cq: Office) -> None:
    cq.huren("key", "new", cq.path("next.pem"), "--no-passphrase")
    dry = cq.key_list("--rotate", "assessment-1", "--dry-run", now="2026-05-11")
    assert "Nothing was signed" in dry.err
    cq.key_list("--rotate", "assessment-1=2026-06-01", "--add", f"assessment={cq.path('next.pub')}",
                now="2026-05-11")  # fmt: skip
    shown = json.loads(cq("key", "list", "--association", CQ, "--json").out)
    methods = {m["id"].partition("#")[2]: m for m in shown["verificationMethod"]}
    assert list(methods) == ["root-1", "assessment-1", "publication-1", "assessment-2"]
    assert methods["assessment-1"]["signsUntil"] == "2026-06-01T00:00:00+08:00"
    sheet = cq.write("sheet.csv", HEADER + row("CQ-1"))
    cq("issue", sheet, *cq.key("assessment"), now="2026-06-02", code=2)
    cq("issue", sheet, "--key", cq.path("next.pem"), "-o", cq.path("out"), now="2026-06-02")
    cq.key_list("--decline", f"{SC}=sc-credit", now="2026-06-03")
    assert "declines" in cq("key", "list").out
    cq.key_list("--accept", f"{SC}=sc-credit", now="2026-06-04")
    decline = json.loads(cq("key", "list", "--association", CQ, "--json").out)["declines"]
    assert decline == [{"issuer": SC, "scheme": "sc-credit", "from": "2026-06-03T00:00:00+08:00",
                        "until": "2026-06-04T00:00:00+08:00"}]  # fmt: skip
    cq.key_list("--add", f"publication={cq.path('next.pub')}", now="2026-06-05", code=1)


def test_point_15_a_salvage_dry_run_counts_what_the_list_will_name(cq: Office) -> None:
    """Credentials and reinstatements of this key are counted; listed digests that are none are said apart."""
    cq.issue("CQ-1", "CQ-2", now="2026-05-10T09:00:00+08:00")
    key = cq.key("assessment")
    cq("suspend", "--yes", "CQ-1", *key, "--reason", "complaint", now="2026-05-10T10:00:00+08:00")
    cq("reinstate", "--yes", "CQ-1", *key, "--reason", "resolved", now="2026-05-10T11:00:00+08:00")
    listed = cq.write("keep.txt", "CQ-1\n")
    void = cq.write("void.txt", "CQ-1\n")
    words = ["--compromised", "assessment-1=2026-05-11", "--keep", listed, "--void", void]
    told = [cq.key_list(*words, *more, now="2026-05-13").err for more in (["--dry-run"], [])]
    for text in told:
        assert "of the 3 credentials and reinstatements known here 1 are kept and 2 become invalid" in text
        assert "of its 1 other events 0 are void" in text
    keep = [*words[:2], "--keep-before", "2026-05-11"]
    assert "3 are kept and 0 become invalid" in cq.key_list(*keep, "--dry-run", now="2026-05-14").err


def test_a_compromised_key_and_what_stands_of_it(cq: Office) -> None:
    cq.issue("CQ-1", now="2026-05-10T09:00:00+08:00")
    cq.issue("CQ-2", now="2026-05-12T09:00:00+08:00")
    done = cq.key_list("--compromised", "assessment-1=2026-05-11", "--dry-run", now="2026-05-13")
    assert "0 are kept and 2 become invalid" in done.err
    cq.key_list("--compromised", "assessment-1=2026-05-11", "--keep-before", "2026-05-11", now="2026-05-13")
    bundle = cq.publish(now="2026-05-13T09:00:00+08:00")
    assert verify(cq, "CQ-1.json", bundle, now="2026-05-14")["outcome"] == "valid"
    assert verify(cq, "CQ-2.json", bundle, now="2026-05-14", code=1)["code"] == "key-compromised"
    keep = cq.write("keep.txt", "CQ-2  # found in the paper archive\n")
    cq.key_list("--compromised", "assessment-1=2026-05-11", "--keep", keep, "--keep-before", "2026-05-11",
                now="2026-05-15")  # fmt: skip
    bundle = cq.publish(now="2026-05-15T09:00:00+08:00")
    assert verify(cq, "CQ-2.json", bundle, now="2026-05-16")["outcome"] == "valid"


KEY_LIST_MISTAKES = [
    ["--add", "root=x"],
    ["--add", "assessment"],
    ["--add", "assessment=missing.pub"],
    ["--rotate", "assessment-9"],
    ["--rotate", "assessment-1=soon"],
    ["--compromised", "assessment-1"],
    ["--keep-before", "2026-05-01"],
    ["--days", "91"],
]


@pytest.mark.parametrize("words", KEY_LIST_MISTAKES, ids=" ".join)
def test_mistakes_in_a_key_list_change_nothing(cq: Office, words: list[str]) -> None:
    before = cq("key", "list", "--json").out
    done = cq.key_list(*words, code=2)
    assert len(done.err.strip().splitlines()) >= 2
    assert cq("key", "list", "--json").out == before


def test_the_next_version_of_the_agreement_is_compared_and_completed(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    assert (text["version"], text["previous"]) == (2, pin_of(cq))
    text["schemes"][3]["months"] = 30
    text["equivalences"].pop()
    draft.write_text(json.dumps(text))
    done = cq("agreement", "show", draft)
    assert "~ scheme sc-facility-operation: months 24 → 30" in done.out
    assert "- sc-credit / any / C" in done.out
    halves = []
    for office in (cq, sc):
        halves.append(office.path("half2.json"))
        office("agreement", "sign", "--yes", draft, *office.key("root"), "-o", halves[-1], now="2026-06-01")
    cq("import", *halves, now="2026-06-02")
    shown = json.loads(cq("agreement", "show", "--json", now="2026-06-03").out)
    assert shown["text"]["version"] == 2
    assert [change["sign"] for change in shown["changes"]] == ["~", "~", "-"]
    assert set(shown["signedBy"]) == {CQ, SC}
    against = json.loads(
        cq("agreement", "show", halves[0], "--against", cq.path("agreement.json"), "--json").out
    )
    assert against["changes"]


def test_a_stranger_cannot_sign_the_agreement(cq: Office) -> None:
    cq.huren("key", "new", cq.path("stranger.pem"), "--no-passphrase")
    cq("agreement", "sign", cq.path("agreement.json"), "--key", cq.path("stranger.pem"), code=2)
    cq("agreement", "sign", cq.path("agreement.json"), code=2)
    broken = cq.write(
        "broken.json", cq.path("agreement.json").read_text().replace("RecognitionAgreement", "X")
    )
    cq("agreement", "sign", broken, *cq.key("root"), code=1)
    cq("agreement", "show", broken, code=1)


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


def test_show_lists_by_association_and_enterprise_and_tells_one(cq: Office) -> None:
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


@pytest.mark.parametrize("lang", ["zh", "en"])
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


def test_import_tells_each_file_apart(cq: Office) -> None:
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

    (tmp_path / "root.pem").write_bytes(example_pem("cq-root"))
    words = (text, "--key", tmp_path / "root.pem", "-o", tmp_path / "half.json", "--data", tmp_path / "data")
    huren("agreement", "sign", "--yes", *words)
    done = huren("import", tmp_path / "half.json", "--data", tmp_path / "data", code=1)
    assert "demo" in done.err


def sign_as(office: Office, text: Path, name: str) -> Path:
    """The office's half of a text."""
    half = office.path(name)
    office("agreement", "sign", "--yes", text, *office.key("root"), "-o", half, now="2026-06-01")
    return half


def test_point_15_halves_that_do_not_match_are_said_at_once(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    draft, other = cq.path("v2.json"), sc.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    text["schemes"][3]["months"] = 30
    other.write_text(json.dumps(text))
    halves = sign_as(cq, draft, "half2.json"), sign_as(sc, other, "half2.json")
    done = cq("import", *halves, now="2026-06-02")
    for told in (done.err, cq("agreement", "show").err):
        assert "version 2: the text of" in told
        assert "does not match the text of" in told
        assert "scheme sc-facility-operation: months" in told
        assert "waits for the half of" in told
    report = cq("doctor", now="2026-06-02", code=1)
    assert "does not match the text of" in report.out
    shown = json.loads(cq("agreement", "show", "--json").out)
    assert [text["missing"] for text in shown["pending"]] in ([[SC], [CQ]], [[CQ], [SC]])
    cq("agreement", "draft", "-o", draft, now="2026-06-03")
    redraft = json.loads(draft.read_bytes())
    assert {*redraft["replaces"]} == {text["digest"] for text in shown["pending"]}
    cq("import", sign_as(cq, draft, "half3.json"), sign_as(sc, draft, "half3.json"), now="2026-06-03")
    assert json.loads(cq("agreement", "show", "--json").out)["pending"] == []
    cq("agreement", "draft", "-o", draft, now="2026-06-03")
    assert "replaces" not in json.loads(draft.read_bytes())


def test_point_15_two_first_versions_that_do_not_match(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    text = json.loads(cq.path("agreement.json").read_bytes())
    text["schemes"][3]["months"] = 30
    other = sc.write("other.json", json.dumps(text))
    half = sign_as(sc, other, "other-half.json")
    words = ("--data", cq.path("fresh"), "--now", "2026-06-02")
    done = cq.huren("import", cq.path("half.json"), half, "--pin", cq.path("agreement.json"), *words, code=1)
    assert "version 1 of another agreement" in done.err
    assert "does not match the text of" in done.err
    refused = cq.huren("import", cq.path("half.json"), "--data", cq.path("third"), code=1)
    assert "huren import --pin" in refused.err


def test_point_11a_a_mistyped_pin_is_set_again_while_no_half_is_here(offices: tuple[Office, Office]) -> None:
    cq, _ = offices
    fresh = ("--data", cq.path("fresh"), "--now", "2026-06-02")
    done = cq.huren("import", cq.path("half.json"), "--pin", "0" * 64, *fresh, code=1)
    assert "huren import --pin" in done.err
    cq.huren("import", cq.path("half.json"), "--pin", cq.path("agreement.json"), *fresh)
    done = cq.huren("import", cq.path("half.json"), "--pin", "0" * 64, *fresh, code=1)
    assert "version 1 of another agreement" in done.err


def test_point_15_a_complete_version_is_announced_with_its_effect(offices: tuple[Office, Office]) -> None:
    cq, sc = offices
    cq.issue("CQ-1", "CQ-2")
    draft = cq.path("v2.json")
    cq("agreement", "draft", "-o", draft, now="2026-06-01")
    text = json.loads(draft.read_bytes())
    rows = text["equivalences"]
    text["equivalences"] = [r for r in rows if r["from"]["scheme"] != "cq-pollution-control"]
    draft.write_text(json.dumps(text))
    first, second = sign_as(cq, draft, "half2.json"), sign_as(sc, draft, "half2.json")
    done = cq("import", first, now="2026-06-02")
    assert "waits for the half of" in done.err
    done = cq("import", second, "--json", now="2026-06-02")
    assert "Agreement version 2 is complete and acts from" in done.err
    assert "newly counts 0 credentials stored here, drops 2" in done.err
    effects = json.loads(done.out.splitlines()[-1])
    assert effects["effects"] == [{"home": SC, "gained": 0, "lost": 2}]


def test_point_9_a_decline_is_of_another_party_and_stands_once(cq: Office) -> None:
    assert host_of(CQ) in cq.key_list("--decline", CQ, now="2026-06-03", code=2).err
    twice = ("--decline", f"{SC}=sc-credit", "--decline", f"{SC}=sc-credit")
    cq.key_list(*twice, now="2026-06-03", code=2)
    cq.key_list("--decline", f"{SC}=sc-credit", now="2026-06-03")
    done = cq.key_list("--decline", f"{SC}=sc-credit", now="2026-06-04", code=2)
    assert "“sc-credit” is declined already, since 2026-06-03" in done.err
    cq.key_list("--decline", SC, now="2026-06-05")
    cq.key_list("--decline", f"{SC}=cq-credit", now="2026-06-06", code=2)
    cq.key_list("--accept", SC, now="2026-06-07")
    cq.key_list("--decline", SC, now="2026-06-08")
    declines = json.loads(cq("key", "list", "--association", CQ, "--json").out)["declines"]
    assert [decline["from"][:10] for decline in declines] == ["2026-06-03", "2026-06-05", "2026-06-08"]


@pytest.mark.parametrize("what", ["did:web:nobody.example", f"{SC}=no-such-scheme"])
def test_point_15_what_is_declined_is_known(cq: Office, what: str) -> None:
    before = cq("key", "list", "--json").out
    done = cq.key_list("--decline", what, now="2026-06-03", code=1)
    assert "no party and no scheme" in done.err
    assert cq("key", "list", "--json").out == before

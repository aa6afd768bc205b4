"""`huren demo` as another person would use what it leaves behind."""

import gzip
import json
import re
from collections import Counter
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from cli.demo.samples import EXPECTED, ExpectedVerdict
from credentials.documents.part import parse_part
from credentials.drafting.make_bundle import digest_of
from credentials.times import parse_time
from keys_example import CHONGQING, SICHUAN, example_signer
from registry import Registry
from signing.signer import Ed25519Signer
from tests.harness.apartments import FILINGS
from tests.harness.example_world import copy_world
from tests.harness.processes.cli_runs import Huren
from web.sign_page import digest_sign_page
from works.conferences.lookup import find_adopted
from works.statistics.lookup import find_recount, list_reports

pytestmark = pytest.mark.service

WORKS = ("resolutions", "statistics")
FORMS = (".json", ".h1.txt", ".png", ".pdf")


@pytest.fixture(scope="module")
def demo(example_world: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return copy_world(example_world, tmp_path_factory.mktemp("demo") / "demo")


@pytest.fixture
def huren(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Huren:
    monkeypatch.setenv("HUREN_LANG", "en")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    return Huren(capsys)


@pytest.fixture(scope="module")
def expected(demo: Path) -> Any:
    return json.loads((demo / "samples" / "expected.json").read_bytes())


def test_the_folder_holds_what_the_contract_says(demo: Path, expected: Any) -> None:
    for name in ("bundle.json", "pin.txt", "registry.db", "public/bundle.json", "keys/keys.json"):
        assert (demo / name).is_file(), name
    for name in EXPECTED:
        for form in FORMS:
            assert (demo / "samples" / (name + form)).is_file()
    assert set(expected) == {"now", "samples"}
    assert list(expected["samples"]) == [
        "valid", "other-province", "no-equivalent", "expired", "not-yet-valid", "suspended", "reinstated",
        "revoked", "superseded", "forged", "unknown-issuer", "wrong-scope",
    ]  # fmt: skip
    assert re.fullmatch(r"[0-9a-f]{64}\n", (demo / "pin.txt").read_text())


def test_one_enterprise_alone_has_two_grades_of_one_thing(demo: Path) -> None:
    """A registry usually has one grade an enterprise; the demo shows one exception."""
    grades: dict[tuple[str, str, str], set[str]] = {}
    for data in (demo / "public").rglob("*.json"):
        value = json.loads(data.read_bytes())
        subject = value.get("credentialSubject", {}) if isinstance(value, dict) else {}
        assessment = subject.get("assessment")
        if not assessment or assessment["certificateNumber"].endswith("-SUPERSEDED"):
            continue
        code = subject["unifiedSocialCreditCode"]
        for category in assessment.get("category") or [""]:
            grades.setdefault((code, assessment["scheme"], category), set()).add(assessment["grade"])
    assert len(grades) > 100
    assert len([some for some in grades.values() if len(some) > 1]) == 1


def test_technologies_and_notices_are_published_beside_the_bundle(
    demo: Path, expected: Any, huren: Huren
) -> None:
    """The bundle that every officer loads has none of them; a part has at most 1.5 kB a record, gzipped."""
    bundle = (demo / "bundle.json").read_bytes()
    assert not [
        kind
        for kind in (b"TechnologyCredential", b"ListingCredential", b"NoticeCredential")
        if kind in bundle
    ]
    parts = sorted((demo / "public").rglob("parts/technologies.json"))
    assert len(parts) == 2
    for part in parts:
        data = part.read_bytes()
        assert len(gzip.compress(data, 6, mtime=0)) <= 1500 * len(parse_part(data).records)
    done = huren("verify", *parts, "--bundle", demo / "bundle.json", "--pin", demo / "pin.txt",
                 "--now", expected["now"], "--json", code=1)  # fmt: skip
    told = Counter(code for line in done.out.splitlines() for code in json.loads(line)["codes"])
    assert (told["joint"], told["objected"], told["joint-unknown"], told["listing-replaced"]) == (24, 3, 0, 6)
    alone = huren("verify", parts[0], "--bundle", demo / "bundle.json", "--pin", demo / "pin.txt",
                  "--now", expected["now"], "--json")  # fmt: skip
    told = Counter(code for line in alone.out.splitlines() for code in json.loads(line)["codes"])
    assert told["joint"] == told["not-joint"] == 0, "the part of the other was withheld"
    assert told["joint-unknown"] > 20


def test_conferences_adopted_agreement_and_standard_and_both_count_and_report(
    demo: Path, expected: Any, huren: Huren
) -> None:
    files = [path for name in WORKS for path in (demo / "public").rglob(f"parts/{name}.json")]
    records = [one for path in files for one in parse_part(path.read_bytes()).records]
    standards = [one for one in records if one["type"][-1] == "UnifiedStandardCredential"]
    with Registry.open(demo / "registry.db", demo=True, filings=FILINGS) as registry:
        trust, now = registry.load_trust(), parse_time(expected["now"])
        reports = registry.read(lambda view: list_reports(view, 9))
        recounts = [registry.read(partial(find_recount, record=report)) for report in reports]
        cited = [version.digest for version in trust.chain.versions]
        cited += map(digest_of, sorted(standards, key=lambda one: one["credentialSubject"]["version"]))
        kinds: list[Any] = ["agreement"] * len(trust.chain.versions) + ["standard"] * len(standards)
        adopted = [
            find_adopted(registry, digest, kind, trust, now)
            for digest, kind in zip(cited, kinds, strict=True)
        ]
    numbers = [held[0].subject.number.split()[0][-1] for held in adopted if held is not None]
    assert numbers == ["1", "2", "3", "4"]
    assert [{half.body.issuer for half in held[0].halves} for held in adopted if held is not None] == [
        {CHONGQING, SICHUAN}
    ] * 4
    assert recounts == ["equal", "equal"]
    first, second = (report.unsigned["credentialSubject"] for report in reports)
    assert first == second
    done = huren("verify", *files, "--bundle", demo / "bundle.json", "--pin", demo / "pin.txt",
                 "--now", expected["now"], "--json")  # fmt: skip
    told = Counter(code for line in done.out.splitlines() for code in json.loads(line)["codes"])
    assert told == {"resolved": 8, "adopted": 4, "not-recomputed": 2}
    assert len(done.out.splitlines()) == len(records) == 14


def test_a_survey_is_adopted_and_its_totals_give_nobody_away(demo: Path, huren: Huren) -> None:
    (part,) = (demo / "public").rglob("sc.huren.example/parts/statistics.json")
    (told,) = (
        one for one in parse_part(part.read_bytes()).records if one["type"][-1] == "SurveyReportCredential"
    )
    rows = told["credentialSubject"]["rows"]
    assert [(row["segments"], row["contributors"]) for row in rows] == [
        (["水"], "20-49"), (["大气"], "10-19"), (["固体废物", "土壤"], "10-19"),
    ]  # fmt: skip
    assert all("示例" in one["name"]["zh"] for one in told["credentialSubject"]["questions"])
    assert "published" in huren("survey", "list", "--data", demo).out


def test_every_key_is_listed_with_its_file_use_and_association(demo: Path) -> None:
    keys = json.loads((demo / "keys" / "keys.json").read_bytes())
    assert keys[f"{CHONGQING}#root-1"] == {
        "file": "cq-root-example.pem",
        "use": "root",
        "association": CHONGQING,
    }
    for entry in keys.values():
        assert (demo / "keys" / entry["file"]).read_bytes().startswith(b"-----BEGIN PRIVATE KEY-----")


def test_every_sample_has_its_expected_outcome(demo: Path, expected: Any, huren: Huren) -> None:
    """tests/cli/demo/test_demo_samples.py asks about every form in both languages."""
    codes = {"valid": 0, "invalid": 1, "indeterminate": 3}
    for name, want in expected["samples"].items():
        home = ["--home", want["home"]] if "home" in want else []
        done = huren(
            "verify", demo / "samples" / f"{name}.json", "--bundle", demo / "bundle.json",
            "--pin", demo / "pin.txt", "--now", expected["now"], "--lang", "en", "--json", *home,
            code=codes[want["outcome"]],
        )  # fmt: skip
        line = json.loads(done.out)
        assert (line["outcome"], line["code"]) == (want["outcome"], want["code"]), name
        if EXPECTED[name].note is not None:
            assert EXPECTED[name].note in line["codes"]
        counts = any(entry["grade"] is not None for entry in line["recognised"])
        assert counts == EXPECTED[name].counts


def test_refused_samples_are_not_in_the_registry(demo: Path, huren: Huren) -> None:
    done = huren("show", "--data", demo)
    assert "CQ-2" in done.out
    assert "UNKNOWN-ISSUER" not in done.out
    assert "WRONG-SCOPE" not in done.out
    assert "300 credentials" in done.err
    for name in ("forged", "unknown-issuer", "wrong-scope"):
        refused = huren("import", demo / "samples" / f"{name}.json", "--data", demo, code=1)
        assert len(refused.err.splitlines()) >= 2


def test_the_registry_is_in_good_health(demo: Path, huren: Huren) -> None:
    done = huren("doctor", "--data", demo)
    assert "BAD" not in done.out
    states = [
        json.loads(line)["state"] for line in huren("doctor", "--data", demo, "--json").out.splitlines()
    ]
    assert set(states) == {"good"}
    late = huren("doctor", "--data", demo, "--now", "2199-01-01", code=1)
    assert "stale" in late.out


def test_the_desk_waits_for_persons_a_day_the_key_holder_and_a_file(demo: Path, huren: Huren) -> None:
    listed = huren("desk", "plan", "list", "--data", demo / "desk", "--json").out.splitlines()
    plans = [json.loads(line) for line in listed]
    waits = Counter(str(plan["waitsFor"]) for plan in plans)
    assert len(waits) >= 6, waits
    wrong = huren("audit", "--desk", "--data", demo / "desk", code=1)
    assert wrong.out.count("No decision covers it.") == 1, "one was suspended at once"
    for line in huren("doctor", "--data", demo / "desk", "--json").out.splitlines():
        assert json.loads(line)["state"] in ("good", "note"), line


def test_the_desks_keys_have_one_passphrase_and_its_mark_names_what_sign_html_asks_for(demo: Path) -> None:
    desk, owner = demo / "desk", example_signer("cq-assessment").multikey
    mark = (desk / "DEMO.txt").read_text("utf-8")
    for path in (desk / "keys").iterdir():
        assert path.name in mark
        signer = Ed25519Signer.from_pem(path.read_bytes(), "", b"example-example")
        assert (signer.multikey == owner) == (path.name == "cq-assessment-example.pem")
    for words in ("example-example", digest_sign_page(), "第 1 版", "on the card: 1"):
        assert words in mark


@pytest.mark.night
def test_two_demos_have_two_pins_and_one_replaces_the_other(
    demo: Path, tmp_path: Path, huren: Huren, expected: Any
) -> None:
    folder = copy_world(demo, tmp_path / "other")
    done = huren("demo", "--data", folder, "--now", "2026-05-01T09:00:01+08:00", "--no-serve")
    assert "CANNOT BE CONFIRMED" in done.out
    assert "无法确认" in done.out
    assert (folder / "pin.txt").read_text() != (demo / "pin.txt").read_text()
    assert (
        json.loads((folder / "samples" / "expected.json").read_bytes())["now"] == "2026-05-01T09:00:01+08:00"
    )


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path, huren: Huren) -> None:
    (tmp_path / "thesis.txt").write_text("years of work")
    huren("demo", "--data", tmp_path, code=2)
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]
    huren("demo", "--data", tmp_path / "thesis.txt", code=2)


@pytest.mark.night
def test_a_sample_with_another_outcome_is_an_error(
    tmp_path: Path, huren: Huren, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(EXPECTED, "valid", ExpectedVerdict("valid", "ok", note="ageing"))
    done = huren("demo", "--data", tmp_path / "demo", code=1)
    assert "NOT AS EXPECTED: valid.json" in done.err


def test_the_tree_is_static_files_below_each_association(demo: Path) -> None:
    for host in ("cq.huren.example", "sc.huren.example"):
        document = json.loads((demo / "public" / host / ".well-known" / "did.json").read_bytes())
        assert document["id"] == f"did:web:{host}"
        assert (demo / "public" / host / "log" / "checkpoint").is_file()
    assert (demo / "public" / "bundle.json").read_bytes() == (demo / "bundle.json").read_bytes()

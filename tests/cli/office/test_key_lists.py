"""Key lists by `huren key`: rotation, theft, declined recognition."""

import json
from pathlib import Path

import pytest

from cli.offline.import_files import admit_files
from credentials.words.speech import host_of
from signing.jcs import canonicalize
from terminal.invocation import Invocation
from terminal.workspace.open_registry import DEMO_MARK
from tests.cli.office.offices import CQ, HEADER, SC, Office, cq, offices, row, verify
from tests.world.registry_setup import Bench

__all__ = ["cq", "offices"]


def test_keys_are_rotated_and_recognition_is_declined(cq: Office) -> None:
    added = cq.make_key("next", "assessment")
    dry = cq.key_list("--rotate", "assessment-1", "--dry-run", now="2026-05-11")
    assert "Nothing was signed" in dry.err
    cq.key_list("--rotate", "assessment-1=2026-06-01", "--add", f"assessment={added}", now="2026-05-11")
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
    cq.key_list("--add", f"publication={cq.path('next.pub')}", now="2026-06-05", code=2)
    cq.key_list("--add", f"publication={cq.path('next.pem')}", now="2026-06-05", code=1)


def test_a_dry_run_says_what_the_mark_does(cq: Office) -> None:
    """The dry run lists uncounted events, too; sorted once more, it begins with how each record stands."""
    cq.issue("CQ-1", "CQ-2", now="2026-05-10T09:00:00+08:00")
    key = cq.key("assessment")
    cq("suspend", "--yes", "CQ-1", *key, "--reason", "complaint", now="2026-05-10T10:00:00+08:00")
    done = cq.sort_out("2026-05-11", "CQ-1", now="2026-05-12")
    assert "assessment-1 signed 3 records; 0 were witnessed" in done.out
    assert "No peers are set" in done.err
    before = cq("key", "list", "--json").out
    dry = cq.mark("--dry-run", now="2026-05-12")
    assert "of 3 records 2 stand, 0 changes of status are void, 1 fall" in dry.out
    assert "  fall  CQ-2 重庆示例环保有限公司" in dry.out
    assert cq("key", "list", "--json").out == before
    cq.mark(now="2026-05-12")
    cq.publish(now="2026-05-12T09:00:00+08:00")
    words = ("--since", "2026-05-11", "--decisions", cq.path("new.txt"), "--json")
    told = json.loads(cq("key", "compromised", "assessment-1", *words, now="2026-05-13").out)
    assert sorted(one["decision"] for one in told["records"]) == ["fall", "keep", "keep"]


def test_a_later_salvage_list_keeps_more_records_of_a_compromised_key(cq: Office) -> None:
    """A later list keeps records that the office finds in its paper archive afterwards."""
    cq.issue("CQ-1", now="2026-05-10T09:00:00+08:00")
    cq.issue("CQ-2", now="2026-05-12T09:00:00+08:00")
    cq.sort_out("2026-05-11", "CQ-1", now="2026-05-13")
    cq.mark(now="2026-05-13")
    bundle = cq.publish(now="2026-05-13T09:00:00+08:00")
    assert verify(cq, "CQ-1.json", bundle, now="2026-05-14")["outcome"] == "valid"
    assert verify(cq, "CQ-2.json", bundle, now="2026-05-14", code=1)["code"] == "key-compromised"
    found = cq.path("assessment-1.txt")
    found.write_text(found.read_text().replace("fall  ", "keep  "))
    cq.mark(now="2026-05-15")
    bundle = cq.publish(now="2026-05-15T09:00:00+08:00")
    assert verify(cq, "CQ-2.json", bundle, now="2026-05-16")["outcome"] == "valid"
    assert "0 otherwise" in cq("key", "compromised", "assessment-1", "--check", now="2026-05-16").out


KEY_LIST_MISTAKES = [
    ["--add", "root=x"],
    ["--add", "assessment"],
    ["--add", "assessment=missing.pub"],
    ["--rotate", "assessment-9"],
    ["--rotate", "assessment-1=soon"],
    ["--days", "91"],
]


@pytest.mark.parametrize("words", KEY_LIST_MISTAKES, ids=" ".join)
def test_mistakes_in_a_key_list_change_nothing(cq: Office, words: list[str]) -> None:
    before = cq("key", "list", "--json").out
    done = cq.key_list(*words, code=2)
    assert len(done.err.strip().splitlines()) >= 2
    assert cq("key", "list", "--json").out == before


def test_a_decline_is_of_another_party_and_stands_once(cq: Office) -> None:
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
def test_a_decline_of_an_unknown_issuer_is_refused(cq: Office, what: str) -> None:
    before = cq("key", "list", "--json").out
    done = cq.key_list("--decline", what, now="2026-06-03", code=1)
    assert "neither a party nor a scheme" in done.err
    assert cq("key", "list", "--json").out == before


def test_lists_of_a_replaced_root_come_as_files_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that missed a list before the root changed is handed files instead of a bundle."""
    monkeypatch.delenv(
        "HUREN_REQUIRE_ALL", raising=False
    )  # this process reads the settings, which do not make it a demo
    bench = Bench(tmp_path / "registry.db")
    world = bench.world
    missed = world.publish_key_list("cq")
    world.advance(hours=1)
    world.amend(new_root="cq")
    bench.registry.admit_many([*map(canonicalize, world.agreements[-1])], now=world.now)
    files = []
    for number, document in enumerate((world.publish_key_list("cq"), missed)):
        files.append(tmp_path / f"{number}.json")
        files[-1].write_bytes(canonicalize(document))
    bench.registry.close()
    (tmp_path / DEMO_MARK).touch()  # the world's keys are the demo's
    admit_files(Invocation(now=world.now, data=tmp_path, as_json=True), files, pin=None)
    bench.reopen()
    held = bench.registry.read(lambda view: view.of_kind("key-list"))
    assert {canonicalize(missed), files[0].read_bytes()} <= {*held}
    bench.registry.close()


def test_an_objection_office_says_within_how_many_days_it_answers(cq: Office) -> None:
    cq.key_list("--service", "objections=mailto:objections@cq.huren.example 15", now="2026-06-03")
    assert (
        "mailto:objections@cq.huren.example, answers within 15 days" in cq("key", "list", "--lang", "en").out
    )
    refused = cq.key_list("--service", "objections=mailto:a@b soon", now="2026-06-04", code=2)
    assert "within how many days" in refused.err

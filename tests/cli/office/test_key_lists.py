"""Keys that are rotated and compromised, recognition that is declined: what `huren key list` signs."""

import json
from pathlib import Path

import pytest

from cli.offline.import_files import admit_files
from cli.workspace.open_registry import DEMO_MARK
from credentials.words.speech import host_of
from signing.jcs import canonicalize
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


def test_point_15_a_salvage_dry_run_counts_what_the_list_will_name(cq: Office) -> None:
    """What falls unless it is kept, also events that nothing counts; digests that are none are said apart."""
    cq.issue("CQ-1", "CQ-2", now="2026-05-10T09:00:00+08:00")
    key = cq.key("assessment")
    cq("suspend", "--yes", "CQ-1", *key, "--reason", "complaint", now="2026-05-10T10:00:00+08:00")
    cq("reinstate", "--yes", "CQ-1", *key, "--reason", "resolved", now="2026-05-10T11:00:00+08:00")
    listed = cq.write("keep.txt", "CQ-1\n")
    void = cq.write("void.txt", "CQ-1\n")
    words = ["--compromised", "assessment-1=2026-05-11", "--keep", listed, "--void", void]
    uncounted = cq.key_list(*words[:2], "--keep-before", "2026-05-11", "--dry-run", now="2026-05-12").err
    assert "of the 4 credentials, reinstatements and uncounted events known here 4 are kept" in uncounted
    cq.publish(now="2026-05-12")
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


@pytest.mark.parametrize("option", ["--compromised", "--keep-before"])
def test_what_has_happened_is_not_after_now(cq: Office, option: str) -> None:
    """A key that will be stolen is none that is; what is to be signed yet was not signed before a theft."""
    past = {"--compromised": "assessment-1=2026-05-11", "--keep-before": "2026-05-11"}
    late = {**past, option: past[option].replace("2026-05-11", "2027-05-11")}
    before = cq("key", "list", "--json").out
    done = cq.key_list(*(word for pair in late.items() for word in pair), now="2026-05-13", code=2)
    assert option in done.err
    assert "2027-05-11" in done.err
    assert "It is after now (2026-05-13" in done.err
    assert cq("key", "list", "--json").out == before
    cq.key_list(*(word for pair in past.items() for word in pair), "--dry-run", now="2026-05-11")


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


def test_lists_of_a_replaced_root_come_as_files_in_any_order(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A node that missed one before the root was changed is handed the files instead of a bundle."""
    monkeypatch.delenv(
        "HUREN_REQUIRE_ALL", raising=False
    )  # in this process the settings are read, and it is none
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
    admit_files(files, tmp_path, pin=None, now=world.now, as_json=True)
    bench.reopen()
    held = bench.registry.read(lambda view: view.of_kind("key-list"))
    assert {canonicalize(missed), files[0].read_bytes()} <= {*held}
    bench.registry.close()

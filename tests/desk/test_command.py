"""An office of two at the terminal: from the first people list to a suspension and a next list."""

import json
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from credentials.times import parse_time
from desk.inbox.entries import add_entry
from desk.office.desk import Desk
from registry import Registry
from tests.cli.office.offices import Office, cq, offices
from tests.harness.apartments import FILINGS

__all__ = ["cq", "offices"]

DAY = "2026-05-11T09:00:00+08:00"


class Pair:
    """A clerk and a chair with key files, and the association's folder."""

    def __init__(self, office: Office) -> None:
        self.office = office
        self.persons = {"p1": office.path("p1.pem"), "p2": office.path("p2.pem")}
        for file in self.persons.values():
            office.huren("key", "new", file, "--no-passphrase")

    def __call__(self, *words: object, code: int = 0, now: str = DAY) -> Any:
        return self.office("desk", *words, code=code, now=now)

    def enrol(self, person: str, name: str, role: str, now: str = DAY) -> None:
        code = self("people", "invite", person, name, "--role", role, now=now).out.strip()
        self("people", "enrol", code, self.persons[person].with_suffix(".pub"), now=now)

    def state(
        self, person: str, plan: str, decision: str, *words: object, now: str = DAY, code: int = 0
    ) -> Any:
        key = ("--key", self.persons[person], "--yes", "--json")
        return self("state", plan, decision, *key, *words, now=now, code=code)

    def decide(self, plan: str, key: str, now: str) -> None:
        """Let both state, sign by a key of the association, and store the signed file."""
        self.state("p1", plan, "make", now=now)
        self.state("p2", plan, "approve", now=now)
        exported, signed = (self.office.path(f"{plan[:8]}.{name}.json") for name in ("plan", "signed"))
        self("plan", "export", plan, exported, now=now)
        words = ("--yes", "--people-version", "1", "-o", signed, "--now", now)
        self.office.huren("sign", exported, *self.office.key(key), *words)
        self.office("import", signed, now=now)

    def begin(self, now: str = DAY) -> str:
        """State on the first list as both, sign it, and let the root name it; return its digest."""
        self.enrol("p1", "示例甲", "clerk", now=now)
        self.enrol("p2", "示例乙", "chair", now=now)
        plan = self("people", "init", now=now).out.split()[0]
        self.state("p1", plan, "make", now=now)
        self.state("p2", plan, "approve", now=now)
        sign = ("people", "init", "--plan", plan, *self.office.key("assessment"))
        digest = self(*sign, now=now).out.strip()
        self.office.key_list("--people", digest, now=now)
        return str(digest)


@pytest.fixture
def pair(cq: Office) -> Pair:
    return Pair(cq)


def test_two_people_begin_and_suspend_a_certificate(pair: Pair) -> None:
    office = pair.office
    office.issue("CQ-1", now="2026-05-10T10:00:00+08:00")
    pair.begin()
    shown = json.loads(pair("people", "show", "--json").out)
    assert [person["id"] for person in shown["people"]] == ["p1", "p2"]

    later = "2026-05-12T09:00:00+08:00"
    act = ("suspend", "CQ-1", "--reason", "complaint")
    refused = office(*act, *office.key("assessment"), "--yes", now=later, code=1)
    assert "decides by plans" in refused.err
    office(*act, "--export-unsigned", office.path("draft.json"), now=later)
    plan = json.loads(pair("plan", "make", office.path("draft.json"), "--json", now=later).out)
    assert (plan["operation"], plan["waitsFor"]) == ("suspend", ["p1", "p2"])
    pair.state("p1", plan["plan"], "make", now=later)
    assert "own-plan" in pair.state("p1", plan["plan"], "approve", now=later, code=1).out
    pair.state("p2", plan["plan"][:10], "approve", now=later)
    assert "CQ-1" in pair("plan", "show", plan["plan"], now=later).out
    pair("plan", "export", plan["plan"], office.path("plan.json"), now=later)
    office.huren("sign", office.path("plan.json"), *office.key("assessment"), "--yes",
                 "--people-version", "1", "--now", later)  # fmt: skip
    assert "1" in office("import", office.path("plan.signed.json"), now=later).out
    told = json.loads(pair("plan", "list", "--json", now=later).out.splitlines()[0])
    assert told["state"] == "stored"
    assert "suspended" in office("show", "CQ-1", now=later).out


def test_the_people_change_their_own_list(pair: Pair) -> None:
    first = pair.begin()
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    pair.persons["p3"] = office.path("p3.pem")
    office.huren("key", "new", pair.persons["p3"], "--no-passphrase")
    pair.enrol("p3", "示例丙", "reviewer", now=later)
    plan = pair("people", "add-key", "p3", now=later).out.split()[0]
    pair.state("p1", plan, "make", now=later)
    pair.state("p2", plan, "approve", now=later)
    pair("plan", "export", plan, office.path("list.json"), now=later)
    office.huren("sign", office.path("list.json"), *office.key("assessment"), "--yes",
                 "--people-version", "1", "--now", later)  # fmt: skip
    office("import", office.path("list.signed.json"), now=later)
    shown = json.loads(pair("people", "show", "--json", now=later).out)
    assert (shown["version"], len(shown["people"])) == (2, 3)
    assert shown["digest"] != first

    refused = pair("people", "remove", "p2", now=later, code=1)
    assert "could not be decided under this list" in refused.err


@pytest.mark.night
def test_an_old_copy_decides_nothing_until_the_newest_list_is_brought(pair: Pair, tmp_path: Path) -> None:
    pair.begin()
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    copy = office.path("data") / "registry.db"
    kept = copy.read_bytes()
    plan = pair("people", "renew", now=later).out.split()[0]
    pair.state("p1", plan, "make", now=later)
    pair.state("p2", plan, "approve", now=later)
    pair("plan", "export", plan, office.path("list.json"), now=later)
    office.huren("sign", office.path("list.json"), *office.key("assessment"), "--yes",
                 "--people-version", "1", "--now", later)  # fmt: skip
    office("import", office.path("list.signed.json"), now=later)
    copy.write_bytes(kept)
    assert "A newer people list is known" in pair("people", "show", now=later).err
    assert "A newer people list is known" in pair("people", "renew", now=later, code=1).err
    pair("people", "import", office.path("list.signed.json"), now=later)
    assert json.loads(pair("people", "show", "--json", now=later).out)["version"] == 2


def test_an_invitation_is_used_once_and_ends(pair: Pair) -> None:
    public = pair.persons["p1"].with_suffix(".pub")
    code = pair("people", "invite", "p1", "示例甲", "--role", "clerk").out.strip()
    pair("people", "enrol", code, public, now="2026-05-11T09:16:00+08:00", code=1)
    pair("people", "enrol", code, public, now="2026-05-11T09:14:00+08:00")
    pair("people", "enrol", code, public, now="2026-05-11T09:14:30+08:00", code=1)
    assert "only 1 have enrolled" in pair("people", "init", code=1).err


@pytest.mark.night
def test_the_first_list_is_signed_away_from_the_registry(pair: Pair) -> None:
    office = pair.office
    pair.enrol("p1", "示例甲", "clerk")
    pair.enrol("p2", "示例乙", "chair")
    plan = pair("people", "init").out.split()[0]
    pair.state("p1", plan, "make")
    unsigned, signed = office.path("list.json"), office.path("list.signed.json")
    export = ("people", "init", "--plan", plan, "--export-unsigned", unsigned)
    pair(*export, code=1)  # p2 has not stated
    pair.state("p2", plan, "approve")
    pair(*export)
    shown = office.huren("sign", unsigned, *office.key("assessment"), "--yes", "--now", DAY).err
    assert "示例甲" in shown
    assert "示例乙" in shown
    assert "1" in pair("people", "import", signed).err
    pair("people", "import", signed)
    digest = json.loads(pair("people", "import", signed, "--json").out)["digest"]
    office.key_list("--people", digest, now=DAY)
    assert json.loads(pair("people", "show", "--json").out)["digest"] == digest


def test_a_later_list_is_signed_by_its_plan_alone(pair: Pair) -> None:
    """A batch without a plan may bring a first list, which the root names; never one that others decide."""
    first, office, later = pair.begin(), pair.office, "2026-05-13T09:00:00+08:00"
    plan = pair("people", "renew", now=later).out.split()[0]
    pair.state("p1", plan, "make", now=later)
    pair.state("p2", plan, "approve", now=later)
    pair("plan", "export", plan, office.path("plan.json"), now=later)
    carried = json.loads(office.path("plan.json").read_text(encoding="utf-8"))
    assert carried["documents"][0]["previous"] == first
    batch = {name: carried[name] for name in ("issuer", "methods", "documents")}
    forged = office.path("forged.json")
    forged.write_text(json.dumps({"type": "huren-unsigned/1", **batch}), encoding="utf-8")
    refused = office.huren("sign", forged, *office.key("assessment"), "--yes", "--now", later, code=1)
    assert "no plan and statements cover this record" in refused.err


@pytest.mark.night
def test_a_person_of_the_list_is_invited_by_id_alone(pair: Pair) -> None:
    pair.begin()
    assert len(pair("people", "invite", "p2").out.strip()) == 32
    assert "NAME" in pair("people", "invite", "p9", code=2).err
    assert "--role" in pair("people", "invite", "p9", "示例丙", code=2).err


def test_a_key_list_is_planned_and_signed_by_the_root(pair: Pair) -> None:
    pair.begin()
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    refused = office.key_list("--rotate", "assessment-1=2026-09-01", now=later, code=1)
    assert "decides by plans" in refused.err
    draft = office.path("keys.json")
    words = ("--rotate", "assessment-1=2026-09-01", "--association", office.did)
    office("key", "list", *words, "--export-unsigned", draft, now=later)
    plan = json.loads(pair("plan", "make", draft, "--json", now=later).out)
    assert plan["operation"] == "keys-change"
    pair.decide(plan["plan"], "root", now=later)
    shown = json.loads(office("key", "list", "--association", office.did, "--json", now=later).out)
    assert any("signsUntil" in method for method in shown["verificationMethod"])


def test_a_half_of_the_agreement_is_planned_and_signed_by_the_root(pair: Pair) -> None:
    pair.begin()
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    text = office.path("next.json")
    office("agreement", "draft", "-o", text, now=later)
    sign, half = ("agreement", "sign", text), office.path("half.json")
    assert "decides by plans" in office(*sign, "--yes", *office.key("root"), now=later, code=1).err
    office(*sign, "--export-unsigned", half, "--issuer", office.did, now=later)
    plan = json.loads(pair("plan", "make", half, "--json", now=later).out)
    assert plan["operation"] == "agreement"
    pair.decide(plan["plan"], "root", now=later)
    told = json.loads(pair("plan", "list", "--json", now=later).out.splitlines()[0])
    assert (told["state"], told["waitsFor"]) == ("stored", ["other-association"])


def test_a_stolen_key_is_marked_first_and_decided_afterwards(pair: Pair) -> None:
    office = pair.office
    office.issue("CQ-1", now="2026-05-10T10:00:00+08:00")
    pair.begin()
    later = "2026-05-13T09:00:00+08:00"
    office.sort_out("2026-05-12", "CQ-1", now=later)
    assert "decides by plans" in office.mark(now=later, code=1).err
    office.mark("--emergency", "示例：密钥丢失", now=later)
    (told,) = [
        json.loads(line)
        for line in pair("plan", "list", "--json", now=later).out.splitlines()
        if "key-compromised" in line
    ]
    assert (told["state"], told["waitsFor"]) == ("stored", ["p1", "p2"])
    pair.state("p1", told["plan"], "make", now=later)
    pair.state("p2", told["plan"], "approve", now=later)
    assert json.loads(pair("plan", "show", told["plan"], "--json", now=later).out)["waitsFor"] == []
    assert "undecided" not in office("audit", "--desk", now=later).out, "the salvage list is decided with it"


@pytest.mark.night
def test_an_emergency_of_a_blank_reason_or_of_another_change_stores_nothing(pair: Pair) -> None:
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    office.issue("CQ-1", now="2026-05-10T10:00:00+08:00")
    pair.begin()
    office.sort_out("2026-05-12", "CQ-1", now=later)
    before = office("key", "list", "--association", office.did, "--json", now=later).out
    assert "--emergency" in office.mark("--emergency", " ", now=later, code=2).err
    office.huren("key", "new", office.path("new.pem"), "--no-passphrase")
    added = f"assessment={office.path('new.pem')}"
    refused = office.mark("--emergency", "示例", "--add", added, now=later, code=1)
    assert "decides by plans" in refused.err
    assert office("key", "list", "--association", office.did, "--json", now=later).out == before
    assert "no problems" in office("audit", "--desk", now=later).out


def test_an_emergency_at_the_terminal_is_a_suspension_alone(pair: Pair) -> None:
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    office.issue("CQ-1", now="2026-05-10T10:00:00+08:00")
    pair.begin()
    act = ("suspend", "CQ-1", "--reason", "complaint", "--yes", *office.key("assessment"))
    office(*act, "--emergency", "示例：停工", now=later)
    told = json.loads(pair("plan", "list", "--json", now=later).out.splitlines()[0])
    assert (told["operation"], told["waitsFor"]) == ("suspend", ["p1", "p2"])


@pytest.mark.night
def test_days_are_set_by_scheme(pair: Pair) -> None:
    pair.begin()
    schemes = [json.loads(line) for line in pair("settings", "--json").out.splitlines()]
    scheme = schemes[0]["scheme"]
    assert {(one["noticeDays"], one["answerDays"]) for one in schemes} == {(7, 10)}
    told = json.loads(pair("settings", scheme, "noticeDays=15", "answerDays=20", "--json").out)
    assert told == {"scheme": scheme, "noticeDays": 15, "answerDays": 20, "everyMonths": 0, "graceDays": 10}
    assert "366" in pair("settings", scheme, "noticeDays=367", code=1).err
    assert "noticeDays=15" in pair("settings", scheme).out


def test_the_inbox_is_listed_and_an_entry_shown(pair: Pair) -> None:
    pair.begin()
    sender = {"kind": "enterprise", "name": "示例申请人", "contact": "010-00000000"}
    code, scheme = {"unifiedSocialCreditCode": "91500100MAHNJ7MT0F"}, "cq-facility-operation"
    value = {"by": sender, **code, "scheme": scheme, "receivedOn": "2026-05-10", "arguments": "示例：内容"}
    now = parse_time(DAY)
    with Registry.open(pair.office.path("data") / "registry.db", filings=FILINGS) as registry:
        keep = partial(add_entry, kind="application", value=value, sender="paper", now=now)
        id_ = Desk(registry, pair.office.did).write(keep)
    told = json.loads(pair("inbox", "--json").out)
    expected = {"id": id_, "kind": "application", "state": "new", "received": "2026-05-10"}
    assert told == expected
    assert "示例申请人" in pair("inbox").out
    assert "010-00000000" not in pair("inbox").out
    shown = pair("inbox", id_[:8]).out
    assert "010-00000000" in shown
    assert "示例：内容" in shown
    assert "no entry" in pair("inbox", "f" * 40, code=1).err
    assert "no entry" in pair("inbox", "", code=1).err


@pytest.mark.night
def test_a_returned_row_is_split_off(pair: Pair) -> None:
    office, later = pair.office, "2026-05-13T09:00:00+08:00"
    office.issue("CQ-1", "CQ-2", "CQ-3", now="2026-05-10T10:00:00+08:00")
    pair.begin()
    words = ("CQ-1", "CQ-2", "CQ-3", "--reason", "complaint", "--export-unsigned", office.path("draft.json"))
    office("suspend", *words, now=later)
    plan = json.loads(pair("plan", "make", office.path("draft.json"), "--json", now=later).out)["plan"]
    pair.state("p1", plan, "make", now=later)
    pair.state("p2", plan, "return", "--row", "2", "--reason", "示例：有误", now=later)
    rest = json.loads(pair("plan", "split", plan, "--json", now=later).out)
    assert (rest["documents"], rest["waitsFor"]) == (2, ["p1", "p2"])
    states = {
        line["plan"]: line["state"]
        for line in map(json.loads, pair("plan", "list", "--json", now=later).out.splitlines())
    }
    assert (states[plan], states[rest["plan"]]) == ("replaced", "open")
    pair.decide(rest["plan"], "assessment", now=later)
    assert "suspended" not in office("show", "CQ-2", now=later).out


def test_the_root_begins_anew_where_everybody_lost_their_keys(pair: Pair) -> None:
    first, later = pair.begin(), "2026-05-14T09:00:00+08:00"
    for person, file in pair.persons.items():
        pair.persons[person] = file.with_name(f"new-{file.name}")
        pair.office.huren("key", "new", pair.persons[person], "--no-passphrase")
    second = pair.begin(now=later)
    shown = json.loads(pair("people", "show", "--json", now=later).out)
    assert shown["digest"] == second != first
    keys = [len(person["keys"]) for person in shown["people"]]
    assert (shown["version"], keys) == (1, [1, 1])
    more = ("--service", "contact=mailto:office@example.org")
    for people in (first, second):
        refused = pair.office.key_list("--people", people, *more, now=later, code=1)
        assert "decides by plans" in refused.err, "it changes nothing else on the way"


def test_one_person_may_decide_alone(cq: Office) -> None:
    pair = Pair(cq)
    pair.enrol("p1", "示例甲", "chair")
    assert "only 1 have enrolled" in pair("people", "init", code=1).err
    plan = pair("people", "init", "--alone").out.split()[0]
    pair.state("p1", plan, "make")
    digest = pair("people", "init", "--plan", plan, *cq.key("assessment")).out.strip()
    cq.key_list("--people", digest, now=DAY)
    cq("key", "list", "--association", cq.did, "--export-unsigned", cq.path("keys.json"), now=DAY)
    made = json.loads(pair("plan", "make", cq.path("keys.json"), "--json").out)["plan"]
    told = json.loads(pair.state("p1", made, "make").out.splitlines()[0])
    assert told["waitsFor"] == ["key-holder"]


def test_the_first_list_is_signed_when_all_in_it_have_stated(pair: Pair) -> None:
    pair.persons["p3"] = pair.office.path("p3.pem")
    pair.office.huren("key", "new", pair.persons["p3"], "--no-passphrase")
    for person, role in (("p1", "clerk"), ("p2", "chair"), ("p3", "reviewer")):
        pair.enrol(person, f"示例 {person}", role)
    plan = pair("people", "init").out.split()[0]
    pair.state("p1", plan, "make")
    pair.state("p2", plan, "approve")
    sign = ("people", "init", "--plan", plan, *pair.office.key("assessment"))
    assert "p3" in pair(*sign, code=1).err
    pair.state("p3", plan, "approve")
    pair(*sign)

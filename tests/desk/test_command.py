"""An office of two at the terminal: from the first people list to a suspension and a next list."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.office.offices import Office, cq, offices

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

    def begin(self) -> str:
        """The first list, stated by both, signed, and named by the root; its digest."""
        self.enrol("p1", "示例甲", "clerk")
        self.enrol("p2", "示例乙", "chair")
        plan = self("people", "init").out.split()[0]
        self.state("p1", plan, "make")
        self.state("p2", plan, "approve")
        digest = self("people", "init", "--plan", plan, *self.office.key("assessment")).out.strip()
        self.office.key_list("--people", digest, now=DAY)
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

"""Checking an exported folder with bundle and pin alone, against anybody who edits it."""

from datetime import timedelta

import pytest

from credentials.documents.desk.carried import StatedPlan
from credentials.documents.desk.statement import SignedStatement, read_statement
from credentials.drafting.statement import sign_statement
from credentials.kinds import parse_any
from desk.checking.check import DeskCheck
from desk.checking.papers import list_papers
from signing.jcs import canonicalize
from tests.credentials.desk.papers import KeyFile, person
from tests.desk.checking.folders import THREE, DeskFolder, change_file, row_of, usual
from tests.verifier.desk.office import CHAIR, CLERK, DEPUTY, PERSONS, unsigned

MAKE, APPROVE = (CLERK, "p1", "make"), (CHAIR, "p2", "approve")


@pytest.fixture
def folder() -> DeskFolder:
    return usual()


def test_every_record_of_an_honest_folder_is_decided(folder: DeskFolder) -> None:
    check = folder.check()
    assert check.is_good
    assert check.counts == {"decided": 4}
    assert [row.record.body.KIND for row in check.rows] == [
        "capability",
        "capability",
        "people",
        "status-event",
    ]
    assert [[*row.persons] for row in check.rows] == [["p1", "p2"]] * 3 + [["p3", "p1", "p2"]]
    assert check.people is not None
    assert check.people.body.version == 2


def test_a_record_signed_past_the_desk_is_undecided(folder: DeskFolder) -> None:
    folder.world.advance(hours=1)
    issued = folder.keep(folder.world.issue("cq"))
    event = folder.world.suspend(issued)
    assert folder.code_of(issued) == "undecided"
    assert folder.code_of(event) == "undecided", "the bundle has it, and the folder does not"
    assert not folder.check().is_good


def test_one_person_does_not_decide(folder: DeskFolder) -> None:
    issued = folder.issue()
    folder.make([unsigned(issued)], MAKE, notice=folder.notice)
    folder.sign_later()
    assert folder.code_of(issued) == "undecided"


def test_an_emergency_may_be_decided_afterwards(folder: DeskFolder) -> None:
    event = folder.event(folder.records[1], "suspend", reason="complaint")
    folder.sign_later()
    assert folder.code_of(event) == "undecided"
    folder.make([unsigned(event)], MAKE, APPROVE)
    check = folder.check()
    row = row_of(check, parse_any(event))
    assert (row.code, [*row.persons]) == ("decided-after", ["p1", "p2"])
    assert check.is_good


def by_other(value: dict[str, str]) -> None:
    value["by"] = "p3"


EDITS = {
    "a statement of another person": ("statements/", by_other),
    "a document": ("documents/", lambda value: value.update(validUntil="2039-05-01T00:00:00+08:00")),
    "a plan": ("plans/", lambda value: value.update(reasons="示例")),
    "a list of people": ("people/", lambda value: value["people"][0].update(name="示例")),
    "a record": ("records/", lambda value: value.update(validUntil="2039-05-01T00:00:00+08:00")),
}


@pytest.mark.parametrize("case", EDITS)
def test_an_edited_paper_is_named(folder: DeskFolder, case: str) -> None:
    start, change = EDITS[case]
    files, path = change_file(folder.files, start, change)
    check = folder.check(files)
    assert path in check.edited
    assert not check.is_good
    if case in ("a statement of another person", "a document", "a plan"):
        assert "edited" in check.counts


def test_an_edited_paper_under_its_new_digest_proves_nothing(folder: DeskFolder) -> None:
    """The signature of an edited statement fails."""
    papers = folder.papers
    first = papers.statements[0]
    change = {**first.whole, "by": "p3"}
    papers.statements[0] = read_statement(change)
    check = folder.check(dict(list_papers(papers)))
    assert check.counts["edited"] == 2
    assert any(papers.statements[0].digest in place for place in check.edited)


def withdrawn(folder: DeskFolder) -> tuple[bytes, list[str]]:
    """A certificate that the chair approved, withdrew and approved again; the paths of the chair's papers."""
    issued = folder.issue()
    statements = folder.make(
        [unsigned(issued)], MAKE, APPROVE, (CHAIR, "p2", "withdraw"), APPROVE, notice=folder.notice
    )
    folder.sign_later()
    plan = statements[0].body.plan
    paths = [path for path in folder.files if path.startswith(f"statements/{plan}/")]
    return issued, paths[1:]


def test_a_statement_that_a_later_one_names_cannot_be_dropped(folder: DeskFolder) -> None:
    issued, (approved, withdrawal, _) = withdrawn(folder)
    assert folder.code_of(issued) == "decided"
    for path in (approved, withdrawal):
        files = {name: data for name, data in folder.files.items() if name != path}
        check = folder.check(files)
        assert row_of(check, parse_any(issued)).code == "statement-dropped"
        assert len(check.dropped) == 1


def test_a_later_statement_on_another_plan_shows_a_dropped_one(folder: DeskFolder) -> None:
    issued = folder.issue()
    statements = folder.make(
        [unsigned(issued)], MAKE, APPROVE, (CHAIR, "p2", "withdraw"), notice=folder.notice
    )
    other = folder.issue()
    about = folder.office.plan([unsigned(other)], notice=folder.notice)
    later = (
        folder.office.state(CLERK, "p1", about, "make"),
        folder.office.state(CHAIR, "p2", about, "approve", after=statements[-1].digest),
    )
    folder.plans.append(StatedPlan(about, [unsigned(other)], later))
    folder.sign_later()
    assert folder.code_of(issued) == "undecided"
    last = [path for path in folder.files if path.startswith(f"statements/{statements[0].body.plan}/")][-1]
    files = {name: data for name, data in folder.files.items() if name != last}
    assert folder.code_of(issued, files) == "statement-dropped"


def test_a_withdrawal_of_a_people_list_cannot_be_dropped_either(folder: DeskFolder) -> None:
    office = folder.office
    draft = office.draft_list(*THREE, person("p4", KeyFile("p4").entry))
    again = (CHAIR, "p2", "withdraw"), APPROVE
    folder.make([draft], MAKE, APPROVE, *again)
    folder.world.advance(days=1)
    office.lists.append(office.sign_list(draft))
    row = row_of(folder.check(), office.lists[-1])
    assert (row.code, [*row.persons]) == ("decided", ["p1", "p2"])
    papers = folder.papers
    papers.statements = [one for one in papers.statements if one.body.decision != "withdraw"]
    check = folder.check(dict(list_papers(papers)))
    assert row_of(check, office.lists[-1]).code == "statement-dropped"


def test_the_authors_own_copy_shows_a_dropped_last_withdrawal(folder: DeskFolder) -> None:
    issued = folder.issue()
    statements = folder.make(
        [unsigned(issued)], MAKE, APPROVE, (CHAIR, "p2", "withdraw"), notice=folder.notice
    )
    folder.sign_later()
    last = [path for path in folder.files if path.startswith(f"statements/{statements[0].body.plan}/")][-1]
    files = {name: data for name, data in folder.files.items() if name != last}
    assert folder.code_of(issued, files) == "decided", "nothing in the folder names it"
    check = folder.check(files, copies=[statements[-1]])
    assert row_of(check, parse_any(issued)).code == "statement-dropped"
    assert check.dropped == [statements[-1].digest]
    forged = folder.office.state(KeyFile("mine"), "p2", folder.plans[-1].plan, "withdraw")
    check = folder.check(copies=[forged])
    assert (check.edited, check.dropped) == ([f"copy {forged.digest}"], [])


def under_another_key(statement: SignedStatement) -> SignedStatement:
    """Return the same statement with the administrator's proof; its digest is the same."""
    return sign_statement(statement.value, KeyFile("administrator").signer)


@pytest.mark.parametrize("invents", [False, True], ids=["", "with an invented people list"])
def test_a_withdrawal_under_another_key_counts_as_dropped(folder: DeskFolder, invents: bool) -> None:
    """Replacing the proof drops the statement; beside the true one a copy changes nothing."""
    issued, _ = withdrawn(folder)
    papers = folder.papers
    if invents:
        office = folder.office
        admin = KeyFile("administrator").entry
        persons = person("p1", CLERK.entry), person("p2", CHAIR.entry, admin, roles=["chair"])
        draft = office.draft_list(*persons, version=1, previous=None)
        papers.people |= {one.digest: one for one in [office.sign_list(draft)]}
    (true,) = [one for one in papers.statements if one.body.decision == "withdraw"]
    papers.statements = [one for one in papers.statements if one is not true]
    papers.statements.append(under_another_key(true))
    check = folder.check(dict(list_papers(papers)))
    assert row_of(check, parse_any(issued)).code == "statement-dropped"
    assert check.dropped == [true.digest]
    again = [one for one in papers.statements if one.body.after == true.digest]
    papers.statements = [one for one in papers.statements if one not in again]
    for order in ([true, *papers.statements], [*papers.statements, true]):
        papers.statements = order
        assert folder.code_of(issued, dict(list_papers(papers))) == "undecided"


def test_an_invented_people_list_decides_nothing(folder: DeskFolder) -> None:
    mine = person("p1", KeyFile("mine").entry), person("p2", KeyFile("mine too").entry, roles=["chair"])
    office = folder.office
    honest = [*office.lists]
    members = {"version": 1, "previous": None, "rpId": None, "origin": None}
    invented = office.sign_list(office.draft_list(*mine, **members))
    office.lists.append(invented)
    issued = folder.issue()
    folder.make(
        [unsigned(issued)],
        (KeyFile("mine"), "p1", "make"),
        (KeyFile("mine too"), "p2", "approve"),
        notice=folder.notice,
    )
    folder.sign_later()
    assert folder.code_of(issued) == "undecided"
    assert row_of(folder.check(), invented).code == "people-unanchored"
    office.lists[:] = [invented]
    assert folder.code_of(issued) == "people-unanchored", "nor where the true ones are taken away"
    office.lists[:] = honest


def test_without_people_lists_nothing_is_decided(folder: DeskFolder) -> None:
    files = {name: data for name, data in folder.files.items() if not name.startswith("people/")}
    check = folder.check(files)
    assert check.counts == {"people-unanchored": 3}
    assert check.people is None
    assert folder.check({}).counts == {"undecided": 1}, "what the bundle has"


def test_a_removed_person_cannot_decide_and_an_old_folder_shows_its_version(folder: DeskFolder) -> None:
    older = folder.files
    folder.next_list(*PERSONS)
    folder.world.advance(days=1)
    issued = folder.issue()
    folder.make([unsigned(issued)], (DEPUTY, "p3", "make"), APPROVE, notice=folder.notice)
    folder.sign_later()
    assert folder.code_of(issued) == "undecided"
    assert folder.check().lists == []
    without = {
        path: data for path, data in folder.files.items() if not path.startswith("people/") or path in older
    }
    check = folder.check(without)
    assert check.people is not None
    assert check.people.body.version == 2, "a person compares it with a card"
    assert check.lists == [folder.office.lists[-1].digest], "those who stated went by a newer one"


def test_a_replaced_root_takes_no_decision_away(folder: DeskFolder) -> None:
    world = folder.world
    world.advance(days=1)
    world.amend(new_root="cq")
    world.publish_key_list("cq", people=folder.office.lists[0].digest)
    check = folder.check()
    assert check.counts["decided"] == 4
    assert {row.record.body.KIND for row in check.rows if row.code != "decided"} == {"agreement", "key-list"}


def test_a_list_that_nobody_decided_is_undecided(folder: DeskFolder) -> None:
    folder.world.advance(days=1)
    office = folder.office
    office.lists.append(office.sign_list(office.draft_list(*THREE, person("p4", KeyFile("p4").entry))))
    assert row_of(folder.check(), office.lists[-1]).code == "undecided"


def test_two_credentials_of_one_id_do_not_hide_what_a_rename_widens(folder: DeskFolder) -> None:
    world = folder.world
    old = folder.records[0]
    value = unsigned(old)

    def lengthen(document: dict[str, str]) -> None:
        document["validFrom"], document["validUntil"] = value["validFrom"], "2031-01-01T00:00:00+08:00"

    now = folder.office.now + timedelta(hours=1)
    new = folder.keep(world.issue("cq", created=now, change=lengthen))
    event = world.event(old, "supersede", successor=new, reason="rename", created=now)
    folder.make([unsigned(new), unsigned(event)], MAKE, (DEPUTY, "p3", "approve"))
    folder.sign_later()
    assert folder.code_of(event) == "undecided", "what widens needs a chair"
    twin = {**value, "validUntil": "2031-01-01T00:00:00+08:00"}
    folder.keep(canonicalize(world.cq.sign(twin, "assessment", folder.office.now)))
    assert folder.code_of(event) == "undecided"


def test_a_hostile_folder_is_read_without_a_fault(folder: DeskFolder) -> None:
    honest = folder.files
    digest = "0" * 64
    junk = {
        "../plans/x.json": b"{}",
        f"plans/{digest}.json": b"[" * 100_000,
        f"documents/{digest}.json": b"\xff",
        f"statements/{digest}/{digest}.json": b"{}",
        f"statements/{digest}.json": b"{}",
        f"people/{digest}.json": b'{"type":"huren-people/1"}',
        f"records/{digest}.json": b"1",
        f"elsewhere/{digest}.json": b"{}",
        "README.md": b"",
        "journal.jsonl": b"\x00",
    }
    check: DeskCheck = folder.check({**honest, **junk})
    assert {*check.edited} == {
        f"plans/{digest}.json",
        f"documents/{digest}.json",
        f"statements/{digest}/{digest}.json",
        f"people/{digest}.json",
        f"records/{digest}.json",
    }
    assert check.counts == {"decided": 4}

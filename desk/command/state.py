"""Carry out `huren desk state` and `huren desk plan export`."""

from collections.abc import Sequence
from functools import partial
from random import SystemRandom

from credentials.documents.desk.statement import StatementDecision
from credentials.drafting.statement import sign_statement
from desk.command.opening import open_desk
from desk.command.plans import describe_documents, describe_statements, put_plan
from desk.errors import DeskError
from desk.office.desk import Desk, DeskView
from desk.office.export import export_plan
from desk.office.facts import find_about
from desk.office.people import find_people
from desk.office.plans import OfficePlan, find_plan
from desk.office.statements import add_statement, draft_statement
from desk.office.stored import find_digest
from signing.jcs import canonicalize
from terminal.confirm import confirm
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import say
from terminal.output import plain, put, tell
from terminal.workspace.files import check_free, save_bytes
from terminal.workspace.key_files import load_key
from verifier.desk.words import STATED


def state(
    run: Invocation,
    reference: str,
    decision: StatementDecision,
    *,
    rows: Sequence[int],
    reasons: str | None,
    out: str | None,
) -> None:
    """Show a plan, ask, sign the statement by the person's key file, and keep it.

    Raises CommandError option-missing, not-confirmed; DeskError for a statement that does not count.
    """
    if run.key is None:
        how = "Name your own key file.", "请指定您本人的密钥文件。"
        raise CommandError("option-missing", option="--key", how=how[0], how_zh=how[1])
    if out is not None:
        check_free(out)
    with open_desk(run) as desk:
        digest = desk.read(partial(find_digest, beginning=reference))
        plan = desk.read(partial(find_plan, digest=digest, now=run.now))
        _tell(desk, plan)
        signer = load_key(run.key)
        person = desk.read(lambda view: find_person(view, plan, signer.multikey, run))
        words = label(STATED, decision)
        confirm(say(f"State “{words}” as {person}?", f"以 {person} 表态“{words}”？"), yes=run.yes)
        # a person may read and answer for minutes
        now = run.moment()
        value = desk.read(
            lambda view: draft_statement(
                view,
                find_people(view),
                now,
                SystemRandom(),
                plan=digest,
                decision=decision,
                by=person,
                rows=[row - 1 for row in rows],
                reasons=reasons,
            )
        )
        statement = sign_statement(value, signer)
        after = desk.write(partial(add_statement, statement=statement, now=now))
        if out is not None:
            save_bytes(out, canonicalize(statement.whole))
        put_plan(run, after)
        if not run.as_json:
            put(statement.digest)


def find_person(view: DeskView, plan: OfficePlan, public: str, run: Invocation) -> str:
    """Return the id of the person with a key, in the list that decides the plan; DeskError key-not-listed."""
    people = plan.answer.people
    persons = people.people if people is not None else ()
    found = next((person.id for person in persons if public in person.keys), None)
    if found is None:
        listed = find_people(view).find_key(run.now, public)
        if listed is None:
            raise DeskError("key-not-listed")
        found = listed.id
    return found


def _tell(desk: Desk, plan: OfficePlan) -> None:
    about = desk.read(lambda view: find_about(view, plan.stated.documents))
    for line in (*describe_documents(plan.stated.documents, about), *describe_statements(plan)):
        tell("  " + plain(line))


def export(run: Invocation, reference: str, out: str) -> None:
    """Write a plan for the person who holds the key."""
    check_free(out)
    with open_desk(run) as desk:
        digest = desk.read(partial(find_digest, beginning=reference))
        save_bytes(out, desk.write(partial(export_plan, digest=digest, now=run.now)))
    tell(
        say(
            f"Wrote {plain(out)}. Next: huren sign it where the key is, then huren import the result here.",
            f"已写入 {plain(out)}。下一步：在存有密钥的机器上运行 huren sign，再在此运行 huren import。",
        )
    )

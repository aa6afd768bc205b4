"""Plans at the terminal: made of files, shown, split."""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta
from functools import partial
from hashlib import sha256
from pathlib import Path
from typing import Any

from api.words import Say, speaker
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PEOPLE_TYPE, PeopleDocument
from credentials.kinds import model_of
from credentials.patterns import DIGEST_PATTERN
from credentials.record import JsonObject, read_body
from credentials.times import format_time
from credentials.words.closed_lists import KINDS
from credentials.words.pin_words import format_pin_words
from desk.command.opening import open_desk
from desk.errors import KEPT, NOT_STORED
from desk.office.desk import Desk
from desk.office.facts import find_about, name_row
from desk.office.make_plan import add_plan, compose_plan, read_documents, split_plan
from desk.office.plans import OfficePlan, find_plan, list_plans, list_returned
from desk.office.stored import find_digest
from registry.issuing.offline_files import MAX_BYTES
from registry.lookup.beside import find_admitted
from registry.lookup.titles import find_titled
from terminal.document_words import describe_batch
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.labels import label
from terminal.language import language, say
from terminal.output import format_moment, plain, put, put_json
from terminal.workspace.files import load_bytes
from verifier.desk.plan import SKIPPED, STOCK
from verifier.desk.waiting import KEY_HOLDER, OTHER_ASSOCIATION, UPLOAD, Wait
from verifier.desk.words import AGAINST, ASIDE, STATED

_DIGEST = re.compile(DIGEST_PATTERN)
_TURNS = {KEY_HOLDER: "key", UPLOAD: "upload", OTHER_ASSOCIATION: "other"}


def put_plans(run: Invocation) -> None:
    """Print the plans of the last weeks."""
    with open_desk(run) as desk:
        for plan in desk.read(partial(list_plans, now=run.now)):
            put_plan(run, plan)


def put_plan(run: Invocation, plan: OfficePlan) -> None:
    """Print a plan on a line."""
    if run.as_json:
        put_json(plan_json(plan))
        return
    facts, words = plan.question.plan, _speak()
    count = len(facts.documents)
    operation = f"{name_operation(facts.operation)} × {count}"
    turn = f"  {name_turn(plan.wait)}" if plan.wait is not None else ""
    state = words(f"state_{plan.state}")
    if plan.is_partly_stored:
        stored = len(plan.question.stored)
        partly = words("partly", stored=stored, count=count, left=count - stored)
        state = partly if plan.is_open else f"{partly} {words('partly_closed')}"
    put(plain(f"{plan.digest[:12]}  {operation}  {state}{turn}"))


def plan_json(plan: OfficePlan) -> JsonObject:
    """Return a plan as JSON."""
    facts, wait = plan.question.plan, plan.wait
    value: dict[str, Any] = {
        "plan": facts.digest,
        "operation": facts.operation,
        "documents": len(facts.documents),
        "state": plan.state,
        "code": plan.answer.code,
        "waitsFor": [*wait.persons] or ([wait.other] if wait.other else []) if wait is not None else [],
    }
    if wait is not None and wait.day is not None:
        value["day"] = format_time(wait.day)
    return value


def show_plan(run: Invocation, reference: str) -> None:
    """Print a plan with its documents, what was stated, and what it waits for."""
    with open_desk(run) as desk:
        digest = desk.read(partial(find_digest, beginning=reference))
        plan = desk.read(partial(find_plan, digest=digest, now=run.now))
        about = desk.read(lambda view: find_about(view, plan.stated.documents))
    if run.as_json:
        put_json({**plan_json(plan), "statements": [item.whole for item in plan.stated.statements]})
        return
    put_plan(run, plan)
    put("  " + format_pin_words(plan.digest, language()))
    for line in (*describe_documents(plan.stated.documents, about), *describe_statements(plan)):
        put("  " + plain(line))
    if plan.answer.code is not None:
        put("  " + label(AGAINST, plan.answer.code))
    for row, code in plan.held.items():
        why = label({code: NOT_STORED, **AGAINST, **KEPT}, code).format(code=code)
        put("  " + plain(f"{name_row(plan.stated, row)}: {why}"))


def describe_documents(documents: Sequence[JsonObject], about: Sequence[Any]) -> Iterator[str]:
    """Yield what is to be signed, all of it."""
    bodies = [read_body(document, _model(document)) for document in documents]
    names = {record.body.id: record.body for record in about}
    yield from describe_batch(bodies, names)


def describe_statements(plan: OfficePlan) -> Iterator[str]:
    """Yield each statement, one that does not count with the reason."""
    aside = plan.answer.weighed.aside if plan.answer.weighed is not None else {}
    for statement in sorted(plan.stated.statements, key=lambda item: item.body.at):
        body = statement.body
        line = f"{format_moment(body.at)}  {body.by}  {label(STATED, body.decision)}"
        if body.rows is not None:
            line += "  " + ", ".join(str(row + 1) for row in body.rows)
        if body.reasons is not None:
            line += f"  “{body.reasons}”"
        why = aside.get(statement.digest)
        yield line + (
            say(f" (does not count: {label(ASIDE, why)})", f"（不计入：{label(ASIDE, why)}）") if why else ""
        )


def make_plan(
    run: Invocation,
    file: str,
    *,
    notice: str | None,
    not_before: Any,
    reasons: str | None,
    attach: Sequence[Path],
    days: int,
) -> None:
    """Make a plan of the documents of a file."""
    documents = read_documents(load_bytes(file, limit=MAX_BYTES))
    attachments = [
        {"name": path.name, "digest": sha256(load_bytes(path, limit=MAX_BYTES)).hexdigest()}
        for path in attach
    ]
    with open_desk(run) as desk:
        plan = compose_plan(
            desk.issuer,
            documents,
            run.now,
            life=timedelta(days=days),
            notice=_find_notice(desk, notice),
            notBefore=format_time(not_before) if not_before is not None else None,
            reasons=reasons,
            attachments=attachments or None,
        )
        put_plan(run, desk.write(partial(add_plan, plan=plan, documents=documents, now=run.now)))


def split(run: Invocation, reference: str, rows: Sequence[int]) -> None:
    """Make a plan of the rows that nobody returned, or of all but the typed ones."""
    with open_desk(run) as desk:
        digest = desk.read(partial(find_digest, beginning=reference))
        office_plan = desk.read(partial(find_plan, digest=digest, now=run.now))
        plan, documents = split_plan(
            office_plan, [row - 1 for row in rows] or list_returned(office_plan), run.now
        )
        put_plan(run, desk.write(partial(add_plan, plan=plan, documents=documents, now=run.now)))


def _find_notice(desk: Desk, words: str | None) -> str | None:
    """Return the digest of version 1 of the notice of a batch; a digest or a word stays as it is."""
    if words is None or words in (STOCK, SKIPPED) or _DIGEST.fullmatch(words):
        return words
    titled = find_titled(desk.registry, words, [ListNotice.KIND], desk.issuer)
    versions = [desk.registry.read(partial(find_admitted, digest=record.digest)) for record in titled]
    firsts = {notices[0].record.digest for notices in versions if notices}
    if len(firsts) != 1:
        how, how_zh = "See the notices: huren listnotice list.", "请查看公示：huren listnotice list。"
        raise CommandError("option-value", option="--notice", text=plain(words), how=how, how_zh=how_zh)
    return firsts.pop()


def _model(document: JsonObject) -> Any:
    return PeopleDocument if document.get("type") == PEOPLE_TYPE else model_of(document)


def name_operation(operation: str) -> str:
    """Return an operation in words; a kind of record without one of its own by its name."""
    try:
        return _speak()(f"op_{operation}")
    except KeyError:
        return label(KINDS, operation)


def name_turn(wait: Wait) -> str:
    """Return what a plan waits for, in words."""
    words = _speak()
    if wait.persons:
        return words("turn_persons_what", names=say(", ", "、").join(wait.persons))
    if wait.day is not None:
        return words("turn_day_what", when=format_moment(wait.day))
    return words(f"turn_{_TURNS.get(wait.other or '', 'nobody')}_what")


def _speak() -> Say:
    return speaker("desk")("plan", language())

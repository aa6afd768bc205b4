"""Plan in words before it is signed: its content, the people who decided, and the machine that signs."""

from collections.abc import Iterator
from datetime import datetime

from credentials.documents.desk.carried import PlanToSign
from credentials.documents.desk.people import PeopleDocument
from credentials.documents.desk.statement import SignedStatement
from credentials.words.pin_words import format_pin_words
from terminal.labels import label
from terminal.language import language, say
from terminal.output import format_moment
from verifier import TrustStore
from verifier.desk.decision import PlanAnswer
from verifier.desk.plan import SKIPPED, STOCK
from verifier.desk.reading.carried import CarriedQuestion
from verifier.desk.words import ASIDE, PERSON_ROLES, PROOFS, STATED

_NOTICES = {
    STOCK: ("none: opening stock", "无：存量录入"),
    SKIPPED: ("none: skipped, with the reasons below", "不作公示，理由见下"),
}


def describe_plan(carried: PlanToSign, read: CarriedQuestion) -> Iterator[str]:
    """Yield the facts of the plan itself, one line for each."""
    plan = carried.stated.plan
    body = plan.body
    words = format_pin_words(plan.digest, language())
    yield say(f"plan, as words: {words}", f"方案，词语：{words}")
    yield say(f"plan, digest: {plan.digest}", f"方案，摘要：{plan.digest}")
    if read.question.previous is not None:
        count, before = len(body.documents), len(read.question.previous.documents)
        yield say(
            f"{before - count} of {before} rows of the plan before are gone; the other {count} are the same",
            f"与原方案相比，{before} 行中去掉 {before - count} 行，其余 {count} 行未变",
        )
    if carried.stored:
        done, count = len(carried.stored), len(body.documents)
        yield say(
            f"{done} of {count} rows are stored already: they are not signed again",
            f"{count} 行中已有 {done} 行入库，不再签署",
        )
    for attachment in body.attachments or ():
        text = f"{attachment.name}  {attachment.digest}"
        yield say(f"attachment: {text}", f"附件：{text}")
    if body.notice is not None:
        en, zh = _NOTICES.get(body.notice, (body.notice, body.notice))
        yield say(f"notice: {en}", f"公示：{zh}")
    if body.reasons is not None:
        yield say(f"reasons: {body.reasons}", f"理由：{body.reasons}")
    if body.not_before is not None:
        begin = format_moment(body.not_before)
        yield say(f"not to be signed before {begin}", f"{begin} 之前不得签署")
    made, end = format_moment(body.created), format_moment(body.expires)
    yield say(f"made {made}, expires {end}", f"立方案 {made}，{end} 失效")
    exported = format_moment(carried.exported)
    yield say(f"exported {exported}", f"导出 {exported}")


def describe_decision(
    carried: PlanToSign, read: CarriedQuestion, answer: PlanAnswer, trust: TrustStore | None
) -> Iterator[str]:
    """Yield every statement with its person, the reason if it does not count, and the people list."""
    list_id = answer.people.id if answer.people is not None else None
    listed = next((record for record in carried.people if record.digest == list_id), None)
    aside = answer.weighed.aside if answer.weighed is not None else {}
    for statement in sorted(carried.stated.statements, key=lambda item: item.body.at):
        yield _statement(statement, listed.body if listed is not None else None) + _why_not(
            read.faults.get(statement.digest), aside.get(statement.digest)
        )
    if listed is not None:
        words, version = format_pin_words(listed.digest, language()), listed.body.version
        yield say(
            f"people list version {version}, to {listed.body.valid_until}: {words}",
            f"人员名单第 {version} 版，有效至 {listed.body.valid_until}：{words}",
        )
    if trust is None:
        roots = say(", ", "、").join(read.party.lists)
        yield say(
            f"The file alone vouches for its root key {roots}. To have it proven, give --bundle and --pin.",
            f"根密钥 {roots} 仅凭此文件无从核对；如需核对，请给出 --bundle 与 --pin。",
        )


def describe_machine(now: datetime) -> str:
    """Return the line about the clock of this machine, which dates the signatures."""
    moment = format_moment(now)
    return say(f"The clock of this machine says {moment}.", f"本机时钟：{moment}。")


def _statement(statement: SignedStatement, people: PeopleDocument | None) -> str:
    body = statement.body
    persons = people.people if people is not None else ()
    person = next((person for person in persons if person.id == body.by), None)
    roles = (
        say(", ", "、").join(label(PERSON_ROLES, role) for role in person.roles) if person is not None else ""
    )
    name = say(f"{person.name} ({roles})", f"{person.name}（{roles}）") if person is not None else body.by
    decision, at = label(STATED, body.decision), format_moment(body.at)
    reasons = f" “{body.reasons}”" if body.reasons is not None else ""
    return say(f"{decision} {at}: {name}{reasons}", f"{decision} {at}：{name}{reasons}")


def _why_not(fault: str | None, aside: str | None) -> str:
    """Return why a statement does not count; an empty text if it counts."""
    if fault is None and aside is None:
        return ""
    why = label(PROOFS, fault) if fault is not None else label(ASIDE, aside or "")
    return say(f" — does not count: {why}", f"——不计入：{why}")

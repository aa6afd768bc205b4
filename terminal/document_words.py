"""Documents in words before a signature: the number of each sort, then each document's content."""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from types import MappingProxyType
from typing import Any

from credentials.documents.agreement import AgreementHalf, AgreementText
from credentials.documents.agreement_changes import list_items
from credentials.documents.assessment import Assessment
from credentials.documents.desk.list_notice import ListNotice
from credentials.documents.desk.people import PeopleDocument
from credentials.documents.key_list import KeyList
from credentials.documents.manifest import Manifest
from credentials.documents.salvage import SalvageList
from credentials.documents.status_event import StatusEvent
from credentials.documents.status_list import StatusList
from credentials.documents.works.member_labels import labels_of
from credentials.documents.works.report import StatisticsReport
from credentials.record import Credential
from credentials.words.member_words import MEMBERS
from credentials.words.regions import region_name
from credentials.words.work_words import OBJECTION_RESULTS
from signing.plural import format_count
from terminal.labels import KINDS, REASONS, STANDINGS, USES, label, label_action
from terminal.language import language, say
from terminal.output import format_end, format_moment, format_period, plain
from verifier.desk.words import PERSON_ROLES

RecordsById = Mapping[str, Credential]
"""Records by their ids, to name the record that an event is about."""


Called = Mapping[str, str]
"""Names of parties and schemes, by id."""

NO_NAMES: Called = MappingProxyType({})


def describe_batch(bodies: Sequence[Any], about: RecordsById, called: Called = NO_NAMES) -> Iterator[str]:
    """Yield the number of each sort, then every document: a signer must be able to read them all."""
    for sort, count in Counter(map(_sort, bodies)).most_common():
        yield f"  {count_of(sort, count)}"
    for body in bodies:
        if isinstance(body, Assessment):
            yield from ("    " + plain(line) for line in _credential(body))
    yield from describe_events([body for body in bodies if isinstance(body, StatusEvent)], about)
    for body in bodies:
        if not isinstance(body, Assessment | StatusEvent):
            words = _OTHERS.get(type(body))
            lines = words(body) if words is not None else _NAMING.get(type(body), _members)(body, called)
            yield from ("    " + plain(line) for line in lines)


def count_of(sort: str, count: int) -> str:
    """Return the number of documents of a sort in words, as `3 × notice` or `3 份公告`."""
    return f"{count} {say('× ', '份')}{sort}"


def describe_events(events: Sequence[StatusEvent], about: RecordsById) -> Iterator[str]:
    """Yield a line for each event, by number and enterprise where `about` knows the credential."""
    for event in events:
        yield "    " + plain(_event(event, about))


def describe_content(body: Credential, called: Called = NO_NAMES) -> Iterator[str]:
    """Yield a line for each member of a document whose kind has no words of its own, and a line for its term.

    It leaves out context and types, which follow from the kind, and id and issuer, which every document has.
    """
    members = body.model_dump(by_alias=True, exclude_none=True, warnings="none")
    others = {name: member for name, member in members.items() if name not in _OF_EVERY_DOCUMENT}
    for path, text in (*_leaves(members["credentialSubject"]), *_leaves(others)):
        words = called.get(text, text) if path[-1] in _CALLED else text
        yield _line(" · ".join(label(MEMBERS, name) for name in path), words)
    if "validFrom" in members and "validUntil" in members:
        yield _line(say("term", "有效期"), format_period(members["validFrom"], members["validUntil"]))


def describe_text(text: AgreementText) -> Iterator[str]:
    """Yield every item of an agreement text, a line each."""
    yield say(f"{text.agreement}, version {text.version}", f"{text.agreement}，第 {text.version} 版")
    yield say("in force ", "有效期 ") + format_period(text.effective_from, text.effective_until)
    yield from list_items(text, language())


def _sort(body: Any) -> str:
    """Return the sort under which a document is counted."""
    kind = label(KINDS if body.KIND in KINDS else MEMBERS, body.KIND)
    if isinstance(body, StatusEvent):
        change = body.credential_subject
        action, reason = label_action(change), label(REASONS, change.reason)
        return say(f"{kind}: {action} ({reason})", f"{kind}：{action}（{reason}）")
    if isinstance(body, Assessment):
        assessment = body.credential_subject.assessment
        return say(
            f"{kind}: {plain(assessment.scheme)}, grade {plain(assessment.grade)}",
            f"{kind}：{plain(assessment.scheme)}，等级 {plain(assessment.grade)}",
        )
    return kind


def _credential(body: Assessment) -> Iterator[str]:
    """Yield all signed facts of a credential, in two lines."""
    subject, assessment = body.credential_subject, body.credential_subject.assessment
    english = f"({subject.legal_name_en})" if subject.legal_name_en else ""
    names = (assessment.certificate_number, subject.legal_name, english, subject.unified_social_credit_code)
    yield "  ".join(part for part in names if part)
    categories = "、".join(category for category in assessment.categories if category is not None)
    scored = f"{assessment.score}/{assessment.score_max}" if assessment.score is not None else ""
    begin, end, day = format_moment(body.valid_from), format_end(body.valid_until), assessment.assessed_on
    parts = (
        region_name(subject.region, language()),
        assessment.scheme,
        categories,
        assessment.grade,
        scored and say(f"score {scored}", f"得分 {scored}"),
        say(f"assessed on {day}", f"评价日期 {day}"),
        say(f"valid {begin} – {end}", f"有效期 {begin} – {end}"),
    )
    yield "    " + "  ".join(part for part in parts if part)


def _members(body: Credential, called: Called) -> Iterator[str]:
    """Yield every signed member of a document whose kind has no words of its own."""
    if body.title != body.id:
        yield body.title
    yield from describe_content(body, called)
    yield _line(label(MEMBERS, "id"), body.id)
    yield _line(label(MEMBERS, "issuer"), called.get(body.issuer, body.issuer))


_OF_EVERY_DOCUMENT = ("@context", "id", "type", "issuer", "credentialSubject", "validFrom", "validUntil")

_CALLED = ("issuer", "scheme", "question")
"""Members whose value is the id or code of something with a name."""

_ENDS = ("until", "validUntil")
"""Members that hold the end of a term: the first time outside it."""


def _line(word: str, text: str) -> str:
    return plain(f"{word}{say(': ', '：')}{text}")


def _leaves(value: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield every text inside `value` with the path of members that leads to it.

    A name in two languages counts as one text; codes become words.
    """
    if isinstance(value, dict):
        members = {name: member for name, member in value.items() if name != "type"}
        if members.keys() == {"zh", "en"}:
            yield path, f"{members['zh']} / {members['en']}"
            return
        for name, member in members.items():
            yield from _leaves(member, (*path, name))
    elif isinstance(value, list | tuple):
        if any(isinstance(item, dict | list | tuple) for item in value):
            for place, item in enumerate(value, 1):
                yield from _leaves(item, (*path, str(place)))
        else:
            yield path, say(", ", "、").join(_value(item, path) for item in value)
    else:
        yield path, _value(value, path)


def _value(value: object, path: Sequence[str]) -> str:
    """Format a code in words, a time as people read it, and an end by the last day of its term."""
    if isinstance(value, datetime):
        return format_end(value) if path[-1] in _ENDS else format_moment(value)
    return label(labels_of(path), str(value))


def _event(body: StatusEvent, known: RecordsById) -> str:
    change = body.credential_subject
    action, reason = label_action(change), label(REASONS, change.reason)
    period = format_period(change.effective_from, change.until)
    by = f" → {_name(change.successor, known)}" if change.successor is not None else ""
    name = _name(change.credential, known)
    return say(f"{name}: {action} {period} ({reason}){by}", f"{name}：{action}，{period}（{reason}）{by}")


def _name(credential: str, known: RecordsById) -> str:
    """Return a record's number and enterprise, or its title; return its id where no signed record vouches
    for a name."""
    # a file from elsewhere could name another enterprise than the one the event is about
    body = known.get(credential)
    if body is None:
        return say(f"{credential} (nobody vouches for a name)", f"{credential}（名称无从核对）")
    return "  ".join(filter(None, (body.title, body.holder)))


def _key_list(body: KeyList) -> Iterator[str]:
    period = format_period(body.valid_from, body.valid_until)
    yield say(f"key list {body.version}, {period}", f"密钥清单第 {body.version} 版，{period}")
    for method in body.verification_method:
        signs = format_period(method.valid_from, method.signs_until)
        state = ""
        if method.compromised_since is not None:
            since = format_moment(method.compromised_since)
            state = say(f", COMPROMISED since {since}", f"，自 {since} 起失密")
        use, name = label(USES, method.use), method.id.partition("#")[2]
        # the signer compares the key itself, because a thief's key may bear any name
        yield f"{name} ({use}) {signs}{state}  {method.public_key_multibase}"
    for decline in body.declines:
        what = decline.scheme or say("all schemes", "全部评价办法")
        period = format_period(decline.since, decline.until)
        yield say(
            f"declines {decline.issuer}, {what}, {period}", f"暂停认可 {decline.issuer}，{what}，{period}"
        )
    yield say(f"status events counted: {body.events.count}", f"已计入的状态事件：{body.events.count}")


def _salvage(body: SalvageList) -> Iterator[str]:
    subject = body.credential_subject
    keep, void = len(subject.keep), len(subject.void)
    yield say(
        f"of the compromised key {subject.key}: {format_count(keep, 'records stand')}, "
        f"{format_count(void, 'events')} do not count",
        f"失密密钥 {subject.key}：保留 {keep} 份记录，作废 {void} 条事件",
    )


def _people(body: PeopleDocument) -> Iterator[str]:
    yield say(
        f"people list {body.version}, to {body.valid_until}",
        f"人员名单第 {body.version} 版，有效至 {body.valid_until}",
    )
    if body.alone:
        yield say("one person decides everything", "单人：由一人决定全部事项")
    for person in body.people:
        roles = say(", ", "、").join(label(PERSON_ROLES, role) for role in person.roles)
        yield say(
            f"{person.id}  {person.name} ({roles}), {person.since} to {person.until}",
            f"{person.id}  {person.name}（{roles}），{person.since} 至 {person.until}",
        )
        yield from (f"  {key.public}" for key in person.keys)
    for class_, count in body.policy:
        if count is not None:
            yield _line(label(MEMBERS, class_), str(count))


def _manifest(body: Manifest) -> Iterator[str]:
    subject = body.credential_subject
    yield say(
        f"manifest under agreement {subject.agreement.version} and key list "
        f"{subject.key_list_version}: {format_count(subject.events.count, 'status events')}, "
        f"{format_count(len(subject.parts), 'parts')}",
        f"发布清单（协议第 {subject.agreement.version} 版、密钥清单第 "
        f"{subject.key_list_version} 版）：状态事件 {subject.events.count} 条，{len(subject.parts)} 项内容",
    )


def _report(body: StatisticsReport, called: Called) -> Iterator[str]:
    subject = body.credential_subject
    yield say(
        f"edition {subject.edition}, as of {format_moment(subject.counted_at)}",
        f"第 {subject.edition} 期，截至 {format_moment(subject.counted_at)}",
    )
    for head in subject.log_heads:
        who = called.get(head.issuer, head.issuer)
        yield say(
            f"log of {who}: {format_count(head.size, 'entries')}, root {head.root}",
            f"{who}的日志：{head.size:,} 项，树根 {head.root}",
        )
    for table in subject.tables:
        who, scheme = (called.get(name, name) for name in (table.issuer, table.scheme))
        for row in table.rows:
            named = "、".join((scheme, *(row.category or ()), row.grade, label(STANDINGS, row.standing)))
            yield _line(f"{who}  {named}", f"{row.total:,}")
    yield _line(label(MEMBERS, "counts"), subject.counts)


def _status_list(body: StatusList) -> Iterator[str]:
    yield f"{body.id}  {format_period(body.valid_from, body.valid_until)}"


def _half(body: AgreementHalf) -> Iterator[str]:
    yield from describe_text(body.credential_subject)


def describe_items(body: ListNotice) -> Iterator[str]:
    """Yield a line for each item of a list notice: enterprise, categories, grade, result of objections."""
    for place, item in enumerate(body.credential_subject.items, 1):
        notes = [say("withdrawn", "已撤下")] if item.withdrawn else []
        for objection in item.objections or ():
            result = label(OBJECTION_RESULTS, objection.result) if objection.result is not None else ""
            day = objection.decided_on or objection.received_on
            notes.append(say(f"objection {result or 'open'}, {day}", f"异议{result or '待答复'}，{day}"))
        parts = (item.legal_name, item.unified_social_credit_code, "、".join(item.category or ()), item.grade)
        yield f"{place}. " + "  ".join(part for part in (*parts, *notes) if part)


def _list_notice(body: ListNotice, called: Called) -> Iterator[str]:
    subject = body.credential_subject
    scheme, days = called.get(subject.scheme, subject.scheme), f"{subject.since} – {subject.until}"
    yield say(
        f"{subject.batch}, version {subject.version}, {scheme}, {days}",
        f"{subject.batch}，第 {subject.version} 版，{scheme}，{days}",
    )
    if subject.previous is not None:
        yield _line(label(MEMBERS, "previous"), subject.previous)
    yield from describe_items(body)
    yield _line(label(MEMBERS, "basis"), subject.basis.zh)
    yield _line(label(MEMBERS, "objectionsTo"), subject.objections_to.zh)


_OTHERS: dict[type[Any], Callable[[Any], Iterator[str]]] = {
    AgreementHalf: _half,
    KeyList: _key_list,
    SalvageList: _salvage,
    Manifest: _manifest,
    PeopleDocument: _people,
    StatusList: _status_list,
}

_NAMING: dict[type[Any], Callable[[Any, Called], Iterator[str]]] = {
    StatisticsReport: _report,
    ListNotice: _list_notice,
}

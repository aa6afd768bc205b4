"""Carries out `huren notice cancel`, `postpone` and `correct`: changes of a signed notice."""

import uuid
from datetime import date
from pathlib import Path
from random import SystemRandom
from typing import TYPE_CHECKING, Literal

from credentials.documents.status_event import Reason
from credentials.documents.works.notice import MAX_NOTICE_LIFE, Notice
from credentials.drafting.compose import build_notice
from credentials.drafting.draft import StatusDraft
from credentials.errors import RecordError
from credentials.record import JsonObject, Record, read_body
from credentials.times import end_of
from credentials.words.days import format_days
from registry.issuing.issue import foresee_one
from registry.issuing.plan_documents import Replaced
from terminal.document_words import describe_batch
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import language, say
from terminal.output import plain, put, put_json, tell
from terminal.signing import Signing
from terminal.workspace.open_registry import titled_record
from works.notices.command.draft_file import load_notice
from works.notices.command.run import refer_in
from works.notices.lookup import find_notice

if TYPE_CHECKING:
    from registry import Registry

Withdrawal = Literal["called-off", "issued-in-error"]


def own_notice(registry: "Registry", reference: str, issuer: str) -> Record[Notice]:
    """Return the association's notice with this id, digest or title; CommandError not-found,
    title-ambiguous."""
    notice = find_notice(registry, reference)
    # another association may use the same title
    if notice is not None and notice.body.issuer == issuer:
        return notice
    return titled_record(registry, reference, (Notice.KIND,), issuer)


def cancel(run: Invocation, reference: str, reason: Withdrawal) -> None:
    """Sign that an announced event does not take place, or that the association withdraws the notice.

    Raises CommandError as `Signing`, not-found, title-ambiguous; RegistryError already-final.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)
        record = own_notice(registry, reference, issuer)
        draft = StatusDraft(record.body.id, "revoke", reason)
        foreseen = foresee_one(registry, draft, issuer, run.now, SystemRandom())
        called = _call(record.body)
        sentence = (
            say(f"Cancelled: {called}", f"活动取消：{called}")
            if reason == "called-off"
            else say(f"Withdrawn: {called}", f"公告撤回：{called}")
        )
        tell(sentence)
        if not signing.is_wanted([foreseen.document], say("Sign this?", "签署以上变更？")):
            return
        made = signing.change(registry, draft)
    for event in made:
        if run.as_json:
            put_json(event.value)
        else:
            put(sentence)


def postpone(run: Invocation, reference: str, since: date, until: date | None) -> None:
    """Sign the same notice with other days, in place of the earlier one.

    Without `until`, the new days are as many as before. Raises as `cancel`; RecordError for impossible days.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        record = own_notice(registry, reference, signing.open(registry))
        old = record.body
        days = old.credential_subject.until - old.credential_subject.since
        last = until if until is not None else since + days
        _check_days(old, since, last, run)
        subject = {**_subject(record), "from": since.isoformat(), "until": last.isoformat()}
        # stands at least as long as the earlier notice, within the limit for notices
        stands = min(max(old.valid_until, end_of(last)), run.now + MAX_NOTICE_LIFE)
        document = build_notice(
            old.issuer,
            subject,
            notice_id=uuid.uuid4().urn,
            valid_from=run.now.replace(microsecond=0),
            valid_until=stands,
        )
        read_body(document, Notice).check_created(run.now)
        _replace(run, signing, registry, record, document=document, reason="postponed")


def correct(run: Invocation, reference: str, file: Path) -> None:
    """Sign the notice in a file in place of the earlier one; raises as `cancel`."""
    signing = Signing(run)
    with run.open_registry() as registry:
        record = own_notice(registry, reference, signing.open(registry))
        document = load_notice(file, signing.issuer, uuid.uuid4().urn, run.now, refer_in(registry))
        _replace(run, signing, registry, record, document=document, reason="correction")


def _check_days(old: Notice, since: date, last: date, run: Invocation) -> None:
    """Refuse impossible days: CommandError postponed-to-same; RecordError already-over."""
    subject = old.credential_subject
    if (since, last) == (subject.since, subject.until):
        raise CommandError("postponed-to-same", days=format_days(since, last, language()))
    if end_of(last) <= run.now:
        raise RecordError("already-over", "--until")


def _replace(
    run: Invocation,
    signing: Signing,
    registry: "Registry",
    record: Record[Notice],
    *,
    document: JsonObject,
    reason: Reason,
) -> None:
    replaced = Replaced(record.body.id, reason, uuid.uuid4().urn)
    signing.check(registry, document, replaced)
    body, called = read_body(document, Notice), _call(record.body)
    tell(
        say(f"Postponed: {called}. From now on:", f"延期：{called}。改为：")
        if reason == "postponed"
        else say(f"Corrected: {called}. From now on:", f"更正：{called}。以下列公告为准：")
    )
    for line in describe_batch([body], {}, run.names(registry).list_called()):
        tell(line)
    question = say("Sign the notice and the change?", "签署新公告与该变更？")
    if not signing.is_wanted([document], question):
        return
    made = signing.sign(registry, [document], replaced)
    # the second record is the event that ends the earlier notice
    run.put_records(made[:1], by="id")


def _subject(record: Record[Notice]) -> JsonObject:
    document = record.value["credentialSubject"]
    return {name: member for name, member in document.items() if name != "type"}  # type: ignore[union-attr]


def _call(body: Notice) -> str:
    subject = body.credential_subject
    return plain(f"{subject.title.text(language())} {format_days(subject.since, subject.until, language())}")

"""Carries out `huren listnotice revise`: the next version of a notice of this association."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple, get_args

from credentials.documents.desk.list_notice import ListNotice, ObjectionResult, find_breach
from credentials.drafting.compose import build_list_notice
from credentials.drafting.next_notice import NextVersion
from credentials.errors import RecordError
from credentials.record import JsonObject, Record, read_body
from credentials.words.work_words import OBJECTION_RESULTS
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.options import parse_day
from terminal.output import plain
from terminal.signing import Signing
from works.list_notices.command.run import load_list, sign_version

_RECEIVED, _ANSWERED = "--received", "--answered"


class Revision(NamedTuple):
    """Additions of the next version, as typed."""

    withdraw: Sequence[int] = ()
    until: date | None = None
    received: Sequence[str] = ()
    answered: Sequence[str] = ()


def issue_next(run: Invocation, reference: str, revision: Revision) -> None:
    """Sign the next version of a notice.

    Raises CommandError as `Signing`, not-found, title-ambiguous, option-value; RecordError; RegistryError.
    """
    signing = Signing(run)
    with run.open_registry() as registry:
        issuer = signing.open(registry)
        record = load_list(registry, reference, issuer)
        subject = revise(record, revision)
        document = build_list_notice(issuer, subject, notice_id=uuid.uuid4().urn)
        breach = find_breach(record.body, read_body(document, ListNotice))
        if breach == "credentialSubject.until":
            raise RecordError("range-upside-down", "--until")
        signing.check(registry, document)
        sign_version(run, signing, registry, document)


def revise(record: Record[ListNotice], revision: Revision) -> JsonObject:
    """Return the subject of the next version; CommandError option-value."""
    made, count = NextVersion(record), len(record.body.credential_subject.items)
    for number in revision.withdraw:
        made.withdraw(_place(count, number, "--withdraw"))
    for text in revision.received:
        typed, day = _split(text, _RECEIVED, 2)
        made.receive(_place(count, _number(typed, text, _RECEIVED), _RECEIVED), parse_day(day))
    for text in revision.answered:
        typed, day, result = _split(text, _ANSWERED, 3)
        place = _place(count, _number(typed, text, _ANSWERED), _ANSWERED)
        if not made.has_open(place):
            raise _refuse(_ANSWERED, text, "That item has no open objection: enter it with --received first.",
                          "该项没有待答复的异议：请先用 --received 录入。")  # fmt: skip
        made.answer(place, parse_day(day), _result(result, text))
    return made.compose(revision.until)


def _result(typed: str, text: str) -> ObjectionResult:
    words: dict[ObjectionResult, tuple[str, ...]] = {
        code: (code, *OBJECTION_RESULTS[code]) for code in get_args(ObjectionResult)
    }
    result = next((code for code, names in words.items() if typed.strip() in names), None)
    if result is None:
        raise _refuse(_ANSWERED, text, "Give upheld, partly or rejected.", "结果请写成立、部分成立或不成立。")
    return result


def _place(count: int, number: int, option: str) -> int:
    """Return the place of an item from 0."""
    if not 1 <= number <= count:
        raise _refuse(option, str(number), f"The list has the items 1 to {count}.",
                      f"名单中的序号为 1 至 {count}。")  # fmt: skip
    return number - 1


def _split(text: str, option: str, count: int) -> list[str]:
    parts = text.split("=")
    if len(parts) != count:
        raise _refuse(
            option, text, "Write it as in the help, with = between.", "请按帮助所示填写，以 = 分隔。"
        )
    return parts


def _number(typed: str, text: str, option: str) -> int:
    if not (typed.isascii() and typed.isdigit() and len(typed) < 5):
        raise _refuse(option, text, "Begin with the number of the item.", "请以名单中的序号开头。")
    return int(typed)


def _refuse(option: str, text: str, how: str, how_zh: str) -> CommandError:
    return CommandError("option-value", text=plain(text[:60]), option=option, how=how, how_zh=how_zh)

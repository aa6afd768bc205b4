"""Carries out `huren listnotice revise`: the next version of a notice of this association."""

import uuid
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from credentials.documents.desk.list_notice import ListNotice, find_breach
from credentials.drafting.compose import build_list_notice
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
    subject: dict[str, Any] = {**record.unsigned["credentialSubject"]}  # type: ignore[dict-item]
    items: list[dict[str, Any]] = [{**item} for item in subject["items"]]
    for number in revision.withdraw:
        _item(items, number, "--withdraw")["withdrawn"] = True
    for text in revision.received:
        place, day = _split(text, _RECEIVED, 2)
        item = _item(items, _number(place, text, _RECEIVED), _RECEIVED)
        item["objections"] = [*item.get("objections", ()), {"receivedOn": parse_day(day).isoformat()}]
    for text in revision.answered:
        _answer(items, text)
    subject |= {
        "version": subject["version"] + 1,
        "previous": record.digest,
        "items": items,
        **({"until": revision.until.isoformat()} if revision.until is not None else {}),
    }
    subject.pop("type")
    return subject


def _answer(items: list[dict[str, Any]], text: str) -> None:
    """Answer the first open objection to an item."""
    number, day, result = _split(text, _ANSWERED, 3)
    item = _item(items, _number(number, text, _ANSWERED), _ANSWERED)
    objections = [{**objection} for objection in item.get("objections", ())]
    waiting = next((objection for objection in objections if "result" not in objection), None)
    if waiting is None:
        raise _refuse(_ANSWERED, text, "That item has no open objection: enter it with --received first.",
                      "该项没有待答复的异议：请先用 --received 录入。")  # fmt: skip
    waiting |= {"decidedOn": parse_day(day).isoformat(), "result": _result(result, text)}
    item["objections"] = objections


def _result(typed: str, text: str) -> str:
    code = next((code for code, words in OBJECTION_RESULTS.items() if typed.strip() in (code, *words)), None)
    if code is None:
        raise _refuse(_ANSWERED, text, "Give upheld, partly or rejected.", "结果请写成立、部分成立或不成立。")
    return code


def _item(items: list[dict[str, Any]], number: int, option: str) -> dict[str, Any]:
    if not 1 <= number <= len(items):
        raise _refuse(option, str(number), f"The list has the items 1 to {len(items)}.",
                      f"名单中的序号为 1 至 {len(items)}。")  # fmt: skip
    return items[number - 1]


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

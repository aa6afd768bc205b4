"""A notice as a clerk writes it: TOML or JSON, with the members of its subject and the end of its term."""

import json
import re
from collections.abc import Callable, Iterator, Mapping
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

from credentials.documents.works.limits.spellings import find_target, find_unit
from credentials.documents.works.notice import Notice, NoticeSubject
from credentials.drafting.compose import build_notice
from credentials.errors import RecordError
from credentials.identifiers import did_web_address
from credentials.patterns import DIGEST_PATTERN
from credentials.record import JsonObject, Record, read_body
from credentials.times import end_of, last_day, parse_date
from credentials.words.closed_lists import Labels
from credentials.words.work_words import GAS_STATES, MEDIA, NOTICE_KINDS
from terminal.language import say
from terminal.workspace.draft_files import as_typed, load_draft

MAX_DRAFT_BYTES = 64 * 1024
_DAYS = ("from", "until")
STANDS_UNTIL = "standsUntil"
"""Member for the last day on which the notice stands, if that is not the last day of its event."""
_DIGEST = re.compile(DIGEST_PATTERN)
_CLOSED: tuple[Labels, ...] = (NOTICE_KINDS, MEDIA, GAS_STATES)


def load_notice(
    path: Path, issuer: str, notice_id: str, now: datetime, refer: Callable[[str], str]
) -> JsonObject:
    """Return the unsigned notice of a file, from now on; a refusal names the file and the member as typed.

    `refer` gives the digest of a record here by its title or number. Raises CommandError file-…, draft-…,
    not-found, title-ambiguous; RecordError.
    """
    with as_typed(path):
        value = load_draft(path, MAX_DRAFT_BYTES)
    last = STANDS_UNTIL if STANDS_UNTIL in value else "until"
    with as_typed(path, value=value, closed=_CLOSED, called={"validFrom": last, "validUntil": last}):
        return read_notice(value, issuer, notice_id, now, refer)


def read_notice(
    value: Any, issuer: str, notice_id: str, now: datetime, refer: Callable[[str], str]
) -> JsonObject:
    """Return the unsigned notice of a draft; RecordError."""
    subject = dict(value)
    subject.pop(STANDS_UNTIL, None)
    for name in ("targets", "limits"):
        if isinstance(items := subject.get(name), list):
            subject[name] = [*map(_find_target, items)]
    if isinstance(items := subject.get("refers"), list):
        subject["refers"] = [
            refer(item) if isinstance(item, str) and not _DIGEST.fullmatch(item) else item for item in items
        ]
    until = _date(subject, "until")
    if end_of(until) <= now:
        raise RecordError("already-over", "until")
    last = _date(value, STANDS_UNTIL) if STANDS_UNTIL in value else until
    document = build_notice(
        issuer, subject, notice_id=notice_id, valid_from=now.replace(microsecond=0), valid_until=end_of(last)
    )
    read_body(document, Notice).check_created(now)
    return document


def _find_target(item: Any) -> Any:
    """Return a target as the sheet and the search read it, or a limit with its unit; the model judges all
    other faults."""
    if isinstance(item, dict) and "target" in item:
        unit = item.get("unit")
        read = {"unit": find_unit(unit) or unit} if isinstance(unit, str) else {}
        return {**item, **read, "target": _find_target(item["target"])}
    return (find_target(item) or item) if isinstance(item, str) else item


def _date(value: Mapping[str, Any], name: str) -> date:
    if name not in value:
        raise RecordError("member-missing", name)
    try:
        return parse_date(value[name])
    except RecordError as error:
        raise RecordError(error.code, name, **error.facts) from None


def format_template(kind: str, issuer: str, now: datetime) -> str:
    """Return a valid example of a notice, with the meaning of each member in the current language."""
    first = now.date() + timedelta(days=14)
    return "\n".join([*_template(kind, did_web_address(issuer), first), ""])


def format_notice(record: Record[Notice]) -> str:
    """Return a signed notice as a draft file from which it could have been made."""
    body, document = record.body, record.value
    subject: Any = document["credentialSubject"]
    members = (field.alias or name for name, field in NoticeSubject.model_fields.items())
    lines = [
        f"{name} = {subject[name] if name in _DAYS else _toml(subject[name])}"
        for name in members
        if name in subject and name != "type"
    ]
    last = last_day(body.valid_until)
    lines += [f"{STANDS_UNTIL} = {last}"] if last > body.credential_subject.until else []
    return "\n".join([*lines, ""])


def _toml(value: Any) -> str:
    """Return a value on one line; TOML uses the same escapes as JSON."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{name} = {_toml(inner)}" for name, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(_toml, value)) + "]"
    # TOML forbids DEL, which JSON leaves unescaped
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


def _template(kind: str, site: str, first: date) -> Iterator[str]:
    yield "# " + say(
        "A notice. What stands here is an example: replace it. A line that begins with # says nothing.",
        "一份公告。以下内容为示例，请逐项替换。以 # 开头的行不起作用。",
    )
    yield "# kind: " + ", ".join(f"{code} ({say(*words)})" for code, words in NOTICE_KINDS.items())
    yield f'kind = "{kind}"'
    yield 'title = {zh = "示例公告标题", en = "Title of an example"}'
    yield "# " + say("summary: en may be left out", "summary（内容）：英文可省略")
    yield 'summary = {zh = "示例公告内容。", en = "What the example says."}'
    yield "# " + say("its days, the last one whole", "起止日期，最后一日全天有效")
    yield f"from = {first}"
    yield f"until = {first + timedelta(days=2)}"
    yield "# " + say(
        "until when the notice itself stands, if longer; 400 days at most",
        "公告本身有效期的最后一日（可晚于上面的截止日期），最长 400 天",
    )
    yield f"# {STANDS_UNTIL} = {first + timedelta(days=30)}"
    yield ("" if kind == "event" else "# ") + f'place = "{say("Example hall", "示例会展中心")}"'
    yield "# media: " + ", ".join(f"{code} ({say(*words)})" for code, words in MEDIA.items())
    yield 'media = ["water"]'
    yield "# " + (
        say("where comments go, a page of your own site", "意见反馈网址，须为本协会网站上的网页")
        if kind == "standard-draft"
        else say("a page of your own site", "本协会网站上的网页")
    )
    yield f'# link = "{site}/notices/1"'
    yield "# " + say("records here that it is about, by title or number", "所涉的本库记录，写标题或编号即可")
    yield f'# refers = ["{say("Title of an example", "示例标题")}"]'
    if kind == "need":
        yield "# " + say(
            "by what technologies are matched: what is treated, and what an outlet must not exceed",
            "据此匹配技术：治理对象，以及出口不得超过的限值",
        )
        yield 'targets = ["cod"]'
        yield 'limits = [{target = "cod", high = "30", unit = "mg/L"}]'
        states = ", ".join(f"{code} ({say(*words)})" for code, words in GAS_STATES.items())
        yield (
            "# "
            + say(
                "in gas with its state, and reference oxygen where there is one: ",
                "气体须写明状态，有基准氧含量的一并写明：",
            )
            + states
        )
        yield (
            '# limits = [{target = "nox", high = "50", unit = "mg/m3", '
            'gasState = "dry-standard", referenceO2 = "6"}]'
        )

"""Letters to the enterprises that a theft touches, a sentence for each record, in both languages."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from carriers.spreadsheet.csv_text import format_text
from cli.key.decisions import FALL, KEEP, VOID, DecisionLine
from cli.key.signed_since_theft import SignedRecord
from credentials.documents.agreement_names import word_for_action
from credentials.documents.status_event import StatusEvent
from credentials.kinds import ASSESSMENTS
from credentials.words.closed_lists import KINDS, word_for
from credentials.words.days import format_moment
from signing.errors import Lang
from terminal.labels import label
from terminal.language import say
from terminal.output import plain, put
from terminal.workspace.files import save_bytes

_DECIDED = {VOID: ("作废", "void"), FALL: ("失效", "falls"), None: ("待决定", "to be decided")}
SHOWN = 20
"""Most letters shown on a terminal; the sheet has all."""


@dataclass(frozen=True, slots=True)
class Letter:
    """Message to an enterprise on one record, unless that is kept."""

    enterprise: str
    code: str
    number: str
    decision: str | None
    zh: str
    en: str


def write_letters(
    records: Iterable[SignedRecord], lines: Sequence[DecisionLine], since: datetime
) -> list[Letter]:
    """Write a letter for each record that falls or may fall, in the order of enterprises."""
    words = {line.digest: line.word for line in lines}
    letters = []
    for signed in records:
        word = words.get(signed.record.digest)
        name, code = name_enterprise(signed.about.body) if signed.about is not None else ("", "")
        if word == KEEP or not name:
            continue
        zh, en = (_sentence(signed, since, lang) for lang in ("zh", "en"))
        letters.append(Letter(name, code, name_record(signed), word, zh, en))
    return sorted(letters, key=lambda letter: (letter.code, letter.number))


def name_enterprise(body: Any) -> tuple[str, str]:
    """Return the enterprise of a record, and its code; empty for a record about none."""
    subject = body.credential_subject
    for holder in (subject, getattr(subject, "enterprise", None)):
        name = getattr(holder, "legal_name", None)
        if name is not None:
            return str(name), str(getattr(holder, "unified_social_credit_code", ""))
    return "", ""


def name_record(signed: SignedRecord) -> str:
    """Return the number of the certificate concerned; for another record its kind, year if any, and title."""
    if signed.about is None:
        return str(signed.record.body.credential_subject.credential)
    body = signed.about.body
    if body.KIND in ASSESSMENTS:
        return str(body.title)
    year = getattr(body.credential_subject, "year", None)
    return f"{label(KINDS, body.KIND)}{f' {year}' if year is not None else ''} · {body.title}"


def put_letters(letters: Sequence[Letter]) -> None:
    """Print the first letters, each under its enterprise."""
    for letter in letters[:SHOWN]:
        decided = _call_decided(letter)
        put(plain(f"  {letter.enterprise} ({letter.code})  {letter.number}  [{decided}]"))
        put(plain(f"    {say(letter.en, letter.zh)}"))
    if len(letters) > SHOWN:
        more = len(letters) - SHOWN
        put(say(f"  … and {more} more in the sheet", f"  ……其余 {more} 项见表格"))


def save_letters(path: Path, letters: Iterable[Letter]) -> None:
    """Write a sheet for mail merge, with one row for each letter."""
    text = io.StringIO()
    writer = csv.writer(text)
    columns = (
        say("enterprise", "企业名称"),
        say("code", "统一社会信用代码"),
        say("certificate or record", "证书编号或记录"),
        say("decided", "决定"),
        say("told in Chinese", "中文告知"),
        say("told in English", "英文告知"),
    )
    writer.writerow(columns)
    for letter in letters:
        cells = (letter.enterprise, letter.code, letter.number, _call_decided(letter), letter.zh, letter.en)
        # Excel would run a name that begins with = as a formula
        writer.writerow([format_text(plain(cell)) for cell in cells])
    # without the byte order mark, Excel reads CSV in the system's code page
    save_bytes(path, text.getvalue().encode("utf-8-sig"))


def _call_decided(letter: Letter) -> str:
    zh, en = _DECIDED[letter.decision]
    return say(en, zh)


def _sentence(signed: SignedRecord, since: datetime, lang: Lang) -> str:
    record, concerned = signed.record, (signed.about or signed.record).body
    kind = _CERTIFICATE[lang] if concerned.KIND in ASSESSMENTS else word_for(KINDS, concerned.KIND, lang)
    change = record.body.credential_subject if isinstance(record.body, StatusEvent) else None
    sort = "credential" if change is None else "lifted" if change.action == "reinstate" else "changed"
    return _SENTENCES[sort][lang].format(
        kind=kind,
        title=concerned.title,
        since=format_moment(since),
        signed=format_moment(record.created),
        action=word_for_action(change, lang) if change is not None else "",
    )


_CERTIFICATE: Mapping[Lang, str] = {"zh": "证书", "en": "certificate"}
_SENTENCES: Mapping[str, Mapping[Lang, str]] = {
    "credential": {
        "zh": "{kind}“{title}”不再有效：本协会的签署密钥自 {since} 起失密，"
        "本协会未查到签发依据。如系贵单位申请取得，请与本协会联系，核实后重新签发。",
        "en": "The {kind} {title} no longer counts: the key of ours that signed it is in other hands since "
        "{since}, and we do not find that we issued it. If you applied for it, write to us: what was "
        "granted is issued again.",
    },
    "lifted": {
        "zh": "{kind}“{title}”于 {signed} 的“{action}”不具效力：本协会的签署密钥自 {since} 起"
        "失密，该变更并非本协会所为。此前的暂停仍然有效；如已符合恢复条件，请与本协会联系。",
        "en": "What lifted the suspension of the {kind} {title} ({signed}) does not count: the key of ours "
        "that signed it is in other hands since {since}. It is still suspended; if it should not be, "
        "write to us.",
    },
    "changed": {
        "zh": "{kind}“{title}”于 {signed} 的“{action}”已作废：本协会的签署密钥自 {since} 起"
        "失密，该变更并非本协会所为。其状态视同从未有此变更；其间的核验结论，请以更新数据后的结论为准。",
        "en": "That the {kind} {title} was {action} ({signed}) is void: the key of ours that signed it is "
        "in other hands since {since}. It stands as if that had never been; who verified it "
        "meanwhile may ask again with current data.",
    },
}
"""Sentences for a credential, a lifted suspension, or another change that does not stand."""

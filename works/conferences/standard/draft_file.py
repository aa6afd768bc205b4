"""A standard before it is signed: Markdown whose headings are clauses, TOML or JSON."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from credentials.documents.conferences.standard import UnifiedStandard
from credentials.drafting.compose import build_standard
from credentials.record import JsonObject, Record, read_body
from credentials.times import day_of
from terminal.language import say
from terminal.workspace.draft_files import as_typed, load_draft
from works.conferences.standards import find_leading, list_versions

if TYPE_CHECKING:
    from registry import Registry

MAX_DRAFT_BYTES = 4 * 1024 * 1024


def load_standard(path: Path) -> JsonObject:
    """Return the members of a draft as typed; CommandError file-…, RecordError."""
    with as_typed(path):
        return load_draft(path, MAX_DRAFT_BYTES, "clauses")


def go_on(
    value: JsonObject, texts: Sequence[Record[UnifiedStandard]], adopted: Record[UnifiedStandard] | None
) -> JsonObject:
    """Return the draft; if it names no version, add the next version and the digest of the previous one.

    It continues the newest `adopted` text, because a text of one party alone binds no other. `texts` are the
    texts here, the newest version first. The function does not choose among several drafts of one version.
    """
    newest = adopted or (texts[0] if texts else None)
    version = value.get("version", newest.body.credential_subject.version + 1 if newest is not None else 1)
    before = [text for text in texts if text.body.credential_subject.version + 1 == version]
    # the adopted text outranks rival drafts of its version
    if adopted in before:
        before = [adopted]
    # never guesses among drafts: the signed text names the one it continues
    known: JsonObject = {"previous": before[0].digest} if len(before) == 1 else {}
    return {"version": version, **known, **value}


def go_on_here(registry: "Registry", value: JsonObject, now: datetime) -> JsonObject:
    """Do as `go_on`, with the texts of a registry."""
    code, trust = value.get("code"), registry.load_trust()
    texts = list_versions(registry, code, trust) if isinstance(code, str) else []
    return go_on(value, texts, find_leading(registry, texts, trust, now).adopted if texts else None)


def build_text(subject: JsonObject, issuer: str, standard_id: str, path: Path) -> JsonObject:
    """Return the unsigned standard; RecordError with the name of the file."""
    document = build_standard(issuer, subject, standard_id=standard_id)
    with as_typed(path):
        read_body(document, UnifiedStandard)
    return document


def format_template(
    schemes: Sequence[tuple[str, str]], chosen: Sequence[str], now: datetime, *, markdown: bool
) -> str:
    """Return a valid example of a standard of the `chosen` schemes; `schemes` has ids and names of all."""
    return "\n".join([*_template(schemes, chosen, now, markdown=markdown), ""])


def _template(
    schemes: Sequence[tuple[str, str]], chosen: Sequence[str], now: datetime, *, markdown: bool
) -> Iterator[str]:
    if markdown:
        yield "+++"
    yield "# " + say(
        "A standard. What stands here is an example: replace it. A line that begins with # says nothing.",
        "一项标准。以下内容为示例，请逐项替换。以 # 开头的行不起作用。",
    )
    yield 'code = "example-criteria"'
    yield 'title = {zh = "示例评价准则", en = "Example of criteria"}'
    yield "# " + say(
        "version and previous may be left out: it then goes on from the newest version here",
        "version（版本号）、previous（上一版摘要）可省略，省略时接续本库最新一版",
    )
    yield "# " + say("schemes of the agreement:", "协议中的评价办法：")
    for code, name in schemes:
        yield f"#   {code}  {name}"
    yield "schemes = [" + ", ".join(f'"{code}"' for code in chosen) + "]"
    yield f"from = {day_of(now) + timedelta(days=90)}"
    if markdown:
        yield "+++"
    clauses = (("1", "范围", "Scope", "适用于示例企业。"), ("4.2", "人员", "Staff", "示例要求。"))
    for no, zh, en, text in clauses:
        yield ""
        if markdown:
            yield from (f"## {no} {zh} / {en}", text)
        else:
            yield from ("[[clauses]]", f'no = "{no}"', f'title = {{zh = "{zh}", en = "{en}"}}')
            yield f'text = {{zh = "{text}"}}'

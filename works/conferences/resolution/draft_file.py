"""A resolution before it is signed: TOML, Markdown or JSON, its withheld items in full.

For an item with `withheld = true` only the digest is signed. Its text and a salt go to a file beside the
draft, which the parties keep. The command reads that file again with the draft, so that the same text has the
same digest.
"""

from collections.abc import Callable, Iterator, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import orjson

from credentials.documents.conferences.resolution import (
    KeptItem,
    ResolutionHalf,
    ResolutionItem,
    digest_of_content,
)
from credentials.drafting.compose import build_resolution_half
from credentials.errors import RecordError
from credentials.record import JsonObject, parse_document, read_body
from credentials.times import day_of
from credentials.words.work_words import CITED_KINDS, ITEM_DECISIONS
from terminal.errors import CommandError
from terminal.language import say
from terminal.output import plain
from terminal.workspace.draft_files import as_typed, load_draft
from terminal.workspace.files import load_bytes

MAX_DRAFT_BYTES = 512 * 1024


class ResolutionDraft(NamedTuple):
    """The common content of all halves, and the kept texts with their salts."""

    subject: JsonObject
    kept: list[JsonObject]


Refer = Callable[[str, str, int | None], str]
"""Gives the digest of a citation: its kind, its title or number, the item of a resolution."""


def refuse_title(_: str, title: str, __: int | None) -> str:
    """Refuse a citation by title: there is no registry to look it up in."""
    raise CommandError("not-found", reference=plain(title[:80]))


def kept_beside(path: Path) -> Path:
    """Return the path of the withheld texts of a draft."""
    return path.with_name(f"{path.stem}.withheld.json")


def load_resolution(
    path: Path, parties: Sequence[str], salt: Callable[[], str], refer: Refer = refuse_title
) -> ResolutionDraft:
    """Return the content of a draft; a refusal names the file and the member as typed.

    `parties` are used if the draft names none; `refer` gives the digest of a citation by title. Raises
    CommandError file-…, withheld-differs, not-found, title-ambiguous; RecordError.
    """
    with as_typed(path):
        return read_resolution(load_draft(path, MAX_DRAFT_BYTES, "items"), path, parties, salt, refer)


def build_half(subject: JsonObject, issuer: str, half_id: str, now: datetime) -> JsonObject:
    """Return the unsigned half of `issuer`; RecordError."""
    document = build_resolution_half(issuer, subject, half_id=half_id)
    read_body(document, ResolutionHalf).check_created(now)
    return document


def format_kept(number: str, kept: Sequence[JsonObject]) -> bytes:
    """Return the file of the texts that the parties keep."""
    return orjson.dumps({"number": number, "items": [*kept]}, option=orjson.OPT_INDENT_2) + b"\n"


def load_kept(path: Path) -> tuple[str, list[JsonObject]]:
    """Return the number and the withheld items of a file; RecordError, CommandError file-…."""
    value = parse_document(load_bytes(path, limit=MAX_DRAFT_BYTES), MAX_DRAFT_BYTES)
    kept: list[JsonObject] = []
    for name, kind in (("number", str), ("items", list)):
        if not isinstance(value.get(name), kind):
            raise RecordError("member-missing", f"{plain(path.name)}: {name}")
    items: Any = value["items"]
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordError("not-an-object", f"{plain(path.name)}: items[{place}]")
        try:
            read_body(item, KeptItem)
        except RecordError as error:
            field = ".".join(filter(None, (f"{plain(path.name)}: items[{place}]", error.field)))
            raise RecordError(error.code, field, **error.facts) from None
        kept.append(item)
    return str(value["number"]), kept


def read_resolution(
    value: JsonObject,
    path: Path,
    parties: Sequence[str],
    salt: Callable[[], str],
    refer: Refer = refuse_title,
) -> ResolutionDraft:
    """Return the content of the draft in the file at `path`; the withheld texts are kept beside that file."""
    kept_path = kept_beside(path)
    # reuses the salt: a new one would change the digest
    earlier = load_kept(kept_path)[1] if kept_path.exists() else []
    subject: JsonObject = {"parties": [*parties], **value}
    items: Any = subject.get("items")
    if not isinstance(items, list):
        raise RecordError("member-missing", "items")
    signed: list[Any] = []
    kept: list[JsonObject] = []
    for place, item in enumerate(items):
        if not isinstance(item, dict):
            raise RecordError("not-an-object", f"items[{place}]")
        numbered = {**item, "no": _number_of(item, place)}
        if isinstance(cited := item.get("refers"), list):
            numbered["refers"] = [
                _refer(citation, refer, f"items[{place}].refers[{at}]") for at, citation in enumerate(cited)
            ]
        if numbered.get("withheld") is not True:
            # the member `withheld = false` is not signed
            signed.append({name: member for name, member in numbered.items() if member is not False})
            continue
        del numbered["withheld"]
        try:
            read_body(numbered, ResolutionItem)
        except RecordError as error:
            field = ".".join(filter(None, (f"items[{place}]", error.field)))
            raise RecordError(error.code, field, **error.facts) from None
        full = _salted(numbered, earlier, kept_path, salt)
        kept.append(full)
        signed.append({"no": numbered["no"], "withheld": digest_of_content(full)})
    return ResolutionDraft({**subject, "items": signed}, kept)


def _refer(cited: Any, refer: Refer, where: str) -> Any:
    """Return a citation by digest; look the digest up if the citation was typed by title."""
    if not isinstance(cited, dict) or not isinstance(title := cited.get("title"), str) or "digest" in cited:
        return cited
    item, rest = (
        cited.get("item"),
        {name: value for name, value in cited.items() if name not in ("title", "item")},
    )
    # type(), because isinstance() would accept TOML's true as item 1
    if item is not None and (type(item) is not int or cited.get("kind") != "document"):
        raise RecordError("member-value", f"{where}.item", expected="1")
    return {**rest, "digest": refer(str(cited.get("kind")), title, item)}


def _number_of(item: JsonObject, place: int) -> Any:
    """Return the item's number as written, also in a heading; else its place."""
    no = item.get("no", place + 1)
    return int(no) if isinstance(no, str) and no.isascii() and no.isdigit() and len(no) < 4 else no


def _salted(
    item: JsonObject, earlier: Sequence[JsonObject], kept_path: Path, salt: Callable[[], str]
) -> JsonObject:
    for kept_item in earlier:
        if kept_item.get("no") == item["no"]:
            if {name: member for name, member in kept_item.items() if name != "salt"} != item:
                raise CommandError("withheld-differs", path=plain(str(kept_path)), item=item["no"])
            return kept_item
    # without a salt, anybody could guess a short text and compare digests
    return {**item, "salt": salt()}


def format_template(parties: Sequence[tuple[str, str]], now: datetime, *, markdown: bool) -> str:
    """Return a valid example of a resolution, with the meaning of each member in the current language.

    `parties` are DIDs and names.
    """
    lines = _template(parties, day_of(now), markdown=markdown)
    return "\n".join([*lines, ""])


def _template(parties: Sequence[tuple[str, str]], day: date, *, markdown: bool) -> Iterator[str]:
    if markdown:
        yield "+++"
    yield "# " + say(
        "A resolution. What stands here is an example: replace it. A line that begins with # says nothing.",
        "一份决议。以下内容为示例，请逐项替换。以 # 开头的行不起作用。",
    )
    yield "# " + say("parties:", "缔约方：")
    for did, name in parties:
        yield f"#   {did}  {name}"
    yield f'number = "{say("Example", "示例")} {day.year}-1"'
    yield f"resolvedOn = {day}"
    yield 'meeting = {title = {zh = "示例联席会议", en = "Example of a joint conference"}, ' + (
        f'place = "{say("Example town", "示例市")}", from = {day}, until = {day}}}'
    )
    yield "# " + say("what a party has against an item that it signs all the same", "保留意见")
    yield f'# dissent = [{{dissenter = "{parties[-1][0]}", item = 1, text = {{zh = "示例保留意见。"}}}}]'
    if markdown:
        yield "+++"
    yield from _items(parties[0][0], day, markdown=markdown)


def _items(owner: str, day: date, *, markdown: bool) -> Iterator[str]:
    decisions = ", ".join(f"{code} ({say(*words)})" for code, words in ITEM_DECISIONS.items())
    kinds = ", ".join(f"{code} ({say(*words)})" for code, words in CITED_KINDS.items())
    withheld = say(
        "not public: only its digest is signed, its text goes to a file beside for the parties to keep",
        "不公开：只签署其摘要，文本写入旁边的文件，由各方保存",
    )
    members = [
        f"# decision: {decisions}",
        'decision = "adopted"',
        "# "
        + say(
            "due and owner: of what was adopted, if they are to be told",
            "due（期限）、owner（责任方）：限通过的议项，可省略",
        ),
        f"due = {day.replace(year=day.year + 1, day=1)}",
        f'owner = "{owner}"',
        f"# refers: {kinds}",
        "# "
        + say(
            "by title, code or number; of an item of a resolution also its number; or by digest",
            "写标题、代码或编号；引用决议的某一议项时再写 item（议项序号）；也可写 digest（摘要）",
        ),
        '# refers = [{kind = "standard", title = "example-criteria 1"}]',
        f'# refers = [{{kind = "document", title = "{say("Example", "示例")} {day.year - 1}-1", item = 2}}]',
    ]
    kept = [f"# {withheld}", "withheld = true", 'decision = "noted"']
    items = (
        ("示例议项", "Example of an item", "示例议项内容。", members),
        ("示例不公开议项", "Example withheld", "示例内容。", kept),
    )
    for no, (zh, en, text, given) in enumerate(items, 1):
        yield ""
        if markdown:
            yield from (f"## {no} {zh} / {en}", text, "```toml", *given, "```")
        else:
            yield from ("[[items]]", f'title = {{zh = "{zh}", en = "{en}"}}', f'text = {{zh = "{text}"}}')
            yield from given

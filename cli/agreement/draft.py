"""Carry out `huren agreement draft`."""

import json
from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

from cli.agreement.pending_texts import load_pending
from cli.agreement.read_text import ReadText, chain_texts, load_text_file
from credentials.drafting.next_agreement import compose_next_text
from credentials.patterns import DID_PATTERN
from credentials.record import JsonObject
from credentials.times import add_months
from terminal.errors import CommandError
from terminal.invocation import Invocation
from terminal.language import say
from terminal.output import plain, tell
from terminal.reports.sheet_files import check_workbook
from terminal.workspace.files import STDIO, check_free, save_bytes
from terminal.workspace.key_files import load_root

_YEARS = 5


def write_draft(
    run: Invocation,
    out: str | None,
    parties: Sequence[str],
    *,
    workbook: str | None = None,
    source: str | None = None,
    errors: str | None = None,
    force: bool = False,
) -> None:
    """Write the text as JSON or a workbook for editing; the digest is over its canonical form anyway.

    With `source`, write the text of that file. Raises CommandError option-missing, option-value,
    option-conflict; file-exists unless `force`.
    """
    if workbook is not None:
        check_workbook("--xlsx", workbook, force=force)
    if source is not None:
        if parties:
            raise CommandError("option-conflict", options="--party, --text")
        text = load_text_file(source, run, errors=errors)
        _tell_wrote(_save(out, workbook, text.value, force=force))
        return
    moment = run.now.replace(hour=0, minute=0, second=0)
    last, drafts = load_last(run)
    if last is not None and parties:
        raise CommandError(
            "option-conflict",
            options=say("--party, an agreement in the registry", "--party、登记库中已有的协议"),
        )
    value = (
        next_version(last, drafts, moment)
        if last is not None
        else first_version(map(read_party, parties), moment)
    )
    _tell_wrote(_save(out, workbook, value, force=force))
    if last is None and not parties:
        _tell_example()


def save_draft(out: str | None, value: JsonObject, *, force: bool) -> str:
    """Write a text with indents, or as a workbook by the ending of the name; return where.

    CommandError option-missing, file-exists; CarrierError agreement-cells.
    """
    if out is None:
        how = "Name the file, or - for standard output.", "请指定文件；- 表示标准输出。"
        raise CommandError("option-missing", option="-o", how=how[0], how_zh=how[1])
    check_free(out, force=force)  # somebody may have edited an earlier draft there
    if Path(out).suffix.casefold() == ".xlsx":
        from carriers.agreement_workbook import write_agreement

        save_bytes(out, write_agreement(value))
    else:
        save_bytes(out, json.dumps(value, ensure_ascii=False, indent=2).encode() + b"\n")
    return out


def _save(out: str | None, workbook: str | None, value: JsonObject, *, force: bool) -> list[str]:
    """Write the requested files, at least one; return their names."""
    wanted = [out, workbook] if out is not None and workbook is not None else [out or workbook]
    return [save_draft(target, value, force=force) for target in wanted]


def next_version(last: ReadText, drafts: Sequence[str], moment: datetime) -> JsonObject:
    """Return the last text as the next version, which names it and the drafts that it replaces."""
    return compose_next_text(last.value, last.body, last.digest, drafts, moment)


def first_version(parties: Any, moment: datetime) -> JsonObject:
    """Return the example's text from `moment` on, with `parties` (DID, root key) in place of its own."""
    from keys_example.agreement import agreement_text
    from keys_example.keys import CHONGQING, SICHUAN

    text: Any = agreement_text(effective_from=moment, effective_until=add_months(moment, 12 * _YEARS))
    names: dict[str, str] = {}
    # the example has places for two parties
    for example, (did, key) in zip([CHONGQING, SICHUAN], parties, strict=False):
        names[example] = did
        for party in text["parties"]:
            if party["id"] == example:
                party["rootKey"] = key
    replaced = json.dumps(text, ensure_ascii=False)
    for example, did in names.items():
        # matches the quotes too, so that a longer id with the same beginning stays
        replaced = replaced.replace(f'"{example}"', f'"{did}"')
    value: JsonObject = json.loads(replaced)
    return {**value, "agreement": "new-agreement"}


def load_last(run: Invocation) -> tuple[ReadText | None, list[str]]:
    """Return the last complete text, and the digests of the unfinished texts that continue it."""
    if not run.has_registry():
        return None, []
    with run.open_registry() as registry:
        texts = chain_texts(registry.chain())
        pending = load_pending(registry)
    last = texts[-1] if texts else None
    return last, [p.digest for p in pending if last is not None and p.text.previous == last.digest]


def read_party(text: str) -> tuple[str, str]:
    """Parse DID=KEY, the root as digits or in a file; CommandError option-value, key-not-root."""
    import re

    did, _, key = text.partition("=")
    if re.match(DID_PATTERN, did) is None or not key:
        how, how_zh = "Write did:web:your.site=root.pub.", "请写 did:web:您的网站=root.pub。"
        raise CommandError("option-value", text=plain(text), option="DID=KEY", how=how, how_zh=how_zh)
    return did, load_root(key)


def _tell_wrote(files: Sequence[str]) -> None:
    for name in map(plain, files):
        if name != STDIO:
            tell(
                say(
                    f"Wrote {name}. Edit it, check it with huren agreement show {name}, then let every party "
                    "sign it.",
                    f"已写入 {name}。请编辑后用 huren agreement show {name} 检查，再由各方签署。",
                )
            )


def _tell_example() -> None:
    tell(
        say(
            "Its parties and root keys are those of the example: replace them (--party DID=KEY does).",
            "其中的成员与根密钥均为示例，请替换（可用 --party DID=KEY）。",
        )
    )

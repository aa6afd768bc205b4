"""Digests of the records that a draft cites by title, code or number, so that nobody copies digests by
hand."""

from typing import TYPE_CHECKING

from credentials.errors import RecordError
from credentials.kinds import kinds_where
from registry.view.known_halves import text_digest
from terminal.errors import CommandError
from terminal.output import plain
from terminal.workspace.open_registry import titled_record
from works.conferences.citations import KINDS_CITED, NAMED_KINDS
from works.conferences.lookup import find_resolutions
from works.conferences.open_items import digest_of
from works.conferences.resolution.draft_file import Refer

if TYPE_CHECKING:
    from registry import Registry


def refer_in(registry: "Registry") -> Refer:
    """Return a look-up in a registry; it raises CommandError not-found, resolution-absent,
    title-ambiguous."""

    def refer(kind: str, title: str, item: int | None) -> str:
        if item is not None:
            return _find_item(registry, title, item)
        if kind == "agreement":
            return _find_text(registry, title)
        works = kinds_where(lambda row: row.is_judged and row.is_work)
        kinds = {*KINDS_CITED.get(kind, ())} or {*works} - NAMED_KINDS
        return titled_record(registry, title, kinds).digest

    return refer


def _find_item(registry: "Registry", number: str, item: int) -> str:
    """Return the digest of an item of a resolution that is here."""
    resolutions = find_resolutions(registry, number)
    if not resolutions:
        raise CommandError("resolution-absent", reference=plain(number[:80]))
    if len(resolutions) > 1:
        choices = [f"{resolution.subject.number} ({resolution.content[:12]}…)" for resolution in resolutions]
        raise CommandError("title-ambiguous", reference=plain(number[:80]), choices=[*map(plain, choices)])
    if not 1 <= item <= len(resolutions[0].subject.items):
        raise RecordError("member-value", "item", expected=f"1–{len(resolutions[0].subject.items)}")
    return digest_of(resolutions[0], item)


def _find_text(registry: "Registry", title: str) -> str:
    """Return the digest of a text of the agreement by its version, with or without the agreement's name."""
    texts = registry.read(lambda view: {text_digest(half): half for half in view.halves()})
    for digest, half in texts.items():
        text = half.body.credential_subject
        if title in (str(text.version), f"{text.agreement} {text.version}", digest[:12]):
            return digest
    raise CommandError("not-found", reference=plain(title[:80]))

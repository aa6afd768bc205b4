"""Next version of an agreement's text, made from the last complete one: pure, and not yet signed."""

from collections.abc import Sequence
from datetime import datetime

from credentials.documents.agreement import AgreementText
from credentials.record import JsonObject
from credentials.times import format_time


def compose_next_text(
    value: JsonObject, text: AgreementText, digest: str, drafts: Sequence[str], moment: datetime
) -> JsonObject:
    """Return the last text as the next version, in force from a moment; nothing else changes.

    `value` and `text` are the last text as JSON and as read; it names that text's digest, and the drafts that
    it replaces.
    """
    # a version cannot act before the version it continues
    begins = max(text.effective_from, moment)
    next_: JsonObject = {
        **value,
        "version": text.version + 1,
        "previous": digest,
        "effectiveFrom": format_time(begins),
    }
    # `replaces` names drafts of one version; the next version names its own
    next_.pop("replaces", None)
    return {**next_, "replaces": [*drafts]} if drafts else next_

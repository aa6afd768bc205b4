"""Fields of the public forms, and of the one for paper, as entries of the inbox."""

from collections.abc import Mapping
from datetime import date
from typing import Any, Protocol

from credentials.record import JsonObject


class FilledForm(Protocol):
    """A form with its texts and its files."""

    def text(self, name: str) -> str:
        """Return the trimmed text of a field; empty where it was left out."""
        ...

    def digests(self, name: str) -> Mapping[str, str]:
        """Return the SHA-256 of the files of a field, by their names."""
        ...


def read_objection(form: FilledForm, day: date) -> JsonObject:
    """Return an objection as its model reads it."""
    item = form.text("item")
    about: dict[str, Any] = {
        "notice": form.text("notice") or None,
        "item": int(item) - 1 if item.isascii() and item.isdecimal() and len(item) < 5 else None,
        "number": form.text("number") or None,
        "name": form.text("about"),
    }
    return {
        "about": {name: member for name, member in about.items() if member is not None},
        **_read_shared(form, day),
        "arguments": form.text("arguments"),
    }


def read_application(form: FilledForm, day: date) -> JsonObject:
    """Return an application as its model reads it."""
    optional = {"grade": form.text("grade"), "arguments": form.text("arguments")}
    return {
        **_read_shared(form, day),
        "unifiedSocialCreditCode": form.text("uscc").upper(),
        "scheme": form.text("scheme"),
        **{name: text for name, text in optional.items() if text},
    }


def _read_shared(form: FilledForm, day: date) -> JsonObject:
    evidence: list[Any] = [
        {"name": name, "digest": digest} for name, digest in form.digests("evidence").items()
    ]
    by: JsonObject = {"kind": form.text("kind"), "name": form.text("name"), "contact": form.text("contact")}
    return {"by": by, "receivedOn": day.isoformat(), **({"evidence": evidence} if evidence else {})}

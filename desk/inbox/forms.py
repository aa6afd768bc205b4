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


def read_objection(form: FilledForm, about: JsonObject, day: date) -> JsonObject:
    """Return an objection to `about` (desk.inbox.subjects) as its model reads it."""
    return {"about": about, **_read_shared(form, day), "arguments": form.text("arguments")}


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

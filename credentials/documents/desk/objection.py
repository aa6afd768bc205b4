"""Applications and objections: forms that come to the desk from outside, and acts of persons on them.

They arrive by a public form or are typed in from paper, and are stored as JSON. Nobody signs them: they are
evidence, and the decisions of persons count. Names and contacts never leave the desk; a notice tells of an
objection without them (credentials.documents.desk.list_notice.ListedObjection).
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Annotated, Any, Literal, Self, TypeVar

from pydantic import Field, model_validator

from credentials.documents.desk.list_notice import MAX_ITEMS, ObjectionResult
from credentials.documents.desk.plan import Attachment
from credentials.record import Code, Date, Digest, Items, Maybe, Model, Slug, Text, Uscc, refuse
from credentials.unsigned import Passage, check_once, read_unsigned

MAX_ENTRY_BYTES = 32 * 1024
ANSWER_DAYS = 10
"""Days after receipt within which an objection is answered, where the desk sets no other number."""

ApplicationResult = Literal["accepted", "returned"]
EntryResult = ObjectionResult | ApplicationResult

E = TypeVar("E", bound="InboxForm")

_Evidence = Annotated[Items[Attachment], Field(max_length=5)]


class EntrySender(Model):
    """Sender of a form, who is never published."""

    kind: Literal["enterprise", "person", "authority"]
    name: Text
    contact: Text


class ObjectionAbout(Model):
    """An item of a notice, by the digest of any version and its place from 0; or a certificate by number.

    `name` is the name of the enterprise.
    """

    notice: Maybe[Digest] = None
    item: Maybe[Annotated[int, Field(ge=0, le=MAX_ITEMS - 1)]] = None
    number: Maybe[Code] = None
    name: Text

    @model_validator(mode="after")
    def _one(self) -> Self:
        if (self.notice is None) != (self.item is None):
            raise refuse("member-missing", "notice" if self.notice is None else "item")
        if self.notice is not None and self.number is not None:
            raise refuse("condition-stray", "number")
        if self.notice is None and self.number is None:
            raise refuse("member-missing", "number")  # an objection to nothing would close nothing
        return self


class InboxForm(Model):
    """Members of both forms; `evidence` are digests of files that the sender keeps."""

    by: EntrySender
    evidence: Maybe[_Evidence] = None
    received_on: Date

    @model_validator(mode="after")
    def _once(self) -> Self:
        check_once("evidence", (file.digest for file in self.evidence or ()))
        return self


class ObjectionEntry(InboxForm):
    """An objection as received."""

    about: ObjectionAbout
    arguments: Passage


class ApplicationEntry(InboxForm):
    """An application to be assessed under a scheme."""

    unified_social_credit_code: Uscc
    scheme: Slug
    grade: Maybe[Code] = None
    arguments: Maybe[Passage] = None


class EntryAct(Model):
    """Act of a person on an entry.

    A refusal has `reasons`, an answer `result` and `reasons`, the beginning of a batch its id.
    """

    result: Maybe[EntryResult] = None
    reasons: Maybe[Passage] = None
    batch: Maybe[Code] = None


def read_entry(value: Mapping[str, Any], model: type[E]) -> E:
    """Read a form in a plain dict of at most 32 KiB; RecordError names the member."""
    return read_unsigned(dict(value), model, MAX_ENTRY_BYTES).body


def due_on(received: date, days: int = ANSWER_DAYS) -> date:
    """Return the last day for the answer."""
    return received + timedelta(days=days)

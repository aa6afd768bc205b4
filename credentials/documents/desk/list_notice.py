"""Public notice of a list (公示): who is about to be assessed as what, laid open for objections.

A notice has versions. Each version repeats the one before and may only withdraw items, move the end later, or
add results of objections. So everything under notice stays readable, and a later version adds no item.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import chain, repeat
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import Field, Strict, model_validator

from credentials.documents.works.technology import Prose, check_days
from credentials.errors import RecordError
from credentials.record import (
    Code,
    Credential,
    Date,
    Digest,
    Items,
    Maybe,
    Model,
    Slug,
    Text,
    Uscc,
    Version,
    refuse,
)
from credentials.times import end_of
from credentials.unsigned import check_once
from credentials.words.simplified import fold_closely

MAX_ITEMS = 1_000
MAX_LIST_BYTES = 512 * 1024
MAX_LIST_LIFE = timedelta(days=400)

ObjectionResult = Literal["upheld", "partly", "rejected"]


class ListedObjection(Model):
    """An accepted objection to an item, without names: the day of receipt, and the association's answer."""

    received_on: Date
    decided_on: Maybe[Date] = None
    result: Maybe[ObjectionResult] = None

    @model_validator(mode="after")
    def _answered(self) -> Self:
        if (self.decided_on is None) != (self.result is None):
            raise refuse("member-missing", "result" if self.result is None else "decidedOn")
        if self.decided_on is not None:
            check_days(self.received_on, self.decided_on, "decidedOn")
        return self


class ListItem(Model):
    """An enterprise and the grade it is about to get; without categories where its scheme has none."""

    legal_name: Text
    unified_social_credit_code: Uscc
    category: Maybe[Annotated[Items[Code], Field(min_length=1, max_length=20)]] = None
    grade: Code
    withdrawn: Maybe[bool] = None
    objections: Maybe[Annotated[Items[ListedObjection], Field(min_length=1, max_length=20)]] = None

    @model_validator(mode="after")
    def _withdrawn(self) -> Self:
        if self.withdrawn is False:
            raise refuse("member-value", "withdrawn", expected="'true'")
        return self

    @property
    def categories(self) -> tuple[str | None, ...]:
        """The categories; one entry without a category for credit."""
        return self.category or (None,)


class ListSubject(Model):
    """The `version`-th list of a batch; `from` and `until` are its first and last whole day at +08:00.

    An enterprise has each category once, so that no second item keeps a withdrawn category.
    """

    type: Literal["ListNotice"]
    scheme: Slug
    batch: Code
    version: Version
    previous: Maybe[Digest] = None
    since: Date = Field(alias="from")
    until: Date
    items: Annotated[Items[ListItem], Field(min_length=1, max_length=MAX_ITEMS)]
    basis: Prose
    objections_to: Prose

    @model_validator(mode="after")
    def _rules(self) -> Self:
        check_days(self.since, self.until, "until")
        if self.until - self.since >= MAX_LIST_LIFE:
            raise refuse("life-too-long", "until", expected=MAX_LIST_LIFE.days)
        if (self.version == 1) != (self.previous is None):
            raise refuse("previous-form", "previous")
        check_once("items", chain.from_iterable(map(_name_rows, self.items)))
        return self


def _name_rows(item: ListItem) -> Iterator[str]:
    """Yield the code and each category of an item; a grade without a category is for all categories."""
    for category in item.categories:
        yield " ".join(filter(None, (item.unified_social_credit_code, category)))


class ListNotice(Credential):
    """A version of a public notice, without a term and status events; its days run from the first version."""

    KIND = "list-notice"
    type: Annotated[tuple[Literal["VerifiableCredential"], Literal["ListNoticeCredential"]], Strict(False)]
    credential_subject: ListSubject

    def check_created(self, created: datetime) -> None:
        """Refuse a first version whose days are over; a later one may still withdraw an item."""
        subject = self.credential_subject
        if subject.version == 1 and end_of(subject.until) <= created:
            raise RecordError("already-over", "credentialSubject.until")

    @property
    def title(self) -> str:
        """The batch."""
        return self.credential_subject.batch


class PlacedItem(NamedTuple):
    """An item with its place, from 1."""

    place: int
    item: ListItem


def find_items(subject: ListSubject, words: str | None) -> list[PlacedItem]:
    """Return the items whose name or code has every word, or whose number it is; all without words."""
    wanted = fold_closely(words or "").split()
    placed = [PlacedItem(place, item) for place, item in enumerate(subject.items, 1)]

    def fits(one: PlacedItem) -> bool:
        text = fold_closely(f"{one.item.legal_name} {one.item.unified_social_credit_code}")
        return wanted == [str(one.place)] or all(word in text for word in wanted)

    return [one for one in placed if fits(one)] if wanted else placed


def find_breach(before: ListNotice, after: ListNotice) -> str | None:
    """Return the path of the first member that a version changes against the rules; None where it follows.

    `previous` is not compared: it names the bytes of the version before.
    """
    later, former = after.credential_subject, before.credential_subject
    if after.issuer != before.issuer:
        return "issuer"
    for member in ("scheme", "batch", "since", "basis", "objections_to"):
        if getattr(later, member) != getattr(former, member):
            return f"credentialSubject.{ListSubject.model_fields[member].alias}"
    if later.version != former.version + 1:
        return "credentialSubject.version"
    if later.until < former.until:
        return "credentialSubject.until"
    if len(later.items) != len(former.items):
        return "credentialSubject.items"
    for place, (item, earlier) in enumerate(zip(later.items, former.items, strict=True)):
        changed = _find_item_breach(earlier, item)
        if changed is not None:
            return f"credentialSubject.items[{place}].{changed}"
    return None


def _find_item_breach(before: ListItem, after: ListItem) -> str | None:
    for member in ("legal_name", "unified_social_credit_code", "category", "grade"):
        if getattr(after, member) != getattr(before, member):
            return str(ListItem.model_fields[member].alias)
    if before.withdrawn and not after.withdrawn:
        return "withdrawn"
    return "objections" if _lacks_objection(before.objections or (), after.objections or ()) else None


def _lacks_objection(before: Sequence[ListedObjection], after: Sequence[ListedObjection]) -> bool:
    """True where an objection or its answer is gone; a version may answer an open one."""
    rest = chain(after, repeat(None))
    return any(
        now is None or (now != was and (was.result is not None or now.received_on != was.received_on))
        for was, now in zip(before, rest, strict=False)
    )

"""huren-plan/1: the documents that an association is to sign, by digest (docs/reference/desk.md).

Nobody signs a plan. Statements name it by its digest.
"""

from datetime import timedelta
from typing import Annotated, Literal, Self

from pydantic import Field, StringConstraints, model_validator

from credentials.patterns import NOTICE_NAMED_PATTERN
from credentials.record import Did, Digest, Items, JsonObject, Maybe, Model, Text, Time, refuse
from credentials.unsigned import Passage, Unsigned, check_once, parse_unsigned, read_unsigned

PLAN_TYPE = "huren-plan/1"
MAX_PLAN_BYTES = 128 * 1024
MAX_PLAN_VALUES = 4_000
MAX_PLAN_DOCUMENTS = 1_000
MAX_PLAN_LIFE = timedelta(days=45)


class Attachment(Model):
    """Minutes, a site sheet, a score table: only its digest is bound."""

    name: Text
    digest: Digest


class PlanDocument(Model):
    """The plan as a file; `documents` are the SHA-256 of each unsigned document's JCS bytes, in order.

    `notice`: the digest of a notice's first version, or `opening-stock`, or `skipped` with reasons.
    """

    type: Literal["huren-plan/1"]
    issuer: Did
    created: Time
    documents: Annotated[Items[Digest], Field(min_length=1, max_length=MAX_PLAN_DOCUMENTS)]
    attachments: Maybe[Annotated[Items[Attachment], Field(min_length=1, max_length=100)]] = None
    notice: Maybe[Annotated[str, StringConstraints(pattern=NOTICE_NAMED_PATTERN)]] = None
    not_before: Maybe[Time] = None
    expires: Time
    reasons: Maybe[Passage] = None
    previous: Maybe[Digest] = None

    @model_validator(mode="after")
    def _rules(self) -> Self:
        if not self.created < self.expires:
            raise refuse("interval-empty", "expires")
        if self.expires - self.created > MAX_PLAN_LIFE:
            raise refuse("life-too-long", "expires", expected=MAX_PLAN_LIFE.days)
        if self.not_before is not None and not self.not_before <= self.expires:
            raise refuse("interval-empty", "expires")
        if self.notice == "skipped" and self.reasons is None:
            raise refuse("member-missing", "reasons")
        check_once("documents", self.documents)
        return self


def parse_plan(data: bytes) -> Unsigned[PlanDocument]:
    """Parse the plan in JSON bytes (at most 128 KiB); RecordError names the member."""
    return parse_unsigned(data, PlanDocument, MAX_PLAN_BYTES, MAX_PLAN_VALUES)


def read_plan(value: JsonObject) -> Unsigned[PlanDocument]:
    """Read the plan in a parsed JSON object; RecordError as `parse_plan`."""
    return read_unsigned(value, PlanDocument, MAX_PLAN_BYTES)

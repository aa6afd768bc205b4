"""A node's facts on itself (api.answers.node_facts) and on certificate numbers, as JSON."""

from typing import Any, Literal

from pydantic import Field

from api.wire.models import View
from credentials.record import Count, Did, Digest, Version


class NodeAgreementView(View):
    """The agreement in force, else the last one; `pin` is the digest of its version 1."""

    name: str
    version: Version
    digest: Digest
    pin: Digest


class SaidView(View):
    """One text in both languages."""

    zh: str
    en: str


class ContactView(View):
    """Contacts of somebody; null where not given."""

    phone: str | None
    email: str | None
    address: SaidView | None
    hours: SaidView | None


class BrandView(View):
    """The identity on this node's pages: a party of the agreement, if one alone, and the operator's
    additions."""

    party: str | None
    legal_name: SaidView | None = Field(description="As the agreement has it.")
    short_name: SaidView | None
    registry: SaidView = Field(description="What the registry is called.")
    operator: SaidView | None = Field(description="Who runs the node, if not that party.")
    contact: ContactView
    objections: ContactView = Field(description="Where objections to an assessment go.")


class KeptView(View):
    """The records of an association here; `node` is the place of its log if that is elsewhere.

    Numbers are null while the database cannot be asked.
    """

    issuer: str
    node: str | None
    records: dict[str, Count] | None = Field(description="By kind.")
    log_entries: Count | None
    signed_head: Count | None = Field(description="Entries that the newest signed log head covers.")
    witnessed: str | None = Field(description="When another association cosigned its log last.")
    pulled: str | None = Field(description="When all was taken from its own node last; null here.")
    source: Literal["own", "copy", "hand"] | None = Field(
        description="Whether its log is signed here, a copy of its owner's, or not here: brought by hand."
    )


class CapsView(View):
    """The most this node takes: bytes of a record and of a body, entries of a batch, tokens of an address."""

    record_bytes: Count
    verification_bytes: Count
    batch_bytes: Count
    verifications: Count
    records: Count
    rate_per_minute: Count = Field(description="0: no limit.")
    rate_burst: Count


class NodeView(View):
    """The version of the program, the agreement (null before it is complete), the brand, the records, and the
    caps."""

    version: str
    agreement: NodeAgreementView | None
    brand: BrandView
    keeps: list[KeptView]
    caps: CapsView


class NumberManifestView(View):
    """The manifest that an answer rests on, and when it was signed."""

    version: Version
    signed: str
    digest: Digest


class CoverageView(View):
    """The certificates covered: an absent number among them was not issued."""

    scheme: str
    issued_from: str


class NumberAnswerView(View):
    """The answer of one association's register to a number, as of its newest manifest."""

    number: str = Field(description="As it is compared: NFKC, upper case, one hyphen, no white space.")
    issuer: Did
    state: Literal["found", "absent", "not-covered"]
    why: Literal["silent", "elsewhere", "scheme", "issued", "since", "unwitnessed"] | None = Field(
        description="Why it is not covered: nothing is published, the numbers are not kept here, "
        "another scheme, issued earlier, given since, not worked out by another association."
    )
    manifest: NumberManifestView | None
    count: Count | None = Field(description="How many numbers the association has.")
    coverage: list[CoverageView]
    problem: str | None = Field(description="What is wrong with its publication now, as in a verdict.")
    detail: str = Field(description="The answer in words.")
    proof: dict[str, Any] | None = Field(
        description="The proof, for whoever checks it with a bundle (docs/reference/numbers.md)."
    )


class NumberAnswersView(View):
    """The answers of the associations, and the digests of the credentials here with this number."""

    answers: list[NumberAnswerView]
    credentials: list[Digest]

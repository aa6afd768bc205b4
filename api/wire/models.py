"""The JSON that goes in and out beside signed documents; the OpenAPI document is made of these models.

Requests are read strictly into them. Answers are written without them, because a verdict is sent as the
verifier made it; the tests hold every answer against its model.
"""

from typing import Annotated, Any, Literal, get_args

from pydantic import ConfigDict, Field, StringConstraints

from credentials.documents.status_event import EndKind
from credentials.record import MAX_VERSION, Count, Did, Digest, Items, Maybe, Model, Text, Uscc, Version
from signing.log.log_proof import MAX_LOG_PROOF_BYTES

MAX_BATCH = 1_000
MAX_RECORDS = 10_000

STANDINGS = (
    "active", "suspended", "revoked", "superseded", "expired", "not-yet-valid", "invalid", "unclear",
)  # fmt: skip
"""`invalid` fails for another reason than those before it; of `unclear` the verdict is indeterminate."""

ENDS = get_args(EndKind)
"""The legal forms of a revocation."""
STATUSES = tuple(word for name in STANDINGS for word in ((name, *ENDS) if name == "revoked" else (name,)))
"""The standings that a list may be asked for: `revoked` is every kind of end."""
STANDING_WORDS = tuple(word for word in STATUSES if word != "revoked")
"""The words for standings to people: an end by its kind."""

StandingWord = Literal[STANDINGS]  # type: ignore[valid-type]
End = Annotated[EndKind | None, Field(description="By the reason of the revocation; else null.")]
Lines = Annotated[int, Field(ge=0, le=MAX_RECORDS)]
At = Annotated[str, StringConstraints(max_length=40)]


class Expected(Model):
    """The enterprise that the credential should be about."""

    uscc: Uscc
    name: Maybe[Text] = None


class VerificationRequest(Model):
    """A credential and the question about it.

    `credential` is the JSON object, or text: an H1 code, a URL with one, or the JSON as it came. Text reaches
    the verifier byte for byte, so that malformed text gets a verdict; a malformed object is refused.
    """

    credential: Annotated[
        dict[str, Any] | str,
        Field(
            description="A credential as a JSON object; or as text: H1 code, URL with an H1 code, or JSON.",
            examples=["https://cq.huren.example/v#H1.0441236712345"],
        ),
    ]
    at: Maybe[At] = Field(
        None,
        description="The time asked about: RFC 3339; or a date: that whole day in +08:00, the worst of it. "
        "Default: now.",
        examples=["2026-05-01T09:30:00+08:00", "2026-05-01"],
    )
    through: Maybe[At] = Field(
        None,
        description="A date, such as a contract's end: does the term reach that far? No outcome changes.",
        examples=["2028-12-31"],
    )
    home: Maybe[Did] = Field(
        None, description="The association whose grades you use.", examples=["did:web:sc.huren.example"]
    )
    expect: Maybe[Expected] = None
    proof: Maybe[Annotated[str, StringConstraints(max_length=MAX_LOG_PROOF_BYTES)]] = Field(
        None,
        description="The log proof of the credential (C2SP tlog-proof, `huren log proof`). Without it this "
        "node takes what it knows of the log, where the agreement says `log: witnessed`.",
    )


class BatchRequest(Model):
    """Up to 1,000 verifications; `at`, `through` and `home` hold for those without their own."""

    verifications: Annotated[Items[VerificationRequest], Field(min_length=1, max_length=MAX_BATCH)]
    at: Maybe[At] = None
    through: Maybe[At] = None
    home: Maybe[Did] = None


class SignedDocument(Model):
    """Any signed document: its members and its proof (docs/reference/records.md)."""

    model_config = ConfigDict(extra="allow")

    proof: dict[str, Any]


class View(Model):
    """A JSON object that goes out."""

    model_config = ConfigDict(extra="forbid")


class CheckView(View):
    """One thing a node needs."""

    name: str
    ready: bool
    detail: str


class FindingView(View):
    """The result of one check; the codes stand in docs/reference/checks.md."""

    check: str
    outcome: Literal["passed", "failed", "indeterminate", "skipped"]
    code: str
    detail: str
    evidence: dict[str, Any]


class RecognisedView(View):
    """The recognition of one category in one scheme of the home association."""

    category: str | None
    scheme: str
    to_category: str | None
    grade: str | None
    clause: str | None
    how: Literal["own", "equivalence"]


class TrustAgeView(View):
    """The age of one association's part of the trust data."""

    issuer: str
    version: Version
    issued: str
    age_hours: Annotated[int, Field(ge=-MAX_VERSION, le=MAX_VERSION)]


class TrustView(View):
    """The trust data that a verdict rests on."""

    agreement: str
    version: Version
    manifests: list[TrustAgeView]


class ThroughView(View):
    """True where the term reaches to the end of a day; null where no signature holds."""

    date: str
    reaches: bool | None
    last_day: str | None
    detail: str


class VerdictView(View):
    """The verdict, as `huren verify --json` prints it; `credential` is null unless its signature holds."""

    outcome: Literal["valid", "invalid", "indeterminate"]
    code: str
    codes: list[str]
    findings: list[FindingView]
    credential: dict[str, Any] | None
    recognised: list[RecognisedView]
    at: str
    day: str | None
    through: ThroughView | None
    now: str
    trust: TrustView


class VerdictsView(View):
    """The verdicts of a batch, in the order of its verifications."""

    verdicts: list[VerdictView]


class ProblemView(View):
    """A problem (RFC 9457); `code` is a row of docs/reference/problems.md, `field` the member it is about."""

    type: str
    title: str
    status: Annotated[int, Field(ge=400, le=599)]
    detail: str
    code: str
    field: str
    request_id: str
    verdict: VerdictView | None = Field(None, description="Why a credential was not admitted.")
    checks: list[CheckView] | None = Field(None, description="What a node needs that is not ready.")


class ReceiptView(View):
    """A record that is stored; `notes` are codes such as backdated."""

    status: Literal[200, 201] = Field(json_schema_extra={"minimum": 200, "maximum": 201})
    digest: Digest
    kind: str
    issuer: str
    notes: list[str]
    url: str


class SubmissionView(View):
    """The result for each line, in order."""

    admitted: Lines
    already: Lines
    refused: Lines
    results: list[ReceiptView | ProblemView]


class CredentialLineView(View):
    """A credential as a line of a list."""

    digest: Digest
    id: str
    issuer: str
    legal_name: str
    uscc: str
    region: str
    scheme: str
    category: list[str]
    grade: str
    certificate_number: str
    valid_from: str
    valid_until: str
    standing: StandingWord
    end_kind: End


class CredentialPageView(View):
    """A page; `next` is the cursor of the page after it, null on the last."""

    items: list[CredentialLineView]
    next: str | None


class NamesakeView(View):
    """A credential of another association with the same id or certificate number."""

    issuer: str
    digest: Digest
    href: str


class CredentialView(View):
    """A credential as it was signed, its status events in order, and the verdict of this node.

    Where several associations use the id or number asked for, this is that of the association whose node it
    is, and `namesakes` are the others'.
    """

    digest: Digest
    standing: StandingWord
    end_kind: End
    credential: dict[str, Any]
    events: list[dict[str, Any]]
    verdict: VerdictView
    namesakes: list[NamesakeView]


class HeldView(View):
    """One credential of an enterprise; `recognised` holds its recognition by party."""

    digest: Digest
    standing: StandingWord
    end_kind: End
    outcome: Literal["valid", "invalid", "indeterminate"]
    code: str
    credential: dict[str, Any]
    events: list[dict[str, Any]]
    recognised: dict[str, list[RecognisedView]]


class EnterpriseView(View):
    """The credentials of one enterprise; `complete` is false when it has more than 120."""

    uscc: str
    legal_names: list[str]
    credentials: list[HeldView]
    complete: bool


class NamesView(View):
    """A name in both languages."""

    zh: str
    en: str


class KeyListView(View):
    """The association's newest key list."""

    version: Version
    digest: Digest
    valid_until: str


class ManifestView(View):
    """The association's newest manifest."""

    version: Version
    digest: Digest
    issued: str
    valid_until: str


class AssociationView(View):
    """A party of the agreement in force; members that this node does not know are null."""

    id: str
    region: str
    legal_name: NamesView
    root_key: str
    address: str
    node: str | None
    key_list: KeyListView | None
    manifest: ManifestView | None
    events: Count
    log_size: Count | None
    log_keys: list[str] = Field(description="Verifier keys of its log (C2SP signed-note), newest first.")


class AssociationsView(View):
    """Every party of the agreement in force."""

    items: list[AssociationView]


class AgreementLineView(View):
    """One complete version; it acts from effectiveFrom, or from the last signature it needed."""

    agreement: str
    version: Version
    digest: Digest
    acts_from: str
    effective_from: str
    effective_until: str
    in_force: bool
    url: str


class AgreementsView(View):
    """The complete versions under the pin, in order."""

    pin: Digest
    items: list[AgreementLineView]


class AgreementView(View):
    """One version: the common text and the signed halves."""

    digest: Digest
    text: dict[str, Any]
    halves: list[dict[str, Any]]


class NodeTrustView(View):
    """The pin of this node, its first eight bytes as words, and the bundle's SHA-256; `samples` of a demo."""

    pin: Digest
    words: NamesView
    bundle: Digest
    samples: list[str]


class SchemesView(View):
    """The schemes of the agreement in force with their grants and equivalences, as they stand in its text."""

    agreement: str
    version: Version
    schemes: list[dict[str, Any]]
    grants: list[dict[str, Any]]
    equivalences: list[dict[str, Any]]


class HealthView(View):
    """The process answers."""

    status: Literal["ok"]


class ReadyView(View):
    """The node's readiness, and its checks."""

    ready: bool
    checks: list[CheckView]

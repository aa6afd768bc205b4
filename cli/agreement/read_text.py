"""Reading an agreement text: bare, inside a signed half, or from the registry. Pure but for files."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.documents.agreement import AgreementText, agreement_digest
from credentials.kinds import parse_agreement_half
from credentials.record import JsonObject, parse_document, read_body
from signing.jcs import canonicalize
from signing.strict_json import MAX_RECORD_BYTES
from terminal.workspace.files import load_bytes

if TYPE_CHECKING:
    from verifier.trust.agreements import AgreementChain


@dataclass(frozen=True, slots=True)
class ReadText:
    """An agreement text as JSON and as a model, its digest, and the DIDs of those who signed it here."""

    value: JsonObject
    body: AgreementText
    digest: str
    signed_by: tuple[str, ...] = ()


def load_text_file(path: str | Path) -> ReadText:
    """The text in a file, bare or in a signed half; RecordError names the member that does not fit."""
    data = load_bytes(path, limit=MAX_RECORD_BYTES)
    value = parse_document(data, MAX_RECORD_BYTES)
    if "credentialSubject" not in value:
        return make_text(value)
    half = parse_agreement_half(data)
    subject: Any = half.value["credentialSubject"]
    return make_text(subject, (half.body.issuer,))


def half_text(value: JsonObject) -> ReadText | None:
    """The text of a document that says it is an agreement half; RecordError for one that is malformed."""
    kinds: Any = value.get("type")
    if not isinstance(kinds, list) or "RecognitionAgreementCredential" not in kinds:
        return None
    half = parse_agreement_half(canonicalize(value))
    subject: Any = half.value["credentialSubject"]
    return make_text(subject, (half.body.issuer,))


def make_text(value: JsonObject, signed_by: tuple[str, ...] = ()) -> ReadText:
    """The text in a JSON value; RecordError otherwise."""
    return ReadText(value, read_body(value, AgreementText), agreement_digest(value), signed_by)


def chain_texts(chain: "AgreementChain | None") -> list[ReadText]:
    """The complete versions of a registry, oldest first."""
    texts = []
    for version in chain.versions if chain is not None else ():
        value: Any = version.halves[0].value["credentialSubject"]
        texts.append(make_text(value, tuple(dict.fromkeys(half.body.issuer for half in version.halves))))
    return texts

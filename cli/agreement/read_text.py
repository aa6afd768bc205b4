"""Reader of an agreement text: from a workbook, JSON bare or inside a signed half, or the registry."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from credentials.documents.agreement import AgreementText, agreement_digest
from credentials.errors import RecordError
from credentials.kinds import parse_agreement_half
from credentials.record import JsonObject, parse_document, read_body
from signing.jcs import canonicalize
from signing.strict_json import MAX_RECORD_BYTES
from terminal.invocation import Invocation
from terminal.language import language
from terminal.workspace.edited_json import refuse_at
from terminal.workspace.files import load_bytes

if TYPE_CHECKING:
    from verifier.trust.agreements import AgreementChain

MAX_WORKBOOK = 20 * 1024 * 1024
"""Most bytes of a file that may be a workbook; the limit for JSON is lower."""
_RULES = ("item-repeated", "reference-unknown", "equivalence-ambiguous", "interval-empty")
"""Codes of rules that apply only to a text whose members are well-formed."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """Agreement text as JSON and as a model, its digest, and the DIDs of its signers here."""

    value: JsonObject
    body: AgreementText
    digest: str
    signed_by: tuple[str, ...] = ()


def load_text_file(path: str | Path, run: Invocation, *, errors: str | None = None) -> ReadText:
    """Load the text in a file: a workbook, JSON, or a signed half.

    RecordError names the faulty member and its place. For a workbook, `run` says whether to read hidden
    cells. The function lists faulty cells and writes a workbook with the errors to `errors`. Raises
    CommandError file-…, json-…, workbook-cells; CarrierError.
    """
    data = load_bytes(path, limit=MAX_WORKBOOK)
    # ZIP signature, as every workbook has
    if data.startswith(b"PK"):
        return make_text(_read_workbook(path, data, run, errors))
    try:
        value = parse_document(data, MAX_RECORD_BYTES)
        if "credentialSubject" not in value:
            return make_text(value)
    except RecordError as error:
        raise refuse_at(path, data, error) from None
    half = parse_agreement_half(data)
    subject: Any = half.value["credentialSubject"]
    return make_text(subject, (half.body.issuer,))


def _read_workbook(path: str | Path, data: bytes, run: Invocation, errors: str | None) -> JsonObject:
    """Return the text that the cells make up; print the errors of each page, then raise CommandError
    workbook-cells."""
    from carriers.agreement_workbook import read_agreement, write_agreement_errors
    from terminal.reports.page_report import refuse_pages, tell_corrections
    from terminal.reports.sheet_files import check_workbook

    if errors is not None:
        check_workbook("--errors", errors)
    checked = read_agreement(data, include_hidden=run.include_hidden)
    tell_corrections(
        (page, correction) for page, adjusted in checked.adjusted.items() for correction in adjusted
    )
    if checked.value is not None:
        return checked.value

    def write() -> bytes:
        return write_agreement_errors(data, checked, language())

    raise refuse_pages(run, path, checked.errors, errors, write)


def half_text(value: JsonObject) -> ReadText | None:
    """Return the text of an agreement half; RecordError for a malformed one."""
    kinds: Any = value.get("type")
    if not isinstance(kinds, list) or "RecognitionAgreementCredential" not in kinds:
        return None
    half = parse_agreement_half(canonicalize(value))
    subject: Any = half.value["credentialSubject"]
    return make_text(subject, (half.body.issuer,))


def make_text(value: JsonObject, signed_by: tuple[str, ...] = ()) -> ReadText:
    """Return the text in a JSON value; RecordError names the refused item of a list."""
    try:
        body = read_body(value, AgreementText)
    except RecordError as error:
        if error.code not in _RULES:
            raise
        from carriers.agreement_workbook.rules import find_errors

        # the model refuses the list as a whole; a person needs the row
        raise next(find_errors(value), error) from None
    return ReadText(value, body, agreement_digest(value), signed_by)


def chain_texts(chain: "AgreementChain | None") -> list[ReadText]:
    """Return the complete versions of a registry, oldest first."""
    texts = []
    for version in chain.versions if chain is not None else ():
        # any half will do: the texts of a complete version are equal byte for byte
        value: Any = version.halves[0].value["credentialSubject"]
        texts.append(make_text(value, tuple(dict.fromkeys(half.body.issuer for half in version.halves))))
    return texts

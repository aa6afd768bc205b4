"""Unsigned documents of a survey (credentials.documents.works.survey): what is handed to a signer.

Each function returns JSON ready for `signing.add_proof`. Ids are arguments: randomness lives in the shells.
"""

from collections.abc import Sequence

from credentials.record import HUREN_CONTEXT, VC_CONTEXT, JsonObject

DISCLOSURE: JsonObject = {
    "threshold": 5,
    "dominant": 2,
    "dominancePercent": 85,
    "protectionPercent": 15,
}
"""The parameters of the one rule."""


def build_survey_definition(issuer: str, subject: JsonObject, *, document_id: str) -> JsonObject:
    """What is asked; of `subject` the type, the rule and that it is voluntary need not be written."""
    fixed: JsonObject = {"participation": "voluntary", "disclosure": DISCLOSURE}
    rest = {name: value for name, value in fixed.items() if name not in subject}
    return _document(issuer, "SurveyDefinition", {**subject, **rest}, document_id)


def build_survey_commitment(
    issuer: str, definition: str, area: str, returns: Sequence[JsonObject], *, document_id: str
) -> JsonObject:
    """`returns` are {question, count, root}; `definition` is a digest."""
    subject: JsonObject = {"definition": definition, "area": area, "returns": [*returns]}
    return _document(issuer, "SurveyCommitment", subject, document_id)


def build_survey_report(
    issuer: str,
    definition: str,
    commitment: str,
    *,
    period: str,
    area: str,
    edition: int,
    previous: str | None,
    tables: Sequence[JsonObject],
    document_id: str,
) -> JsonObject:
    """`tables` are of `verifier.survey.format_table`; `definition`, `commitment`, `previous` are digests."""
    subject: JsonObject = {
        "definition": definition,
        "commitment": commitment,
        "period": period,
        "area": area,
        "edition": edition,
        **({} if previous is None else {"previous": previous}),
        "tables": [*tables],
    }
    return _document(issuer, "SurveyReport", subject, document_id)


def _document(issuer: str, kind: str, subject: JsonObject, document_id: str) -> JsonObject:
    return {
        "@context": [VC_CONTEXT, HUREN_CONTEXT],
        "id": document_id,
        "type": ["VerifiableCredential", f"{kind}Credential"],
        "issuer": issuer,
        "credentialSubject": {"type": kind, **subject},
    }

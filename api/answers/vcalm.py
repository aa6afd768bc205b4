"""The verifier interface of VCALM 1.0 (w3.org/TR/vcalm, 3.3.1 and 3.3.2) over our verdict.

VCALM knows two outcomes and calls problems of status and period warnings. Here everything that keeps a
verdict from being valid makes `verified` false. An unknown option is an error (2.5, Options); no option
leaves a check out.
"""

from collections.abc import Sequence
from typing import TypeVar

from api.errors import ApiError
from api.http.body import parse_body
from api.http.problems import detail_of, type_of
from api.wire.vcalm_models import (
    FORMS,
    Presentation,
    VerifyOptions,
    VerifyPresentationOptions,
    VpVerifyRequest,
)
from credentials.errors import RecordError
from credentials.record import VC_CONTEXT, JsonObject, Model
from signing.errors import Lang
from signing.strict_json import JsonValue
from verifier import Outcome, Result, Verdict

_STEPS = {
    "validFrom": "validity-period",
    "validUntil": "validity-period",
    "credentialStatus": "status",
    "proof": "proof",
}
"""The members of `results`, and the check that speaks for each."""
_PRESENTED = VerifyOptions.model_validate({"returnResults": True})
"""Options for the answer to each credential of a presentation."""

M = TypeVar("M", bound=Model)


def read_vcalm(data: bytes, model: type[M], limit: int) -> M:
    """Read the request; ApiError vcalm-option, vcalm-request: VCALM knows one status for all of them."""
    try:
        return parse_body(data, model, limit)
    except RecordError as found:
        error = _in_json(found)
        option = error.field.removeprefix("options.")
        if error.code == "member-unknown" and option != error.field:
            options = model.model_fields["options"].default
            known = ", ".join(sorted(str(field.alias) for field in type(options).model_fields.values()))
            raise ApiError("vcalm-option", error.field, option=option, known=known) from None
        reason = f"{error.sentence('en')} {error.mend('en')}"
        reason_zh = f"{error.sentence('zh')}{error.mend('zh')}"
        raise _malformed(error.field, reason, reason_zh) from None


def _in_json(error: RecordError) -> RecordError:
    """Return the same error in the words of JSON."""
    field = error.field
    for form in FORMS:
        field = field.replace(f".{form}", "")
    return RecordError(error.code, field, **error.facts)


def read_presentation(request: VpVerifyRequest) -> Presentation:
    """Return the one presentation of the request; ApiError vcalm-request."""
    given = [sent for sent in (request.verifiable_presentation, request.presentation) if sent is not None]
    if len(given) != 1:
        raise _malformed(
            "verifiablePresentation",
            "it needs one of verifiablePresentation and presentation.",
            "须有 verifiablePresentation 与 presentation 之一。",
        )
    (presentation,) = given
    if presentation.context[0] != VC_CONTEXT or "VerifiablePresentation" not in presentation.types:
        raise _malformed(
            "type",
            f"a presentation begins with the context {VC_CONTEXT} and has the type VerifiablePresentation.",
            f"出示须以上下文 {VC_CONTEXT} 开头，类型须含 VerifiablePresentation。",
        )
    return presentation


def _malformed(field: str, reason: str, reason_zh: str) -> ApiError:
    return ApiError("vcalm-request", field, reason=reason, reason_zh=reason_zh)


def vcalm_result(verdict: Verdict, credential: JsonObject, options: VerifyOptions, lang: Lang) -> JsonObject:
    """Return the VerificationResult of a credential, with the members that the options ask for."""
    # a client that reads only `verified` must not accept a revoked credential
    result: JsonObject = {"verified": verdict.outcome is Outcome.VALID}
    if options.return_credential:
        result["credential"] = credential
    if options.return_problem_details:
        result["problemDetails"] = _problem_details(verdict, lang)
    if options.return_results:
        result["results"] = _results(verdict, credential)
    return result


def presentation_result(
    verdicts: Sequence[Verdict], request: VpVerifyRequest, presentation: Presentation, lang: Lang
) -> JsonObject:
    """Return the VerificationResult of a presentation.

    `verified` is true if the client sent the presentation as `presentation`, without a proof, and every
    credential in it is valid.
    """
    problems = _presentation_problems(request, presentation)
    details: list[JsonValue] = [_problem(code, detail_of(ApiError(code), lang)) for code in problems]
    result: JsonObject = {
        "verified": not problems and all(verdict.outcome is Outcome.VALID for verdict in verdicts),
        "problemDetails": details,
        "results": {
            "presentation": _unproven(presentation, request.options),
            "credentials": [
                vcalm_result(verdict, credential, _PRESENTED, lang)
                for verdict, credential in zip(verdicts, presentation.credentials, strict=True)
            ],
        },
    }
    if request.options.return_presentation:
        result["verifiablePresentation"] = presentation.model_dump(by_alias=True, exclude_unset=True)
    return result


def _presentation_problems(request: VpVerifyRequest, presentation: Presentation) -> list[str]:
    if presentation.proof is not None:
        return ["presentation-proof"]
    named = request.options.challenge is not None or request.options.domain is not None
    return ["presentation-unsigned"] if named or request.presentation is None else []


def _unproven(presentation: Presentation, options: VerifyPresentationOptions) -> JsonObject:
    """Return the claims that only a proof of the presentation could verify."""
    claims: dict[str, JsonValue] = {
        "challenge": options.challenge,
        "domain": options.domain,
        "holder": presentation.holder,
    }
    results: JsonObject = {
        name: {"verified": False, "input": value} for name, value in claims.items() if value is not None
    }
    proof = presentation.proof
    proofs = proof if isinstance(proof, tuple) else (proof,) if proof is not None else ()
    return {**results, "proof": [{"verified": False, "input": item} for item in proofs]}


def _problem(code: str, detail: str) -> JsonObject:
    return {"type": type_of(code), "title": code, "detail": detail}


def _problem_details(verdict: Verdict, lang: Lang) -> list[JsonValue]:
    names = verdict.names(lang)
    return [
        _problem(finding.code, finding.detail(lang, names))
        for finding in verdict.findings
        if finding.code in verdict.codes and finding.outcome is not Result.SKIPPED
    ]


def _results(verdict: Verdict, credential: JsonObject) -> JsonObject:
    passed = {finding.check: finding.outcome is Result.PASSED for finding in verdict.findings}
    results: JsonObject = {}
    for member, check in _STEPS.items():
        given = credential.get(member)
        inputs = given if isinstance(given, list) else [given] if given is not None else []
        judged: list[JsonValue] = [{"verified": passed.get(check, False), "input": item} for item in inputs]
        if member in ("proof", "credentialStatus"):
            results[member] = judged
        elif judged:
            results[member] = judged[0]
    return results

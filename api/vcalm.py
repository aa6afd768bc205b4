"""The verifier interface of VCALM (w3.org/TR/vcalm, 3.3.1), formerly VC-API, over our verdict.

VCALM knows two outcomes and calls problems of status and period warnings; here whatever keeps a verdict from
being valid makes `verified` false.
"""

from api.body import MAX_ONE_BYTES, parse_body
from api.errors import ApiError
from api.problems import TYPE_BASE
from api.wire import VcVerifyRequest
from credentials.errors import RecordError
from credentials.record import JsonObject
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


def read_vcalm(data: bytes) -> VcVerifyRequest:
    """The request; ApiError vcalm-request otherwise: VCALM knows one status for all of them."""
    try:
        return parse_body(data, VcVerifyRequest, MAX_ONE_BYTES)
    except RecordError as error:
        reason, reason_zh = error.sentence("en"), error.sentence("zh")
        raise ApiError("vcalm-request", error.field, reason=reason, reason_zh=reason_zh) from None


def vcalm_result(verdict: Verdict, asked: VcVerifyRequest, lang: Lang) -> JsonObject:
    """VerificationResult, with what its options ask for."""
    result: JsonObject = {"verified": verdict.outcome is Outcome.VALID}
    options = asked.options
    if options.return_credential:
        result["credential"] = asked.verifiable_credential
    if options.return_problem_details:
        result["problemDetails"] = _problem_details(verdict, lang)
    if options.return_results:
        result["results"] = _results(verdict, asked.verifiable_credential)
    return result


def _problem_details(verdict: Verdict, lang: Lang) -> list[JsonValue]:
    return [
        {"type": TYPE_BASE + finding.code, "title": finding.code, "detail": finding.detail(lang)}
        for finding in verdict.findings
        if finding.code in verdict.codes and finding.outcome is not Result.SKIPPED
    ]


def _results(verdict: Verdict, credential: JsonObject) -> JsonObject:
    passed = {finding.check: finding.outcome is Result.PASSED for finding in verdict.findings}
    results: JsonObject = {}
    for member, check in _STEPS.items():
        given = credential.get(member)
        inputs = given if isinstance(given, list) else [given] if given is not None else []
        found: list[JsonValue] = [{"verified": passed.get(check, False), "input": item} for item in inputs]
        if member in ("proof", "credentialStatus"):
            results[member] = found
        elif found:
            results[member] = found[0]
    return results

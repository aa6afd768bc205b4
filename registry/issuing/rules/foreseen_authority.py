"""The verifier's check of authority, before anything is signed."""

from datetime import datetime

from credentials.record import Body, JsonObject, Record
from credentials.times import format_time
from registry.errors import RegistryError
from signing.data_integrity import Proof
from verifier.case import Case
from verifier.checks.authority import check_authority
from verifier.policy import Policy
from verifier.question import Question
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Result

_POLICY = Policy()


def check_foreseen(document: JsonObject, body: Body, trust: TrustStore, now: datetime) -> None:
    """Raise RegistryError with the finding of `authority`, assuming a valid signature of `now`."""
    record = Record(document, document, body, Proof(format_time(now), "", b""))
    case = Case.of(record, Question(trust, policy=_POLICY, now=now))
    # the check asks for a signature, which does not exist yet
    case.signed = True
    finding = check_authority(case)
    if finding.outcome is not Result.PASSED:
        raise RegistryError.of_finding(finding, body)

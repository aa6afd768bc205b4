"""Pure verification: bytes + trust + policy + now -> verdict. Opens no file, socket, clock or database."""

from verifier.day import verify_at, verify_day
from verifier.errors import QuestionError, TrustError
from verifier.homes import verify_homes
from verifier.policy import Expect, Policy
from verifier.trust.beside import Beside
from verifier.trust.memory import Seen, format_seen, parse_seen
from verifier.trust.trust_store import TrustStore
from verifier.verdict import Finding, Outcome, Recognised, Result, Verdict
from verifier.verify import verify, verify_record

__all__ = [
    "Beside",
    "Expect",
    "Finding",
    "Outcome",
    "Policy",
    "QuestionError",
    "Recognised",
    "Result",
    "Seen",
    "TrustError",
    "TrustStore",
    "Verdict",
    "format_seen",
    "parse_seen",
    "verify",
    "verify_at",
    "verify_day",
    "verify_homes",
    "verify_record",
]

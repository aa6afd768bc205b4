"""What a certificate is printed from: a credential, and what this trust data says it counts as elsewhere."""

from datetime import datetime

from carriers.certificate.content import Certificate, certificate_of
from credentials.assessment import Assessment
from credentials.record import Record
from registry.errors import RegistryError
from verifier import Outcome, Policy, TrustStore, Verdict, verify

_NOT_YET = "not-yet-valid"
"""Certificates are printed before the first day of what they certify."""


def check_printable(record: Record[Assessment], trust: TrustStore, now: datetime) -> None:
    """Raises RegistryError not-in-force for a credential found invalid: revoked, suspended, expired, …"""
    verdict = _judge(record, trust, now)
    if not is_printable(verdict):
        finding = next(finding for finding in verdict.findings if finding.code == verdict.code)
        reasons = {"reason": finding.detail("en"), "reason_zh": finding.detail("zh")}
        raise RegistryError("not-in-force", **reasons)


def is_printable(verdict: Verdict) -> bool:
    """Whether paper is made of a credential of which this is the verdict now."""
    return verdict.outcome is not Outcome.INVALID or verdict.code == _NOT_YET


def find_paper(record: Record[Assessment], trust: TrustStore, *, now: datetime, example: bool) -> Certificate:
    """The content of the certificate, whatever the credential is worth; `example` marks it as one.

    Names are those of the agreement in force at `now`, else of the last one; so is what the grade counts as.
    """
    text = trust.chain.in_force_or_last(now).text
    homes = [party.id for party in text.parties if party.id != record.body.issuer]
    recognised = {home: _judge(record, trust, now, home).recognised for home in homes}
    return certificate_of(record, text, pin=trust.pin, recognised=recognised, example=example)


def _judge(record: Record[Assessment], trust: TrustStore, now: datetime, home: str | None = None) -> Verdict:
    return verify(record.data, trust, policy=Policy(), now=now, home=home)

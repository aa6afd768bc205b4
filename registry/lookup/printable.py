"""Content of printed certificates: a credential, and its recognition elsewhere by this trust data."""

from datetime import datetime
from typing import Any

from carriers.certificate.content import Certificate, certificate_of
from credentials.documents.assessment import Assessment
from credentials.record import Record
from registry.errors import RegistryError
from verifier import Finding, Outcome, Policy, Result, TrustStore, Verdict, verify_homes, verify_record
from verifier.checks.status import read_status

_POLICY = Policy()
_NOT_YET = "not-yet-valid"
"""Code of the only invalid verdict that may be printed: certificates are printed before their first day."""


def check_printable(record: Record[Any], trust: TrustStore, now: datetime) -> None:
    """Raise RegistryError not-in-force for an invalid credential: revoked, suspended, expired, …

    Also refuse a credential that the events at hand end, even if an officer could not be sure that they are
    complete.
    """
    verdict = verify_record(record, trust, policy=_POLICY, now=now)
    party = trust.party(record.body.issuer)
    standing = read_status(party.history(record.body.id), now) if party is not None else None
    if not is_printable(verdict):
        raise _not_in_force(
            next(finding for finding in verdict.findings if finding.code == verdict.code), verdict
        )
    if standing is not None and standing.outcome is Result.FAILED:
        raise _not_in_force(standing, verdict)


def _not_in_force(finding: Finding, verdict: Verdict) -> RegistryError:
    en, zh = finding.detail("en", verdict.names("en")), finding.detail("zh", verdict.names("zh"))
    return RegistryError("not-in-force", reason=en, reason_zh=zh)


def is_printable(verdict: Verdict) -> bool:
    """Return whether a credential with this verdict may be printed."""
    return verdict.outcome is not Outcome.INVALID or verdict.code == _NOT_YET


def find_paper(record: Record[Assessment], trust: TrustStore, *, now: datetime, example: bool) -> Certificate:
    """Return the certificate's content, whatever the credential is worth; `example` marks an example.

    Names and recognition are by the agreement in force at `now`, else the last one.
    """
    text = trust.chain.in_force_or_last(now).text
    homes = [party.id for party in text.parties if party.id != record.body.issuer]
    verdicts = verify_homes(record, trust, policy=_POLICY, now=now, homes=homes)
    recognised = {home: verdicts[home].recognised for home in homes}
    return certificate_of(record, text, pin=trust.pin, recognised=recognised, example=example)

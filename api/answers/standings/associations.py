"""Standing of an association by the agreement: its right to issue, and its recognition by another.

The answer holds for a whole scheme and says less than a verdict. A grade, a category or the enterprise's
region may decide otherwise for one credential.
"""

from datetime import datetime

from credentials.documents.agreement import AgreementText
from verifier import TrustStore


def may_issue(trust: TrustStore, issuer: str, scheme: str, at: datetime) -> bool:
    """Return whether a grant of the version in force at `at` lets the association issue under the scheme."""
    version = trust.chain.at(at)
    return version is not None and _is_granted(version.text, issuer, scheme, at)


def is_recognised(trust: TrustStore, home: str, issuer: str, scheme: str, at: datetime) -> bool:
    """Return whether some grade of the issuer counts as a grade of `home` at the time `at`.

    The function asks in the order of the checks: the home's own schemes, grants, declines, equivalences.
    """
    version = trust.chain.at(at)
    if version is None or version.text.party(home) is None:
        return False
    if not _is_granted(version.text, issuer, scheme, at):
        return False
    known = version.text.scheme(scheme)
    if known is not None and known.owner == home:
        return True
    key_list = trust.key_list(home, at)
    for decline in key_list.body.declines if key_list is not None else ():
        applies = decline.issuer == issuer and decline.scheme in (None, scheme)
        if applies and decline.since <= at and (decline.until is None or at < decline.until):
            return False
    rows = (row for row in version.text.equivalences if row.source.scheme == scheme)
    targets = [row.target for row in rows if row.until is None or at < row.until]
    return any(_counts(version.text, scheme, row.scheme, home) for row in targets if row is not None)


def _is_granted(text: AgreementText, issuer: str, scheme: str, at: datetime) -> bool:
    return any(grant.since <= at < grant.until for grant in text.grants_to(issuer, scheme))


def _counts(text: AgreementText, source: str, target: str, home: str) -> bool:
    own, other = text.scheme(target), text.scheme(source)
    return own is not None and other is not None and own.owner == home and own.kind == other.kind

"""verification: is the verification statement of the record in force? (time: at)

A statement that has ended, or is missing, is a note: it does not end the technology.
"""

from credentials.times import format_time
from verifier.case import Case
from verifier.findings import noted, passed, skipped
from verifier.verdict import Finding

CHECK = "verification"
_OK = passed(CHECK)


def check_verification(case: Case) -> Finding:
    """Check that [from, until) of the statement holds `at`."""
    if not case.signed:
        return skipped(CHECK, "proof")
    statement = case.record.body.verification
    if statement is None:
        return noted(CHECK, "unverified")
    until, at = format_time(statement.until), format_time(case.at)
    if case.ends_by >= statement.until:
        return noted(CHECK, "verification-expired", verifier=statement.verifier, until=until, at=at)
    if case.at < statement.since:
        since = format_time(statement.since)
        return noted(CHECK, "verification-later", verifier=statement.verifier, since=since, at=at)
    return _OK

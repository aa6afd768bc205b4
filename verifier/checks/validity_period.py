"""validity-period: was the record in force on the date asked about? (time: at)"""

from credentials.times import format_time
from verifier.case import Case
from verifier.findings import failed, noted, passed, skipped, unclear
from verifier.policy import BACKDATED_AFTER, CLOCK_TOLERANCE
from verifier.verdict import Finding

CHECK = "validity-period"
_OK = passed(CHECK)


def check_validity_period(case: Case) -> Finding:
    """Pass if `at` lies in [validFrom, validUntil) and the record was signed by `at` and by now.

    A clock before the trust data cannot tell the future, so such a failure is unclear. A term that had ended
    when a root last signed has ended.
    """
    if not case.signed:
        return skipped(CHECK, "proof")
    body, created, at = case.record.body, case.created, case.at
    # the end comes first: a term that is over stays over, whatever the clock says
    if case.ends_by >= body.valid_until:
        until = format_time(body.valid_until)
        return failed(CHECK, "expired", until=until, at=format_time(case.ends_by))
    if created > case.now + CLOCK_TOLERANCE:
        result = unclear if case.is_clock_behind else failed
        return result(CHECK, "signed-in-future", created=format_time(created), now=format_time(case.now))
    if at < body.valid_from:
        result = unclear if case.is_clock_behind and not case.at_given else failed
        return result(CHECK, "not-yet-valid", since=format_time(body.valid_from), at=format_time(at))
    if case.at_given and created > at:
        return unclear(CHECK, "signed-after", created=format_time(created), at=format_time(at))
    if created - body.valid_from > BACKDATED_AFTER:
        return noted(CHECK, "backdated", since=format_time(body.valid_from), created=format_time(created))
    return _OK
